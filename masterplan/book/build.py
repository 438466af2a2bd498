"""The whole way from a plan to its printed book: content, html, pdf, link, in this order."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from django.conf import settings

from masterplan.book import assemble, attachments, fragment, html, live, looks, pdf
from masterplan.book import cache as cache_on_disk
from masterplan.book import content as content_step
from masterplan.book.assemble import Chapter
from masterplan.book.html import Unit
from masterplan.book.kept import Kept
from masterplan.book.link import MEMORY, Bound, Linker
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Content, LeftOut
from masterplan.book.typeset import Layout
from opd.models import Agency
from pillars.models import Plan
from pillars.refusals import Refused


@dataclass(frozen=True)
class Trouble:
    """A section that could not be typeset as it is, and why, in words."""

    code: str
    title: str
    why: str


@dataclass(frozen=True)
class Built:
    pdf: bytes = field(repr=False)
    pages: int
    left_out: tuple[LeftOut, ...]
    troubles: tuple[Trouble, ...]


def build(plan: Plan, *, books: list[int] | None = None, mode: str = "draft", agency: Agency | None = None,
          progress: Callable[[int, int, str], None] = lambda done, total, label: None) -> Built:
    """Print `plan`; `progress(done, total, label)` is told of each step, in Indonesian."""
    return build_content(content_step.collect(plan, books=books, agency=agency, mode=mode), progress=progress)


def build_content(content: Content, *,
                  progress: Callable[[int, int, str], None] = lambda done, total, label: None) -> Built:
    """Print a content that was collected before, for instance the frozen copy of an edition.

    Raises `Refused` when nothing is left to print."""
    if not content.books:
        raise Refused("Belum ada yang dapat dicetak: belum ada bagian yang disetujui.")
    content = looks.dressed(content)
    if settings.BOOK_ENGINE == "plain" or fragment.REFUSED:
        return _built_plainly(content, progress)
    return _built(content, progress)


def _built(content: Content, progress: Callable) -> Built:
    """The usual way: fragments, linked. A book that was printed from the same content is there already."""
    if built := _lately.get(content.digest):
        progress(1, 1, "Selesai")
        return built
    units = html.units(content)
    lists = _lists(content, [(unit, entry) for unit in units for entry in unit.entries])
    steps = _Steps(len(units) + len(lists) + 1, progress)
    done = lambda unit: steps.one(f"Menata {unit.title}")  # noqa: E731
    way = pdf.Way(style=content.style, printing=content.printing)
    laid = dict(zip((u.code for u in [*units, *lists]), pdf.lay_out([*units, *lists], way, done=done), strict=True))
    landed = [(unit, e) for unit in units for e in unit.entries if e.anchor in laid[unit.code].anchors]
    if len(landed) < sum(len(unit.entries) for unit in units):  # a section set as plain text has no headings
        lists = _lists(content, landed)
        laid |= zip((u.code for u in lists), pdf.lay_out(lists, way), strict=True)
    bounds = [Bound(u, laid[u.code].fragment, pdf.key(u, way)) for u in _with_lists(units, lists)]
    steps.say("Menggabungkan halaman")
    linked = linker().link(bounds, content, attachments.of(content))
    steps.finish("Selesai")
    troubles = _troubles([(u, laid[u.code]) for u in units])
    built = Built(linked.bytes(), linked.pages, content.left_out, troubles + _broken(content))
    return built if troubles else _lately.put(content.digest, built)


# By the digest of the content. Styles and code do not change within a process.
_lately: Kept[str, Built] = Kept(size=64 * 2**20, size_of=lambda built: len(built.pdf))


def forget() -> None:
    """Print everything anew the next time; for tests and measurements."""
    _lately.clear()
    cache_on_disk.forget()


def _lists(content: Content, entries: list[tuple[Unit, Entry]]) -> list[Unit]:
    """The lists of every book; none in an agency's own part."""
    return [
        unit for book in content.books if not content.is_excerpt
        for unit in html.lists(content, book, _listing(content, book, [(e, "") for u, e in entries if u.book == book.number]))
    ]


