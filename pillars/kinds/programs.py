"""Program perangkat daerah: the programmes that one agency leads."""
from __future__ import annotations

from pillars import programs
from pillars.models import Section


def snapshot(section: Section) -> dict:
    return {"programs": [programs.snapshot(p) for p in section.programs.with_figures()]}


def blocking(content: dict) -> list[str]:
    faults = [] if content["programs"] else ["belum ada program"]
    for program in content["programs"]:
        if not program["indicators"]:
            faults.append(f"{program['code']} belum memiliki indikator")
    return faults


def missing(content: dict) -> list[str]:
    faults = blocking(content)
    for program in content["programs"]:
        faults += [f"{program['code']}: {fault}" for fault in programs.missing(program)]
    return faults
