"""Totals carried over: the foot of a long matrix says on each page what its amounts come to so far.

How rows fall on pages is known only after layout, so the foot is laid out with the totals, the longest text it can
hold, and re-set on every page but the last. In the HTML a row carries its amounts in whole rupiah
(`data-amounts="750000000 -"`, "-" for none), the foot its number of decimals (`data-decimals`), the words for a page
that goes on (`data-here`), and the class "carried" on each cell of an amount.

No public name of WeasyPrint leads to the boxes or sets a line anew; VERSION is what this was written for, and
tests/masterplan/book/test_carrying.py holds it.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import weasyprint
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import split_first_line

VERSION = "70.0"
MILLION = 1_000_000


@dataclass
class _Sums:
    """What the rows of one table come to; `left` are the rows that are still to come."""

    left: int
    seen: set[int] = field(default_factory=set)
    amounts: list[int | None] = field(default_factory=list)

    def take(self, row) -> None:
        if id(row) in self.seen:  # a row that is broken over two pages counts where it begins
            return
        self.seen.add(id(row))
        self.left -= 1
        found = [None if word == "-" else int(word) for word in row.get("data-amounts").split()]
        self.amounts = [_plus(a, b) for a, b in zip(self.amounts or [None] * len(found), found, strict=True)]


def carry(pages: list[Page]) -> None:
    """Set the foot of each table with amounts, on each of its `pages` where the table goes on, to the sums so far.

    Raises RuntimeError under a WeasyPrint whose boxes this does not know."""
    if weasyprint.VERSION != VERSION:
        raise RuntimeError(f"carrying.py is written for WeasyPrint {VERSION}, not {weasyprint.VERSION}")
    sums: dict[int, _Sums] = {}
    for page in pages:
        for table in _within(page._page_box, lambda box: isinstance(box, boxes.TableBox)):
            if (foot := next(_within(table, _is_foot), None)) is None:
                continue
            rows = [r for r in table.element.iter("tr") if r.get("data-amounts")]
            so_far = sums.setdefault(id(table.element), _Sums(len(rows)))
            for row in _within(table, lambda box: _attribute(box, "data-amounts")):
                so_far.take(row.element)
            if so_far.left:
                _set_foot(foot, so_far.amounts)


def written(amount: int | None, decimals: int) -> str:
    """An amount in juta rupiah, as `tables.money` writes it."""
    if amount is None:
        return "–"
    return f"{Decimal(amount) / MILLION:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _set_foot(foot, amounts: list[int | None]) -> None:
    decimals = int(foot.element.get("data-decimals", 0))
    cells = iter(amounts)
    for cell in _within(foot, lambda box: isinstance(box, boxes.TableCellBox)):
        if words := cell.element.get("data-here"):
            _set_text(cell, words, to_the_right=False)
        elif cell.element.get("class", "").endswith("carried"):
            _set_text(cell, written(next(cells), decimals), to_the_right=True)


def _set_text(cell, words: str, *, to_the_right: bool) -> None:
    """Put other words on the only line of a cell, as WeasyPrint's own split_text_box does."""
    first, *others = _within(cell, lambda box: isinstance(box, boxes.TextBox))
    layout, _, _, width, _, _ = split_first_line(words, first.style, None, None, 0)
    if to_the_right:
        first.position_x += first.width - width
    first.text, first.width, first.pango_layout = words, width, layout
    for other in others:  # a total that needed a second line: its room stays empty
        other.text = " "


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def _is_foot(box) -> bool:
    return isinstance(box, boxes.TableRowGroupBox) and box.is_footer


def _attribute(box, name: str) -> bool:
    return isinstance(box, boxes.TableRowBox) and bool(box.element.get(name))


def _within(box, wanted) -> Iterator:
    """Boxes in reading order that are `wanted`, without looking into those."""
    stack = [box]
    while stack:
        box = stack.pop()
        if wanted(box):
            yield box
        else:
            stack.extend(reversed(getattr(box, "children", ())))
