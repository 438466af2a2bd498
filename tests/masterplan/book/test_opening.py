"""The band that opens a pillar: where it stands and what it says."""
import pytest

from masterplan.book import tables
from masterplan.book.content import collect
from tests import factories as make
from tests.masterplan.book.conftest import generated


@pytest.fixture
def governance(plan, programs):
    """A chapter that tells of Smart Governance and then sets out its programmes."""
    pillar = make.make_pillar("GOV")
    make.make_program(programs, sub_dimension=make.make_sub_dimension("GOV-1"), name="Satu pintu")
    make.make_section(plan, title="Smart Governance", pillar=pillar)
    generated(plan, "strategy", title="Strategi", pillar=pillar)
    return plan


def openings(plan) -> list:
    content = collect(plan)
    return [tables.opening(content, s) for b in content.books for c in b.chapters for s in c.sections]


def test_the_first_section_of_a_pillar_opens_it(governance):
    found = openings(governance)
    first, second = found[0], found[1]
    assert first["pillar"].name == "Smart Governance"
    assert first["facts"][0][1] == "program"
    assert second is None


def test_a_chapter_that_only_speaks_of_a_pillar_opens_none(plan, programs):
    make.make_section(plan, title="Kesenjangan Smart Governance", pillar=make.make_pillar("GOV"))
    assert not any(openings(plan))
