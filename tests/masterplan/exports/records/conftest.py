"""A small plan as content: two programmes, a text, a mission."""
import pytest

from masterplan.book.content import collect
from masterplan.book.shape import Content
from pillars.models import QuickWin, Section
from tests import factories as make

THEN = 2026  # the year of printing


def unheard(done: int, total: int, what: str) -> None:
    """Progress that nobody listens to."""


@pytest.fixture
def section(plan) -> Section:
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS, title="Program Dinkes")
    program = make.make_program(section, name="=HYPERLINK(1)", nomenclature="2.16.03", is_illustrative=True)
    program.indicators.get().targets.filter(year=2026).update(value="3.5")
    program.missions.add(make.make_mission(plan, 2))
    QuickWin.objects.create(program=program, short_name="Go PPU", progress=40)
    make.make_program(section, name="Puskesmas terhubung", sub_dimension=make.make_sub_dimension("LIV-2"))
    return section


@pytest.fixture
def content(plan, section) -> Content:
    make.write(make.make_section(plan, title="Latar Belakang"))
    return collect(plan, year=THEN)
