"""Black and white, little ink, one chapter: the same text in other inks."""
import io
import itertools
import json
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageStat

from masterplan.book import charts, looks, shape
from masterplan.book.build import build_content
from masterplan.book.content import collect
from pillars.models import Chapter, Section
from tests import factories as make
from tests.masterplan.book.conftest import Printed, generated, write
from tests.masterplan.book.test_content import make_picture


@pytest.fixture
def content(plan, written, programs):
    generated(plan, Section.Kind.BUDGET, title="Pagu")
    return collect(plan)


def printed(content, **printing) -> Printed:
    return Printed(build_content(replace(content, printing=replace(content.printing, **printing))).pdf)


def pages(book: Printed) -> list[Image.Image]:
    return [page.render(scale=0.5).to_pil().convert("RGB") for page in pdfium.PdfDocument(book.data)]


def test_black_and_white_has_no_colour_on_any_page(content):
    for page in pages(printed(content, look="gray")):
        red, green, blue = page.split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_black_and_white_says_the_same(content):
    assert printed(content, look="gray").text == printed(content).text


def test_an_office_printer_needs_little_ink(content):
    usual, office = (pages(printed(content, look=look)) for look in ("color", "office"))
    assert ImageStat.Stat(usual[0].convert("L")).mean[0] < 100
    assert all(ImageStat.Stat(page.convert("L")).mean[0] > 225 for page in office)


def test_the_dimensions_of_a_chart_become_steps_of_gray_that_white_letters_can_be_read_on():
    steps = [int(step[1:3], 16) for step in looks.STEPS]
    assert len(steps) == len(charts.COLORS) and max(steps) <= 0x76
    assert all(abs(a - b) > 40 for a, b in itertools.pairwise(steps))


def test_a_picture_loses_its_colour_and_keeps_its_size(plan):
    section = make.make_section(plan)
    row = make_picture(section, Image.new("RGB", (30, 20), "teal"))
    write(section, f'<p><img src="/gambar/{row.key}" alt="Peta"></p>')
    content = collect(plan)
    (picture,) = looks.dressed(replace(content, printing=shape.Printing(look="gray"))).pictures.values()
    image = Image.open(io.BytesIO(picture.data))
    assert (image.size, image.mode) == ((30, 20), "LA")


def test_one_chapter_keeps_the_numbers_of_the_whole(plan, written, content):
    second = Chapter.objects.create(book=plan.books.get(), code="b1-02", order=2, title="Rencana Aksi")
    make.make_section(plan, chapter=second, title="Program unggulan", code="b1-02-01")
    make.write(plan.sections.get(code="b1-02-01"))

    book = Printed(build_content(shape.only_chapter(collect(plan), "b1-02")).pdf)

    assert book.labels == ["Sampul", "II-1", "II-2"]
    assert "2.1 Program unggulan" in book.pages[2] and "BUKU 1 · BAB II" in book.pages[0].upper()
    assert "Latar Belakang" not in book.text


def test_a_chapter_that_is_not_there_leaves_no_book(content):
    assert shape.only_chapter(content, "tidak-ada").books == ()


def test_new_fields_survive_a_way_through_json(content):
    full = replace(
        content, printing=shape.Printing("gray", "b1-01", True, "edisi lama"), notes={"a": (shape.Note("hand", "x"),)},
        changes=(shape.Change("a", "A", "new"),), style=shape.Style(pillars={"GOV": "#000000"}),
        logos=(shape.Picture("ab", "image/png", bytes),),
    )
    assert shape.from_data(json.loads(json.dumps(shape.as_data(full))), {}) == full
