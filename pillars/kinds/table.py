"""The kinds that are tables of typed columns (`pillars.table_kinds`): one class for all, the declaration tells the rest."""
from __future__ import annotations

import re

from django.template.loader import render_to_string

from pillars.models import Section
from pillars.refusals import Refused
from pillars.table_cells import grouped, read, shown
from pillars.table_kinds import Table

KEY = re.compile(r"[0-9a-z]{1,12}")
MOST_ROWS = 300


class TableKind:
    """What `pillars.kinds` promises of a kind, for one table. Content is {"source", "rows": [{"key", column: value}]}:
    texts are str, choices their key, levels and years int or None, numbers plain text, missions a list of int."""

    def __init__(self, table: Table):
        self.table = table

    def tidy(self, content: dict) -> dict:
        """The content in its one form: rows with something in them, each with a key of its own. A row keeps its key for
        life; without one it gets the next number. Raises `Refused` for what is not of the columns' types."""
        rows, taken = [], set()
        for given in content.get("rows", []):
            row = {}
            for column in self.table.typed:
                row[column.key], fault = read(column, given.get(column.key), is_plain=True)
                if fault:
                    raise Refused(f"{column.label}: {fault}")
            key = str(given.get("key") or "")
            row["key"] = key if KEY.fullmatch(key) and key not in taken else ""
            taken.add(row["key"])
            if any(row[column.key] not in ("", None, []) for column in self.table.typed):
                rows.append(row)
        if len(rows) > MOST_ROWS:
            raise Refused(f"Lebih dari {MOST_ROWS} baris.")
        last = max((int(row["key"]) for row in rows if row["key"].isdecimal()), default=0)
        for row in rows:
            if not row["key"]:
                last += 1
                row["key"] = str(last)
        return {"source": " ".join(str(content.get("source") or "").split()), "rows": rows}

    def count(self, content: dict) -> int:
        """How many rows there are."""
        return len(content["rows"])

    def snapshot(self, section: Section) -> dict:
        """The items as `tidy` makes them."""
        return self.tidy(section.items)

    def as_html(self, content: dict) -> str:
        """The content for reading on the screen and for comparing two revisions: a table a group."""
        columns = self.table.shown
        groups = [(label, [[shown(column, row) or "–" for column in columns] for row in rows])
                  for label, rows in grouped(self.table, content["rows"])]
        return render_to_string("pillars/kinds/table.html", {"columns": columns, "groups": groups, "source": content["source"]})

    def blocking(self, content: dict) -> list[str]:
        """No row, or one without what it must have."""
        return self._faults(content, "required") or ([] if content["rows"] else [f"belum ada {self.table.row}"])

    def missing(self, content: dict) -> list[str]:
        """Besides: what a reader would miss in a row, what the kind itself finds, no source."""
        faults = self.blocking(content) + self._faults(content, "wanted")
        faults += [f"{self._name(n, row)}: {fault}" for n, row in enumerate(content["rows"], 1)
                   for fault in self.table.checks(row)]
        return faults if content["source"] else [*faults, "sumber belum disebut"]

    def _faults(self, content: dict, which: str) -> list[str]:
        return [f"{self._name(n, row)}: {column.label.lower()} belum diisi"
                for n, row in enumerate(content["rows"], 1) for column in self.table.typed
                if getattr(column, which) and row[column.key] in ("", None, [])]

    def _name(self, number: int, row: dict) -> str:
        name = row[self.table.name]
        return f"Baris {number} ({name[:40].rstrip()}{'…' if len(name) > 40 else ''})" if name else f"Baris {number}"
