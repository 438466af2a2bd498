"""What a worker process does: lay out one unit with WeasyPrint. Knows neither Django nor the database.

A section that cannot be typeset never stops its chapter: each section is then tried alone, and those that fail are laid
out as plain text, or in the worst case only named.
"""
from __future__ import annotations

import gc
import io
import logging
import re
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from weasyprint import CSS, HTML
from weasyprint.document import Document, Page
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from masterplan import orphans
from masterplan.book import carrying, fitting, hyphens, lines, resuming
from masterplan.book.fragment import Fragment, cut

STAMP_FACES = 3  # what is written late uses three faces, see running.py
FULL, PLAIN, NAMED = range(3)
T = TypeVar("T")
hyphens.install()


@dataclass(frozen=True)
class Job:
    """`parts` are (code, the HTML, as plain text, only named); `files` are all bytes that may be asked for, with their
    media type, by address; `fonts` are (address, file) of the style sheet's fonts. `is_linked`: a fragment is wanted, not
    a file; `known_fonts` need not be sent back. `seconds` are those of the clock, or with `is_brief` those that the process
    itself works, so that a text which somebody waits for is not refused because the machine is busy."""

    before: str
    parts: tuple[tuple[str, str, str, str], ...]
    after: str
    styles: str
    files: dict[str, tuple[bytes, str]] = field(repr=False)
    fonts: tuple[tuple[str, str], ...] = ()
    seconds: float = 60
    is_linked: bool = False
    is_fitted: bool = False  # a last page with next to nothing on it is worth a second try
    known_fonts: frozenset[str] = frozenset()
    is_brief: bool = False

    def document(self, forms: dict[str, int] | None = None) -> str:
        forms = forms or {}
        return self.before + "".join(part[1 + forms.get(part[0], FULL)] for part in self.parts) + self.after

    def reduced(self, form: int) -> Job:
        """The same with no section in a fuller form than `form`."""
        parts = ((code, *(forms[max(form, f)] for f in (FULL, PLAIN, NAMED))) for code, *forms in self.parts)
        return replace(self, parts=tuple(parts))

    def alone(self, part: tuple[str, str, str, str]) -> Job:
        return replace(self, parts=(part,))


@dataclass(frozen=True)
class Layout:
    """A laid-out unit, as a file (`pdf`) or as a `fragment` with the font files that it brings. `anchors` say on which
    page (from 0) each id landed; `troubles` are (section code, why)."""

    pages: int
    anchors: dict[str, int]
    troubles: tuple[tuple[str, str], ...] = ()
    pdf: bytes = field(default=b"", repr=False)
    fragment: Fragment | None = field(default=None, repr=False)
    font_files: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)


class OutOfTime(BaseException):
    """Not an Exception: WeasyPrint catches those around pictures and fonts, and the time limit must get through."""


class OnlyPrepared(URLFetcher):
    """Serves the prepared bytes and nothing else: no file, no network, whatever a text asks for."""

    def __init__(self, files: dict[str, tuple[bytes, str]]):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = files

    def fetch(self, url: str, headers=None) -> URLFetcherResponse:
        if url not in self.files:
            raise ValueError(f"Alamat di luar buku ditolak: {url[:80]}")
        data, media_type = self.files[url]
        return URLFetcherResponse(url, data, headers={"Content-Type": media_type})


_in_worker = False


def start_worker(megabytes: int, parent: int) -> None:
    """Called once in a worker. A text that eats memory ends its own process, not the machine; and a worker whose parent
    was killed would wait for its next unit for ever."""
    global _in_worker
    _in_worker = True
    orphans.end_with(parent, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, resource.RLIM_INFINITY))
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    lines.remember()
    resuming.remember()
    _sweeper.start()


class _Sweeper(threading.Thread):
    """Collects garbage between units. While one is laid out it would take a third of the time, and a fifth of a second
    that a reader waits for if it came right behind; so it waits until the worker is idle, or has laid out a few."""

    IDLE = 0.5  # seconds
    MOST = 5  # units

    def __init__(self):
        super().__init__(name="sweeper", daemon=True)
        self.lock, self.changed, self.units = threading.Lock(), threading.Event(), 0

    def begin(self) -> None:
        self.lock.acquire()
        if self.units >= self.MOST:
            self._sweep()
        gc.disable()

    def end(self) -> None:
        self.units += 1
        self.lock.release()
        self.changed.set()

    def run(self) -> None:
        while True:
            self.changed.wait()
            self.changed.clear()
            if self.changed.wait(self.IDLE):  # the next unit came at once
                continue
            with self.lock:
                if self.units:
                    self._sweep()

    def _sweep(self) -> None:
        gc.collect()
        self.units = 0


_sweeper = _Sweeper()


def typeset(job: Job) -> Layout:
    """Lay out the unit; in trouble, with the least loss that works."""
    try:
        return _render(job, {})
    except (Exception, OutOfTime) as error:
        why = _words(error)
    forms, troubles = _blame(job)
    if not forms:  # each section passes alone, all together do not: only the sum is too much
        forms = {part[0]: PLAIN for part in job.parts}
        troubles = [(part[0], why) for part in job.parts]
    for least in (FULL, PLAIN, NAMED):
        try:
            layout = _render(job, {code: max(form, least) for code, form in forms.items()})
        except (Exception, OutOfTime) as error:
            why = _words(error)
        else:
            return replace(layout, troubles=tuple(troubles))
    raise RuntimeError(f"Bab tidak dapat ditata: {why}")


def attempt(job: Job, take: Callable[[Document], T]) -> tuple[T | None, str]:
    """What `take` takes from the laid-out unit; or nothing, and why the unit cannot be laid out as it is."""
    try:
        with _time_limit(job.seconds, job.is_brief), _collector_off():
            return take(lay_out(job)), ""
    except (Exception, OutOfTime) as error:
        return None, _words(error)


