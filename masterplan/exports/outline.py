"""What a book is made of, for formats that show it their own way: covers, chapters, lists, places that links lead to."""
from __future__ import annotations

import re
from collections.abc import Iterable

from masterplan.book.html import Unit
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Content

NOTHING = "Belum ada yang dapat ditulis: belum ada bagian yang disetujui."
COVER, FRONT, CHAPTER, CONTINUED = "cover", "front", "chapter", "continued"


def kind(unit: Unit) -> str:
    """What a unit is: a cover, front matter, the beginning of a chapter, or more of the chapter before."""
    if any(entry.kind == "cover" for entry in unit.entries):
        return COVER
    if opening(unit):
        return CHAPTER
    return FRONT if unit.prefix is None else CONTINUED


def opening(unit: Unit) -> Entry | None:
    """The chapter that begins with `unit`."""
    return next((entry for entry in unit.entries if entry.kind == "chapter"), None)


def places(units: Iterable[Unit]) -> set[str]:
    """The anchors that really stand in the text: where a list or a link may lead."""
    found = set()
    for unit in units:
        if kind(unit) == CHAPTER:
            found.add(opening(unit).anchor)
        for part in unit.parts:
            found.update(re.findall(r'\bid="([^"]+)"', part.html))
    return found


def lists(units: Iterable[Unit], book: int) -> list[tuple[str, str, list[Entry]]]:
    """(key, title, entries) of the lists of a book that are not empty, as in print."""
    mine = [unit for unit in units if unit.book == book]
    standing = places(mine)
    entries = [entry for unit in mine for entry in unit.entries if entry.anchor in standing]
    found = [
        ("contents", "Daftar Isi", [e for e in entries if _is_listed(e)]),
        ("tables", "Daftar Tabel", [e for e in entries if e.kind == "table" and e.label != "Tabel"]),
        ("figures", "Daftar Gambar", [e for e in entries if e.kind == "figure" and e.label != "Gambar"]),
    ]
    return [one for one in found if one[2]]


def _is_listed(entry: Entry) -> bool:
    return entry.kind == "chapter" or (
        entry.kind == "heading" and entry.level <= 2 and bool(entry.label or not entry.level)
    )


def list_anchor(book: Book, key: str) -> str:
    return f"{book.code}-lists-{key}"


def depth(entry: Entry) -> int:
    """How deep an entry stands in the contents, from 1."""
    return 1 if entry.kind == "chapter" else entry.level + 1


def names(content: Content, book: Book) -> tuple[str, str]:
    """(what stands over the title, the title) on a cover."""
    if content.agency:
        return "Bagian Perangkat Daerah", content.agency.name
    return f"Buku {book.number}", book.title


def place_and_year(content: Content) -> str:
    return f"{content.capital}, {content.year}" if content.capital else str(content.year)
