"""The programmes of a content as a workbook of matrices, in the one layout of `pillars.sheets`, which imports back."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import BinaryIO

from masterplan.book.shape import Content, Program
from masterplan.exports.choosing import programs_for
from pillars import sheets
from pillars.exports import matrix
from pillars.sheets import Matrices


def write(content: Content, target: BinaryIO, progress: Callable[[int, int, str], None]) -> None:
    """Write the workbook to `target`; with an agency in the content, of the programmes that it leads."""
    matrix.write(
        Matrices(
            plan=content.plan, title=content.title, region=content.region, years=content.years,
            pillars={p.code: p.name for p in content.pillars},
            sub_dimensions={s.code: s.name for p in content.pillars for s in p.subs},
            missions={m.number: m.text for m in content.missions}, programs=[snapshot(p) for p in programs_for(content)],
            made_on=dt.date(content.year, 1, 1),  # the same bytes for the same content
        ),
        target, progress,
    )


def snapshot(program: Program) -> dict:
    """The programme in the form of `pillars.programs.snapshot`, as far as a workbook shows it."""
    data = asdict(program)
    return data | {
        "action_type": sheets.code_of("action_type", program.action_label) or program.action_label,
        "indicators": [{**i, "targets": {str(y): v for y, v in i["targets"].items()}} for i in data["indicators"]],
        "budget": {s: {str(y): a for y, a in by_year.items()} for s, by_year in data["budget"].items()},
    }
