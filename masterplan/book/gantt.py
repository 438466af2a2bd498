"""The road map as bars: a table whose year cells carry them, so that it breaks over pages and reads aloud as a table."""
from __future__ import annotations

from masterplan.book.numbering import Numbering
from masterplan.book.rows import by_sub_dimension, source, span_label
from masterplan.book.shape import Content, Program, Section
from pillars import numbers


def gantt(content: Content, section: Section, numbering: Numbering) -> dict:
    """Layout C in bars: when each programme runs, with the targets of its first indicator as milestones."""
    programs, pillar = content.programs_of(section.pillar), content.pillar(section.pillar)
    groups = [
        {"sub": g["sub"], "rows": [_row(p, content.years) for p in g["programs"]]}
        for g in by_sub_dimension(content, programs, empty_of=section.pillar)
    ]
    title = f"Peta Jalan {pillar.name if pillar else 'Smart City'} {span_label(content.years)}"
    caption = numbering.table(section.code, title) if programs else None
    return {"caption": caption, "groups": groups, "years": content.years, "columns": 3 + len(content.years),
            "source": source(content, programs), "pillar": pillar}


def _row(program: Program, years: list[int]) -> dict:
    first = program.indicators[0] if program.indicators else None
    running = [year for year in years if program.start_year <= year <= program.end_year]
    return {
        "program": program, "indicator": first,
        "cells": [
            {
                "bar": program.horizon if year in running else "",
                "starts": year == program.start_year, "ends": year == program.end_year,
                "quick": bool(program.quick_win) and running[:1] == [year],
                "target": numbers.show(first.targets.get(year, "")) if first else "",
            }
            for year in years
        ],
    }
