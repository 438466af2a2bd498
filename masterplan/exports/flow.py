"""The print HTML of a unit becomes a flow of plain blocks: headings, paragraphs, lists, tables, figures.

What an office program needs, and nothing of HTML's ways, so that each writer is a handful of short functions. Every
kind of section is read alike; the few classes that carry a meaning stand in the tables below.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import html as lxml_html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from masterplan.book.charts import COLORS
from masterplan.book.html import Unit
from masterplan.book.shape import Prepared
from masterplan.exports.package import readable

NAVY, WHITE = "12304F", "FFFFFF"
MOST_COLUMNS = 60  # an office program ends at 63
LONGEST_WORD, LONGEST_TEXT = 16, 400  # letters that widen a column
PADDING = 2.4  # of a cell, in letters
LARGE = 9  # columns from which a table is set small
FILLS = {"group": "E9EDF2", "head": "E9EDF2", "total": "F3F5F8", "sum": "F3F5F8"}
SHADES = {"short": "F3C969", "medium": "A9C4E4", "long": "C9BFE6"}
# Classes of paragraphs that have a style of their own in every format.
STYLES = {"source": "source", "note": "note", "legend": "note", "empty": "empty", "caption": "caption", "over": "over",
          "name": "name", "full": "note", "label": "label", "why": "note", "tag-line": "status"}
SKIPPED = {"title-page", "cover-page", "continued"}  # writers set a cover of their own; nothing goes on by itself here
INLINE = {"a", "b", "br", "em", "i", "img", "s", "small", "span", "strong", "sub", "sup", "u"}
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u", "sub": "sub", "sup": "sup"}
CONTAINERS = {"section", "div", "body", "article", "aside", "header", "main", "details", "dl", "dd", "dt"}


@dataclass(frozen=True)
class Text:
    """`link` is an address, or "#" and an anchor; `ink` a colour."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    ink: str = ""


@dataclass(frozen=True)
class Break:
    pass


@dataclass(frozen=True)
class Note:
    """A footnote, at the place of its sign."""

    text: str


@dataclass(frozen=True)
class Image:
    address: str
    alt: str


Inline = Text | Break | Note | Image


@dataclass(frozen=True)
class Heading:
    """`level` is 1 for a chapter or front section, 2 for a section; `label` its number, "" when it has none."""

    level: int
    label: str
    inlines: tuple[Inline, ...]
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    style: str
    inlines: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Listing:
    is_ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Caption:
    """`label` is "Tabel 4.2", or without a number in front matter."""

    label: str
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Figure:
    address: str
    alt: str
    caption: Caption | None = None
    anchor: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class Cell:
    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    is_head: bool = False
    align: str = "left"
    fill: str = ""
    ink: str = ""
    is_strong: bool = False
    stays: bool = False  # on the page of what follows: the head of a group, and the end, of a source line


@dataclass(frozen=True)
class Slot:
    """A place in a row: `cell` begins here, or goes on from the row above."""

    cell: Cell
    goes_on: bool = False


@dataclass(frozen=True)
class Table:
    """`rows` fill every column; the first `heads` of them are repeated on each page. `columns` are (the length of the
    longest word, of the longest text); `drawn` are the parts that an author gave them, if he did."""

    rows: tuple[tuple[Slot, ...], ...]
    heads: int
    columns: tuple[tuple[float, float], ...]
    caption: Caption | None = None
    anchor: str = ""
    drawn: tuple[float, ...] = ()

    @property
    def is_small(self) -> bool:
        return len(self.columns) > LARGE

    def widths(self, room: float) -> list[float]:
        """The part of the whole width, from 0 to 1, that each column gets where `room` letters stand side by side: its
        longest word first, and of what is left the more the more is to be read in it."""
        if len(self.drawn) == len(self.columns):
            return [part / sum(self.drawn) for part in self.drawn]
        least = [word + PADDING for word, _ in self.columns]
        share = [text ** 0.85 for _, text in self.columns]
        spare = max(room - sum(least), 0) / sum(share)
        whole = [word + part * spare for word, part in zip(least, share, strict=True)]
        return [width / sum(whole) for width in whole]


@dataclass(frozen=True)
class Turn:
    """From here on the paper lies (`is_wide`) or stands."""

    is_wide: bool


@dataclass(frozen=True)
class NewPage:
    pass


Block = Heading | Paragraph | Listing | Figure | Table | Turn | NewPage


