"""How a region's books look: stored by the coordinator only, readable, and taken by the next build."""
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from masterplan import styles
from masterplan.book import pdf, shape
from masterplan.book.build import build_content
from masterplan.book.content import collect
from masterplan.models import BookStyle, Logo
from opd.models import Event
from pillars.refusals import NotAllowed, Refused
from tests import factories as make
from tests.masterplan.book.conftest import Printed


def picture(name: str = "logo.png", color: str = "teal") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def row(region) -> BookStyle:
    return BookStyle(region=region)


def test_without_a_row_the_book_looks_as_usual(region):
    assert styles.style_of(region) == shape.Style()


def test_only_what_differs_reaches_the_style_sheet(region, row, koordinator):
    row.brand, row.text_size = "#5b1a1a", "11.0"
    styles.change(row, by=koordinator)

    style = styles.style_of(region)

    assert "--brand: #5b1a1a;" in style.css and "--text-size: 11.0pt;" in style.css
    assert "--accent" not in style.css and "@page" not in style.css
    assert style.ink == "#5b1a1a"


def test_a_change_leaves_a_trace(row, koordinator):
    styles.change(row, by=koordinator)
    assert Event.objects.get(verb="book-style").data["cover"] == "band"


def test_nobody_but_the_coordinator_changes_it(row, pereviu, orang_daerah_lain):
    for person in (pereviu, orang_daerah_lain.koordinator):
        with pytest.raises(NotAllowed):
            styles.change(row, by=person)


def test_a_fourth_logo_is_refused(row, koordinator):
    for color in ("red", "green", "blue"):
        styles.change(row, by=koordinator, logo=picture(color=color))
    with pytest.raises(Refused, match="paling banyak 3 logo"):
        styles.change(row, by=koordinator, logo=picture())
    styles.change(row, by=koordinator, logo=picture(), drop=[Logo.objects.first()])
    assert Logo.objects.count() == 3


def test_what_is_no_picture_is_refused(row, koordinator):
    with pytest.raises(Refused):
        styles.change(row, by=koordinator, logo=SimpleUploadedFile("logo.png", b"<svg/>"))
    assert not BookStyle.objects.exists()


def test_a_cover_with_a_photograph_needs_one(row, koordinator):
    row.cover = "photograph"
    with pytest.raises(Refused, match="memerlukan fotonya"):
        styles.change(row, by=koordinator)
    styles.change(row, by=koordinator, photograph=picture("foto.jpg"))
    assert styles.looks_of(row.region)["photograph"].media_type == "image/jpeg"


def test_contrast_is_counted_as_wcag_does():
    assert round(styles.contrast("#777777", "#ffffff"), 2) == 4.48
    assert styles.contrast("#000000", "#ffffff") == styles.contrast("#ffffff", "#000000") == 21


def test_every_typeface_is_shipped_with_its_licence():
    files = {address for address, _ in pdf.fonts()}
    for family in [f for pair in styles.FACES.values() for f in pair]:
        assert all(url in files for url in styles._faces(family).replace(")", "(").split("(")[1::2])
        assert (pdf.FONTS / f"LICENSE-{family.lower().replace(' ', '-')}").exists()


def test_the_book_is_printed_in_the_regions_style(plan, row, koordinator, settings):
    settings.BOOK_WORKERS = 0
    make.write(make.make_section(plan, title="Latar belakang"))
    usual = Printed(build_content(collect(plan)).pdf)
    row.numbers_by_chapter, row.list_depth, row.margin_left, row.typeface, row.cover = False, 2, 45, "lora", "plain"
    styles.change(row, by=koordinator, logo=picture())

    book = Printed(build_content(collect(plan)).pdf)

    assert book.labels[-1] == "2" and usual.labels[-1] == "I-2"
    assert '--serif: "Lora"' in styles.style_of(plan.region).css
    assert len(book.file.pages[0].Resources.get("/XObject", {})) == 1 + len(usual.file.pages[0].Resources.get("/XObject", {}))
