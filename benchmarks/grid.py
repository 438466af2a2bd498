"""An HTML table laid on a grid: which cell stands in which column, and how wide the columns should be."""
from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement


@dataclass(frozen=True)
class Cell:
    """Where a cell begins and how far it reaches; `is_again` for the places below one that reaches over several rows."""

    element: HtmlElement
    column: int
    width: int
    height: int
    is_again: bool = False


def rows_of(table: HtmlElement) -> list[tuple[HtmlElement, list[Cell]]]:
    """(row, its cells from left to right) for each row, the head's first."""
    made, below = [], {}  # below: column -> (the cell above, rows that it still covers)
    for row in table.iter("tr"):
        cells, column = [], 0
        for element in row.iterchildren("td", "th"):
            column = _covered(cells, below, column)
            cell = Cell(element, column, int(element.get("colspan", 1)), int(element.get("rowspan", 1)))
            cells.append(cell)
            if cell.height > 1:
                below[column] = cell, cell.height
            column += cell.width
        _covered(cells, below, column)
        below = {c: (cell, left - 1) for c, (cell, left) in below.items() if left > 1}
        made.append((row, cells))
    return made


def _covered(cells: list[Cell], below: dict, column: int) -> int:
    while column in below and not any(c.column == column for c in cells):
        above = below[column][0]
        cells.append(Cell(above.element, column, above.width, 1, is_again=True))
        column += above.width
    return column


def weights(rows: list[tuple[HtmlElement, list[Cell]]]) -> list[float]:
    """The share of each column, by how much is written in it."""
    columns = max((c.column + c.width for _, cells in rows for c in cells), default=1)
    most = [1] * columns
    for _, cells in rows:
        for cell in cells:
            if cell.width == 1:
                words = " ".join(cell.element.text_content().split())
                most[cell.column] = max(most[cell.column], len(words))
    return [max(min(length, 90) ** 0.6, 3.0) for length in most]
