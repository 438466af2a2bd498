"""The whole recapitulation of budgets: by pillar and year, by year, by agency, by source; every table has the same total."""
from __future__ import annotations

import math

from babel.numbers import format_decimal

from masterplan.book import charts
from masterplan.book.numbering import Entry, Numbering
from masterplan.book.rows import money, source, sums_by
from masterplan.book.shape import Content, Program, Section
from pillars import numbers

SHADES = 5  # of the heat table


def recap(content: Content, section: Section, numbering: Numbering) -> dict:
    """Each table is {"caption", "head", "rows", "total"}; a row has "sum" in rupiah beside what is printed."""
    programs = content.programs_of(section.pillar)
    grand = sum(_within(content, p) for p in programs)
    if not grand:
        return {"total": 0, "source": source(content, programs)}
    code, write, years = section.code, money(programs), content.years
    pillars = sums_by(programs, lambda p: {p.pillar: p.budget})
    whole = {year: sum(by_year.get(year, 0) for by_year in pillars.values()) for year in years}
    heat = _heat(content, pillars, write, numbering.table(code, f"Pagu Indikatif Menurut Dimensi dan Tahun {content.period}"))
    columns = numbering.figure(code, f"Pagu Indikatif Menurut Tahun dan Dimensi {content.period}")
    by_year = _by_year(content, programs, whole, write, numbering.table(code, f"Pagu Indikatif Menurut Tahun {content.period}"))
    agencies = _ranked(
        content, write, numbering.table(code, "Pagu Indikatif Menurut Perangkat Daerah Penanggung Jawab"), "Perangkat daerah",
        sums_by(programs, lambda p: {p.lead.slug: p.budget}), {p.lead.slug: p.lead.name for p in programs},
    )
    agency_figure = numbering.figure(code, "Pagu Indikatif Menurut Perangkat Daerah")
    sources = _ranked(
        content, write, numbering.table(code, "Pagu Indikatif Menurut Sumber Dana"), "Sumber dana",
        sums_by(programs, lambda p: {name: {name: years} for name, years in p.budget.items()}), content.sources,
    )
    source_figure = numbering.figure(code, "Bagian Setiap Sumber Dana")
    short = {p.lead.name: p.lead.abbreviation for p in programs}
    return {
        "total": grand, "years": years, "columns": len(years) + 2, "source": source(content, programs), "heat": heat,
        "by_year": by_year, "agencies": agencies, "sources": sources, "wide": len(years) > 6,
        "totals": [write(whole[year] or None) for year in years], "grand": write(grand),
        "unplanned": [p for p in programs if not _within(content, p)],
        "figures": {
            "columns": _figure(columns, _columns(content, pillars, whole)),
            "agencies": _figure(agency_figure, _bars("Pagu indikatif menurut perangkat daerah", agencies["rows"], short)),
            "sources": _figure(source_figure, _shares(sources["rows"])),
        },
    }


def _within(content: Content, program: Program) -> int:
    """Rupiah of a programme within the plan's years: what every table counts."""
    return sum(program.budget_of(year) or 0 for year in content.years)


def _heat(content: Content, pillars: dict, write, caption: Entry) -> dict:
    most = max((amount for by_year in pillars.values() for amount in by_year.values()), default=0) or 1
    rows = []
    for pillar in content.pillars:
        amounts = [pillars.get(pillar.code, {}).get(year, 0) for year in content.years]
        cells = [{"text": write(a or None), "shade": math.ceil(SHADES * a / most)} for a in amounts]
        if pillar.code in pillars:
            rows.append({"name": pillar.name, "cells": cells, "total": write(sum(amounts)), "sum": sum(amounts)})
    return {"caption": caption, "head": "Dimensi", "rows": rows}


def _by_year(content: Content, programs: list[Program], whole: dict[int, int], write, caption: Entry) -> dict:
    grand = sum(whole.values())
    rows = [
        {"name": year, "programs": sum(1 for p in programs if p.budget_of(year)), "total": write(amount or None),
         "share": share(amount, grand), "sum": amount}
        for year, amount in whole.items()
    ]
    return {"caption": caption, "rows": rows, "programs": sum(1 for p in programs if _within(content, p))}


def _ranked(content: Content, write, caption: Entry, head: str, sums: dict, names: dict[str, str]) -> dict:
    """The largest first; equal ones by name."""
    rows = []
    for key, by_year in sums.items():
        amounts = [by_year.get(year, 0) for year in content.years]
        rows.append({"name": names.get(key, key), "cells": [write(a or None) for a in amounts], "total": write(sum(amounts)),
                     "sum": sum(amounts)})
    rows = sorted((r for r in rows if r["sum"]), key=lambda r: (-r["sum"], r["name"]))
    grand = sum(r["sum"] for r in rows)
    return {"caption": caption, "head": head, "rows": [{**r, "share": share(r["sum"], grand)} for r in rows]}


def share(part: int, whole: int) -> str:
    return format_decimal(100 * part / whole, "#,##0.0", locale="id_ID") + "%" if whole else "–"


def _figure(entry: Entry, svg: str) -> dict:
    return {"entry": entry, "svg": svg}


def _columns(content: Content, pillars: dict, whole: dict[int, int]) -> str:
    shown = [p for p in content.pillars if p.code in pillars]
    each = "; ".join(f"{year}: {numbers.rupiah(amount)}" for year, amount in whole.items())
    return charts.stacked_bars(charts.Bars(
        f"Grafik batang pagu indikatif menurut tahun dan dimensi. {each}.", [str(year) for year in content.years],
        [(p.name, charts.COLORS.get(p.code, charts.MUTED), [pillars[p.code].get(y, 0) for y in content.years]) for p in shown],
        tuple(p.code for p in shown),
    ))


def _bars(title: str, rows: list[dict], short: dict[str, str]) -> str:
    bars = [charts.Bar(short.get(r["name"], r["name"]), r["sum"], _billions(r["sum"])) for r in rows]
    told = "; ".join(f"{bar.label}: {bar.text} miliar rupiah" for bar in bars)
    return charts.ranked_bars(f"{title}. {told}.", bars, others=_billions(sum(r["sum"] for r in rows[charts.MOST_BARS - 1:])))


def _shares(rows: list[dict]) -> str:
    bars = [charts.Bar(r["name"], r["sum"], r["share"]) for r in rows]
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return charts.ranked_bars(f"Bagian setiap sumber dana dalam pagu indikatif. {told}.", bars)


def _billions(rupiah: int) -> str:
    return format_decimal(rupiah / 1_000_000_000, "#,##0.00", locale="id_ID")
