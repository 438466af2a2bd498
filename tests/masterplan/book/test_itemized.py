"""Tables of rows as they are printed: every row of every kind in a real PDF, and pictures that tell what they show."""
import pytest

from masterplan.book import itemcharts
from masterplan.book.build import build
from pillars.models import Section
from pillars.table_kinds import TABLES
from tests import factories as make
from tests.masterplan.book.conftest import Printed
from tests.masterplan.book.test_generated import parts
from tests.masterplan.book.test_generated_pages import alternatives
from tests.pillars.test_tables import full_row, make_table


@pytest.fixture
def book(plan, settings, tmp_path_factory) -> Printed:
    """A draft with one of each; laid out once for all tests."""
    settings.BOOK_CACHE = tmp_path_factory.getbasetemp() / "itemized-book"
    plan.vision = "Maju dan setara"
    plan.save()
    make.make_mission(plan)
    for table in TABLES.values():
        make_table(plan, table, *[full_row(table, n, **{table.name: f"Baris {table.kind} {n}"}) for n in (1, 2)])
    make.make_section(plan, kind="risks", title="Kosong")
    return Printed(build(plan).pdf)


def test_every_row_of_every_kind_is_printed_under_its_caption(book):
    text = book.text.replace("-\n", "").replace("\n", " ")
    lost = [f"{table.kind} {n}" for table in TABLES.values() for n in (1, 2) if f"{table.kind} {n}" not in text]
    assert lost == []
    assert [table.caption for table in TABLES.values() if table.caption not in text] == []
    assert "Belum ada risiko." in text


def test_every_picture_tells_what_it_shows(book):
    told = "\n".join(alternatives(book.file.Root.StructTreeRoot.K))
    for words in ("Sebelum penanganan: risiko 1 kemungkinan 2 dampak 2; risiko 2", "Baris gap 1: 2 menjadi 2",
                  "Visi: Maju dan setara", "jumlah aplikasi. Dinkes: 2", "jumlah orang. Dinkes: 2.500,25"):
        assert words in told


# What is drawn


def test_the_map_puts_each_risk_where_it_belongs_and_counts_the_crowd():
    risks = [full_row(TABLES["risks"], n, key=str(n), likelihood=5, impact=5, likelihood_after=None) for n in range(1, 9)]
    svg = itemcharts.risk_maps(risks, {row["key"]: int(row["key"]) for row in risks})
    assert svg.count("<circle") == 5
    assert ">+3</text>" in svg
    assert "Setelah penanganan: belum dinilai" in svg


def test_a_large_tree_is_cut_between_missions():
    rows = [{"mission": f"Misi {n // 6}", "goal": "Tujuan", "objective": f"Sasaran {n}"} for n in range(18)]
    assert [len(part) for part in itemcharts._batches(rows)] == [12, 6]
    svg = itemcharts.vision_tree("Maju", rows[:12])
    assert [word for word in ("Misi 0", "Misi 1", "Sasaran 11") if f">{word}</text>" not in svg] == []


def test_a_goal_is_ticked_under_the_missions_that_its_objectives_serve(plan):
    for number in (1, 2, 3):
        make.make_mission(plan, number)
    vision = TABLES["vision"]
    section = make_table(plan, vision, *[full_row(vision, 1, objective=f"Sasaran {n}", missions=[n]) for n in (1, 3)])
    serving = parts(plan, section)["serving"]
    assert [(line["objectives"], line["cells"]) for line in serving["lines"]] == [("1, 2", [True, False, True])]
    assert serving["counts"] == [1, 0, 1]


def test_staff_is_summed_by_agency_and_as_a_whole(plan):
    staff = TABLES["ict_staff"]
    section = make_table(plan, staff, *[full_row(staff, n, agency=agency, number=number)
                                        for n, (agency, number) in enumerate((("A", "2"), ("B", "3"), ("A", "1.5")))])
    found = parts(plan, section)
    assert ([(g["label"], g["sum"]) for g in found["groups"]], found["total"]) == ([("A", "3,5"), ("B", "3")], "6,5")


def test_a_column_that_no_row_fills_takes_no_room():
    regulations = TABLES["regulations"]
    bare, full = full_row(regulations, link=""), full_row(regulations)
    assert [c.key for c in regulations.printed([full]) if c not in regulations.printed([bare])] == ["link"]
    assert (regulations.is_wide([bare]), regulations.is_wide([full])) == (False, True)


def test_the_section_is_one_that_somebody_writes(plan):
    assert {kind for kind in TABLES if kind in Section.WRITTEN} == set(TABLES)
