"""The printed pages of one section while it is written, the same as the book's: number for number, break for break.

Only the section itself is laid out, by the worker of press.py. It begins at the height where the book has it: what stands
before it on its pages is laid out once with an empty section behind it, and remembered by the process. What this cannot
see are footnotes that an earlier section leaves on the page where this one begins. The page numbers are known when
the units before it in its chapter were printed before; else the pages carry none.
"""
from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace

from django.utils.html import escape

from masterplan.book import build, html, link, pdf, press
from masterplan.book import cache as shelf
from masterplan.book import content as content_step
from masterplan.book.drawing import Seen, Wanted
from masterplan.book.html import Part, Unit
from masterplan.book.kept import Kept
from masterplan.book.link import Bound
from masterplan.book.shape import Content
from masterplan.book.typeset import Job
from pillars.models import Section
from pillars.refusals import Refused

AT_ONCE = 2  # pictures an answer carries: the page that changed, and the one where the text goes on
LONGEST = 600_000  # characters
FRESH = 15.0  # seconds for which the rest of the book is not read again while somebody types


@dataclass(frozen=True)
class Page:
    """`label` is the printed page number, "" when it is not known; `picture` is empty when nobody needs it now."""

    digest: str
    label: str
    width: float
    height: float
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Preview:
    """`is_placed`: the section begins at the height where the book has it."""

    pages: tuple[Page, ...]
    is_placed: bool = True


@dataclass(frozen=True)
class _Start:
    """Where a section begins: on which page of its unit (from 0), how many points below the margin."""

    page: int = 0
    below: float = 0
    is_known: bool = True


def pages(section: Section, text: str | None = None, *, width: int = 800, have: tuple[str, ...] = (),
          look: int | None = None) -> Preview:
    """The pages of `section` with `text` (HTML of a narrative) instead of what is stored.

    `have` are the digests of the pages that the asker shows already, in their order; pictures, `width` pixels wide, come of
    the first pages that are new to him, or of those from page `look` (from 0) on. Raises `Refused` when the text cannot be
    laid out, or not within its time.
    """
    if len(text or "") > LONGEST:
        raise Refused("Bagian ini terlalu panjang untuk pratinjau. Lihat hasil cetaknya di halaman Buku.")
    content = _content(section, fresh=text is None)
    if text is not None:
        content = content_step.with_text(content, section.plan, section.code, text)
    units = html.units(content)
    unit, at = next((u, i) for u in units for i, part in enumerate(u.parts) if part.code == section.code)
    if why := unit.parts[at].why:
        raise Refused(f"Pratinjau tidak dapat dibuat: {why}.")
    way = pdf.Way(style=content.style)
    start = _start(unit, at, way)
    before = _pages_before(units, unit, way)
    alone = replace(unit, opener="", parts=(unit.parts[at],))
    same = repr((alone.title, alone.foot, alone.is_draft, alone.prefix, way, before, start.page, width,
                 sorted(p.sha256 for p in alone.pictures.values())))
    seen = press.see(_job(alone, start, way), Wanted(section.code, same, frozenset(have), look, AT_ONCE))
    labels = ["" if before is None else link.label(unit, before + start.page + seen.skipped + n + 1, way.style)
              for n in range(len(seen.digests))]
    pictures = dict(zip(seen.drawn, _drawn(alone, seen, [labels[n] for n in seen.drawn], content, width), strict=True))
    shown = zip(seen.digests, labels, seen.sizes, strict=True)
    return Preview(tuple(
        Page(digest, label, *size, pictures.get(n, b"")) for n, (digest, label, size) in enumerate(shown)
    ), start.is_known)


def _content(section: Section, *, fresh: bool) -> Content:
    """The book of the section, read anew at most every few seconds while somebody types."""
    known = section.plan_id, section.chapter.book.number
    if not fresh and (found := _lately.get(known)) and time.monotonic() - found[0] < FRESH and _has(found[1], section):
        return found[1]
    content = content_step.collect(section.plan, books=[section.chapter.book.number])
    return _lately.put(known, (time.monotonic(), content))[1]


def _has(content: Content, section: Section) -> bool:
    return any(s.code == section.code for b in content.books for c in b.chapters for s in c.sections)


_lately: Kept[tuple, tuple[float, Content]] = Kept(entries=8)


def forget() -> None:
    """Read everything anew the next time; for tests and measurements."""
    _lately.clear()
    _starts.clear()


HEAD = re.compile(r'\s*<section[^>]*>\s*(?:<(h1|h2)\b.*?</\1>|<p class="tag-line">.*?</p>)', re.DOTALL)


def _start(unit: Unit, at: int, way: pdf.Way) -> _Start:
    """Where the section `at` begins, from a layout of what stands before it with only its heading and a line behind."""
    if at == 0 and not unit.opener:
        return _Start()
    part = unit.parts[at]
    head = HEAD.match(part.html)
    if head is None:
        return _Start(is_known=False)
    beginning = head[0].replace('<p class="tag-line">', f'<p class="tag-line" id="{escape(part.code)}">')
    stub = Part(part.code, part.title, f'{beginning}<p class="empty">…</p></section>')
    before = replace(unit, parts=(*unit.parts[:at], stub))
    shown = "".join(p.html for p in before.parts)
    before = replace(before, pictures={address: p for address, p in unit.pictures.items() if address in shown})
    key = pdf.key(before, way)
    if key not in _starts:
        place = press.find(pdf.job(before, way), part.code)
        _starts.put(key, _Start(*place) if place else _Start(is_known=False))
    return _starts[key]


_starts: Kept[str, _Start] = Kept(entries=500)


def _job(alone: Unit, start: _Start, way: pdf.Way) -> Job:
    job = pdf.job(alone, way)
    if not (start.below or start.page):
        return job
    style = f"<style>body{{padding-top:{start.below:.3f}pt}}body>section>:first-child{{margin-top:0!important}}</style>"
    return replace(job, before=job.before.replace("</head>", f"{style}</head>", 1))


def _pages_before(units: list[Unit], unit: Unit, way: pdf.Way) -> int | None:
    """How many pages stand before the unit where its numbers begin; None when they were not laid out yet."""
    if unit.prefix is not None and not way.style.numbers_by_chapter:
        return None
    earlier = [u for u in units[:units.index(unit)] if (u.book, u.chapter) == (unit.book, unit.chapter)]
    layouts = [shelf.load(pdf.key(u, way)) for u in earlier]
    return None if None in layouts else sum(layout.pages for layout in layouts)


def _drawn(alone: Unit, seen: Seen, labels: list[str], content: Content, width: int) -> list[bytes]:
    if not seen.drawn:
        return []
    for sha256, data in seen.font_files.items():
        shelf.put(shelf.font_path(sha256), data)
    bound = Bound(alone, seen.fragment, "".join(seen.digests))
    return press.draw(build.linker(memory=0).link([bound], content, labels=labels).bytes(), width)
