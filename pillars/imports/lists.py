"""Reference lists from CSV: the nomenclature and the indicator library. Read, checked row by row, then taken in as a whole."""
from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models, transaction

from opd import trail
from opd.forms import slug_of
from opd.imports import SheetError
from opd.models import Region, User
from pillars.forms.program import nomenclature_codes
from pillars.models import LibraryIndicator, Nomenclature, Pillar

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 40_000
DATA = Path(__file__).parent.parent / "data"
LEVELS = {1: Nomenclature.Level.AFFAIR, 2: Nomenclature.Level.FIELD, 3: Nomenclature.Level.PROGRAM,
          5: Nomenclature.Level.ACTIVITY, 6: Nomenclature.Level.SUB_ACTIVITY}

# What a column may be called.
NOMENCLATURE = {
    "code": ("kode", "kode rekening", "kode nomenklatur"), "name": ("nama", "nomenklatur", "uraian", "nomenklatur urusan"),
    "indicator": ("indikator", "indikator kinerja"), "unit": ("satuan",), "note": ("catatan", "sumber", "keterangan"),
}
LIBRARY = {
    "name": ("nama", "indikator", "nama indikator"), "code": ("kode",), "definition": ("definisi",), "formula": ("rumus",),
    "unit": ("satuan",), "direction": ("arah",), "source": ("sumber",), "note": ("catatan", "keterangan"),
    "pillar": ("dimensi", "pilar"),
}


@dataclass
class Checked:
    """A list that was read: the rows as {field: text}, and [(number of the line, what is wrong with it)]."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """How many rows were new, changed, and as they were."""

    new: int
    changed: int
    same: int


def read_nomenclature(data: bytes) -> Checked:
    """The rows of a list of official codes. Raises `SheetError` for a file that is no such table."""
    checked, seen = Checked(), set()
    for number, row in _rows(data, NOMENCLATURE, {"code", "name"}):
        try:
            [code] = nomenclature_codes(row["code"])
            row["code"], row["level"] = code, LEVELS[code.count(".") + 1]
            _fit(Nomenclature, row)
        except ValidationError as error:
            checked.faults.append((number, " ".join(error.messages)))
            continue
        except (ValueError, KeyError):
            checked.faults.append((number, f"kode tidak dikenal: {row['code'] or '(kosong)'}"))
            continue
        if code in seen:
            checked.faults.append((number, f"kode {code} sudah ada di baris sebelumnya"))
        seen.add(code)
        checked.rows.append(row)
    return checked


def read_library(data: bytes) -> Checked:
    """The rows of a list of indicators. Raises `SheetError` for a file that is no such table."""
    checked, seen = Checked(), set()
    pillars = set(Pillar.objects.values_list("code", flat=True))
    for number, row in _rows(data, LIBRARY, {"name", "unit"}):
        row["code"] = slug_of(row.get("code") or row["name"])[:40]
        row["direction"] = row.get("direction", "").lower() or "naik"
        try:
            if row["direction"] not in LibraryIndicator.Direction.values:
                raise ValidationError("arah ditulis naik, turun, atau tetap")
            if row.get("pillar") and row["pillar"] not in pillars:
                raise ValidationError(f"dimensi tidak dikenal: {row['pillar']}")
            _fit(LibraryIndicator, row)
        except ValidationError as error:
            checked.faults.append((number, " ".join(error.messages)))
            continue
        if row["code"] in seen:
            checked.faults.append((number, f"indikator {row['code']} sudah ada di baris sebelumnya"))
        seen.add(row["code"])
        checked.rows.append(row)
    return checked


def take_nomenclature(rows: list[dict], edition: str, *, region: Region | None = None, by: User | None = None) -> Taken:
    """Take in the rows as the edition's; what is there and in the list is renewed, what is only there stays."""
    rows = [{**row, "words": f"{row['code']} {row['name']}".lower()[:440]} for row in rows]
    with transaction.atomic():
        taken = _take(Nomenclature, rows, {"region": region, "edition": edition})
        _trace("nomenclature-imported", region, by, taken, f"Nomenklatur {edition}")
    return taken


