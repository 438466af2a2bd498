"""What a workbook of an itemized section holds: the columns, and the way from the content to rows and back.

Tables have their columns and row keys from their declaration. Readiness and SWOT are told as tables too; their rows are
known by their place ("3", "S2"), and what the file was made from is held against the present before anything is taken.
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from pillars import kinds
from pillars.item_words import GROUPS, QUADRANTS, STRATEGIES, VALUES
from pillars.kinds import swot
from pillars.models import Section
from pillars.table_cells import written
from pillars.table_kinds import PILLARS, TABLES, Column

FORMAT = "rencana-induk-isian-1"
ROWS, ORIGIN = "id-baris", "id-asal-isian"  # mark the first column of the sheets


@dataclass(frozen=True)
class Sheet:
    """`rows_of` gives the rows of a content, each with its "key"; `content_of` makes a content of a source and rows."""

    title: str
    row: str
    name: str
    columns: tuple[Column, ...]
    rows_of: Callable[[dict], list[dict]]
    content_of: Callable[[str, list[dict]], dict]
    must: tuple[str, ...] = ()  # what a row cannot do without, not even as a draft

    def title_of(self, row: dict) -> str:
        """What a person calls the row."""
        return written(next(c for c in self.columns if c.key == self.name), row.get(self.name)) or self.row.capitalize()


def of(section: Section) -> Sheet:
    """The sheet of an itemized section's kind."""
    if section.kind in TABLES:
        table = TABLES[section.kind]
        return Sheet(table.caption, table.row, table.name, table.typed, lambda content: content["rows"],
                     lambda source, rows: {"source": source, "rows": rows}, (table.name,))
    return READINESS if section.kind == Section.Kind.READINESS else SWOT


def present(section: Section) -> tuple[str, list[dict]]:
    """(source, rows) of the section as it is."""
    content = kinds.of(section).snapshot(section)
    return content["source"], of(section).rows_of(content)


def fingerprint(column: Column, row: dict) -> str:
    """A short hash of one cell: a workbook carries those of its origin, so that a change on either side is seen."""
    return hashlib.sha256(written(column, row.get(column.key)).encode()).hexdigest()[:10]


def _elements(content: dict) -> list[dict]:
    return [{"key": str(n), **row, "value": str(row["value"] or "")} for n, row in enumerate(content["elements"], 1)]


def _readiness(source: str, rows: list[dict]) -> dict:
    elements = [{**row, "value": int(row["value"]) if row["value"] else None} for row in rows]
    return {"source": source, "elements": elements}


def _parts(content: dict) -> list[dict]:
    return [{"key": f"{part}{n}", "part": part, "text": row["text"], "pillar": row.get("pillar", ""),
             "links": ", ".join(row.get("links", []))}
            for part in (*QUADRANTS, *STRATEGIES) for n, row in enumerate(content[part], 1)]


def _swot(source: str, rows: list[dict]) -> dict:
    content: dict = {"source": source, **{part: [] for part in (*QUADRANTS, *STRATEGIES)}}
    for row in rows:
        links = re.findall(r"[SWOT]\d+", row["links"].upper())
        content[row["part"]].append({"text": row["text"], "pillar": row["pillar"], "links": links})
    return content


READINESS = Sheet("Penilaian kesiapan", "unsur", "name", (
    Column("group", "Kelompok", "choice", 24, required=True, choices=GROUPS),
    Column("name", "Unsur", "text", 50, required=True),
    Column("value", "Nilai", "choice", 34, choices={str(n): f"{n} – {words}" for n, words in VALUES.items()}),
    Column("reason", "Alasan", "long", 60),
    Column("evidence", "Bukti", "long", 60),
), _elements, _readiness, ("group", "name"))
SWOT = Sheet("Matriks SWOT", "butir", "text", (
    Column("part", "Bagian", "choice", 28, required=True, choices={
        key: f"{key} – {words}" for key, words in {**QUADRANTS, **STRATEGIES}.items()}),
    Column("text", "Butir atau strategi", "long", 90, required=True),
    Column("pillar", "Dimensi", "choice", 32, choices={code: PILLARS[code] for code in swot.PILLARS}),
    Column("links", "Butir yang dipertemukan", "text", 34, help="Hanya strategi, misalnya S1, O2"),
), _parts, _swot, ("part", "text"))
