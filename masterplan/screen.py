"""Print HTML becomes HTML for a page of the app: the same words and numbers, in forms that a screen needs.

Captions stand above tables that scroll under their head, footnotes at the end of a section, charts in the page. Knows
the HTML of templates/book/ and nothing of plans; addresses are relative, see masterplan/reading.py.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from masterplan.book.shape import Picture

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
class Screened:
    """A section for the screen, without its heading."""

    html: str
    notes: tuple[Note, ...]
    passages: tuple[Passage, ...]


class Screen:
    """Converts the parts of one page; counts footnotes through it, as print does."""

    def __init__(self, *, codes: set[str], query: str, pictures: Mapping[str, Picture], charts: Mapping[str, bytes]):
        """`codes` are those of the page's sections, `query` what addresses carry, `charts` SVG by its address."""
        self.codes, self.query, self.pictures, self.charts, self.count = codes, query, pictures, charts, 0

    def show(self, code: str, printed: str) -> Screened:
        """The section `code`, from its print HTML."""
        root = parse(printed)
        _without_heading(root, code)
        notes = self._footnotes(root, code)
        for link in list(root.iter("a")):
            self._link(link)
        for image in list(root.iter("img")):
            self._picture(image)
        for number, name in enumerate(root.xpath(".//*[@class='card-head' or @class='sheet-head']/p[@class='name']"), 1):
            name.tag = "h3"
            name.set("id", f"{code}-k{number}")
        for table in list(root.iter("table")):
            _table(table)
        passages = tuple(_passages(root, code))
        for heading in root.iter("h3", "h4"):
            _permalink(heading)
        _own_names(root)
        return Screened(inside(root), notes, passages)

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
        image.set("src", f"../gambar/{key}{self.query}")
        image.set("loading", "lazy")
        if picture := self.pictures.get(key):
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


def parse(text: str) -> HtmlElement:
    """A <div> around the elements of `text`."""
    return lxml_html.fragment_fromstring(text, create_parent="div", parser=lxml_html.HTMLParser(huge_tree=True))


def inside(root: HtmlElement) -> str:
    """The inverse of `parse`."""
    return escape(root.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
