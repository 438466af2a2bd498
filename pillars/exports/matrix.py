"""The workbook of programme matrices as an XLSX file: a sheet a pillar, then the long texts, the quick wins, the lists to
choose from, and the fingerprints of its origin. `pillars.imports.matrix` reads it back.

Totals are formulas that carry their value too, so that a reader that does not calculate (the protected view of Excel, a
telephone) shows them; that is why XlsxWriter writes and openpyxl only reads. Rows go to the disk as they come.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import BinaryIO

import xlsxwriter
from django.utils import translation
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from opd.models import today
from pillars import programs, sheets
from pillars.models import Pillar, Section
from pillars.sheets import Column, Matrices, Slot

TONES = {"GOV": "#1f4e8c", "BRA": "#9a3b73", "ECO": "#8f5208", "LIV": "#0f6a63", "SOC": "#5b4aa8", "ENV": "#37701b"}
INK, LINE, SHADE = "#23303d", "#b9c2cc", "#f1f3f5"
HEAD_ROW, FIRST_ROW = 3, 4  # from 0: title, what it is about, groups of columns, heads; the programmes begin under them
A3 = 8
LETTERS = 1.25  # of 9 points that go into a unit of width
HIGHEST = 409  # points that a row may have
INDONESIAN = "[$-421]"  # of the number formats: dots between thousands, a decimal comma

LEAFLET = (
    ("Isi buku kerja ini", None),
    ("", "Satu lembar matriks untuk tiap pilar (kolom seperti Tabel T-C.27 Renstra), lembar “Uraian” untuk teks tiap program, "
         "dan lembar “Quick win”. Setiap program punya kode yang tetap."),
    ("Mengubah dan mengunggah kembali", None),
    ("1.", "Ubah sel yang putih. Sel abu-abu dihitung atau diisi oleh aplikasi dan tidak dibaca kembali."),
    ("2.", "Satu baris adalah satu indikator. Sumber dana program berada di baris yang sama; satu sumber satu baris."),
    ("3.", "Indikator baru: sisipkan baris, tulis kode programnya, lalu isi kolom indikator. Sumber dana baru: isi kolom sumber "
           "dana pada baris program yang masih kosong, atau sisipkan baris."),
    ("4.", "Menghapus indikator atau sumber dana: kosongkan semua isiannya. Quick win: isi atau kosongkan seluruh barisnya."),
    ("5.", "Tulis angka sebagai angka (3,5 atau 1.250.000.000), bukan rumus. Pagu dalam rupiah penuh, bukan juta."),
    ("6.", "Beberapa nilai dalam satu sel (OPD pendukung, misi, lokasi) dipisah titik koma. Kegiatan: satu kegiatan satu baris "
           "(Alt+Enter)."),
    ("7.", "Unggah lewat halaman program perangkat daerah. Semua perubahan ditampilkan dahulu; tidak ada yang disimpan sebelum "
           "Anda menyetujuinya. Program yang sementara itu diubah orang lain ditunjukkan dan tidak ditimpa."),
    ("", "Program baru ditambahkan dan program dihapus di aplikasi, bukan di buku kerja ini."),
)


def of_section(section: Section) -> Matrices:
    """What the workbook of one section is made of: its programmes as they are now. The number of queries is fixed."""
    plan, pillars = section.plan, Pillar.objects.prefetch_related("sub_dimensions")
    with translation.override("id"):  # the workbook is Indonesian, whatever the page is
        return Matrices(
            plan=plan.code, title=plan.title, region=str(plan.region), years=plan.years,
            pillars={p.code: p.name for p in pillars},
            sub_dimensions={s.code: s.name for p in pillars for s in p.sub_dimensions.all()},
            missions={m.number: m.text for m in plan.missions.all()},
            programs=[programs.snapshot(p) for p in section.programs.with_figures()], made_on=today(),
        )


def write(matrices: Matrices, target: BinaryIO,
          progress: Callable[[int, int, str], None] = lambda done, total, what: None) -> None:
    """Write the workbook to `target`. `progress` is told (programmes done, of how many, which sheet)."""
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        _Writer(book, matrices, progress).write()


class _Writer:
    """The workbook while it is being written; knows the formats and what each programme says."""

    def __init__(self, book: xlsxwriter.Workbook, matrices: Matrices, progress: Callable[[int, int, str], None]):
        self.book, self.matrices, self.progress = book, matrices, progress
        self.years, self.formats = matrices.years, {}
        self.flats = {p["code"]: sheets.flat(p, self.years) for p in matrices.programs}
        self.lists: dict[str, str] = {}
        self.lines = 1  # of the row that is being written
        book.set_calc_mode("auto")
        book.set_properties({"title": f"Matriks program {matrices.region}", "subject": matrices.title,
                             "created": datetime.combine(matrices.made_on, time())})

    def write(self) -> None:
        self._leaflet()
        pages = [self._new_sheet(f"{code} {name}", code) for code, name in self._present_pillars()]
        detail, quick_win = self._new_sheet("Uraian"), self._new_sheet("Quick win")
        self._choices()
        for sheet, (code, name) in zip(pages, self._present_pillars(), strict=True):
            self._matrix(sheet, code, name)
        self._one_row_each(detail, sheets.DETAIL, "Uraian program")
        self._one_row_each(quick_win, sheets.QUICK_WIN, "Lembar quick win (diisi hanya untuk program quick win)")
        self._origin()
        (pages[0] if pages else detail).activate()

    def _present_pillars(self) -> list[tuple[str, str]]:
        used = {_pillar(p) for p in self.matrices.programs}
        return [(code, name) for code, name in self.matrices.pillars.items() if code in used]

    def _new_sheet(self, name: str, pillar: str = "") -> Worksheet:
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_tab_color(TONES.get(pillar, INK))
        return sheet

    # One sheet a pillar

    def _matrix(self, sheet: Worksheet, pillar: str, name: str) -> None:
        columns = sheets.matrix_columns(self.years)
        own = [p for p in self.matrices.programs if _pillar(p) == pillar]
        self._set_up(sheet, sheets.MATRIX, columns, f"Matriks program {name}", TONES.get(pillar, INK))
        row = FIRST_ROW
        for number, program in enumerate(own, 1):
            row = self._program(sheet, columns, row, number, program)
            self.progress(number, len(own), f"Matriks {name}")
        self._totals(sheet, columns, row, own)
        self._close(sheet, columns, row - 1, width=next(i for i, c in enumerate(columns, 1) if c.head == "OPD penanggung jawab"))

    def _program(self, sheet: Worksheet, columns: list[Column], row: int, number: int, program: dict) -> int:
        """The rows of one programme; returns the row after them."""
        sources = [s for s, amounts in program["budget"].items() if any(int(y) in self.years for y in amounts)]
        height = max(1, len(program["indicators"]), len(sources))
        for n in range(1, height + 1):
            sheet.write_string(row, 0, f"{program['code']}/{n}", self._format("shown"))
            source = sources[n - 1] if n <= len(sources) else ""
            for at, column in enumerate(columns, 1):
                self._matrix_cell(sheet, row, at, column, columns, program, n, source, number)
            row = self._row_done(sheet, row)
        return row

    def _matrix_cell(self, sheet: Worksheet, row: int, at: int, column: Column, columns: list[Column], program: dict, n: int,
                     source: str, number: int) -> None:
        flat, first = self.flats[program["code"]], n == 1
        if column.field == "code":
            sheet.write_string(row, at, program["code"], self._format("code", first))
        elif column.head == "No":
            self._shown(sheet, row, at, number if first else "", first)
        elif column.head == "OPD penanggung jawab":
            self._shown(sheet, row, at, program["lead"]["abbreviation"] if first else "", first)
        elif column.look in ("total", "end"):
            self._computed(sheet, row, at, column, columns, flat, n, source, first)
        elif column.field == "indicators":
            self._cell(sheet, row, at, column, flat.get(Slot("indicators", str(n), column.name), ""), first)
        elif column.field == "budget":
            amount = flat.get(Slot("budget", source, column.name), "")
            self._cell(sheet, row, at, column, sheets.label("source", source) if column.name == "source" else amount, first)
        else:
            self._cell(sheet, row, at, column, flat.get(Slot(column.field), "") if first else "", first)

    def _computed(self, sheet, row, at, column, columns, flat, n, source, first) -> None:
        """The sum of a source over the years, or the last target; empty where there is nothing."""
        if column.look == "end":
            last = _last(columns, "indicators", str(self.years[-1]))
            text = flat.get(Slot("indicators", str(n), str(self.years[-1])), "")
            number = sheets.plain_number(text)
            cell = xl_rowcol_to_cell(row, last)
            sheet.write_formula(row, at, f'=IF({cell}="","",{cell})', self._format("end", first, _decimals(text)),
                                text if number is None else float(number))
            return
        amounts = [int(flat[slot]) for y in self.years if (slot := Slot("budget", source, str(y))) in flat]
        cells = xl_range(row, _last(columns, "budget", str(self.years[0])), row, _last(columns, "budget", str(self.years[-1])))
        sheet.write_formula(row, at, f'=IF(COUNT({cells})=0,"",SUM({cells}))', self._format("total", first),
                            sum(amounts) if amounts else "")

    def _totals(self, sheet: Worksheet, columns: list[Column], row: int, own: list[dict]) -> None:
        """Sums of what the filter leaves visible."""
        sheet.write_string(row, 0, "jumlah", self._format("sum"))
        sums = {y: sum(a.get(str(y), 0) for p in own for a in p["budget"].values()) for y in self.years}
        for at, column in enumerate(columns, 1):
            if column.look in ("money", "total"):
                cells = xl_range(FIRST_ROW, at, max(row - 1, FIRST_ROW), at)
                value = sums[int(column.name)] if column.look == "money" else sum(sums.values())
                sheet.write_formula(row, at, f"=SUBTOTAL(9,{cells})", self._format("sum"), value)
            else:
                sheet.write(row, at, "JUMLAH" if column.field == "name" else "", self._format("sum"))

    # Sheets with one row a programme

    def _one_row_each(self, sheet: Worksheet, kind: str, title: str) -> None:
        columns = sheets.columns_of(kind, self.years)
        self._set_up(sheet, kind, columns, title, INK)
        total = len(self.matrices.programs)
        for done, program in enumerate(self.matrices.programs, 1):
            row, flat = FIRST_ROW + done - 1, self.flats[program["code"]]
            sheet.write_string(row, 0, f"{program['code']}/1", self._format("shown"))
            for at, column in enumerate(columns, 1):
                if column.look == "shown":
                    self._shown(sheet, row, at, flat.get(Slot("name"), ""), True)
                    self._count_lines(column, flat.get(Slot("name"), ""))
                else:
                    text = program["code"] if column.field == "code" else flat.get(Slot(column.field, "", column.name), "")
                    self._cell(sheet, row, at, column, text, True)
            self._row_done(sheet, row)
            self.progress(done, total, sheet.get_name())
        sheet.repeat_columns(1, 2)
        sheet.fit_to_pages(2 if kind == sheets.QUICK_WIN else 1, 0)
        self._close(sheet, columns, FIRST_ROW + total - 1, width=len(columns))

    # What every sheet of programmes has

    def _set_up(self, sheet: Worksheet, kind: str, columns: list[Column], title: str, tone: str) -> None:
        about = f"{self.matrices.title} · {self.matrices.region} · {self.years[0]}–{self.years[-1]}"
        if any(p["is_illustrative"] for p in self.matrices.programs):
            about += " · sebagian target dan pagu adalah ilustrasi (lihat lembar Uraian)"
        self._page(sheet, title)
        sheet.set_column(0, 0, 14, None, {"hidden": True})
        for at, column in enumerate(columns, 1):
            sheet.set_column(at, at, column.width)
        sheet.write_string(0, 1, title, self._plain("title", bold=True, font_size=14, font_color=tone))
        sheet.write_string(1, 1, about, self._plain("about", font_size=9, font_color="#5a6672"))
        head = self._plain(f"head{tone}", bold=True, font_size=9, font_color="white", bg_color=tone, border=1, text_wrap=True,
                           border_color=LINE, align="center", valign="vcenter")
        self._group_heads(sheet, columns, head)
        sheet.set_row(HEAD_ROW, 38)
        sheet.write_string(HEAD_ROW, 0, kind, head)
        for at, column in enumerate(columns, 1):
            sheet.write_string(HEAD_ROW, at, column.head, head)
        shown = next(at for at, column in enumerate(columns, 1) if column.head == "Program/inovasi")
        sheet.freeze_panes(FIRST_ROW, shown + 1)
        sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)

    def _group_heads(self, sheet: Worksheet, columns: list[Column], head) -> None:
        groups: dict[str, list[int]] = {}
        for at, column in enumerate(columns, 1):
            if column.group:
                groups.setdefault(column.group, []).append(at)
        for name, places in groups.items():
            sheet.merge_range(HEAD_ROW - 1, places[0], HEAD_ROW - 1, places[-1], name, head)

    def _close(self, sheet: Worksheet, columns: list[Column], last: int, width: int) -> None:
        """Filter, choices and protection; what is printed ends at column `width`."""
        last = max(last, FIRST_ROW)
        sheet.autofilter(HEAD_ROW, 1, last, len(columns))
        sheet.print_area(0, 1, last + 1, width)
        for at, column in enumerate(columns, 1):
            if column.choices:
                sheet.data_validation(FIRST_ROW, at, last + 200, at, {
                    "validate": "list", "source": self.lists[column.choices], "error_title": column.head,
                    "error_message": "Pilih salah satu dari daftar.",
                })
        sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True,
                           "delete_rows": True, "sort": True, "autofilter": True})

    def _page(self, sheet: Worksheet, title: str) -> None:
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&L&8{title.replace('&', '&&')} · {self.matrices.region.replace('&', '&&')}&R&8Halaman &P dari &N")

    def _cell(self, sheet: Worksheet, row: int, at: int, column: Column, text: str, first: bool) -> None:
        """One cell that is read back: a number where the column holds numbers and the text is one."""
        self._count_lines(column, text)
        number = sheets.plain_number(text) if column.look in ("value", "money", "year") else None
        look = "number" if number is not None and column.look == "value" else column.look
        shape = self._format(look, first, _decimals(text) if look == "number" else 0)
        if number is not None:
            sheet.write_number(row, at, float(number), shape)
        elif text:
            sheet.write_string(row, at, text, shape)
        else:
            sheet.write_blank(row, at, None, shape)

    def _count_lines(self, column: Column, text: str) -> None:
        """How many lines the text will take in a cell of the column, for the height of the row."""
        self.lines = max(self.lines, sum(1 + int(len(line) / (column.width * LETTERS)) for line in text.split("\n")))

    def _row_done(self, sheet: Worksheet, row: int) -> int:
        """Make the row as high as its texts ask for: not every program does that by itself. Returns the next row."""
        sheet.set_row(row, min(12 * self.lines + 4, HIGHEST))
        self.lines = 1
        return row + 1

    def _shown(self, sheet: Worksheet, row: int, at: int, value: int | str, first: bool) -> None:
        if isinstance(value, int):
            sheet.write_number(row, at, value, self._format("shown", first))
        else:
            sheet.write_string(row, at, value, self._format("shown", first))

    def _format(self, look: str, first: bool = False, decimals: int = 0):
        """The format of a cell; the first row of a programme has a stronger line above it."""
        key = (look, first, decimals)
        if key not in self.formats:
            number = f"{INDONESIAN}#,##0" + ("." + "0" * decimals if decimals else "")
            self.formats[key] = self.book.add_format({
                "font_size": 9, "valign": "top", "border": 1, "border_color": LINE,
                "locked": look in ("shown", "total", "end", "sum"), "text_wrap": look in ("text", "code", "value", "shown"),
                **({"num_format": number} if look in ("number", "value", "money", "total", "end", "sum") else {}),
                **_LOOKS.get(look, {}), **({"top": 1, "top_color": "#6b7785"} if first else {}),
            })
        return self.formats[key]

    def _plain(self, key: str, **looks):
        if key not in self.formats:
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    # Leaflet, lists, origin

    def _leaflet(self) -> None:
        sheet = self._new_sheet("Petunjuk")
        self._page(sheet, "Petunjuk")
        sheet.set_portrait()
        sheet.set_paper(9)
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 96)
        sheet.write_string(0, 0, "Matriks program", self._plain("leaflet", bold=True, font_size=16, font_color=INK))
        sheet.write_string(1, 0, f"{self.matrices.title} · {self.matrices.region}", self._plain("about", font_size=9,
                                                                                               font_color="#5a6672"))
        text, head = self._plain("words", text_wrap=True, valign="top"), self._plain("subhead", bold=True, font_color=INK)
        for row, (mark, words) in enumerate(LEAFLET, 3):
            sheet.write_string(row, 0, mark, head if words is None else text)
            if words:
                sheet.write_string(row, 1, words, text)
                sheet.set_row(row, 15 * (1 + len(words) // 107) + 3)
        sheet.protect()

    def _choices(self) -> None:
        """The lists that cells are chosen from, side by side."""
        sheet = self._new_sheet("Pilihan")
        self._page(sheet, "Pilihan")
        lists = {name: list(sheets.words_of(name).values()) for name in sheets.CHOICES}
        lists |= {"yes_or_no": list(sheets.YES_OR_NO.values()), "sub_dimension": list(self.matrices.sub_dimensions)}
        heads = {"sub_dimension": "Subdimensi", "source": "Sumber dana", "action_type": "Jenis rencana aksi",
                 "horizon": "Jangka waktu", "innovation_type": "Jenis inovasi", "stage": "Status inovasi",
                 "yes_or_no": "Ya/Tidak"}
        columns = [(heads[name], lists[name]) for name in heads]
        columns.insert(1, ("Nama subdimensi", list(self.matrices.sub_dimensions.values())))
        columns += [("Misi", [str(n) for n in self.matrices.missions]), ("Bunyi misi", list(self.matrices.missions.values()))]
        bold, text = self._plain("listhead", bold=True, bottom=1), self._plain("list", valign="top")
        for at, (head, words) in enumerate(columns):
            sheet.set_column(at, at, max(len(text) for text in (head, *words)) + 2)
            sheet.write_string(0, at, head, bold)
        for row in range(max(len(words) for _head, words in columns)):
            for at, (_head, words) in enumerate(columns):
                if row < len(words):
                    sheet.write_string(row + 1, at, words[row], text)
        for at, (head, words) in enumerate(columns):
            name = next((key for key, word in heads.items() if word == head), None)
            if name and words:
                self.lists[name] = f"=Pilihan!{xl_range_abs(1, at, len(words), at)}"
        sheet.protect()

    def _origin(self) -> None:
        """Which plan the file is of, and the fingerprint of every field as it was."""
        sheet = self.book.add_worksheet("Asal")
        rows = [[sheets.ORIGIN, sheets.FORMAT, self.matrices.plan], ["kode", *sheets.FIELDS]]
        rows += [[code, *[sheets.fingerprint(flat, field) for field in sheets.FIELDS]] for code, flat in self.flats.items()]
        for row, texts in enumerate(rows):
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text)
        sheet.protect()
        sheet.very_hidden()


_LOOKS = {
    "shown": {"bg_color": SHADE, "font_color": "#5a6672"}, "code": {"num_format": "@"},
    "value": {"align": "right"}, "number": {"align": "right", "indent": 1},
    "end": {"align": "right", "indent": 1, "bg_color": SHADE},
    "total": {"bg_color": SHADE, "bold": True},
    "year": {"align": "center", "num_format": "0"}, "sum": {"bold": True, "bg_color": "#e3e7eb", "top": 2},
}


def _pillar(program: dict) -> str:
    return program["sub_dimension"].split("-")[0]


def _decimals(text: str) -> int:
    """Digits behind the decimal sign of a number in plain form."""
    return len(text.partition(".")[2]) if sheets.plain_number(text) is not None else 0


def _last(columns: list[Column], field: str, name: str) -> int:
    return next(at for at, column in enumerate(columns, 1) if (column.field, column.name) == (field, name))
