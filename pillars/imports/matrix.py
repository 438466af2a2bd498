"""The workbook of programme matrices, read back: what it would change in the programmes of a section, what is wrong with it.

Nothing in a file is trusted. It is read within limits, without its formulas and links; what it says of a programme is held
against the fingerprints of its origin (what did the person change?) and against the programme as it is (did somebody else
meanwhile?). Reading and comparing store nothing; `take` saves through `program_saving`, everything or nothing.
"""
from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import openpyxl
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from opd.imports import SheetError
from opd.models import User
from pillars import program_saving, programs, sheets
from pillars.imports import matrix_content
from pillars.imports.matrix_content import Known
from pillars.models import Plan, Program, Section
from pillars.refusals import SectionMoved
from pillars.sheets import Column, Slot

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 12 * 1024 * 1024  # an XLSX is a ZIP: a small file may hide a very large one. A thousand programmes are 8 MB.
MOST_BESIDES = 2 * 1024 * 1024  # of styles, names and the like, which openpyxl holds in memory, thirty times as large
MOST_PARTS = 400
MOST_SHEETS = 40
MOST_ROWS = 6000
MOST_COLUMNS = 80
HEAD_WITHIN = 12  # rows in which the heads are looked for


@dataclass(frozen=True)
class Place:
    sheet: str
    cell: str


@dataclass(frozen=True)
class Problem:
    """What must be put right in the file before anything is taken."""

    place: Place
    text: str


def by_place(problems: list[Problem]) -> dict[Place, list[str]]:
    """What is wrong with each cell, in words."""
    found: dict[Place, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.place, []).append(problem.text)
    return found


@dataclass
class Found:
    """What the workbook says of one programme: texts by slot, where they stand, and which fields it speaks of at all."""

    start: Place
    slots: dict[Slot, str] = field(default_factory=dict)
    places: dict[Slot, Place] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)

    def place(self, slot: Slot) -> Place:
        return self.places.get(slot, self.start)


@dataclass
class Workbook:
    """A file that was read. `origin` holds {programme: {field: fingerprint}} of the time when it was written."""

    origin: dict[str, dict[str, str]]
    programs: dict[str, Found] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """One cell that differs from the programme as it is, in words."""

    label: str
    place: Place
    old: str
    new: str


@dataclass(frozen=True)
class Changed:
    """A programme that the file changes. One that changed meanwhile `is_conflict`: shown, and never taken."""

    code: str
    name: str
    version: int
    changes: list[Change]
    content: dict | None = None

    @property
    def is_conflict(self) -> bool:
        return self.content is None


@dataclass(frozen=True)
class Comparison:
    """What came out: programmes with changes, problems, and the codes that the section does not have."""

    programs: list[Changed]
    problems: list[Problem]
    strangers: list[str]

    @property
    def ready(self) -> list[Changed]:
        return [p for p in self.programs if not p.is_conflict]

    @property
    def conflicts(self) -> list[Changed]:
        return [p for p in self.programs if p.is_conflict]

    def prepared(self) -> list[dict]:
        """What `take` asks for, as JSON-ready data; each save has the key that lets it happen only once."""
        return [{"code": p.code, "based_on": p.version, "content": p.content, "once_key": str(uuid.uuid4())} for p in self.ready]


def compare(section: Section, workbook: Workbook) -> Comparison:
    """Hold a workbook against the programmes of a section as they are now. The number of queries is fixed."""
    with translation.override("id"):  # the words of the workbook
        known = Known.of(section)
        present = {p.code: (p, programs.snapshot(p)) for p in section.programs.with_figures()}
    problems, changed = list(workbook.problems), []
    for code, found in workbook.programs.items():
        if code not in workbook.origin:
            problems.append(Problem(found.start, _("Kode %(code)s tidak ada di berkas asal. Tambahkan program baru di "
                                                   "aplikasi, lalu unduh lagi berkasnya.") % {"code": code[:20]}))
        elif code in present:
            changed += _changed(*present[code], found, workbook.origin[code], known, problems)
    return Comparison(changed, problems, [code for code in workbook.programs if code in workbook.origin and code not in present])


