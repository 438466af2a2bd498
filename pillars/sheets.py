"""The workbook of programme matrices: which column holds what of a programme, in the words of Renstra table T-C.27.

A programme is told as a flat `{slot: text}`; the writer (`pillars.exports.matrix`) lays the slots into cells, the reader
(`pillars.imports.matrix`) collects them again. Both sides tidy a text by the same rules, so a cell that nobody touched
reads as what was written, also after a way through Excel or LibreOffice.

The workbook is Indonesian whatever the language of the page is: its heads and words are no interface text.
"""
from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.utils import translation

from pillars import numbers
from pillars.models import Program, QuickWin
from pillars.models.program import FundingSource
from pillars.programs import QUICK_WIN_FIELDS

FORMAT = "rencana-induk-matriks-1"
MATRIX, DETAIL, QUICK_WIN, ORIGIN = "id-matriks", "id-uraian", "id-quick-win", "id-asal"  # mark the first column of each kind
EVERYWHERE = "Seluruh wilayah"
YES_OR_NO = {"ya": "Ya", "tidak": "Tidak"}
MOST_LETTERS = 32_767  # what a cell can hold
TOO_LONG = "(terlalu panjang untuk satu sel; sunting di aplikasi)"

# The fields of `programs.snapshot` that a person writes. A change is looked for, and applied, field by field.
FIELDS = ("name", "objective", "sub_dimension", "strategy", "description", "activities", "beneficiaries", "partners",
          "supporting", "action_type", "nomenclature", "horizon", "start_year", "end_year", "missions", "places",
          "is_illustrative", "indicators", "budget", "quick_win")
CHOICES = {"action_type": Program.ActionType, "horizon": Program.Horizon, "source": FundingSource,
           "innovation_type": QuickWin.InnovationType, "stage": QuickWin.InnovationStage}
NAMES = ("supporting", "missions", "places")  # several in one cell, in any order
INDICATOR_WORDS = ("name", "unit", "baseline", "baseline_year", "baseline_source", "baseline_note")