def read(unit: Unit, pictures: dict[str, Prepared]) -> Iterator[Block]:
    """The blocks of all parts of `unit`, a part at a time. A part that cannot be read comes as its plain text. Drawings
    that stand in the HTML itself are added to `pictures`."""
    for part in unit.parts:
        try:
            html, drawn = drawings(part.html, len(pictures))
            pictures |= drawn
            yield from tuple(blocks(html))
        except (LxmlError, RecursionError, ValueError):
            yield from blocks(part.plain)


def blocks(html: str) -> Iterator[Block]:
    """The blocks of a piece of print HTML."""
    root = _parse(html)
    return _flow(root, "")


def drawings(html: str, count: int = 0) -> tuple[str, dict[str, Prepared]]:
    """`html` with pictures in place of the SVG that stands in it, and these pictures by address, counted from `count`."""
    found: dict[str, Prepared] = {}

    def take(match: re.Match) -> str:
        address = f"picture:drawing-{count + len(found) + 1}"
        found[address] = Prepared.of(match[0].encode(), "image/svg+xml")
        title = re.search(r"<title>(.*?)</title>", match[0], re.S)
        return f'<img src="{address}" alt="{title[1] if title else ""}">'

    return re.sub(r"<svg\b.*?</svg>", take, html, flags=re.S), found


def plain(inlines: Iterable[Inline]) -> str:
    return " ".join("".join(i.text if isinstance(i, Text) else " " for i in inlines if not isinstance(i, Note)).split())


def _parse(html: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
    return lxml_html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser).find("body")


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _pillar(element: HtmlElement, pillar: str) -> str:
    """The pillar that colours the element: its own or the one around it."""
    return next((c.removeprefix("pillar-") for c in _classes(element) if c.startswith("pillar-")), pillar)


# Blocks

def _flow(parent: HtmlElement, pillar: str, style: str = "text") -> Iterator[Block]:
    """The blocks within `parent`; running text between them becomes paragraphs."""
    line: list[Inline] = list(_pieces(parent.text))
    for child in parent:
        if _is_inline(child):
            line += _inline(child, frozenset(), "")
        else:
            yield from _paragraph(style, line)
            line = []
            if not _classes(child) & SKIPPED and isinstance(child.tag, str):
                yield from _block(child, pillar, style)
        line += _pieces(child.tail)
    yield from _paragraph(style, line)


def _is_inline(element: HtmlElement) -> bool:
    return element.tag in INLINE


def _paragraph(style: str, line: Iterable[Inline], anchor: str = "") -> Iterator[Paragraph]:
    if inlines := _even(line):
        yield Paragraph(style, inlines, anchor)


def _block(element: HtmlElement, pillar: str, style: str) -> Iterator[Block]:
    tag, classes = element.tag, _classes(element)
    if re.fullmatch(r"h[1-6]", tag):
        yield from _heading(element)
    elif tag == "p":
        own = next((STYLES[c] for c in STYLES if c in classes), style)
        yield from _paragraph(own, _inside(element), element.get("id", ""))
    elif tag in ("ul", "ol"):
        yield _listing(element, pillar, style)
    elif tag == "table":
        yield from _table(element, pillar)
    elif tag == "figure":
        yield from _figure(element, pillar)
    elif tag == "blockquote":
        yield from _flow(element, pillar, "quote")
    elif tag == "hr":
        yield Paragraph("rule", ())
    else:
        yield from _container(element, _pillar(element, pillar), style)


def _container(element: HtmlElement, pillar: str, style: str) -> Iterator[Block]:
    classes = _classes(element)
    if classes & {"sheet", "new-page"}:
        yield NewPage()
    if "landscape" in classes:
        yield Turn(True)
        if element.tag == "section":
            yield NewPage()
    if classes & {"card", "sheet"}:
        style = "card"
    yield from _flow(element, pillar, style)
    if "landscape" in classes:
        yield Turn(False)


def _heading(element: HtmlElement) -> Iterator[Block]:
    label, status = "", []
    for mark in list(element.iter("span")):
        if _classes(mark) & {"number", "label"}:
            label = " ".join(mark.text_content().split())
            mark.drop_tree()
        elif "tag" in _classes(mark):
            status = [Text(" ".join(mark.text_content().split()))]
            mark.drop_tree()
    if inlines := _even(_inside(element)):
        yield Heading(min(int(element.tag[1]), 4), label, inlines, element.get("id", ""))
    yield from _paragraph("status", status)


def _listing(element: HtmlElement, pillar: str, style: str) -> Listing:
    start = element.get("start", "1")
    items = tuple(tuple(_flow(item, pillar, style)) for item in element.iterchildren("li"))
    return Listing(element.tag == "ol", int(start) if start.isdecimal() else 1, tuple(i for i in items if i))


