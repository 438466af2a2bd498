"""Live numbers: values of the plan that stand in running text by their code, so that no number is typed twice.

In a text: `<span data-value="target:GOV-1-01:layanan-yang-terpadu:2027">12</span>`. The code is what counts; the words
inside are only what was last known. Codes, parts divided by colons:

    target:<programme>:<indicator>:<year>        baseline:<programme>:<indicator>
    budget[:pillar=GOV|agency=dinkes|program=GOV-1-01][:year=2027][:source=APBD][:as=miliar]
    count:programs|quickwins|agencies[:pillar=GOV|agency=dinkes]
    period:start|end|years                       region:districts|villages|kelurahan|desa

An indicator is named by its words, not by its place in a list: one that moved keeps its numbers, and one that took the
place of another does not lend it its own.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.text import slugify

from opd.models import Agency, Village
from pillars import numbers
from pillars.models import Budget, FundingSource, Indicator, Pillar, Plan, Program, QuickWin, Target

BILLION = 10**9
COUNTED = {"programs": "Jumlah program", "quickwins": "Jumlah quick win", "agencies": "Jumlah OPD penanggung jawab"}
PERIOD = {"start": "Tahun awal rencana", "end": "Tahun akhir rencana", "years": "Lama rencana (tahun)"}
REGION = {"districts": "Jumlah kecamatan", "villages": "Jumlah kelurahan dan desa", "kelurahan": "Jumlah kelurahan",
          "desa": "Jumlah desa"}


@dataclass(frozen=True)
class IndicatorFigures:
    name: str
    unit: str
    baseline: str
    baseline_year: int | None
    targets: dict[int, str]


@dataclass(frozen=True)
class ProgramFigures:
    """The numbers of a programme, under the names that a printed one (`masterplan.book.shape.Program`) has too."""

    code: str
    name: str
    pillar: str
    lead: Agency
    indicators: tuple[IndicatorFigures, ...]
    budget: dict[str, dict[int, int]]
    quick_win: bool


@dataclass(frozen=True)
class Figures:
    """All that live numbers are taken from. `programs` are of the working record (`figures_of`) or of a printed content,
    `places` are districts, villages, kelurahan and desa."""

    period: tuple[int, int]
    programs: dict[str, ProgramFigures]
    pillars: dict[str, str]
    sources: dict[str, str]
    places: dict[str, int]


@dataclass(frozen=True)
class Value:
    """`text` is what is printed, `source` where it comes from in words; `program` the code of the one programme that it
    is taken from, else "". `unit` is that of an indicator, which is not printed."""

    code: str
    text: str
    source: str
    program: str = ""
    unit: str = ""


def value_of(code: str, figures: Figures) -> Value | None:
    """What the code stands for now; None when there is no such thing (any more)."""
    kind, *parts = code.split(":")
    try:
        return READERS[kind](code, parts, figures)
    except (KeyError, ValueError, StopIteration):
        return None


def describe(code: str) -> str:
    """In words, what a code without a value once stood for: "target layanan yang terpadu 2027, GOV-1-01"."""
    kind, *parts = code.split(":")
    words = {"target": "target", "baseline": "kondisi awal", "budget": "pagu", "count": "jumlah", "period": "periode",
             "region": "data wilayah"}.get(kind, kind)
    if kind in ("target", "baseline") and len(parts) > 1:
        return " ".join([words, parts[1].replace("-", " "), *parts[2:]]) + f", {parts[0]}"
    return " ".join([words, *(part.split("=")[-1] for part in parts)])


def offered(figures: Figures, programs: Iterable[str]) -> Iterator[Value]:
    """Every value that a text may take: of the plan, its pillars and its agencies, and of the given programmes."""
    years = range(figures.period[0], figures.period[1] + 1)
    mine = [figures.programs[code] for code in programs if code in figures.programs]
    scopes = ["", *(f":pillar={code}" for code in figures.pillars),
              *(f":agency={slug}" for slug in dict.fromkeys(p.lead.slug for p in mine))]
    codes = [f"period:{name}" for name in PERIOD] + [f"region:{name}" for name in REGION]
    codes += [f"count:{what}{scope}" for scope in scopes for what in COUNTED if not (what == "agencies" and "agency" in scope)]
    for scope in [*scopes, *(f":program={p.code}" for p in mine)]:
        codes += [f"budget{scope}", f"budget{scope}:as=miliar", *(f"budget{scope}:year={year}" for year in years)]
        codes += [f"budget{scope}:source={source}" for source in figures.sources]
    for program in mine:
        for indicator in program.indicators:
            key = f"{program.code}:{slugify(indicator.name)}"
            codes += [f"baseline:{key}", *(f"target:{key}:{year}" for year in sorted(indicator.targets))]
    return (value for code in codes if (value := value_of(code, figures)))


def programs_in(codes: Iterable[str]) -> set[str]:
    """The programmes, and "agency=<slug>" for the agencies, that these codes take their values from."""
    found = set()
    for kind, *parts in (code.split(":") for code in codes):
        if kind in ("target", "baseline") and parts:
            found.add(parts[0])
        found |= {part.removeprefix("program=") for part in parts if part.startswith(("program=", "agency="))}
    return found


def figures_of(plan: Plan) -> Figures:
    """The working record of a plan. A fixed number of queries."""
    targets: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, year, value in Target.objects.filter(indicator__program__plan=plan).values_list("indicator", "year", "value"):
        targets[pk][year] = value
    indicators: dict[int, list] = defaultdict(list)
    for row in Indicator.objects.filter(program__plan=plan):
        indicators[row.program_id].append(IndicatorFigures(row.name, row.unit, row.baseline, row.baseline_year, targets[row.pk]))
    budgets: dict[int, dict] = defaultdict(lambda: defaultdict(dict))
    for row in Budget.objects.filter(program__plan=plan):
        budgets[row.program_id][row.source][row.year] = row.amount
    quick = set(QuickWin.objects.filter(program__plan=plan).values_list("program", flat=True))
    programs = {
        row.code: ProgramFigures(row.code, row.name, row.sub_dimension.pillar.code, row.section.lead, tuple(indicators[row.pk]),
                                 budgets[row.pk], row.pk in quick)
        for row in Program.objects.filter(plan=plan).select_related("sub_dimension__pillar", "section__lead")
    }
    return Figures((plan.period_start, plan.period_end), programs, dict(Pillar.objects.values_list("code", "name")),
                   {str(key): str(label) for key, label in FundingSource.choices}, places_of(plan))


def places_of(plan: Plan) -> dict[str, int]:
    """How many districts and villages the region has, as `Figures.places`. Two queries."""
    kinds = Counter(Village.objects.filter(district__region=plan.region_id).values_list("kind", flat=True))
    return {"districts": plan.region.districts.count(), "villages": sum(kinds.values()), **kinds}


# One reader a kind of code, all alike: (code, its parts, figures) -> Value. A part that does not fit raises.


def _indicator(figures: Figures, program: str, key: str) -> tuple[ProgramFigures, IndicatorFigures]:
    found = figures.programs[program]
    return found, next(i for i in found.indicators if slugify(i.name) == key)


def _target(code: str, parts: list[str], figures: Figures) -> Value | None:
    name, key, year = parts
    program, indicator = _indicator(figures, name, key)
    text = numbers.show(indicator.targets[int(year)])
    source = f"Target “{indicator.name}” tahun {year}, {program.code} {program.name}"
    return Value(code, text, source, program.code, indicator.unit) if text else None


def _baseline(code: str, parts: list[str], figures: Figures) -> Value | None:
    name, key = parts
    program, indicator = _indicator(figures, name, key)
    year = f" tahun {indicator.baseline_year}" if indicator.baseline_year else ""
    source = f"Kondisi awal “{indicator.name}”{year}, {program.code} {program.name}"
    text = numbers.show(indicator.baseline)
    return Value(code, text, source, program.code, indicator.unit) if text else None


def _scope(parts: list[str], figures: Figures, allowed: set[str]) -> tuple[list[ProgramFigures], dict[str, str], str]:
    """The programmes that are counted, the parts by name, and how both are called."""
    named = dict(part.split("=", 1) for part in parts)
    if not set(named) <= allowed:
        raise ValueError
    chosen, words = list(figures.programs.values()), "seluruh rencana"
    if code := named.get("program"):
        chosen, words = [figures.programs[code]], f"{code} {figures.programs[code].name}"
    if code := named.get("pillar"):
        chosen, words = [p for p in chosen if p.pillar == code], figures.pillars[code]
    if slug := named.get("agency"):
        chosen = [p for p in chosen if p.lead.slug == slug]
        words = chosen[0].lead.name if chosen else ""
        if not chosen:
            raise ValueError
    return chosen, named, words


def _budget(code: str, parts: list[str], figures: Figures) -> Value | None:
    chosen, named, words = _scope(parts, figures, {"pillar", "agency", "program", "year", "source", "as"})
    year, source = named.get("year"), named.get("source")
    if source:
        words += f", sumber {figures.sources[source]}"
    amounts = [amount for p in chosen for name, by_year in p.budget.items() for y, amount in by_year.items()
               if (not source or name == source) and (not year or y == int(year))]
    if not amounts:
        return None
    words = f"Pagu indikatif {words}, {f'tahun {year}' if year else f'{figures.period[0]}–{figures.period[1]}'}"
    text = {"": numbers.rupiah, "miliar": _billions}[named.get("as", "")](sum(amounts))
    return Value(code, text, words, named.get("program", ""))


def _billions(amount: int) -> str:
    """With one decimal, as the band at the head of a pillar prints it."""
    return f"Rp{format_decimal(Decimal(amount) / BILLION, '#,##0.0', locale='id_ID')} miliar"


def _count(code: str, parts: list[str], figures: Figures) -> Value:
    what, *scope = parts
    chosen, _, words = _scope(scope, figures, {"pillar", "agency"})
    count = {"programs": len(chosen), "quickwins": sum(1 for p in chosen if p.quick_win),
             "agencies": len({p.lead.slug for p in chosen})}[what]
    return Value(code, numbers.show(count), f"{COUNTED[what]}, {words}")


def _period(code: str, parts: list[str], figures: Figures) -> Value:
    start, end = figures.period
    (name,) = parts
    return Value(code, str({"start": start, "end": end, "years": end - start + 1}[name]), PERIOD[name])


def _region(code: str, parts: list[str], figures: Figures) -> Value | None:
    (name,) = parts
    count = figures.places.get(name, 0)
    return Value(code, numbers.show(count), f"{REGION[name]}, data wilayah") if count else None


READERS = {"target": _target, "baseline": _baseline, "budget": _budget, "count": _count, "period": _period, "region": _region}