def take(section: Section, prepared: list[dict], *, by: User) -> int:
    """Save the programmes of `Comparison.prepared`, all or none; returns how many.

    Raises `SectionMoved` when one of them changed since it was compared, `NotAllowed` when the section is not open.
    """
    with transaction.atomic():
        changes = [program_saving.Change(p["code"], p["based_on"], uuid.UUID(p["once_key"]), p["content"]) for p in prepared]
        for change, saved in zip(changes, program_saving.save_programs(section, changes, by=by), strict=True):
            if not saved.applied:
                raise SectionMoved(_("%(code)s diubah orang lain sejak pratinjau ini dibuat. Tidak ada yang disimpan; unggah "
                                     "lagi berkasnya untuk melihat keadaan sekarang.") % {"code": change.code})
    return len(prepared)


def _changed(program: Program, snapshot: dict, found: Found, origin: dict[str, str], known: Known,
             problems: list[Problem]) -> list[Changed]:
    """The one programme with its changes, or nothing."""
    flat = sheets.flat(snapshot, known.years)
    found.slots = {slot: flat.get(slot, "") if text == sheets.TOO_LONG else text for slot, text in found.slots.items()}
    touched = {f for f in found.fields if sheets.fingerprint(found.slots, f) != origin.get(f)}
    differing = [slot for slot in sorted({*flat, *found.slots}, key=_order)
                 if slot.field in touched and flat.get(slot, "") != found.slots.get(slot, "")]
    if not differing:
        return []
    changes = [Change(sheets.head_of(slot, known.years), found.place(slot), sheets.shown(slot, flat.get(slot, "")),
                      sheets.shown(slot, found.slots.get(slot, ""))) for slot in differing]
    content = None
    if all(sheets.fingerprint(flat, f) == origin.get(f) for f in sheets.FIELDS):
        content, wrong = matrix_content.content_of(snapshot, flat, found.slots, differing, known)
        problems += [Problem(found.place(slot), text) for slot, text in wrong]
    return [Changed(program.code, program.name, program.version, changes, content)]


def _order(slot: Slot) -> tuple:
    return sheets.FIELDS.index(slot.field), (len(slot.part), slot.part), slot.name.isdecimal(), slot.name


# Reading


def read(upload, plan: Plan) -> Workbook:
    """What an uploaded file says. Raises `SheetError` when it is no workbook of this plan or beyond the limits."""
    with opened(upload) as (book, _data):
        return _read(book, plan)


def is_ours(upload) -> bool:
    """The app made this workbook, or what is left of one: it is told by its marks. Any other shape is `any_matrix`'s. A file that
    is no workbook at all counts as ours: `read` says what is wrong with it."""
    try:
        with opened(upload) as (book, _data):
            if len(book.worksheets) > MOST_SHEETS:
                return True
            marks = (sheets.ORIGIN, sheets.MATRIX, sheets.DETAIL, sheets.QUICK_WIN)
            return any(row[0].value in marks for sheet in book.worksheets
                       for row in sheet.iter_rows(max_row=HEAD_WITHIN, max_col=1) if row)
    except SheetError:
        return True
    finally:
        upload.seek(0)


@contextmanager
def opened(upload, *, with_results: bool = False) -> Iterator[tuple[openpyxl.Workbook, bytes]]:
    """An uploaded workbook and its bytes, within the limits and without its links; `with_results` gives what formulas came to
    instead of the formulas. Raises `SheetError` when it is too large, or cannot be read, also while it is read."""
    if upload.size > MOST_BYTES:
        raise SheetError(_("Berkas lebih besar dari 5 MB."))
    upload.seek(0)
    data = upload.read()
    try:
        refuse_bombs(data)
        yield openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False, data_only=with_results), data
    except SheetError:
        raise
    except Exception:  # openpyxl raises many kinds for a broken file; all mean the same to the person
        raise SheetError(_("Berkas ini tidak dapat dibaca sebagai buku kerja Excel (.xlsx).")) from None


