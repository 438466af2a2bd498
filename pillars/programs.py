"""Programmes as plain data: what a revision freezes, what the book prints, what is still missing."""
from __future__ import annotations

from pillars.models import Plan, Program, QuickWin, Save, SubDimension

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
        "places": [place.code for place in (*program.districts.all(), *program.villages.all())],
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
        if not indicator["unit"]:
            faults.append(f"“{indicator['name']}” belum memiliki satuan")
    if not program["budget"]:
        faults.append("belum dianggarkan")
    if sheet := program["quick_win"]:
        asked = [name for names in QuickWin.HEADS.values() for name in names]
        if empty := [name for name in asked if sheet[name] in ("", None)]:
            faults.append("lembar quick win belum lengkap: " + "; ".join(label_of(QuickWin, name) for name in empty))
    return faults


def label_of(model: type, name: str) -> str:
    """The label of a model field, in the language of the page."""
    return str(model._meta.get_field(name).verbose_name)


def total(program: dict) -> int | None:
    """Rupiah of all years and sources; None when nothing is budgeted."""
    amounts = [amount for years in program["budget"].values() for amount in years.values()]
    return sum(amounts) if amounts else None


def budget_by_year(programs: list[dict]) -> dict[int, int]:
    """{year: rupiah} of all given programmes, in order of the years."""
    sums: dict[int, int] = {}
    for program in programs:
        for years in program["budget"].values():
            for year, amount in years.items():
                sums[int(year)] = sums.get(int(year), 0) + amount
    return dict(sorted(sums.items()))


def next_code(plan: Plan, sub_dimension: SubDimension) -> str:
    """The code after the last one of a sub-dimension, "GOV-1-04". A code that was once given is not given again, even
    when its programme was removed. Call it inside a transaction: the plan stays locked until the code is used."""
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    start = f"{sub_dimension.code}-"
    present = Program.objects.filter(plan=plan, code__startswith=start).values_list("code", flat=True)
    former = Save.objects.filter(section__plan=plan, program_code__startswith=start).values_list("program_code", flat=True)
    taken = [int(code.removeprefix(start)) for code in {*present, *former}]
    return f"{start}{max(taken, default=0) + 1:02d}"
