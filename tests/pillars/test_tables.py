"""All kinds that are tables, by their declarations alone: tidy, what is missing, the form, and the way through Excel."""
import io
import json
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pillars import drafting, kinds
from pillars.exports import items as exports
from pillars.imports import items as imports
from pillars.kinds.table import TableKind
from pillars.models import Section
from pillars.refusals import Refused, SectionMoved
from pillars.table_cells import read
from pillars.table_kinds import TABLES, Column
from tests import factories as make

pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def full_row(table, n: int = 1, **fields) -> dict:
    """A row with something in every column."""
    value = {"text": f"Isi {n}", "long": f"Uraian {n}", "agency": "Dinkes", "level": 2, "number": "1250.125", "year": 2024,
             "missions": [1]}
    return {c.key: next(iter(c.choices)) if c.type == "choice" else value[c.type] for c in table.typed} | fields


def content_of(table, *rows: dict, source: str = "Diolah, 2026") -> dict:
    return TableKind(table).tidy({"source": source, "rows": rows or [full_row(table), full_row(table, 2)]})


def make_table(plan, table, *rows: dict) -> Section:
    section = make.make_section(plan, kind=table.kind)
    save(section, content_of(table, *rows))
    return section


def save(section: Section, content: dict) -> None:
    drafting.save_items(section, content, based_on=section.version, once_key=uuid.uuid4(), by=make.drafter_of(section.lead))
    section.refresh_from_db()


def workbook_of(section: Section) -> io.BytesIO:
    file = io.BytesIO()
    exports.write(section, file)
    return file


def compare(section: Section, file: io.BytesIO) -> imports.Comparison:
    return imports.compare(section, imports.read_file(SimpleUploadedFile("isian.xlsx", file.getvalue()), section))


def edited(file: io.BytesIO, edit) -> io.BytesIO:
    """The file after `edit(sheet)`, as a spreadsheet program writes it."""
    book, out = openpyxl.load_workbook(file), io.BytesIO()
    edit(book["Isian"])
    book.save(out)
    return out


def test_every_kind_of_table_is_declared():
    assert set(TABLES) == set(Section.TABLES)


@EVERY
def test_tidying_twice_changes_nothing_and_keeps_the_keys(table):
    once = content_of(table)
    assert TableKind(table).tidy(json.loads(json.dumps(once))) == once
    assert [row["key"] for row in once["rows"]] == ["1", "2"]


@EVERY
def test_an_empty_row_is_dropped_and_a_full_table_lacks_nothing(table):
    assert content_of(table, {}, {c.key: "" for c in table.typed})["rows"] == []
    assert TableKind(table).missing(content_of(table)) == []


@EVERY
def test_a_row_without_what_it_must_have_cannot_be_submitted(table):
    must = next(c for c in table.typed if c.required)
    content = content_of(table, full_row(table, **{must.key: ""}))
    assert [fault for fault in TableKind(table).blocking(content) if must.label.lower() in fault]
    assert TableKind(table).blocking(content_of(table, {})) == [f"belum ada {table.row}"]


@EVERY
def test_what_is_typed_is_shown_escaped(table):
    content = content_of(table, full_row(table, **{table.name: "<b>Isi</b>"}))
    assert "&lt;b&gt;Isi&lt;/b&gt;" in TableKind(table).as_html(content)


@pytest.mark.parametrize(("type_", "typed", "value"), [
    ("level", "3 – mungkin", 3), ("level", "3", 3), ("number", "1.250,5", "1250.5"), ("number", "3,125", "3.125"),
    ("year", "2024", 2024), ("missions", "3; 1,3", [1, 3]), ("choice", "Dua Kata", "dua"), ("choice", "dua", "dua"),
])
def test_a_cell_is_read_as_people_write_it(type_, typed, value):
    assert read(Column("k", "Kolom", type_, choices={"dua": "dua kata"}), typed) == (value, "")


@pytest.mark.parametrize(("type_", "typed"), [("level", "6"), ("level", "tinggi"), ("number", "banyak"), ("year", "24"),
                                             ("choice", "lain"), ("missions", "satu"), ("text", "a" * 201)])
def test_what_does_not_belong_there_is_named(type_, typed):
    column = Column("k", "Kolom", type_, choices={"dua": "dua kata"})
    assert read(column, typed)[1]
    with pytest.raises(Refused, match="Kemungkinan: pilih 1 sampai 5"):
        TableKind(TABLES["risks"]).tidy({"rows": [{"risk": "Banjir", "likelihood": 9}]})


def test_a_risk_whose_treatment_makes_it_worse_is_noticed():
    risks = TABLES["risks"]
    content = content_of(risks, full_row(risks, likelihood=2, impact=2, likelihood_after=3, impact_after=3))
    assert TableKind(risks).missing(content) == ["Baris 1 (Uraian 1): nilai sisa lebih besar daripada nilai awal"]


# The form


