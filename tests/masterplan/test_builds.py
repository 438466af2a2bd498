import datetime as dt
import os

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masterplan import builds, shelf
from masterplan.frozen import Frozen
from masterplan.leases import Lease
from masterplan.models import BookBuild
from opd.models import Event
from pillars.refusals import NotAllowed, Refused
from tests.masterplan.conftest import finish

pytestmark = pytest.mark.usefixtures("queue")
State = BookBuild.State


def silent(build, seconds=3600):
    """Let the build's worker have been silent for so long."""
    BookBuild.objects.filter(pk=build.pk).update(heartbeat_at=timezone.now() - dt.timedelta(seconds=seconds))


def finished(plan, by, *, day=1, content=b"%PDF-1", frozen=None, **scope):
    """A build that was finished `day` days ago."""
    build = finish(builds.request(plan, by=by, **{"mode": "draft", **scope}), pdf=content, frozen=frozen)
    BookBuild.objects.filter(pk=build.pk).update(finished_at=timezone.now() - dt.timedelta(days=day))
    build.refresh_from_db()
    return build


def test_it_queues_one_task_and_leaves_a_trace(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator, book=1)

    assert build.state == State.WAITING
    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [build.pk]
    assert Event.objects.get(verb="book-requested").summary == "Buku 1 (Draf)"


def test_a_double_click_gets_the_build_that_is_already_waiting(plan, koordinator):
    first = builds.request(plan, mode="draft", by=koordinator, book=1)
    second = builds.request(plan, mode="draft", by=koordinator, book=1)

    assert second == first
    assert DBTaskResult.objects.count() == 1


def test_another_scope_or_mode_is_another_build(plan, dinkes, koordinator):
    made = {
        builds.request(plan, by=koordinator, **scope)
        for scope in (
            {"mode": "draft"}, {"mode": "final"}, {"mode": "draft", "book": 1}, {"mode": "draft", "agency": dinkes},
        )
    }

    assert len(made) == 4


def test_the_database_refuses_a_second_pending_build_of_a_scope(plan, koordinator):
    builds.request(plan, mode="draft", by=koordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookBuild.objects.create(plan=plan, mode="draft", requested_by=koordinator, office="-")


def test_after_the_first_is_finished_a_new_one_is_made(plan, koordinator):
    first = finish(builds.request(plan, mode="draft", by=koordinator))

    assert builds.request(plan, mode="draft", by=koordinator) != first


@pytest.mark.parametrize("mode", ["draft", "final"])
def test_a_drafter_may_not_build_a_whole_book(plan, penyusun, mode):
    with pytest.raises(NotAllowed):
        builds.request(plan, mode=mode, by=penyusun, book=1)


def test_a_drafter_builds_a_draft_of_the_own_agencys_part(plan, dinkes, penyusun):
    assert builds.request(plan, mode="draft", by=penyusun, agency=dinkes).scope_title == "Bagian Dinkes"


def test_a_drafter_may_not_build_another_agencys_part(plan, dinkes, opd_lain):
    with pytest.raises(NotAllowed):
        builds.request(plan, mode="draft", by=opd_lain, agency=dinkes)


def test_only_the_coordinator_builds_a_final(plan, pereviu, koordinator):
    assert builds.request(plan, mode="final", by=koordinator).mode == "final"
    with pytest.raises(NotAllowed):
        builds.request(plan, mode="final", by=pereviu)


def test_an_agencys_part_is_never_final(plan, dinkes, koordinator):
    with pytest.raises(NotAllowed):
        builds.request(plan, mode="final", by=koordinator, agency=dinkes)


def test_nobody_of_another_region_may_build(plan, dinkes, orang_daerah_lain):
    for person in (orang_daerah_lain.koordinator, orang_daerah_lain.penyusun):
        with pytest.raises(NotAllowed):
            builds.request(plan, mode="draft", by=person, agency=dinkes)


def test_a_silent_build_is_queued_again(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator)
    Lease.take(build.pk)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    silent(build)

    assert builds.revive_stalled() == 1
    assert DBTaskResult.objects.ready().count() == 1
    assert Lease.take(build.pk).build.attempts == 2


def test_a_build_that_still_beats_is_left_alone(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator)
    Lease.take(build.pk)

    assert builds.revive_stalled() == 0


def test_a_build_that_was_given_back_is_queued_at_once(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator)
    Lease.take(build.pk).let_go()

    assert builds.revive_stalled() == 1


def test_after_three_deaths_it_is_failed_with_the_reason(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator)
    for _ in range(3):
        Lease.take(build.pk).progress(0, 9, "BAB IV")
        silent(build)
        builds.revive_stalled()
    build.refresh_from_db()

    assert build.state == State.FAILED
    assert build.error.startswith("Proses di server mati 3 kali")
    assert "terakhir saat mengerjakan “BAB IV”" in build.error


def test_a_waiting_build_whose_task_was_lost_is_queued_again(plan, koordinator):
    builds.request(plan, mode="draft", by=koordinator)
    DBTaskResult.objects.all().delete()
    BookBuild.objects.update(queued_at=timezone.now() - dt.timedelta(hours=1))

    assert builds.revive_stalled() == 1
    assert DBTaskResult.objects.ready().count() == 1


def test_a_waiting_build_that_stands_in_a_long_queue_is_left_there(plan, koordinator):
    builds.request(plan, mode="draft", by=koordinator)
    BookBuild.objects.update(queued_at=timezone.now() - dt.timedelta(hours=1))

    assert builds.revive_stalled() == 0


def test_tidying_keeps_the_newest_drafts_of_each_scope(plan, koordinator, settings):
    settings.BOOK_DRAFTS_KEPT = 2
    old, *kept = [finished(plan, koordinator, book=1, day=9 - n) for n in range(3)]
    other = finished(plan, koordinator, book=2)

    builds.tidy()

    assert set(BookBuild.objects.exclude(sha256="")) == {*kept, other}
    old.refresh_from_db()
    assert not old.has_file


def test_tidying_keeps_every_final(plan, koordinator, settings):
    settings.BOOK_DRAFTS_KEPT = 0
    final = finished(plan, koordinator, mode="final")

    builds.tidy()

    assert BookBuild.objects.exclude(sha256="").get() == final


def test_tidying_drops_task_rows_of_dead_workers(plan, koordinator):
    builds.request(plan, mode="draft", by=koordinator)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now() - dt.timedelta(days=2))

    builds.tidy()

    assert not DBTaskResult.objects.exists()


