"""The pages of the help, and the help on the pages."""
import pytest

from pillars import guidance
from pillars.models import Guidance, Section
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan):
    return make.make_section(plan, title="Latar Belakang")


def test_the_drafter_reads_it_beside_the_form_and_sees_what_nobody_knows(client_for, penyusun, section):
    page = client_for(penyusun).get(f"/rencana/{section.plan.code}/bagian/{section.code}/naskah").content.decode()
    assert "Hasil rencana sebelumnya: yang berjalan" in page
    assert "Belum dimasukkan. Koordinator dapat menempelkan" in page


def test_the_reviewer_reads_the_questions_of_the_ministry(client_for, pereviu, section):
    make.write(section)
    page = client_for(pereviu).get(f"/rencana/{section.plan.code}/bagian/{section.code}/").content.decode()
    assert "Apakah rencana ini ditetapkan dengan peraturan" in page


def test_a_large_part_is_fetched_when_it_is_opened(client_for, penyusun, section):
    Guidance.objects.create(plan=section.plan, section=section, before="Naskah lama. " * 400)
    here = f"/rencana/{section.plan.code}/bagian/{section.code}"
    assert "Naskah lama." not in client_for(penyusun).get(f"{here}/naskah").content.decode()
    assert "Naskah lama." in client_for(penyusun).get(f"{here}/petunjuk/before").content.decode()


def test_the_coordinator_sees_what_is_typed_before_it_is_saved(client_for, koordinator, section):
    address = f"/rencana/{section.plan.code}/petunjuk/bagian/{section.code}"
    answer = client_for(koordinator).post(address, {"before": "**Rencana 2022**"}, headers={"HX-Request": "true"})
    assert "<strong>Rencana 2022</strong>" in answer.content.decode()
    assert not Guidance.objects.exists()


def test_the_coordinator_pastes_what_the_plan_before_said(client_for, koordinator, section):
    address = f"/rencana/{section.plan.code}/petunjuk/bagian/{section.code}"
    client_for(koordinator).post(address, {"before": "Rencana 2022 berbunyi demikian."})
    assert guidance.of_section(section).part("before").text == "Rencana 2022 berbunyi demikian."


def test_an_unknown_field_has_no_help(client_for, koordinator, plan):
    for address in ("petunjuk/kolom/rahasia", "petunjuk-kolom/rahasia"):
        assert client_for(koordinator).get(f"/rencana/{plan.code}/{address}").status_code == 404


def test_the_overview_asks_as_much_of_one_section_as_of_many(client_for, koordinator, plan, django_assert_max_num_queries):
    client = client_for(koordinator)
    for kind in (Section.Kind.NARRATIVE, Section.Kind.PROGRAMS, Section.Kind.SWOT, Section.Kind.READINESS):
        make.make_section(plan, kind=kind)
        with django_assert_max_num_queries(10):
            client.get(f"/rencana/{plan.code}/petunjuk")
