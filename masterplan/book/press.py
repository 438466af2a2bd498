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
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings

from masterplan.book import drawing, pdf, typeset
from masterplan.book.typeset import Job, Layout
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


def lay_out(job: Job, seconds: float) -> Layout:
    """The layout of a job within its time, or one without pages whose `troubles` say why. Raises `Refused` when the
    worker did not survive it."""
    return _work(typeset.attempt, replace(job, seconds=seconds), seconds=seconds)


def draw(data: bytes, numbers: list[int], width: int) -> list[bytes]:
    """Pages of a PDF as pictures. Raises `Refused`."""
    return _work(drawing.pictures, data, numbers, width, seconds=settings.BOOK_PREVIEW_SECONDS)


def _work(what: Callable, *given: Any, seconds: float) -> Any:
    if not settings.BOOK_PREVIEW_WORKERS:  # in this process, for tests
        return what(*given)
    fresh = not _standing
    try:
        # A worker ends with the thread that started it (orphans.py), and a request's thread may end with the request.
        future = _starter.submit(lambda: _workers().submit(what, *given)).result()
        return future.result(timeout=seconds + (START if fresh else GRACE))
    except (BrokenProcessPool, TookTooLong):
        dismiss()
        raise Refused(DIED) from None


DIED = "Pratinjau tidak dapat dibuat: penata halaman berhenti di naskah ini. Tulisan tetap tersimpan."
START, GRACE = 20.0, 3.0  # seconds beyond the layout's own: for a worker to start, for one to notice that time is up
_starter = ThreadPoolExecutor(1, "preview")
_standing: list[ProcessPoolExecutor] = []


def _workers() -> ProcessPoolExecutor:
    if not _standing:
        _standing.append(pdf.pool(settings.BOOK_PREVIEW_WORKERS))
    return _standing[0]


def dismiss() -> None:
    """Let the workers go without waiting; one that is stuck meets the kernel's limit of its time."""
    while _standing:
        _standing.pop().shutdown(wait=False, cancel_futures=True)


atexit.register(dismiss)
