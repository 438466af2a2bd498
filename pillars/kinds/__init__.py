"""What a section can be. One small module a kind, all alike; adding a kind is copying a sister.

A written kind (narrative, programs, readiness, swot) has
    snapshot(section) -> dict        its content as JSON, as a Revision keeps it
    as_html(content) -> str          for reading on the screen and for comparing two revisions
    blocking(content) -> list[str]   what must be mended before it can be submitted, in words
    missing(content) -> list[str]    what a reader would miss, in words; does not block
An itemized one (`Section.ITEMIZED`) keeps its content in `Section.items` and has besides
    tidy(content) -> dict            the content in its one form, plain text only; raises `Refused` for anything else
    count(content) -> int            how many items were filled in
Its form is in pillars/forms and pillars/views, its print form is templates/book/kinds/<kind>.html.
A generated kind has only a print form: nobody types it.
"""
from __future__ import annotations

from types import ModuleType

from pillars.kinds import narrative, programs, readiness, swot
from pillars.models import Section

_WRITTEN: dict[str, ModuleType] = {
    Section.Kind.NARRATIVE: narrative, Section.Kind.PROGRAMS: programs, Section.Kind.READINESS: readiness,
    Section.Kind.SWOT: swot,
}


def of(section: Section) -> ModuleType:
    """The module of a written section's kind. Raises KeyError for a generated one."""
    return _WRITTEN[section.kind]
