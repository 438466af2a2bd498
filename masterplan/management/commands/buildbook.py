"""Print the books of a plan into a PDF file: manage.py buildbook --plan ppu --book 2 --out buku-2.pdf"""
from __future__ import annotations

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from masterplan import printing
from masterplan.book import contact
from masterplan.book.build import build_content
from masterplan.book.typeset import peak_memory
from masterplan.models import BookBuild
from pillars.models import Plan
from pillars.refusals import Refused


class Command(BaseCommand):
    help = "Cetak buku rencana ke berkas PDF."

    def add_arguments(self, parser):
        parser.add_argument("--plan", required=True, help="kode rencana")
        parser.add_argument("--book", type=int, action="append", help="nomor buku; boleh berulang")
        parser.add_argument("--all", action="store_true", help="semua buku dalam satu berkas")
        parser.add_argument("--agency", help="hanya bagian perangkat daerah ini (kode singkat)")
        parser.add_argument("--chapter", default="", help="hanya bab dengan kode ini")
        parser.add_argument("--look", default="color", choices=BookBuild.Look.values, help="bawaan: %(default)s")
        parser.add_argument("--notes", action="store_true", help="catatan di tepi halaman (hanya draf)")
        parser.add_argument("--against", type=int, help="nomor susunan final: tandai perubahan terhadapnya")
        parser.add_argument("--final", action="store_true", help="hanya yang sudah disetujui, tanpa tanda DRAF")
        parser.add_argument("--sheet", type=Path, help="gambar semua halaman dalam ukuran kecil")
        parser.add_argument("--out", required=True, type=Path, help="berkas PDF")

    def handle(self, *, plan, book, all, agency, chapter, look, notes, against, final, out, verbosity, **options):
        found = Plan.objects.select_related("region").filter(code=plan).first()
        if found is None:
            raise CommandError(f"Rencana “{plan}” tidak ada.")
        part = found.region.agencies.filter(slug=agency).first() if agency else None
        if agency and part is None:
            raise CommandError(f"Perangkat daerah “{agency}” tidak ada.")
        row = BookBuild(plan=found, mode="final" if final else "draft", agency=part, chapter=chapter, look=look,
                        has_notes=notes, against=BookBuild.objects.filter(plan=found, pk=against).first())
        start = time.perf_counter()
        try:
            content = printing.dressed(printing.content_of(row, books=None if all else book), row)
            built = build_content(content, progress=self._say if verbosity > 1 else lambda *_: None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        out.write_bytes(built.pdf)
        if options["sheet"]:
            contact.sheet(built.pdf).save(options["sheet"])
        for item in built.left_out:
            self.stdout.write(f"tidak dicetak: {item.code} {item.title}: {item.why}")
        for trouble in built.troubles:
            self.stdout.write(self.style.WARNING(f"dicetak apa adanya: {trouble.code} {trouble.title}: {trouble.why}"))
        self.stdout.write(f"{built.pages} halaman, {time.perf_counter() - start:.1f} detik, {peak_memory()} MiB, "
                          f"{len(built.pdf) / 2**20:.1f} MiB: {out}")

    def _say(self, done: int, total: int, label: str) -> None:
        self.stdout.write(f"{done}/{total} {label}")
