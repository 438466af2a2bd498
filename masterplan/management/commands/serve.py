"""The whole app as one command: the web server and the worker beside it."""
from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from masterplan.processes import Child, Parent, manage


class Command(BaseCommand):
    help = "Menjalankan aplikasi: server web (gunicorn) beserta pekerja latarnya, sampai dihentikan."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="ALAMAT:PORT", help="bawaan: %(default)s")

    def handle(self, *, bind: str, **options) -> None:
        # The worker needs up to its own grace twice over to end its child.
        Parent([Child("web", web(bind)), Child("work", manage("work"))], grace=25).run()


def web(bind: str) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable, "-m", "gunicorn", "masterplan.wsgi", "--bind", bind, "--workers", "2", "--threads", "4",
        # Since version 27 gunicorn would open a control socket in the home folder of whoever runs it.
        "--no-control-socket",
        "--timeout", "120", "--graceful-timeout", "15",
    ]
