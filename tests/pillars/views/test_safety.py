"""Saving beside others as the pages do it: merging, settling, the history, taking a version back, and who may."""
import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from opd.models import Event
from pillars import program_saving, programs
from pillars.models import Program, Save, Section
from tests import factories as make

pytestmark = pytest.mark.django_db
BASE = "<p>Puskesmas ada sebelas unit.</p><p>Dokter umum berjumlah dua puluh.</p>"
THEIRS, OURS = BASE.replace("sebelas", "dua belas"), BASE.replace("dua puluh", "tiga puluh")
JSON = {"headers": {"Accept": "application/json"}}


def post(client, section, html: str, based_on: int, **more):
    data = {"html": html, "based_on": based_on, "once_key": uuid.uuid4(), "merging": 1, **more}
    return client.post(reverse("narrative-save", args=[section.plan.code, section.code]), data, **JSON)


def at(name: str, section, *more) -> str:
    return reverse(name, args=[section.plan.code, section.code, *more])


@pytest.fixture
def met(section, penyusun, koordinator):
    """The section at version 2: `penyusun` wrote it, `koordinator` changed the first paragraph."""
    make.write(section, BASE, by=penyusun)
    make.write(section, THEIRS, by=koordinator)
    return section


@pytest.fixture
def late(met, penyusun, client_for) -> Save:
    """A save of `penyusun` that changed the same paragraph, kept aside."""
    post(client_for(penyusun), met, BASE.replace("sebelas", "sepuluh"), 1)
    return Save.objects.get(kept_aside=True)


def test_a_late_save_of_another_paragraph_is_merged_and_both_are_named(met, penyusun, client_for):
    found = post(client_for(penyusun), met, OURS, 1).json()
    met.refresh_from_db()
    assert (found["state"], found["version"], found["with"], found["text"]) == ("merged", 3, "Koordinator", met.body)
    assert ("dua belas" in met.body, "tiga puluh" in met.body) == (True, True)
    assert Save.objects.get(version=3, kept_aside=False).merges.content == {"html": OURS}
    assert "(Koordinator)" in Event.objects.get(verb="merged").summary


def test_asked_again_the_merged_save_gives_the_same_answer(met, penyusun, client_for):
    key = uuid.uuid4()
    answers = [post(client_for(penyusun), met, OURS, 1, once_key=key).json() for _ in range(2)]
    assert answers[0]["version"] == answers[1]["version"] == 3
    assert answers[1]["state"] == "merged"


def test_an_answer_asked_again_names_the_version_of_its_own_save(section, penyusun, koordinator, client_for):
    key = uuid.uuid4()
    post(client_for(penyusun), section, BASE, 0, once_key=key)
    section.refresh_from_db()
    make.write(section, THEIRS, by=koordinator)
    assert post(client_for(penyusun), section, BASE, 0, once_key=key).json()["version"] == 1


def test_typing_on_after_a_merge_loses_neither_side(met, penyusun, client_for):
    key = uuid.uuid4()
    post(client_for(penyusun), met, OURS, 1, once_key=key)
    found = post(client_for(penyusun), met, OURS + "<p>Bidan sembilan.</p>", 1, after=key).json()
    assert all(words in found["text"] for words in ("dua belas", "tiga puluh", "Bidan sembilan."))


def test_a_save_that_goes_on_from_one_still_on_its_way_is_no_clash(met, penyusun, client_for):
    key = uuid.uuid4()
    post(client_for(penyusun), met, OURS, 2, once_key=key)
    assert post(client_for(penyusun), met, OURS.replace("tiga", "empat"), 2, after=key).json()["state"] == "saved"


def test_the_same_paragraph_is_kept_aside_and_names_whom_it_met(met, late):
    met.refresh_from_db()
    assert (met.body, late.settled_at) == (THEIRS, None)


def test_what_is_written_on_after_a_clash_replaces_the_one_kept_aside(met, late, penyusun, client_for):
    post(client_for(penyusun), met, BASE.replace("sebelas", "sepuluh saja"), 1, replaces=late.once_key)
    late.refresh_from_db()
    assert late.settled_at
    assert Save.objects.filter(kept_aside=True, settled_at=None).count() == 1


