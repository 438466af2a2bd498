"""Agencies and people from a spreadsheet (XLSX or CSV): read, checked row by row, then taken in all at once or not at all."""
from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field

import openpyxl
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from opd import people, trail
from opd.forms import slug_of
from opd.models import Agency, Region, Role, User

MOST_ROWS = 2000
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024  # of an XLSX, which is a ZIP: a small file may hide a very large one

# What a column may be called, in any usual spelling.
HEADS = {
    "agency_name": ("nama perangkat daerah", "perangkat daerah", "nama opd", "nama", "nama instansi"),
    "abbreviation": ("singkatan", "opd", "kode opd"),
    "affairs": ("bidang urusan", "urusan", "kode urusan"),
    "starts_on": ("berlaku mulai", "mulai", "tanggal mulai"),
    "username": ("nama pengguna", "username", "pengguna", "akun"),
    "full_name": ("nama lengkap", "nama pegawai", "nama"),
    "agency": ("opd", "perangkat daerah", "singkatan", "kode opd"),
    "role": ("peran", "sebagai", "role"),
    "nip": ("nip",),
    "email": ("surel", "email", "e-mail"),
}
AGENCY_COLUMNS = {"agency_name": True, "abbreviation": True, "affairs": False, "starts_on": False}
PEOPLE_COLUMNS = {"username": True, "full_name": True, "agency": True, "role": True, "nip": False, "email": False}


class SheetError(Exception):
    """The file cannot be read as a table; `str()` says why, in Indonesian."""


@dataclass
class Line:
    """One row of the sheet: its number as the person sees it, its values, what is wrong with it."""

    number: int
    values: dict[str, str]
    faults: list[str] = field(default_factory=list)
    note: str = ""


def read(upload, columns: dict[str, bool]) -> list[Line]:
    """The rows of an uploaded sheet, columns found by name (first row). Raises `SheetError`."""
    if upload.size > MOST_BYTES:
        raise SheetError("Berkas lebih besar dari 5 MB. Pisahkan menjadi beberapa berkas.")
    data = upload.read()
    rows = _xlsx(data) if data[:2] == b"PK" else _csv(data)
    if not rows:
        raise SheetError("Berkas ini kosong.")
    at = _find_columns(rows[0], columns)
    lines = []
    for number, row in enumerate(rows[1:], 2):
        values = {name: (row[i].strip() if i < len(row) else "") for name, i in at.items()}
        if any(values.values()):
            lines.append(Line(number, values))
    if len(lines) > MOST_ROWS:
        raise SheetError(f"Paling banyak {MOST_ROWS} baris sekali impor.")
    if not lines:
        raise SheetError("Tidak ada baris di bawah judul kolom.")
    return lines


def _xlsx(data: bytes) -> list[list[str]]:
    try:
        if sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MOST_UNPACKED:
            raise ValueError
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = []
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=40, max_row=MOST_ROWS + 2):
            rows.append([_text(value) for value in row])
        return rows
    except Exception:  # openpyxl raises many kinds for a broken file; all mean the same to the person
        raise SheetError("Berkas Excel ini tidak dapat dibaca. Simpan ulang sebagai .xlsx atau .csv.") from None


def _text(value) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float) and abs(value) >= 10**15:
        return f"{value:.5E}"  # Excel keeps 15 digits of a number: what stands in the cell is no longer what was typed
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise SheetError("Berkas ini bukan Excel (.xlsx) atau CSV.")
    first = text.splitlines()[0] if text else ""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count)))
    except csv.Error:
        raise SheetError("Berkas CSV ini tidak dapat dibaca sebagai tabel.") from None


def _find_columns(heads: list[str], columns: dict[str, bool]) -> dict[str, int]:
    known = [re.sub(r"\s+", " ", head.strip().lower()) for head in heads]
    at: dict[str, int] = {}
    for name, required in columns.items():
        found = next((known.index(word) for word in HEADS[name] if word in known and known.index(word) not in at.values()), None)
        if found is not None:
            at[name] = found
        elif required:
            raise SheetError(f"Kolom “{HEADS[name][0]}” tidak ditemukan. Judul kolom yang ada: {', '.join(filter(None, heads))}.")
    return at


