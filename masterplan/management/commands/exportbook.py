"""Write the books of a plan in another format: manage.py exportbook --plan ppu --format docx --book 2 --out buku-2.docx"""
from __future__ import annotations

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from masterplan.book.content import collect
from masterplan.book.typeset import peak_memory
from masterplan.exports import FORMATS
from pillars.models import Plan
from pillars.refusals import Refused


class Command(BaseCommand):
    help = "Tulis buku rencana dalam format lain: " + ", ".join(FORMATS) + "."

    def add_arguments(self, parser):
        parser.add_argument("--plan", required=True, help="kode rencana")
        parser.add_argument("--format", required=True, choices=FORMATS, help="format berkas")
        parser.add_argument("--book", type=int, action="append", help="nomor buku; boleh berulang; semua bila tidak disebut")
        parser.add_argument("--agency", help="hanya bagian perangkat daerah ini (kode singkat)")
        parser.add_argument("--final", action="store_true", help="hanya yang sudah disetujui, tanpa tanda DRAF")
        parser.add_argument("--out", required=True, type=Path, help="berkas yang ditulis")

    def handle(self, *, plan, format, book, agency, final, out, verbosity, **options):
        found = Plan.objects.select_related("region").filter(code=plan).first()
        if found is None:
            raise CommandError(f"Rencana “{plan}” tidak ada.")
        part = found.region.agencies.filter(slug=agency).first() if agency else None
        if agency and part is None:
            raise CommandError(f"Perangkat daerah “{agency}” tidak ada.")
        start = time.perf_counter()
        content = collect(found, books=book, agency=part, mode="final" if final else "draft")
        try:
            with out.open("wb") as target:
                FORMATS[format].write(content, target, self._say if verbosity > 1 else lambda *_: None)
        except Refused as refusal:
            out.unlink()
            raise CommandError(str(refusal)) from None
        except BaseException:
            out.unlink()  # half a file looks like a whole one
            raise
        self.stdout.write(f"{time.perf_counter() - start:.1f} detik, {peak_memory()} MiB, "
                          f"{out.stat().st_size / 2**20:.1f} MiB: {out}")

    def _say(self, done: int, total: int, label: str) -> None:
        self.stdout.write(f"{done}/{total} {label}")
