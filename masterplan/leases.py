"""A worker's hold on one build: taken by compare-and-set, kept by a heartbeat, lost when it falls silent.

Every write matches the attempt that was claimed. A worker that was given up (its machine slept, its database was out of
reach) and wakes again finds that its writes match nothing, and stops; the worker after it is not disturbed.
"""
from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from masterplan import shelf
from masterplan.frozen import Frozen
from masterplan.models import BookBuild

MAX_ATTEMPTS = 3
State = BookBuild.State
logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The build is no longer ours: it fell silent for too long and was given to another worker."""


@dataclass
class Lease:
    build: BookBuild
    _written_at: float = field(default=0.0, init=False)

    @classmethod
    def take(cls, build_id: int) -> Lease | None:
        """Claim a waiting build; None when another worker has it, or it is finished."""
        now = timezone.now()
        with transaction.atomic():
            claimed = BookBuild.objects.filter(
                pk=build_id, state=State.WAITING, attempts__lt=MAX_ATTEMPTS
            ).update(
                state=State.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now, done=0, total=0,
                label="",
            )
            if not claimed:
                return None
            return cls(BookBuild.objects.select_related("plan__region", "agency", "against").get(pk=build_id))

    def progress(self, done: int, total: int, label: str) -> None:
        """Say how far it is; the engine calls it as often as it likes, a few times a second reach the database."""
        now = time.monotonic()
        if now - self._written_at < 0.4 and 0 < done < total:
            return
        self._written_at = now
        self._write(done=done, total=total, label=str(label)[:200], heartbeat_at=timezone.now())

    def beat(self) -> None:
        self._write(heartbeat_at=timezone.now())

    def finish(self, built, frozen: Frozen | None = None) -> None:
        """Put the PDF of a `masterplan.book.build.Built` on the shelf, then say in one step that it is there; `frozen` is
        the content of a final."""
        self._finished(
            shelf.put(built.pdf), len(built.pdf), built.left_out, pages=built.pages,
            troubles=[asdict(item) for item in built.troubles],
            content_sha256=frozen.sha256 if frozen else "", content_pictures=list(frozen.pictures) if frozen else [],
        )

    def finish_export(self, file: BinaryIO, left_out: tuple) -> None:
        """The same for another format, whose file was written with `shelf.being_written`."""
        size = file.seek(0, os.SEEK_END)
        self._finished(shelf.keep(file, self.build.suffix), size, left_out)

    def _finished(self, sha256: str, size: int, left_out: tuple, **more) -> None:
        now = timezone.now()
        self._write(
            state=State.DONE, finished_at=now, seconds=(now - self.build.started_at).total_seconds(), label="",
            sha256=sha256, size=size, done=F("total"), left_out=[asdict(item) for item in left_out], **more,
        )

    def fail(self, error: str) -> None:
        self._write(state=State.FAILED, finished_at=timezone.now(), error=error[:500])

    def let_go(self) -> None:
        """Give the build back unfinished, when the worker is told to stop: the next one need not wait for silence."""
        self._write(heartbeat_at=None)

    def _write(self, **values) -> None:
        mine = BookBuild.objects.filter(pk=self.build.pk, state=State.RUNNING, attempts=self.build.attempts)
        if not mine.update(**values):
            raise LeaseLost(f"susunan {self.build.pk}, percobaan {self.build.attempts}")


class Heartbeat(threading.Thread):
    """Beats while the engine works, and ends the worker when a text keeps the engine busy without end.

    The engine has limits of its own for each chapter; this is the one for whatever escapes them. Only ending the
    process stops it; `manage.py work` starts a new one.
    """

    def __init__(self, lease: Lease):
        super().__init__(name=f"heartbeat-{lease.build.pk}", daemon=True)
        self._lease = lease
        self._ended = threading.Event()
        self._until = time.monotonic() + settings.BOOK_TIME_LIMIT

    def __enter__(self) -> Heartbeat:
        self.start()
        return self

    def __exit__(self, *exc) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        try:
            while not self._ended.wait(settings.BOOK_LEASE / 6):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            if time.monotonic() > self._until:
                self._give_up()
            self._lease.beat()
        except LeaseLost:
            pass  # the engine learns it at its next progress; until then the time limit still holds
        except DatabaseError:
            logger.warning("heartbeat of build %s did not reach the database", self._lease.build.pk, exc_info=True)

    def _give_up(self) -> None:
        minutes = round(settings.BOOK_TIME_LIMIT / 60)
        with suppress(LeaseLost):
            self._lease.fail(
                f"Penyusunan dihentikan karena berlangsung lebih dari {minutes} menit. Biasanya sebabnya satu tabel "
                "atau daftar yang sangat besar. Perkecil, lalu susun lagi."
            )
        logger.error("build %s took longer than %s minutes; ending this worker", self._lease.build.pk, minutes)
        os._exit(70)
