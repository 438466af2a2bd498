"""A Word document read: where it is split, what is kept of it, what is named as lost, and what is refused."""
from types import SimpleNamespace

import docx
import pytest

from pillars.imports import word, word_package
from pillars.refusals import Refused
from tests.pillars.imports import documents as make

PLAN = SimpleNamespace(years=[2025, 2026, 2027, 2028, 2029])


def read(data: bytes) -> dict:
    return word.read(data, "bab.docx", PLAN)


def titles(found: dict) -> list[tuple]:
    return [(part["number"], part["title"]) for part in found["parts"]]


def losses(xml: str) -> dict:
    return dict(read(make.body(make.p("Naskah.") + xml))["losses"])


def test_a_chapter_is_split_at_its_headings():
    found = read(make.chapter())
    assert titles(found) == [("1.1", "Latar Belakang"), ("1.2", "Maksud dan Tujuan")]
    assert {part["chapter"] for part in found["parts"]} == {"BAB I PENDAHULUAN"}


def test_bold_numbered_lines_are_headings_too():
    found = read(make.typed_by_hand())
    assert titles(found) == [("2.1", "Latar Belakang"), ("2.2", "Maksud dan Tujuan")]
    assert found["parts"][0]["chapter"] == "BAB II GAMBARAN UMUM"
    assert word.html_of(found["parts"][0]) == "<p>Isi bagian pertama.</p><h3>Rincian</h3><p>Isi rincian.</p>"
    assert "2.3 Ini kalimat biasa" in word.html_of(found["parts"][1])


def test_an_outline_level_makes_a_heading():
    document = docx.Document()
    make.outline_level(document.add_paragraph("Latar Belakang"), 1)
    document.add_paragraph("Isi.")
    assert titles(read(make.saved(document))) == [("", "Latar Belakang")]


def test_indonesian_style_names_are_known():
    document = docx.Document()
    document.styles["Heading 2"].element.name_val = "Judul 2"
    document.add_paragraph("Dasar Hukum", style=document.styles["Judul 2"])
    document.add_paragraph("Isi.")
    assert titles(read(make.saved(document))) == [("", "Dasar Hukum")]