def test_nothing_is_settled_before_every_clash_is_answered(met, late, penyusun, client_for):
    page = client_for(penyusun).post(at("save-aside", met, late.pk), {"take": "merge", "version": 2})
    assert "Masih ada bagian yang bertabrakan" in page.text
    late.refresh_from_db()
    assert late.settled_at is None


def test_a_clash_is_settled_with_what_the_writer_wrote(met, late, penyusun, client_for):
    page = client_for(penyusun).get(at("save-aside", met, late.pk))
    (clash,) = page.context["clashes"]
    said = {f"pilih-{clash.key}": "own", f"sendiri-{clash.key}": "<p>Sepuluh puskesmas dan dua pustu.</p>"}
    client_for(penyusun).post(at("save-aside", met, late.pk), {"take": "merge", "version": 2, **said})
    met.refresh_from_db()
    assert met.body == "<p>Sepuluh puskesmas dan dua pustu.</p><p>Dokter umum berjumlah dua puluh.</p>"
    assert met.saves.get(version=3).merges == late


def test_a_text_that_moved_on_is_looked_at_again(met, late, penyusun, client_for):
    make.write(met, THEIRS + "<p>Baru.</p>")
    page = client_for(penyusun).post(at("save-aside", met, late.pk), {"take": "kept", "version": 2})
    met.refresh_from_db()
    assert (met.version, "berubah lagi" in page.text) == (3, True)


def test_a_save_of_another_account_is_refused(section, penyusun, koordinator, client_for):
    answer = post(client_for(koordinator), section, BASE, 0, writer=penyusun.pk)
    assert (answer.status_code, Save.objects.count()) == (409, 0)


def test_items_of_two_people_are_merged_row_by_row(plan, penyusun, client_for):
    section = make.make_section(plan, kind=Section.Kind.SWOT)
    for based_on, data in ((0, {"S": "Daring"}), (1, {"S": "Daring\nSepakat"}), (1, {"S": "Daring", "W": "Dana kurang"})):
        sent = {"based_on": based_on, "once_key": uuid.uuid4(), "merging": 1, **data}
        found = client_for(penyusun).post(at("swot-write", section), sent, **JSON).json()
    section.refresh_from_db()
    assert (found["state"], [r["text"] for r in section.items["S"] + section.items["W"]]) == (
        "merged", ["Daring", "Sepakat", "Dana kurang"])


@pytest.fixture
def program(plan, penyusun) -> Program:
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    content = programs.snapshot(make.make_program(section))
    section.programs.all().delete()
    saved = program_saving.save_program(section, content, code="", based_on=0, once_key=uuid.uuid4(), by=penyusun)
    return section.programs.with_figures().get(code=saved.save.program_code)


def save_program(program, based_on: int, by, merging: bool = True, **fields):
    content = {**program.section.saves.get(version=1, kept_aside=False).content, **fields}
    return program_saving.save_program(program.section, content, code=program.code, based_on=based_on, once_key=uuid.uuid4(),
                                       by=by, origin=program_saving.Origin(merging=merging))


def test_fields_of_a_programme_are_merged(program, penyusun, koordinator):
    save_program(program, 1, koordinator, name="Antrean daring")
    saved = save_program(program, 1, penyusun, objective="Tanpa antre")
    assert (saved.applied, saved.version, saved.late is not None) == (True, 3, True)
    assert (saved.save.content["name"], saved.save.content["objective"]) == ("Antrean daring", "Tanpa antre")


def test_a_field_that_both_changed_is_asked_and_the_others_are_chosen(program, penyusun, koordinator, client_for):
    save_program(program, 1, koordinator, name="Antrean daring")
    kept = save_program(program, 1, penyusun, name="Antrean pintar", objective="Tanpa antre").save
    url = at("program-aside", program.section, kept.pk)
    fields = {f.key: f.answer for f in client_for(penyusun).get(url).context["fields"]}
    assert fields == {"name": "", "objective": "late"}
    client_for(penyusun).post(url, {"take": "merge", "version": 2, "pilih-name": "present", "pilih-objective": "late"})
    program.refresh_from_db()
    assert (program.name, program.objective) == ("Antrean daring", "Tanpa antre")