def sent(section: Section, table, *rows: dict) -> dict:
    data = {"based_on": section.version, "once_key": uuid.uuid4(), "source": "Diolah", "baris-TOTAL_FORMS": len(rows),
            "baris-INITIAL_FORMS": 0}
    return data | {f"baris-{n}-{key}": ", ".join(map(str, value)) if isinstance(value, list) else value
                   for n, row in enumerate(rows) for key, value in row.items()}


@EVERY
def test_the_form_saves_what_it_shows(plan, penyusun, client_for, table):
    make.make_mission(plan)
    section, browser = make.make_section(plan, kind=table.kind), client_for(penyusun)
    address = reverse(f"{table.kind}-write", args=[plan.code, section.code])
    rows = [full_row(table, n, key=f"k{n}", **{c.key: "1.250,125" for c in table.typed if c.type == "number"}) for n in (1, 2)]
    assert browser.post(address, sent(section, table, *rows, {})).status_code == 302
    section.refresh_from_db()
    assert section.items == content_of(table, full_row(table, 1, key="k1"), full_row(table, 2, key="k2"), source="Diolah")
    page = browser.get(address)
    assert "Uraian 1" in page.text or "Isi 1" in page.text
    assert page.context["sheet"].rows.total_form_count() == 3  # and an empty one


def test_a_fault_is_named_beside_its_cell_and_nothing_is_lost(plan, penyusun, client_for):
    risks = TABLES["risks"]
    section = make.make_section(plan, kind="risks")
    row = full_row(risks, likelihood="9", risk="Banjir")
    answer = client_for(penyusun).post(reverse("risks-write", args=[plan.code, section.code]), sent(section, risks, row))
    assert (answer.status_code, answer.text.count("Pilih 1 sampai 5.")) == (422, 1)
    assert "Banjir" in answer.text


def test_a_mission_that_the_plan_does_not_have_is_named(plan, penyusun, client_for):
    make.make_mission(plan)
    vision = TABLES["vision"]
    section = make.make_section(plan, kind="vision")
    row = full_row(vision, missions=[1, 7], baseline="1", target="2")
    answer = client_for(penyusun).post(reverse("vision-write", args=[plan.code, section.code]), sent(section, vision, row))
    assert "Misi 7 tidak ada dalam rencana ini." in answer.text


