"""The electronic book read back: well-formed, complete, every link leads somewhere, readable without eyes."""
import pytest

from masterplan.book.content import collect
from masterplan.exports.epub import OPS, XHTML
from pillars.refusals import Refused
from tests import factories as make
from tests.masterplan.book.conftest import write
from tests.masterplan.exports.conftest import file_of, parts_of, tree, written_anew

OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture
def parts(content):
    return parts_of(file_of(content, "epub"))


def pages(parts) -> dict:
    return {name: tree(data) for name, data in parts.items() if name.endswith(".xhtml")}


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_it_is_a_package_as_readers_expect(parts):
    assert next(iter(parts)) == "mimetype"
    assert parts["mimetype"] == b"application/epub+zip"
    assert b'full-path="book.opf"' in parts["META-INF/container.xml"]


def test_the_manifest_names_each_file_once_and_the_spine_each_page(parts):
    book = tree(parts["book.opf"])
    items = {e.get("id"): e.get("href") for e in book.iter(f"{OPF}item")}
    assert sorted(items.values()) == sorted(set(parts) - {"mimetype", "META-INF/container.xml", "book.opf"})
    order = [items[e.get("idref")] for e in book.iter(f"{OPF}itemref")]
    assert order == ["b1-cover.xhtml", "nav.xhtml", "b1-front.xhtml", "b1-01.xhtml", "b1-l1.xhtml"]


def test_every_link_and_picture_leads_somewhere(parts):
    read = pages(parts)
    places = {f"{name}#{e.get('id')}" for name, page in read.items() for e in page.iter() if e.get("id")} | set(parts)
    for name, page in read.items():
        for element in page.iter():
            address = element.get("href") or element.get("src")
            if address and "://" not in address:
                assert (name + address if address.startswith("#") else address) in places, (name, address)


def test_no_id_stands_twice_in_a_page(parts):
    for page in pages(parts).values():
        ids = [e.get("id") for e in page.iter() if e.get("id")]
        assert len(ids) == len(set(ids))


def test_the_contents_name_all_headings_as_they_are_printed(parts):
    lines = [words(e) for e in next(tree(parts["nav.xhtml"]).iter(f"{{{XHTML}}}nav")).iter(f"{{{XHTML}}}a")]
    assert lines[:5] == ["Buku 1: Analisis Strategis Smart City Daerah", "BAB I Pendahuluan", "1.1 Latar Belakang",
                         "1.1.1 Keadaan wilayah", "1.1.1.1 Lebih rinci"]
    assert lines[-2:] == ["Lampiran 1 Program OPD", "L1.1 Dinas Kesehatan"]


def test_a_footnote_is_referred_to_and_leads_back(parts):
    page = tree(parts["b1-01.xhtml"])
    (sign,) = [e for e in page.iter(f"{{{XHTML}}}a") if e.get(f"{{{OPS}}}type") == "noteref"]
    (note,) = [e for e in page.iter(f"{{{XHTML}}}aside") if e.get(f"{{{OPS}}}type") == "footnote"]
    assert sign.get("href") == "#" + note.get("id")
    assert "Menurut BPS, 2025." in words(note)
    assert sign.getparent().tail.startswith(".")


def test_every_picture_is_told_in_words(parts):
    images = [e for page in pages(parts).values() for e in page.iter(f"{{{XHTML}}}img")]
    assert any("Grafik batang" in e.get("alt") for e in images)
    assert all(e.get("alt") for e in images)


def test_it_says_its_language_and_how_accessible_it_is(parts):
    book = parts["book.opf"].decode()
    for said in ("<dc:language>id-ID</dc:language>", "schema:accessMode", "schema:accessibilitySummary", "dcterms:modified",
                 "(DRAF)</dc:title>"):
        assert said in book, said


def test_a_reference_to_another_chapter_leads_to_its_file(plan, chapter, appendix):
    there = write(make.make_section(plan, chapter=appendix, title="Tabel lengkap"), make.TEXT)
    write(make.make_section(plan, title="Dasar"), f'<p>Lihat <a href="#{there.code}">lampiran</a>.</p>' + make.TEXT)
    page = tree(parts_of(file_of(collect(plan), "epub"))["b1-01.xhtml"])
    links = {words(e): e.get("href") for e in page.iter(f"{{{XHTML}}}a")}
    assert links["lampiran"] == f"b1-l1.xhtml#{there.code}"


def test_the_mark_of_tables_that_go_on_is_left_out(parts):
    assert b"(lanjutan)" not in b"".join(parts.values())


def test_the_same_content_gives_the_same_bytes(content):
    assert file_of(content, "epub") == written_anew(content, "epub")


def test_it_refuses_to_write_nothing(plan, section):
    with pytest.raises(Refused):
        file_of(collect(plan, mode="final"), "epub")
