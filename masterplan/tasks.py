"""Slow work of this room, run by `manage.py work`."""
from __future__ import annotations

import logging
from contextlib import suppress

from django_tasks import task

from masterplan import exports, frozen, printing, shelf
from masterplan.leases import Heartbeat, Lease, LeaseLost
from pillars.refusals import Refused

logger = logging.getLogger(__name__)


@task(queue_name="book")
def build_book(build_id: int) -> None:
    """Build the file of one `BookBuild`. Started twice, it does nothing the second time."""
    lease = Lease.take(build_id)
    if lease is None:
        return
    try:
        with Heartbeat(lease):
            _typeset(lease) if lease.build.is_pdf else _export(lease)
    except LeaseLost:
        logger.warning("build %s was given to another worker", build_id)
    except (SystemExit, KeyboardInterrupt):
        with suppress(LeaseLost):
            lease.let_go()
        raise
    except Exception as error:
        logger.exception("build %s failed", build_id)
        with suppress(LeaseLost):
            lease.fail(_in_words(error, lease))


def _typeset(lease: Lease) -> None:
    # Here and not above: the engine loads WeasyPrint, which the web processes never need.
    from masterplan.book.build import build_content

    build = lease.build
    content = printing.content_of(build)
    built = build_content(printing.dressed(content, build), progress=lease.progress)
    lease.finish(built, frozen.keep(content) if build.mode == build.Mode.FINAL else None)


def _export(lease: Lease) -> None:
    content = printing.content_of(lease.build)
    if not content.books:
        raise Refused("Belum ada yang dapat ditulis: belum ada bagian yang disetujui.")
    with shelf.being_written() as file:
        exports.write(content, lease.build.format, file, lease.progress)
        lease.finish_export(file, content.left_out)


def _in_words(error: Exception, lease: Lease) -> str:
    """What the person who asked for the book reads; the details are in the log."""
    if isinstance(error, Refused):
        return str(error)
    lease.build.refresh_from_db(fields=["label"])
    at = f" saat mengerjakan “{lease.build.label}”" if lease.build.label else ""
    if isinstance(error, MemoryError):
        return f"Memori server tidak cukup{at}. Susun satu buku saja, atau hubungi pengelola aplikasi."
    return (
        f"Aplikasi menemui kesalahan{at}. Coba sekali lagi; bila terulang, hubungi pengelola aplikasi dan sebutkan "
        f"susunan nomor {lease.build.pk}."
    )
