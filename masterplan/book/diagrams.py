"""Figures that are text as much as form: radar of readiness, SWOT matrix, vision tree, spread over the missions."""
from __future__ import annotations

from babel.numbers import format_decimal

from masterplan.book import charts
from masterplan.book.numbering import Numbering
from masterplan.book.rows import source
from masterplan.book.shape import Content, Pillar, Program, Section
from pillars import item_words as words

OBJECTIVES_SHOWN = 2  # of one sub-dimension in the vision tree
MISSIONS_A_ROW = 6
FITS_A_PAGE = 45  # lines of a SWOT matrix, some of them long: more may break over pages


def readiness(content: Content, section: Section, numbering: Numbering) -> dict:
    """The table of elements with their values, the averages by group, and the radar of both."""
    items = section.items or {}
    rows = [{"number": n, **row} for n, row in enumerate(items.get("elements", []), 1)]
    valued = [row for row in rows if row["value"]]
    if not valued:
        return {"groups": [], "source": ""}
    groups = [
        {"label": label, "rows": members, "average": average([r["value"] for r in members if r["value"]])}
        for key, label in words.GROUPS.items() if (members := [r for r in rows if r["group"] == key])
    ]
    labels = [group["label"] for group in groups]
    keys = [key for key in words.GROUPS if any(r["group"] == key for r in rows)]
    axes = [charts.Axis(r["name"], r["value"], keys.index(r["group"])) for r in valued]
    told = "; ".join(f"{row['name']}: {row['value']}" for row in valued)
    return {
        "caption": numbering.table(section.code, "Nilai Kesiapan Menurut Unsur"), "groups": groups, "scale": words.VALUES,
        "figure": numbering.figure(section.code, "Radar Kesiapan"), "whole": average([r["value"] for r in valued]),
        "chart_svg": charts.radar(f"Diagram radar nilai kesiapan, skala 1 sampai 4. {told}.", axes, labels),
        "source": items.get("source", ""),
    }


def average(values: list[int]) -> str:
    """One decimal, as the Indonesian writes it."""
    return format_decimal(sum(values) / len(values), "0.0", locale="id_ID") if values else "–"


def swot(content: Content, section: Section, numbering: Numbering) -> dict:
    """The classical matrix: strengths and weaknesses across, opportunities and threats down, strategies where they meet."""
    items, pillar = section.items or {}, content.pillar(section.pillar)
    if not any(items.get(key) for key in words.QUADRANTS):
        return {"caption": None}
    quadrant = {
        key: {"key": key, "label": label, "rows": [{"code": f"{key}{n}", **row} for n, row in enumerate(items[key], 1)]}
        for key, label in words.QUADRANTS.items()
    }
    strategy = {key: {"key": key, "label": label, "rows": items[key]} for key, label in words.STRATEGIES.items()}
    return {
        "caption": numbering.table(section.code, f"Matriks SWOT {pillar.name if pillar else 'Smart City'}"),
        "across": [quadrant["S"], quadrant["W"]], "pillar": pillar, "source": items.get("source", ""),
        "whole": sum(len(part["rows"]) for part in [*quadrant.values(), *strategy.values()]) <= FITS_A_PAGE,
        "down": [(quadrant["O"], [strategy["SO"], strategy["WO"]]), (quadrant["T"], [strategy["ST"], strategy["WT"]])],
    }


def tree(content: Content, section: Section, numbering: Numbering) -> dict:
    """Vision, missions, pillars with the objectives of their sub-dimensions, number of programmes at each."""
    if not content.vision:
        return {"figure": None}
    programs = content.programs_of(section.pillar)
    missions = [{"mission": m, "count": sum(1 for p in programs if m.number in p.missions)} for m in content.missions]
    shown = [p for p in content.pillars if not section.pillar or p.code == section.pillar]
    return {
        "figure": numbering.figure(section.code, f"Pohon Visi {content.region} {content.period}"),
        "mission_rows": [missions[i:i + MISSIONS_A_ROW] for i in range(0, len(missions), MISSIONS_A_ROW)],
        "branches": [_branch(pillar, [p for p in programs if p.pillar == pillar.code]) for pillar in shown],
        "count": len(programs), "source": source(content, programs),
    }


def _branch(pillar: Pillar, programs: list[Program]) -> dict:
    leaves = []
    for sub in pillar.subs:
        mine = [p for p in programs if p.sub_dimension == sub.code]
        objectives = list(dict.fromkeys(p.objective for p in mine if p.objective))
        leaves.append({"sub": sub, "count": len(mine), "objectives": objectives[:OBJECTIVES_SHOWN],
                       "more": max(len(objectives) - OBJECTIVES_SHOWN, 0)})
    return {"pillar": pillar, "count": len(programs), "leaves": leaves,
            "missions": sorted({number for p in programs for number in p.missions})}


def coverage(content: Content, section: Section, numbering: Numbering) -> dict:
    """RPJMD missions down, sub-dimensions across, how many programmes serve the one in the other."""
    programs = content.programs_of(section.pillar)
    pillars = [p for p in content.pillars if not section.pillar or p.code == section.pillar]
    subs = [s for p in pillars for s in p.subs]

    def count(sub: str, mission: int) -> int:
        return sum(1 for p in programs if p.sub_dimension == sub and mission in p.missions)

    rows = []
    for mission in content.missions:
        cells = [count(sub.code, mission.number) for sub in subs]
        rows.append({"mission": mission, "cells": cells, "total": sum(cells)})
    title = "Sebaran Program Menurut Misi RPJMD dan Subdimensi"
    return {
        "caption": numbering.table(section.code, title) if programs and rows else None,
        "pillars": pillars, "subs": subs, "rows": rows, "columns": len(subs) + 2,
        "totals": [sum(1 for p in programs if p.sub_dimension == sub.code) for sub in subs], "total": len(programs),
        "orphans": [p for p in programs if not p.missions], "source": source(content, programs),
    }
