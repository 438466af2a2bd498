"""Live numbers and cross references of texts, filled in from the very content that is printed with them.

A content is filled as soon as it is collected: every way of printing, and a frozen edition, then carries the words. A
number in a text and the same number in a matrix come from one record, so a book never contradicts itself: a draft says
what is being worked on, a final what was approved. A text whose words changed is another text, and laid out again; one
without numbers and references is passed over.

A reference becomes a link within the plan, `<a href="#b1-02-03-t1">Tabel 2.1</a>`, like one that an author makes.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml.html import HtmlElement, builder

from masterplan.book import html as html_step
from masterplan.book.kept import Kept
from masterplan.book.numbering import Entry
from masterplan.book.shape import Content, Section
from pillars import cleaning, references, values
from pillars.values import Figures, Value

WITHIN = re.compile(r"-[htg]\d+$")  # what the anchor of a heading, table or figure adds to the code of its section


@dataclass(frozen=True)
class Place:
    """Where a reference leads: "Tabel 2.1" with its title, in which book, at which anchor."""

    words: str
    title: str
    anchor: str
    book: int


@dataclass(frozen=True)
class Record:
    """What numbers and references are filled in from."""

    figures: Figures
    places: dict[str, Place]
    is_draft: bool = True

    def filled(self, html: str, book: int, *, on_value: Callable[[HtmlElement, Value], None] = lambda span, value: None,
               on_place: Callable[[HtmlElement, Place], None] = lambda span, place: None) -> str:
        """The text as it reads now in the book with this number. `on_value` and `on_place` may add to each span that was
        filled; one that leads nowhere says so and carries `data-broken`."""
        if not references.has_marks(html):
            return html
        root = cleaning.tree_of(html)
        for span in list(root.iter("span")):
            if code := span.get("data-value"):
                value = values.value_of(code, self.figures)
                _fill(span, value.text if value else self._lost("nilai", values.describe(code)), not value)
                if value:
                    on_value(span, value)
            elif code := span.get("data-ref"):
                place, last = self.places.get(code), references.last_known(span)
                _fill(span, named(place, book) if place else self._lost("rujukan", last), not place)
                if place:
                    on_place(span, place)
        return cleaning.html_of(root)

    def _lost(self, what: str, words: str) -> str:
        return f"[{what} {'tidak ada lagi' if self.is_draft else 'belum ada yang disetujui'}: {words}]"


def is_asked(content: Content) -> bool:
    """Whether any text of the content holds a number or a reference."""
    return any(references.has_marks(s.html) for s in _texts(content))


def refers(content: Content) -> bool:
    """Whether any text of the content holds a reference."""
    return any("data-ref=" in s.html for s in _texts(content))


def figures(content: Content, places: dict[str, int]) -> Figures:
    """The numbers of a content; `places` counts the parts of the region, which no content holds."""
    return Figures((content.period_start, content.period_end), content.programs, {p.code: p.name for p in content.pillars},
                   content.sources, places)


def filled(content: Content, record: Record) -> Content:
    """The content with every text as it reads now."""
    def text(section: Section, book: int) -> Section:
        if not references.has_marks(section.html):
            return section
        return replace(section, html=record.filled(section.html, book, on_place=_link))

    return replace(content, books=tuple(replace(b, chapters=tuple(replace(c, sections=tuple(
        text(s, b.number) for s in c.sections)) for c in b.chapters)) for b in content.books))


def text_of(content: Content, code: str) -> str:
    """The text of one section."""
    return next(s.html for s in _texts(content) if s.code == code)


def broken(content: Content) -> list[tuple[Section, str]]:
    """The sections that name what is not there, with what that is, in words."""
    found = []
    for section in _texts(content):
        if "data-broken" in section.html and not section.is_left_out:
            root = cleaning.tree_of(section.html)
            words = [" ".join(e.text_content().split()).strip("[]") for e in root.xpath(".//span[@data-broken]")]
            found.append((section, "; ".join(dict.fromkeys(words))))
    return found


def places(content: Content) -> dict[str, Place]:
    """{code of a reference: where it leads} for everything that a content of whole books numbers."""
    return _places.get(content.digest) or _places.put(content.digest, _counted(content))


_places: Kept[str, dict[str, Place]] = Kept(entries=8)


def _counted(content: Content) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for unit in html_step.units(content):
        for entry in unit.entries:
            if entry.kind != "cover":
                found.setdefault(_code(entry), Place(_label(entry), entry.title, entry.anchor, unit.book))
        for part in unit.parts:
            for anchor in part.ids:
                code = anchor.removeprefix("p-")
                if code != anchor and code in content.programs:
                    found[f"program:{code}"] = Place(f"Program {code}", content.programs[code].name, anchor, 0)
    for code, program in content.programs.items():
        found.setdefault(f"program:{code}", Place(f"Program {code}", program.name, "", 0))
    for book in content.books:
        for chapter in book.chapters:
            if around := found.get(f"chapter:{chapter.code}"):
                for section in (s for s in chapter.sections if not (s.shows_heading or s.is_left_out)):
                    found.setdefault(f"section:{section.code}", replace(around, title=section.title))
    return found


def _code(entry: Entry) -> str:
    if entry.kind == "chapter":
        return f"chapter:{entry.anchor}"
    section = WITHIN.sub("", entry.anchor)
    return f"section:{section}" if section == entry.anchor else f"{entry.kind}:{section}:{entry.key}"


def _label(entry: Entry) -> str:
    """Front matter carries no numbers: there the title stands in."""
    if entry.kind == "chapter":
        return entry.label.replace("BAB", "Bab") or f"“{entry.title}”"
    if entry.kind == "heading":
        return f"Subbab {entry.label}" if entry.label else f"“{entry.title}”"
    return entry.label if " " in entry.label else f"{entry.label} “{entry.title}”"


def named(place: Place, book: int) -> str:
    """How a text in the book with this number calls the place."""
    return place.words if place.book in (0, book) else f"{place.words} Buku {place.book}"


def _fill(span: HtmlElement, words: str, is_broken: bool) -> None:
    tail = span.tail
    for child in list(span):
        span.remove(child)
    span.text, span.tail = words, tail
    span.attrib.pop("data-broken", None)
    if is_broken:
        span.set("data-broken", "")


def _link(span: HtmlElement, place: Place) -> None:
    if place.anchor:
        link = builder.A(span.text, href=f"#{place.anchor}")
        span.text = None
        span.append(link)


def _texts(content: Content):
    return (s for b in content.books for c in b.chapters for s in c.sections)
