"""Step 2: a `Content` becomes units of printing: the HTML of each cover, front matter and chapter, in parts.

A unit is kept in parts (one a section) so that a section that cannot be typeset can be replaced alone. The book is
always in Indonesian, whoever builds it; templates in templates/book/ ask nothing of the database.
"""
from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html import unescape

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from lxml.etree import LxmlError

from masterplan.book import narrative, tables
from masterplan.book.numbering import Entry, Numbering
from masterplan.book.shape import Book, Chapter, Content, Section
from pillars.numbers import roman
from pillars.refusals import Refused

LANDSCAPE = ("matrix", "roadmap", "gantt", "tree")


@dataclass(frozen=True)
class Part:
    """One section in print HTML. `plain` is its bare text in a frame, for when the HTML cannot be typeset; `why` says
    that it had to be used at once."""

    code: str
    title: str
    html: str
    plain: str
    why: str = ""


@dataclass(frozen=True)
class Unit:
    """What is laid out in one go. `prefix` is put before its page numbers ("IV-"); None for roman numbers, "" for a
    cover, which shows none. `pictures` are the bytes that the HTML may ask for, by address."""

    code: str
    book: int
    title: str
    prefix: str | None
    before: str
    parts: tuple[Part, ...]
    after: str
    entries: tuple[Entry, ...]
    pictures: dict[str, tuple[bytes, str]] = field(repr=False)
    is_draft: bool = True


def units(content: Content) -> list[Unit]:
    """Every unit of the books of `content` in reading order, without the generated lists (see `lists`)."""
    with translation.override("id"):
        made = []
        for book in content.books:
            made.append(_cover(content, book))
            if not content.agency:
                made.append(_front(content, book))
            made += _chapters(content, book)
        return made


def lists(content: Content, book: Book, printed: dict[str, list[tuple[Entry, str]]], first_page: int) -> Unit:
    """Daftar Isi, Daftar Tabel, Daftar Gambar of one book.

    `printed` holds for "contents", "tables", "figures" the entries with the label of the page that each landed on;
    `first_page` is the number of the list's own first page, written roman.
    """
    code = f"{book.code}-lists"
    names = [("contents", "Daftar Isi"), ("tables", "Daftar Tabel"), ("figures", "Daftar Gambar")]
    made = [
        {"anchor": f"{code}-{key}", "title": title, "entries": printed[key]} for key, title in names if printed[key]
    ]
    own = [Entry("heading", 0, x["anchor"], "", x["title"]) for x in made]
    before, after = _frame(content, book, "lists", book.title, "", first_page=first_page)
    # The lists stand in the contents too, behind the front sections; the engine knows their pages itself.
    own_at = next((i for i, (entry, _) in enumerate(printed["contents"]) if entry.kind == "chapter"), 0)
    html = render_to_string("book/lists.html", {"lists": made, "own": own, "own_at": own_at})
    part = Part(code, "Daftar Isi", html, _plain(code, "Daftar Isi", html))
    return Unit(code, book.number, "Daftar Isi", None, before, (part,), after, tuple(own), {}, content.is_draft)


def _frame(content: Content, book: Book, matter: str, title: str, prefix: str, first_page: int = 1) -> tuple[str, str]:
    """HTML before and after the parts."""
    whole = render_to_string("book/unit.html", {
        "content": content, "book": book, "matter": matter, "title": title, "prefix": prefix, "first_page": first_page,
        "marker": "<!--parts-->",
    })
    before, after = whole.split("<!--parts-->")
    return before, after


def _cover(content: Content, book: Book) -> Unit:
    code = f"{book.code}-cover"
    pictures = {"picture:arms": (content.arms.data, content.arms.media_type)} if content.arms else {}
    before, after = _frame(content, book, "cover", book.title, "")
    html = render_to_string("book/cover.html", {"content": content, "book": book})
    part = Part(code, "Sampul", html, _plain(code, book.title, html))
    entry = Entry("cover", 0, code, "", f"Buku {book.number}: {book.title}")
    return Unit(code, book.number, "Sampul", "", before, (part,), after, (entry,), pictures, content.is_draft)


def _front(content: Content, book: Book) -> Unit:
    """Title page and front sections, with roman page numbers."""
    code, numbering = f"{book.code}-front", Numbering("")
    title_page = render_to_string("book/title_page.html", {"content": content, "book": book})
    parts, pictures = [Part(code, "Halaman judul", title_page, _plain(code, "Halaman judul", title_page))], {}
    for chapter in (c for c in book.chapters if c.matter == "front"):
        for section in (s for s in chapter.sections if not s.is_left_out):
            entry = Entry("heading", 0, section.code, "", section.title)
            numbering.entries.append(entry)
            parts.append(_part(content, section, numbering, entry, pictures))
    before, after = _frame(content, book, "front", book.title, "")
    return Unit(code, book.number, "Bagian Awal", None, before, tuple(parts), after, tuple(numbering.entries), pictures,
                content.is_draft)


