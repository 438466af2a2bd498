import pytest
from django.utils import translation

from opd.models import Event, Role, User
from pillars import review, rules
from pillars.models import Review, Section, StatusChange
from pillars.refusals import NotAllowed, Refused, SectionMoved
from tests import factories as make

Status, Move = Section.Status, StatusChange.Move
pytestmark = pytest.mark.django_db


@pytest.fixture
def written(section, penyusun):
    make.write(section, by=penyusun)
    return section


@pytest.fixture
def submitted(written, penyusun):
    make.submit(written, by=penyusun)
    return written


def again(user: User) -> User:
    """The person at the next request, offices read anew."""
    return User.objects.get(pk=user.pk)


def test_submitting_freezes_the_text_as_a_revision(written, penyusun):
    revision = review.submit(written, by=penyusun, version=written.version)
    assert revision.number == 1
    assert revision.content == {"html": written.body}
    assert revision.version == written.version


def test_a_submitted_section_waits_at_the_first_stage(submitted):
    assert submitted.status == Status.SUBMITTED
    assert submitted.stage.number == 1


def test_it_refuses_to_submit_an_empty_text(section, penyusun):
    with pytest.raises(Refused, match="naskah baru 0 kata"):
        review.submit(section, by=penyusun, version=0)
    section.refresh_from_db()
    assert section.status == Status.DRAFT


def test_it_refuses_to_submit_a_text_that_changed_meanwhile(written, penyusun):
    with pytest.raises(SectionMoved, match="berubah sejak"):
        review.submit(written, by=penyusun, version=written.version - 1)


def test_it_refuses_to_submit_a_plan_without_stages(written, penyusun):
    written.plan.stages.all().delete()
    with pytest.raises(Refused, match="belum memiliki tahap"):
        review.submit(written, by=penyusun, version=written.version)


def test_a_supporting_agency_writes_but_does_not_submit(plan, opd_lain):
    section = make.make_section(plan, supporting=[opd_lain.offices[0].agency])
    make.write(section, by=opd_lain)
    with pytest.raises(NotAllowed):
        review.submit(section, by=opd_lain, version=section.version)


def test_three_stages_approve_a_section(submitted, kepala, pereviu, perencana):
    for person in (kepala, pereviu, perencana):
        review.approve(submitted, by=person, revision=1)
    submitted.refresh_from_db()
    assert submitted.status == Status.APPROVED
    assert submitted.stage is None
    assert submitted.approved_revision.number == 1
    assert [r.by for r in Review.objects.all()] == [kepala, pereviu, perencana]


def test_a_stage_is_decided_by_its_own_people_only(submitted, pereviu, koordinator, opd_lain):
    for person in (pereviu, koordinator, opd_lain):
        with pytest.raises(NotAllowed):
            review.approve(submitted, by=person, revision=1)


def test_it_refuses_a_reviewer_who_wrote_the_text(section, dinkes):
    both = make.make_user("penyusun-dan-kepala", (Role.DRAFTER, dinkes), (Role.HEAD, dinkes))
    make.write(section, by=both)
    make.submit(section, by=both)
    with pytest.raises(NotAllowed, match="ikut menulis"):
        review.approve(section, by=both, revision=1)


def test_it_refuses_a_head_who_made_the_last_save(section, penyusun, kepala):
    make.write(section, by=kepala)
    make.submit(section, by=penyusun)
    with pytest.raises(NotAllowed, match="ikut menulis"):
        review.approve(section, by=kepala, revision=1)


def test_it_refuses_an_approval_of_a_revision_that_was_replaced(submitted, penyusun, kepala):
    review.withdraw(submitted, by=penyusun)
    make.write(submitted, make.TEXT + "<p>Tambahan.</p>", by=penyusun)
    make.submit(submitted, by=penyusun)
    with pytest.raises(SectionMoved, match="diganti revisi baru"):
        review.approve(submitted, by=kepala, revision=1)


def test_the_second_of_two_deciders_is_told_kindly(submitted, kepala, dinkes):
    review.approve(submitted, by=kepala, revision=1)
    second = make.make_user("kepala-lain", (Role.HEAD, dinkes))
    with pytest.raises(Refused):
        review.approve(submitted, by=second, revision=1)


def test_returning_needs_a_note(submitted, kepala):
    with pytest.raises(Refused, match="catatan"):
        review.send_back(submitted, by=kepala, revision=1, note="  ")


