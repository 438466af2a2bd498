"""What a workbook of matrices would change, what is wrong with it, and that an untouched one changes nothing."""
import io
import uuid
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opd.imports import SheetError
from pillars import program_saving, programs
from pillars.exports.matrix import of_section
from pillars.imports import matrix
from pillars.models import Plan, Program, Save, Section
from pillars.refusals import NotAllowed, SectionMoved
from tests import factories as make
from tests.pillars.matrices import cell, compared, file_of, through_office, upload, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    make.make_mission(plan, 2)
    return make.make_section(plan, kind=Section.Kind.PROGRAMS, title="Program Dinkes")


@pytest.fixture
def program(section) -> Program:
    return make.make_program(section)


def snapshot(program: Program) -> dict:
    return programs.snapshot(Program.objects.with_figures().get(pk=program.pk))


def told(comparison) -> list[tuple]:
    return [(c.label, c.place.cell, c.old, c.new) for p in comparison.programs for c in p.changes]


def wrong(comparison) -> list[tuple]:
    return [(p.place.sheet[:3], p.place.cell, p.text) for p in comparison.problems]


def taken(section, book, by) -> int:
    comparison = compared(section, book)
    assert comparison.problems == []
    return matrix.take(section, comparison.prepared(), by=by)


def test_an_untouched_workbook_changes_nothing(section, program):
    comparison = compared(section, workbook(section))
    assert (comparison.programs, comparison.problems, comparison.strangers) == ([], [], [])


def test_a_changed_cell_is_told_with_its_place_and_both_values(section, program):
    book = workbook(section)
    cell(book, "GOV", "Target 2026").value = 1250.5
    cell(book, "Uraian", "Mitra").value = "Perguruan tinggi"
    assert told(compared(section, book)) == [
        ("Mitra", "I5", "", "Perguruan tinggi"), ("Target 2026 (indikator 1)", "J5", "8", "1.250,5"),
    ]


def test_what_is_taken_is_in_the_programme_and_nothing_else_changed(section, program, penyusun):
    before, book = snapshot(program), workbook(section)
    cell(book, "GOV", "Pagu 2027").value = "Rp1.500.000.000"
    assert taken(section, book, penyusun) == 1
    assert snapshot(program) == {**before, "budget": {"APBD": {"2025": 750_000_000, "2027": 1_500_000_000}}}


def test_everything_that_the_form_can_change_can_be_changed_here(section, program, penyusun, diskominfo):
    make.make_village()
    book = workbook(section)
    for head, text in {
        "Subdimensi": "LIV-2", "Strategi": "Lain", "Deskripsi": "Dua\n\nalinea", "Kegiatan": "Satu\nDua", "Mitra": "Desa",
        "Penerima manfaat": "Warga", "OPD pendukung": "Diskominfo", "Jenis rencana aksi": "Literasi",
        "Kode nomenklatur": "2.16.03", "Jangka waktu": "Jangka panjang", "Tahun mulai": 2026, "Tahun selesai": 2028,
        "Misi RPJMD": 2, "Lokasi": "kelurahan petung; 64.09.01", "Angka ilustrasi": "Ya",
    }.items():
        cell(book, "Uraian", head).value = text
    cell(book, "Quick win", "Nama singkat inovasi").value = "Go PPU"
    cell(book, "Quick win", "Kemajuan (%)").value = 40
    cell(book, "Quick win", "Status inovasi").value = "Ide"
    taken(section, book, penyusun)
    now = snapshot(program)
    assert [now[f] for f in ("sub_dimension", "activities", "action_type", "nomenclature", "horizon", "start_year", "missions",
                             "is_illustrative")] == ["LIV-2", ["Satu", "Dua"], "literacy", ["2.16.03"], "long", 2026, [2], True]
    assert ([a["slug"] for a in now["supporting"]], now["places"]) == (["diskominfo"], ["64.09.01", "64.09.01.1001"])
    assert [now["quick_win"][f] for f in ("short_name", "progress", "stage")] == ["Go PPU", 40, "ide"]