NUMBERING = """<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="BAB %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:isLgl/><w:numFmt w:val="decimal"/><w:lvlText w:val="2.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def test_the_numbers_that_word_writes_by_itself_are_counted():
    def numbered(level: int) -> str:
        return f'<w:pStyle w:val="Heading{level + 1}"/><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'

    xml = make.p("Pendahuluan", numbered(0)) + make.p("Isi bab satu.") + make.p("Gambaran", numbered(0))
    xml += make.p("Geografi", numbered(1)) + make.p("Isi.") + make.p("Penduduk", numbered(1)) + make.p("Isi.")
    found = read(make.changed(make.body(xml), **{"word__numbering.xml": NUMBERING}))
    assert titles(found) == [("I", "Pendahuluan"), ("2.1", "Geografi"), ("2.2", "Penduduk")]
    assert found["parts"][2]["chapter"] == "BAB II Gambaran"


def test_lists_pictures_captions_and_sources_are_kept():
    found = read(make.chapter())
    html = word.html_of(found["parts"][0])
    key = next(iter(found["pictures"]))
    assert "<ul><li>Puskesmas</li><li>Posyandu</li></ul><h3>Keadaan sekarang</h3>" in html
    assert f'src="/gambar/{key}"' in html
    assert '<p class="caption">Peta puskesmas</p><p class="source">Sumber: Dinas Kesehatan, 2024</p>' in html


def test_a_table_of_programmes_is_told_from_a_table_of_data():
    found = read(make.chapter())
    assert [(m["part"], m["caption"]) for m in found["matrices"]] == [(1, "Program prioritas")]
    assert "Telemedisin" in word.html_of(found["parts"][1])
    without = word.html_of(found["parts"][1], {0})
    assert "Telemedisin" not in without and "Program prioritas" not in without and "Jumlah tenaga kesehatan" in without


def test_merged_cells_stay_merged():
    document = docx.Document()
    made = make.table(document, [["A", "B", "C"], ["1", "2", "3"], ["4", "5", "6"]])
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(1, 2).merge(made.cell(2, 2))
    html = word.html_of(read(make.saved(document))["parts"][0])
    assert 'colspan="2"' in html and 'rowspan="2"' in html


def test_footnotes_carry_their_text():
    notes = make.p("").replace("<w:p>", '<w:footnote w:id="2"><w:p>').replace("</w:p>", "</w:p></w:footnote>")
    notes = notes.replace("<w:t></w:t>", "<w:t>BPS, 2024.</w:t>")
    data = make.body('<w:p><w:r><w:t>Luas</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
                     "<w:r><w:t> tetap.</w:t></w:r></w:p>")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = make.changed(data, **{"word__footnotes.xml": f"<w:footnotes {space}>{notes}</w:footnotes>"})
    assert word.html_of(read(data)["parts"][0]) == '<p>Luas<span data-footnote="BPS, 2024."></span> tetap.</p>'


def test_styling_is_left_behind():
    document = docx.Document()
    run = document.add_paragraph().add_run("Merah besar")
    run.font.color.rgb, run.font.size, run.italic = docx.shared.RGBColor(255, 0, 0), docx.shared.Pt(40), True
    assert word.html_of(read(make.saved(document))["parts"][0]) == "<p><em>Merah besar</em></p>"


def test_insertions_are_taken_and_deletions_left():
    xml = '<w:p><w:r><w:t>Ada </w:t></w:r><w:ins><w:r><w:t>baru</w:t></w:r></w:ins>'
    xml += "<w:del><w:r><w:delText>lama</w:delText></w:r></w:del></w:p>"
    found = read(make.body(xml))
    assert word.html_of(found["parts"][0]) == "<p>Ada baru</p>"
    assert len(found["losses"]) == 2


def test_the_text_of_boxes_and_formulas_is_taken_and_named():
    xml = ("<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
           f"<w:txbxContent>{make.p('Dalam kotak')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
           f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{make.p('Dalam kotak')}"
           "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
           "<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>")
    found = read(make.body(xml))
    assert word.html_of(found["parts"][0]) == "<p>Dalam kotak</p><p>a+b</p>"
    assert dict(found["losses"]) == {"kotak teks, diambil teksnya saja": 1, "rumus, diambil teksnya saja": 1}


def test_a_comment_stays_out_of_the_text():
    document = docx.Document()
    run = document.add_paragraph().add_run("Naskah.")
    document.add_comment(run, text="Tolong diperiksa lagi.", author="A", initials="A")
    found = read(make.saved(document))
    assert word.html_of(found["parts"][0]) == "<p>Naskah.</p>"
    assert found["losses"] == [["komentar", 1]]


@pytest.mark.parametrize(("uri", "what"), [("chart", "grafik Office"), ("diagram", "SmartArt")])
def test_what_is_only_drawn_is_named(uri, what):
    xml = f'<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://x/{uri}"/></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    assert [name.startswith(what) for name in losses(xml)] == [True]


PICTURE = ('<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:{}="rId9"/></pic:blipFill>'
           "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>")


def test_a_picture_from_elsewhere_is_named_and_never_fetched(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("it called the network"))
    data = make.body(make.p("Naskah.") + PICTURE.format("link"))
    rels = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
            'Type="http://x/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/></Relationships>')
    found = read(make.changed(data, **{"word___rels/document.xml.rels": rels}))
    assert found["losses"] == [["gambar tertaut di luar berkas", 1]]
    assert "<img" not in word.html_of(found["parts"][0])


def test_a_path_out_of_the_archive_leads_nowhere():
    data = make.body(make.p("Naskah.") + PICTURE.format("embed"))
    rels = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
            'Type="http://x/image" Target="../../../../etc/passwd"/></Relationships>')
    found = read(make.changed(data, **{"word___rels/document.xml.rels": rels}))
    assert found["losses"] == [["gambar yang hilang dari berkas", 1]]


def test_a_link_that_runs_something_becomes_text():
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    xml = "<w:p>" + mark.format("begin") + '<w:r><w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText></w:r>'
    xml += mark.format("separate") + "<w:r><w:t>klik</w:t></w:r>" + mark.format("end") + "</w:p>"
    assert word.html_of(read(make.body(xml))["parts"][0]) == "<p>klik</p>"


def bomb() -> bytes:
    return make.changed(make.chapter(), **{"word__document.xml": b" " * (word_package.MOST_TEXT + 1)})


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="x">&e;</w:document>'
REFUSED = {
    "old": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "Word lama (.doc)"),
    "locked": (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
    "pdf": (lambda: b"%PDF-1.7", "PDF"),
    "rtf": (lambda: b"{\\rtf1}", "RTF"),
    "broken": (lambda: make.chapter()[:3000], "rusak"),
    "no archive": (lambda: b"halo", "rusak"),
    "empty": (lambda: b"", "kosong"),
    "macros": (lambda: make.changed(make.chapter(), **{"word__vbaProject.bin": b"x"}), "makro"),
    "odt": (lambda: make.changed(make.chapter(), mimetype="x", **{"content.xml": "x"}), "OpenDocument"),
    "bomb": (bomb, "terlalu besar"),
    "entities": (lambda: make.changed(make.chapter(), **{"word__document.xml": ENTITIES}), "tidak aman"),
    "large": (lambda: b" " * (word_package.MOST_BYTES + 1), "lebih besar dari 25 MB"),
    "bad xml": (lambda: make.changed(make.chapter(), **{"word__document.xml": "<w:document wordprocessingml"}), "rusak"),
    "a sheet": (lambda: make.changed(make.chapter(), **{"word__document.xml": "<a/>"}), "bukan dokumen Word"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_document_is_refused_with_advice(name):
    data, words = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        read(data())
    assert words in str(refusal.value)
