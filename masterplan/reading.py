"""The book on the screen: the print HTML of one chapter becomes the parts of a web page, with the same numbers.

Takes a `Content` and gives plain data, like the exports; nothing here asks the database. What was made of the same
content before is remembered in the process, so that turning pages converts nothing twice. Addresses in the HTML are
relative to /rencana/<plan>/baca/buku-<number>/<chapter>.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from lxml.html import builder

from masterplan.book import html
from masterplan.book.kept import Kept
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Chapter, Content, Section
from masterplan.screen import ANCHOR, ELSEWHERE, Note, Passage, Screen, inside, parse

REMEMBERED = 48  # chapters and contents a process keeps: three books of one plan, or the open pages of several


@dataclass(frozen=True)
class Part:
    """One section of a page. `html` is without its heading; `tag` is the status that a draft shows at the heading."""

    code: str
    label: str
    title: str
    shows_title: bool
    status: str
    tag: str
    html: str
    notes: tuple[Note, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Page:
    """One chapter. `entries` are those of print: the chapter, its headings, tables and figures."""

    code: str
    label: str
    title: str
    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]

    @property
    def captions(self) -> list[Entry]:
        return [e for e in self.entries if e.kind in ("table", "figure")]

    @property
    def headings(self) -> list[Entry]:
        return [e for e in self.entries if e.kind == "heading"]

    def title_of(self, anchor: str) -> str:
        """The numbered heading, table or figure at an anchor; the chapter's own title when there is none."""
        named = {e.anchor: f"{e.label} {e.title}".strip() for e in self.entries}
        return named.get(anchor) or named.get(ANCHOR.sub("", anchor)) or self.title


@dataclass(frozen=True)
class Line:
    """A section in the contents."""

    code: str
    label: str
    title: str
    status: str
    tag: str


@dataclass(frozen=True)
class Listed:
    """A chapter in the contents."""

    code: str
    label: str
    title: str
    matter: str
    lines: tuple[Line, ...]


def contents(content: Content, book: Book) -> tuple[Listed, ...]:
    """The chapters of `book` that have something to read, numbered as in print."""
    bare = replace(content, programs={}, pictures={}, left_out=(), books=(replace(book, chapters=tuple(
        replace(c, sections=tuple(replace(s, kind="narrative", html="", programs=()) for s in c.sections))
        for c in book.chapters
    )),))
    entries = _remember("contents", bare, lambda: {e.anchor: e for unit in html.units(bare) for e in unit.entries})
    return tuple(
        Listed(chapter.code, entries[chapter.code].label if chapter.code in entries else "", chapter.title,
               chapter.matter, tuple(_line(content, s, entries[s.code]) for s in shown if s.code in entries))
        for chapter in book.chapters if (shown := [s for s in chapter.sections if not s.is_left_out])
    )


def _line(content: Content, section: Section, entry: Entry) -> Line:
    return Line(section.code, entry.label, section.title, section.status, _tag(content, section))


def page(content: Content, book: Book, code: str) -> Page:
    """The chapter `code` of `book` as a web page. Raises `KeyError` when there is nothing of it to read."""
    chapter = next((c for c in book.chapters if c.code == code and any(not s.is_left_out for s in c.sections)), None)
    if chapter is None:
        raise KeyError(code)
    alone = only(content, book, chapter)
    return _remember("page", alone, lambda: _page(alone, chapter))


def only(content: Content, book: Book, chapter: Chapter) -> Content:
    """`content` with no text but that of one chapter, whose references to other pages have their addresses already. The
    other chapters stay, empty: they are counted for its number."""
    places, here = _places(content), f"buku-{book.number}/{chapter.code}"

    def settle(reference: re.Match) -> str:
        place = places.get(reference[1]) or places.get(ANCHOR.sub("", reference[1]), here)
        return reference[0] if place == here else f'href="{ELSEWHERE}{place}{query(content)}#{reference[1]}"'

    sections = tuple(replace(s, html=re.sub(r'href="#([^"]+)"', settle, s.html)) for s in chapter.sections)
    shown = "".join(s.html for s in sections)
    return replace(
        content, left_out=(), pictures={key: p for key, p in content.pictures.items() if key in shown},
        books=(replace(book, chapters=tuple(
            replace(c, sections=sections if c is chapter else ()) for c in book.chapters
        )),),
    )