def test_a_row_put_in_is_a_new_indicator_and_a_new_source(section, program, penyusun):
    book = workbook(section)
    book["GOV Smart Governance"].insert_rows(6)
    for head, value in {"Kode": "GOV-1-01", "Indikator kinerja": "Warga puas", "Satuan": "%", "Target 2025": "80,5",
                        "Sumber dana": "DAK Fisik", "Pagu 2025": 10}.items():
        cell(book, "GOV", head, 6).value = value
    taken(section, book, penyusun)
    now = snapshot(program)
    assert now["indicators"][1] == {
        "name": "Warga puas", "unit": "%", "baseline": "", "baseline_year": None, "baseline_source": "", "baseline_note": "",
        "targets": {"2025": "80.5"},
    }
    assert now["budget"]["DAK-FISIK"] == {"2025": 10}


def test_an_emptied_row_is_an_indicator_less(section, program, penyusun):
    make.make_indicator(program, name="Yang kedua", order=2)
    book = workbook(section)
    for column in range(5, 13):
        book["GOV Smart Governance"].cell(6, column + 1).value = None
    for head in ("Tahun kondisi awal", "Sumber kondisi awal"):
        cell(book, "GOV", head, 6).value = None
    taken(section, book, penyusun)
    assert [i["name"] for i in snapshot(program)["indicators"]] == ["Layanan yang terpadu"]


def test_rows_that_were_sorted_change_nothing(section, program):
    make.make_indicator(program, name="Yang kedua", order=2)
    book = workbook(section)
    page = book["GOV Smart Governance"]
    first, second = ([c.value for c in page[row]] for row in (5, 6))
    for column, (a, b) in enumerate(zip(first, second, strict=True), 1):
        page.cell(5, column).value, page.cell(6, column).value = b, a
    assert compared(section, book).programs == []


@pytest.mark.parametrize(("sheet", "head", "value", "text"), [
    ("GOV", "Target 2026", "=1+1", "Sel ini berisi rumus; tulis hasilnya sebagai nilai."),
    ("GOV", "Pagu 2026", 0.5, "Tulis rupiah bulat, misalnya 1.250.000.000."),
    ("GOV", "Pagu 2026", -1, "Tulis rupiah bulat, misalnya 1.250.000.000."),
    ("GOV", "Satuan", None, "Tulis satuannya."),
    ("GOV", "Sumber dana", "Kas", "Sumber dana “Kas” tidak dikenal."),
    ("GOV", "Kode", "GOV-9-99", "Kode program tidak boleh diganti; asalnya GOV-1-01."),
    ("Uraian", "Tahun selesai", 2019, "Tahun selesai mendahului tahun mulai."),
    ("Uraian", "Kode nomenklatur", "abc", "Kode tidak dikenal: abc. Contoh: 2.16.03 atau 2.16.03.2.02.0021"),
    ("Uraian", "Misi RPJMD", "2; 7", "Misi tidak dikenal: “7”."),
    ("Uraian", "OPD pendukung", "Dishub",
     "Perangkat daerah tidak dikenal: “Dishub”. Tulis singkatannya, dipisah titik koma."),
    ("Uraian", "Lokasi", None, "Tulis lokasi, atau “Seluruh wilayah”."),
    ("Quick win", "Kemajuan (%)", 101, "Tulis angka dari 0 sampai 100."),
])
def test_what_breaks_a_rule_is_told_by_its_cell(sheet, head, value, text, section, program):
    book = workbook(section)
    if sheet == "Quick win":
        cell(book, sheet, "Nama singkat inovasi").value = "Go PPU"
    place = cell(book, sheet, head)
    place.value = value
    assert wrong(compared(section, book)) == [(place.parent.title[:3], place.coordinate, text)]


def test_a_name_that_is_too_long_is_refused_by_the_length_of_the_field(section, program):
    book = workbook(section)
    cell(book, "GOV", "Program/inovasi").value = "x" * 201
    assert [place for _sheet, place, _text in wrong(compared(section, book))] == ["D5"]


