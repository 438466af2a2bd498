"""A region with its plan from the files in pillars/samples."""
from __future__ import annotations

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from pillars.imports import folder, sample
from pillars.models import Plan, Section
from pillars.refusals import Refused


class Command(BaseCommand):
    help = "Memuat daerah beserta rencana induknya dari pillars/samples/NAMA."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", metavar="NAMA", choices=folder.choices())
        parser.add_argument("--approved", action="store_true", help="semua bagian sampai disetujui; abaikan round.yaml")
        parser.add_argument("--replace", action="store_true", help="hapus lebih dulu rencana dengan kode yang sama")
        parser.add_argument("--if-empty", action="store_true", help="hanya bila belum ada rencana sama sekali")

    def handle(self, *, name: str, approved: bool, replace: bool, if_empty: bool, **options) -> None:
        if if_empty and Plan.objects.exists():
            return
        try:
            loaded = sample.load(folder.named(name), approved=approved, replace=replace)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{loaded.plan} ({loaded.plan.region}): {_summary(loaded.plan)}")
        for remark in loaded.remarks:
            self.stdout.write(f"  {remark}")


def _summary(plan: Plan) -> str:
    counts = Counter(plan.sections.written().values_list("status", flat=True))
    return ", ".join(f"{counts[s.value]} {s.label.lower()}" for s in Section.Status if counts[s.value])
