"""A matrix of any usual shape: the programmes that its rows tell of, and every problem by its cell."""
import pytest

from pillars import programs
from pillars.imports import any_matrix, columns
from pillars.imports.any_matrix import Options
from pillars.imports.columns import Cell
from pillars.models import Section
from tests import factories as make

pytestmark = pytest.mark.django_db
HEAD = ["Program", "Kegiatan", "Indikator", "Satuan", "2025", "2026", "Pagu 2025", "Pagu 2026", "Sumber Dana", "OPD"]


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS, title="Program Dinkes")


def grid(*lines: list) -> list[list[Cell]]:
    """Cells with their places; None is filled from above as a merged one."""
    rows: list[list[Cell]] = []
    for y, line in enumerate(lines, 1):
        rows.append([rows[-1][x]._replace(own=False) if text is None else Cell(text, f"{chr(65 + x)}{y}")
                     for x, text in enumerate(line)])
    return rows


def propose(section, *lines, scale=1, sub="GOV-1"):
    rows = grid(HEAD, *lines)
    heads = columns.recognise(rows, section.plan.years)
    return any_matrix.programs_of(section, rows, Options(heads.meanings, heads.first, scale, sub_dimension=sub))


def line(name="Telemedisin", activity="", indicator="Desa terhubung", unit="desa", targets=("5", "10"), money=("", ""), source="",
         agency=""):
    return [name, activity, indicator, unit, *targets, *money, source, agency]


def test_a_row_becomes_a_new_programme(section):
    [found] = propose(section, line(money=("250.000.000", ""), source="DAK Fisik"))
    assert (found.code, found.problems, found.suggested) == ("", [], True)
    assert found.content["indicators"][0]["targets"] == {"2025": "5", "2026": "10"}
    assert found.content["budget"] == {"DAK-FISIK": {"2025": 250_000_000}}


@pytest.mark.parametrize("name", [None, "", "Telemedisin"])
def test_further_rows_of_a_programme_are_further_indicators(section, name):
    [found] = propose(section, line(), line(name, indicator="Dokter daring", unit="orang"))
    assert [i["name"] for i in found.content["indicators"]] == ["Desa terhubung", "Dokter daring"]


def test_money_of_merged_cells_counts_once_and_of_activities_adds_up(section):
    merged = line(None, "Pelatihan", None, None, (None, None), (None, None))
    [found] = propose(section, line(activity="Pengadaan", money=("100", "")), merged)
    assert found.content["budget"] == {"APBD": {"2025": 100}}
    [found] = propose(section, line(money=("100", "")), line("", "Pelatihan", "", "", ("", ""), ("60", "")),
                      line("", "Pengadaan", "", "", ("", ""), ("40", "")))
    assert found.content["budget"] == {"APBD": {"2025": 100}}
    assert found.content["activities"] == ["Pelatihan", "Pengadaan"]


def test_millions_are_multiplied(section):
    [found] = propose(section, line(money=("1.250,5", "")), scale=1_000_000)
    assert found.content["budget"]["APBD"] == {"2025": 1_250_500_000}


def test_group_rows_give_the_sub_dimension_and_sums_are_passed_over(section):
    group = ["SMART LIVING", *[""] * 9]
    numbers, total = [str(n) for n in range(1, 11)], ["Jumlah", *[""] * 5, "9", "", "", ""]
    found = propose(section, numbers, group, line(), total)
    assert [(p.name, p.content["sub_dimension"]) for p in found] == [("Telemedisin", "LIV-1")]


def test_every_problem_names_its_cell(section):
    [found] = propose(section, line(unit="", money=("banyak", "")))
    assert [cell for cell, _ in found.problems] == ["G2", "D2"]
    assert found.content is None and not found.suggested


def test_a_programme_without_sub_dimension_asks_for_one(section):
    [found] = propose(section, line(), sub="")
    assert "subdimensi" in found.problems[0][1]


def test_a_present_programme_is_updated_and_what_the_table_does_not_say_stays(section):
    present = make.make_program(section, name="Telemedisin")
    [found] = propose(section, line(money=("", "400")))
    assert (found.code, found.version) == (present.code, present.version)
    assert found.content["description"] == present.description
    assert found.content["budget"]["APBD"] == {"2025": 750_000_000, "2026": 400}
    assert [i["name"] for i in found.content["indicators"]] == ["Layanan yang terpadu", "Desa terhubung"]


def test_the_same_again_changes_nothing(section):
    present = make.make_program(section)
    indicator = programs.snapshot(present)["indicators"][0]
    [found] = propose(section, line(present.name, "", indicator["name"], indicator["unit"], ("6", "8"), ("750000000", "")))
    assert (found.code, found.changes, found.suggested) == (present.code, [], False)


def test_a_programme_of_another_agency_is_not_suggested(section):
    [found] = propose(section, line(agency="Diskominfo"))
    assert not found.suggested and "Diskominfo" in found.notes[-1][1]


def test_the_number_of_queries_is_fixed(section, django_assert_num_queries):
    propose(section, line())  # the section knows its plan and agency from here on
    with django_assert_num_queries(8):
        propose(section, line())
    with django_assert_num_queries(8):
        propose(section, *[line(f"Program ke-{n} {'abcdefgh'[n] * 9}") for n in range(8)])