def _chapters(content: Content, book: Book) -> list[Unit]:
    made, counts = [], {"body": 0, "back": 0}
    for chapter in book.chapters:
        if chapter.matter == "front" and not content.agency:
            continue
        if chapter.matter in counts:
            counts[chapter.matter] += 1
        if any(not s.is_left_out for s in chapter.sections):
            made.append(_chapter(content, book, chapter, counts.get(chapter.matter, 0)))
    return made


def _chapter(content: Content, book: Book, chapter: Chapter, number: int) -> Unit:
    sign, label, prefix = _signs(chapter, number)
    numbering, pictures = Numbering(sign), {}
    opening = numbering.open_chapter(chapter.code, label, chapter.title)
    parts = []
    for section in chapter.sections:
        if section.is_left_out:
            if section.shows_heading:
                numbering.skip_section()
            continue
        heading = numbering.section(section.code, section.title) if section.shows_heading else None
        parts.append(_part(content, section, numbering, heading, pictures))
    before, after = _frame(content, book, chapter.matter, f"{label}  {chapter.title}".strip(), prefix)
    opener = render_to_string("book/opener.html", {
        "content": content, "chapter": chapter, "opening": opening, "label": label,
        "entries": [e for e in numbering.entries if e.kind == "heading" and e.level == 1],
    })
    return Unit(chapter.code, book.number, chapter.title, prefix, before + opener, tuple(parts), after,
                tuple(numbering.entries), pictures, content.is_draft)


def _signs(chapter: Chapter, number: int) -> tuple[str, str, str]:
    """(what numbers begin with, how the chapter is called, what page numbers begin with)"""
    if chapter.matter == "body":
        return str(number), f"BAB {roman(number)}", f"{roman(number)}-"
    if chapter.matter == "back":
        return f"L{number}", f"Lampiran {number}", f"L{number}-"
    return "", "", "A-"


def _part(content: Content, section: Section, numbering: Numbering, heading: Entry | None, pictures: dict) -> Part:
    turned = section.kind in LANDSCAPE and bool(content.programs_of(section.pillar))
    context = {"content": content, "section": section, "heading": heading, "landscape": turned,
               "tag": _tag(content, section)}
    if section.kind == "narrative":
        try:
            context["html"] = narrative.typeset(section.html, section.code, numbering)
        except (Refused, LxmlError, RecursionError):
            plain = _plain(section.code, section.title, section.html)
            return Part(section.code, section.title, plain, plain, "susunannya terlalu rumit")
        _gather(content, context["html"], pictures)
    else:
        context |= tables.KINDS[section.kind](content, section, numbering)
        if context.get("chart"):
            context["chart_address"] = _keep_chart(context["chart"], pictures)
    html = render_to_string(f"book/kinds/{section.kind}.html", context)
    return Part(section.code, section.title, html, _plain(section.code, section.title, html))


def _tag(content: Content, section: Section) -> str:
    """The status at the heading of a draft's section; an approved or generated one carries none."""
    return section.status_label if content.is_draft and section.is_written and section.status != "approved" else ""


def _gather(content: Content, html: str, pictures: dict) -> None:
    for key in re.findall(r'src="picture:([^"]+)"', html):
        if picture := content.pictures.get(key):
            pictures[f"picture:{key}"] = picture.data, picture.media_type


def _keep_chart(svg: str, pictures: dict) -> str:
    address = "picture:chart-" + hashlib.sha256(svg.encode()).hexdigest()[:16]
    pictures[address] = svg.encode(), "image/svg+xml"
    return address


def _plain(code: str, title: str, html: str) -> str:
    """The text of a section without any of its form: nothing that is written gets lost."""
    text = re.sub(r"(?i)</(p|h\d|li|tr|table|blockquote|figure|div)>|<br[^>]*>", "\n", html)
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return render_to_string("book/_plain.html", {
        "code": code, "title": title, "lines": [line for line in lines if line],
    })


def named_only(part: Part) -> str:
    """The last resort: the section is named, its text is in the app only."""
    return (f'<section class="trouble" id="{escape(part.code)}"><p class="why">Bagian “{escape(part.title)}” '
            "tidak dapat dicetak. Baca naskahnya di aplikasi.</p></section>")