def take_library(rows: list[dict], *, region: Region | None = None, by: User | None = None) -> Taken:
    """Take in the rows as indicators of the region, or of the whole installation."""
    pillars = dict(Pillar.objects.values_list("code", "pk"))
    rows = [{**{k: v for k, v in row.items() if k != "pillar"}, "pillar_id": pillars.get(row.get("pillar"))} for row in rows]
    with transaction.atomic():
        taken = _take(LibraryIndicator, rows, {"region": region})
        _trace("library-imported", region, by, taken, "Pustaka indikator")
    return taken


def load_shared() -> None:
    """The lists that come with the app: idempotent and quick."""
    take_library(read_library((DATA / "indicators.csv").read_bytes()).rows)
    checked = read_nomenclature((DATA / "nomenclature.csv").read_bytes())
    take_nomenclature(checked.rows, "Contoh, perlu diperiksa")


def _take(model: type[models.Model], rows: list[dict], place: dict) -> Taken:
    """Make what is new and renew what changed, many rows in one statement."""
    present = {row.code: row for row in model.objects.filter(**place)}
    new, changed = [], []
    for row in rows:
        old = present.get(row["code"])
        if old is None:
            new.append(model(**place, **row))
        elif any(getattr(old, name) != value for name, value in row.items()):
            for name, value in row.items():
                setattr(old, name, value)
            changed.append(old)
    model.objects.bulk_create(new, batch_size=500)
    if changed:
        model.objects.bulk_update(changed, [name for name in rows[0] if name != "code"], batch_size=200)
    return Taken(len(new), len(changed), len(rows) - len(new) - len(changed))


def _rows(data: bytes, columns: dict[str, tuple], required: set[str]):
    """(number of the line, {field: text}) of a CSV with heads in its first line."""
    if len(data) > MOST_BYTES:
        raise SheetError("Berkas lebih besar dari 8 MB. Pisahkan menjadi beberapa berkas.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\x00" in text or not text.strip():
        raise SheetError("Berkas ini kosong atau bukan CSV. Dari Excel: Simpan sebagai, CSV UTF-8.")
    first = text.splitlines()[0]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count)))
    except csv.Error:
        raise SheetError("Berkas CSV ini tidak dapat dibaca sebagai tabel.") from None
    at = _columns(lines[0], columns, required)
    if len(lines) > MOST_ROWS:
        raise SheetError(f"Paling banyak {MOST_ROWS} baris sekali impor.")
    for number, line in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in line):
            yield number, {name: " ".join(line[i].split()) if i < len(line) else "" for name, i in at.items()}


def _columns(heads: list[str], columns: dict[str, tuple], required: set[str]) -> dict[str, int]:
    known = [" ".join(head.lower().split()) for head in heads]
    at = {name: known.index(word) for name, words in columns.items() for word in reversed(words) if word in known}
    if lacking := sorted(required - set(at)):
        there = ", ".join(filter(None, heads))
        raise SheetError(f"Kolom “{columns[lacking[0]][0]}” tidak ditemukan. Judul kolom yang ada: {there}.")
    return at


def _fit(model: type[models.Model], row: dict[str, str]) -> None:
    """Raise `ValidationError` for a text that is lacking or longer than its column."""
    for name in ("name", "unit") if model is LibraryIndicator else ("name",):
        if not row[name]:
            raise ValidationError(f"{model._meta.get_field(name).verbose_name} kosong")
    for name, text in row.items():
        most = getattr(model._meta.get_field(name), "max_length", None) if name != "pillar" else None
        if most and len(text) > most:
            raise ValidationError(f"{model._meta.get_field(name).verbose_name} lebih dari {most} huruf")


def _trace(verb: str, region: Region | None, by: User | None, taken: Taken, what: str) -> None:
    if taken.new or taken.changed:
        subject = f"region:{region.code}" if region else "installation:lists"
        trail.record(verb, by=by, region=region, subject=subject, summary=f"{what}: {taken.new} baru, {taken.changed} berubah")