class Slot(NamedTuple):
    """One value of a programme: `part` is the number of the indicator or the code of the funding source."""

    field: str
    part: str = ""
    name: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a sheet. Without a `field` it is shown only and not read; `look` says how its cells are written."""

    head: str
    width: float
    field: str = ""
    name: str = ""
    look: str = "text"  # as `exports.matrix_page` knows them
    choices: str = ""  # which list of the sheet `Pilihan` it is taken from
    group: str = ""


@dataclass(frozen=True)
class Matrices:
    """What a workbook is made of. `programs` are snapshots in the order of print, `pillars` and the rest {code: name}."""

    plan: str
    title: str
    region: str
    years: list[int]
    pillars: dict[str, str]
    sub_dimensions: dict[str, str]
    missions: dict[int, str]
    programs: list[dict]
    made_on: dt.date


def matrix_columns(years: list[int]) -> list[Column]:
    """One row an indicator, with the funding sources of its programme beside: T-C.27."""
    return [
        Column("No", 4, look="count"),
        Column("Kode", 10, "code", look="code"),
        Column("Program/inovasi", 26, "name"),
        Column("Sasaran", 22, "objective"),
        Column("Indikator kinerja", 26, "indicators", "name"),
        Column("Satuan", 9, "indicators", "unit", "code"),
        Column("Kondisi awal", 9, "indicators", "baseline", "value"),
        *[Column(f"Target {y}", 8.5, "indicators", str(y), "value", group="Target kinerja") for y in years],
        Column("Sumber dana", 12, "budget", "source", choices="source", group="Kerangka pendanaan (rupiah)"),
        *[Column(f"Pagu {y}", 13.5, "budget", str(y), "money", group="Kerangka pendanaan (rupiah)") for y in years],
        Column("Jumlah pagu", 15, look="total", group="Kerangka pendanaan (rupiah)"),
        Column("Kondisi akhir", 9, look="end"),
        Column("OPD penanggung jawab", 13, look="shown"),
        Column("Tahun kondisi awal", 9, "indicators", "baseline_year", "year", group="Keterangan kondisi awal"),
        Column("Sumber kondisi awal", 24, "indicators", "baseline_source", group="Keterangan kondisi awal"),
        Column("Alasan bila belum ada", 24, "indicators", "baseline_note", group="Keterangan kondisi awal"),
    ]


DETAIL_COLUMNS = [
    Column("Kode", 10, "code", look="code"),
    Column("Program/inovasi", 26, look="shown"),
    Column("Subdimensi", 11, "sub_dimension", look="code", choices="sub_dimension"),
    Column("Strategi", 30, "strategy"),
    Column("Deskripsi", 52, "description"),
    Column("Kegiatan", 42, "activities"),
    Column("Penerima manfaat", 22, "beneficiaries"),
    Column("Mitra", 24, "partners"),
    Column("OPD pendukung", 18, "supporting"),
    Column("Jenis rencana aksi", 17, "action_type", choices="action_type"),
    Column("Kode nomenklatur", 17, "nomenclature", look="code"),
    Column("Jangka waktu", 15, "horizon", choices="horizon"),
    Column("Tahun mulai", 8, "start_year", look="year"),
    Column("Tahun selesai", 8, "end_year", look="year"),
    Column("Misi RPJMD", 9, "missions", look="code"),
    Column("Lokasi", 24, "places"),
    Column("Angka ilustrasi", 9, "is_illustrative", choices="yes_or_no"),
]
_QUICK_WIN_HEADS = {
    "short_name": "Nama singkat inovasi", "proposer": "Pengusul", "innovation_type": "Jenis inovasi",
    "summary": "Penjelasan singkat", "problem": "Masalah strategis yang dijawab", "stakeholders": "Pihak yang dilibatkan",
    "attractiveness": "Daya tarik", "benefits": "Manfaat", "uniqueness": "Keunikan", "partnership": "Peluang kemitraan",
    "growth": "Potensi pengembangan", "sustainability": "Keberlangsungan", "resources": "Sumber daya",
    "risk": "Identifikasi risiko", "mitigation": "Mitigasi risiko", "stage": "Status inovasi", "progress": "Kemajuan (%)",
}
QUICK_WIN_COLUMNS = [
    Column("Kode", 10, "code", look="code"),
    Column("Program/inovasi", 26, look="shown"),
    *[Column(_QUICK_WIN_HEADS[name], 34 if QuickWin._meta.get_field(name).max_length is None and name != "progress" else 18,
             "quick_win", name, "value" if name == "progress" else "text", name if name in CHOICES else "")
      for name in QUICK_WIN_FIELDS],
]


def columns_of(kind: str, years: list[int]) -> list[Column]:
    """The columns of a kind of sheet, after the hidden one that marks its rows."""
    return {MATRIX: matrix_columns(years), DETAIL: DETAIL_COLUMNS, QUICK_WIN: QUICK_WIN_COLUMNS}[kind]


def flat(program: dict, years: list[int]) -> dict[Slot, str]:
    """All that a person writes of a programme, tidied, as texts by slot; what is empty has no slot, nor have years that
    are no columns."""
    texts = {Slot(field): program[field] for field in ("name", "objective", "sub_dimension", "strategy", "description",
                                                       "beneficiaries", "partners")}
    texts |= {
        Slot("activities"): "\n".join(program["activities"]),
        Slot("supporting"): "; ".join(a["abbreviation"] for a in program["supporting"]),
        Slot("action_type"): label("action_type", program["action_type"]),
        Slot("nomenclature"): " ".join(program["nomenclature"]),
        Slot("horizon"): label("horizon", program["horizon"]),
        Slot("start_year"): str(program["start_year"]), Slot("end_year"): str(program["end_year"]),
        Slot("missions"): "; ".join(map(str, program["missions"])),
        Slot("places"): "; ".join(program["locations"]) or EVERYWHERE,
        Slot("is_illustrative"): YES_OR_NO["ya" if program["is_illustrative"] else "tidak"],
    }
    for n, indicator in enumerate(program["indicators"], 1):
        texts |= {Slot("indicators", str(n), name): indicator[name] for name in INDICATOR_WORDS}
        texts |= {Slot("indicators", str(n), str(year)): value for year, value in indicator["targets"].items()
                  if int(year) in years}
    for source, amounts in program["budget"].items():
        texts |= {Slot("budget", source, str(year)): str(amount) for year, amount in amounts.items() if int(year) in years}
    for name in QUICK_WIN_FIELDS if program["quick_win"] else ():
        texts[Slot("quick_win", "", name)] = label(name, program["quick_win"][name])
    tidied = {slot: tidy(slot, "" if text is None else str(text)) for slot, text in texts.items()}
    return {slot: text if fits(text) else TOO_LONG for slot, text in tidied.items() if text}


def fits(text: str) -> bool:
    """A cell can hold the text; spreadsheets count UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text) <= MOST_LETTERS


