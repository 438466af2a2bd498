"""The cells of a table (`pillars.table_kinds`): how they are read, written and shown, and how rows fall into groups.
Without any ORM, for the book too."""
from __future__ import annotations

import re

from pillars import numbers
from pillars.table_kinds import Column, Table, score

PLAIN = re.compile(r"-?\d+(\.\d+)?")
LONGEST = {"long": 1000}  # letters of a cell
USUAL_LENGTH = 200


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
