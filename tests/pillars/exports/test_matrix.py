"""The workbook as a person meets it: sheets, columns, totals, what is locked and what is printed."""
import io

import openpyxl
import pytest

from pillars.exports import matrix
from pillars.exports.matrix import of_section
from pillars.models import Section
from tests import factories as make
from tests.pillars.matrices import cell, file_of, workbook

pytestmark = pytest.mark.django_db
GOV, LIV = "GOV Smart Governance", "LIV Smart Living"


@pytest.fixture
def section(plan) -> Section:
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    program = make.make_program(section, name="=2+5 layanan")
    program.budgets.create(source="DAK-FISIK", year=2026, amount=250_000_000)
    make.make_program(section, name="Puskesmas terhubung", sub_dimension=make.make_sub_dimension("LIV-2"))
    return section


def test_there_is_a_sheet_a_pillar_and_those_around_them(section):
    assert workbook(section).sheetnames == ["Petunjuk", GOV, LIV, "Uraian", "Quick win", "Pilihan", "Asal"]


def test_the_columns_are_those_of_the_renstra_table(section):
    heads = [c.value for c in workbook(section)[GOV][4]]
    assert heads[1:8] == ["No", "Kode", "Program/inovasi", "Sasaran", "Indikator kinerja", "Satuan", "Kondisi awal"]
    assert heads[8:13] == [f"Target {year}" for year in range(2025, 2030)]
    assert heads[13:22] == ["Sumber dana", *(f"Pagu {year}" for year in range(2025, 2030)), "Jumlah pagu", "Kondisi akhir",
                            "OPD penanggung jawab"]


def test_numbers_are_numbers_and_a_text_that_looks_like_a_formula_is_none(section):
    book = workbook(section)
    assert cell(book, "GOV", "Pagu 2025").value == 750_000_000
    assert cell(book, "GOV", "Pagu 2025").number_format == "[$-421]#,##0"
    assert cell(book, "GOV", "Program/inovasi").data_type == "s"


def test_totals_are_formulas_that_carry_their_value(section):
    data = file_of(of_section(section))
    formulas, values = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    assert cell(formulas, "GOV", "Jumlah pagu", 7).value == "=SUBTOTAL(9,T5:T6)"
    assert [cell(values, "GOV", "Jumlah pagu", row).value for row in (5, 6, 7)] == [750_000_000, 250_000_000, 1_000_000_000]
    assert cell(values, "GOV", "Kondisi akhir").value == 14


def test_each_source_has_a_row_beside_the_indicators(section):
    book = workbook(section)
    assert [cell(book, "GOV", "Sumber dana", row).value for row in (5, 6)] == ["APBD Kabupaten/Kota", "DAK Fisik"]
    assert [book[GOV].cell(row, 1).value for row in (5, 6)] == ["GOV-1-01/1", "GOV-1-01/2"]


def test_the_marks_are_hidden_and_what_is_not_read_is_locked(section):
    book = workbook(section)
    page = book[GOV]
    assert (page.column_dimensions["A"].hidden, page.protection.sheet, book["Asal"].sheet_state) == (True, True, "veryHidden")
    locked = [c.protection.locked for c in (page["A5"], cell(book, "GOV", "Jumlah pagu"), cell(book, "GOV", "Target 2025"))]
    assert locked == [True, True, False]


def test_it_prints_wide_with_its_heads_on_every_page(section):
    page = workbook(section)[GOV]
    assert (page.page_setup.orientation, page.print_title_rows, page.freeze_panes) == ("landscape", "$3:$4", "E5")
    assert (page.print_area, page.auto_filter.ref) == (f"'{GOV}'!$B$1:$V$7", "B4:Y6")


def test_choices_are_taken_from_lists(section):
    book = workbook(section)
    assert {v.formula1 for v in book["Uraian"].data_validations.dataValidation} == {
        "Pilihan!$A$2:$A$19", "Pilihan!$C$2:$C$7", "Pilihan!$D$2:$D$4", "Pilihan!$G$2:$G$3"}


def test_a_section_without_programmes_makes_a_workbook_too(plan):
    assert workbook(make.make_section(plan, kind=Section.Kind.PROGRAMS)).sheetnames[:2] == ["Petunjuk", "Uraian"]


def test_the_same_content_makes_the_same_bytes(section):
    assert file_of(of_section(section)) == file_of(of_section(section))


def test_progress_is_told_by_sheet(section):
    told = []
    matrix.write(of_section(section), io.BytesIO(), lambda done, total, what: told.append((done, total, what)))
    assert told[:3] == [(1, 1, "GOV Smart Governance"), (1, 1, "LIV Smart Living"), (1, 2, "Uraian")]