def test_a_percent_that_excel_made_a_fraction_is_read_as_typed(section, program):
    book = workbook(section)
    place = cell(book, "GOV", "Target 2026")
    place.value, place.number_format = 0.85, "0%"
    assert told(compared(section, book))[0][2:] == ("8", "85")


def test_an_amount_that_is_a_formula_is_marked_at_its_own_cell(section, program):
    book = workbook(section)
    cell(book, "GOV", "Pagu 2025").value = "=1+1"
    assert told(compared(section, book)) == [("Pagu 2025 (APBD Kabupaten/Kota)", "O5", "Rp750.000.000", "")]


def test_a_copied_row_that_was_not_changed_is_named(section, program):
    book = workbook(section)
    page = book["GOV Smart Governance"]
    page.insert_rows(6)
    for place in page[5]:
        page.cell(6, place.column).value = place.value
    assert ("GOV", "A6", "Baris ini sama dengan baris 5; hapus salah satunya.") in wrong(compared(section, book))


def test_a_programme_that_changed_meanwhile_is_shown_with_both_and_not_taken(section, program, penyusun):
    other, book = make.make_program(section, name="Yang lain"), workbook(section)
    cell(book, "Uraian", "Mitra", 5).value = cell(book, "Uraian", "Mitra", 6).value = "Dari berkas"
    Program.objects.filter(pk=program.pk).update(partners="Dari orang lain")
    comparison = compared(section, book)
    assert [(p.code, p.is_conflict) for p in comparison.programs] == [("GOV-1-01", True), ("GOV-1-02", False)]
    assert told(comparison)[0][2:] == ("Dari orang lain", "Dari berkas")
    assert matrix.take(section, comparison.prepared(), by=penyusun) == 1
    assert [snapshot(p)["partners"] for p in (program, other)] == ["Dari orang lain", "Dari berkas"]


def test_a_programme_that_only_others_changed_is_left_alone(section, program):
    book = workbook(section)
    Program.objects.filter(pk=program.pk).update(partners="Dari orang lain")
    assert compared(section, book).programs == []


def test_what_was_taken_already_is_no_change_any_more(section, program, penyusun):
    book = workbook(section)
    cell(book, "Uraian", "Mitra").value = "Dari berkas"
    taken(section, book, penyusun)
    assert compared(section, book).programs == []


def test_all_or_nothing_when_one_moved_since_it_was_looked_at(section, program, penyusun, kepala):
    other, book = make.make_program(section, name="Yang lain"), workbook(section)
    cell(book, "Uraian", "Mitra", 5).value = cell(book, "Uraian", "Mitra", 6).value = "Dari berkas"
    prepared = compared(section, book).prepared()
    program_saving.save_program(section, snapshot(other), code=other.code, based_on=0, once_key=uuid.uuid4(), by=kepala)
    with pytest.raises(SectionMoved):
        matrix.take(section, prepared, by=penyusun)
    assert snapshot(program)["partners"] == ""
    assert Save.objects.count() == 1


def test_the_same_look_is_taken_only_once(section, program, penyusun):
    book = workbook(section)
    cell(book, "Uraian", "Mitra").value = "Dari berkas"
    prepared = compared(section, book).prepared()
    assert [matrix.take(section, prepared, by=penyusun) for _ in range(2)] == [1, 1]
    assert Save.objects.count() == 1


def test_another_agency_takes_nothing(section, program, opd_lain):
    book = workbook(section)
    cell(book, "Uraian", "Mitra").value = "Dari berkas"
    with pytest.raises(NotAllowed):
        matrix.take(section, compared(section, book).prepared(), by=opd_lain)


def test_programmes_of_other_sections_are_passed_over(plan, section, program, diskominfo):
    book = workbook(section)
    elsewhere = make.make_section(plan, kind=Section.Kind.PROGRAMS, lead=diskominfo)
    comparison = compared(elsewhere, book)
    assert (comparison.programs, comparison.strangers) == ([], ["GOV-1-01"])


