"""Step 3: units become laid-out units, side by side in warm worker processes, kept by what they are made of.

The key of an entry is the hash of everything that decides its bytes: HTML, style sheets, fonts, pictures, version of
the engine and of this code. So an edit lays out one unit; entries never grow stale and may be deleted at any time.
"""
from __future__ import annotations

import atexit
import hashlib
import multiprocessing
import os
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path

import weasyprint
from django.conf import settings

from masterplan.book import cache as shelf
from masterplan.book import html, looks, typeset, variables
from masterplan.book.faces import FontFile, unpacked
from masterplan.book.fragment import Face
from masterplan.book.html import Unit
from masterplan.book.shape import Printing, Style
from masterplan.book.typeset import Job, Layout

FORMAT = 11  # of an entry and of what typeset.py makes of a job; raise it when either changes
STYLES = settings.BASE_DIR / "static" / "book"
FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"


@dataclass(frozen=True)
class Way:
    """How units are laid out: as fragments for the linker, or as files whose pages the engine numbers itself."""

    is_linked: bool = True
    style: Style = field(default_factory=Style)
    printing: Printing = field(default_factory=Printing)

    def sheets(self, is_draft: bool) -> str:
        """The style sheets of a unit, joined; made once, since every unit asks for them."""
        return self._of_drafts if is_draft else self._of_finals

    @cached_property
    def _of_drafts(self) -> str:
        return self._joined(is_draft=True)

    @cached_property
    def _of_finals(self) -> str:
        return self._joined(is_draft=False)

    def _joined(self, is_draft: bool) -> str:
        names = ["book.css", "generated.css", *(["draft.css"] if is_draft else []), *([] if self.is_linked else ["running.css"])]
        names += looks.sheets(self.style, self.printing)
        return looks.inked(variables.filled("\n".join([*(_sheet(name) for name in names), self.style.css])), self.printing)


def lay_out(units: list[Unit], way: Way, *, done: Callable[[Unit], None] = lambda unit: None) -> list[Layout]:
    """The layout of each unit, from the cache or made now; `done` is called as each is ready."""
    keys = [key(unit, way) for unit in units]
    found: dict[int, Layout] = {}
    for i, k in enumerate(keys):
        if (layout := shelf.load(k)) and _has_fonts(layout):
            found[i] = layout
            done(units[i])
    # The longest first, so that no worker ends up alone with it.
    waiting = sorted((i for i in range(len(units)) if i not in found), key=lambda i: -len(_text(units[i])))
    for i, layout in _typeset({i: job(units[i], way) for i in waiting}):
        for sha256, data in layout.font_files.items():
            shelf.put(shelf.font_path(sha256), data)  # of the machine: a text has characters that ours lack
        layout = replace(layout, font_files={})
        if not layout.troubles:  # a failure may be the machine's, not the text's: try again next time
            shelf.store(keys[i], layout)
        found[i] = layout
        done(units[i])
    return [found[i] for i in range(len(units))]


def job(unit: Unit, way: Way) -> Job:
    """All that a worker needs to lay out a unit."""
    before, after = html.frame(unit, numbered=not way.is_linked)
    parts = tuple((p.code, p.html, p.plain, html.named_only(p)) for p in unit.parts)
    files = {address: (picture.data, picture.media_type) for address, picture in unit.pictures.items()}
    return Job(before, parts, after, way.sheets(unit.is_draft), files, fonts(), settings.BOOK_SECONDS, way.is_linked,
               not unit.is_draft, frozenset(book_fonts()) if way.is_linked else frozenset())


def key(unit: Unit, way: Way) -> str:
    """The hash of all that decides the bytes of a layout."""
    before, after = html.frame(unit, numbered=not way.is_linked)
    made_of = [str(FORMAT), weasyprint.VERSION, str(way.is_linked), before, _text(unit), after, way.sheets(unit.is_draft),
               _fonts_digest()]
    made_of += [f"{address} {picture.sha256}" for address, picture in sorted(unit.pictures.items())]
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()


def _text(unit: Unit) -> str:
    return "".join(part.html for part in unit.parts)


@cache
def _sheet(name: str) -> str:
    return (STYLES / name).read_text()


@cache
def fonts() -> tuple[tuple[str, str], ...]:
    """(address in the style sheet, file) of each of the book's fonts."""
    return tuple((f"font:{file.name}", str(file)) for file in sorted(FONTS.glob("*.woff2")))


@cache
def _fonts_digest() -> str:
    return hashlib.sha256(b"".join((FONTS / file).read_bytes() for _, file in fonts())).hexdigest()


@cache
def book_fonts() -> dict[str, FontFile]:
    """The book's own fonts by the SHA-256 of their unpacked files."""
    files = [book_font(Path(file).name) for _, file in fonts()]
    return {hashlib.sha256(file.data).hexdigest(): file for file in files}


