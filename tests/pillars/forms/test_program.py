"""The form of a programme: numbers as people write them, faults beside their cell, nothing lost."""
import pytest

from pillars.forms.program import ProgramSheet
from pillars.models import Section
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS)


def typed(**changes) -> dict:
    data = {
        "sub_dimension": make.make_sub_dimension().pk, "name": "Antrean daring", "action_type": "program", "horizon": "medium",
        "start_year": "2025", "end_year": "2029", "everywhere": "on", "nomenclature": "1.02.02",
        "ind-TOTAL_FORMS": "1", "ind-INITIAL_FORMS": "0", "ind-0-name": "Fasilitas terhubung", "ind-0-unit": "unit",
        "ind-0-baseline": "1.250,5", "ind-0-baseline_year": "2024", "ind-0-y2027": "3,1",
        "bud-TOTAL_FORMS": "1", "bud-INITIAL_FORMS": "0", "bud-0-source": "APBD", "bud-0-y2026": "Rp 1.250.000.000",
    }
    return {key: value for key, value in (data | changes).items() if value is not None}


def sheet(section, **changes) -> ProgramSheet:
    found = ProgramSheet(section, None, typed(**changes))
    found.is_valid()
    return found


def test_numbers_are_read_as_indonesian_offices_write_them(section):
    content = sheet(section).content()
    assert content["indicators"][0]["targets"] == {"2027": "3.1"}
    assert content["indicators"][0]["baseline"] == "1250.5"
    assert content["budget"] == {"APBD": {"2026": 1250000000}}


def test_a_target_may_be_a_grade(section):
    assert sheet(section, **{"ind-0-y2027": "WTP"}).content()["indicators"][0]["targets"] == {"2027": "WTP"}


@pytest.mark.parametrize(("field", "value", "fault"), [
    ("bud-0-y2026", "banyak", "Tulis rupiah bulat, misalnya 1.250.000.000."),
    ("bud-0-source", "", "Pilih sumber dananya."),
    ("ind-0-name", "", "Tulis indikatornya."),
    ("end_year", "2024", "Tahun selesai mendahului tahun mulai."),
    ("nomenclature", "16.2", "Kode tidak dikenal: 16.2. Contoh: 2.16.03 atau 2.16.03.2.02.0021"),
    ("everywhere", None, "Pilih lokasi, atau centang seluruh wilayah."),
])
def test_a_fault_is_named_at_its_field(field, value, fault, section):
    at = "places" if field == "everywhere" else field
    assert sheet(section, **{field: value}).faults()[at] == fault


def test_a_code_with_a_leading_zero_is_tidied(section):
    assert sheet(section, nomenclature="2.16.03.02.02.0021").content()["nomenclature"] == ["2.16.03.2.02.0021"]


def test_one_source_has_one_row(section):
    twice = {"bud-TOTAL_FORMS": "2", "bud-1-source": "APBD", "bud-1-y2027": "5.000"}
    assert "Satu sumber dana hanya boleh satu baris." in sheet(section, **twice).faults().values()


def test_a_quick_win_brings_its_sheet(section):
    content = sheet(section, is_quick_win="on", **{"qw-short_name": "Go PPU", "qw-risk": "Data bocor"}).content()
    assert (content["quick_win"]["short_name"], content["quick_win"]["risk"]) == ("Go PPU", "Data bocor")


def test_an_empty_row_is_passed_over(section):
    assert len(sheet(section, **{"ind-TOTAL_FORMS": "3"}).content()["indicators"]) == 1


def test_a_refused_form_shows_what_was_typed(section, plan, penyusun, client_for):
    address = f"/rencana/{plan.code}/bagian/{section.code}/program/baru"
    answer = client_for(penyusun).post(address, typed(**{"bud-0-y2026": "sangat banyak"}))
    assert answer.status_code == 422
    assert "sangat banyak" in answer.content.decode()
    assert "Antrean daring" in answer.content.decode()
