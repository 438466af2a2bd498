"""Step 2: a `Content` becomes units of printing: the HTML of each cover, front matter and chapter, in parts.

A unit is kept in parts (one a section) so that a section that cannot be typeset can be replaced alone. The book is
always in Indonesian, whoever builds it; templates in templates/book/ ask nothing of the database.
"""
from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import unescape

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from lxml.etree import LxmlError

from masterplan.book import changes, looks, narrative, notes, tables
from masterplan.book.kept import Kept
from masterplan.book.numbering import Entry, Numbering
from masterplan.book.shape import Book, Chapter, Content, Prepared, Section, digest_of
from pillars.numbers import roman
from pillars.refusals import Refused
from pillars.table_kinds import TABLES

LANDSCAPE = ("matrix", "roadmap", "gantt", "tree")
CHANGES = "Ikhtisar Perubahan"
SHEETS = ("quickwins",)  # kinds whose every item fills a page of its own


@dataclass(frozen=True)
class Part:
    """One section in print HTML; `why` says that it is bare text because it could not be set as it was written."""

    code: str
    title: str
    html: str
    why: str = ""

    @cached_property
    def plain(self) -> str:
        """The bare text in a frame, for when the HTML cannot be typeset."""
        return self.html if self.why else _plain(self.code, self.title, self.html)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(re.findall(r'\bid="([^"]+)"', self.html))

    @cached_property
    def asked(self) -> frozenset[str]:
        """The places that links of the text lead to."""
        return frozenset(re.findall(r'href="xref:([^"]+)"', self.html))


@dataclass(frozen=True)
class Unit:
    """What is laid out in one go: a cover, the front matter, a chapter up to the next section that starts on a new page.

    `chapter` is shared by the units of one chapter; their pages are numbered on. `prefix` is put before the page numbers
    ("IV-"); None for roman numbers, "" for a cover, which shows none. `title` and `foot` stand at head and foot of its
    pages. `pictures` are what the HTML may ask for, by address.
    """

    code: str
    chapter: str
    book: int
    matter: str
    title: str
    foot: str
    prefix: str | None
    opener: str
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    pictures: dict[str, Prepared] = field(repr=False)
    is_draft: bool = True
    first_page: int = 1  # of the plain way only, where lists are laid out apart from the front matter


def units(content: Content) -> list[Unit]:
    """Every unit of the books of `content` in reading order, without the generated lists (see `lists`)."""
    with translation.override("id"):
        made = []
        for book in content.books:
            made.append(_cover(content, book))
            if not content.is_excerpt:
                made.append(_front(content, book))
            elif content.printing.against:
                made.append(_changes(content, book))
            made += _chapters(content, book)
        return _without_dangling([_annotated(unit, content) for unit in made])


def _annotated(unit: Unit, content: Content) -> Unit:
    """The unit with what a draft for reviewers adds to its sections: notes, and bars beside what changed."""
    if not (content.notes or content.printing.against):
        return unit
    parts = []
    for part in unit.parts:
        mine = [c for c in content.changes if c.section == part.code]
        marked = changes.placed(part.html, mine) if part.title != CHANGES else part.html
        parts.append(replace(part, html=notes.placed(marked, content.notes.get(part.code, ()))))
    return replace(unit, parts=tuple(parts))


def _without_dangling(units: list[Unit]) -> list[Unit]:
    """A link to something that is not in these books (left out, removed, in another book) becomes its text."""
    present = {place for unit in units for part in unit.parts for place in part.ids}
    present |= {entry.anchor for unit in units for entry in unit.entries}
    return [
        replace(unit, parts=tuple(_unlinked(part, present) for part in unit.parts)) if any(
            part.asked - present for part in unit.parts) else unit
        for unit in units
    ]


def _unlinked(part: Part, present: set[str]) -> Part:
    html = part.html
    for place in sorted(part.asked - present):
        html = html.replace(f' href="xref:{place}"', "")
    return replace(part, html=html)


def whole_chapters(units: list[Unit]) -> list[Unit]:
    """The units joined to one a chapter, for ways of printing that number pages while they lay them out."""
    joined: list[Unit] = []
    for unit in units:
        if joined and (joined[-1].book, joined[-1].chapter) == (unit.book, unit.chapter):
            last = joined.pop()
            unit = replace(last, parts=last.parts + unit.parts, entries=last.entries + unit.entries,
                           pictures=last.pictures | unit.pictures)
        joined.append(unit)
    return joined


