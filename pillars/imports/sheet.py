"""A workbook that the app did not make, as rows of cells: merged ones filled, each with its place and its fault."""
from __future__ import annotations

import io
import re
import zipfile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import range_boundaries

from opd.imports import SheetError
from pillars.imports import matrix
from pillars.imports.columns import Cell

MOST_ROWS = 2000
MOST_SHEETS = 12
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')


def read(upload) -> list[dict]:
    """[{"title", "rows": [[[text, place, own, fault]]]}] of the sheets in which something stands. Raises `SheetError`."""
    with matrix.opened(upload, with_results=True) as (book, data):
        sheets = [{"title": sheet.title[:60], "rows": _rows(sheet, data)} for sheet in book.worksheets[:MOST_SHEETS]
                  if sheet.sheet_state == "visible"]
    sheets = [sheet for sheet in sheets if sheet["rows"]]
    if not sheets:
        raise SheetError(_("Tidak ada isi di berkas ini."))
    return sheets


def _rows(sheet, data: bytes) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=matrix.MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            raise SheetError(_("Lembar “%(sheet)s” melebihi %(n)d baris.") % {"sheet": sheet.title, "n": MOST_ROWS})
        cells = []
        for column, cell in enumerate(row, 1):
            text, fault = matrix.cell_text(cell) if cell.value is not None else ("", "")
            cells.append(Cell(text.strip(), f"{openpyxl.utils.get_column_letter(column)}{number}", True, fault))
        rows.append(cells)
    while rows and not any(cell.text or cell.fault for cell in rows[-1]):
        rows.pop()
    width = max((n for row in rows for n, cell in enumerate(row, 1) if cell.text or cell.fault), default=0)
    rows = [row[:width] + [Cell("")] * (width - len(row)) for row in rows]
    _fill_merged(rows, width, _merges(sheet, data))
    return rows


def _merges(sheet, data: bytes) -> list[tuple[int, int, int, int]]:
    """The merged ranges, which reading row by row does not tell."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [range_boundaries(ref.decode()) for ref in _MERGE.findall(packed.read(sheet._worksheet_path.lstrip("/")))[:20_000]]


def _fill_merged(rows: list[list[Cell]], width: int, merges: list[tuple[int, int, int, int]]) -> None:
    for left, top, right, bottom in merges:
        if top > len(rows) or left > width:
            continue
        first = rows[top - 1][left - 1]
        for y in range(top, min(bottom, len(rows)) + 1):
            for x in range(left, min(right, width) + 1):
                if (y, x) != (top, left):
                    rows[y - 1][x - 1] = first._replace(own=False)
