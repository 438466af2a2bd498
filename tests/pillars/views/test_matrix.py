"""The pages of the workbook: what is offered, looked at, and taken."""
import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pillars.models import Program, Save, Section
from tests import factories as make
from tests.pillars.matrices import cell, upload, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS, title="Program Dinkes")
    make.make_program(section)
    return section


def address(name: str, section: Section) -> str:
    return reverse(name, args=[section.plan.code, section.code])


def look(client, section, book):
    return client.post(address("matrix-upload", section), {"sheet": upload(book)})


@pytest.fixture
def changed(section):
    book = workbook(section)
    cell(book, "Uraian", "Mitra").value = "Dari berkas"
    return book


def test_the_workbook_comes_as_a_file_named_after_the_agency(section, penyusun, client_for):
    response = client_for(penyusun).get(address("matrix-download", section))
    assert response["Content-Disposition"].startswith('attachment; filename="program-dinkes-')
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_looking_saves_nothing_and_shows_both_values(section, changed, penyusun, client_for):
    response = look(client_for(penyusun), section, changed)
    assert [(c.old, c.new) for p in response.context["comparison"].programs for c in p.changes] == [("", "Dari berkas")]
    assert "Terapkan semua perubahan" in response.content.decode()
    assert not Save.objects.exists()


def test_what_was_looked_at_is_taken(section, changed, penyusun, client_for):
    client = client_for(penyusun)
    prepared = look(client, section, changed).context["prepared"]
    response = client.post(address("matrix-upload", section), {"prepared": prepared})
    assert response.url == address("programs-write", section)
    assert Program.objects.get().partners == "Dari berkas"


def test_an_untouched_file_offers_nothing_to_take(section, penyusun, client_for):
    response = look(client_for(penyusun), section, workbook(section))
    assert response.context["prepared"] == ""
    assert "Tidak ada yang perlu diterapkan" in response.content.decode()


def test_a_file_with_a_problem_offers_nothing_to_take(section, changed, penyusun, client_for):
    cell(changed, "GOV", "Satuan").value = None
    response = look(client_for(penyusun), section, changed)
    assert response.context["prepared"] == ""
    assert "Tulis satuannya." in response.content.decode()


def test_a_file_that_is_none_is_said_so(section, penyusun, client_for):
    assert "tidak dapat dibaca" in look(client_for(penyusun), section, b"apa saja").content.decode()


@pytest.mark.parametrize("who", ["kepala", "penyusun"])
def test_what_one_person_looked_at_nobody_else_can_take_or_change(who, section, changed, penyusun, request, client_for):
    prepared = look(client_for(penyusun), section, changed).context["prepared"]
    sent = prepared if who == "kepala" else prepared[:20] + "x" + prepared[20:]
    response = client_for(request.getfixturevalue(who)).post(address("matrix-upload", section), {"prepared": sent})
    assert response.url == address("matrix-upload", section)
    assert not Save.objects.exists()


def test_a_sheet_signed_for_another_section_is_not_taken_here(plan, section, changed, penyusun, client_for):
    client = client_for(penyusun)
    prepared = look(client, section, changed).context["prepared"]
    other = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    client.post(address("matrix-upload", other), {"prepared": prepared})
    assert not Save.objects.exists()
    with pytest.raises(signing.BadSignature):
        signing.loads(prepared, salt=f"matrix-{other.pk}-{penyusun.pk}")


def test_a_section_under_review_takes_no_file_but_still_gives_one(plan, penyusun, client_for):
    section = make.submitted_section(plan, kind=Section.Kind.PROGRAMS)
    client = client_for(penyusun)
    assert client.get(address("matrix-upload", section)).status_code == 404
    assert client.get(address("matrix-download", section)).status_code == 200
    assert address("matrix-upload", section) not in client.get(address("programs-write", section)).content.decode()


@pytest.mark.parametrize("act", ["down", "up"])
def test_both_ways_ask_as_often_for_many_programmes_as_for_one(act, section, penyusun, client_for):
    client = client_for(penyusun)
    few = asked(act, client, section)
    for _ in range(20):
        make.make_program(section)
    assert asked(act, client, section) == few


def asked(act: str, client, section) -> int:
    book = workbook(section)
    for row in range(5, 5 + section.programs.count()):
        cell(book, "Uraian", "Mitra", row).value = "Dari berkas"
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        if act == "down":
            client.get(address("matrix-download", section))
        else:
            assert len(look(client, section, book).context["comparison"].ready) == section.programs.count()
    return len(captured)
