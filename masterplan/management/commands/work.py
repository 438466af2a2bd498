"""The worker: builds books in the background and survives kill -9."""
from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from masterplan import builds
from masterplan.processes import Child, Errand, Parent, manage


class Command(BaseCommand):
    help = (
        "Mengerjakan tugas latar (menyusun buku, mengirim pemberitahuan) sampai dihentikan. Boleh dijalankan di "
        "beberapa mesin sekaligus."
    )

    def handle(self, **options) -> None:
        queues = ("--queue-name", "default,book")
        tasks = Child("worker", manage("bookworker", *queues, "--no-reload", "--no-startup-delay", "--interval", "0.2"))
        errands = [
            Errand(builds.revive_stalled, every=settings.BOOK_LEASE / 3),
            Errand(builds.tidy, every=3600),
        ]
        # Longer than this nobody waits for a book in the making: it is given back and built after the restart.
        Parent([tasks], errands, grace=10).run()