def check_agencies(region: Region, lines: list[Line]) -> list[Line]:
    """Mark what is wrong with each row; `note` tells a new agency from a changed one."""
    present = {a.slug for a in region.agencies.all()}
    seen: set[str] = set()
    for line in lines:
        values = line.values
        slug = values["slug"] = slug_of(values["abbreviation"])
        if not values["agency_name"]:
            line.faults.append("nama kosong")
        if not slug:
            line.faults.append("singkatan kosong")
        elif slug in seen:
            line.faults.append("singkatan sudah ada di baris lain")
        line.faults += _too_long(Agency, name=values["agency_name"], abbreviation=values["abbreviation"],
                                 affairs=values.get("affairs", ""))
        if bad := [c for c in values.get("affairs", "").split() if not re.fullmatch(r"[1-8]\.\d{2}", c)]:
            line.faults.append(f"kode urusan salah: {', '.join(bad)} (contoh benar: 2.16)")
        if values.get("starts_on") and _date(values["starts_on"]) is None:
            line.faults.append("tanggal mulai tidak terbaca (contoh: 2017-01-31)")
        line.note = "diperbarui" if slug in present else "baru"
        seen.add(slug)
    return lines


def take_agencies(region: Region, lines: list[Line], *, by: User) -> int:
    """Make or update all agencies, or none. Returns how many. Raises `SheetError` while a row has faults."""
    _refuse_faults(lines)
    with transaction.atomic():
        for line in lines:
            fields = {"name": line.values["agency_name"], "abbreviation": line.values["abbreviation"],
                      "affairs": line.values.get("affairs", "")}
            if start := _date(line.values.get("starts_on", "")):
                fields["starts_on"] = start
            Agency.objects.update_or_create(region=region, slug=line.values["slug"], defaults=fields)
        trail.record("agencies-imported", by=by, region=region, subject=f"region:{region.code}",
                     summary=f"{len(lines)} perangkat daerah diimpor")
    return len(lines)


def check_people(region: Region, lines: list[Line]) -> list[Line]:
    """Mark what is wrong with each row; resolves agency and role."""
    agencies, roles = _agencies_by_any_name(region), _roles_by_any_name()
    taken = set(User.objects.filter(username__in=[x.values["username"] for x in lines]).values_list("username", flat=True))
    seen: set[str] = set()
    for line in lines:
        values = line.values
        name = values["username"]
        if not re.fullmatch(r"[a-z0-9._-]{3,60}", name):
            line.faults.append("nama pengguna: 3-60 huruf kecil, angka, titik, atau tanda hubung")
        elif name in taken:
            line.faults.append("nama pengguna sudah dipakai")
        elif name in seen:
            line.faults.append("nama pengguna sudah ada di baris lain")
        if not values["full_name"]:
            line.faults.append("nama lengkap kosong")
        line.faults += _too_long(User, full_name=values["full_name"], email=values.get("email", ""))
        if values["agency"].lower() not in agencies:
            line.faults.append(f"perangkat daerah “{values['agency']}” tidak dikenal")
        if values["role"].lower() not in roles:
            line.faults.append(f"peran “{values['role']}” tidak dikenal (pilihan: {', '.join(str(r.label) for r in Role)})")
        if values.get("nip") and not re.fullmatch(r"\d{18}", values["nip"].replace(" ", "")):
            line.faults.append("NIP harus 18 angka (di Excel: format kolomnya sebagai teks)")
        if values.get("email"):
            try:
                validate_email(values["email"])
            except ValidationError:
                line.faults.append("surel tidak benar")
        seen.add(name)
    return lines


def take_people(region: Region, lines: list[Line], *, by: User) -> list[tuple[User, str]]:
    """Make all accounts, or none. Returns (user, temporary password) of each. Raises `SheetError` while a row has faults."""
    _refuse_faults(lines)
    agencies, roles = _agencies_by_any_name(region), _roles_by_any_name()
    with transaction.atomic():
        return [
            people.make_account(
                region, username=v["username"], full_name=v["full_name"], agency=agencies[v["agency"].lower()],
                role=roles[v["role"].lower()], nip=v.get("nip", "").replace(" ", ""), email=v.get("email", ""), by=by,
            )
            for v in (line.values for line in lines)
        ]


def _agencies_by_any_name(region: Region) -> dict[str, Agency]:
    """An agency by its slug, abbreviation or full name, all in lower case."""
    return {n: a for a in region.agencies.holding() for n in (a.slug, a.abbreviation.lower(), a.name.lower())}


def _roles_by_any_name() -> dict[str, str]:
    return {str(r.label).lower(): r.value for r in Role} | {r.value: r.value for r in Role}


def _too_long(model: type[Agency] | type[User], **values: str) -> list[str]:
    fields = ((model._meta.get_field(name), value) for name, value in values.items())
    return [f"{f.verbose_name} lebih dari {f.max_length} huruf" for f, value in fields if len(value) > f.max_length]


def _refuse_faults(lines: list[Line]) -> None:
    if wrong := sum(bool(line.faults) for line in lines):
        raise SheetError(f"{wrong} baris masih salah; tidak ada yang diimpor.")


def _date(text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
