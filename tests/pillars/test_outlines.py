import pytest

from opd.models import Event
from pillars import outlines
from pillars.models import Plan, Section
from pillars.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


def create(region, **fields) -> Plan:
    fields = {"code": "rencana", "title": "Rencana Induk", "period_start": 2025, "period_end": 2029, **fields}
    return outlines.create_plan(region, "three_books", by=None, **fields)


@pytest.fixture
def full(region, dinkes, diskominfo, bapelitbang):
    return create(region)


def test_a_plan_is_made_with_three_books_in_order(full):
    assert [str(b)[:6] for b in full.books.all()] == ["Buku 1", "Buku 2", "Buku 3"]
    assert full.sections.in_outline().first().code == "b1-00-03"


def test_every_agency_gets_its_section_of_programmes(full, dinkes):
    sections = full.sections.filter(kind=Section.Kind.PROGRAMS)
    assert sections.count() == 3
    mine = sections.get(code="b2-l1-dinkes")
    assert (mine.lead, mine.title) == (dinkes, "Program Dinas Kesehatan")


def test_the_lead_is_the_agency_whose_affair_it_is(full, diskominfo, bapelitbang):
    assert full.sections.get(code="b1-01-01").lead == diskominfo
    assert full.sections.get(code="b1-01-04").lead == bapelitbang


def test_without_such_an_agency_a_section_waits_for_the_coordinator(full):
    assert full.sections.get(code="b1-02-02").lead is None


def test_generated_sections_have_no_lead(full):
    assert not full.sections.exclude(kind__in=Section.WRITTEN).exclude(lead=None).exists()


def test_the_three_usual_stages(full, diskominfo, bapelitbang):
    assert [(s.number, s.role, s.agency) for s in full.stages.all()] == [
        (1, "head", None), (2, "reviewer", diskominfo), (3, "reviewer", bapelitbang)]


def test_an_agency_that_has_ended_writes_nothing(region, diskominfo, bapelitbang):
    make.make_agency(region, "dinkes", ends_on=make.LONG_AGO)
    assert not create(region).sections.filter(code="b2-l1-dinkes").exists()


def test_making_a_plan_leaves_an_event(full):
    assert Event.objects.get(verb="plan-created").subject == "plan:rencana"


def test_it_refuses_an_outline_that_is_not_there(region):
    for name in ("lima_buku", "../samples/README"):
        with pytest.raises(Refused, match="tidak ada"):
            outlines.read(name)


def test_every_outline_file_can_be_chosen_and_is_whole():
    for name, title in outlines.choices():
        data = outlines.read(name)
        codes = [s["code"] for b in data["books"] for c in b["chapters"] for s in c["sections"]]
        assert title
        assert len(codes) == len(set(codes))


SECTION_KEYS = {"code", "title", "kind", "writer", "pillar", "heading", "guidance", "each", "new_page"}


def test_an_outline_says_nothing_that_nobody_reads():
    """A comma in a title without quotes would become a key of its own."""
    sections = [s for b in outlines.read("three_books")["books"] for c in b["chapters"] for s in c["sections"]]
    assert [s for s in sections if set(s) - SECTION_KEYS] == []


def test_four_books_part_quick_wins_and_road_map_from_the_masterplan(region, dinkes, diskominfo, bapelitbang):
    plan = outlines.create_plan(region, "four_books", by=None, code="empat", title="Rencana", period_start=2025, period_end=2029)
    kinds = dict(plan.sections.filter(kind__in=["quickwins", "recap"]).values_list("kind", "chapter__book__number"))
    assert list(plan.books.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert kinds == {"quickwins": 3, "recap": 4}


@pytest.mark.parametrize("name", [name for name, _title in outlines.choices()])
def test_an_outline_names_each_section_once_and_only_kinds_that_there_are(name):
    sections = [s for b in outlines.read(name)["books"] for c in b["chapters"] for s in c["sections"]]
    assert len({s["code"] for s in sections}) == len(sections)
    assert {s.get("kind", "narrative") for s in sections} <= set(Section.Kind.values)
