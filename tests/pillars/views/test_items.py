"""Writing readiness and SWOT in the browser: saved, kept on a fault, kept aside when two people wrote."""
import json
import uuid

import pytest
from django.urls import reverse

from pillars import drafting
from pillars.models import Save, Section
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def swot(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.SWOT)


@pytest.fixture
def readiness(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.READINESS)


def address(section: Section) -> str:
    return reverse(f"{section.kind}-write", args=[section.plan.code, section.code])


def sent(section: Section, **fields) -> dict:
    return {"based_on": section.version, "once_key": uuid.uuid4(), **fields}


def save(section: Section, content: dict, by) -> None:
    drafting.save_items(section, content, based_on=section.version, once_key=uuid.uuid4(), by=by)
    section.refresh_from_db()


def rows(*elements: dict) -> dict:
    data = {"unsur-TOTAL_FORMS": len(elements), "unsur-INITIAL_FORMS": 0}
    return data | {f"unsur-{n}-{key}": value for n, row in enumerate(elements) for key, value in row.items()}


def test_a_line_is_an_item(swot, penyusun, client_for):
    client_for(penyusun).post(address(swot), sent(swot, S="Satu\n\nDua", SO="Maju (S1)", source="Diolah"))
    swot.refresh_from_db()
    assert [row["text"] for row in swot.items["S"]] == ["Satu", "Dua"]
    assert swot.items["SO"] == [{"text": "Maju", "links": ["S1"]}]
    assert (swot.version, swot.words) == (1, 3)


def test_the_usual_elements_are_offered_and_those_with_a_name_kept(readiness, penyusun, client_for):
    page = client_for(penyusun).get(address(readiness)).text
    assert "Sumber daya manusia aparatur" in page
    row = {"group": "struktur", "name": "Anggaran", "value": "2", "reason": "Belum bertanda"}
    client_for(penyusun).post(address(readiness), sent(readiness, **rows(row, {"group": "struktur", "name": ""})))
    readiness.refresh_from_db()
    assert [(r["name"], r["value"]) for r in readiness.items["elements"]] == [("Anggaran", 2)]


def test_a_fault_is_named_and_what_was_typed_stays(readiness, penyusun, client_for):
    row = {"group": "struktur", "name": "", "value": "2", "reason": "Belum bertanda"}
    answer = client_for(penyusun).post(address(readiness), sent(readiness, **rows(row)))
    assert answer.status_code == 422
    assert "Belum bertanda" in answer.text
    assert "Sebutkan unsurnya" in answer.text
    assert not Save.objects.exists()


def test_a_late_save_is_kept_aside_and_can_be_taken(swot, penyusun, kepala, client_for):
    client_for(kepala).post(address(swot), sent(swot, S="Lebih dulu"))
    answer = client_for(penyusun).post(address(swot), sent(swot, S="Terlambat"))
    page = client_for(penyusun).get(answer.url).text
    assert "Lebih dulu" in page
    assert "Terlambat" in page
    client_for(penyusun).post(answer.url, {"take": "kept", "version": 1})
    swot.refresh_from_db()
    assert swot.items["S"][0]["text"] == "Terlambat"
    assert not Save.objects.filter(kept_aside=True, settled_at=None).exists()


def test_the_autosave_is_answered_as_data(swot, penyusun, client_for):
    answer = client_for(penyusun).post(address(swot), sent(swot, S="Satu"), headers={"Accept": "application/json"})
    told = json.loads(answer.content)
    assert (told["state"], told["version"]) == ("saved", 1)
    assert "kelemahan belum diisi" in told["missing"]


def test_a_save_that_may_not_be_shows_what_was_typed(plan, client_for, penyusun):
    section = make.make_section(plan, kind=Section.Kind.SWOT)
    full = {key: [{"text": "Butir"}] for key in "SWOT"}
    save(section, full, penyusun)
    make.submit(section)
    answer = client_for(penyusun).post(address(section), sent(section, S="Menyusul"))
    assert answer.status_code == 409
    assert "Menyusul" in answer.text


def test_what_was_submitted_is_read_and_compared_like_any_text(plan, penyusun, kepala, client_for):
    section = make.make_section(plan, kind=Section.Kind.SWOT)
    save(section, {key: [{"text": f"Butir {key}"}] for key in "SWOT"}, penyusun)
    make.submit(section)
    assert "S1 Butir S" in client_for(kepala).get(reverse("section", args=[plan.code, section.code])).text
    assert section.submitted_revision.content["T"] == [{"text": "Butir T", "pillar": ""}]


def test_nothing_but_the_forms_fields_is_kept(swot, penyusun):
    save(swot, {"S": [{"text": "Satu", "html": "<script>"}], "lain": 1}, penyusun)
    assert swot.items["S"] == [{"text": "Satu", "pillar": ""}]
    assert "lain" not in swot.items
