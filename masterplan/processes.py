"""A parent that keeps its child processes alive, and takes them all along when it ends."""
from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from masterplan import orphans

logger = logging.getLogger(__name__)

TICK = 0.25
# A child that ends this soon after its start did not come up; after some such ends in a row the parent gives up.
CAME_UP_AFTER = 10
TRIES = 4


def manage(*args: str) -> list[str]:
    """The command line of one of our own commands, with this very Python."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *args]


@dataclass
class Child:
    name: str
    argv: list[str]
    process: subprocess.Popen | None = None
    early_ends: int = 0
    _started_at: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self._started_at = time.monotonic()
        # An own process group: Ctrl+C reaches the parent alone, which then asks each child once.
        self.process = subprocess.Popen(
            self.argv, cwd=settings.BASE_DIR, start_new_session=True, preexec_fn=lambda: orphans.end_with(parent),
        )
        logger.info("%s started, process %s", self.name, self.process.pid)

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Start again what died; raise when it never comes up."""
        if not self.ended():
            return
        lived = time.monotonic() - self._started_at
        self.early_ends = self.early_ends + 1 if lived < CAME_UP_AFTER else 0
        logger.error("%s ended with code %s after %.0f s", self.name, self.process.returncode, lived)
        if self.early_ends >= TRIES:
            raise CommandError(f"{self.name} berhenti {TRIES} kali berturut-turut sesudah dimulai; lihat log di atas.")
        time.sleep(min(self.early_ends, 2))
        self.start()

    def ask_to_end(self, signum: int) -> None:
        if not self.ended():
            self.process.send_signal(signum)


@dataclass
class Errand:
    """Something the parent does by itself every so many seconds; when it fails, it is tried again the next time."""

    act: Callable[[], object]
    every: float
    _next: float = 0.0

    def run_if_due(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self.every
        try:
            self.act()
        except Exception:
            logger.exception("errand %s failed", self.act.__name__)
        finally:
            connections.close_all()


@dataclass
class Parent:
    """Runs children and errands until SIGTERM or SIGINT; then ends the children, gently first. `grace` in seconds."""

    children: list[Child]
    errands: list[Errand] = field(default_factory=list)
    grace: float = 20
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._stop)
        try:
            self._keep_alive()
        finally:
            self._end_children()

    def _stop(self, signum, frame) -> None:
        self._stopping = True

    def _keep_alive(self) -> None:
        for errand in self.errands:
            errand.run_if_due()
        for child in self.children:
            child.start()
        while not self._stopping:
            time.sleep(TICK)
            for child in self.children:
                if not self._stopping:
                    child.revive()
            for errand in self.errands:
                errand.run_if_due()

    def _end_children(self) -> None:
        """Ask, ask again (a worker then lets go of its book), and in the end do not ask."""
        for signum, patience in ((signal.SIGTERM, self.grace), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            for child in self.children:
                child.ask_to_end(signum)
            if self._all_ended_within(patience):
                return

    def _all_ended_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if all(child.ended() for child in self.children):
                return True
            time.sleep(0.1)
        return all(child.ended() for child in self.children)
