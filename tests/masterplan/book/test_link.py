"""Linked books against what PDF, PDF/A and PDF/UA ask, and against the same book joined the plain way."""
import io
import re
import subprocess
from collections import Counter

import pikepdf
import pypdfium2 as pdfium
import pytest
from pdfua import Severity, validate
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops

from masterplan.book import build, fragment
from masterplan.book.assemble import _number_tree
from tests import factories as make
from tests.masterplan.book.conftest import Printed, write


@pytest.fixture
def plainly(of_every_kind, settings) -> Printed:
    """The same book, joined the plain way."""
    settings.BOOK_ENGINE = "plain"
    return Printed(build.build(of_every_kind).pdf)


def elements(file: pikepdf.Pdf):
    """Every structure element in reading order."""
    stack = [file.Root.StructTreeRoot.K[0]]
    while stack:
        element = stack.pop()
        yield element
        kids = element.get("/K", Array())
        kids = [k for k in (kids if isinstance(kids, Array) else [kids]) if isinstance(k, Dictionary)]
        stack.extend(reversed([k for k in kids if k.get("/Type") not in (Name.OBJR, Name.MCR)]))


def written_on(page) -> bytes:
    return b"\n".join(stream.read_bytes() for stream in page.Contents)


def test_the_engine_is_the_one_that_was_checked():
    assert fragment.REFUSED == ""


def test_qpdf_finds_nothing(book, tmp_path):
    file = tmp_path / "buku.pdf"
    file.write_bytes(book.data)
    run = subprocess.run(["qpdf", "--check", "--warning-exit-0", file], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr


def test_each_element_stands_below_the_one_it_names(book):
    wrong = [str(kid.S) for element in elements(book.file) for kid in element.get("/K", [])
             if isinstance(kid, Dictionary) and "/S" in kid and kid.P.objgen != element.objgen]
    assert wrong == []


def test_every_mark_on_a_page_and_every_link_belongs_to_an_element(book):
    keys = dict(_number_tree(book.file.Root.StructTreeRoot.ParentTree))
    for page in book.file.pages:
        marks = sorted(int(x) for x in re.findall(rb"/MCID\s*(\d+)", written_on(page)))
        assert marks == list(range(len(keys[int(page.StructParents)]))), page.label
        assert {int(link.StructParent) for link in page.get("/Annots", [])} <= set(keys)
        assert {int(link.F) for link in page.get("/Annots", [])} <= {4}


def test_marked_content_is_opened_and_closed_in_turn(book):
    for page in book.file.pages:
        content = written_on(page)
        opened = len(re.findall(rb"\bB[DM]C\b", content))
        assert opened == len(re.findall(rb"\bEMC\b", content)), page.label


def test_each_font_is_embedded_once_and_can_be_read_aloud(book):
    fonts = {font.objgen: font for page in book.file.pages for font in page.Resources.Font.values()}
    files = Counter(font.DescendantFonts[0].FontDescriptor.FontFile2.objgen for font in fonts.values())
    assert set(files.values()) == {1}
    assert [str(f.BaseFont) for f in fonts.values() if "/ToUnicode" not in f] == []


def test_header_cells_say_what_they_head(book):
    heads = [element for element in elements(book.file) if element.S == Name.TH]
    assert heads
    assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}


def test_figures_have_words_for_those_who_cannot_see_them(book):
    figures = [element for element in elements(book.file) if Name.Figure == element.S]
    assert figures
    assert [f for f in figures if not str(f.get("/Alt", ""))] == []


def test_heads_feet_and_dots_are_passed_over_by_a_screen_reader(book):
    page = book.file.pages[-1]
    stamp = page.Contents[1].read_bytes()
    assert stamp.count(b"/Artifact <</Type/Pagination") == 2
    assert b"/MCID" not in stamp


def test_a_checker_of_pdf_ua_finds_no_error(book, tmp_path):
    file = tmp_path / "buku.pdf"
    file.write_bytes(book.data)
    assert [f for f in validate(file).findings if f.severity == Severity.ERROR] == []


def test_a_draft_says_that_it_is_pdf_a_2a_and_pdf_ua_1(book):
    with book.file.open_metadata() as meta:
        assert meta.pdfa_status == "2A"
        assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert meta["dc:title"]
    assert book.file.Root.OutputIntents[0].DestOutputProfile.N == 3
    assert "/ID" in book.file.trailer


def test_a_final_carries_the_plans_data(plan):
    make.approved_section(plan)
    file = pikepdf.open(io.BytesIO(build.build(plan, mode="final").pdf))
    with file.open_metadata() as meta:
        assert meta.pdfa_status == "3A"
    assert set(file.attachments) == {"rencana-induk.json", "matriks-program.xlsx"}
    assert b"Penajam Paser Utara" in file.attachments["rencana-induk.json"].get_file().read_bytes()
    assert {str(f.AFRelationship) for f in file.Root.AF} == {"/Data"}


def test_the_pages_are_those_of_the_plain_way_pixel_by_pixel(book, plainly):
    """Inside the margins: what stands in them is written by different hands, see test_running.py."""
    ours, theirs = pdfium.PdfDocument(book.data), pdfium.PdfDocument(plainly.data)
    assert len(ours) == len(theirs)
    lists = [i for i, text in enumerate(book.seen) if "DAFTAR " in text]
    for i in range(len(ours)):
        images = [pdf[i].render(scale=1).to_pil().convert("L") for pdf in (ours, theirs)]
        width, height = images[0].size
        top, foot = (57, 51) if width > height else (76, 70)  # points, as @page in book.css says
        inside = (0, top, width, height - foot) if i else None
        if i not in lists:
            assert ImageChops.difference(*(image.crop(inside) for image in images)).getbbox() is None, i


def test_the_words_are_those_of_the_plain_way(book, plainly):
    def words(text: str) -> list[str]:
        return sorted(re.sub(r"(?: ?\.){4,}", " ", text.replace("D R A F", "DRAF")).split())

    assert [words(text) for text in book.pages] == [words(text) for text in plainly.pages]


def test_labels_places_and_bookmarks_are_those_of_the_plain_way(book, plainly):
    assert book.labels == plainly.labels
    assert landings(book) == landings(plainly)
    with book.file.open_outline() as ours, plainly.file.open_outline() as theirs:
        assert titles(ours.root) == titles(theirs.root)


def landings(printed: Printed) -> dict[str, int]:
    names = printed.file.Root.Names.Dests.Names
    numbers = {page.objgen: n for n, page in enumerate(printed.file.pages)}
    return {str(names[i]): numbers[names[i + 1][0].objgen] for i in range(0, len(names), 2)}


def titles(items) -> list:
    return [(item.title, titles(item.children)) for item in items]


def test_the_structure_is_that_of_the_plain_way(book, plainly):
    """But for the head and foot of pages, which are no artifacts there, and for numbers that are links of their own."""
    kept = {"/H1", "/H2", "/H3", "/H4", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure"}
    assert [t for e in elements(book.file) if (t := str(e.S)) in kept] == [
        t for e in elements(plainly.file) if (t := str(e.S)) in kept]


def test_a_unit_that_did_not_change_keeps_its_bytes_although_its_place_moves(plan, written, programs):
    """The slot of a unit is counted, not remembered: the bytes of a book do not depend on what was printed before."""
    before = build.build(plan).pdf
    write(written, "<p>Lain sama sekali.</p>")
    build.build(plan)
    write(written, str(written.saves.last().content["html"]))
    assert build.build(plan).pdf == before
