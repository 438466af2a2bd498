"""The process of `manage.py work` that does its tasks: a db_worker whose page setters are warm before the first book."""
from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Command as DBWorker


class Command(DBWorker):
    help = "Mengerjakan tugas latar; penata halaman disiapkan lebih dahulu. Biasanya dijalankan oleh manage.py work."

    def handle(self, **options) -> None:
        # In this thread: the setters end with the thread that started them (see orphans.py).
        from masterplan.book import pdf

        pdf.warm_up(wait=False)
        super().handle(**options)
