"""The layout of the workbook: what a slot holds, and that any programme goes through a file unchanged."""
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillars import sheets
from pillars.imports import matrix, matrix_content
from pillars.imports.matrix_content import Known
from pillars.models import FundingSource, Plan, Program, QuickWin
from pillars.programs import QUICK_WIN_FIELDS
from pillars.sheets import Matrices, Slot
from tests.pillars.matrices import file_of, through_office, upload

YEARS = [2025, 2026, 2027]
PLAN = Plan(code="contoh", period_start=2025, period_end=2027)
KNOWN = Known(YEARS, {"GOV-1", "LIV-2"}, {1, 2, 3}, {}, {})
TARGET = Slot("indicators", "1", "2025")

ODD = [
    "=1+1", "+62", "-", "@sum", "_x0041_", "_xx005F_000D_", "_x000D_", "<b>&amp;", "1.250", "3,5", "007", "1e5", "  a ", "WTP",
    "-0", "a\r\nb\n\n", "“ü” 𝔘", "#N/A", "TRUE", "'kutip", "a\tb", "2025-01-01", "50%", "\u2028x", "\x0b",
]
odd = st.sampled_from(ODD)
texts = st.one_of(odd, st.text(max_size=60))
values = st.one_of(odd, st.decimals(-10**9, 10**9, places=3).map(str), st.integers(0, 10**18).map(str), st.text(max_size=12))
years = st.sampled_from(["2024", *map(str, YEARS), "2031"])
optional_year = st.none() | st.integers(1990, 2100)
indicators = st.fixed_dictionaries({
    "name": texts, "unit": texts, "baseline": values, "baseline_year": optional_year, "baseline_source": texts,
    "baseline_note": texts, "targets": st.dictionaries(years, values, max_size=5),
})
quick_wins = st.fixed_dictionaries(dict.fromkeys(QUICK_WIN_FIELDS, texts) | {
    "innovation_type": st.sampled_from(["", *QuickWin.InnovationType]), "stage": st.sampled_from(["", *QuickWin.InnovationStage]),
    "progress": st.none() | st.integers(0, 100),
})
snapshots = st.fixed_dictionaries({
    "code": st.sampled_from(["GOV-1-01"]), "sub_dimension": st.sampled_from(["GOV-1", "LIV-2"]),
    "lead": st.just({"slug": "dinkes", "abbreviation": "Dinkes", "name": "Dinas Kesehatan"}), "supporting": st.just([]),
    **dict.fromkeys(("name", "objective", "strategy", "description", "beneficiaries", "partners"), texts),
    "activities": st.lists(texts, max_size=4), "locations": st.just([]), "places": st.just([]),
    "horizon": st.sampled_from(list(Program.Horizon)), "action_type": st.sampled_from(list(Program.ActionType)),
    "start_year": st.just(2025), "end_year": st.integers(2025, 2035), "nomenclature": st.just(["2.16.03"]),
    "missions": st.lists(st.sampled_from([1, 2, 3]), unique=True), "is_illustrative": st.booleans(),
    "indicators": st.lists(indicators, max_size=3),
    "budget": st.dictionaries(st.sampled_from(list(FundingSource.values)),
                              st.dictionaries(years, st.integers(0, 10**17), min_size=1), max_size=3),
    "quick_win": st.none() | quick_wins,
})


def matrices(*programs: dict) -> Matrices:
    return Matrices("contoh", "Rencana Contoh", "Kabupaten Contoh", YEARS, {"GOV": "Smart Governance", "LIV": "Smart Living"},
                    {"GOV-1": "Layanan Publik"}, {1: "Misi"}, list(programs), dt.date(2026, 1, 1))


def unchanged(program: dict, book: matrix.Workbook) -> bool:
    """What the file says is what was written, and its fingerprints say so too."""
    found, origin = book.programs[program["code"]], book.origin[program["code"]]
    assert (book.problems, found.slots) == ([], sheets.flat(program, YEARS))
    return all(sheets.fingerprint(found.slots, field) == origin[field] for field in sheets.FIELDS)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(snapshots)
def test_any_programme_goes_through_a_file_unchanged(program):
    assert unchanged(program, matrix.read(upload(file_of(matrices(program))), PLAN))


@pytest.mark.slow
def test_odd_texts_come_back_unchanged_through_libreoffice_too(tmp_path):
    programs = [{**BARE, "code": f"GOV-1-{n:02d}", "name": text, "description": f"a {text} b\n{text}", "activities": [text, "x"],
                 "indicators": [{"name": text, "unit": text, "baseline": text, "baseline_year": 2024, "baseline_source": text,
                                 "baseline_note": "", "targets": {"2025": text, "2026": "3.125"}}]}
                for n, text in enumerate(ODD, 1)]
    book = matrix.read(upload(through_office(file_of(matrices(*programs)), tmp_path)), PLAN)
    assert all(unchanged(program, book) for program in programs)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(snapshots, snapshots)
def test_what_a_file_says_becomes_the_programme_where_no_rule_is_broken(present, other):
    before, after = (sheets.flat(p, YEARS) for p in (present, other))
    differing = [slot for slot in {*before, *after} if before.get(slot, "") != after.get(slot, "")]
    content, wrong = matrix_content.content_of(present, before, after, differing, KNOWN)
    if not wrong:
        told = {slot: text for slot, text in sheets.flat(content, YEARS).items() if slot.field != "indicators"}
        assert told == {slot: text for slot, text in after.items() if slot.field != "indicators"}


def test_a_number_is_told_the_same_however_it_was_written():
    assert [sheets.tidy(TARGET, text) for text in ("1.250,5", "1250,5", "1250.5", " 1250.5 ")] == ["1250.5"] * 4


def test_a_number_that_a_cell_would_round_stays_a_text():
    assert [sheets.plain_number(text) is None for text in ("0.5", "1234567890123456", "WTP", "007")] == [False, True, True, True]


def test_names_in_another_order_are_the_same_names():
    assert sheets.tidy(Slot("missions"), "10; 2\n3") == sheets.tidy(Slot("missions"), "3;2; 10") == "2; 3; 10"


def test_a_year_that_is_no_column_has_no_slot():
    assert not any(slot.name == "2031" for slot in sheets.flat(
        {**BARE, "budget": {"APBD": {"2031": 5}}}, YEARS))


def test_a_slot_is_called_by_the_head_of_its_column():
    slots = (Slot("name"), Slot("indicators", "2", "2025"), Slot("budget", "DAK-FISIK", "2026"), Slot("quick_win", "", "risk"))
    assert [sheets.head_of(slot, YEARS) for slot in slots] == [
        "Program/inovasi", "Target 2025 (indikator 2)", "Pagu 2026 (DAK Fisik)", "Identifikasi risiko"]


def test_a_word_of_a_choice_is_known_in_any_case_and_by_its_code():
    assert [sheets.code_of("source", text) for text in ("dak fisik", "DAK-FISIK", "Kas")] == ["DAK-FISIK", "DAK-FISIK", None]


BARE = {
    "code": "GOV-1-01", "name": "Antrean", "sub_dimension": "GOV-1", "lead": {"slug": "dinkes", "abbreviation": "Dinkes"},
    "supporting": [], "objective": "", "strategy": "",
    "description": "", "activities": [], "beneficiaries": "", "partners": "", "locations": [], "places": [],
    "horizon": "medium", "start_year": 2025, "end_year": 2027, "action_type": "program", "nomenclature": [], "missions": [],
    "is_illustrative": False, "indicators": [], "budget": {}, "quick_win": None,
}
