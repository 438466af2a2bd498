"""The demo accounts, as run.sh shows them at each start."""
from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from opd.models import User
from pillars.imports import folder


class Command(BaseCommand):
    help = "Menampilkan akun demo yang dimuat bersama rencana contoh."

    def handle(self, **options) -> None:
        names = [row["username"] for name in folder.choices() for row in folder.named(name).yaml("accounts.yaml")]
        users = User.objects.filter(username__in=names)
        if not users:
            return
        width = max(len(user.username) for user in users)
        self.stdout.write(f"Akun demo, kata sandi semuanya {settings.DEMO_PASSWORD}")
        for user in sorted(users, key=lambda u: names.index(u.username)):
            self.stdout.write(f"  {user.username:{width}}  {', '.join(map(str, user.offices))}")
