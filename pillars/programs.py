"""Programmes as plain data: what a revision freezes, what the book prints, what is still missing."""
from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from pillars.models import Plan, Program, QuickWin, SubDimension

QUICK_WIN_FIELDS = [f.name for f in QuickWin._meta.fields if f.name not in ("id", "program")]


def snapshot(program: Program) -> dict:
    """All of one programme as JSON, names resolved, so that it prints the same whatever is renamed later.

    `program` should come from `Program.objects.with_figures()`; else each relation costs a query.
    """
    return {
        "code": program.code,
        "name": program.name,
        "sub_dimension": program.sub_dimension.code,
        "lead": {"slug": program.section.lead.slug, "abbreviation": program.section.lead.abbreviation,
                 "name": program.section.lead.name},
        "supporting": [{"slug": a.slug, "abbreviation": a.abbreviation, "name": a.name} for a in program.supporting.all()],
        "objective": program.objective,
        "strategy": program.strategy,
        "description": program.description,
        "activities": [line.strip() for line in program.activities.splitlines() if line.strip()],
        "beneficiaries": program.beneficiaries,
        "partners": program.partners,
        "locations": locations(program),
        "horizon": program.horizon,
        "start_year": program.start_year,
        "end_year": program.end_year,
        "action_type": program.action_type,
        "nomenclature": program.nomenclature.split(),
        "missions": [m.number for m in program.missions.all()],
        "is_illustrative": program.is_illustrative,
        "indicators": [
            {
                "name": i.name, "unit": i.unit, "baseline": i.baseline, "baseline_year": i.baseline_year,
                "baseline_source": i.baseline_source, "baseline_note": i.baseline_note,
                "targets": {str(t.year): t.value for t in i.targets.all()},
            }
            for i in program.indicators.all()
        ],
        "budget": _budget(program),
        "quick_win": _quick_win(program),
    }


def locations(program: Program) -> list[str]:
    """Where the programme works, in words; empty for the whole region."""
    if program.everywhere:
        return []
    return [f"Kecamatan {d.name}" for d in program.districts.all()] + [str(v) for v in program.villages.all()]


def _budget(program: Program) -> dict[str, dict[str, int]]:
    """{source: {year: rupiah}}"""
    by_source: dict[str, dict[str, int]] = {}
    for row in program.budgets.all():
        by_source.setdefault(row.source, {})[str(row.year)] = row.amount
    return by_source


def _quick_win(program: Program) -> dict | None:
    sheet = getattr(program, "quick_win", None)
    return {name: getattr(sheet, name) for name in QUICK_WIN_FIELDS} if sheet else None


def missing(program: dict) -> list[str]:
    """What a reviewer would ask about, for one programme as `snapshot` makes it."""
    faults = []
    for name, label in (("objective", "sasaran"), ("description", "deskripsi"), ("activities", "kegiatan")):
        if not program[name]:
            faults.append(f"{label} belum diisi")
    for indicator in program["indicators"]:
        if not indicator["baseline"] and not indicator["baseline_note"]:
            faults.append(f"kondisi awal “{indicator['name']}” belum diisi atau dijelaskan")
        elif indicator["baseline"] and not (indicator["baseline_year"] and indicator["baseline_source"]):
            faults.append(f"kondisi awal “{indicator['name']}” tanpa tahun atau sumber")
        if not indicator["targets"]:
            faults.append(f"“{indicator['name']}” belum memiliki target")
    if not program["budget"]:
        faults.append("belum dianggarkan")
    if sheet := program["quick_win"]:
        empty = [head for head, names in QuickWin.HEADS.items() if not any(sheet[n] not in ("", None) for n in names)]
        if empty:
            faults.append("lembar quick win belum lengkap: " + ", ".join(empty).lower())
    return faults


def next_code(plan: Plan, sub_dimension: SubDimension) -> str:
    """The code after the last one of a sub-dimension, "GOV-1-04"."""
    with transaction.atomic():
        taken = Program.objects.filter(plan=plan, code__startswith=f"{sub_dimension.code}-").aggregate(last=Max("code"))["last"]
        number = int(taken.rsplit("-", 1)[1]) + 1 if taken else 1
        return f"{sub_dimension.code}-{number:02d}"
