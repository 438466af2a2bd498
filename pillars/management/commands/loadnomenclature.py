"""The official nomenclature, or the lists that come with the app, from CSV."""
from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from opd.imports import SheetError
from pillars.imports import lists


class Command(BaseCommand):
    help = "Memuat nomenklatur dari CSV untuk semua daerah; tanpa berkas: daftar bawaan aplikasi dan pustaka indikator."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="BERKAS", nargs="?", type=Path)
        parser.add_argument("--edition", help="nama edisinya, misalnya “Kepmendagri 900.1.15.5-1317/2023”")

    def handle(self, *, file: Path | None, edition: str | None, **options) -> None:
        if file is None:
            lists.load_shared()
            return
        if not edition:
            raise CommandError("Sebutkan --edition.")
        try:
            checked = lists.read_nomenclature(file.read_bytes())
        except (OSError, SheetError) as problem:
            raise CommandError(str(problem)) from None
        for number, fault in checked.faults[:20]:
            self.stderr.write(f"baris {number}: {fault}")
        if checked.faults:
            raise CommandError(f"{len(checked.faults)} baris perlu diperbaiki; tidak ada yang dimuat.")
        taken = lists.take_nomenclature(checked.rows, edition)
        self.stdout.write(f"{edition}: {taken.new} baru, {taken.changed} berubah, {taken.same} tetap")
