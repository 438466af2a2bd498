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
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from opd.models import today
from pillars import programs, sheets
from pillars.exports.matrix_page import A4, INK, PALE, TONES, Looks, Page, decimals, on_paper
from pillars.models import Pillar, Section
from pillars.sheets import Column, Matrices, Slot

LIST_HEADS = {"sub_dimension": "Subdimensi", "source": "Sumber dana", "action_type": "Jenis rencana aksi",
              "horizon": "Jangka waktu", "innovation_type": "Jenis inovasi", "stage": "Status inovasi", "yes_or_no": "Ya/Tidak"}
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
    """The workbook while it is being written; knows what each programme says."""

    def __init__(self, book: xlsxwriter.Workbook, matrices: Matrices, progress: Callable[[int, int, str], None]):
        self.book, self.matrices, self.progress, self.looks = book, matrices, progress, Looks(book)
        self.years = [str(year) for year in matrices.years]
        self.flats = {p["code"]: sheets.flat(p, matrices.years) for p in matrices.programs}
        book.set_properties({"title": f"Matriks program {matrices.region}", "subject": matrices.title,
                             "created": datetime.combine(matrices.made_on, time())})

    def write(self) -> None:
        """All sheets, in the order in which they lie."""
        self._leaflet()
        used = {_pillar(p) for p in self.matrices.programs}
        pillars = {code: name for code, name in self.matrices.pillars.items() if code in used}
        pages = [self._page(sheets.MATRIX, f"{code} {name}", f"Matriks program {name}", TONES.get(code, INK))
                 for code, name in pillars.items()]
        detail = self._page(sheets.DETAIL, "Uraian", "Uraian program")
        quick_win = self._page(sheets.QUICK_WIN, "Quick win", "Lembar quick win (diisi hanya untuk program quick win)", wide=2)
        lists = self._choices()
        for page, code in zip(pages, pillars, strict=True):
            self._matrix(page, [p for p in self.matrices.programs if _pillar(p) == code])
            page.close(lists, printed=next(at for column, at in page.at.items() if column.head == "OPD penanggung jawab"))
        for page in (detail, quick_win):
            self._one_row_each(page)
            page.sheet.repeat_columns(1, 2)
            page.close(lists, printed=len(page.columns))
        self._origin()
        [*pages, detail][0].sheet.activate()

    def _sheet(self, name: str, tone: str = INK) -> Worksheet:
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_tab_color(tone)
        return sheet

    def _page(self, kind: str, name: str, title: str, tone: str = INK, wide: int = 1) -> Page:
        about = f"{self.matrices.title} · {self.matrices.region} · {self.years[0]}–{self.years[-1]}"
        if any(p["is_illustrative"] for p in self.matrices.programs):
            about += " · sebagian target dan pagu adalah ilustrasi (lihat lembar Uraian)"
        page = Page(self._sheet(name, tone), sheets.columns_of(kind, self.matrices.years), self.looks)
        on_paper(page.sheet, title, self.matrices.region, wide=wide)
        page.open(kind, title, about, tone)
        return page

    # The matrix of a pillar: a row an indicator, a funding source beside

    def _matrix(self, page: Page, own: list[dict]) -> None:
        for number, program in enumerate(own, 1):
            sources = [s for s, amounts in program["budget"].items() if any(year in self.years for year in amounts)]
            for n in range(1, max(1, len(program["indicators"]), len(sources)) + 1):
                page.begin(f"{program['code']}/{n}", first=n == 1)
                self._matrix_row(page, program, number, n, sources[n - 1] if n <= len(sources) else "")
                page.end()
            self.progress(number, len(own), page.sheet.get_name())
        self._totals(page, own)

    def _matrix_row(self, page: Page, program: dict, number: int, n: int, source: str) -> None:
        flat = self.flats[program["code"]]
        once = {"No": str(number), "OPD penanggung jawab": program["lead"]["abbreviation"]}
        for column in page.columns:
            if column.look == "total":
                self._total(page, column, [int(flat[slot]) for y in self.years if (slot := Slot("budget", source, y)) in flat])
            elif column.look == "end":
                self._last_target(page, column, flat.get(Slot("indicators", str(n), self.years[-1]), ""))
            elif column.field == "code":
                page.put(column, program["code"])
            elif column.field == "indicators":
                page.put(column, flat.get(Slot("indicators", str(n), column.name), ""))
            elif column.name == "source":
                page.put(column, sheets.label("source", source))
            elif column.field == "budget":
                page.put(column, flat.get(Slot("budget", source, column.name), ""))
            else:
                page.put(column, (once.get(column.head) or flat.get(Slot(column.field), "")) if n == 1 else "")

    def _total(self, page: Page, column: Column, amounts: list[int]) -> None:
        cells = page.span("budget", self.years)
        page.compute(column, f'=IF(COUNT({cells})=0,"",SUM({cells}))', sum(amounts) if amounts else "")

    def _last_target(self, page: Page, column: Column, text: str) -> None:
        cell, number = page.place("indicators", self.years[-1]), sheets.plain_number(text)
        page.compute(column, f'=IF({cell}="","",{cell})', text if number is None else float(number), decimals(text))

    def _totals(self, page: Page, own: list[dict]) -> None:
        by_year = {y: sum(amounts.get(y, 0) for p in own for amounts in p["budget"].values()) for y in self.years}
        page.sums({column: by_year.get(column.name, sum(by_year.values()))
                   for column in page.columns if column.look in ("money", "total")}, "JUMLAH")

    # Sheets with one row a programme

    def _one_row_each(self, page: Page) -> None:
        for done, program in enumerate(self.matrices.programs, 1):
            flat = {**self.flats[program["code"]], Slot("code"): program["code"]}
            page.begin(f"{program['code']}/1", first=True)
            for column in page.columns:
                slot = Slot("name") if column.look == "shown" else Slot(column.field, "", column.name)
                page.put(column, flat.get(slot, ""))
            page.end()
            self.progress(done, len(self.matrices.programs), page.sheet.get_name())

    # Leaflet, lists, origin

    def _leaflet(self) -> None:
        sheet, region = self._sheet("Petunjuk"), self.matrices.region
        on_paper(sheet, "Petunjuk", region, paper=A4)
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 96)
        sheet.write_string(0, 0, "Matriks program", self.looks.plain(bold=True, font_size=16, font_color=INK))
        sheet.write_string(1, 0, f"{self.matrices.title} · {region}", self.looks.plain(font_size=9, font_color=PALE))
        text, head = self.looks.plain(text_wrap=True, valign="top"), self.looks.plain(bold=True, font_color=INK)
        for row, (mark, words) in enumerate(LEAFLET, 3):
            sheet.write_string(row, 0, mark, head if words is None else text)
            if words:
                sheet.write_string(row, 1, words, text)
                sheet.set_row(row, 15 * (1 + len(words) // 107) + 3)
        sheet.protect()

    def _choices(self) -> dict[str, str]:
        """The lists that cells are chosen from, side by side; returns {name: where its words stand}."""
        missions, subs = self.matrices.missions, self.matrices.sub_dimensions
        lists = {"sub_dimension": list(subs), **{name: list(sheets.words_of(name).values()) for name in sheets.CHOICES},
                 "yes_or_no": list(sheets.YES_OR_NO.values())}
        columns = [(LIST_HEADS[name], lists[name]) for name in LIST_HEADS]
        columns += [("Nama subdimensi", [f"{code} {name}" for code, name in subs.items()]),
                    ("Misi", [f"{number}. {text}" for number, text in missions.items()])]
        sheet = self._sheet("Pilihan")
        on_paper(sheet, "Pilihan", self.matrices.region)
        for at, (head, words) in enumerate(columns):
            sheet.set_column(at, at, max(len(word) for word in (head, *words)) + 2)
            sheet.write_string(0, at, head, self.looks.plain(bold=True, bottom=1))
        for row in range(max(len(words) for _head, words in columns)):
            for at, (_head, words) in enumerate(columns):
                if row < len(words):
                    sheet.write_string(row + 1, at, words[row])
        sheet.protect()
        return {name: f"=Pilihan!{xl_range_abs(1, at, len(lists[name]), at)}"
                for at, name in enumerate(LIST_HEADS) if lists[name]}

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


def _pillar(program: dict) -> str:
    return program["sub_dimension"].split("-")[0]
