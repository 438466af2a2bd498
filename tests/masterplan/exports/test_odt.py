"""The OpenDocument text read back: styles, outline numbering, sequences, lists, footnotes, tables; nothing points nowhere."""
import re

from masterplan.book.content import collect
from masterplan.exports.odt_frame import SPACES
from tests import factories as make
from tests.masterplan.book.conftest import write
from tests.masterplan.exports.conftest import file_of, parts_of, printed_by_office, tree, written_anew


def name(word: str) -> str:
    prefix, tag = word.split(":")
    return f"{{{SPACES[prefix]}}}{tag}"


def read(content):
    """The trees of the text and of the styles."""
    parts = parts_of(file_of(content, "odt"))
    return tree(parts["content.xml"]), tree(parts["styles.xml"])


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_it_is_a_package_as_offices_expect(content):
    parts = parts_of(file_of(content, "odt"))
    listed = {e.get(name("manifest:full-path")) for e in tree(parts["META-INF/manifest.xml"])}
    assert next(iter(parts)) == "mimetype"
    assert parts["mimetype"] == b"application/vnd.oasis.opendocument.text"
    assert listed - {"/"} == set(parts) - {"mimetype", "META-INF/manifest.xml"}


def test_headings_count_themselves(content):
    text, styles = read(content)
    headings = [(h.get(name("text:outline-level")), words(h)) for h in text.iter(name("text:h"))
                if h.get(name("text:is-list-header")) is None]
    assert headings[:4] == [("1", "Pendahuluan"), ("2", "Latar Belakang"), ("3", "Keadaan wilayah"), ("4", "Lebih rinci")]
    levels = list(next(styles.iter(name("text:outline-style"))))[:3]
    assert [level.get(name("style:num-format")) for level in levels] == ["I", "1", "1"]
    assert [level.get(name("loext:is-legal")) for level in levels] == [None, "true", "true"]


def test_an_appendix_counts_in_a_list_of_its_own(content):
    text, _ = read(content)
    lists = [e for e in text.iter(name("text:list")) if e.get(name("text:style-name")) == "Lampiran"]
    assert [words(e) for e in lists] == ["Program OPD", "Dinas Kesehatan"]
    assert lists[1].get(name("text:continue-list")) == lists[0].get("{http://www.w3.org/XML/1998/namespace}id")


def test_a_left_out_section_keeps_its_number(plan, chapter, written):
    make.approved_section(plan, title="Ruang Lingkup")
    text, _ = read(collect(plan, mode="final", year=2026))
    heading = next(h for h in text.iter(name("text:h")) if words(h) == "Ruang Lingkup")
    assert heading.get(name("text:start-value")) == "2"


def test_captions_are_sequences(content):
    text, _ = read(content)
    sequences = [e for e in text.iter(name("text:sequence")) if e.get(name("text:name")) == "Tabel"]
    assert words(sequences[0].getparent()) == "Tabel 1.1 Luas tiap kecamatan"
    assert [e.get(name("text:formula")) for e in sequences[:2]] == ["ooow:1", "ooow:Tabel+1"]


def test_the_lists_name_pages_by_reference(content):
    text, _ = read(content)
    for tag in ("table-of-content", "table-index", "illustration-index"):
        assert len(list(text.iter(name(f"text:{tag}")))) == 1
    lines = {words(p): p for p in next(text.iter(name("text:table-of-content"))).iter(name("text:p"))}
    line = next(p for said, p in lines.items() if "Latar Belakang" in said)
    assert words(line).endswith("I-1")
    assert line.find(f".//{name('text:bookmark-ref')}") is not None


def test_every_reference_within_leads_somewhere(content):
    text, _ = read(content)
    places = [e.get(name("text:name")) for e in text.iter(name("text:bookmark"))]
    asked = {e.get(name("xlink:href"))[1:] for e in text.iter(name("text:a")) if e.get(name("xlink:href"))[0] == "#"}
    asked |= {e.get(name("text:ref-name")) for e in text.iter(name("text:bookmark-ref"))}
    assert len(places) == len(set(places))
    assert asked <= set(places)


def test_every_style_that_is_used_is_there(content):
    text, styles = read(content)
    there = {e.get(name("style:name")) for root in (text, styles) for e in root.iter() if e.get(name("style:name"))}
    used = {value for root in (text, styles) for e in root.iter() for key, value in e.attrib.items()
            if re.search(r"\}((parent-|next-|list-)?style-name|master-page-name|page-layout-name)$", key)}
    assert used - {""} <= there


def test_rows_of_a_table_fill_its_columns(content):
    text, _ = read(content)
    for table in text.iter(name("table:table")):
        columns = len(table.findall(name("table:table-column")))
        rows = [row for row in table.iter(name("table:table-row")) if next(row.iterancestors(name("table:table"))) is table]
        assert {len(row) for row in rows} == {columns}


def test_footnotes_and_pictures_are_there(content):
    text, _ = read(content)
    assert "Menurut BPS, 2025." in words(next(text.iter(name("text:note-body"))))
    (frame,) = [e for e in text.iter(name("draw:frame")) if "Grafik batang" in words(e)]
    assert frame[0].get(name("xlink:href")) in parts_of(file_of(content, "odt"))


def test_a_chapter_begins_its_pages_at_one_with_its_own_prefix(content):
    text, styles = read(content)
    heading = next(h for h in text.iter(name("text:h")) if words(h) == "Pendahuluan")
    style = next(e for e in text.iter(name("style:style")) if e.get(name("style:name")) == heading.get(name("text:style-name")))
    assert style[0].get(name("style:page-number")) == "1"
    master = next(e for e in styles.iter(name("style:master-page"))
                  if e.get(name("style:name")) == style.get(name("style:master-page-name")))
    assert words(master).endswith("I-")
    assert "DRAF" in words(master)


def test_the_same_content_gives_the_same_bytes(content):
    assert file_of(content, "odt") == written_anew(content, "odt")


def test_an_office_opens_it_with_the_numbers_that_are_printed(content, tmp_path):
    text = printed_by_office(file_of(content, "odt"), ".odt", tmp_path)
    for said in ("BAB I Pendahuluan", "Tabel 1.1 Luas tiap kecamatan", "Lampiran 1 Program OPD", "L1.1 Dinas Kesehatan"):
        assert said in text, said


def test_a_table_in_a_list_is_written_as_lines(plan, chapter):
    write(make.make_section(plan), "<ul><li>isi<table><tr><td>satu</td><td>dua</td></tr></table></li></ul>" + make.TEXT)
    text, _ = read(collect(plan))
    assert "satu | dua" in [words(p) for p in text.iter(name("text:p"))]
