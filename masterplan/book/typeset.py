"""What a worker process does: lay out one unit with WeasyPrint. Knows neither Django nor the database.

A section that cannot be typeset never stops its chapter: each section is then tried alone, and those that fail are laid
out as plain text, or in the worst case only named.
"""
from __future__ import annotations

import gc
import io
import logging
import resource
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from masterplan import orphans
from masterplan.book import carrying, fitting, hyphens

FULL, PLAIN, NAMED = range(3)
hyphens.install()


@dataclass(frozen=True)
class Job:
    """`parts` are (code, the HTML, as plain text, only named); `files` are all bytes that may be asked for, with their
    media type, by address."""

    before: str
    parts: tuple[tuple[str, str, str, str], ...]
    after: str
    styles: str
    files: dict[str, tuple[bytes, str]] = field(repr=False)
    seconds: float = 60

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
    """A laid-out unit: `anchors` say on which page (from 0) each id landed; `troubles` are (section code, why)."""

    pdf: bytes = field(repr=False)
    pages: int
    anchors: dict[str, int]
    troubles: tuple[tuple[str, str], ...] = ()


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
    was killed would wait for its next chapter for ever."""
    global _in_worker
    _in_worker = True
    orphans.end_with(parent, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, resource.RLIM_INFINITY))
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


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
    fetcher, fonts = OnlyPrepared(job.files), FontConfiguration()
    with _time_limit(job.seconds), _collector_off():
        styles = [CSS(string=job.styles, base_url=None, url_fetcher=fetcher, font_config=fonts)]
        document = _lay_out(job.document(forms), styles, fetcher, fonts)
        if fitting.ends_thin(document):
            closer = replace(job, before=fitting.tighter(job.before))
            tight = _lay_out(closer.document(forms), styles, fetcher, fonts)
            document = tight if len(tight.pages) < len(document.pages) else document
        mark_continued(document)
        carrying.carry(document)
        target = io.BytesIO()
        document.write_pdf(target, pdf_tags=True)
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            anchors.setdefault(name, number)
    return Layout(target.getvalue(), len(document.pages), anchors)


def _lay_out(html: str, styles: list[CSS], fetcher: OnlyPrepared, fonts: FontConfiguration) -> Document:
    return HTML(string=html, base_url=None, url_fetcher=fetcher).render(stylesheets=styles, font_config=fonts)


def mark_continued(document: Document) -> None:
    """Leave "(lanjutan)" only where a table goes on.

    The caption is the first row of the table's repeated head and always holds the mark, so the layout has room for it
    on every page. A repeated head is laid out anew on each page: the box of the first page is taken out afterwards. No
    public name leads to the boxes; the pinned version and tests/masterplan/book hold this.
    """
    seen: set[int] = set()
    for page in document.pages:
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
def _time_limit(seconds: float):
    def ring(signum, frame):
        raise OutOfTime

    if _in_worker:  # the alarm waits for Python's next step; should a library never return, the kernel ends the worker
        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + 3 * seconds) + 10, resource.RLIM_INFINITY))
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _collector_off():
    """A third of WeasyPrint's time would go into the garbage collector; it sweeps once afterwards instead."""
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

