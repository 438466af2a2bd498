"""Thin the old saves: manage.py thinsaves [--try]"""
from __future__ import annotations

from django.core.management.base import BaseCommand

from opd.models import Region
from pillars import presence, thinning


class Command(BaseCommand):
    help = (
        "Menipiskan simpanan lama: 14 hari terakhir utuh, lalu yang terakhir tiap jam, setelah 90 hari tiap hari, dari tiap "
        "orang. Simpanan yang disebut revisi, penggabungan, pemulihan, atau yang disisihkan tidak pernah dihapus."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--try", action="store_true", dest="try_only", help="hanya menghitung, tidak menghapus")

    def handle(self, *, try_only: bool, **options) -> None:
        verb = "akan ditipiskan" if try_only else "ditipiskan"
        for region in Region.objects.all():
            found = thinning.thin(region, try_only=try_only)
            self.stdout.write(f"{region}: {found.gone} dari {found.had} simpanan {verb}.")
        if not try_only:
            self.stdout.write(f"{presence.forget_old()} tanda kehadiran lama dihapus.")
