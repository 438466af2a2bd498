"""From the cells of a programme to its content, by the rules of its form; what breaks them is told by slot."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.forms import fields_for_model
from django.utils.translation import gettext as _

from opd.models import Village
from pillars import sheets
from pillars.forms.program import BudgetForm, IndicatorForm, YearsForm, nomenclature_codes
from pillars.models import Program, QuickWin, Section, SubDimension
from pillars.programs import QUICK_WIN_FIELDS
from pillars.sheets import INDICATOR_WORDS, Slot

WORDS = ("name", "objective", "strategy", "description", "beneficiaries", "partners")
MOST_INDICATORS = 60  # as many as the form takes


@dataclass(frozen=True)
class Known:
    """What a cell may name in this region and plan. Names are in lower case; one that two things share has no code."""

    years: list[int]
    sub_dimensions: set[str]
    missions: set[int]
    agencies: dict[str, dict]
    places: dict[str, tuple[str, str] | None]  # {name or code: (code, name)}

    @classmethod
    def of(cls, section: Section) -> Known:
        region = section.plan.region
        agencies = region.agencies.holding().exclude(pk=section.lead_id)
        villages = Village.objects.filter(district__region=region)
        places: dict[str, tuple[str, str] | None] = {}
        for place in (*region.districts.all(), *villages):
            name = str(place).casefold()
            places[name] = None if name in places else (place.code, str(place))
            places[place.code] = (place.code, str(place))
        return cls(
            section.plan.years, set(SubDimension.objects.values_list("code", flat=True)),
            set(section.plan.missions.values_list("number", flat=True)),
            {n.casefold(): {"slug": a.slug, "abbreviation": a.abbreviation, "name": a.name}
             for a in agencies for n in (a.slug, a.abbreviation, a.name)},
            places,
        )


def content_of(present: dict, flat: dict[Slot, str], found: dict[Slot, str], differing: list[Slot],
               known: Known) -> tuple[dict, list[tuple[Slot, str]]]:
    """The snapshot `present` with the slots that differ taken from `found`; and [(slot, what is wrong with it)].

    What does not differ stays as it is to the letter, also where a cell could not hold it.
    """
    reading = _Reading(present, flat, found, set(differing), known)
    content = dict(present)
    for field in dict.fromkeys(slot.field for slot in differing):
        reading.take(field, content)
    if content["end_year"] < content["start_year"]:
        reading.wrong.append((Slot("end_year"), _("Tahun selesai mendahului tahun mulai.")))
    return content, reading.wrong


@cache
def _model_fields(model: type) -> dict[str, forms.Field]:
    """The fields of a form of the model: lengths, choices and what is required are theirs."""
    return fields_for_model(model, fields=QUICK_WIN_FIELDS if model is QuickWin else WORDS)


@dataclass
class _Reading:
    present: dict
    flat: dict[Slot, str]
    found: dict[Slot, str]
    differing: set[Slot]
    known: Known

    def __post_init__(self):
        self.wrong: list[tuple[Slot, str]] = []

    def take(self, field: str, content: dict) -> None:
        """Put the field into `content`, or note what is wrong with it."""
        if field in ("indicators", "budget", "quick_win"):
            content[field] = getattr(self, f"_{field}")()
            return
        text = self.found.get(Slot(field), "")
        try:
            if field in WORDS:
                content[field] = _model_fields(Program)[field].clean(text)
            elif field in ("action_type", "horizon"):
                content[field] = _choice(field, text)
            elif field == "places":
                content["places"], content["locations"] = self._places(text)
            else:
                content[field] = getattr(self, f"_{field}")(text)
        except ValidationError as error:
            self.wrong.append((Slot(field), " ".join(error.messages)))

    def _activities(self, text: str) -> list[str]:
        return [line for line in text.split("\n") if line]

    def _nomenclature(self, text: str) -> list[str]:
        codes = nomenclature_codes(text)
        Program._meta.get_field("nomenclature").clean(" ".join(codes), None)
        return codes

    def _sub_dimension(self, text: str) -> str:
        code = text.partition(" ")[0].upper()
        if code not in self.known.sub_dimensions:
            raise ValidationError(_("Subdimensi “%(text)s” tidak dikenal; contoh: GOV-1.") % {"text": text[:60]})
        return code

    def _start_year(self, text: str) -> int:
        if not re.fullmatch(r"20\d\d|2100", text):
            raise ValidationError(_("Tahun ditulis empat angka, misalnya 2027."))
        return int(text)

    _end_year = _start_year

    def _is_illustrative(self, text: str) -> bool:
        if text.casefold() not in sheets.YES_OR_NO:
            raise ValidationError(_("Tulis Ya atau Tidak."))
        return text.casefold() == "ya"

    def _missions(self, text: str) -> list[int]:
        parts = sheets.parts(text)
        if strange := [p for p in parts if not (p.isdecimal() and len(p) < 5 and int(p) in self.known.missions)]:
            raise ValidationError(_("Misi tidak dikenal: %(names)s.") % {"names": _names(strange)})
        return sorted({int(p) for p in parts})

    def _supporting(self, text: str) -> list[dict]:
        former = {a["abbreviation"].casefold(): a for a in self.present["supporting"]}
        known = self.known.agencies | former
        if strange := [p for p in sheets.parts(text) if p.casefold() not in known]:
            raise ValidationError(_("Perangkat daerah tidak dikenal: %(names)s. Tulis singkatannya, dipisah titik koma.")
                                  % {"names": _names(strange)})
        return list({known[p.casefold()]["slug"]: known[p.casefold()] for p in sheets.parts(text)}.values())

    def _places(self, text: str) -> tuple[list[str], list[str]]:
        """(codes, names); both empty for the whole region."""
        parts = sheets.parts(text)
        if [p.casefold() for p in parts] == [sheets.EVERYWHERE.casefold()]:
            return [], []
        former = dict(zip((name.casefold() for name in self.present["locations"]),
                          zip(self.present["places"], self.present["locations"], strict=False), strict=False))
        chosen = {p: former.get(p.casefold()) or self.known.places.get(p.casefold()) for p in parts}
        if not parts:
            raise ValidationError(_("Tulis lokasi, atau “Seluruh wilayah”."))
        if strange := [p for p, place in chosen.items() if place is None]:
            raise ValidationError(_("Lokasi tidak dikenal atau lebih dari satu yang bernama sama: %(names)s. Tulis nama seperti "
                                    "“Kecamatan A”, atau kodenya.") % {"names": _names(strange)})
        by_code = dict(chosen.values())
        return list(by_code), list(by_code.values())

    def _indicators(self) -> list[dict]:
        numbers = sorted({int(slot.part) for slot in self.found if slot.field == "indicators"})
        if len(numbers) > MOST_INDICATORS:
            self.wrong.append((Slot("indicators", str(numbers[-1]), "name"), _("Paling banyak %(n)d indikator.")
                               % {"n": MOST_INDICATORS}))
        return [indicator for n in numbers[:MOST_INDICATORS] if (indicator := self._indicator(n))]

    def _indicator(self, n: int) -> dict | None:
        """One indicator by the rules of its form; None while something is wrong with it."""
        names = [*INDICATOR_WORDS, *map(str, self.known.years)]
        old = self.present["indicators"][n - 1] if n <= len(self.present["indicators"]) else None
        same = {name for name in names if Slot("indicators", str(n), name) not in self.differing}
        if old and len(same) == len(names):
            return old
        fresh = self._form(IndicatorForm, "indicators", str(n), INDICATOR_WORDS)
        if fresh is None:
            return None
        indicator = fresh.content()
        if old:
            indicator |= {name: old[name] for name in INDICATOR_WORDS if name in same}
            indicator["targets"] = self._by_year(old["targets"], indicator["targets"], same)
        return indicator

    def _budget(self) -> dict[str, dict[str, int]]:
        sources = [*self.present["budget"], *(s.part for s in self.found if s.field == "budget")]
        amounts = {source: self._amounts(source) for source in dict.fromkeys(sources)}
        return {source: by_year for source, by_year in amounts.items() if by_year}

    def _amounts(self, source: str) -> dict[str, int]:
        """The years of one source."""
        old = self.present["budget"].get(source, {})
        same = {str(y) for y in self.known.years if Slot("budget", source, str(y)) not in self.differing}
        if len(same) == len(self.known.years):
            return old
        form = self._form(BudgetForm, "budget", source, (), source=source)
        return self._by_year(old, form.amounts(), same) if form else old

    def _by_year(self, old: dict, fresh: dict, same: set[str]) -> dict:
        """Years that are no columns, or did not change, as they were; the others as they are now."""
        columns = set(map(str, self.known.years))
        kept = {year: value for year, value in old.items() if year not in columns or year in same}
        return dict(sorted((kept | {y: v for y, v in fresh.items() if y not in kept}).items()))

    def _form(self, form: type[YearsForm], field: str, part: str, names: tuple[str, ...], **data) -> YearsForm | None:
        """The form of a row, filled from the cells; None when it is not valid."""
        cells = {name: Slot(field, part, name) for name in names}
        cells |= {f"y{year}": Slot(field, part, str(year)) for year in self.known.years}
        filled = form({**{name: _typed(self.found.get(slot, "")) if sheets.is_value(slot) else self.found.get(slot, "")
                          for name, slot in cells.items()}, **data}, years=self.known.years)
        for name, errors in filled.errors.items():
            self.wrong.append((cells.get(name, Slot(field, part)), " ".join(errors)))
        return filled if filled.is_valid() else None

    def _quick_win(self) -> dict | None:
        if not any(slot.field == "quick_win" for slot in self.found):
            return None
        sheet = dict(self.present["quick_win"] or {})
        for name in QUICK_WIN_FIELDS:
            slot = Slot("quick_win", "", name)
            if name in sheet and slot not in self.differing:
                continue
            try:
                sheet[name] = _quick_win_value(name, self.found.get(slot, ""))
            except ValidationError as error:
                self.wrong.append((slot, " ".join(error.messages)))
        return sheet


def _quick_win_value(name: str, text: str):
    if name in sheets.CHOICES:
        return _choice(name, text) if text else ""
    value = _model_fields(QuickWin)[name].clean(text)
    if name == "progress" and value is not None and value > 100:
        raise ValidationError(_("Tulis angka dari 0 sampai 100."))
    return value


def _choice(name: str, text: str) -> str:
    code = sheets.code_of(name, text)
    if code is None:
        raise ValidationError(_("Pilih salah satu: %(words)s.") % {"words": ", ".join(sheets.words_of(name).values())})
    return code


def _names(names: list[str]) -> str:
    return ", ".join(f"“{name[:60]}”" for name in names[:5])


def _typed(value: str) -> str:
    """A number in plain form as a person would type it, so that the forms do not take its point for thousands."""
    return value.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", value) else value
