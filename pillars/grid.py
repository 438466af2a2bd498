"""The programmes of a section as a table on the screen: its columns, its cells, and the way back from cells to programmes.

The table has the two faces of the workbook (`pillars.sheets`): the matrix, one row an indicator or a funding source as in
T-C.27, and the description, one row a programme. A cell is told by its row and the key of its column: a field of the
programme ("name"), of the row's indicator ("i.unit", "i.2026") or of its funding ("b.source", "b.2026").
"""
from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from pillars import numbers, program_saving, programs, sheets
from pillars.imports.matrix_content import MOST_INDICATORS, Known, content_of
from pillars.models import Pillar, Program, Section
from pillars.program_saving import Change
from pillars.sheets import INDICATOR_WORDS, Slot

MOST_PROGRAMS = 400  # in one request
MATRIX, DETAIL = "matrix", "detail"
PROGRAM_FIELDS = tuple(name for name in sheets.FIELDS if name not in ("indicators", "budget", "quick_win"))


class BadRows(Exception):
    """What came is not what the page of the grid sends."""


@dataclass(frozen=True)
class Column:
    """A column of the table. `kind` tells the script how its cells are typed and read, `choices` which list they offer."""

    key: str
    head: str
    kind: str = "text"  # text, long, value, money, year, choice, several, shown
    width: int = 10
    group: str = ""
    choices: str = ""
    face: str = MATRIX

    @property
    def scope(self) -> str:
        """Whose cell it is: the programme's, the indicator's or the funding's."""
        return {"i": "indicator", "b": "budget"}.get(self.key.partition(".")[0], "program") if "." in self.key else "program"


def columns(years: list[int]) -> list[Column]:
    """All columns; the order of the matrix from `Program/inovasi` on is that of the workbook, so that ranges fit."""
    targets, funding, about = _("Target kinerja"), _("Kerangka pendanaan (rupiah)"), _("Keterangan kondisi awal")
    detail = {"face": DETAIL}
    return [
        Column("code", _("Kode"), "shown", 6),
        Column("sub_dimension", _("Subdimensi"), "choice", 7, choices="sub_dimension"),
        Column("nomenclature", _("Kode nomenklatur"), "several", 9, choices="nomenclature"),
        Column("name", _("Program/inovasi"), width=16),
        Column("objective", _("Sasaran"), width=14),
        Column("i.name", _("Indikator kinerja"), width=16, choices="indicator"),
        Column("i.unit", _("Satuan"), width=6),
        Column("i.baseline", _("Kondisi awal"), "value", 6),
        *[Column(f"i.{year}", _("Target %(year)d") % {"year": year}, "value", 5.5, targets) for year in years],
        Column("b.source", _("Sumber dana"), "choice", 8, funding, choices="source"),
        *[Column(f"b.{year}", _("Pagu %(year)d") % {"year": year}, "money", 9, funding) for year in years],
        Column("total", _("Jumlah pagu"), "shown", 10, funding),
        Column("i.baseline_year", _("Tahun kondisi awal"), "year", 6, about),
        Column("i.baseline_source", _("Sumber kondisi awal"), width=12, group=about),
        Column("i.baseline_note", _("Alasan bila belum ada"), width=12, group=about),
        Column("strategy", _("Strategi"), width=16, **detail),
        Column("description", _("Deskripsi"), "long", 24, **detail),
        Column("activities", _("Kegiatan, satu per baris"), "long", 20, **detail),
        Column("beneficiaries", _("Penerima manfaat"), width=12, **detail),
        Column("partners", _("Mitra"), width=12, **detail),
        Column("supporting", _("OPD pendukung"), "several", 11, choices="supporting", **detail),
        Column("action_type", _("Jenis rencana aksi"), "choice", 11, choices="action_type", **detail),
        Column("horizon", _("Jangka waktu"), "choice", 9, choices="horizon", **detail),
        Column("start_year", _("Tahun mulai"), "year", 6, **detail),
        Column("end_year", _("Tahun selesai"), "year", 6, **detail),
        Column("missions", _("Misi RPJMD"), "several", 6, choices="missions", **detail),
        Column("places", _("Lokasi"), "several", 12, choices="places", **detail),
        Column("is_illustrative", _("Angka ilustrasi"), "choice", 7, choices="yes_or_no", **detail),
    ]


def page_data(section: Section) -> dict:
    """All that the script of the page needs, as JSON; in a fixed number of queries."""
    plan = section.plan
    return {
        "columns": [asdict(c) | {"scope": c.scope} for c in columns(plan.years)],
        "years": plan.years,
        "choices": _choices(section),
        "defaults": {name: _shown(Slot(name), text) for name, text in _defaults(section).items()},
        "programs": [told(p, plan.years) for p in section.programs.with_figures()],
    }


