"""Heads and feet written at joining stand where the style sheet of the plain way puts them."""
import pypdfium2 as pdfium
import pytest
from PIL import Image

from masterplan.book import build
from masterplan.book.faces import FontFile, unpacked
from masterplan.book.fragment import Late, Page
from masterplan.book.pdf import FONTS
from masterplan.book.running import MM, Inks, Stamps

INKS = Inks("#12304f", "#4a5560", "#b3261e")


@pytest.fixture(scope="module")
def stamps() -> Stamps:
    return Stamps([FontFile(unpacked((FONTS / f"source-sans-3-latin-{weight}-normal.woff2").read_bytes()))
                   for weight in (400, 600, 700)])


def page(kind: str = "text") -> Page:
    return Page(0, kind, 210 * MM, 297 * MM, (27 * MM, 24 * MM, 25 * MM, 30 * MM))


def bands(data: bytes, number: int) -> list[tuple | None]:
    """Where the ink of the head and of the foot of an upright page begins and ends, in pixels."""
    image: Image.Image = pdfium.PdfDocument(data)[number].render(scale=1).to_pil().convert("L").point(lambda v: 255 * (v < 200))
    width, height = image.size
    return [image.crop(box).getbbox() for box in ((0, 0, width, 74), (0, height - 68, width, height))]


def test_they_stand_where_the_plain_way_puts_them(of_every_kind, settings):
    linked = build.build(of_every_kind).pdf
    settings.BOOK_ENGINE = "plain"
    plain = build.build(of_every_kind).pdf
    for ours, theirs in zip(bands(linked, 6), bands(plain, 6), strict=True):
        assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 2


def test_a_cover_shows_nothing_and_an_opening_its_number_only(stamps):
    assert stamps.frame(page("cover"), "BAB I", "Buku 1", "I-1", "DRAF", INKS).strip() == b""
    opening = stamps.frame(page("opener"), "BAB I", "Buku 1", "I-1", "", INKS)
    assert opening.count(b" TJ ET") == 1


def test_a_long_title_is_shortened_before_it_meets_the_mark(stamps):
    shown = stamps.frame(page(), "Sangat panjang " * 20, "Buku 1", "I-1", "DRAF", INKS)
    whole = stamps.frame(page(), "Sangat panjang", "Buku 1", "I-1", "DRAF", INKS)
    assert len(shown) < 8 * len(whole)


def test_the_number_of_a_line_is_read_as_part_of_its_link(stamps):
    late = Late(0, "b1-01", 120, 440, 500, 10, 7)
    written = stamps.late_number(late, "IV-12", INKS)
    assert b"/Link <</MCID 7>> BDC" in written
    assert written.count(b"EMC") == 2  # the dots are an artifact of their own


def test_a_line_without_a_page_stays_a_line(stamps):
    assert stamps.late_number(Late(0, "b1-01", 120, 440, 500, 10, 7), "", INKS) == b"/Link <</MCID 7>> BDC EMC"