LISTS = {"contents": "Daftar Isi", "tables": "Daftar Tabel", "figures": "Daftar Gambar"}


def lists(content: Content, book: Book, printed: dict[str, list[tuple[Entry, str]]], first_page: int = 1) -> list[Unit]:
    """Daftar Isi, Daftar Tabel, Daftar Gambar of one book, a unit each.

    `printed` holds for "contents", "tables", "figures" the entries with the label of the page that each landed on; empty
    labels are written when the book is joined. `first_page` is the number of the first list's first page.
    """
    with translation.override("id"):
        return [
            _list(content, book, key, title, printed[key], first_page) for key, title in LISTS.items() if printed[key]
        ]


def listing(book: Book, landed: list[tuple[Entry, str]], depth: int = 3) -> dict[str, list[tuple[Entry, str]]]:
    """What the lists of a book show, from all its entries with the label of their page ("" where it comes later);
    `depth` is how many levels the contents go down to, the chapter being the first."""
    found = {
        # A sub-heading without a number (of a foreword) would only clutter the list.
        "contents": [(e, at) for e, at in landed if e.kind == "chapter" or
                     (e.kind == "heading" and e.level < depth and (e.label or not e.level))],
        "tables": [(e, at) for e, at in landed if e.kind == "table" and e.label != "Tabel"],
        "figures": [(e, at) for e, at in landed if e.kind == "figure" and e.label != "Gambar"],
    }
    if found["contents"]:  # the lists stand in the contents too, behind the front sections
        own = [(Entry("heading", 0, f"{book.code}-{key}", "", title), "") for key, title in LISTS.items() if found[key]]
        at = next((i for i, (entry, _) in enumerate(found["contents"]) if entry.kind == "chapter"), 0)
        found["contents"][at:at] = own
    return found


def _list(content: Content, book: Book, key: str, title: str, entries: list, first_page: int) -> Unit:
    code = f"{book.code}-{key}"
    html = _list_html(code, title, tuple(entries), key == "contents")
    entry = Entry("heading", 0, code, "", title)
    return _unit(content, book, code, "lists", title, None, [Part(code, title, html)], [entry], {},
                 chapter=f"{book.code}-front", first_page=first_page)


@lru_cache(maxsize=64)
def _list_html(anchor: str, title: str, entries: tuple, is_contents: bool) -> str:
    return render_to_string("book/lists.html", {
        "anchor": anchor, "title": title, "entries": entries, "is_contents": is_contents,
    })


def frame(unit: Unit, *, numbered: bool = False) -> tuple[str, str]:
    """HTML before and after the parts; `numbered` where the engine itself writes heads, feet and page numbers."""
    before, after = _frame(unit.matter, unit.title if numbered else "", unit.foot if numbered else "", unit.prefix, unit.is_draft,
                           unit.first_page, numbered)
    return before + unit.opener, after


@lru_cache(maxsize=1024)
def _frame(matter: str, title: str, foot: str, prefix: str | None, is_draft: bool, first_page: int,
           numbered: bool) -> tuple[str, str]:
    before, after = render_to_string("book/unit.html", {
        "matter": matter, "title": title, "foot": foot, "prefix": prefix or "", "is_draft": is_draft,
        "first_page": first_page, "numbered": numbered, "marker": "<!--parts-->",
    }).split("<!--parts-->")
    return before, after


def _unit(content: Content, book: Book, code: str, matter: str, title: str, prefix: str | None, parts: list[Part],
          entries: list[Entry], pictures: dict, *, chapter: str = "", opener: str = "", first_page: int = 1) -> Unit:
    foot = f"Buku {book.number} · {book.title} · {content.region} {content.period}"
    return Unit(code, chapter or code, book.number, matter, title, foot, prefix, opener, tuple(parts), tuple(entries),
                pictures, content.is_draft, first_page)


def _cover(content: Content, book: Book) -> Unit:
    code = f"{book.code}-cover"
    pictures = {"picture:arms": content.arms} if content.arms else {}
    pictures |= {f"picture:logo-{n}": logo for n, logo in enumerate(content.logos, 1)}
    if content.photograph and content.style.cover == "photograph":
        pictures["picture:photograph"] = content.photograph
    html = render_to_string("book/cover.html", {
        "content": content, "book": book, "excerpt": _excerpt(content, book), "logos": [a for a in pictures if "logo-" in a],
        "photograph": "picture:photograph" in pictures,
    })
    part = Part(code, "Sampul", html)
    entry = Entry("cover", 0, code, "", f"Buku {book.number}: {book.title}")
    return _unit(content, book, code, "cover", book.title, "", [part], [entry], pictures)


