"""How a sheet of programmes looks and prints; what stands in it is `pillars.exports.matrix`'s."""
from __future__ import annotations

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pillars import sheets
from pillars.sheets import Column

TONES = {"GOV": "#1f4e8c", "BRA": "#9a3b73", "ECO": "#8f5208", "LIV": "#0f6a63", "SOC": "#5b4aa8", "ENV": "#37701b"}
INK, PALE, LINE, SHADE = "#23303d", "#5a6672", "#b9c2cc", "#f1f3f5"
HEAD_ROW, FIRST_ROW = 3, 4  # from 0: title, what it is about, groups of columns, heads; the programmes begin under them
A3, A4 = 8, 9
LETTERS = 1.25  # of 9 points that go into a unit of width
HIGHEST = 409  # points that a row may have
INDONESIAN = "[$-421]"  # of the number formats: dots between thousands, a decimal comma
MAY = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")

_LOCKED = ("shown", "count", "total", "end", "sum")
_WRAPPED = ("text", "code", "value", "shown")
_NUMBERS = ("number", "value", "money", "total", "end", "sum")
_LOOKS = {
    "shown": {"bg_color": SHADE, "font_color": PALE}, "count": {"bg_color": SHADE, "font_color": PALE, "align": "center"},
    "code": {"num_format": "@"},
    "value": {"align": "right"}, "number": {"align": "right", "indent": 1}, "total": {"bg_color": SHADE, "bold": True},
    "end": {"align": "right", "indent": 1, "bg_color": SHADE}, "year": {"align": "center", "num_format": "0"},
    "sum": {"bold": True, "bg_color": "#e3e7eb", "top": 2},
}


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book, self.made = book, {}

    def plain(self, **looks) -> Format:
        """A format outside the tables of programmes."""
        key = tuple(looks.items())
        if key not in self.made:
            self.made[key] = self.book.add_format(looks)
        return self.made[key]

    def cell(self, look: str, first: bool, decimals: int = 0) -> Format:
        """The format of a cell; the first row of a programme has a stronger line above it."""
        number = f"{INDONESIAN}#,##0" + ("." + "0" * decimals if decimals else "")
        return self.plain(**{
            "font_size": 9, "valign": "top", "border": 1, "border_color": LINE, "locked": look in _LOCKED,
            "text_wrap": look in _WRAPPED, **({"num_format": number} if look in _NUMBERS else {}), **_LOOKS.get(look, {}),
            **({"top": 1, "top_color": "#6b7785"} if first else {}),
        })

    def head(self, tone: str) -> Format:
        """The format of the heads of columns."""
        return self.plain(bold=True, font_size=9, font_color="white", bg_color=tone, border=1, border_color=LINE,
                          text_wrap=True, align="center", valign="vcenter")


