"""A table of programmes in any usual shape, from Excel or Word: which programmes its rows tell of, and what is wrong with them.

Whoever makes such a table merges the cells of a programme over its indicators, or leaves them empty, or repeats the name;
groups rows under a dimension; sums up in between. `programs_of` reads through all that. The rules for what a cell may hold are
those of the form (`matrix_content`), and saving is `program_saving`'s.
"""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils import translation
from django.utils.translation import gettext as _

from opd.models import Agency
from pillars import numbers, programs, sheets
from pillars.imports import matrix_content
from pillars.imports.columns import Cell, plain
from pillars.imports.matrix_content import Known
from pillars.models import Section, SubDimension
from pillars.models.program import FundingSource
from pillars.sheets import Slot

TEXTS = {"objective": "; ", "strategy": "; ", "description": "\n", "activities": "\n", "beneficiaries": "; ", "partners": "; ",
         "nomenclature": " "}
ALIKE = 0.92  # names of programmes that are this much alike are one programme
MOST_PROGRAMS = 400
_TOTAL = re.compile(r"^(sub ?)?(jumlah|total|grand total|rata rata|jml)\b")
_CODE = re.compile(r"\b(GOV|BRA|ECO|LIV|SOC|ENV)[-. ]?([1-3])\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-•–*▪]|\(?\d{1,2}[.)]|[a-z][.)])\s+")
_SOURCES = [
    ("DAK-NONFISIK", r"dak non ?fisik"), ("DAK-FISIK", r"dak"), ("DBH", r"dbh|bagi hasil"), ("DAU", r"dau|alokasi umum"),
    ("APBD-PROV", r"apbd (i|prov\w*|1)\b|bantuan keuangan prov\w*|bankeu prov\w*"), ("DANA-DESA", r"dana desa|apbdes\w*|add\b"),
    ("BLUD", r"blud|rsud"), ("BUMD", r"bumd|bumn"), ("CSR", r"csr|tjslp?|tjsl"), ("KPBU", r"kpbu|kpdbu"), ("HIBAH", r"hibah"),
    ("APBD", r"apbd|pad|dinas|opd"), ("APBN", r"apbn|pusat|kementerian"), ("SWASTA", r"swasta|masyarakat|swadaya|investor"),
]


@dataclass(frozen=True)
class Options:
    """What a person decided about a table: its columns, what its money counts, what holds where it says nothing."""

    meanings: list[str]
    first: int
    scale: int = 1
    source: str = FundingSource.APBD
    sub_dimension: str = ""