def _blame(job: Job) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Try each section alone: {code: the fullest form that can be laid out}, and why not more."""
    forms, troubles = {}, []
    for part in job.parts:
        for form in (FULL, PLAIN, NAMED):
            try:
                _render(job.alone(part), {part[0]: form})
            except (Exception, OutOfTime) as error:
                if form == FULL:
                    troubles.append((part[0], _words(error)))
                continue
            if form != FULL:
                forms[part[0]] = form
            break
    return forms, troubles


def _words(error: BaseException) -> str:
    known = {"OutOfTime": "terlalu lama ditata", "RecursionError": "terlalu dalam bersarang",
             "MemoryError": "terlalu besar untuk memori"}
    return known.get(type(error).__name__, f"gagal ditata ({type(error).__name__})")


def _render(job: Job, forms: dict[str, int]) -> Layout:
    with _time_limit(job.seconds, job.is_brief), _collector_off():
        document = lay_out(job, forms)
        anchors: dict[str, int] = {}
        for number, page in enumerate(document.pages):
            for name in page.anchors:
                anchors.setdefault(name, number)
        if job.is_linked:
            fragment, files = cut(document, STAMP_FACES)
            files = {sha256: data for sha256, data in files.items() if sha256 not in job.known_fonts}
            return Layout(len(document.pages), anchors, fragment=fragment, font_files=files)
        target = io.BytesIO()
        document.write_pdf(target, pdf_tags=True)
        return Layout(len(document.pages), anchors, pdf=target.getvalue())


def lay_out(job: Job, forms: dict[str, int] | None = None) -> Document:
    """The document of a job, laid out and ready to be written or drawn."""
    document = laid_out(job.document(forms), job).document
    if job.is_fitted and fitting.ends_thin(document):
        tight = replace(job, before=fitting.tighter(job.before))
        closer = laid_out(tight.document(forms), tight).document
        document = closer if len(closer.pages) < len(document.pages) else document
    return document


def laid_out(html: str, job: Job) -> resuming.Laid:
    """The document of `html`, with the style sheets and pictures of the job, and which of its pages were made for it."""
    sheet, fonts = _style(job.styles, job.fonts)
    book = BookHTML(string=html, base_url=None, url_fetcher=OnlyPrepared(job.files))
    unit = (job.is_linked, job.is_brief, job.before, *(part[0] for part in job.parts))
    return resuming.lay_out(book, sheet, fonts, unit, (job.styles, job.files), _finish)


def _finish(pages: list[Page]) -> None:
    mark_continued(pages)
    carrying.carry(pages)


class BookHTML(HTML):
    """HTML whose usual style sheet gives marks of lists and notes only to what can have them. By itself WeasyPrint
    makes six styles more for every element of a text, in case it is a list item or a note."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_usual_styles()]


@lru_cache(maxsize=1)
def _usual_styles() -> CSS:
    text = (files("weasyprint") / "css" / "html5_ua.css").read_text()
    marks = r"(?m)^::(marker|footnote-call|footnote-marker|note-call|note-marker|note-callback) "
    owners = {"marker": "li", "footnote-call": ".footnote", "footnote-marker": ".footnote"}
    return CSS(string=re.sub(marks, lambda m: f"{owners.get(m[1], '.note-float')}::{m[1]} ", text))


@lru_cache(maxsize=4)
def _style(styles: str, fonts: tuple[tuple[str, str], ...]) -> tuple[CSS, FontConfiguration]:
    """The style sheet with its fonts: unpacking those takes longer than a page, so a process does it once."""
    config = FontConfiguration()
    files = {address: (Path(file).read_bytes(), "font/woff2") for address, file in fonts}
    return CSS(string=styles, base_url=None, url_fetcher=OnlyPrepared(files), font_config=config), config


def mark_continued(pages: list[Page]) -> None:
    """Leave "(lanjutan)" only where a table goes on.

    The caption is the first row of the table's repeated head and always holds the mark, so the layout has room for it
    on every page. A repeated head is laid out anew on each page: the box of the first page is taken out afterwards. No
    public name leads to the boxes; the pinned version and tests/masterplan/book hold this.
    """
    seen: set[int] = set()
    for page in pages:
        stack = [page._page_box]
        while stack:
            box = stack.pop()
            children = getattr(box, "children", None)
            if not children:
                continue
            box.children = [child for child in children if not _is_first_mark(child, seen)]
            stack.extend(reversed(box.children))


def _is_first_mark(box, seen: set[int]) -> bool:
    element = getattr(box, "element", None)
    if element is None or getattr(box, "element_tag", "") != "span" or element.get("class") != "continued":
        return False
    if id(element) in seen:
        return False
    seen.add(id(element))
    return True


@contextmanager
def _time_limit(seconds: float, is_brief: bool = False):
    timer, rings = (signal.ITIMER_PROF, signal.SIGPROF) if is_brief else (signal.ITIMER_REAL, signal.SIGALRM)

    def ring(signum, frame):
        raise OutOfTime

    if _in_worker:  # the alarm waits for Python's next step; should a library never return, the kernel ends the worker
        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + 3 * seconds) + 10, resource.RLIM_INFINITY))
    before = signal.signal(rings, ring)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(rings, before)


@contextmanager
def _collector_off():
    """A third of WeasyPrint's time would go into the garbage collector; it sweeps once afterwards instead."""
    if _in_worker:
        _sweeper.begin()
        try:
            yield
        finally:
            _sweeper.end()
        return
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


def peak_memory() -> int:
    """Peak memory of this process and of its ended children, in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024