def _excerpt(content: Content, book: Book) -> tuple[str, str] | None:
    """(over the title, the title) of the cover of a part of a book."""
    if content.agency:
        return "Bagian Perangkat Daerah", content.agency.name
    counts = {"body": 0, "back": 0, "front": 0}
    for chapter in book.chapters:
        counts[chapter.matter] += 1
        if chapter.code == content.printing.chapter:
            _, label, _ = _signs(chapter, counts[chapter.matter])
            return f"Buku {book.number} · {label}" if label else f"Buku {book.number}", chapter.title
    return None


def _front(content: Content, book: Book) -> Unit:
    """Title page and front sections, with roman page numbers."""
    code, numbering = f"{book.code}-front", Numbering("")
    title_page = render_to_string("book/title_page.html", {"content": content, "book": book})
    parts, pictures = [Part(code, "Halaman judul", title_page)], {}
    for chapter in (c for c in book.chapters if c.matter == "front"):
        for section in (s for s in chapter.sections if not s.is_left_out):
            entry = Entry("heading", 0, section.code, "", section.title)
            numbering.entries.append(entry)
            parts.append(_part(content, section, numbering, entry, pictures))
    if content.printing.against:
        part, entry = _change_summary(content, book)
        parts.append(part)
        numbering.entries.append(entry)
    return _unit(content, book, code, "front", book.title, None, parts, numbering.entries, pictures)


def _changes(content: Content, book: Book) -> Unit:
    """The page that sums up what changed, before a part of a book; a whole book has it in its front matter."""
    part, entry = _change_summary(content, book)
    return _unit(content, book, part.code, "lists", part.title, None, [part], [entry], {})


def _change_summary(content: Content, book: Book) -> tuple[Part, Entry]:
    code, title = f"{book.code}-changes", CHANGES
    return Part(code, title, changes.summary(content, book, code, title)), Entry("heading", 0, code, "", title)


def _chapters(content: Content, book: Book) -> list[Unit]:
    made, counts = [], {"body": 0, "back": 0}
    for chapter in book.chapters:
        if chapter.matter == "front" and not content.is_excerpt:
            continue
        if chapter.matter in counts:
            counts[chapter.matter] += 1
        if any(not s.is_left_out for s in chapter.sections):
            made += _chapter(content, book, chapter, counts.get(chapter.matter, 0))
    return made


def _chapter(content: Content, book: Book, chapter: Chapter, number: int) -> list[Unit]:
    """The units of one chapter. The first carries its opening; each section on a page of its own begins another."""
    sign, label, prefix = _signs(chapter, number)
    numbering = Numbering(sign)
    opening = numbering.open_chapter(chapter.code, label, chapter.title)
    runs: list[_Run] = [_Run(chapter.code, [opening])]
    apart = False
    for section in chapter.sections:
        if section.is_left_out:
            if section.shows_heading:
                numbering.skip_section()
            continue
        known = len(numbering.entries)
        heading = numbering.section(section.code, section.title) if section.shows_heading else None
        stands_apart = _stands_apart(content, section)
        if runs[-1].parts and (section.starts_page or stands_apart or apart
                              or tables.opening(content, section)):
            runs.append(_Run(section.code))
        apart = stands_apart
        runs[-1].parts.append(_part(content, section, numbering, heading, runs[-1].pictures))
        runs[-1].entries += numbering.entries[known:]
    opener = render_to_string("book/opener.html", {
        "content": content, "chapter": chapter, "opening": opening, "label": label,
        "entries": [e for e in numbering.entries if e.kind == "heading" and e.level == 1],
    })
    title = f"{label}  {chapter.title}".strip()
    return [
        _unit(content, book, run.code, chapter.matter, title, prefix, run.parts, run.entries, run.pictures,
              chapter=chapter.code, opener=opener if run is runs[0] else "")
        for run in runs
    ]


@dataclass
class _Run:
    """Sections that follow each other on the same pages, while they are gathered."""

    code: str
    entries: list[Entry] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    pictures: dict[str, Prepared] = field(default_factory=dict)


