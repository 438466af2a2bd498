"""Step 3: units become laid-out chapter PDFs, side by side in worker processes, kept on disk by what they are made of.

The key of an entry is the hash of everything that decides its bytes: HTML, style sheets, fonts, pictures, version of
the engine and of this code. So an edit lays out one chapter; entries never grow stale and may be deleted at any time.
"""
from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from pathlib import Path

import weasyprint
from django.conf import settings

from masterplan.book import html, typeset
from masterplan.book.html import Unit
from masterplan.book.typeset import Job, Layout

FORMAT = 2  # of an entry on disk and of what typeset.py makes of a job; raise it when either changes
STYLES = settings.BASE_DIR / "static" / "book"
FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"


def lay_out(units: list[Unit], *, done: Callable[[Unit], None] = lambda unit: None) -> list[Layout]:
    """The layout of each unit, from the cache or made now; `done` is called as each is ready."""
    jobs = [_job(unit) for unit in units]
    keys = [key(job) for job in jobs]
    found: dict[int, Layout] = {}
    for i, k in enumerate(keys):
        if layout := load(k):
            found[i] = layout
            done(units[i])
    # The longest first, so that no worker ends up alone with it.
    waiting = sorted((i for i in range(len(jobs)) if i not in found), key=lambda i: -len(jobs[i].document()))
    for i, layout in _typeset({i: jobs[i] for i in waiting}):
        if not layout.troubles:  # a failure may be the machine's, not the text's: try again next time
            store(keys[i], layout)
        found[i] = layout
        done(units[i])
    return [found[i] for i in range(len(units))]


def _job(unit: Unit) -> Job:
    parts = tuple((p.code, p.html, p.plain, html.named_only(p)) for p in unit.parts)
    styles = ["book.css", "generated.css", *(["draft.css"] if unit.is_draft else [])]
    return Job(
        unit.before, parts, unit.after, "\n".join((STYLES / name).read_text() for name in styles),
        {**_fonts(), **unit.pictures}, settings.BOOK_SECONDS,
    )


@cache
def _fonts() -> dict[str, tuple[bytes, str]]:
    return {f"font:{file.name}": (file.read_bytes(), "font/woff2") for file in sorted(FONTS.glob("*.woff2"))}


def key(job: Job) -> str:
    """The hash of all that decides the bytes of a layout."""
    made_of = [str(FORMAT), weasyprint.VERSION, job.document(), job.styles]
    made_of += [f"{address} {_digest(data)}" for address, (data, _) in sorted(job.files.items())]
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()


@cache
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _typeset(jobs: dict[int, Job]):
    """Yield (number, layout) as they are ready. Without workers (BOOK_WORKERS=0) in this process, for tests."""
    if not jobs:
        return
    if not settings.BOOK_WORKERS:
        for i, job in jobs.items():
            yield i, typeset.typeset(job)
        return
    left = dict(jobs)
    try:
        with _pool(min(settings.BOOK_WORKERS, len(jobs))) as pool:
            futures = {pool.submit(typeset.typeset, job): i for i, job in jobs.items()}
            for future in as_completed(futures):
                layout = future.result()
                del left[futures[future]]
                yield futures[future], layout
    except BrokenProcessPool:
        yield from _one_by_one(left)


def _one_by_one(jobs: dict[int, Job]):
    """A worker died (memory, a crash of the engine). Each chapter gets a process of its own; one that dies again is
    printed as plain text, and at last with its sections only named."""
    for i, job in jobs.items():
        for form in (typeset.FULL, typeset.PLAIN, typeset.NAMED):
            try:
                with _pool(1) as pool:
                    layout = pool.submit(typeset.typeset, job.reduced(form)).result()
            except BrokenProcessPool:
                continue
            why = "penata halaman berhenti di bab ini"
            troubles = layout.troubles if form == typeset.FULL else tuple((part[0], why) for part in job.parts)
            yield i, replace(layout, troubles=troubles)
            break
        else:
            raise RuntimeError("Penata halaman berhenti berulang kali.")


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would share the database connection and whatever threads the server runs.
    return ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), typeset.start_worker, (settings.BOOK_MEMORY_MB, os.getpid())
    )


def load(key: str) -> Layout | None:
    """The entry `key`, or None when there is none or it is broken."""
    try:
        head, pdf = (settings.BOOK_CACHE / f"{key}.chapter").read_bytes().split(b"\n", 1)
        facts = json.loads(head)
    except (OSError, ValueError):
        return None
    if facts.get("sha256") != hashlib.sha256(pdf).hexdigest():
        return None
    return Layout(pdf, facts["pages"], facts["anchors"])


def store(key: str, layout: Layout) -> None:
    """Write an entry so that a reader, and a power cut, finds either all of it or nothing."""
    folder = Path(settings.BOOK_CACHE)
    folder.mkdir(parents=True, exist_ok=True)
    head = {"sha256": hashlib.sha256(layout.pdf).hexdigest(), "pages": layout.pages, "anchors": layout.anchors}
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(json.dumps(head).encode() + b"\n" + layout.pdf)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(folder / f"{key}.chapter")
