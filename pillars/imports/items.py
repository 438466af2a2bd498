"""The workbook of an itemized section, read back: which rows are new, changed, removed, what is wrong in which cell.

A row is known by its key in the hidden first column. Each cell is held against the fingerprint of its origin (did the
person change it?) and against the section as it is (did somebody else meanwhile?). A table that never came from here, with
the same heads, adds rows only. Nothing is stored before `take`, which saves everything or nothing.
"""
from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import openpyxl
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from opd.imports import SheetError
from opd.models import User
from pillars import drafting, item_sheets, kinds
from pillars.imports.matrix import MOST_COLUMNS, MOST_SHEETS, Place, Problem, cell_text, opened
from pillars.item_sheets import Sheet, fingerprint
from pillars.kinds.table import MOST_ROWS
from pillars.models import Section
from pillars.refusals import Refused, SectionMoved
from pillars.table_cells import read, written
from pillars.table_kinds import Column

HEAD_WITHIN = 12  # rows in which the heads are looked for
MOST_LINES = 2000


@dataclass(frozen=True)
class Change:
    """One cell, in words."""

    label: str
    place: Place
    old: str
    new: str


@dataclass(frozen=True)
class ChangedRow:
    """A row that the file adds, changes or removes (`what`: "baru", "diubah", "dihapus"). One that somebody else changed
    meanwhile `is_conflict`: shown, and never taken."""

    title: str
    what: str
    place: Place
    changes: list[Change]
    is_conflict: bool = False


@dataclass
class Line:
    """A row of the file: values by column, and where they stand."""

    key: str
    values: dict[str, object]
    number: int
    wrong: set[str] = field(default_factory=set)  # the columns that could not be read

    def is_read(self, column: Column) -> bool:
        return column.key not in self.wrong


@dataclass
class Workbook:
    sheet: str
    origin: dict[str, dict[str, str]] | None  # None for a table that never came from here
    columns: dict[Column, str]  # and the letters that they stand under
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    source: str | None = None

    def place(self, line: Line, column: Column | None = None) -> Place:
        return Place(self.sheet, f"{self.columns[column] if column else next(iter(self.columns.values()))}{line.number}")


@dataclass(frozen=True)
class Comparison:
    """What a file would do to a section: `content` is what it would hold then."""

    rows: list[ChangedRow]
    problems: list[Problem]
    content: dict
    based_on: int

    @property
    def ready(self) -> list[ChangedRow]:
        return [row for row in self.rows if not row.is_conflict]

    @property
    def conflicts(self) -> list[ChangedRow]:
        return [row for row in self.rows if row.is_conflict]

    def prepared(self) -> dict:
        """What `take` asks for, as JSON-ready data; its key lets it happen only once."""
        return {"content": self.content, "based_on": self.based_on, "once_key": str(uuid.uuid4())}


def take(section: Section, prepared: dict, *, by: User) -> None:
    """Save what was looked at. Raises `SectionMoved` when the section was saved since, `NotAllowed` when it is not open."""
    with transaction.atomic():
        saved = drafting.save_items(section, prepared["content"], based_on=prepared["based_on"],
                                    once_key=uuid.UUID(prepared["once_key"]), by=by)
        if not saved.applied:
            raise SectionMoved(_("Isian diubah orang lain sejak pratinjau ini dibuat. Tidak ada yang disimpan; unggah lagi "
                                 "berkasnya untuk melihat keadaan sekarang."))


# Comparing


def compare(section: Section, workbook: Workbook) -> Comparison:
    """Hold a workbook against the section as it is now."""
    sheet, (source, present) = item_sheets.of(section), item_sheets.present(section)
    now, problems = {row["key"]: row for row in present}, list(workbook.problems)
    rows, found, changed = list(present), set(), []
    after = -1  # the place in `rows` behind which a new row of the file goes
    for line in workbook.lines:
        problems += [
            Problem(workbook.place(line, c), _("Isi kolom “%(column)s”, atau hapus seluruh barisnya.") % {"column": c.label})
            for c in workbook.columns if c.key in sheet.must and not line.values[c.key] and line.is_read(c)]
        if line.key and workbook.origin is not None and line.key in workbook.origin:
            found.add(line.key)
            if line.key in now:
                after = next(i for i, row in enumerate(rows) if row["key"] == line.key)
                if one := _changed(sheet, workbook, line, now[line.key]):
                    changed.append(one)
                    if not one.is_conflict:
                        rows[after] = {**rows[after], **_touched(workbook, line)}
            elif _touched(workbook, line):
                changed.append(ChangedRow(sheet.title_of(line.values), "diubah", workbook.place(line), [], True))
        elif not _is_there(workbook, line, present):
            fresh = {**{c.key: "" for c in sheet.columns}, **line.values, "key": ""}
            after = after + 1 if after >= 0 else len(rows)
            rows.insert(after, fresh)
            changed.append(ChangedRow(sheet.title_of(fresh), "baru", workbook.place(line), [
                Change(c.label, workbook.place(line, c), "", written(c, line.values[c.key])) for c in workbook.columns
                if line.values.get(c.key) not in ("", None, [])]))
    for key, marks in (workbook.origin or {}).items():
        if key not in found and key in now:
            is_touched = any(fingerprint(c, now[key]) != marks.get(c.key) for c in sheet.columns)
            changed.append(ChangedRow(sheet.title_of(now[key]), "dihapus", Place(workbook.sheet, ""), [], is_touched))
            if not is_touched:
                rows = [row for row in rows if row["key"] != key]
    return Comparison(changed, problems, _content(section, sheet, workbook, source, rows, problems), section.version)