def _stands_apart(content: Content, section: Section) -> bool:
    """Whether the kind itself changes the paper: a page break stands before it and behind it. (Sheets below a heading
    begin behind it, on the next page.)"""
    fills_pages = section.kind in SHEETS and not section.shows_heading and bool(content.programs_of(section.pillar))
    return _is_turned(content, section) or fills_pages


def _is_turned(content: Content, section: Section) -> bool:
    if section.kind in TABLES:
        rows = (section.items or {}).get("rows", [])
        return bool(rows) and TABLES[section.kind].is_wide(rows)
    return section.kind in LANDSCAPE and bool(content.programs_of(section.pillar))


def _signs(chapter: Chapter, number: int) -> tuple[str, str, str]:
    """(what numbers begin with, how the chapter is called, what page numbers begin with)"""
    if chapter.matter == "body":
        return str(number), f"BAB {roman(number)}", f"{roman(number)}-"
    if chapter.matter == "back":
        return f"L{number}", f"Lampiran {number}", f"L{number}-"
    return "", "", "A-"


def _part(content: Content, section: Section, numbering: Numbering, heading: Entry | None, pictures: dict) -> Part:
    """The print HTML of a section. One that was made before from the same data, at the same place, is taken again: after
    an edit all but one of a book's sections are."""
    made_of = (section.digest, _read_by(section, content), numbering.state(), heading, content.look_digest)
    if made_of not in _made:
        known, own = len(numbering.entries), {}
        part = _fresh_part(content, section, numbering, heading, own)
        _made.put(made_of, _Made(part, tuple(numbering.entries[known:]), numbering.state(), own))
    else:
        numbering.go_on(list(_made[made_of].entries), _made[made_of].state)
    pictures.update(_made[made_of].pictures)
    return _made[made_of].part


@dataclass(frozen=True)
class _Made:
    part: Part
    entries: tuple[Entry, ...]
    state: tuple
    pictures: dict[str, Prepared]


_made: Kept[tuple, _Made] = Kept(size=64_000_000, size_of=lambda made: len(made.part.html))


def _read_by(section: Section, content: Content) -> str:
    """The digest of what the kind prints besides the section itself."""
    if section.kind == "narrative":
        return repr(tables.opening(content, section))
    if section.kind in tables.READ_FACTS:
        return content.facts_digest
    if section.kind == "programs":
        return digest_of([content.facts_digest, *(content.programs[code].digest for code in section.programs)])
    if section.kind in tables.READ_PROGRAMS:
        return digest_of([content.facts_digest, *(p.digest for p in content.programs_of(section.pillar))])
    return content.digest


def _fresh_part(content: Content, section: Section, numbering: Numbering, heading: Entry | None, pictures: dict) -> Part:
    context = {"content": content, "section": section, "heading": heading, "landscape": _is_turned(content, section),
               "tag": _tag(content, section)}
    if section.kind == "narrative":
        try:
            context["html"] = narrative.typeset(section.html, section.code, numbering)
        except (Refused, LxmlError, RecursionError):
            plain = _plain(section.code, section.title, section.html)
            return Part(section.code, section.title, plain, "susunannya terlalu rumit")
        _gather(content, context["html"], pictures)
    else:
        context |= tables.KINDS[section.kind](content, section, numbering)
        if context.get("chart"):
            context["chart_address"] = _keep_chart(looks.chart(context["chart"], content), pictures)
    html = render_to_string(f"book/kinds/{'rows' if section.kind in TABLES else section.kind}.html", context)
    if "<svg" in html:
        html = re.sub(r"<svg\b.*?</svg>", lambda drawing: looks.chart(drawing[0], content), html, flags=re.S)
    return Part(section.code, section.title, html)


def _tag(content: Content, section: Section) -> str:
    """The status at the heading of a draft's section; an approved or generated one carries none."""
    return section.status_label if content.is_draft and section.is_written and section.status != "approved" else ""


def _gather(content: Content, html: str, pictures: dict) -> None:
    for key in re.findall(r'src="picture:([^"]+)"', html):
        if picture := content.pictures.get(key):
            pictures[f"picture:{key}"] = picture


def _keep_chart(svg: str, pictures: dict) -> str:
    address = "picture:chart-" + hashlib.sha256(svg.encode()).hexdigest()[:16]
    pictures[address] = Prepared.of(svg.encode(), "image/svg+xml")
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
