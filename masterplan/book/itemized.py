"""Sections that are tables of rows (`pillars.table_kinds`): groups, sums and pictures as their declarations say."""
from __future__ import annotations

from decimal import Decimal

from masterplan.book import itemcharts
from masterplan.book.numbering import Numbering
from masterplan.book.shape import Content, Section
from pillars import numbers
from pillars.table_cells import grouped, shown
from pillars.table_kinds import NUMBER, TABLES, Column, Table, score, tier

ALIGN = {"number": "number", "level": "center", "score": "center", "year": "center", "missions": "center"}


def table(content: Content, section: Section, numbering: Numbering) -> dict:
    """The rows of the section, counted through its groups, with the pictures that are drawn of them above or below."""
    declared, items = TABLES[section.kind], section.items or {}
    rows, source = items.get("rows", []), items.get("source", "")
    if not rows:
        return {"caption": None, "row": declared.row}
    pillar = content.pillar(section.pillar)
    about = f" {pillar.name}" if pillar else ""
    above = itemcharts.above(declared, content, rows, numbering, section.code, about)
    columns, groups, number = declared.printed(rows), [], 0
    numbered: dict[str, int] = {}
    for label, members in grouped(declared, rows):
        lines = []
        for row in members:
            number += 1
            numbered[row["key"]] = number
            lines.append({"number": number, "cells": [_cell(column, row) for column in columns]})
        groups.append({"label": label, "rows": lines, "sum": _sum(declared, members)})
    width = NUMBER + sum(column.width for column in columns)
    return {
        "caption": numbering.table(section.code, f"{declared.caption}{about}"), "groups": groups, "declared": declared,
        "widths": [f"{100 * w / width:.1f}" for w in (NUMBER, *(c.width for c in columns))], "count": len(columns) + 1,
        "heads": [{"text": c.head or c.label, "class": "number" if c.type == "number" else ""} for c in columns],
        "total": _sum(declared, rows), "before_total": _before(declared, columns),
        "after_total": len(columns) - _before(declared, columns),
        "source": source, "above": above,
        "below": itemcharts.below(declared, content, rows, numbered, numbering, section.code, about),
        "serving": _serving(declared, content, rows, numbered, numbering, section.code),
    }


def _cell(column: Column, row: dict) -> dict:
    text, kind = shown(column, row), ALIGN.get(column.type, "")
    if column.type == "score" and (value := score(column, row)):
        return {"text": text, "class": "center", "tier": tier(value)}
    if column.type == "level" and column.key == "level_wanted":
        kind += " strong"
    return {"text": text or "–", "class": kind, "tier": ""}


def _before(declared: Table, columns: tuple[Column, ...]) -> int:
    """Columns before the one that is summed, with the one that counts."""
    return next((n for n, c in enumerate(columns, 1) if c.key == declared.total), 0)


def _sum(declared: Table, rows: list[dict]) -> str:
    if not declared.total:
        return ""
    return numbers.show(sum(Decimal(row[declared.total]) for row in rows if row[declared.total]))


def _serving(declared: Table, content: Content, rows: list[dict], numbered: dict, numbering: Numbering,
             code: str) -> dict | None:
    """Goals down, missions of the RPJMD across, and where the one serves the other. A goal's objectives count together."""
    if declared.picture != "vision" or not content.missions:
        return None
    goals: dict[tuple[str, str], list[dict]] = {}
    for row in rows:
        goals.setdefault((row["mission"], row["goal"]), []).append(row)
    lines = [{"goal": goal, "objectives": ", ".join(str(numbered[row["key"]]) for row in members),
              "cells": [any(m.number in row["missions"] for row in members) for m in content.missions]}
             for (_mission, goal), members in goals.items()]
    return {
        "caption": numbering.table(code, "Keterkaitan Tujuan Smart City dengan Misi RPJMD"), "lines": lines,
        "missions": content.missions, "columns": len(content.missions) + 2,
        "counts": [sum(line["cells"][n] for line in lines) for n in range(len(content.missions))],
    }
