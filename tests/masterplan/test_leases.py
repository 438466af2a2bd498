import pytest

from masterplan import builds, shelf
from masterplan.book.build import Trouble
from masterplan.book.shape import LeftOut
from masterplan.leases import Lease, LeaseLost
from masterplan.models import BookBuild
from tests.masterplan.conftest import finish

pytestmark = pytest.mark.usefixtures("queue")
State = BookBuild.State


@pytest.fixture
def build(plan, koordinator):
    return builds.request(plan, mode="draft", by=koordinator)


def test_only_one_worker_gets_it(build):
    assert Lease.take(build.pk).build.attempts == 1
    assert Lease.take(build.pk) is None


def test_progress_can_be_read_while_it_runs(build):
    Lease.take(build.pk).progress(3, 12, "BAB II")
    build.refresh_from_db()

    assert (build.state, build.done, build.total, build.label) == (State.RUNNING, 3, 12, "BAB II")


def test_many_steps_in_a_moment_are_one_write(build, django_assert_num_queries):
    lease = Lease.take(build.pk)
    with django_assert_num_queries(2):
        for n in range(101):
            lease.progress(n, 100, "halaman")
    build.refresh_from_db()

    assert (build.done, build.total) == (100, 100)


def test_a_worker_that_was_given_up_stops_and_disturbs_nobody(build):
    slow = Lease.take(build.pk)
    slow.let_go()
    builds.revive_stalled()
    quick = Lease.take(build.pk)

    for late in (slow.beat, lambda: slow.progress(1, 2, ""), lambda: slow.fail("terlambat")):
        with pytest.raises(LeaseLost):
            late()
    quick.beat()


def test_finishing_says_in_one_step_that_the_whole_file_is_there(build):
    left_out = LeftOut("b1-02", "Peta jalan", 1, "belum disetujui")
    finish(build, pdf=b"%PDF-1.7", pages=3, left_out=(left_out,), troubles=(Trouble("b1-01", "Visi", "gambar hilang"),))

    assert (build.state, build.pages, build.size, build.error) == (State.DONE, 3, 8, "")
    assert build.left_out == [{"code": "b1-02", "title": "Peta jalan", "book": 1, "why": "belum disetujui"}]
    assert build.troubles == [{"code": "b1-01", "title": "Visi", "why": "gambar hilang"}]
    assert shelf.path_of(build.sha256).read_bytes() == b"%PDF-1.7"


def test_a_finished_build_is_not_taken_again(build):
    finish(build)

    assert Lease.take(build.pk) is None
