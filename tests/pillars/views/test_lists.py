"""Every list takes the same number of queries for one row and for two hundred."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opd.models import Role
from pillars.models import Save, Section, StatusChange
from tests import factories as make

MANY = 200
pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(plan, count: int) -> None:
    """Sections of Dinkes in every state: a third submitted, a third returned, a third not begun."""
    template = make.submitted_section(plan)
    chapter, stage = template.chapter, template.stage
    for n in range(count):
        kind = n % 3
        Section.objects.create(
            plan=plan, chapter=chapter, code=f"x-{n}", order=n + 10, title=f"Bagian {n}", lead=template.lead,
            status=("submitted", "returned", "draft")[kind], stage=stage if kind == 0 else None,
            submitted_revision=template.submitted_revision if kind == 0 else None, version=kind,
        )


@pytest.mark.parametrize(("who", "name", "args"), [
    ("penyusun", "my-work", []), ("kepala", "my-work", []), ("kepala", "queue", []), ("pereviu", "my-work", []),
    ("koordinator", "board", ["plan"]), ("koordinator", "outline", ["plan"]),
])
def test_a_list_of_sections_asks_as_often_for_many_as_for_one(who, name, args, request, plan, client_for):
    user = request.getfixturevalue(who)
    address = reverse(name, args=[plan.code for _ in args])
    make.make_section(plan)
    client = client_for(user)
    fill(plan, 3)
    few = queries(client, address)
    Section.objects.filter(code__startswith="x-").delete()
    fill_more(plan)
    assert queries(client, address) == few


def fill_more(plan) -> None:
    template = Section.objects.filter(status="submitted").select_related("chapter", "stage", "lead").first()
    Section.objects.bulk_create(
        Section(plan=plan, chapter=template.chapter, code=f"y-{n}", order=n + 500, title=f"Bagian {n}", lead=template.lead,
                status=("submitted", "returned", "draft")[n % 3], stage=template.stage if n % 3 == 0 else None,
                submitted_revision=template.submitted_revision if n % 3 == 0 else None, version=n % 3)
        for n in range(MANY)
    )


@pytest.mark.parametrize("name", ["persons", "agencies"])
def test_a_list_of_people_or_agencies_asks_as_often_for_many_as_for_one(name, plan, region, koordinator, client_for):
    client = client_for(koordinator)
    address = reverse(name, args=[region.code])
    few = queries(client, address)
    for n in range(40):
        make.make_user(f"orang-{n}", (Role.DRAFTER, make.make_agency(region, f"opd-{n}")))
    assert queries(client, address) == few


def test_the_history_of_a_section_asks_as_often_for_many_moves_as_for_one(plan, penyusun, client_for):
    section = make.submitted_section(plan)
    client, address = client_for(penyusun), reverse("section-history", args=[plan.code, section.code])
    few = queries(client, address)
    change = section.changes.first()
    StatusChange.objects.bulk_create(
        StatusChange(section=section, move="submit", old="draft", new="submitted", stage=change.stage,
                     revision=change.revision, by=penyusun, office="Penyusun Dinkes") for _ in range(MANY)
    )
    Save.objects.bulk_create(
        Save(section=section, once_key=f"00000000-0000-4000-8000-{n:012d}", based_on=n, version=n + 10, content={}, by=penyusun)
        for n in range(90)
    )
    assert queries(client, address) == few


def test_the_overview_of_programmes_asks_as_often_for_forty_as_for_one(plan, penyusun, client_for):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.make_program(section)
    client, address = client_for(penyusun), reverse("programs-write", args=[plan.code, section.code])
    few = queries(client, address)
    for n in range(2, 41):
        make.make_program(section, code=f"GOV-1-{n:02d}")
    assert queries(client, address) == few


def test_the_menu_leads_to_the_plan_that_the_page_is_about(plan, region, koordinator, client_for):
    other = make.make_plan(region, code="rencana-lain", period_start=2030, period_end=2034)
    page = client_for(koordinator).get(reverse("outline", args=[other.code])).content.decode()
    assert reverse("board", args=[other.code]) in page
    assert reverse("board", args=[plan.code]) not in page
