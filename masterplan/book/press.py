"""The hand press beside the machine: a small pool of workers for previews, apart from those that print books.

A request waits for its turn only while few others do, and gives way to a newer one of the same person for the same
section; so previews never take all threads of the web server, and typing never waits for them.
"""
from __future__ import annotations

import atexit
import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings

from masterplan.book import drawing, pdf, typeset
from masterplan.book.typeset import Job
from pillars.refusals import Refused

WAITING = 1  # requests that wait while others are worked on


class Moot(Exception):
    """The same person asked anew before it was this request's turn."""


class Busy(Exception):
    """Too many are waiting: ask again in a moment."""


@contextmanager
def turn(whose: tuple) -> Iterator[None]:
    """Hold a worker. `whose` names the person and the section. Raises `Moot` or `Busy`."""
    mine = _newest[whose] = next(_numbers)
    if not _seats.acquire(blocking=False):
        raise Busy
    try:
        with _hands:
            if _newest.get(whose) != mine:
                raise Moot
            yield
    finally:
        _seats.release()
        if _newest.get(whose) == mine:
            _newest.pop(whose, None)


_newest: dict[tuple, int] = {}
_numbers = itertools.count()
_hands = threading.BoundedSemaphore(max(settings.BOOK_PREVIEW_WORKERS, 1))
_seats = threading.BoundedSemaphore(max(settings.BOOK_PREVIEW_WORKERS, 1) + WAITING)


def see(job: Job, wanted: drawing.Wanted) -> drawing.Seen:
    """The pages of a job, laid out. Raises `Refused` when it cannot be laid out, or not in its time."""
    seen, why = _work(drawing.see, _brief(job, 1), wanted)
    if seen is None:
        raise Refused(f"Pratinjau tidak dapat dibuat: {why}. Tulisan tetap tersimpan.")
    return seen


def find(job: Job, anchor: str) -> tuple[int, float] | None:
    """On which page, and how far below its margin, the anchor landed; None when that cannot be found out."""
    return _work(drawing.find, _brief(job, PATIENCE), anchor)[0]


def draw(data: bytes, width: int) -> list[bytes]:
    """The pages of a PDF as pictures."""
    return _work(drawing.pictures, data, width)


def _brief(job: Job, times: int) -> Job:
    return replace(job, seconds=times * settings.BOOK_PREVIEW_SECONDS, is_brief=True)


def _work(what: Callable, *given: Any) -> Any:
    if not settings.BOOK_PREVIEW_WORKERS:  # in this process, for tests
        return what(*given)
    try:
        # A worker ends with the thread that started it (orphans.py), and a request's thread may end with the request.
        workers = _starter.submit(_workers).result()
        return workers.submit(what, *given).result(timeout=TIMES * settings.BOOK_PREVIEW_SECONDS + GRACE)
    except (BrokenProcessPool, TimeoutError):
        dismiss()
        raise Refused(DIED) from None


DIED = "Pratinjau tidak dapat dibuat: penata halaman berhenti di naskah ini. Tulisan tetap tersimpan."
PATIENCE = 4  # times longer than a section may what stands before it take, once
TIMES, GRACE = 6, 3.0  # how much longer by the clock a busy machine may take; seconds to notice that time is up
START = 60.0  # seconds for workers to start
_starter = ThreadPoolExecutor(1, "preview")
_standing: list[ProcessPoolExecutor] = []


def _workers() -> ProcessPoolExecutor:
    """The workers of this process; they stay, with fonts and style sheets at hand."""
    if not _standing:
        pool = pdf.pool(settings.BOOK_PREVIEW_WORKERS)
        for future in [pool.submit(typeset.typeset, pdf.first_job()) for _ in range(settings.BOOK_PREVIEW_WORKERS)]:
            future.result(timeout=START)
        _standing.append(pool)
    return _standing[0]


def warm_up() -> None:
    """Start the workers, so that the first preview does not wait for them."""
    if settings.BOOK_PREVIEW_WORKERS:
        _starter.submit(_workers).result()


def dismiss() -> None:
    """Let the workers go without waiting; one that is stuck meets the kernel's limit of its time."""
    while _standing:
        _standing.pop().shutdown(wait=False, cancel_futures=True)


atexit.register(dismiss)