def refuse_bombs(data: bytes) -> None:
    """Python's zipfile gives no more bytes of a part than its entry says, so the sum of the entries is a bound."""
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    besides = [part for part in parts if not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/media/"))]
    if (len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
            or sum(part.file_size for part in besides) > MOST_BESIDES):
        raise SheetError(_("Isi berkas ini terlalu besar untuk matriks program."))


def _read(book: openpyxl.Workbook, plan: Plan) -> Workbook:
    if len(book.worksheets) > MOST_SHEETS:
        raise SheetError(_("Berkas ini memuat terlalu banyak lembar."))
    workbook = Workbook(_origin(book, plan))
    kinds = set()
    for sheet in book.worksheets:
        rows = _rows(sheet)
        heads = next(((kind, number, row) for number, row in zip(range(1, HEAD_WITHIN + 1), rows, strict=False)
                      if (kind := row[0].value) in (sheets.MATRIX, sheets.DETAIL, sheets.QUICK_WIN)), None)
        if heads:
            kinds.add(heads[0])
            _read_sheet(sheet.title, *heads, rows, plan.years, workbook)
    if not kinds:
        raise SheetError(_("Tidak ada lembar matriks di berkas ini. Pakai berkas yang diunduh dari halaman ini."))
    return workbook


def _origin(book: openpyxl.Workbook, plan: Plan) -> dict[str, dict[str, str]]:
    for sheet in book.worksheets:
        rows = ([str(cell.value or "") for cell in row] for row in _rows(sheet))
        mark = next(rows, [""])
        if mark[0] == sheets.ORIGIN:
            break
    else:
        raise SheetError(_("Berkas ini bukan buku kerja matriks dari aplikasi, atau lembar “Asal” di dalamnya hilang."))
    if mark[1] != sheets.FORMAT:
        raise SheetError(_("Berkas ini dibuat oleh versi aplikasi yang lain. Unduh lagi berkasnya."))
    if mark[2] != plan.code:
        raise SheetError(_("Berkas ini milik rencana lain: %(plan)s.") % {"plan": mark[2][:60]})
    heads = next(rows, [])
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows if row[0]}


def _rows(sheet) -> Iterator[tuple]:
    return sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)


@dataclass
class Line:
    """A row of a sheet: the texts of its columns, where it stands, which row of the origin it was ("GOV-1-01/2")."""

    sheet: str
    number: int
    code: str
    mark: str
    texts: dict[Column, str]
    letters: dict[Column, str]
    part: int = 0  # the number of its indicator

    def place(self, column: Column) -> Place:
        return Place(self.sheet, f"{self.letters[column]}{self.number}")


def _read_sheet(title: str, kind: str, head_row: int, heads: tuple, rows: Iterator[tuple], years: list[int],
                workbook: Workbook) -> None:
    columns = _columns(title, kind, heads, years)
    lines: dict[str, list[Line]] = {}
    for number, row in enumerate(rows, head_row + 1):
        if number > MOST_ROWS:
            raise SheetError(_("Lembar “%(sheet)s” melebihi %(n)d baris.") % {"sheet": title, "n": MOST_ROWS})
        if line := _line(title, number, row, columns, workbook.problems):
            lines.setdefault(line.code, []).append(line)
    for code, own in lines.items():
        found = workbook.programs.setdefault(code, Found(own[0].place(next(c for c in columns if c.field == "code"))))
        (_matrix if kind == sheets.MATRIX else _one_row)(found, own, list(columns), workbook.problems)


def _columns(title: str, kind: str, heads: tuple, years: list[int]) -> dict[Column, int]:
    """{column that is read: its index}, found by the heads, so that columns may have been moved."""
    at: dict[str, int] = {}
    for index, cell in enumerate(heads):
        at.setdefault(" ".join(str(cell.value or "").split()).casefold(), index)
    wanted = [c for c in sheets.columns_of(kind, years) if c.field]
    if missing := [c.head for c in wanted if c.head.casefold() not in at]:
        raise SheetError(_("Lembar “%(sheet)s”: kolom %(columns)s tidak ditemukan. Unduh lagi berkasnya.")
                         % {"sheet": title, "columns": ", ".join(f"“{head}”" for head in missing)})
    return {c: at[c.head.casefold()] for c in wanted}


def _line(title: str, number: int, row: tuple, columns: dict[Column, int], problems: list[Problem]) -> Line | None:
    """The row when something stands in it; problems of its cells are noted."""
    mark = str(row[0].value or "")
    if mark == "jumlah":
        return None
    letters = {column: get_column_letter(index + 1) for column, index in columns.items()}
    line = Line(title, number, "", mark, {}, letters)
    for column, index in columns.items():
        text, fault = cell_text(row[index])
        line.texts[column] = text
        if fault:
            problems.append(Problem(line.place(column), fault))
    code = next(c for c in columns if c.field == "code")
    line.code = line.texts.pop(code).upper()
    if not line.code and any(line.texts.values()):
        problems.append(Problem(line.place(code), _("Tulis kode program di baris ini.")))
    if mark and line.code and mark.rpartition("/")[0] != line.code:
        problems.append(Problem(line.place(code), _("Kode program tidak boleh diganti; asalnya %(code)s.")
                                % {"code": mark.rpartition("/")[0][:20]}))
        return None
    return line if line.code else None


