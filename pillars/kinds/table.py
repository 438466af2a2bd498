"""The kinds that are tables of typed columns (`pillars.table_kinds`): one class for all, the declaration tells the rest."""
from __future__ import annotations

import re

from django.template.loader import render_to_string

from pillars import numbers
from pillars.models import Section
from pillars.refusals import Refused
from pillars.table_kinds import Column, Table, score

KEY = re.compile(r"[0-9a-z]{1,12}")
PLAIN = re.compile(r"-?\d+(\.\d+)?")
LONGEST = {"long": 1000}  # letters of a cell
USUAL_LENGTH = 200
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
        columns = self.table.printed
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


def read(column: Column, given, *, is_plain: bool = False) -> tuple[object, str]:
    """(the value of a cell, what is wrong with it) of what was typed or pasted or stands in a workbook, or of a value.
    `is_plain` says that numbers are in plain form: "3.125" is then no three thousand."""
    if isinstance(given, list):
        given = ", ".join(map(str, given))
    text = " ".join(("" if given is None else str(given)).split())
    if column.type in ("level", "year"):
        return _whole(column, text)
    if column.type == "missions":
        found = sorted({int(n) for n in re.findall(r"\d+", text)})
        return found, _wrong(re.fullmatch(r"[\d\s,;.]*", text), "tulis nomor misi, misalnya 1, 3")
    if column.type == "choice":
        return _choice(column, text)
    if column.type == "number":
        if is_plain and PLAIN.fullmatch(text):
            return text, ""
        is_number = not text or numbers.parse(text) is not None
        return numbers.canonical(text), _wrong(is_number, "tulis angka, misalnya 12 atau 1.250,5")
    most = LONGEST.get(column.type, USUAL_LENGTH)
    return text, _wrong(len(text) <= most, f"paling panjang {most} huruf")


def written(column: Column, value) -> str:
    """A value as a form and a workbook write it; `read` is its inverse."""
    if value in ("", None, []):
        return ""
    if column.type == "choice":
        return str(column.choices[value])
    if column.type == "missions":
        return ", ".join(map(str, value))
    return numbers.show(value) if column.type == "number" else str(value)


def shown(column: Column, row: dict) -> str:
    """A cell as it is read on the screen and on paper."""
    value = score(column, row) if column.type == "score" else row.get(column.key)
    return written(column, value)


def grouped(table: Table, rows: list[dict]) -> list[tuple[str, list[dict]]]:
    """(what heads it, rows) of each group: choices in their order, other values as they come first."""
    if not table.group:
        return [("", rows)] if rows else []
    column = table.column(table.group)
    found: dict = {key: [] for key in column.choices}
    for row in rows:
        found.setdefault(row[table.group], []).append(row)
    return [(written(column, key) or "–", members) for key, members in found.items() if members]


def _whole(column: Column, text: str) -> tuple[int | None, str]:
    number = re.match(r"(\d+)(?:[.,]0+)?(?:\s|$)", text)
    value = int(number[1]) if number else None
    if column.type == "year":
        return value, _wrong(not text or (value is not None and 1945 <= value <= 2100), "tulis tahun empat angka")
    return value, _wrong(not text or value in range(1, 6), "pilih 1 sampai 5")


def _choice(column: Column, text: str) -> tuple[str, str]:
    known = {str(words).casefold(): key for key, words in column.choices.items()}
    known |= {str(key).casefold(): key for key in column.choices}
    value = known.get(text.casefold(), "")
    return value, _wrong(not text or value != "", "pilih salah satu: " + ", ".join(map(str, column.choices.values())))


def _wrong(is_right, fault: str) -> str:
    return "" if is_right else fault