def _listing(content: Content, book: Book, landed: list[tuple[Entry, str]]) -> dict:
    return html.listing(book, landed, content.style.list_depth)


def _with_lists(units: list[Unit], lists: list[Unit]) -> list[Unit]:
    """The lists stand behind the front matter of their book."""
    placed = []
    for unit in units:
        placed.append(unit)
        if unit.matter == "front":
            placed += [each for each in lists if each.book == unit.book]
    return placed


@cache
def linker(memory: int = MEMORY) -> Linker:
    """The linker of this process; `memory` is how many bytes of fragments it keeps."""
    stamps = [pdf.book_font(f"source-sans-3-latin-{weight}-normal.woff2") for weight in (400, 600, 700)]
    return Linker(stamps, pdf.font_file, memory)


def _built_plainly(content: Content, progress: Callable) -> Built:
    """The slow way by public interfaces only: chapters as files, joined by pikepdf."""
    way = pdf.Way(is_linked=False, style=content.style, printing=content.printing)
    units = html.whole_chapters(html.units(content))
    steps = _Steps(len(units) + len(content.books) + 1, progress)
    layouts = pdf.lay_out(units, way, done=lambda unit: steps.one(f"Menata {unit.title}"))
    chapters = [Chapter(unit, layout) for unit, layout in zip(units, layouts, strict=True)]
    for book in () if content.is_excerpt else content.books:
        _add_lists(content, book, chapters, way)
        steps.one(f"Menyusun daftar isi Buku {book.number}")
    steps.say("Menggabungkan halaman")
    joined = assemble.join(chapters, content)
    steps.finish("Selesai")
    return Built(joined, sum(c.layout.pages for c in chapters), content.left_out,
                 _troubles([(c.unit, c.layout) for c in chapters]) + _broken(content))


def _add_lists(content: Content, book: Book, chapters: list[Chapter], way: pdf.Way) -> None:
    """Put the lists of `book` behind its front matter; they are laid out last, when every other page is known. Where the
    lists themselves begin is known only then: they are laid out twice."""
    mine = [c for c in chapters if c.unit.book == book.number]
    front = next(c for c in mine if c.unit.matter == "front")
    landed, own = assemble.labelled(mine), []
    for _ in range(2):
        listing = _listing(content, book, landed)
        starts = dict(own)
        listing["contents"] = [(e, at or starts.get(e.anchor, "")) for e, at in listing["contents"]]
        first, made = front.layout.pages + 1, []
        for unit in html.lists(content, book, listing):
            unit = replace(unit, first_page=first)
            (layout,) = pdf.lay_out([unit], way)
            made.append(Chapter(unit, layout))
            first += layout.pages
        own = [(e.anchor, at) for e, at in assemble.labelled(made)]
    at = chapters.index(front) + 1
    chapters[at:at] = made


def _troubles(laid: list[tuple[Unit, Layout]]) -> tuple[Trouble, ...]:
    found = []
    for unit, layout in laid:
        parts = {part.code: part for part in unit.parts}
        whys = {code: part.why for code, part in parts.items() if part.why} | dict(layout.troubles)
        found += [Trouble(code, parts[code].title, why) for code, why in whys.items()]
    return tuple(found)


def _broken(content: Content) -> tuple[Trouble, ...]:
    """What a book says is missing where a live number or a reference leads nowhere."""
    return tuple(Trouble(section.code, section.title, why) for section, why in live.broken(content))


class _Steps:
    def __init__(self, total: int, progress: Callable[[int, int, str], None]):
        self.done, self.total, self.progress = 0, total, progress

    def one(self, label: str) -> None:
        self.done += 1
        self.say(label)

    def say(self, label: str) -> None:
        self.progress(self.done, self.total, label)

    def finish(self, label: str) -> None:
        self.done = self.total
        self.say(label)
