import hashlib

import pytest

from masterplan import builds, exports, frozen, shelf
from masterplan.book.build import build_content
from masterplan.exports import Format
from masterplan.models import BookBuild
from masterplan.tasks import build_book
from pillars.models import Section
from tests import factories as make
from tests.masterplan.book.conftest import texts

pytestmark = pytest.mark.usefixtures("queue")
State = BookBuild.State


@pytest.fixture(autouse=True)
def in_this_process(settings):
    settings.BOOK_WORKERS = 0


@pytest.fixture
def build(section, koordinator):
    return builds.request(section.plan, mode="draft", by=koordinator)


def run(build):
    """Build the book here and now, as a worker would."""
    build_book.call(build.pk)
    build.refresh_from_db()
    return build


def test_a_finished_build_has_its_file_whole(build):
    run(build)

    assert (build.state, build.pages > 0, build.error) == (State.DONE, True, "")
    assert shelf.path_of(build.sha256).read_bytes().startswith(b"%PDF-")
    assert shelf.path_of(build.sha256).stat().st_size == build.size


def test_a_failure_says_why_in_words(build, settings, tmp_path):
    settings.BOOK_ROOT = tmp_path / "not-a-folder"
    settings.BOOK_ROOT.write_text("")

    run(build)

    assert build.state == State.FAILED
    assert f"sebutkan susunan nomor {build.pk}" in build.error
    assert str(tmp_path) not in build.error


def test_a_build_that_is_finished_is_not_built_again(build):
    first = run(build).finished_at

    assert run(build).finished_at == first


def test_a_final_keeps_its_content_and_is_printed_again_from_it(plan, koordinator):
    make.approved_section(plan)
    first = run(builds.request(plan, mode="final", by=koordinator))
    plan.sections.all().update(title="Judul lain sesudahnya")

    again = build_content(frozen.content_of(first)).pdf

    assert hashlib.sha256(again).hexdigest() == first.sha256


def test_a_draft_keeps_no_content(build):
    assert run(build).content_sha256 == ""


def test_changes_against_an_earlier_final_are_printed(plan, koordinator):
    section = make.approved_section(plan)
    earlier = run(builds.request(plan, mode="final", by=koordinator))
    Section.objects.filter(pk=section.pk).update(body=make.TEXT.replace("seluruh", "segenap"))

    review = run(builds.request(plan, mode="draft", by=koordinator, against=earlier))

    text = pdf_text(review)
    assert "IKHTISAR PERUBAHAN" in text
    assert "bersama segenap seluruh perangkat" in " ".join(text.split())


def test_another_format_is_written_to_the_shelf(plan, koordinator, monkeypatch):
    make.make_section(plan)
    written = Format("json", ".json", "application/json", "JSON", lambda content, target, say: target.write(b"{}"))
    monkeypatch.setitem(exports.FORMATS, "json", written)

    build = run(builds.request(plan, mode="draft", by=koordinator, format="json"))

    assert (build.state, build.pages, build.size) == (State.DONE, None, 2)
    assert shelf.path_of(build.sha256, ".json").read_bytes() == b"{}"


def test_a_chapter_that_was_removed_meanwhile_is_named(plan, koordinator):
    build = run(builds.request(plan, mode="draft", by=koordinator, book=1, chapter="tidak-ada"))

    assert build.error.startswith("Bab itu tidak ada lagi")


def pdf_text(build) -> str:
    return "".join(texts(shelf.path_of(build.sha256).read_bytes()))
