"""The whole way from a plan to its printed book: content, html, pdf, assemble, in this order."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from masterplan.book import assemble, html, pdf
from masterplan.book import content as content_step
from masterplan.book.assemble import Chapter
from masterplan.book.shape import Book, Content, LeftOut
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
    units = html.units(content)
    steps = _Steps(len(units) + len(content.books) + 1, progress)
    layouts = pdf.lay_out(units, done=lambda unit: steps.one(f"Menata {unit.title}"))
    chapters = [Chapter(unit, layout) for unit, layout in zip(units, layouts, strict=True)]
    for book in content.books if not content.agency else ():
        _add_lists(content, book, chapters)
        steps.one(f"Menyusun daftar isi Buku {book.number}")
    steps.say("Menggabungkan halaman")
    joined = assemble.join(chapters, content)
    steps.finish("Selesai")
    return Built(joined, sum(c.layout.pages for c in chapters), content.left_out, _troubles(chapters))


def _add_lists(content: Content, book: Book, chapters: list[Chapter]) -> None:
    """Put the lists of `book` behind its front matter; they are laid out last, when every other page is known."""
    mine = [c for c in chapters if c.unit.book == book.number]
    front = next(c for c in mine if c.unit.prefix is None)
    unit = html.lists(content, book, assemble.printed(mine), front.layout.pages + 1)
    (layout,) = pdf.lay_out([unit])
    chapters.insert(chapters.index(front) + 1, Chapter(unit, layout))


def _troubles(chapters: list[Chapter]) -> tuple[Trouble, ...]:
    found = []
    for chapter in chapters:
        parts = {part.code: part for part in chapter.unit.parts}
        whys = {code: part.why for code, part in parts.items() if part.why} | dict(chapter.layout.troubles)
        found += [Trouble(code, parts[code].title, why) for code, why in whys.items()]
    return tuple(found)


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
