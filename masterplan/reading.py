"""The book on the screen: the print HTML of one chapter becomes the parts of a web page, with the same numbers.

Takes a `Content` and gives plain data, like the exports; nothing here asks the database. What was made of the same
content before is remembered in the process, so that turning pages converts nothing twice. Addresses in the HTML are
relative to /rencana/<plan>/baca/buku-<number>/<chapter>.
"""
from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlencode

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from masterplan.book import html
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Chapter, Content, Section

REMEMBERED = 48  # chapters and contents a process keeps: three books of one plan, or the open pages of several
WIDE = 5  # columns from which the column that names the row stays in sight
TALL = 16  # rows from which a wide table scrolls in a frame of its own, under its head
NAMING = {"matrix": 1, "roadmap": 1, "summary": 1}  # the column that names the row, where it is not the first
STACKED = {"fields", "facts"}  # pairs of label and value: they fold on a narrow screen instead of scrolling
LEAVES = {"p", "li", "h3", "h4", "figcaption", "tr"}
ELSEWHERE = "https://baca.invalid/"  # where a reference to another page waits: print knows the one chapter only
ANCHOR = re.compile(r"-[htgkn]\d+$")  # what a place within a section adds to its code


@dataclass(frozen=True)
class Passage:
    """A piece of text that a search can find; `anchor` is the nearest place above it that an address can name."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Note:
    number: int
    anchor: str
    text: str


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
    entries = _remember(bare, lambda: {e.anchor: e for unit in html.units(bare) for e in unit.entries})
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
    return _remember(alone, lambda: _page(alone, chapter))


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
    root = _parse(text)
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
    return _inside(root)


def _pattern(words: tuple[str, ...]) -> re.Pattern | None:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, ordered))})", re.I) if words else None


# Converting


def _page(alone: Content, chapter: Chapter) -> Page:
    """A chapter may be printed as one unit or as several: its parts are those that carry the code of its sections."""
    units = html.units(alone)
    entries = tuple(e for unit in units for e in unit.entries if e.kind != "cover")
    printed = {part.code: part for unit in units for part in unit.parts}
    charts = {address: _bytes(it) for unit in units for address, it in unit.pictures.items() if "chart-" in address}
    labels = {e.anchor: e.label for e in entries}
    web = _Web(alone, charts)
    parts = tuple(
        web.part(section, printed[section.code].html, labels.get(section.code))
        for section in chapter.sections if section.code in printed
    )
    return Page(chapter.code, labels.get(chapter.code, ""), chapter.title, entries, parts)


def _bytes(prepared: object) -> bytes:
    """What a unit keeps of a picture: its bytes and media type, or an object that reads them."""
    return prepared[0] if isinstance(prepared, tuple) else prepared.data


def _places(content: Content) -> dict[str, str]:
    """{code of a chapter or section that can be read: the page that it stands on}"""
    return {
        code: f"buku-{book.number}/{chapter.code}"
        for book in content.books for chapter in book.chapters if any(not s.is_left_out for s in chapter.sections)
        for code in (chapter.code, *(s.code for s in chapter.sections if not s.is_left_out))
    }


def _tag(content: Content, section: Section) -> str:
    """As in print: an approved or generated section carries none."""
    return section.status_label if content.is_draft and section.is_written and section.status != "approved" else ""


class _Web:
    """Converts the parts of one page; counts footnotes through it, as print does."""

    def __init__(self, content: Content, charts: dict[str, bytes]):
        self.content, self.charts, self.count = content, charts, 0
        self.codes = set(_places(content))  # of this page

    def part(self, section: Section, printed: str, label: str | None) -> Part:
        root = _parse(printed)
        _without_heading(root, section.code)
        notes = self._footnotes(root, section.code)
        for link in list(root.iter("a")):
            self._link(link)
        for image in list(root.iter("img")):
            self._picture(image)
        for number, name in enumerate(root.xpath(".//*[@class='card-head' or @class='sheet-head']/p[@class='name']"), 1):
            name.tag = "h3"
            name.set("id", f"{section.code}-k{number}")
        for table in list(root.iter("table")):
            _table(table)
        passages = tuple(_passages(root, section.code))
        for heading in root.iter("h3", "h4"):
            _permalink(heading)
        _own_names(root)
        return Part(section.code, label or "", section.title, label is not None, section.status,
                    _tag(self.content, section), _inside(root), notes, passages)

    def _footnotes(self, root: HtmlElement, code: str) -> tuple[Note, ...]:
        notes = []
        for span in root.xpath(".//span[@class='footnote']"):
            self.count += 1
            note = Note(self.count, f"{code}-n{self.count}", " ".join(span.text_content().split()))
            notes.append(note)
            tail = span.tail
            span.clear()
            span.tag, span.tail = "sup", tail
            span.set("class", "call")
            link = builder.A(str(note.number), href=f"#{note.anchor}", id=f"{note.anchor}-asal", role="doc-noteref")
            link.set("aria-label", f"Catatan kaki {note.number}")
            span.append(link)
        return tuple(notes)

    def _link(self, link: HtmlElement) -> None:
        """A reference within the plan; to what this reader cannot open it stays as words."""
        href = link.get("href", "")
        anchor = href.removeprefix("xref:")
        if href.startswith(ELSEWHERE):
            link.set("href", "../" + href.removeprefix(ELSEWHERE))
        elif anchor != href and {anchor, ANCHOR.sub("", anchor)} & self.codes:
            link.set("href", f"#{anchor}")
        elif anchor != href or not href:
            link.drop_tag()

    def _picture(self, image: HtmlElement) -> None:
        source, tail = image.get("src", ""), image.tail
        if chart := self.charts.get(source):
            svg = _chart(chart, image.get("alt", ""))
            svg.tail = tail
            image.getparent().replace(image, svg)
            return
        key = source.removeprefix("picture:")
        image.set("src", f"../gambar/{key}{query(self.content)}")
        image.set("loading", "lazy")
        if picture := self.content.pictures.get(key):
            image.set("width", str(picture.width))
            image.set("height", str(picture.height))


def _without_heading(root: HtmlElement, code: str) -> None:
    """Heading and status are set by the page's template, which also gives the section's anchor to its frame."""
    for element in root.xpath(".//*[@id=$code]", code=code):
        if element.tag in ("h1", "h2"):
            element.drop_tree()
        else:
            del element.attrib["id"]
    for line in root.xpath(".//p[@class='tag-line']"):
        line.drop_tree()


def _chart(svg: bytes, alt: str) -> etree._Element:
    """A chart within the page: its text in the page's fonts. No style attribute passes the page's security policy."""
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    for title in root.findall("{*}title"):
        root.remove(title)
    for element in root.iter():
        for rule in (element.attrib.pop("style", None) or "").split(";"):
            name, _, value = rule.partition(":")
            if value:
                element.set(name.strip(), value.strip())
    root.set("role", "img")
    root.set("aria-label", alt)
    return root


def _table(table: HtmlElement) -> None:
    """A frame that scrolls sideways, with the caption above it and the source below, outside of what scrolls."""
    kinds = set(table.get("class", "").split())
    if kinds & STACKED or next(table.iterancestors("table"), None) is not None:
        return
    caption = _take_caption(table)
    columns, rows = _measure(table)
    _name_cells(table, kinds, columns)
    figure, frame = builder.E.figure(), builder.DIV(tabindex="0", role="region")
    figure.set("class", "set")
    frame.set("class", " ".join(["scroll", *(["wide"] if columns >= WIDE else []), *(["tall"] if rows >= TALL else [])]))
    table.addprevious(figure)
    figure.tail, table.tail = table.tail, None
    if caption is not None:
        anchor = table.attrib.pop("id")
        figure.set("id", anchor)
        caption.set("id", f"{anchor}-judul")
        figure.append(caption)
        frame.set("aria-labelledby", caption.get("id"))
        table.set("aria-labelledby", caption.get("id"))
    else:
        first = table.find(".//th")
        frame.set("aria-label", _words(first) if first is not None and _words(first) else "Tabel")
    frame.append(table)
    figure.append(frame)
    source = figure.getnext()
    if source is not None and source.tag == "p" and source.get("class") == "source" and not (figure.tail or "").strip():
        figure.append(source)


def _take_caption(table: HtmlElement) -> HtmlElement | None:
    """Print repeats the caption as the first row of the head; here it stands once."""
    cell = table.find("thead/tr/th[@class='caption']")
    if cell is None or "id" not in table.attrib:
        return None
    for mark in cell.xpath(".//span[@class='continued']"):
        mark.drop_tree()
    head = cell.getparent().getparent()
    head.remove(cell.getparent())
    if not len(head):
        table.remove(head)
    caption = builder.E.figcaption()
    caption.text = cell.text
    caption.extend(list(cell))
    return caption


def _measure(table: HtmlElement) -> tuple[int, int]:
    rows = list(table.iter("tr"))
    return max((sum(_span(c, "colspan") for c in row.iterchildren("td", "th")) for row in rows), default=0), len(rows)


def _name_cells(table: HtmlElement, kinds: set[str], columns: int) -> None:
    """Say which heads belong to columns, and which cell names its row; in a wide table that one stays in sight."""
    naming = next((NAMING[k] for k in kinds if k in NAMING), 0)
    for group in table.iterchildren("thead", "tbody"):
        covered: dict[int, int] = {}  # column: rows that a cell from above still covers
        for row in group.iterchildren("tr"):
            column = 0
            is_head = group.tag == "thead" or row.get("class") == "head"
            for cell in list(row.iterchildren("td", "th")):
                while covered.get(column):
                    column += 1
                across = _span(cell, "colspan")
                if is_head and cell.tag == "th":
                    cell.set("scope", "colgroup" if across > 1 else "col")
                if column == naming and across == 1:
                    if not is_head and "data" in kinds:
                        cell.tag = "th"
                        cell.set("scope", "row")
                    if columns >= WIDE:
                        _add_class(cell, "stays")
                elif not column and across > 1:
                    _hold_words(cell)
                for n in range(column, column + across):
                    covered[n] = _span(cell, "rowspan")
                column += across
            covered = {n: rows - 1 for n, rows in covered.items()}


def _span(cell: HtmlElement, name: str) -> int:
    text = cell.get(name, "1")
    return max(int(text), 1) if text.isdecimal() else 1


def _hold_words(cell: HtmlElement) -> None:
    """The words of a cell that reaches across the table stay in sight while it is moved sideways."""
    holder = builder.SPAN(cell.text or "")
    holder.set("class", "held")
    holder.extend(list(cell))
    cell.text = None
    cell.append(holder)


def _permalink(heading: HtmlElement) -> None:
    if anchor := heading.get("id"):
        link = builder.A("#", href=f"#{anchor}")
        link.set("class", "permalink")
        link.set("aria-label", f"Tautan ke {_words(heading)}")
        heading.append(link)


def _passages(root: HtmlElement, code: str) -> list[Passage]:
    found, anchor, taken = [], code, None
    for element in root.iter(etree.Element):
        if element.get("id") and element.tag != "a":
            anchor = element.get("id").removesuffix("-judul")
        if element.tag in LEAVES and (taken is None or taken not in element.iterancestors()):
            taken = element
            if text := _words(element, " " if element.tag == "tr" else ""):
                found.append(Passage(anchor, text))
    return found


def _words(element: HtmlElement, between: str = "") -> str:
    """The text without the numbers of footnotes."""
    return " ".join(between.join(element.xpath(".//text()[not(ancestor::sup[@class='call'])]")).split())


def _add_class(element: HtmlElement, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _own_names(root: HtmlElement) -> None:
    """Print and screen have style sheets of their own: names of print get a prefix, so that they never meet those of
    the app. The pillars keep theirs: both know their colours."""
    for element in root.iter(etree.Element):
        element.attrib.pop("style", None)
        names = element.get("class", "").split()
        if names:
            element.set("class", " ".join(n if n.startswith("pillar-") else f"bk-{n}" for n in names))


def _parse(text: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(text, create_parent="div", parser=lxml_html.HTMLParser(huge_tree=True))


def _inside(root: HtmlElement) -> str:
    return escape(root.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in root)


# Remembering


_made: OrderedDict[bytes, object] = OrderedDict()
_lock = threading.Lock()


def _remember(source: object, make: Callable[[], object]):
    """What `make` gives, or gave before for the same `source`: told by its repr, in which pictures are their SHA-256."""
    key = hashlib.blake2b(repr(source).encode(), digest_size=20).digest()
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    made = make()
    with _lock:
        _made[key] = made
        while len(_made) > REMEMBERED:
            _made.popitem(last=False)
    return made