def cell_text(cell) -> tuple[str, str]:
    """(what stands in a cell, as text with numbers in plain form; what is wrong with it)"""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", _("Sel ini berisi rumus; tulis hasilnya sebagai nilai.")
    if cell.data_type == "e":
        return "", _("Sel ini berisi galat (%(value)s).") % {"value": value}
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "", _("Excel membaca isi sel ini sebagai tanggal; jadikan format selnya teks, lalu tulis lagi.")
    if isinstance(value, bool):
        return sheets.YES_OR_NO["ya" if value else "tidak"], ""
    if isinstance(value, int | float):
        return sheets.plain_text(value * 100 if "%" in cell.number_format else value), ""
    return str(value), ""


def _matrix(found: Found, lines: list[Line], columns: list[Column], problems: list[Problem]) -> None:
    """The rows of one programme: an indicator each, a funding source each, the rest in the first."""
    found.fields |= {"name", "objective", "indicators", "budget"}
    _number(lines, problems)
    first = min(lines, key=lambda line: line.part)
    for line in lines:
        for column in columns:
            if column.field == "indicators":
                _put(found, Slot("indicators", str(line.part), column.name), line, column)
            elif column.field in ("name", "objective"):
                if line is first:
                    _put(found, Slot(column.field), line, column)
                elif line.texts[column].strip():
                    problems.append(Problem(line.place(column), _("Diisi hanya pada baris pertama program.")))
        _source(found, line, columns, problems)


def _number(lines: list[Line], problems: list[Problem]) -> None:
    """Rows of the origin keep their number; rows that were put in, or copied, are counted after them."""
    taken: dict[int, Line] = {}
    for line in lines:
        number = line.mark.rpartition("/")[2]
        if number.isdecimal() and len(number) < 5 and int(number) not in taken:
            line.part = int(number)
            taken[line.part] = line
    after = max(taken, default=0)
    for line in (line for line in lines if not line.part):
        line.part = after = after + 1
        twin = next((other for other in taken.values() if other.mark == line.mark and other.texts == line.texts), None)
        if twin:
            problems.append(Problem(Place(line.sheet, f"A{line.number}"), _("Baris ini sama dengan baris %(n)d; hapus salah "
                                                                            "satunya.") % {"n": twin.number}))


def _source(found: Found, line: Line, columns: list[Column], problems: list[Problem]) -> None:
    """The funding source of a row with its amounts."""
    named = next(c for c in columns if (c.field, c.name) == ("budget", "source"))
    amounts = [c for c in columns if c.field == "budget" and c is not named]
    word = sheets.tidy(Slot("budget", "", "source"), line.texts[named])
    code = sheets.code_of("source", word) if word else None
    if not any(line.texts[column].strip() for column in amounts):
        for column in amounts if code else ():
            found.places.setdefault(Slot("budget", code, column.name), line.place(column))
    elif code is None:
        problems.append(Problem(line.place(named), _("Sumber dana “%(word)s” tidak dikenal.") % {"word": word[:60]} if word
                                else _("Pilih sumber dananya.")))
    elif any(slot.field == "budget" and slot.part == code for slot in found.slots):
        problems.append(Problem(line.place(named), _("Satu sumber dana hanya boleh satu baris.")))
    else:
        for column in amounts:
            _put(found, Slot("budget", code, column.name), line, column)


def _one_row(found: Found, lines: list[Line], columns: list[Column], problems: list[Problem]) -> None:
    """The row of one programme in the sheets of texts and of quick wins."""
    for line in lines[1:]:
        problems.append(Problem(Place(line.sheet, f"A{line.number}"), _("Program ini sudah ada di baris %(n)d; satu program satu "
                                                                        "baris.") % {"n": lines[0].number}))
    for column in columns:
        if column.field != "code":
            found.fields.add(column.field)
            _put(found, Slot(column.field, "", column.name), lines[0], column)


def _put(found: Found, slot: Slot, line: Line, column: Column) -> None:
    found.places[slot] = line.place(column)
    if text := sheets.tidy(slot, line.texts[column]):
        found.slots[slot] = text