@pytest.mark.parametrize("kind", ["vision", "risks"])
def test_the_form_asks_as_often_for_many_rows_as_for_one(plan, penyusun, client_for, kind, django_assert_max_num_queries):
    browser, counts = client_for(penyusun), []
    for number in (1, 30):
        section = make_table(plan, TABLES[kind], *[full_row(TABLES[kind], n) for n in range(number)])
        with django_assert_max_num_queries(40) as asked:
            browser.get(reverse(f"{kind}-write", args=[plan.code, section.code]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Excel


@EVERY
def test_a_workbook_that_nobody_touched_changes_nothing(plan, table):
    section = make_table(plan, table)
    for file in (workbook_of(section), edited(workbook_of(section), lambda sheet: None)):
        found = compare(section, file)
        assert (found.rows, found.problems) == ([], [])
        assert found.content == section.items


@EVERY
def test_only_what_changed_is_changed(plan, table):
    section = make_table(plan, table)
    at = table.typed.index(table.column(table.name)) + 2
    found = compare(section, edited(workbook_of(section), lambda sheet: sheet.cell(6, at, "Nama baru")))
    assert [(row.what, [(c.old, c.new) for c in row.changes]) for row in found.rows] == [
        ("diubah", [(section.items["rows"][1][table.name], "Nama baru")])]
    imports.take(section, found.prepared(), by=make.drafter_of(section.lead))
    section.refresh_from_db()
    assert [row[table.name] for row in section.items["rows"]][1:] == ["Nama baru"]


READINESS = {"source": "Diolah", "elements": [
    {"group": "struktur", "name": "Anggaran", "value": 2, "reason": "Ada", "evidence": ""},
    {"group": "suprastruktur", "name": "Kebijakan", "value": None, "reason": "", "evidence": ""}]}
SWOT = {"source": "", "S": [{"text": "Satu", "pillar": "GOV"}], "O": [{"text": "Dua"}],
        "SO": [{"text": "Maju", "links": ["S1", "O1"]}]}


@pytest.mark.parametrize(("kind", "content"), [("readiness", READINESS), ("swot", SWOT)])
def test_readiness_and_swot_go_through_excel_too(plan, kind, content):
    section = make.make_section(plan, kind=kind)
    save(section, content)
    untouched = compare(section, edited(workbook_of(section), lambda sheet: None))
    assert (untouched.rows, untouched.content) == ([], kinds.of(section).snapshot(section))
    found = compare(section, edited(workbook_of(section), lambda sheet: sheet.cell(5, 3, "Lain")))
    assert [row.what for row in found.rows] == ["diubah"]
    assert "Lain" in str(found.content)


def test_a_new_row_stands_where_it_was_inserted_and_a_deleted_one_goes(plan):
    risks = TABLES["risks"]
    section = make_table(plan, risks, *[full_row(risks, n) for n in (1, 2, 3)])

    def edit(sheet):
        sheet.delete_rows(7)
        sheet.insert_rows(6)
        for at, text in ((2, "Baru"), (4, "3 – mungkin"), (5, 5)):
            sheet.cell(6, at, text)

    found = compare(section, edited(workbook_of(section), edit))
    assert sorted(row.what for row in found.rows) == ["baru", "dihapus"]
    assert [(row["risk"], row["likelihood"]) for row in found.content["rows"]] == [("Uraian 1", 2), ("Baru", 3), ("Uraian 2", 2)]


def test_every_fault_is_marked_by_its_cell_and_nothing_is_taken(plan, penyusun, client_for):
    section = make_table(plan, TABLES["risks"])

    def edit(sheet):
        sheet["D5"], sheet["E6"], sheet["F5"] = "tinggi", 9, "=1+1"

    file = edited(workbook_of(section), edit)
    assert [problem.place.cell for problem in compare(section, file).problems] == ["D5", "F5", "E6"]
    page = client_for(penyusun).post(reverse("items-sheet", args=[plan.code, section.code]), {
        "sheet": SimpleUploadedFile("isian.xlsx", file.getvalue())})
    assert "3 hal perlu diperbaiki" in page.text
    assert 'name="prepared"' not in page.text


def test_a_cell_that_somebody_else_changed_meanwhile_is_a_conflict(plan):
    risks = TABLES["risks"]
    section = make_table(plan, risks)
    file = edited(workbook_of(section), lambda sheet: [sheet.cell(5, 2, "Dari berkas"), sheet.cell(6, 2, "Juga")])
    rows = section.items["rows"]
    save(section, content_of(risks, {**rows[0], "risk": "Orang lain"}, rows[1]))
    found = compare(section, file)
    assert [(row.is_conflict, row.changes[0].old) for row in found.rows] == [(True, "Orang lain"), (False, "Uraian 2")]
    assert [row["risk"] for row in found.content["rows"]] == ["Orang lain", "Juga"]


def test_another_cell_of_the_same_row_is_no_conflict(plan):
    risks = TABLES["risks"]
    section = make_table(plan, risks)
    file = edited(workbook_of(section), lambda sheet: sheet.cell(5, 2, "Dari berkas"))
    rows = section.items["rows"]
    save(section, content_of(risks, {**rows[0], "cause": "Orang lain"}, rows[1]))
    first = compare(section, file).content["rows"][0]
    assert (first["risk"], first["cause"]) == ("Dari berkas", "Orang lain")


def test_what_was_looked_at_is_taken_once_and_not_over_a_newer_save(plan, penyusun):
    section = make_table(plan, TABLES["risks"])
    prepared = compare(section, edited(workbook_of(section), lambda sheet: sheet.cell(5, 2, "Dari berkas"))).prepared()
    imports.take(section, prepared, by=penyusun)
    imports.take(section, prepared, by=penyusun)
    section.refresh_from_db()
    assert section.version == 2
    with pytest.raises(SectionMoved):
        imports.take(section, {**prepared, "once_key": str(uuid.uuid4())}, by=penyusun)


def test_a_table_of_ones_own_adds_its_rows_once(plan):
    section, book, file = make_table(plan, TABLES["risks"]), openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Daftar risiko dinas"])
    book.active.append(["Pemilik risiko", "RISIKO", "Kemungkinan", "Dampak"])
    book.active.append(["DLH", "Kebakaran lahan", 4, "5 – sangat berat"])
    book.save(file)
    found = compare(section, file)
    assert [(row.what, row.title) for row in found.rows] == [("baru", "Kebakaran lahan")]
    save(section, found.content)
    assert compare(section, file).rows == []


def test_the_page_shows_every_change_and_takes_them(plan, penyusun, client_for):
    section, browser = make_table(plan, TABLES["risks"]), client_for(penyusun)
    address = reverse("items-sheet", args=[plan.code, section.code])
    download = browser.get(reverse("items-download", args=[plan.code, section.code]))
    file = edited(io.BytesIO(b"".join(download.streaming_content)), lambda sheet: sheet.cell(5, 2, "Dari berkas"))
    page = browser.post(address, {"sheet": SimpleUploadedFile("isian.xlsx", file.getvalue())})
    assert "Dari berkas" in page.text
    answer = browser.post(address, {"prepared": page.context["prepared"]}, follow=True)
    assert "Isian diperbarui dari berkas" in answer.text
    section.refresh_from_db()
    assert section.items["rows"][0]["risk"] == "Dari berkas"


def test_a_workbook_of_another_section_is_refused(plan, penyusun, client_for):
    one, other = make_table(plan, TABLES["risks"]), make_table(plan, TABLES["risks"])
    page = client_for(penyusun).post(reverse("items-sheet", args=[plan.code, other.code]), {
        "sheet": SimpleUploadedFile("isian.xlsx", workbook_of(one).getvalue())})
    assert f"milik bagian lain: {plan.code} {one.code}" in page.text