def told(program: Program, years: list[int]) -> dict:
    """A programme as the script holds it: its own cells, and a line for each indicator with a funding source beside."""
    data = programs.snapshot(program)
    flat = sheets.flat(data, years)
    lines: list[dict] = [{} for _ in range(max(1, len(data["indicators"]), len(data["budget"])))]
    for slot, text in flat.items():
        if slot.field == "indicators":
            lines[int(slot.part) - 1][f"i.{slot.name}"] = _shown(slot, text)
        elif slot.field == "budget":
            line = lines[list(data["budget"]).index(slot.part)]
            line |= {"b.source": sheets.label("source", slot.part), f"b.{slot.name}": _shown(slot, text)}
    return {
        "code": program.code, "version": program.version, "lines": lines,
        "cells": {name: _shown(Slot(name), flat[Slot(name)]) for name in PROGRAM_FIELDS if Slot(name) in flat},
    }


def _shown(slot: Slot, text: str) -> str:
    return numbers.show(text) if slot.field == "budget" else sheets.shown(slot, text)


def _defaults(section: Section) -> dict[str, str]:
    """What a new programme has before anybody says otherwise."""
    return {
        "action_type": sheets.label("action_type", Program.ActionType.PROGRAM),
        "horizon": sheets.label("horizon", Program.Horizon.MEDIUM), "start_year": str(section.plan.period_start),
        "end_year": str(section.plan.period_end), "places": sheets.EVERYWHERE, "is_illustrative": sheets.YES_OR_NO["tidak"],
    }


def _choices(section: Section) -> dict[str, list]:
    """{list: [(what is written into the cell, what it means)]}"""
    region = section.plan.region
    words = {name: [(word, "") for word in sheets.words_of(name).values()] for name in ("action_type", "horizon")}
    districts = region.districts.prefetch_related("villages")
    return words | {
        "source": [(word, code if code != word else "") for code, word in sheets.words_of("source").items()],
        "sub_dimension": [(s.code, s.name) for p in Pillar.objects.prefetch_related("sub_dimensions")
                          for s in p.sub_dimensions.all()],
        "supporting": [(a.abbreviation, a.name) for a in region.agencies.holding().exclude(pk=section.lead_id)],
        "missions": [(str(m.number), m.text) for m in section.plan.missions.all()],
        "places": [(sheets.EVERYWHERE, ""), *((str(place), d.name) for d in districts for place in (d, *d.villages.all()))],
        "yes_or_no": [(word, "") for word in sheets.YES_OR_NO.values()],
    }


# From the cells back.

@dataclass
class Answer:
    """What became of one programme: saved, removed, aside (somebody was faster) or invalid, with the faults by row and
    column."""

    key: str
    state: str = "invalid"
    code: str = ""
    version: int = 0
    faults: dict[str, dict[str, str]] = field(default_factory=dict)
    present: dict | None = None
    aside: int | None = None


def save(section: Section, rows: dict, *, once_key: uuid.UUID, by) -> list[Answer]:
    """Save what changed in the table: what is right is saved, the rest is answered with what is wrong with it.

    `rows` is {"programs": [{key, code, version, settles, cells, lines: [{row, cells}]}], "removed": [{code, version}]}.
    Raises `BadRows` for anything else, and as `program_saving.save_programs`.
    """
    entries = _checked(rows)
    known, years = Known.of(section), section.plan.years
    codes = [e["code"] for e in entries if e["code"] and "cells" in e]
    present = {p.code: programs.snapshot(p) for p in section.programs.with_figures().filter(code__in=codes)} if codes else {}
    answers, changes = [Answer(e["key"], code=e["code"]) for e in entries], {}
    for n, entry in enumerate(entries):
        content = None
        if "cells" in entry:
            content, answers[n].faults = _Reading(section, entry, present.get(entry["code"]), known, years).read()
        if not answers[n].faults:
            key = uuid.uuid5(once_key, entry["key"])
            changes[n] = Change(entry["code"], entry["version"], key, content, tuple(entry.get("settles", ())))
    saved = program_saving.save_programs(section, list(changes.values()), by=by) if changes else []
    for n, done in zip(changes, saved, strict=True):
        _tell(answers[n], changes[n], done)
    _show_present(section, [a for a in answers if a.state == "aside"])
    return answers


def _tell(answer: Answer, change: Change, done: program_saving.Saved) -> None:
    answer.state = "aside" if not done.applied else "saved" if change.content else "removed"
    answer.code = done.save.program_code if done.save else change.code
    answer.version = done.version
    answer.aside = done.save.pk if done.save and not done.applied else None


def _show_present(section: Section, late: list[Answer]) -> None:
    if not late:
        return
    found = {p.code: p for p in section.programs.with_figures().filter(code__in=[a.code for a in late])}
    for answer in late:
        answer.present = told(found[answer.code], section.plan.years) if answer.code in found else None


def _checked(rows: dict) -> list[dict]:
    """The entries, if they have the form that the page sends."""
    try:
        entries = [*rows["programs"], *({**r, "key": r["code"]} for r in rows["removed"])]
        codes = [e["code"] for e in entries if e["code"]]
        texts = [t for e in entries if "cells" in e for cells in (e["cells"], *(line["cells"] for line in e["lines"]))
                 for pair in cells.items() for t in pair]
        plain = [t for e in entries for t in (e["key"], e["code"])] + [li["row"] for e in entries for li in e.get("lines", ())]
        versions = [v for e in entries for v in (e["version"], *e.get("settles", ()))]
    except (KeyError, TypeError, AttributeError):
        raise BadRows from None
    right = (all(isinstance(t, str) for t in (*texts, *plain)) and all(isinstance(v, int) for v in versions)
             and len(entries) <= MOST_PROGRAMS and len(set(codes)) == len(codes)
             and all("cells" in e or e["code"] for e in entries))
    if not right:
        raise BadRows
    return entries