def test_a_removed_programme_is_brought_back_under_its_code(program, penyusun, client_for):
    save = program.section.saves.get()
    program_saving.remove_program(program.section, program.code, based_on=1, by=penyusun)
    client_for(penyusun).post(at("version-restore", program.section, save.ref), {"version": 2})
    back = program.section.programs.get()
    assert (back.code, back.name, back.version) == (program.code, program.name, 3)


def test_an_old_version_is_seen_and_taken_back_with_a_trace(met, penyusun, client_for):
    first = met.saves.get(version=1)
    assert "sebelas unit" in client_for(penyusun).get(at("section-version", met, first.ref)).text
    client_for(penyusun).post(at("version-restore", met, first.ref), {"version": 2})
    met.refresh_from_db()
    assert (met.body, met.version, met.saves.get(version=3).restores) == (BASE, 3, first)
    assert Event.objects.filter(verb="restored").count() == 1


def test_nothing_is_taken_back_under_review_or_over_a_newer_text(plan, met, penyusun, client_for):
    client_for(penyusun).post(at("version-restore", met, "s" + str(met.saves.get(version=1).pk)), {"version": 1})
    sent = make.submitted_section(plan, code="b1-01-09")
    client_for(penyusun).post(at("version-restore", sent, "r1"), {"version": sent.version})
    met.refresh_from_db()
    sent.refresh_from_db()
    assert (met.version, sent.version) == (2, 1)


def test_any_two_versions_are_compared(met, penyusun, client_for):
    first, second = met.saves.order_by("version")
    page = client_for(penyusun).get(at("section-compare", met), {"dari": first.ref, "ke": second.ref}).text
    assert "<del>sebelas</del>" in page
    assert client_for(penyusun).get(at("section-compare", met), {"dari": "s999999", "ke": "kini"}).status_code == 404


def test_one_line_of_time_groups_saves_by_person_and_hour(met, penyusun, kepala, client_for):
    Save.objects.filter(section=met).update(at=timezone.now() - dt.timedelta(hours=3))
    for n in range(3):
        make.write(met, make.TEXT * (n + 1), by=penyusun)
    make.submit(met)
    entries = client_for(kepala).get(at("section-history", met)).context["entries"]
    assert [(str(e.by), e.move.move if e.move else len(e.saves)) for e in entries] == [
        ("Penyusun", "submit"), ("Penyusun", 3), ("Koordinator", 1), ("Penyusun", 1)]


def test_a_page_of_history_holds_two_hundred_saves(section, penyusun, client_for, django_assert_max_num_queries):
    client, counted = client_for(penyusun), []
    client.get(at("section", section))  # what only a first page asks
    for n in (3, 3000):
        present = section.saves.count()
        Save.objects.bulk_create(Save(section=section, once_key=uuid.uuid4(), based_on=k, version=k + 1, content={}, by=penyusun)
                                 for k in range(present, n))
        with django_assert_max_num_queries(12) as queries:
            page = client.get(at("section-history", section))
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert page.context["page"].paginator.num_pages == 15
    assert len(client.get(at("section-history", section), {"halaman": 15}).context["entries"][0].saves) == 200


def test_a_save_kept_aside_is_for_those_who_write(late, met, pereviu, kepala, client_for):
    codes = [client_for(who).get(at("section-version", met, late.ref)).status_code for who in (kepala, pereviu)]
    assert codes == [200, 404]


def test_who_leaves_the_agency_leaves_the_drafts_to_colleagues(late, met, penyusun, kepala, koordinator, client_for):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    penyusun.memberships.update(ends_on=yesterday)
    url = at("save-aside", met, late.pk)
    codes = [client_for(who).get(url).status_code for who in (penyusun, kepala, koordinator)]
    assert codes == [404, 200, 200]
    assert f'href="{url}"' in client_for(kepala).get(at("narrative-write", met)).text
    client_for(kepala).post(url, {"take": "kept", "version": 2})
    met.refresh_from_db()
    assert "sepuluh unit" in met.body
