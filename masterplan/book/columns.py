"""Columns of a table that somebody typed: how wide each is, and numbers set with their decimal commas in line."""
from __future__ import annotations

import math
import re
from collections import defaultdict

from lxml.html import HtmlElement, builder

# All widths in em of the type of tables, 8.5 points: the text is 156 mm wide, a turned page 273 mm.
UPRIGHT, TURNED = 52, 91
PADDING = 1.2  # of a cell, left and right together
NARROWEST, WIDEST_WORD = 2, 9.5  # nobody wants three letters a line; a longer word may be broken
LONGEST_WANTED = 30  # a cell with more text than this wraps anyway
EDITOR = 736  # pixels across the paper of the editor: a column that wide there takes the whole text here
# Widths of Source Sans 3, by and large: exact ones would need the font, and a tenth of an em more does no harm.
GLYPHS = {**dict.fromkeys("ijlI.,:;'|!()[]/", 0.29), **dict.fromkeys("frt-–", 0.36), **dict.fromkeys("mMwW%", 0.84),
          **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&", 0.6)}
BOLD = 1.06
TALL = 600  # characters in a cell from which its row may be broken over two pages
FIGURE_SPACE, COMMA_SPACE = "\u2007", "\u2008"  # as wide as a digit, as a comma
NUMBER = re.compile(
    r"^(?P<sign>[-−–+±]?)(?P<before>(?:Rp|[<>≤≥±])?\s?)"
    r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<rest>\d+))?(?P<after>\s?%?)$"
)
YEAR = re.compile(r"^(?:19|20)\d\d$")
NONE = ("", "-", "–", "—", "−")


class Grid:
    """The cells of a table by column, as far as they span one column only."""

    def __init__(self, table: HtmlElement, columns: int):
        self.table, self.columns = table, columns
        self.heads: dict[int, list[HtmlElement]] = defaultdict(list)
        self.cells: dict[int, list[HtmlElement]] = defaultdict(list)
        self.given: dict[int, float] = {}  # widths that the author drew, in em
        self._walk()

    def _walk(self) -> None:
        taken: dict[int, int] = {}  # column: rows that a cell above still reaches down
        for row in self.table.iter("tr"):
            at = 0
            for cell in row.iterchildren("td", "th"):
                while taken.get(at):
                    taken[at] -= 1
                    at += 1
                across, down = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                for column in range(at, at + across):
                    taken[column] = down - 1
                self._take_given(cell, at)
                if across == 1 and cell.get("class") != "caption":
                    (self.heads if row.getparent().tag == "thead" else self.cells)[at].append(cell)
                at += across
            while taken.get(at):
                taken[at] -= 1
                at += 1

    def _take_given(self, cell: HtmlElement, at: int) -> None:
        """The editor writes the widths of columns at their cells; print has no use for the attribute."""
        for column, pixels in enumerate(cell.attrib.pop("colwidth", "").split(","), start=at):
            if pixels.isdecimal() and int(pixels):
                self.given.setdefault(column, max(int(pixels) * UPRIGHT / EDITOR, NARROWEST))

    def is_too_wide(self) -> bool:
        """Even with each column as narrow as its longest word, the table does not fit an upright page."""
        return sum(self._narrowest(column) for column in range(self.columns)) > UPRIGHT

    def set_widths(self, room: float) -> None:
        """Give each column a share of `room`: what its author drew, else its longest word first, the rest to where the text
        is. A table whose rows are tall may leave one of them alone at a page break."""
        least = [self.given.get(c) or self._narrowest(c) for c in range(self.columns)]
        wanted = [self.given.get(c) or max(low, self._wanted(c)) for c, low in enumerate(least)]
        spare, asked = room - sum(least), sum(wanted) - sum(least)
        if spare <= 0:  # nothing fits: equal injustice for all
            widths = least
        elif asked > spare:
            widths = [low + (want - low) * spare / asked for low, want in zip(least, wanted, strict=True)]
        else:
            free = sum(want for c, want in enumerate(wanted) if c not in self.given)
            more = (room - sum(wanted)) / free if free else 0  # those that were drawn stay as they are
            widths = [want if c in self.given else want * (1 + more) for c, want in enumerate(wanted)]
        if self._tallest_first(widths) > 3:
            _set_class([self.table], "loose")
        group = builder.COLGROUP(*(builder.COL(style=f"width:{100 * w / sum(widths):.1f}%") for w in widths))
        if self.given:
            group.set("class", "given")
        self.table.insert(0, group)

    def _tallest_first(self, widths: list[float]) -> int:
        """Lines of the first and of the last row of the body, whichever is more."""
        ends = [(column, cells[at]) for column, cells in self.cells.items() if cells for at in (0, -1)]
        return max((math.ceil(_em(_words(cell)) / max(widths[c] - PADDING, 1)) for c, cell in ends), default=0)

    def align_numbers(self) -> None:
        for column in range(self.columns):
            cells = self.cells[column]
            if column == 0 and [_words(cell).rstrip(".") for cell in cells] == [str(n + 1) for n in range(len(cells))]:
                _set_class(cells + self.heads[0], "center")  # they only count
            elif cells:
                _align(cells, self.heads[column])

    def _narrowest(self, column: int) -> float:
        words = [_longest_word(cell) for cell in self.cells[column]]
        heads = [BOLD * _longest_word(cell) for cell in self.heads[column]]
        return min(max([NARROWEST, *words, *heads]), WIDEST_WORD) + PADDING

    def _wanted(self, column: int) -> float:
        lengths = [_em(_words(cell)) for cell in self.cells[column]] or [0]
        mean, longest = sum(lengths) / len(lengths), max(lengths)
        return min((mean + longest) / 2, LONGEST_WANTED) + PADDING