@cache
def book_font(name: str) -> FontFile:
    """One of the book's own fonts by the name of its file; unpacked once a process."""
    return FontFile(unpacked((FONTS / name).read_bytes()))


def font_file(face: Face) -> FontFile:
    """The font of a face that a laid-out unit uses."""
    return book_fonts().get(face.sha256) or _foreign_font(shelf.font_path(face.sha256), face.index)


@lru_cache(maxsize=32)
def _foreign_font(path: Path, index: int) -> FontFile:
    return FontFile(path.read_bytes(), index)


def _has_fonts(layout: Layout) -> bool:
    faces = layout.fragment.faces if layout.fragment else ()
    return all(face.sha256 in book_fonts() or shelf.font_path(face.sha256).exists() for face in faces)


def _typeset(jobs: dict[int, Job]) -> Iterator[tuple[int, Layout]]:
    """Yield (number, layout) as they are ready. Without workers (BOOK_WORKERS=0) in this process, for tests."""
    if not jobs:
        return
    if not settings.BOOK_WORKERS:
        for i, each in jobs.items():
            yield i, typeset.typeset(each)
        return
    left = dict(jobs)
    try:
        for i, layout in _side_by_side(jobs):
            del left[i]
            yield i, layout
    except BrokenProcessPool:
        dismiss_workers()
        yield from _one_by_one(left)


def _side_by_side(jobs: dict[int, Job]) -> Iterator[tuple[int, Layout]]:
    """Each worker takes the next job, one that it had before if there is one: it still has most of that laid out."""
    workers, waiting, busy = _workers(), dict(jobs), {}

    def take_next(n: int) -> None:
        if waiting:
            i = next((i for i, each in waiting.items() if _home(each, len(workers)) == n), next(iter(waiting)))
            busy[workers[n].submit(typeset.typeset, waiting.pop(i))] = i, n

    alone = _home(next(iter(jobs.values())), len(workers)) if len(jobs) == 1 else None
    for n in range(len(workers)) if alone is None else [alone]:
        take_next(n)
    while busy:
        for future in wait_for(busy, return_when=FIRST_COMPLETED).done:
            i, n = busy.pop(future)
            take_next(n)
            yield i, future.result()


def _home(each: Job, workers: int) -> int:
    return zlib.crc32(" ".join(part[0] for part in each.parts).encode()) % workers


def _one_by_one(jobs: dict[int, Job]) -> Iterator[tuple[int, Layout]]:
    """A worker died (memory, a crash of the engine). Each unit gets a process of its own; one that dies again is
    printed as plain text, and at last with its sections only named."""
    for i, each in jobs.items():
        for form in (typeset.FULL, typeset.PLAIN, typeset.NAMED):
            try:
                with pool(1) as alone:
                    layout = alone.submit(typeset.typeset, each.reduced(form)).result()
            except BrokenProcessPool:
                continue
            why = "penata halaman berhenti di bagian ini"
            troubles = layout.troubles if form == typeset.FULL else tuple((part[0], why) for part in each.parts)
            yield i, replace(layout, troubles=troubles)
            break
        else:
            raise RuntimeError("Penata halaman berhenti berulang kali.")


_standing: dict[tuple[int, int], list[ProcessPoolExecutor]] = {}


def _workers() -> list[ProcessPoolExecutor]:
    """The workers of this process, each by itself; they stay, with fonts and style sheets at hand."""
    wanted = settings.BOOK_WORKERS, settings.BOOK_MEMORY_MB
    if wanted not in _standing:
        dismiss_workers()
        _standing[wanted] = [pool(1) for _ in range(settings.BOOK_WORKERS)]
    return _standing[wanted]


def warm_up(*, wait: bool = True) -> None:
    """Start the workers and have each lay out a page, so that the first reader does not wait for it."""
    if settings.BOOK_WORKERS:
        pages = [worker.submit(typeset.typeset, first_job()) for worker in _workers()]
        for page in pages if wait else ():
            page.result()


def first_job() -> Job:
    """A page that makes a worker read fonts and style sheets."""
    return Job("<html lang=id><body class=body>", (("a", "<p>Aa <b>Bb</b> <i>Cc</i></p>", "", ""),), "</body></html>",
               Way().sheets(True), {}, fonts(), settings.BOOK_SECONDS, True)


def dismiss_workers() -> None:
    """End the standing workers."""
    while _standing:
        for worker in _standing.popitem()[1]:
            worker.shutdown(wait=True, cancel_futures=True)


atexit.register(dismiss_workers)


def pool(workers: int) -> ProcessPoolExecutor:
    """Processes that lay out units, each with its limit of memory."""
    # Spawned, not forked: a fork would share the database connection and whatever threads the server runs.
    return ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), typeset.start_worker, (settings.BOOK_MEMORY_MB, os.getpid())
    )