class Page:
    """A sheet of programmes while it is written, row by row from the top; `row` is the present one."""

    def __init__(self, sheet: Worksheet, columns: list[Column], looks: Looks):
        self.sheet, self.columns, self.looks = sheet, columns, looks
        self.at = {column: index for index, column in enumerate(columns, 1)}  # the marks stand in the column before
        self.row, self.lines, self.first = FIRST_ROW, 1, True

    def open(self, mark: str, title: str, about: str, tone: str) -> None:
        """The rows above the programmes. `mark` tells the reader what kind of sheet it is."""
        self.sheet.set_column(0, 0, 14, None, {"hidden": True})
        for column, at in self.at.items():
            self.sheet.set_column(at, at, column.width)
        self.sheet.write_string(0, 1, title, self.looks.plain(bold=True, font_size=14, font_color=tone))
        self.sheet.write_string(1, 1, about, self.looks.plain(font_size=9, font_color=PALE))
        self._heads(mark, self.looks.head(tone))
        shown = next(at for column, at in self.at.items() if column.head == "Program/inovasi")
        self.sheet.freeze_panes(FIRST_ROW, shown + 1)
        self.sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)

    def _heads(self, mark: str, head: Format) -> None:
        groups: dict[str, list[int]] = {}
        for column, at in self.at.items():
            groups.setdefault(column.group, []).append(at)
        for name, places in groups.items():
            if name:
                self.sheet.merge_range(HEAD_ROW - 1, places[0], HEAD_ROW - 1, places[-1], name, head)
        self.sheet.set_row(HEAD_ROW, 38)
        self.sheet.write_string(HEAD_ROW, 0, mark, head)
        for column, at in self.at.items():
            self.sheet.write_string(HEAD_ROW, at, column.head, head)

    def begin(self, mark: str, first: bool) -> None:
        """Begin a row: the mark that it is known by, and whether it is the first of its programme."""
        self.first = first
        self.sheet.write_string(self.row, 0, mark, self.looks.cell("shown", first))

    def end(self) -> None:
        """End a row. It gets the height that its texts ask for: not every program does that by itself."""
        self.sheet.set_row(self.row, min(12 * self.lines + 4, HIGHEST))
        self.row, self.lines = self.row + 1, 1

    def put(self, column: Column, text: str) -> None:
        """A cell: a number where the column holds numbers and the text is one."""
        self.lines = max(self.lines, sum(1 + int(len(line) / (column.width * LETTERS)) for line in text.split("\n")))
        number = sheets.plain_number(text) if column.look in ("value", "money", "year", "count") else None
        if number is not None:
            look = "number" if column.look == "value" else column.look
            shape = self.looks.cell(look, self.first, decimals(text) if look == "number" else 0)
            self.sheet.write_number(self.row, self.at[column], float(number), shape)
        elif text:
            self.sheet.write_string(self.row, self.at[column], text, self.looks.cell(column.look, self.first))
        else:
            self.sheet.write_blank(self.row, self.at[column], None, self.looks.cell(column.look, self.first))

    def compute(self, column: Column, formula: str, value: float | str, places: int = 0) -> None:
        """A cell that is calculated, with its present value."""
        shape = self.looks.cell(column.look, self.first, places)
        self.sheet.write_formula(self.row, self.at[column], formula, shape, value)

    def place(self, field: str, name: str) -> str:
        """The cell of a column in the present row: "M5"."""
        return xl_rowcol_to_cell(self.row, self._index(field, name))

    def span(self, field: str, names: list[str]) -> str:
        """The cells from the first to the last of some columns in the present row: "O5:S5"."""
        return xl_range(self.row, self._index(field, names[0]), self.row, self._index(field, names[-1]))

    def _index(self, field: str, name: str) -> int:
        return next(at for column, at in self.at.items() if (column.field, column.name) == (field, name))

    def sums(self, values: dict[Column, int], word: str) -> None:
        """A last row with the sums of columns, of what the filter leaves visible."""
        shape = self.looks.cell("sum", False)
        self.sheet.write_string(self.row, 0, "jumlah", shape)
        for column, at in self.at.items():
            if column in values:
                cells = xl_range(FIRST_ROW, at, max(self.row - 1, FIRST_ROW), at)
                self.sheet.write_formula(self.row, at, f"=SUBTOTAL(9,{cells})", shape, values[column])
            else:
                self.sheet.write(self.row, at, word if column.field == "name" else "", shape)

    def close(self, lists: dict[str, str], printed: int) -> None:
        """Filter, choices from `lists` and protection; as many columns as `printed` go on paper."""
        last = max(self.row - 1, FIRST_ROW)
        self.sheet.autofilter(HEAD_ROW, 1, last, len(self.columns))
        self.sheet.print_area(0, 1, last + 1, printed)
        for column, at in self.at.items():
            if column.choices in lists:
                self.sheet.data_validation(FIRST_ROW, at, last + 200, at, {
                    "validate": "list", "source": lists[column.choices], "error_title": column.head,
                    "error_message": "Pilih salah satu dari daftar.",
                })
        self.sheet.protect("", dict.fromkeys(MAY, True))


def on_paper(sheet: Worksheet, title: str, region: str, paper: int = A3, wide: int = 1) -> None:
    """Printed across, `wide` pages beside each other, with a foot that says what it is."""
    sheet.set_landscape() if paper == A3 else sheet.set_portrait()
    sheet.set_paper(paper)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.fit_to_pages(wide, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&8{title.replace('&', '&&')} · {region.replace('&', '&&')}&R&8Halaman &P dari &N")


def decimals(text: str) -> int:
    """Digits behind the decimal sign of a number in plain form."""
    return len(text.partition(".")[2]) if sheets.plain_number(text) is not None else 0
