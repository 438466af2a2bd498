"""Let many people write the same section at once: manage.py simulatewriters --writers 50 --seconds 60"""
from __future__ import annotations

import logging

from django.core.management.base import BaseCommand, CommandError

from benchmarks import writers as simulation


class Command(BaseCommand):
    help = (
        "Membiarkan banyak penulis menyimpan bagian yang sama pada server web sungguhan dengan basis data sementara (SQLite, "
        "atau di samping basis data DATABASE_URL), lalu memeriksa bahwa tidak ada simpanan yang hilang atau tertimpa."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--writers", type=int, default=50, help="jumlah penulis, bawaan: %(default)s")
        parser.add_argument("--seconds", type=float, default=60, help="lamanya, bawaan: %(default)s")
        parser.add_argument("--pause", type=float, default=1.5, help="detik di antara dua simpanan, bawaan: %(default)s")

    def handle(self, *, writers: int, seconds: float, pause: float, **options) -> None:
        logging.disable(logging.INFO)
        self.stdout.write(f"{writers} penulis, {seconds:g} detik, jeda {pause:g} detik")
        result = simulation.simulate(writers, seconds, pause)
        for line in result.lines():
            self.stdout.write(line)
        if result.faults:
            raise CommandError("Ada simpanan yang hilang atau tertimpa.")
