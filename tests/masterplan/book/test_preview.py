"""The preview is the printed page: held against the built book, picture by picture."""
import io
import os
import threading
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageChops
from pypdf import PdfReader

from masterplan.book import build, content, drawing, press, preview
from pillars import attachments
from pillars.models import Chapter, Section
from pillars.refusals import Refused
from tests import factories as make
from tests.test_permissions import png

LONG = "".join(
    f"<p>Alinea ke-{n} menerangkan layanan kesehatan di kecamatan ini. {'Kata demi kata. ' * 25}</p>" for n in range(1, 16)
)
TABLE = ('<h3>Fasilitas</h3><p class="caption">Puskesmas</p><table><tbody><tr><th>Nama</th><th>Jumlah</th></tr>'
         + "".join(f"<tr><td>Puskesmas {n}</td><td>{n}</td></tr>" for n in range(40)) + "</tbody></table><p>Sesudah tabel.</p>")


@pytest.fixture(autouse=True)
def nothing_read_before():
    preview.forget()


@pytest.fixture
def two(plan) -> tuple[Section, Section]:
    """Two sections that follow each other on the same pages."""
    first, second = make.make_section(plan, title="Kesehatan"), make.make_section(plan, title="Pendidikan")
    make.write(first, LONG[:len(LONG) // 2].rpartition("</p>")[0] + "</p>")
    make.write(second, LONG + TABLE)
    return first, second


def every_page(section: Section, text: str | None = None) -> list[preview.Page]:
    """With all their pictures."""
    found: dict[str, preview.Page] = {}
    while True:
        shown = preview.pages(section, text, have=tuple(found))
        found |= {page.digest: page for page in shown.pages if page.picture}
        if all(page.digest in found for page in shown.pages):
            return [found[page.digest] for page in shown.pages]


def printed(plan) -> dict[str, bytes]:
    """{label: picture} of the draft of the whole plan."""
    data = build.build(plan).pdf
    labels = PdfReader(io.BytesIO(data)).page_labels
    return dict(zip(labels, drawing.pictures(data, 800), strict=True))


UNDER_HEAD = 110  # pixels


def difference(one: bytes, other: bytes, top: int = 0) -> float:
    """The part of the pixels below `top` that differ visibly."""
    images = [Image.open(io.BytesIO(data)).convert("L") for data in (one, other)]
    box = (0, top, *images[0].size)
    seen = ImageChops.difference(*(image.crop(box) for image in images)).point(lambda v: 255 * (v > 90))
    return seen.histogram()[255] / (seen.width * seen.height)


def test_the_pages_are_those_of_the_book(plan, two):
    book = printed(plan)

    shown = every_page(two[0])

    assert [page.label for page in shown][:2] == ["I-2", "I-3"]
    assert book["I-2"] == shown[0].picture


def test_a_section_begins_at_the_height_where_the_book_has_it(plan, two):
    book = printed(plan)

    shown = every_page(two[1])

    assert len(shown) > 2
    assert max(difference(book[page.label], page.picture) for page in shown[1:]) < 5e-4
    text = Image.open(io.BytesIO(shown[0].picture)).convert("L").crop((0, UNDER_HEAD, 800, 1000))
    begins = UNDER_HEAD + text.point(lambda v: 255 * (v < 128)).getbbox()[1]
    assert begins > UNDER_HEAD + 60
    assert difference(book[shown[0].label], shown[0].picture, begins - 4) < 5e-4


def test_the_text_being_typed_stands_in_the_place_of_the_stored_one(plan, two):
    before = every_page(two[0])
    text = two[0].body.replace("Alinea ke-1 ", "Kalimat yang sedang diketik. Alinea ke-1 ")

    shown = preview.pages(two[0], text, have=tuple(page.digest for page in before))

    make.write(two[0], text)
    content.forget()
    preview.forget()
    assert printed(plan)["I-2"] == shown.pages[0].picture


def test_only_pages_that_changed_are_drawn(two):
    before = every_page(two[1])

    text = two[1].body.replace("Sesudah tabel.", "Sesudah tabel itu.")
    shown = preview.pages(two[1], text, have=tuple(page.digest for page in before))

    assert [bool(page.picture) for page in shown.pages] == [False] * (len(before) - 1) + [True]


def test_a_page_that_is_looked_at_comes_first(two):
    shown = preview.pages(two[1], look=2)
    assert [n for n, page in enumerate(shown.pages) if page.picture][:1] == [2]


def test_a_section_of_programmes_is_shown_as_it_is_stored(plan):
    section = make.make_section(plan, kind="programs")
    make.make_program(section)
    assert preview.pages(section).pages[0].picture.startswith(b"RIFF")


def test_a_picture_that_was_just_uploaded_is_shown(plan, two, penyusun):
    key = attachments.accept(two[0], png(), by=penyusun).key
    without = preview.pages(two[0], two[0].body)
    shown = preview.pages(two[0], f'<p>Peta</p><img src="/gambar/{key}" alt="Peta">' + two[0].body)
    assert shown.pages[0].digest != without.pages[0].digest


@pytest.mark.parametrize("poison", ["<blockquote>" * 60 + "x", "<p>" + "kata " * 200_000, "<ul><li>" * 200])
def test_a_poisonous_text_is_refused_in_words(two, poison):
    with pytest.raises(Refused, match="ratinjau"):
        preview.pages(two[0], poison)


def test_a_text_that_takes_too_long_is_refused_in_words(two, settings):
    settings.BOOK_PREVIEW_SECONDS = 0.05
    with pytest.raises(Refused, match="terlalu lama ditata"):
        preview.pages(two[0], LONG * 3)


def test_the_number_of_queries_does_not_grow(plan, two):
    def queries() -> int:
        preview.forget()
        content.forget()
        with CaptureQueriesContext(connection) as seen:
            preview.pages(Section.objects.select_related("plan__region", "chapter__book").get(pk=two[0].pk))
        return len(seen)

    few = queries()
    chapter = Chapter.objects.create(book=two[0].chapter.book, code="b1-02", order=2, title="Bab lain")
    for _ in range(3):
        make.write(make.make_section(plan, chapter=chapter))
    assert queries() == few


def test_while_somebody_types_the_rest_of_the_book_is_not_read_again(two):
    section = Section.objects.select_related("plan__region", "chapter__book").get(pk=two[0].pk)
    preview.pages(section, "<p>Satu.</p>")
    with CaptureQueriesContext(connection) as seen:
        preview.pages(section, "<p>Satu dua.</p>")
    assert len(seen) == 0


def test_a_section_that_is_new_is_found_all_the_same(plan, two):
    preview.pages(two[0], "<p>Satu.</p>")
    assert preview.pages(make.make_section(plan, title="Pariwisata"), "<p>Baru.</p>").pages


def test_a_worker_that_died_is_replaced(two, settings):
    settings.BOOK_PREVIEW_WORKERS = 1
    try:
        with pytest.raises(Refused, match="Tulisan tetap tersimpan"):
            press._work(exit_at_once)
        assert preview.pages(two[0]).pages
    finally:
        press.dismiss()


def exit_at_once():
    os._exit(1)


class TestATurn:
    def test_gives_way_to_a_newer_request_of_the_same_person(self):
        moot = []

        def ask() -> None:
            try:
                with press.turn((2, 1)):
                    pass
            except press.Moot:
                moot.append(True)

        with press.turn((1, 1)):
            older = threading.Thread(target=ask)
            older.start()
            while (2, 1) not in press._newest:
                time.sleep(0.01)
            with pytest.raises(press.Busy), press.turn((2, 1)):
                pass
        older.join()
        assert moot == [True]

    def test_is_refused_when_too_many_wait(self):
        for _ in range(press.WAITING + 1):
            press._seats.acquire(blocking=False)
        try:
            with pytest.raises(press.Busy), press.turn((1, 1)):
                pass
        finally:
            for _ in range(press.WAITING + 1):
                press._seats.release()
