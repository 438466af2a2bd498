"""Numbers of sections, sub-headings, tables and figures, counted in Python for one chapter at a time.

Counted here and not by the style sheet, a number is text known before layout: lists, references and other formats than
PDF can use the same.
"""
from __future__ import annotations

from dataclasses import dataclass

from pillars.references import fingerprint


@dataclass(frozen=True)
class Entry:
    """A line of a list: kind "chapter", "heading", "table" or "figure"; `anchor` says where it leads, `key` is what
    references call it by within its section."""

    kind: str
    level: int
    anchor: str
    label: str
    title: str
    key: str = ""


class Numbering:
    """Counts through one chapter. `chapter` is "4", "L1", or "" for front matter, where nothing carries a number."""

    def __init__(self, chapter: str):
        self.chapter = chapter
        self.entries: list[Entry] = []
        self._section = self._heading = self._sub = self._tables = self._figures = 0
        self._anchors: dict[str, int] = {}

    def open_chapter(self, anchor: str, label: str, title: str) -> Entry:
        return self._note("chapter", 0, anchor, label, title)

    def section(self, anchor: str, title: str) -> Entry:
        self._section, self._heading, self._sub = self._section + 1, 0, 0
        return self._note("heading", 1, anchor, self._number(self._section), title)

    def skip_section(self) -> None:
        """A section that is left out keeps its number."""
        self._section += 1

    def heading(self, level: int, code: str, title: str, key: str = "") -> Entry:
        """A sub-heading (level 2 or 3) within section `code`."""
        if level == 2:
            self._heading, self._sub = self._heading + 1, 0
            number = self._number(self._section, self._heading)
        else:
            self._sub += 1
            number = self._number(self._section, self._heading or 1, self._sub)
        return self._note("heading", level, self._anchor(code, "h"), number, title, key or fingerprint(title))

    def table(self, code: str, title: str, key: str = "") -> Entry:
        self._tables += 1
        return self._note("table", 0, self._anchor(code, "t"), f"Tabel {self._number(self._tables)}".strip(), title,
                          key or fingerprint(title))

    def figure(self, code: str, title: str, key: str = "") -> Entry:
        self._figures += 1
        return self._note("figure", 0, self._anchor(code, "g"), f"Gambar {self._number(self._figures)}".strip(), title,
                          key or fingerprint(title))

    def state(self) -> tuple:
        """Where the counting stands; what comes next depends on nothing else."""
        return (self.chapter, self._section, self._heading, self._sub, self._tables, self._figures,
                tuple(sorted(self._anchors.items())))

    def go_on(self, entries: list[Entry], state: tuple) -> None:
        """Take over the entries of a section that was counted before, and where the counting stood behind it."""
        self.entries += entries
        _, self._section, self._heading, self._sub, self._tables, self._figures, anchors = state
        self._anchors = dict(anchors)

    def _number(self, *numbers: int) -> str:
        return ".".join([self.chapter, *map(str, numbers)]) if self.chapter else ""

    def _anchor(self, code: str, letter: str) -> str:
        key = f"{code}-{letter}"
        self._anchors[key] = self._anchors.get(key, 0) + 1
        return f"{key}{self._anchors[key]}"

    def _note(self, *what) -> Entry:
        entry = Entry(*what)
        self.entries.append(entry)
        return entry
