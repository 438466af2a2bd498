"""What the generated kinds count with: amounts as they are written, runs of years, groups of programmes, sums."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from babel.numbers import format_decimal

from masterplan.book.shape import Content, Program

YEARS_A_TABLE = 5  # a plan of ten years gets two tables side by side in time: 20 columns of years fit no page
MILLION = 1_000_000


def source(content: Content, programs: Iterable[Program]) -> str:
    """The source line of a generated table."""
    illustrative = any(p.is_illustrative for p in programs)
    return f"Sumber: Diolah dari isian perangkat daerah, {content.year}" + (" (data ilustrasi)" if illustrative else "")


def decimals(programs: Iterable[Program]) -> int:
    """How many decimals the finest amount of these programmes needs in juta rupiah."""
    amounts = [a for p in programs for by_year in p.budget.values() for a in by_year.values()]
    return next((d for d in (0, 1, 2) if all(a * 10**d % MILLION == 0 for a in amounts)), 2)


def money(programs: Iterable[Program]) -> Callable[[int | None], str]:
    """How amounts of these programmes are written, in juta rupiah: all with as many decimals as the finest needs, so
    that columns of numbers stand in line."""
    places = decimals(programs)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return lambda amount: "–" if amount is None else format_decimal(Decimal(amount) / MILLION, pattern, locale="id_ID")


def spans(years: list[int]) -> list[list[int]]:
    """The years in runs of at most five, as even as they go."""
    tables = -(-len(years) // YEARS_A_TABLE)
    size = -(-len(years) // tables)
    return [years[i:i + size] for i in range(0, len(years), size)]


def span_label(years: list[int]) -> str:
    return f"Tahun {years[0]}–{years[-1]}" if len(years) > 1 else f"Tahun {years[0]}"


def by_sub_dimension(content: Content, programs: list[Program], *, empty_of: str = "") -> list[dict]:
    """Programmes under their sub-dimension; those of the pillar `empty_of` stand there even without any."""
    names = {s.code: s for p in content.pillars for s in p.subs}
    pillar = content.pillar(empty_of)
    groups: dict[str, list[Program]] = {s.code: [] for s in pillar.subs} if pillar else {}
    for program in programs:
        groups.setdefault(program.sub_dimension, []).append(program)
    return [{"sub": names[code], "programs": members} for code, members in groups.items()]


def sums_by(programs: list[Program], split: Callable[[Program], dict]) -> dict[str, dict[int, int]]:
    """{key: {year: rupiah}}; `split` says which keys a programme's budget falls to."""
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for program in programs:
        for key, by_source in split(program).items():
            for by_year in by_source.values():
                for year, amount in by_year.items():
                    sums[key][year] += amount
    return sums


def sum_of(programs: list[Program], year: int) -> int | None:
    amounts = [a for p in programs if (a := p.budget_of(year)) is not None]
    return sum(amounts) if amounts else None
