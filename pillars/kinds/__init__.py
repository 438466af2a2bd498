"""What a section can be. One small module a kind, all alike; adding a kind is copying a sister.

A written kind (narrative, programs, readiness, swot, and the tables that pillars/table_kinds.py declares) has
    snapshot(section) -> dict        its content as JSON, as a Revision keeps it
    as_html(content) -> str          for reading on the screen and for comparing two revisions
    blocking(content) -> list[str]   what must be mended before it can be submitted, in words
    missing(content) -> list[str]    what a reader would miss, in words; does not block
An itemized one (`Section.ITEMIZED`) keeps its content in `Section.items` and has besides
    tidy(content) -> dict            the content in its one form, plain text only; raises `Refused` for anything else
    count(content) -> int            how many items were filled in
Its form is in pillars/forms and pillars/views, its print form is templates/book/kinds/<kind>.html. Of a table all of this
follows from its declaration.
A generated kind has only a print form: nobody types it.
"""
from __future__ import annotations

from types import ModuleType

from pillars.kinds import narrative, programs, readiness, swot
from pillars.kinds.table import TableKind
from pillars.models import Section
from pillars.table_kinds import TABLES

_WRITTEN: dict[str, ModuleType | TableKind] = {
    Section.Kind.NARRATIVE: narrative, Section.Kind.PROGRAMS: programs, Section.Kind.READINESS: readiness,
    Section.Kind.SWOT: swot, **{kind: TableKind(table) for kind, table in TABLES.items()},
}


def of(section: Section) -> ModuleType | TableKind:
    """What knows a written section's kind. Raises KeyError for a generated one."""
    return _WRITTEN[section.kind]
