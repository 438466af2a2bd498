"""The printed pages of one section while it is written, the same as the book's: number for number, break for break.

Only the section itself is laid out, by the worker of press.py. It begins at the height where the book has it: what stands
before it on its pages is laid out once with an empty section behind it, and kept like any unit of the book. What this
cannot see are footnotes that an earlier section leaves on the page where this one begins. The page numbers are known when
the units before it in its chapter were printed before; else the pages carry none.
"""
from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.html import escape

from masterplan.book import build, html, link, pdf, press
from masterplan.book import cache as shelf
from masterplan.book import content as content_step
from masterplan.book.fragment import Fragment
from masterplan.book.html import Part, Unit
from masterplan.book.kept import Kept
from masterplan.book.link import Bound
from masterplan.book.shape import Content
from masterplan.book.typeset import Layout
from pillars.models import Section
from pillars.refusals import Refused

AT_ONCE = 2  # pictures an answer carries: the page that changed, and the one where the text goes on
LONGEST = 600_000  # characters
FRESH = 15.0  # seconds for which the rest of the book is not read again while somebody types
PATIENCE = 4  # times longer than a section may what stands before it take, once


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
    alone = replace(unit, opener="", parts=(unit.parts[at],))
    fragment = _laid_out(alone, start, way)
    first = fragment.places.get(section.code, (0,))[0]  # the heading itself may not fit where the text before it ends
    labels = _labels(units, unit, start.page, len(fragment.pages), way)
    digests = _digests(alone, fragment, labels, way, width)
    drawn = _chosen(digests[first:], have, look)
    linked = build.linker(memory=0).link([Bound(alone, fragment, "".join(digests))], content, labels=labels)
    pictures = dict(zip(drawn, press.draw(linked.bytes(), [first + n for n in drawn], width), strict=True)) if drawn else {}
    shown = zip(fragment.pages[first:], digests[first:], labels[first:], strict=True)
    return Preview(tuple(
        Page(digest, label, page.width, page.height, pictures.get(n, b"")) for n, (page, digest, label) in enumerate(shown)
    ), start.is_known)


def _content(section: Section, *, fresh: bool) -> Content:
    """The book of the section, read anew at most every few seconds while somebody types."""
    known = section.plan_id, section.chapter.book.number
    if not fresh and (found := _lately.get(known)) and time.monotonic() - found[0] < FRESH:
        return found[1]
    content = content_step.collect(section.plan, books=[section.chapter.book.number])
    return _lately.put(known, (time.monotonic(), content))[1]


_lately: Kept[tuple, tuple[float, Content]] = Kept(entries=8)


def forget() -> None:
    """Read everything anew the next time; for tests and measurements."""
    _lately.clear()
    _hopeless.clear()


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
    layout = _kept_layout(before, way)
    if layout is None or part.code not in layout.fragment.places:
        return _Start(is_known=False)
    number, _, y = layout.fragment.places[part.code]
    page = layout.fragment.pages[number]
    return _Start(number, max(page.height - page.margins[0] - y, 0))


def _kept_layout(unit: Unit, way: pdf.Way) -> Layout | None:
    key = pdf.key(unit, way)
    if layout := shelf.load(key):
        return layout
    if key in _hopeless:
        return None
    layout = press.lay_out(pdf.job(unit, way), PATIENCE * settings.BOOK_PREVIEW_SECONDS)
    if not layout.pages:
        _hopeless.put(key, True)
        return None
    layout = pdf.keep_fonts(layout)
    shelf.store(key, layout)
    return layout


_hopeless: Kept[str, bool] = Kept(entries=200)


def _laid_out(alone: Unit, start: _Start, way: pdf.Way) -> Fragment:
    job = pdf.job(alone, way)
    if start.below or start.page:
        style = f"<style>body{{padding-top:{start.below:.3f}pt}}body>section>:first-child{{margin-top:0!important}}</style>"
        job = replace(job, before=job.before.replace("</head>", f"{style}</head>", 1))
    layout = press.lay_out(job, settings.BOOK_PREVIEW_SECONDS)
    if not layout.pages:
        raise Refused(f"Pratinjau tidak dapat dibuat: {layout.troubles[0][1]}. Tulisan tetap tersimpan.")
    return pdf.keep_fonts(layout).fragment


def _labels(units: list[Unit], unit: Unit, page: int, count: int, way: pdf.Way) -> list[str]:
    """What is printed at the foot of each page; "" where the pages before it are not known."""
    before = 0
    for each in units[:units.index(unit)]:
        if (each.book, each.chapter) == (unit.book, unit.chapter):
            layout = shelf.load(pdf.key(each, way))
            if layout is None:
                return [""] * count
            before += layout.pages
    if unit.prefix is not None and not way.style.numbers_by_chapter:
        return [""] * count
    return [link.label(unit, before + page + n + 1, way.style) for n in range(count)]


CONTENTS = re.compile(rb"/Contents ?\[ ?(\d+) 0 R")


def _digests(unit: Unit, fragment: Fragment, labels: list[str], way: pdf.Way, width: int) -> list[str]:
    """A hash of all that decides how each page looks."""
    bodies, streams = dict(fragment.bodies), {number: data for number, _, data in fragment.streams}
    same = repr((unit.title, unit.foot, unit.is_draft, way.style, width, [f.sha256 for f in fragment.faces],
                 sorted(p.sha256 for p in unit.pictures.values())))
    found = []
    for page, label in zip(fragment.pages, labels, strict=True):
        content = streams[int(CONTENTS.search(bodies[page.number])[1])]
        found.append(hashlib.sha256(f"{same}{label}{page}".encode() + content).hexdigest()[:20])
    return found


def _chosen(digests: list[str], have: tuple[str, ...], look: int | None) -> list[int]:
    """Which pages to draw now."""
    new = [n for n, digest in enumerate(digests) if digest not in have]
    if look is not None:
        new.sort(key=lambda n: (n < look, n))
    return new[:AT_ONCE]