def _content(section: Section, sheet: Sheet, workbook: Workbook, source: str, rows: list[dict], problems: list[Problem]) -> dict:
    if len(rows) > MOST_ROWS:
        problems.append(Problem(Place(workbook.sheet, ""), _("Lebih dari %(n)d baris.") % {"n": MOST_ROWS}))
    if problems:
        return {}
    try:
        return kinds.of(section).tidy(sheet.content_of(source if workbook.source is None else workbook.source, rows))
    except Refused as refusal:
        problems.append(Problem(Place(workbook.sheet, ""), str(refusal)))
        return {}


def _touched(workbook: Workbook, line: Line) -> dict[str, object]:
    """{column: value} of the cells that are not as they were when the file was made."""
    origin = (workbook.origin or {})[line.key]
    return {c.key: line.values[c.key] for c in workbook.columns if fingerprint(c, line.values) != origin.get(c.key)}


def _changed(sheet: Sheet, workbook: Workbook, line: Line, row: dict) -> ChangedRow | None:
    origin, touched, changes, is_conflict = (workbook.origin or {})[line.key], _touched(workbook, line), [], False
    for column in workbook.columns:
        if column.key in touched and fingerprint(column, line.values) != fingerprint(column, row):
            is_conflict |= fingerprint(column, row) != origin.get(column.key)
            changes.append(Change(column.label, workbook.place(line, column), written(column, row.get(column.key)),
                                  written(column, line.values[column.key])))
    return ChangedRow(sheet.title_of(row), "diubah", workbook.place(line), changes, is_conflict) if changes else None


def _is_there(workbook: Workbook, line: Line, present: list[dict]) -> bool:
    """A row of a foreign table that the section has already."""
    return workbook.origin is None and any(
        all(fingerprint(c, line.values) == fingerprint(c, row) for c in workbook.columns) for row in present)


# Reading


def read_file(upload, section: Section) -> Workbook:
    """What an uploaded file says. Raises `SheetError` when it is no table of this kind, of another section, or too large."""
    with opened(upload) as (book, _data):
        return _read(book, section)


def _read(book: openpyxl.Workbook, section: Section) -> Workbook:
    sheet, origin = item_sheets.of(section), _origin(book, section)
    for page in book.worksheets[:MOST_SHEETS]:
        rows = [row for _n, row in zip(range(MOST_LINES + 1), page.iter_rows(max_col=MOST_COLUMNS), strict=False)]
        for number, row in enumerate(rows[:HEAD_WITHIN]):
            if columns := _columns(sheet, row):
                if len(rows) > MOST_LINES:
                    raise SheetError(_("Lembar “%(sheet)s” melebihi %(n)d baris.") % {"sheet": page.title, "n": MOST_LINES})
                return _lines(page.title, origin, columns, rows, number)
    raise SheetError(_("Tidak ada tabel dengan kolom %(columns)s di berkas ini. Pakai berkas yang diunduh dari halaman ini, atau "
                       "samakan judul kolomnya.") % {"columns": ", ".join(f"“{c.label}”" for c in sheet.columns if c.required)})


def _origin(book: openpyxl.Workbook, section: Section) -> dict[str, dict[str, str]] | None:
    for page in book.worksheets[:MOST_SHEETS]:
        rows = ([str(cell.value or "") for cell in row] for row in page.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS))
        mark = next(rows, [""])
        if mark[0] != item_sheets.ORIGIN:
            continue
        if mark[1] != item_sheets.FORMAT:
            raise SheetError(_("Berkas ini dibuat oleh versi aplikasi yang lain. Unduh lagi berkasnya."))
        if mark[2:4] != [section.plan.code, section.code]:
            raise SheetError(_("Berkas ini milik bagian lain: %(section)s.") % {"section": " ".join(mark[2:4])[:80]})
        heads = next(rows, [])
        return {row[0]: dict(zip(heads[1:], row[1:], strict=False)) for row in rows if row[0]}
    return None


def _columns(sheet: Sheet, row: tuple) -> dict[Column, int]:
    """{column: its index} if this is the row of heads: all that a row must have are there."""
    heads: dict[str, int] = {}
    for index, cell in enumerate(row):
        heads.setdefault(" ".join(str(cell.value or "").split()).casefold(), index)
    found = {c: heads[c.label.casefold()] for c in sheet.columns if c.label.casefold() in heads}
    return found if all(c in found for c in sheet.columns if c.required) else {}


def _lines(title: str, origin: dict | None, columns: dict[Column, int], rows: list[tuple], head: int) -> Workbook:
    keyed = str(rows[head][0].value or "") == item_sheets.ROWS
    workbook = Workbook(title, origin if keyed else None, {c: get_column_letter(at + 1) for c, at in columns.items()})
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if keyed and number <= head and str(row[0].value or "") == "sumber":
            workbook.source = str(row[2].value or "").strip()[:200] if len(row) > 2 else ""
        if number <= head + 1:
            continue
        line = Line(str(row[0].value or "").strip() if keyed and row else "", {}, number)
        if line.key in seen:
            line.key = ""  # a row that was copied with its key is a new one
        wrong = []
        for column, at in columns.items():
            text, fault = cell_text(row[at]) if at < len(row) else ("", "")
            is_plain = at < len(row) and row[at].data_type == "n"
            line.values[column.key], other = read(column, text, is_plain=is_plain)
            if fault := fault or other:
                line.wrong.add(column.key)
                wrong.append(Problem(workbook.place(line, column), fault[:1].upper() + fault[1:].rstrip(".") + "."))
        if wrong or any(value not in ("", None, []) for value in line.values.values()):
            seen.add(line.key)
            workbook.lines.append(line)
            workbook.problems += wrong
    return workbook