def test_a_new_code_is_no_new_programme(section, program):
    book = workbook(section)
    cell(book, "GOV", "Kode", 7).value, cell(book, "GOV", "Program/inovasi", 7).value = "GOV-1-09", "Baru"
    assert "Kode GOV-1-09 tidak ada di berkas asal" in wrong(compared(section, book))[0][2]


def test_values_that_a_cell_cannot_hold_stay_to_the_letter(section, program, penyusun):
    odd = {"description": "x" * 40_000, "strategy": "  dua  spasi \r\nbaris  "}
    Program.objects.filter(pk=program.pk).update(**odd)
    program.indicators.get().targets.create(year=2040, value="nanti")
    before, book = snapshot(program), workbook(section)
    assert compared(section, book).programs == []
    cell(book, "GOV", "Target 2025").value = 7
    taken(section, book, penyusun)
    before["indicators"][0]["targets"]["2025"] = "7"
    assert snapshot(program) == before


def test_the_questions_to_the_database_do_not_grow(section, program):
    def asked() -> int:
        data = file_of(of_section(section))
        with CaptureQueriesContext(connection) as captured:
            compared(section, data)
            of_section(section)
        return len(captured)

    few = asked()
    for _ in range(20):
        make.make_program(section)
    assert asked() == few


# Files that are none


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(("data", "text"), [
    (b"bukan excel", "Berkas ini tidak dapat dibaca sebagai buku kerja Excel (.xlsx)."),
    (zipped(**{"xl/worksheets/sheet1.xml": b"0" * (matrix.MOST_UNPACKED + 1)}), "Isi berkas ini terlalu besar"),
    (zipped(**{"xl/styles.xml": b"0" * (matrix.MOST_BESIDES + 1)}), "Isi berkas ini terlalu besar"),
    (b"0" * (matrix.MOST_BYTES + 1), "Berkas lebih besar dari 5 MB."),
])
def test_a_file_beyond_the_limits_is_refused(data, text, plan):
    with pytest.raises(SheetError, match=text[:20]):
        matrix.read(upload(data), plan)


def test_a_sheet_with_too_many_rows_is_refused(section, program):
    book = workbook(section)
    book["Uraian"].cell(matrix.MOST_ROWS + 5, 3).value = "jauh"
    with pytest.raises(SheetError, match="melebihi"):
        compared(section, book)


def test_a_workbook_of_another_plan_or_without_its_origin_is_refused(section, program, plan):
    book = workbook(section)
    Plan.objects.filter(pk=plan.pk).update(code="lain")
    with pytest.raises(SheetError, match="milik rencana lain"):
        matrix.read(upload(book), Plan.objects.get())
    del book["Asal"]
    with pytest.raises(SheetError, match="bukan buku kerja"):
        compared(section, book)


def test_a_sheet_or_a_column_that_was_taken_out_changes_nothing(section, program):
    book = workbook(section)
    del book["Uraian"]
    assert compared(section, book).programs == []
    book["GOV Smart Governance"].delete_cols(6)
    with pytest.raises(SheetError, match="Indikator kinerja"):
        compared(section, book)


# The whole sample


@pytest.fixture
def sample(db) -> Plan:
    call_command("loadplan", "ppu", verbosity=0)
    return Plan.objects.get()


def changed_in(plan: Plan, data: bytes) -> list:
    found = matrix.read(upload(data), plan)
    sections = Section.objects.filter(kind=Section.Kind.PROGRAMS)
    return [*found.problems, *(p for section in sections for p in matrix.compare(section, found).programs)]


def of_plan(plan: Plan):
    whole = of_section(Section.objects.filter(kind=Section.Kind.PROGRAMS).first())
    rows = [programs.snapshot(p) for p in plan.programs.with_figures()]
    return type(whole)(**{**whole.__dict__, "programs": rows})


@pytest.mark.slow
def test_the_sample_plan_comes_back_unchanged_also_through_libreoffice(sample, tmp_path):
    data = file_of(of_plan(sample))
    assert changed_in(sample, data) == []
    assert changed_in(sample, through_office(data, tmp_path)) == []
