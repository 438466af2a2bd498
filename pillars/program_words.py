"""A programme field by field in words, so that two states of it can be held side by side."""
from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pillars import numbers, programs
from pillars.models import Program, QuickWin
from pillars.models.program import FundingSource


@dataclass(frozen=True)
class Difference:
    """One field that two states do not share; `old` and `new` are lines of text."""

    key: str
    label: str
    old: str
    new: str


def differences(old: dict | None, new: dict) -> list[Difference]:
    """The fields in which two snapshots differ, in the order of the form. Without an `old` one: all that are filled."""
    before, after = (in_words(old) if old else {}), in_words(new)
    return [
        Difference(key, label, before.get(key, ("", ""))[1], text)
        for key, (label, text) in after.items() if before.get(key, ("", ""))[1] != text
    ]


def merged(present: dict, kept: dict, keys: set[str]) -> dict:
    """The present state with the fields `keys` of the other one."""
    taken = keys | ({"places"} if "locations" in keys else set())
    return {**present, **{key: kept[key] for key in taken if key in kept}}


def in_words(program: dict) -> dict[str, tuple[str, str]]:
    """{key of the snapshot: (label, text)}"""
    horizons, actions = dict(Program.Horizon.choices), dict(Program.ActionType.choices)
    texts = {
        "sub_dimension": program["sub_dimension"], "nomenclature": "\n".join(program["nomenclature"]),
        **{name: program[name] for name in ("name", "objective", "strategy", "description")},
        "activities": "\n".join(program["activities"]), "beneficiaries": program["beneficiaries"],
        "indicators": "\n".join(_indicator(i) for i in program["indicators"]),
        "budget": "\n".join(_budget(source, years) for source, years in sorted(program["budget"].items())),
        "partners": program["partners"],
        "supporting": ", ".join(a["abbreviation"] for a in program["supporting"]),
        "action_type": str(actions[program["action_type"]]), "horizon": str(horizons[program["horizon"]]),
        "start_year": str(program["start_year"]), "end_year": str(program["end_year"]),
        "missions": ", ".join(map(str, program["missions"])),
        "locations": ", ".join(program["locations"]) or _("Seluruh wilayah"),
        "is_illustrative": _("ya") if program["is_illustrative"] else _("tidak"),
        "quick_win": _quick_win(program["quick_win"]),
    }
    return {key: (_label(key), text) for key, text in texts.items()}


def _label(key: str) -> str:
    own = {"indicators": _("Indikator dan target"), "budget": _("Pagu indikatif"), "locations": _("Lokasi"),
           "quick_win": "Quick win"}
    label = own.get(key) or programs.label_of(Program, key)
    return label[:1].upper() + label[1:]


def _indicator(fields: dict) -> str:
    about = ", ".join(str(v) for v in (fields["baseline_year"], fields["baseline_source"], fields["baseline_note"]) if v)
    baseline = numbers.show(fields["baseline"]) or "–"
    targets = "; ".join(f"{year}: {numbers.show(value)}" for year, value in fields["targets"].items())
    known = f"{baseline} ({about})" if about else baseline
    return f"{fields['name']} ({fields['unit'] or '–'}), {_('kondisi awal')} {known}; {targets}"


def _budget(source: str, years: dict) -> str:
    amounts = "; ".join(f"{year}: {numbers.rupiah(amount)}" for year, amount in sorted(years.items()))
    return f"{dict(FundingSource.choices).get(source, source)}: {amounts}"


def _quick_win(sheet: dict | None) -> str:
    if not sheet:
        return ""
    filled = {name: sheet[name] for name in programs.QUICK_WIN_FIELDS if sheet[name] not in ("", None)}
    choices = {"innovation_type": dict(QuickWin.InnovationType.choices), "stage": dict(QuickWin.InnovationStage.choices)}
    return "\n".join(
        f"{programs.label_of(QuickWin, name)}: {choices.get(name, {}).get(value, value)}" for name, value in filled.items()
    )