def test_a_returned_section_is_open_to_its_writers_again(submitted, kepala, penyusun):
    review.send_back(submitted, by=kepala, revision=1, note="Lengkapi sumber.")
    submitted.refresh_from_db()
    assert submitted.status == Status.RETURNED
    assert rules.can_write(penyusun, submitted)


def test_after_a_return_the_round_starts_at_the_first_stage(submitted, kepala, pereviu, penyusun):
    review.approve(submitted, by=kepala, revision=1)
    review.send_back(submitted, by=pereviu, revision=1, note="Lengkapi sumber.")
    submitted.refresh_from_db()
    make.write(submitted, make.TEXT + "<p>Sumber: BPS.</p>", by=penyusun)
    make.submit(submitted, by=penyusun)
    assert (submitted.stage.number, submitted.submitted_revision.number) == (1, 2)


def test_withdrawing_makes_it_a_draft(submitted, penyusun):
    review.withdraw(submitted, by=penyusun)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.stage) == (Status.DRAFT, None)


def test_reopening_keeps_the_approved_revision_in_print(plan, kepala):
    section = make.approved_section(plan)
    review.reopen(section, by=kepala, note="Angka tahun baru terbit.")
    section.refresh_from_db()
    assert section.status == Status.DRAFT
    assert section.approved_revision.number == 1


def test_a_drafter_does_not_reopen(plan, penyusun):
    section = make.approved_section(plan)
    with pytest.raises(NotAllowed):
        review.reopen(section, by=penyusun, note="Ingin menambah.")


def test_each_move_leaves_one_row_and_one_event(submitted, kepala):
    before = StatusChange.objects.count(), Event.objects.count()
    review.approve(submitted, by=kepala, revision=1, note="Baik.")
    assert (StatusChange.objects.count(), Event.objects.count()) == (before[0] + 1, before[1] + 1)
    change = StatusChange.objects.first()
    assert (change.move, change.by, change.note, change.revision.number) == (Move.APPROVE, kepala, "Baik.", 1)


def test_a_refused_move_leaves_nothing(submitted, opd_lain):
    before = StatusChange.objects.count(), Event.objects.count(), Review.objects.count()
    with pytest.raises(Refused):
        review.approve(submitted, by=opd_lain, revision=1)
    assert (StatusChange.objects.count(), Event.objects.count(), Review.objects.count()) == before


def test_the_row_names_the_office_held_at_the_time(submitted, kepala, dinkes):
    make.make_position(kepala, dinkes, kind="Plt.")
    review.approve(submitted, by=kepala, revision=1)
    assert StatusChange.objects.first().office == "Plt. Kepala Dinas Kesehatan"


def test_an_office_that_ended_yesterday_decides_nothing(submitted, kepala):
    office = kepala.memberships.get()
    office.ends_on = make.today().replace(year=make.today().year - 1)
    office.save()
    with pytest.raises(NotAllowed):
        review.approve(submitted, by=again(kepala), revision=1)


def move(name: str, section: Section, by: User) -> None:
    number = section.revisions.count()
    {
        Move.SUBMIT: lambda: review.submit(section, by=by, version=section.version),
        Move.WITHDRAW: lambda: review.withdraw(section, by=by),
        Move.APPROVE: lambda: review.approve(section, by=by, revision=number),
        Move.RETURN: lambda: review.send_back(section, by=by, revision=number, note="Perbaiki."),
        Move.REOPEN: lambda: review.reopen(section, by=by, note="Ada data baru."),
    }[name]()


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("name", Move.values)
def test_a_move_is_possible_exactly_from_the_statuses_of_its_row(plan, kepala, status, name):
    section = make.make_section(plan, status=status)
    if status == Status.DRAFT:
        make.write(section)
    if status in review.MOVES[name][0]:
        move(name, section, by=kepala)
        section.refresh_from_db()
        expected = Status.SUBMITTED if name == Move.APPROVE else review.MOVES[name][1]
        assert section.status == expected
    else:
        with pytest.raises(SectionMoved):
            move(name, section, by=kepala)


def test_the_record_is_indonesian_for_someone_who_reads_english(section, penyusun):
    make.write(section)
    with translation.override("en"):
        review.submit(section, by=penyusun, version=section.version)
    assert section.changes.get().office == "Penyusun Dinkes"
    assert Event.objects.filter(verb="submit").get().summary.endswith("Draf → Diajukan")