def _figure(element: HtmlElement, pillar: str) -> Iterator[Block]:
    image, caption = element.find(".//img"), element.find("figcaption")
    if image is None:
        yield from _flow(element, pillar)
        return
    yield Figure(
        image.get("src", ""), image.get("alt", ""), _caption(caption) if caption is not None else None,
        element.get("id", ""), "chart" in _classes(element),
    )
    for child in element:
        if child is not caption and not _is_inline(child) and child.find(".//img") is None:
            yield from _block(child, pillar, "text")


def _caption(element: HtmlElement) -> Caption:
    label = ""
    for mark in list(element.iter("span")):
        if "label" in _classes(mark):
            label = " ".join(mark.text_content().split())
            mark.drop_tree()
        elif "continued" in _classes(mark):
            mark.drop_tree()
    return Caption(label, _even(_inside(element)))


# Within a line

def _inside(element: HtmlElement) -> Iterator[Inline]:
    yield from _line(element, frozenset(), "")


def _line(element: HtmlElement, marks: frozenset[str], link: str, ink: str = "") -> Iterator[Inline]:
    yield from _pieces(element.text, marks, link, ink)
    for child in element:
        if isinstance(child.tag, str):
            yield from _inline(child, marks, link)
        yield from _pieces(child.tail, marks, link, ink)


def _pieces(text: str | None, marks: frozenset[str] = frozenset(), link: str = "", ink: str = "") -> Iterator[Inline]:
    if text:
        yield Text(re.sub(r"\s+", " ", readable(text)), marks, link, ink)


def _inline(element: HtmlElement, marks: frozenset[str], link: str) -> Iterator[Inline]:
    tag, classes = element.tag, _classes(element)
    if classes & SKIPPED:
        return
    if tag == "br":
        yield Break()
    elif tag == "img":
        yield Image(element.get("src", ""), element.get("alt", ""))
    elif "footnote" in classes:
        yield Note(" ".join(element.text_content().split()))
    elif "key" in classes:
        yield Text("■", ink=next((SHADES[c] for c in classes if c in SHADES), NAVY))
    elif tag == "a":
        address = element.get("href", "")
        yield from _line(element, marks, re.sub("^xref:", "#", address) or link)
    elif tag == "span":
        yield from _span(element, classes, marks, link)
    else:
        yield from _line(element, marks | {MARKS[tag]} if tag in MARKS else marks, link)


def _span(element: HtmlElement, classes: set[str], marks: frozenset[str], link: str) -> Iterator[Inline]:
    """Spans that the page sets apart by their form need a sign or a line of their own here."""
    if "small" in classes:
        yield Break()
        marks |= {"small"}
    if classes & {"code", "quick"}:
        marks |= {"small"}
    yield from _line(element, marks, link)
    if "count" in classes:
        yield Text(". ", marks)
    elif "code" in classes and not (element.tail or "").strip() and element.getnext() is not None:
        yield Break()  # a code must not be torn at its hyphens, nor stick to what comes next


def _even(line: Iterable[Inline]) -> tuple[Inline, ...]:
    """One space between words, none at either end of a line; empty when nothing is to be read or seen."""
    found: list[Inline] = []
    for piece in line:
        if isinstance(piece, Text):
            before = found[-1] if found else Break()
            if isinstance(before, Break) or (isinstance(before, Text) and before.text.endswith(" ")):
                piece = replace(piece, text=piece.text.lstrip(" "))
            if not piece.text:
                continue
        elif isinstance(piece, Break):
            _strip_end(found)
            if not found:
                continue
        found.append(piece)
    while found and isinstance(found[-1], Break):
        found.pop()
    _strip_end(found)
    return tuple(found)


def _strip_end(found: list[Inline]) -> None:
    if found and isinstance(found[-1], Text):
        text = found[-1].text.rstrip(" ")
        found[-1:] = [replace(found[-1], text=text)] if text else []


# Tables

def _table(element: HtmlElement, pillar: str) -> Iterator[Block]:
    pillar, caption, rows, heads = _pillar(element, pillar), None, [], 0
    for row in _rows(element):
        cells = list(row.iterchildren("td", "th"))
        if cells and "caption" in _classes(cells[0]):
            caption = _caption(cells[0])
            continue
        in_head = row.getparent().tag == "thead"
        rows.append([_cell(cell, row, in_head, pillar) for cell in cells])
        heads += in_head
    if len(rows) > 1:
        rows[-1] = [replace(cell, stays=True) for cell in rows[-1]]
    if max((sum(cell.columns for cell in row) for row in rows), default=0) > MOST_COLUMNS:
        yield from as_lines(caption, rows)  # more than any program takes
    elif (placed := _place(rows)) and placed[0]:
        grid = tuple(_slots(row) for row in placed)
        heads = heads if heads < len(rows) else 0  # a table of nothing but head would be repeated without end
        yield Table(grid, heads, _measure(placed), caption, element.get("id", ""), _drawn(element))