class _Reading:
    """One programme of the table on its way back: which cell is which slot, and what is wrong with it."""

    def __init__(self, section: Section, entry: dict, present: dict | None, known: Known, years: list[int]):
        self.entry, self.known, self.years = entry, known, years
        self.is_new = present is None
        self.present = present or _blank(section)
        self.flat = sheets.flat(present, years) if present else {}
        self.defaults = _defaults(section) if self.is_new else {}
        self.head = entry["lines"][0]["row"] if entry["lines"] else entry["key"]
        self.found: dict[Slot, str] = {slot: text for slot, text in self.flat.items() if slot.field == "quick_win"}
        self.places: dict[Slot, tuple[str, str]] = {}
        self.faults: dict[str, dict[str, str]] = {}

    def read(self) -> tuple[dict | None, dict]:
        """(the content, the faults by row and column); with faults the content is not to be used."""
        for name in PROGRAM_FIELDS:
            self._put(Slot(name), self.entry["cells"].get(name) or self.defaults.get(name, ""), self.head, name)
        number = 0
        for line in self.entry["lines"]:
            number += self._line(line["row"], line["cells"], str(number + 1))
        differing = [s for s in {**self.flat, **self.found} if self.found.get(s) != self.flat.get(s)]
        content, wrong = content_of(self.present, self.flat, self.found, self._with_required(differing), self.known)
        for slot, text in wrong:
            row, column = self.places.get(slot) or self.places.get(Slot(slot.field, slot.part, "source"), (self.head, slot.field))
            self._fault(row, column, text)
        return content, self.faults

    def _with_required(self, differing: list[Slot]) -> list[Slot]:
        return list(dict.fromkeys([*differing, Slot("name"), Slot("sub_dimension")])) if self.is_new else differing

    def _line(self, row: str, cells: dict[str, str], part: str) -> bool:
        """Note the cells of one row. Tells whether it holds an indicator, which then is number `part`."""
        for name in PROGRAM_FIELDS:
            if cells.get(name):
                self._fault(row, name, _("Isian ini milik baris pertama program. Bila ini program baru, tulis nama programnya."))
        if any(cells.get(f"b.{name}") for name in ("source", *self.years)):
            self._funding(row, cells)
        if not any(cells.get(f"i.{name}") for name in (*INDICATOR_WORDS, *self.years)):
            return False
        if int(part) > MOST_INDICATORS:
            self._fault(row, "i.name", _("Paling banyak %(n)d indikator.") % {"n": MOST_INDICATORS})
        for name in (*INDICATOR_WORDS, *map(str, self.years)):
            self._put(Slot("indicators", part, name), cells.get(f"i.{name}", ""), row, f"i.{name}")
        return True

    def _funding(self, row: str, cells: dict[str, str]) -> None:
        typed = cells.get("b.source", "").strip()
        source = sheets.code_of("source", typed)
        if source is None:
            self._fault(row, "b.source", _("Sumber dana “%(text)s” tidak dikenal.") % {"text": typed[:60]} if typed
                        else _("Pilih sumber dananya."))
        elif Slot("budget", source, "source") in self.places:
            self._fault(row, "b.source", _("Satu sumber dana hanya boleh satu baris."))
        else:
            self.places[Slot("budget", source, "source")] = row, "b.source"
            for year in map(str, self.years):
                self._put(Slot("budget", source, year), cells.get(f"b.{year}", ""), row, f"b.{year}")

    def _put(self, slot: Slot, text: str, row: str, column: str) -> None:
        """A cell that shows what the programme has stands for just that, to the letter."""
        before = self.flat.get(slot, "")
        typed = numbers.canonical(text) if sheets.is_value(slot) else text  # in a file "3.125" is a number, typed it is 3125
        value = before if text == _shown(slot, before) else sheets.tidy(slot, typed)
        self.places[slot] = row, column
        if value:
            self.found[slot] = value

    def _fault(self, row: str, column: str, text: str) -> None:
        self.faults.setdefault(row, {}).setdefault(column, text)


def _blank(section: Section) -> dict:
    """A programme of which nothing was said yet, as `programs.snapshot` would tell it."""
    texts = dict.fromkeys(("name", "objective", "sub_dimension", "strategy", "description", "beneficiaries", "partners"), "")
    lists = {name: [] for name in ("supporting", "activities", "nomenclature", "missions", "places", "locations", "indicators")}
    return texts | lists | {
        "action_type": Program.ActionType.PROGRAM.value, "horizon": Program.Horizon.MEDIUM.value, "is_illustrative": False,
        "start_year": section.plan.period_start, "end_year": section.plan.period_end, "budget": {}, "quick_win": None,
    }