def test_everybody_sees_the_builds_that_the_rules_say(
    plan, dinkes, penyusun, kepala, pereviu, koordinator, pembaca, opd_lain, orang_daerah_lain
):
    book = builds.request(plan, mode="draft", by=koordinator, book=1)
    part = builds.request(plan, mode="draft", by=penyusun, agency=dinkes)
    seen = {
        user.username: set(BookBuild.objects.visible_to(user))
        for user in (penyusun, kepala, pereviu, koordinator, pembaca, opd_lain, orang_daerah_lain.koordinator)
    }

    assert seen == {
        "penyusun": {part}, "kepala": {part}, "pereviu": {book, part}, "koordinator": {book, part},
        "pembaca": {book, part}, "opd-lain": set(), "koordinator-6471": set(),
    }


def test_the_file_name_says_what_the_file_is(plan, dinkes, koordinator):
    book, part = finished(plan, koordinator, book=2, day=0), finished(plan, koordinator, agency=dinkes)
    today = timezone.localdate()

    assert book.file_name == f"rencana-64-09-buku-2-draf-{today}.pdf"
    assert part.file_name.startswith("rencana-64-09-bagian-dinkes-draf-")


def test_the_file_name_says_the_options(plan, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator, book=1, chapter="b1-01", look="gray", has_notes=True)
    sheet = builds.request(plan, mode="draft", by=koordinator, format="xlsx")
    today = timezone.localdate()

    assert build.file_name == f"rencana-64-09-buku-1-b1-01-draf-hitam-putih-catatan-{today}.pdf"
    assert sheet.file_name == f"rencana-64-09-semua-buku-draf-{today}.xlsx"


@pytest.mark.parametrize("wish", [
    {"mode": "final", "has_notes": True}, {"mode": "draft", "format": "docx", "look": "gray"},
    {"mode": "draft", "format": "docx", "has_notes": True}, {"mode": "draft", "chapter": "b1-01"},
])
def test_wishes_that_do_not_go_together_are_refused(plan, koordinator, wish):
    with pytest.raises(Refused):
        builds.request(plan, by=koordinator, **wish)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookBuild.objects.create(plan=plan, requested_by=koordinator, office="-", **wish)


def test_another_look_or_format_is_another_build(plan, koordinator):
    wishes = [{}, {"look": "gray"}, {"has_notes": True}, {"format": "json"}, {"book": 1, "chapter": "b1-01"}]

    assert len({builds.request(plan, mode="draft", by=koordinator, **wish) for wish in wishes}) == 5


def test_changes_are_marked_against_a_final_that_holds_the_book_and_is_kept(plan, koordinator):
    kept = finished(plan, koordinator, mode="final", book=1, frozen=Frozen("a" * 64, ()))
    bare = finished(plan, koordinator, mode="final")

    assert builds.request(plan, mode="draft", by=koordinator, book=1, against=kept).against == kept
    for book, edition in ((2, kept), (1, bare)):
        with pytest.raises(Refused):
            builds.request(plan, mode="draft", by=koordinator, book=book, against=edition)


def test_a_full_shelf_lets_go_of_the_oldest_drafts_and_of_no_final(plan, koordinator, settings):
    settings.BOOK_SHELF_MB = 2
    final = finished(plan, koordinator, mode="final", content=b"f" * 2**20)
    _, new = (finished(plan, koordinator, book=n, content=bytes([n]) * 700_000) for n in (1, 2))

    builds.tidy()

    assert set(BookBuild.objects.exclude(sha256="")) == {final, new}


def test_sweeping_spares_the_content_of_a_final(plan, koordinator):
    content, picture = (shelf.put(data, shelf.FROZEN) for data in (b"{}", b"gambar"))
    finished(plan, koordinator, mode="final", frozen=Frozen(content, (picture,)))
    for file in shelf.folder().glob("*/*"):
        os.utime(file, (0, 0))

    builds.tidy()

    assert shelf.path_of(content, shelf.FROZEN).exists() and shelf.path_of(picture, shelf.FROZEN).exists()