def _drawn(table: HtmlElement) -> tuple[float, ...]:
    return tuple(float(re.sub(r"[^\d.]", "", col.get("style", ""))) for col in table.xpath("colgroup[@class='given']/col"))


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _cell(cell: HtmlElement, row: HtmlElement, in_head: bool, pillar: str) -> Cell:
    classes, is_head = _classes(cell), cell.tag == "th"
    around = _classes(row) | _classes(row.getparent())
    kind = next((name for name in FILLS if name in around), "")
    own = _pillar(cell, "")
    fill, ink = FILLS.get(kind, ""), ""
    if in_head or own:
        fill, ink = COLORS.get(own or pillar, "#" + NAVY).lstrip("#").upper(), WHITE
    elif "shade" in classes:
        fill = next((SHADES[c] for c in SHADES if c in classes), fill)
    elif is_head and not fill:
        fill = FILLS["head"]
    align = "right" if "number" in classes else "center" if classes & {"center", "cell"} or in_head else "left"
    return Cell(
        tuple(_flow(cell, pillar, "head" if in_head else "cell")), _number(cell, "colspan"), _number(cell, "rowspan"),
        is_head, align, fill, ink, is_head or bool(kind) or "strong" in classes, kind == "group",
    )


def _number(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return max(int(value), 1) if value.isdecimal() else 1


def _place(rows: list[list[Cell]]) -> list[list[tuple[Cell, bool, int]]]:
    """Every row with one entry a column: (cell, whether it goes on from above, which of the cell's columns it is)."""
    placed: list[list] = []
    hanging: dict[int, tuple[Cell, int, int]] = {}  # column: cell, rows left, which of its columns
    for number, cells in enumerate(rows):
        row, waiting, still = [], list(cells), {}
        while waiting or hanging:
            column = len(row)
            if column in hanging:
                cell, left, part = hanging.pop(column)
                row.append((cell, True, part))
                if left > 1:
                    still[column] = (cell, left - 1, part)
                continue
            cell = waiting.pop(0) if waiting else Cell(())
            free = next((n for n in range(1, cell.columns) if column + n in hanging), cell.columns)
            cell = replace(cell, columns=free, rows=min(cell.rows, len(rows) - number))
            row += [(cell, False, part) for part in range(cell.columns)]
            if cell.rows > 1:
                still |= {column + part: (cell, cell.rows - 1, part) for part in range(cell.columns)}
        hanging = still
        placed.append(row)
    columns = max(map(len, placed), default=0)
    for row in placed:
        row += [(Cell(()), False, 0)] * (columns - len(row))
    return placed


def _slots(row: list[tuple[Cell, bool, int]]) -> tuple[Slot, ...]:
    return tuple(Slot(cell, goes_on) for cell, goes_on, part in row if part == 0)


def _measure(placed: list[list[tuple[Cell, bool, int]]]) -> tuple[tuple[float, float], ...]:
    columns = len(placed[0])
    words, texts = [2.0] * columns, [2.0] * columns
    for row in placed:
        for column, (cell, goes_on, _) in enumerate(row):
            if goes_on or cell.columns > 1:
                continue
            text = _words(cell.blocks)
            longest = max((len(word) for word in text.split()), default=0) * (1.1 if cell.is_strong else 1)
            words[column] = max(words[column], min(longest, LONGEST_WORD))
            texts[column] = max(texts[column], min(len(text), LONGEST_TEXT))
    return tuple(zip(words, texts, strict=True))


def _words(content: Iterable[Block]) -> str:
    found = []
    for block in content:
        if isinstance(block, Paragraph):
            found.append(plain(block.inlines))
        elif isinstance(block, Listing):
            found += [_words(item) for item in block.items]
    return " ".join(found)


def as_lines(caption: Caption | None, rows: Iterable[Iterable[Cell]]) -> Iterator[Paragraph]:
    """A table where none can stand, a line a row."""
    if caption:
        yield from _paragraph("caption", [Text(f"{caption.label} "), *caption.inlines])
    for row in rows:
        yield from _paragraph("note", [Text(" | ".join(_words(cell.blocks) for cell in row))])
