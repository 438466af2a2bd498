"""Program perangkat daerah: the programmes that one agency leads."""
from __future__ import annotations

from django.template.loader import render_to_string

from pillars import programs
from pillars.models import Section


def snapshot(section: Section) -> dict:
    """{"programs": every programme as `pillars.programs.snapshot` makes it}"""
    return {"programs": [programs.snapshot(p) for p in section.programs.with_figures()]}


def as_html(content: dict) -> str:
    """The content for reading on the screen and for comparing two revisions: one block a programme."""
    return render_to_string("pillars/kinds/programs.html", {"programs": content["programs"]})


def blocking(content: dict) -> list[str]:
    """No programme, or one without an indicator."""
    faults = [] if content["programs"] else ["belum ada program"]
    for program in content["programs"]:
        if not program["indicators"]:
            faults.append(f"{program['code']} belum memiliki indikator")
    return faults


def missing(content: dict) -> list[str]:
    """Besides: what `pillars.programs.missing` finds in each programme."""
    faults = blocking(content)
    for program in content["programs"]:
        faults += [f"{program['code']}: {fault}" for fault in programs.missing(program)]
    return faults