def is_value(slot: Slot) -> bool:
    """A number, or what stands in the place of one ("WTP")."""
    return (slot.field in ("budget", "start_year", "end_year") or slot.name.isdecimal()
            or slot.name in ("baseline", "baseline_year", "progress"))


_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # a file cannot carry these, or not safely


def tidy(slot: Slot, text: str) -> str:
    """A text as both sides compare it: line ends alike, no blanks at the ends of lines, numbers in plain form."""
    # _x000D_ is how Excel writes a carriage return, x005F_ how it marks a text that only looks so.
    while (fewer := re.sub(r"x005F_|_x000D_|\r(?=\n)", "", text)) != text:
        text = fewer
    text = re.sub(r"[\r\x85\u2028\u2029]", "\n", _UNSEEN.sub("", text))
    text = "\n".join(line.strip() for line in text.split("\n")).strip()
    if slot.field == "activities":
        return "\n".join(filter(None, text.split("\n")))
    if slot.field in NAMES:
        return "; ".join(sorted(parts(text), key=lambda part: part.zfill(4) if part.isdecimal() else part.casefold()))
    return text if not is_value(slot) or plain_number(text) is not None else numbers.canonical(text)


def parts(text: str) -> list[str]:
    """The names in a cell that holds several."""
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def plain_number(text: str) -> Decimal | None:
    """The number that a text in plain form stands for, if a cell can hold it as a number and give the same text back."""
    if not _PLAIN.fullmatch(text):
        return None
    number = Decimal(text)
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    return number if digits <= 15 and plain_text(float(number)) == text else None


def plain_text(number: int | float) -> str:
    """The number of a cell in plain form, with the fifteen digits that a spreadsheet keeps: 0.30000000000000004 → "0.3"."""
    exact = Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@cache
def words_of(name: str) -> dict[str, str]:
    """{code: Indonesian word} of a choice."""
    with translation.override("id"):
        return {code: str(word) for code, word in CHOICES[name].choices}


def label(name: str, code: str | int | None) -> str:
    """The word for a code of a choice; anything else as it is."""
    if code is None:
        return ""
    return words_of(name).get(code, code) if name in CHOICES else str(code)


def code_of(name: str, text: str) -> str | None:
    """The code of a choice, by its word or itself in any case; None when there is none."""
    words = words_of(name)
    known = {code.casefold(): code for code in words} | {word.casefold(): code for code, word in words.items()}
    return known.get(text.casefold())


def fingerprint(slots: dict[Slot, str], field: str) -> str:
    """A short hash of one field: the workbook carries those of its origin, so that a change on either side is seen."""
    own = sorted((slot, text) for slot, text in slots.items() if slot.field == field)
    return hashlib.sha256(repr([(*slot, text) for slot, text in own]).encode()).hexdigest()[:12]


def shown(slot: Slot, text: str) -> str:
    """The text of a slot as a person reads it."""
    if slot.field == "budget" and text.isdecimal():
        return numbers.rupiah(int(text))
    years = slot.field in ("start_year", "end_year") or slot.name == "baseline_year"
    return numbers.show(text) if is_value(slot) and not years else text


def head_of(slot: Slot, years: list[int]) -> str:
    """What a person calls the slot: the head of its column, with the indicator or the source it belongs to."""
    columns = (*matrix_columns(years), *DETAIL_COLUMNS, *QUICK_WIN_COLUMNS)
    head = next((c.head for c in columns if (c.field, c.name) == (slot.field, slot.name)), slot.name or slot.field)
    if slot.field == "indicators":
        return f"{head} (indikator {slot.part})"
    return f"{head} ({label('source', slot.part)})" if slot.part else head
