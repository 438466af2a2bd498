"""Numbers that an office program counts by itself, followed in step with the printed ones.

Printed numbers are known beforehand (`masterplan.book.numbering`). A document that is worked on must count its own: so
each heading and caption is left to the program, and told where to begin only where it would count otherwise.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

BODY, BACK = "body", "back"
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True)
class Counted:
    """A number in the sequence of the body ("BAB IV", "4.2") or of the appendices ("Lampiran 1", "L1.2"), with the count
    at each level. `is_next` says that the program arrives at it by itself."""

    family: str
    counts: tuple[int, ...]
    is_next: bool


class Headings:
    """Follows the headings of one book."""

    def __init__(self):
        self._at = {BODY: (), BACK: ()}

    def take(self, level: int, label: str) -> Counted | None:
        """What is said of a heading of `level` (from 1) labelled `label`; None when it carries no number of ours."""
        family, counts = _read(label)
        if len(counts) != level:
            return None
        before = self._at[family]
        following = (*before[:level - 1], (before[level - 1] if len(before) >= level else 0) + 1)
        self._at[family] = counts
        return Counted(family, counts, following == counts)


class Captions:
    """Follows tables and figures, which begin anew in each chapter."""

    def __init__(self):
        self._at: dict[str, tuple[str, int]] = {}

    def take(self, label: str) -> tuple[str, str, int, bool] | None:
        """("Tabel", "4.", 2, whether the program arrives at it by itself) of "Tabel 4.2"; None without a number."""
        match = re.fullmatch(r"(\w+) (?:(\S+)\.)?(\d+)", label)
        if match is None:
            return None
        word, chapter, number = match[1], match[2] or "", int(match[3])
        is_next = self._at.get(word) == (chapter, number - 1)
        self._at[word] = (chapter, number)
        return word, chapter and chapter + ".", number, is_next


def _read(label: str) -> tuple[str, tuple[int, ...]]:
    if match := re.fullmatch(r"BAB ([IVXLC]+)", label):
        return BODY, (_from_roman(match[1]),)
    if match := re.fullmatch(r"Lampiran (\d+)", label):
        return BACK, (int(match[1]),)
    if match := re.fullmatch(r"(L?)(\d+(?:\.\d+)+)", label):
        return BACK if match[1] else BODY, tuple(map(int, match[2].split(".")))
    return BODY, ()


def _from_roman(text: str) -> int:
    values = [ROMAN[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