def query(content: Content) -> str:
    """What every address of the same reading carries: "", "?opd=dinkes", "?naskah=disetujui"."""
    asked = {"opd": content.agency.slug if content.agency else "", "naskah": "" if content.is_draft else "disetujui"}
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"?{said}" if said else ""


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for: the words of a query that have two letters or more, eight at most."""
    return tuple(dict.fromkeys(w for w in text[:100].split() if len(w) > 1))[:8]


def find(page: Page, words: tuple[str, ...]) -> list[Passage]:
    """Passages that hold all the words, also within longer words, large and small letters alike."""
    wanted = [w.casefold() for w in words]
    found = []
    for part in page.parts:
        titles = (Passage(part.code, f"{part.label} {part.title}".strip()),)
        notes = tuple(Passage(n.anchor, n.text) for n in part.notes)
        found += [p for p in titles + part.passages + notes if wanted and all(w in p.text.casefold() for w in wanted)]
    return found


def pieces(text: str, words: tuple[str, ...], around: int | None = None) -> list[tuple[str, bool]]:
    """`text` cut at the words: [(piece, is it one of the words)]; with `around` only that much beside the first."""
    pattern = _pattern(words)
    first = pattern.search(text) if pattern else None
    if around is not None:
        start = max(text.rfind(" ", 0, max(first.start() - around, 0)), 0) if first else 0
        end = len(text) if start + 2 * around >= len(text) else max(text.rfind(" ", 0, start + 2 * around), start)
        text = ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")
    return [(piece, bool(n % 2)) for n, piece in enumerate(pattern.split(text)) if piece] if pattern else [(text, False)]


def highlight(text: str, words: tuple[str, ...]) -> str:
    """HTML of a part with <mark> around the words in its text; its tags and addresses stay as they are."""
    pattern = _pattern(words)
    if not pattern or not pattern.search(text):
        return text
    root = parse(text)
    for node in root.xpath(".//text()[not(ancestor::*[local-name()='svg'])]"):
        before, *rest = pattern.split(node)
        marks = [builder.E.mark(word) for word in rest[::2]]
        for mark, after in zip(marks, rest[1::2], strict=True):
            mark.tail = after
        owner = node.getparent()
        if node.is_tail:
            owner.tail = before
            owner.getparent()[(at := owner.getparent().index(owner) + 1):at] = marks
        else:
            owner.text = before
            owner[0:0] = marks
    return inside(root)


def _pattern(words: tuple[str, ...]) -> re.Pattern | None:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, ordered))})", re.I) if words else None


# Converting


def _page(alone: Content, chapter: Chapter) -> Page:
    """A chapter may be printed as one unit or as several: its parts are those that carry the code of its sections."""
    units = html.units(alone)
    entries = tuple(e for unit in units for e in unit.entries if e.kind != "cover")
    printed = {part.code: part for unit in units for part in unit.parts}
    charts = {address: it.data for unit in units for address, it in unit.pictures.items() if "chart-" in address}
    labels = {e.anchor: e.label for e in entries}
    screen = Screen(codes=set(_places(alone)), query=query(alone), pictures=alone.pictures, charts=charts)
    parts = []
    for section in (s for s in chapter.sections if s.code in printed):
        shown = screen.show(section.code, printed[section.code].html)
        parts.append(Part(section.code, labels.get(section.code, ""), section.title, section.code in labels, section.status,
                          _tag(alone, section), shown.html, shown.notes, shown.passages))
    return Page(chapter.code, labels.get(chapter.code, ""), chapter.title, entries, tuple(parts))


def _places(content: Content) -> dict[str, str]:
    """{code of a chapter or section that can be read: the page that it stands on}"""
    return {
        code: f"buku-{book.number}/{chapter.code}"
        for book in content.books for chapter in book.chapters if any(not s.is_left_out for s in chapter.sections)
        for code in (chapter.code, *(s.code for s in chapter.sections if not s.is_left_out),
                     *(f"p-{code}" for s in chapter.sections if not s.is_left_out for code in s.programs))
    }


def _tag(content: Content, section: Section) -> str:
    """As in print: an approved or generated section carries none."""
    return section.status_label if content.is_draft and section.is_written and section.status != "approved" else ""


# Remembering


_made: Kept[tuple[str, str], object] = Kept(entries=REMEMBERED)


def _remember(kind: str, source: Content, make: Callable[[], object]):
    """What `make` gives, or gave before for the same `source`."""
    key = kind, source.digest
    return _made.get(key) or _made.put(key, make())