def mark_tall_rows(table: HtmlElement) -> None:
    for row in table.iter("tr"):
        if any(len(_words(cell)) > TALL for cell in row.iterchildren("td", "th")):
            _set_class([row], "tall")


def _align(cells: list[HtmlElement], heads: list[HtmlElement]) -> None:
    """Right-align a column of numbers, padded behind so that decimal commas stand above each other."""
    texts = [_words(cell) for cell in cells]
    found = [NUMBER.match(text) for text in texts]
    numbers = [match for match in found if match]
    if not numbers or any(not match and text not in NONE for match, text in zip(found, texts, strict=True)):
        return
    if all(YEAR.match(text) or text in NONE for text in texts) and not any("number" in c.get("class", "") for c in cells):
        return  # years are names, not amounts
    _set_class(cells + heads, "number")
    most = max(len(match["rest"] or "") for match in numbers)
    same_end = len({match["after"] for match in numbers}) == 1
    for cell, match in zip(cells, found, strict=True):
        if len(cell) and _only_text(cell) is None:
            continue
        place, text = _only_text(cell), _words(cell)
        if match:
            sign = "−" if match["sign"] in ("-", "–") else match["sign"]
            rest = match["rest"] or ""
            body = sign + match["before"] + match["whole"] + ("," + rest if rest else "")
            text = body + (_pad(most, len(rest)) if same_end else "") + match["after"]
        elif text:
            text = "–" + _pad(most, 0)
        place.text = text


def _pad(most: int, has: int) -> str:
    return (COMMA_SPACE if most and not has else "") + FIGURE_SPACE * (most - has)


def _only_text(cell: HtmlElement) -> HtmlElement | None:
    """The element whose text is all that the cell says: the cell, or a <strong> or <p> alone in it."""
    while len(cell) == 1 and not (cell.text or "").strip() and not (cell[0].tail or "").strip():
        cell = cell[0]
    return None if len(cell) else cell


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _longest_word(cell: HtmlElement) -> float:
    # A line may end behind the hyphen of "undang-undang", but not within "2026-2029", "1/2" or "ECO-1".
    return max((_em(word) for word in re.split(r"\s+|(?<=[^\W\d][-/])(?=[^\W\d])", _words(cell))), default=0)


def _em(text: str) -> float:
    return sum(GLYPHS.get(letter, 0.52) for letter in text)


def _set_class(elements: list[HtmlElement], name: str) -> None:
    for element in elements:
        has = element.get("class", "").split()
        if name not in has:
            element.set("class", " ".join([*has, name]))
