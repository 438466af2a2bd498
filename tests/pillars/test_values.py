"""Live numbers: what each code stands for, how it is written, and what one without a source says."""
import pytest

from pillars import values
from pillars.models import Section
from tests import factories as make


@pytest.fixture
def program(plan):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    program = make.make_program(section)
    program.indicators.update(baseline="3.1")
    program.budgets.create(source="DAK-FISIK", year=2026, amount=1_500_000_000)
    return program


@pytest.fixture
def text(plan, program):
    """text(code): what the code prints now; None when it stands for nothing."""
    return lambda code: value.text if (value := values.value_of(code, values.figures_of(plan))) else None


INDICATOR = "GOV-1-01:layanan-yang-terpadu"


@pytest.mark.parametrize(("code", "written"), [
    (f"target:{INDICATOR}:2027", "10"),
    (f"baseline:{INDICATOR}", "3,1"),
    ("budget", "Rp2.250.000.000"),
    ("budget:as=miliar", "Rp2,2 miliar"),
    ("budget:year=2026", "Rp1.500.000.000"),
    ("budget:pillar=GOV:source=APBD", "Rp750.000.000"),
    ("budget:agency=dinkes", "Rp2.250.000.000"),
    ("budget:program=GOV-1-01:year=2025", "Rp750.000.000"),
    ("count:programs", "1"),
    ("count:quickwins:pillar=GOV", "0"),
    ("count:agencies", "1"),
    ("period:years", "5"),
    ("period:start", "2025"),
])
def test_a_code_is_written_as_offices_write_it(text, code, written):
    assert text(code) == written


@pytest.mark.parametrize("code", [
    f"target:{INDICATOR}:2040", "target:GOV-1-09:layanan-yang-terpadu:2027", "target:GOV-1-01:lain:2027", "baseline:GOV-1-01",
    "budget:pillar=BRA", "budget:year=abc", "budget:agency=dinsos", "budget:warna=merah", "count:sapi", "count", "period:",
    "region:districts", "tidak-dikenal", "",
])
def test_a_code_without_a_source_stands_for_nothing(text, code):
    assert text(code) is None


def test_a_region_is_counted_by_its_districts_and_villages(plan, text):
    make.make_village()
    assert (text("region:districts"), text("region:villages"), text("region:kelurahan")) == ("1", "1", "1")


def test_an_indicator_that_moved_keeps_its_numbers(program, text):
    make.make_indicator(program, "Waktu tunggu", order=0).targets.update(value="99")
    assert text(f"target:{INDICATOR}:2027") == "10"


def test_an_indicator_in_the_place_of_another_does_not_lend_its_number(program, text):
    program.indicators.update(name="Waktu tunggu")
    assert text(f"target:{INDICATOR}:2027") is None
    assert values.describe(f"target:{INDICATOR}:2027") == "target layanan yang terpadu 2027, GOV-1-01"


def test_everything_offered_has_a_value_and_says_where_it_comes_from(plan, program):
    found = list(values.offered(values.figures_of(plan), ["GOV-1-01"]))
    assert {"budget", f"target:{INDICATOR}:2027", "count:programs:pillar=GOV"} <= {v.code for v in found}
    assert all(v.text and v.source for v in found)


def test_numbers_of_programmes_that_are_not_named_are_not_offered(plan, program):
    assert not [v for v in values.offered(values.figures_of(plan), []) if v.program or "agency=" in v.code]
