"""The workbook of an itemized section: one sheet of rows as they are now, the words to choose from, and its origin.
`pillars.imports.items` reads it back."""
from __future__ import annotations

from typing import BinaryIO

import xlsxwriter

from pillars import item_sheets, sheets
from pillars.exports.matrix_page import FIRST_ROW, HEAD_ROW, HIGHEST, INK, LETTERS, MAY, PALE, Looks, on_paper
from pillars.models import Section
from pillars.table_cells import written
from pillars.table_kinds import Column

SPARE = 200  # empty rows that already look and choose like the others
LOOKS = {"number": "value", "year": "year", "level": "year"}
ABOUT = "Ubah sel yang putih. Baris baru: tulis di bawah atau sisipkan. Hapus baris: hapus seluruh barisnya. Lalu unggah kembali."


def write(section: Section, target: BinaryIO) -> None:
    """Write the workbook of `section` as it is now to `target`."""
    sheet, (source, rows) = item_sheets.of(section), item_sheets.present(section)
    with xlsxwriter.Workbook(target) as book:
        looks = Looks(book)
        _rows(book, looks, section, sheet, source, rows)
        _choices(book, looks, sheet)
        _origin(book, section, sheet, rows)


def _rows(book: xlsxwriter.Workbook, looks: Looks, section: Section, sheet: item_sheets.Sheet, source: str,
          rows: list[dict]) -> None:
    page = book.add_worksheet("Isian")
    page.set_tab_color(INK)
    on_paper(page, sheet.title, str(section.plan.region))
    page.set_column(0, 0, 10, None, {"hidden": True})
    page.write_string(0, 1, f"{sheet.title}: {section.title}"[:250], looks.plain(bold=True, font_size=14, font_color=INK))
    page.write_string(1, 1, ABOUT, looks.plain(font_size=9, font_color=PALE))
    page.write_string(2, 0, "sumber")
    page.write_string(2, 1, "Sumber:", looks.plain(bold=True, font_size=9, align="right"))
    page.write_string(2, 2, source, looks.cell("text", False))
    page.set_row(HEAD_ROW, 32)
    page.write_string(HEAD_ROW, 0, item_sheets.ROWS)
    for at, column in enumerate(sheet.columns, 1):
        page.set_column(at, at, max(column.width * 0.62, 11))
        page.write_string(HEAD_ROW, at, column.label, looks.head(INK))
        _help(page, looks, at, column)
    for number, row in enumerate(rows, FIRST_ROW):
        page.write_string(number, 0, row["key"], looks.plain(num_format="@"))
        lines = [_cell(page, looks, number, at, column, row) for at, column in enumerate(sheet.columns, 1)]
        page.set_row(number, min(12 * max(lines) + 4, HIGHEST))
    for number in range(FIRST_ROW + len(rows), FIRST_ROW + len(rows) + SPARE):
        for at, column in enumerate(sheet.columns, 1):
            page.write_blank(number, at, None, looks.cell(LOOKS.get(column.type, "text"), False))
    page.freeze_panes(FIRST_ROW, 2)
    page.repeat_rows(HEAD_ROW)
    page.autofilter(HEAD_ROW, 1, FIRST_ROW + max(len(rows), 1), len(sheet.columns))
    page.print_area(0, 1, FIRST_ROW + max(len(rows) - 1, 0), len(sheet.columns))
    page.protect("", dict.fromkeys((*MAY, "insert_columns"), True))


def _cell(page, looks: Looks, number: int, at: int, column: Column, row: dict) -> int:
    """Write a cell; how many lines it needs."""
    text, look = written(column, row.get(column.key)), LOOKS.get(column.type, "text")
    plain = sheets.plain_number(str(row.get(column.key) or "")) if look != "text" else None
    if plain is not None:
        places = len(str(plain).partition(".")[2])
        page.write_number(number, at, float(plain), looks.cell("number" if look == "value" else look, False, places))
    elif text:
        page.write_string(number, at, text, looks.cell("text", False))
    else:
        page.write_blank(number, at, None, looks.cell(look, False))
    return 1 + int(len(text) / (max(column.width * 0.62, 11) * LETTERS))


def _help(page, looks: Looks, at: int, column: Column) -> None:
    """What is said of a column, and for choices the list that they are taken from."""
    asked = {"input_title": column.label[:32], "input_message": column.help[:250]} if column.help else {}
    if column.type == "choice":
        last = len(column.choices)
        source = f"=Pilihan!{xlsxwriter.utility.xl_range_abs(1, at - 1, last, at - 1)}"
        asked |= {"validate": "list", "source": source, "error_title": column.label[:32],
                  "error_message": "Pilih salah satu dari daftar."}
    elif column.type == "level":
        meanings = "; ".join(f"{n} {words}" for n, words in column.choices.items())
        asked |= {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5, "input_title": column.label[:32],
                  "input_message": meanings[:250], "error_title": column.label[:32], "error_message": "Pilih 1 sampai 5."}
    elif asked:
        asked |= {"validate": "any"}
    if asked:
        page.data_validation(FIRST_ROW, at, FIRST_ROW + 600, at, asked)


def _choices(book: xlsxwriter.Workbook, looks: Looks, sheet: item_sheets.Sheet) -> None:
    page = book.add_worksheet("Pilihan")
    for at, column in enumerate(sheet.columns):
        words = [f"{key} – {text}" if column.type == "level" else str(text) for key, text in column.choices.items()]
        page.set_column(at, at, max([len(column.label), *map(len, words)]) + 2)
        page.write_string(0, at, column.label, looks.plain(bold=True, bottom=1))
        for row, word in enumerate(words, 1):
            page.write_string(row, at, word)
    page.protect()


def _origin(book: xlsxwriter.Workbook, section: Section, sheet: item_sheets.Sheet, rows: list[dict]) -> None:
    """Which section the file is of, and the fingerprint of every cell as it was."""
    page = book.add_worksheet("Asal")
    lines = [[item_sheets.ORIGIN, item_sheets.FORMAT, section.plan.code, section.code],
             ["baris", *(c.key for c in sheet.columns)]]
    lines += [[row["key"], *(item_sheets.fingerprint(c, row) for c in sheet.columns)] for row in rows]
    for number, texts in enumerate(lines):
        for at, text in enumerate(texts):
            page.write_string(number, at, text)
    page.protect()
    page.very_hidden()
