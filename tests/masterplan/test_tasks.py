import pytest

from masterplan import builds, shelf
from masterplan.models import BookBuild
from masterplan.tasks import build_book

pytestmark = pytest.mark.usefixtures("queue")
State = BookBuild.State


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
