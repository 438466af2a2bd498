"""The Word document read back: real styles, numbers, fields, footnotes, tables; nothing points nowhere."""
import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from masterplan.book.content import collect
from masterplan.exports.docx_frame import bookmark_name
from pillars.models import Book, Chapter
from pillars.refusals import Refused
from tests import factories as make
from tests.masterplan.book.conftest import RICH, write
from tests.masterplan.exports.conftest import file_of, parts_of, printed_by_office, tree, written_anew


def opened(content):
    return Document(io.BytesIO(file_of(content, "docx")))


def fields(part) -> list[str]:
    return [e.text.strip() for e in part.element.iter(qn("w:instrText"))]


def numbered(paragraph) -> tuple[int, int] | None:
    found = paragraph._p.pPr.numPr
    return (found.ilvl.val, found.numId.val) if found is not None else None


def test_headings_have_styles_and_count_themselves(content):
    document = opened(content)
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:4] == [("Heading 1", "Pendahuluan"), ("Heading 2", "Latar Belakang"), ("Heading 3", "Keadaan wilayah"),
                            ("Heading 4", "Lebih rinci")]
    levels = document.part.numbering_part.element.find(qn("w:abstractNum")).findall(qn("w:lvl"))
    assert [lvl.find(qn("w:lvlText")).get(qn("w:val")) for lvl in levels] == ["BAB %1", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4"]
    assert [lvl.find(qn("w:numFmt")).get(qn("w:val")) for lvl in levels][:2] == ["upperRoman", "decimal"]
    assert [lvl.find(qn("w:isLgl")) is not None for lvl in levels] == [False, True, True, True]
    assert [document.styles[f"Heading {n}"].element.pPr.numPr.numId.val for n in (1, 2, 3, 4)] == [1, 1, 1, 1]


def test_an_appendix_counts_in_a_numbering_of_its_own(content):
    last = [p for p in opened(content).paragraphs if p.style.name in ("Heading 1", "Heading 2")][-2:]
    assert [(p.text, numbered(p)) for p in last] == [("Program OPD", (0, 2)), ("Dinas Kesehatan", (1, 2))]


def test_a_left_out_section_keeps_its_number(plan, chapter, written):
    approved = make.approved_section(plan, title="Ruang Lingkup")
    assert (written.order, approved.order) == (1, 2)
    document = opened(collect(plan, mode="final", year=2026))
    heading = next(p for p in document.paragraphs if p.text == "Ruang Lingkup")
    level, numbering = numbered(heading)
    num = next(n for n in document.part.numbering_part.element.findall(qn("w:num")) if n.numId == numbering)
    starts = [o.find(qn("w:startOverride")).get(qn("w:val")) for o in num.findall(qn("w:lvlOverride"))]
    assert (level, starts) == (1, ["1", "2"])


def test_captions_are_fields_that_show_the_printed_number(content):
    captions = [p for p in opened(content).paragraphs if p.style.name == "Caption"]
    assert captions[0].text == "Tabel 1.1 Luas tiap kecamatan"
    assert "Gambar 1.1 Pagu Indikatif Menurut Tahun dan Dimensi 2025–2029 (miliar rupiah)" in [p.text for p in captions]
    codes = [e.text.strip() for p in captions for e in p._p.iter(qn("w:instrText"))]
    assert codes[:2] == ["SEQ Tabel \\* ARABIC \\s 1 \\r 1", "SEQ Tabel \\* ARABIC \\s 1"]


def test_the_lists_are_fields_with_entries(content):
    document = opened(content)
    assert [f for f in fields(document.part) if f.startswith("TOC")] == [
        'TOC \\o "1-3" \\h \\z \\u', 'TOC \\h \\z \\c "Tabel"', 'TOC \\h \\z \\c "Gambar"',
    ]
    entries = [p._p.xpath("string()") for p in document.paragraphs if p.style.name.startswith("toc ")]
    assert "BAB I Pendahuluan" in entries[0]
    assert entries[1].startswith("1.1Latar Belakang")
    assert document.settings.element.find(qn("w:updateFields")) is not None


def test_every_reference_within_leads_to_a_bookmark(content):
    document = opened(content)
    names = [e.get(qn("w:name")) for e in document.element.iter(qn("w:bookmarkStart"))]
    asked = {e.get(qn("w:anchor")) for e in document.element.iter(qn("w:hyperlink"))}
    asked |= {code.split()[1] for code in fields(document.part) if code.startswith("PAGEREF")}
    assert len(names) == len(set(names))
    assert asked - {None} <= set(names)
    assert all(len(name) <= 40 for name in names)


def test_a_reference_in_the_text_is_a_link(plan, chapter):
    other = write(make.make_section(plan, title="Tujuan"), RICH)
    write(make.make_section(plan, title="Dasar"), f'<p>Lihat <a href="#{other.code}">bagian tujuan</a>.</p>' + make.TEXT)
    links = {e.xpath("string()"): e.get(qn("w:anchor")) for e in opened(collect(plan)).element.iter(qn("w:hyperlink"))}
    assert links["bagian tujuan"] == bookmark_name(other.code)


def test_footnotes_are_footnotes(content):
    parts = parts_of(file_of(content, "docx"))
    notes = tree(parts["word/footnotes.xml"]).findall(qn("w:footnote"))
    signs = [e.get(qn("w:id")) for e in tree(parts["word/document.xml"]).iter(qn("w:footnoteReference"))]
    assert [note.get(qn("w:id")) for note in notes] == ["-1", "0", *signs]
    assert "Menurut BPS, 2025." in notes[2].xpath("string()")


def test_a_matrix_is_a_table_that_repeats_its_head_and_joins_its_cells(content):
    document = opened(content)
    matrix = next(t for t in document.tables if len(t.columns) == 18)
    heads = [row for row in matrix._tbl.tr_lst if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None]
    assert len(heads) == 2
    assert matrix.rows[0].cells[0]._tc is matrix.rows[1].cells[0]._tc  # "No" over both rows of the head
    assert matrix.rows[0].cells[5].text == "Target"
    assert len(matrix._tbl.tblGrid.gridCol_lst) == 18
    assert sum(c.w for c in matrix._tbl.tblGrid.gridCol_lst) == pytest.approx(273 * 36000, rel=0.01)


def test_amounts_stand_at_the_right(content):
    table = next(t for t in opened(content).tables if t.rows[0].cells[0].text == "Dimensi")
    assert table.rows[1].cells[1].paragraphs[0].alignment == 2


def test_a_wide_table_lies_and_the_text_after_it_stands(content):
    sections = opened(content).sections
    turned = [s.page_width > s.page_height for s in sections]
    assert True in turned
    assert turned[0] is turned[-1] is False


def test_pages_are_counted_like_the_printed_ones(content):
    sections = list(opened(content).sections)
    kinds = [(s._sectPr.find(qn("w:pgNumType")).get(qn("w:fmt")), s._sectPr.find(qn("w:pgNumType")).get(qn("w:start")))
             for s in sections]
    assert kinds[1:3] == [("lowerRoman", "1"), ("decimal", "1")]
    assert sections[2].footer._element.xpath("string()").split()[-3:] == ["I-", "PAGE", "1"] or \
        sections[2].footer._element.xpath("string()").endswith("I- PAGE 1")
    assert "DRAF" in sections[2].header._element.xpath("string()")


def test_a_chart_is_a_picture_with_its_numbers_in_words(content):
    (chart,) = [e for e in opened(content).element.iter(qn("wp:docPr")) if "Grafik batang" in e.get("descr")]
    assert "2026: Rp" in chart.get("descr")
    assert any(name.endswith(".png") for name in parts_of(file_of(content, "docx")))


def test_lists_number_anew(plan, chapter):
    write(make.make_section(plan), "<ol><li>satu</li></ol><p>antara</p><ol start='4'><li>empat</li></ol>" + make.TEXT)
    items = [p for p in opened(collect(plan)).paragraphs if p.style.name == "List Number"]
    assert [p.text for p in items] == ["satu", "empat"]
    assert numbered(items[0]) != numbered(items[1])


def test_it_is_in_indonesian_and_says_what_it_is(content):
    document = opened(content)
    told = document.core_properties
    assert (told.language, told.author) == ("id-ID", "Pemerintah Kabupaten Penajam Paser Utara")
    assert told.title.endswith("(DRAF)")
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "id-ID"


def test_every_style_that_is_used_is_there(content):
    parts = parts_of(file_of(content, "docx"))
    there = {e.get(qn("w:styleId")) for e in tree(parts["word/styles.xml"]).iter(qn("w:style"))}
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', parts["word/document.xml"].decode()))
    assert used <= there


def test_the_same_content_gives_the_same_bytes(content):
    assert file_of(content, "docx") == written_anew(content, "docx")


def test_two_books_count_their_chapters_each_from_one(plan, content):
    book = Book.objects.create(plan=plan, code="b2", number=2, title="Masterplan")
    second = Chapter.objects.create(book=book, code="b2-01", order=1, title="Arah", matter=Chapter.Matter.BODY)
    write(make.make_section(plan, chapter=second, title="Visi"), make.TEXT)
    document = opened(collect(plan, year=2026))
    chapters = [(p.text, numbered(p)) for p in document.paragraphs if p.style.name == "Heading 1"]
    assert chapters[0] == ("Pendahuluan", None)
    assert chapters[-1][0] == "Arah"
    assert chapters[-1][1][1] not in (1, 2)
    assert all("\\b _buku_" in f for f in fields(document.part) if f.startswith("TOC"))


def test_it_refuses_to_write_nothing(plan, section):
    with pytest.raises(Refused):
        file_of(collect(plan, mode="final"), "docx")


def test_an_office_opens_it_with_the_numbers_that_are_printed(content, tmp_path):
    text = printed_by_office(file_of(content, "docx"), ".docx", tmp_path)
    for words in ("BAB I Pendahuluan", "Tabel 1.1 Luas tiap kecamatan", "Lampiran 1 Program OPD", "L1.1 Dinas Kesehatan"):
        assert words in text, words
