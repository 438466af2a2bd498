"""A content as CSV tables in a ZIP, as Excel opens them here: with a double click, rightly.

Excel takes the separators from the region of the computer. In Indonesia the decimal sign is the comma, so the list
separator is the semicolon; "3.1" would be read as the third of January. The mark at the beginning (BOM) tells it UTF-8.
"""
from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from masterplan.book.shape import Content
from masterplan.exports.choosing import programs_for

README = """\
DATA RENCANA INDUK SMART CITY DALAM BENTUK TABEL

{title}
{region}, {period}{note}

Berkas                 Isi
sections.csv           bagian dokumen: buku, bab, judul, penanggung jawab, status
programs.csv           satu baris satu program
indicators.csv         satu baris satu nilai: kondisi awal dan target tiap tahun
budgets.csv            satu baris satu jumlah: program, sumber dana, tahun, rupiah

Cara membaca
- Pengodean UTF-8 dengan BOM; pemisah kolom titik koma; tanda desimal koma; tanpa pemisah ribuan.
  Excel dengan pengaturan wilayah Indonesia membukanya langsung dengan klik ganda. Dengan pengaturan
  lain: Data > Dari Teks/CSV, pilih UTF-8 dan titik koma.
- Jumlah uang adalah rupiah penuh, bukan juta.
- Kode program tetap sama sepanjang umur rencana; dengan kode itu tabel-tabel ini saling dihubungkan.
- Beberapa nilai dalam satu sel dipisah "; " (titik koma dan spasi).
- Teks yang diawali =, +, -, atau @, dan kode seperti 2.16.03, diberi tanda petik tunggal di depannya,
  supaya tidak dijalankan sebagai rumus atau dibaca sebagai jam.
- Naskah lengkap ada di berkas JSON, matriks yang dapat diunggah kembali ada di berkas XLSX.
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same content


def write(content: Content, target: BinaryIO, progress: Callable[[int, int, str], None]) -> None:
    """Write a ZIP with the tables and a readme to `target`, row by row."""
    tables = {"sections.csv": _sections, "programs.csv": _programs, "indicators.csv": _indicators, "budgets.csv": _budgets}
    with zipfile.ZipFile(target, "w") as archive:
        _put(archive, "README.txt", [_readme(content)])
        for done, (name, rows) in enumerate(tables.items()):
            progress(done, len(tables), name)
            _put(archive, name, _lines(rows(content)))
    progress(len(tables), len(tables), "CSV")


def _put(archive: zipfile.ZipFile, name: str, parts) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as file:
        file.write("\ufeff".encode())
        for part in parts:
            file.write(part.replace("\r\n", "\n").replace("\n", "\r\n").encode())


def _lines(rows: Iterator[list]) -> Iterator[str]:
    """Each row as a line of CSV."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=";", lineterminator="\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def safe(cell) -> str:
    """A cell as text that no spreadsheet takes for a formula, nor a code like 2.16.03 for a time; numbers stay numbers."""
    text = "" if cell is None else str(cell)
    formula = re.match(r"\s*[=+\-@]|[\t\r]", text) and not re.fullmatch(r"-\d+(,\d+)?", text)
    return "'" + text if formula or re.fullmatch(r"\d+(\.\d+)+", text) else text


def _readme(content: Content) -> str:
    draft = "\nDraf: naskah kerja yang belum disetujui ikut di dalamnya." if content.is_draft else ""
    illustrative = any(p.is_illustrative for p in programs_for(content))
    note = draft + ("\nSebagian target dan pagu adalah ilustrasi, bukan angka resmi (kolom ilustrasi di programs.csv)."
                    if illustrative else "")
    return README.format(title=content.title, region=content.region, period=content.period, note=note)


def _sections(content: Content) -> Iterator[list]:
    yield ["buku", "judul_buku", "kode_bab", "bab", "kode_bagian", "bagian", "jenis", "pilar", "opd", "status", "jumlah_kata",
           "jumlah_program", "ikut_dicetak"]
    for book in content.books:
        for chapter in book.chapters:
            for section in chapter.sections:
                words = len(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", section.html)))
                yield [book.number, book.title, chapter.code, chapter.title, section.code, section.title, section.kind,
                       section.pillar, section.lead.abbreviation if section.lead else "", section.status_label, words,
                       len(section.programs), "tidak" if section.is_left_out else "ya"]


def _programs(content: Content) -> Iterator[list]:
    yield ["kode", "program", "pilar", "subdimensi", "sasaran", "strategi", "deskripsi", "kegiatan", "penerima_manfaat", "mitra",
           "opd_penanggung_jawab", "opd_pendukung", "lokasi", "jangka_waktu", "tahun_mulai", "tahun_selesai",
           "jenis_rencana_aksi", "kode_nomenklatur", "misi", "quick_win", "ilustrasi", "jumlah_pagu"]
    for p in programs_for(content):
        yield [p.code, p.name, p.pillar, p.sub_dimension, p.objective, p.strategy, p.description, "; ".join(p.activities),
               p.beneficiaries, p.partners, p.lead.abbreviation, "; ".join(a.abbreviation for a in p.supporting),
               "; ".join(p.locations) or "Seluruh wilayah", p.horizon_label, p.start_year, p.end_year, p.action_label,
               "; ".join(p.nomenclature), "; ".join(map(str, p.missions)), (p.quick_win or {}).get("short_name", ""),
               "ya" if p.is_illustrative else "tidak", p.total]


def _indicators(content: Content) -> Iterator[list]:
    yield ["kode_program", "nomor", "indikator", "satuan", "jenis", "tahun", "nilai", "keterangan"]
    for program in programs_for(content):
        for n, i in enumerate(program.indicators, 1):
            about = "; ".join(filter(None, (i.baseline_source, i.baseline_note)))
            yield [program.code, n, i.name, i.unit, "kondisi awal", i.baseline_year, _comma(i.baseline), about]
            for year, value in sorted(i.targets.items()):
                yield [program.code, n, i.name, i.unit, "target", year, _comma(value), ""]


def _budgets(content: Content) -> Iterator[list]:
    yield ["kode_program", "sumber_dana", "nama_sumber_dana", "tahun", "rupiah"]
    for program in programs_for(content):
        for source, amounts in program.budget.items():
            for year, amount in sorted(amounts.items()):
                yield [program.code, source, content.sources.get(source, source), year, amount]


def _comma(value: str) -> str:
    """A stored value with a decimal comma and no dots between thousands."""
    return value.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", value) else value