@dataclass
class Found:
    """One programme as the table tells it. `slots` as `pillars.sheets` lays them, `places` where each stands, in words."""

    name: str
    start: str
    code: str = ""
    lead: str = ""
    sub_dimension: str = ""
    slots: dict[Slot, str] = field(default_factory=dict)
    places: dict[Slot, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    amounts: dict[Slot, list[Decimal]] = field(default_factory=dict)
    indicators: int = 0


@dataclass(frozen=True)
class Proposed:
    """A programme that may be taken. `code` is that of the present one that it would change, "" for a new one; `content` is None
    while something is wrong with it. `problems` and `notes` are (cell, words)."""

    name: str
    code: str
    version: int
    changes: list[tuple[str, str, str, str]]  # label, cell, old, new
    problems: list[tuple[str, str]]
    notes: list[tuple[str, str]]
    content: dict | None
    suggested: bool

    def prepared(self) -> dict:
        return {"code": self.code, "based_on": self.version, "content": self.content}


def programs_of(section: Section, rows: list[list[Cell]], options: Options) -> list[Proposed]:
    """What the rows of a table propose for a section of programmes. The number of queries is fixed."""
    with translation.override("id"):
        known, present = Known.of(section), {p.code: p for p in section.programs.with_figures()}
        agencies = list(Agency.objects.filter(region=section.plan.region).holding())
        dimensions = list(SubDimension.objects.select_related("pillar"))
        found = _Reading(section, rows, options, dimensions).programs()[:MOST_PROGRAMS]
        snapshots = {code: programs.snapshot(p) for code, p in present.items()}
        proposals = [_proposed(section, f, known, snapshots, present, agencies, options) for f in found]
    doubled = {code for code, n in Counter(p.code for p in proposals if p.code).items() if n > 1}
    return [p if p.code not in doubled else _doubled(p) for p in proposals]


class _Reading:
    """Goes through the rows from the head down."""

    def __init__(self, section: Section, rows: list[list[Cell]], options: Options, dimensions: list[SubDimension]):
        self.section, self.rows, self.options, self.dimensions = section, rows, options, dimensions
        self.years = set(section.plan.years)
        self.at: dict[str, list[int]] = {}
        for index, meaning in enumerate(options.meanings):
            self.at.setdefault(meaning, []).append(index)
        self.group = options.sub_dimension
        self.found: list[Found] = []

    def programs(self) -> list[Found]:
        for row in self.rows[self.options.first:]:
            own = [cell for cell in row if cell.own and cell.text.strip()]
            if not own or self._is_count(own) or any(_TOTAL.match(plain(c.text)) for c in own[:2]):
                continue
            if not self._is_group(row, own):
                self._row(row)
        for found in self.found:
            self._sum_up(found)
        return self.found

    def _is_count(self, own: list[Cell]) -> bool:
        """The row under the head that numbers the columns."""
        digits = [re.fullmatch(r"\(?(\d{1,2})\)?(?: ?= ?.*)?", cell.text.strip()) for cell in own]
        return len(own) >= 3 and all(digits) and [int(d[1]) for d in digits] == sorted({int(d[1]) for d in digits})

    def _is_group(self, row: list[Cell], own: list[Cell]) -> bool:
        """A row with one text across the columns of figures names what the rows below it belong to."""
        texts = [c for c in own if not re.fullmatch(r"[\dIVXA-F]{1,4}[.)]?", c.text.strip())]
        if len(texts) != 1:
            return False
        text = texts[0].text
        dimension = self._dimension(text)
        across = sum(not cell.own and cell.text == text for cell in row) >= 2
        if not (across or dimension):
            return False
        self.group = dimension or self.group
        return True

    def _dimension(self, text: str) -> str:
        """The sub-dimension that a text names; of a dimension its first one."""
        if code := _CODE.search(text):
            return f"{code[1].upper()}-{code[2]}"
        words = plain(text)
        by_name = [d for d in self.dimensions if 5 < len(words) < 120 and (plain(d.name) in words or words in plain(d.name))]
        by_pillar = [d for d in self.dimensions if plain(d.pillar.name) in words or plain(d.pillar.name) == f"smart {words}"]
        return next((d.code for d in (*by_name, *by_pillar)), "")

    def _cells(self, row: list[Cell], meaning: str) -> list[Cell]:
        return [row[at] for at in self.at.get(meaning, []) if at < len(row)]

    def _cell(self, row: list[Cell], meaning: str) -> Cell | None:
        return next(iter(self._cells(row, meaning)), None)

    def _row(self, row: list[Cell]) -> None:
        name = self._cell(row, "name")
        text = " ".join(name.text.split()) if name else ""
        last = self.found[-1] if self.found else None
        if text and name.own and (last is None or plain(text) != plain(last.name)):
            last = Found(_BULLET.sub("", text), name.place)
            last.sub_dimension = self.group
            last.slots[Slot("name")], last.places[Slot("name")] = last.name, name.place
            self.found.append(last)
        if last is None:
            return
        for meaning in ("code", "lead"):
            cell = self._cell(row, meaning)
            if cell and cell.text.strip() and not getattr(last, meaning):
                setattr(last, meaning, cell.text.strip())
        for meaning in ("sub_dimension", "pillar"):
            cell = self._cell(row, meaning)
            if cell and cell.text.strip() and (code := self._dimension(cell.text)):
                last.sub_dimension = code
                break
        for meaning, glue in TEXTS.items():
            for cell in self._cells(row, meaning):
                self._add(last, Slot(meaning), cell, glue)
        if (cell := self._cell(row, "period")) and cell.own:
            self._period(last, cell)
        self._indicator(last, row)
        self._money(last, row)
        for at in {at for meaning, places in self.at.items() if meaning for at in places}:
            if at < len(row) and row[at].fault and row[at].own:
                last.problems.append((row[at].place, row[at].fault))

    def _add(self, found: Found, slot: Slot, cell: Cell, glue: str) -> None:
        """Texts of later rows come behind those of the earlier; the same again is not new."""
        if not (cell.own and cell.text.strip()):
            return
        lines = [" ".join(_BULLET.sub("", line).split()) for line in cell.text.split("\n")]
        before = found.slots.get(slot, "")
        for line in filter(None, lines):
            if line not in before.split(glue):
                before = f"{before}{glue}{line}" if before else line
        found.slots[slot] = before
        found.places.setdefault(slot, cell.place)

    def _period(self, found: Found, cell: Cell) -> None:
        named = sorted({int(y) for y in re.findall(r"\b20\d\d\b", cell.text)})
        if named:
            found.slots |= {Slot("start_year"): str(named[0]), Slot("end_year"): str(named[-1])}
            found.places |= {Slot("start_year"): cell.place, Slot("end_year"): cell.place}

    def _indicator(self, found: Found, row: list[Cell]) -> None:
        name = self._cell(row, "indicator")
        if name and name.own and name.text.strip():
            found.indicators += 1
            self._put(found, Slot("indicators", str(found.indicators), "name"), name, " ".join(name.text.split()))
        part = str(found.indicators)
        cells = {n: self._cell(row, n) for n in ("unit", "baseline")}
        cells |= {str(y): self._cell(row, f"target:{y}") for y in self.years}
        for key, cell in cells.items():
            if not (cell and cell.own and cell.text.strip() not in ("", "-", "–")):
                continue
            if not found.indicators:
                found.notes.append((cell.place, _("Tidak diambil: belum ada indikator di baris ini.")))
                continue
            slot = Slot("indicators", part, key)
            if slot in found.slots:
                continue  # the indicator has its own already: a row of activities
            text = " ".join(cell.text.split())
            self._put(found, slot, cell, self._without_unit(found, part, text, cell) if key != "unit" else text)
        if found.indicators and Slot("indicators", part, "unit") not in found.slots and name and name.own and name.text.strip():
            found.places[Slot("indicators", part, "unit")] = (cells["unit"] or name).place

    def _without_unit(self, found: Found, part: str, text: str, cell: Cell) -> str:
        """"12 dokumen" says the unit, too, where the table has no column for it."""
        split = re.fullmatch(r"([\d.,]+) ?(%|[^\W\d].*)", text)
        unit = Slot("indicators", part, "unit")
        if not split or numbers.parse(split[1]) is None:
            return numbers.canonical(text)
        if unit not in found.slots:
            self._put(found, unit, cell, split[2])
        return numbers.canonical(split[1]) if split[2] == found.slots[unit] or split[2] == "%" else text

    def _money(self, found: Found, row: list[Cell]) -> None:
        cell = self._cell(row, "source")
        source, several = _source(cell.text) if cell else ("", False)
        if cell and cell.own and cell.text.strip() and not source:
            found.notes.append((cell.place, _("Sumber dana “%(text)s” tidak dikenal; pagunya dicatat pada %(source)s.") % {
                "text": cell.text[:40], "source": sheets.label("source", self.options.source)}))
        elif several and cell.own:
            found.notes.append((cell.place, _("Lebih dari satu sumber dana dalam satu sel; pagunya dicatat pada %(source)s.") % {
                "source": sheets.label("source", source)}))
        for year in self.years:
            cell = self._cell(row, f"budget:{year}")
            if not (cell and cell.own and cell.text.strip() not in ("", "-", "–", "0")):
                continue
            slot = Slot("budget", source or self.options.source, str(year))
            amount = numbers.parse(re.sub(r"(?i)\b(juta|jt|ribu|miliar|milyar|m)\b\.?$", "", cell.text.strip()))
            if amount is None:
                found.problems.append((cell.place, _("Pagu “%(text)s” bukan angka.") % {"text": cell.text[:40]}))
                continue
            found.amounts.setdefault(slot, []).append(amount * self.options.scale * _own_scale(cell.text))
            found.places.setdefault(slot, cell.place)

    def _sum_up(self, found: Found) -> None:
        """The rows of activities add up, unless the programme's own row has the sum already."""
        for slot, amounts in found.amounts.items():
            first, rest = amounts[0], sum(amounts[1:])
            whole = first if rest and first == rest else first + rest
            found.slots[slot] = sheets.plain_text(int(whole)) if whole == int(whole) else str(whole)

    def _put(self, found: Found, slot: Slot, cell: Cell, text: str) -> None:
        found.slots[slot], found.places[slot] = text, cell.place


def _source(text: str) -> tuple[str, bool]:
    """(code of the funding source that a text names, whether it names several)"""
    words = plain(text)
    named = []
    for code, pattern in _SOURCES:
        if re.search(rf"\b(?:{pattern})", words):
            named.append(code)
            words = re.sub(rf"\b(?:{pattern})", " ", words)
    return (named[0], len(named) > 1) if named else ("", False)


def _own_scale(text: str) -> int:
    unit = re.search(r"(?i)\b(juta|jt|ribu|miliar|milyar|m)\b\.?$", text.strip())
    return {"juta": 10**6, "jt": 10**6, "ribu": 10**3}.get(unit[1].lower(), 10**9) if unit else 1


def _proposed(section: Section, found: Found, known: Known, snapshots: dict, present: dict, agencies: list[Agency],
              options: Options) -> Proposed:
    code = _present(found, snapshots)
    before = snapshots.get(code) or _blank(section, found, options)
    flat = sheets.flat(before, known.years)
    slots = {slot: sheets.tidy(slot, text) for slot, text in _renumbered(found, before).items()}
    places = _renumbered(found, before, found.places)
    slots = {slot: text for slot, text in slots.items() if text}
    whole = {**flat, **slots}
    differing = [slot for slot in whole if flat.get(slot, "") != whole[slot]]
    problems = list(found.problems)
    content, wrong = before, []
    if differing or not code:
        content, wrong = matrix_content.content_of(before, flat, whole, differing, known)
    problems += [(places.get(slot, found.start), text) for slot, text in wrong]
    if not content["sub_dimension"]:
        problems.append((found.start, _("Pilih subdimensi untuk program baru.")))
    notes, other = list(found.notes), _other_agency(section, found, agencies)
    if other:
        notes.append((found.start, _("Penanggung jawab di tabel %(other)s, bukan %(own)s.") % {
            "other": found.lead[:60], "own": section.lead.abbreviation}))
    changes = [(sheets.head_of(slot, known.years), places.get(slot, found.start), sheets.shown(slot, flat.get(slot, "")),
                sheets.shown(slot, whole[slot])) for slot in differing if slot in slots]
    return Proposed(found.name, code, present[code].version if code else 0, changes, problems, notes,
                    None if problems else content, bool(changes) and not other and not problems)


def _present(found: Found, snapshots: dict) -> str:
    """The code of the present programme that is meant: by its code, or by its name."""
    code = re.sub(r"\s", "", found.code).upper()
    if code in snapshots:
        return code
    name = plain(found.name)
    return next((c for c, s in snapshots.items() if plain(s["name"]) == name
                 or SequenceMatcher(None, plain(s["name"]), name, autojunk=False).ratio() >= ALIKE), "")


def _renumbered(found: Found, before: dict, what: dict | None = None) -> dict[Slot, str]:
    """Indicators that the programme has already keep their number there; new ones come behind."""
    names = [plain(i["name"]) for i in before["indicators"]]
    numbers_, after = {}, len(names)
    for n in range(1, found.indicators + 1):
        name = plain(found.slots.get(Slot("indicators", str(n), "name"), ""))
        if name in names:
            numbers_[str(n)] = str(names.index(name) + 1)
        else:
            after += 1
            numbers_[str(n)] = str(after)
    what = found.slots if what is None else what
    return {slot._replace(part=numbers_[slot.part]) if slot.field == "indicators" else slot: text for slot, text in what.items()}


def _blank(section: Section, found: Found, options: Options) -> dict:
    """A new programme before the table has said anything of it."""
    return {
        "code": "", "name": "", "sub_dimension": found.sub_dimension or options.sub_dimension, "supporting": [], "objective": "",
        "strategy": "", "description": "", "activities": [], "beneficiaries": "", "partners": "", "locations": [], "places": [],
        "horizon": "medium", "start_year": section.plan.period_start, "end_year": section.plan.period_end,
        "action_type": "program", "nomenclature": [], "missions": [], "is_illustrative": False, "indicators": [], "budget": {},
        "quick_win": None,
    }


def _other_agency(section: Section, found: Found, agencies: list[Agency]) -> bool:
    """The table gives the programme to another agency that the region has."""
    words = f" {plain(found.lead)} "
    named = [a for a in agencies if any(f" {plain(n)} " in words for n in (a.abbreviation, a.name))]
    return bool(named) and all(a.pk != section.lead_id for a in named)


def _doubled(proposed: Proposed) -> Proposed:
    text = _("Dua baris tabel menyebut program %(code)s yang sama; perbaiki namanya, lalu unggah lagi.") % {"code": proposed.code}
    return replace(proposed, problems=[*proposed.problems, ("", text)], content=None, suggested=False)
