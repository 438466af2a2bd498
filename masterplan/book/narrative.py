"""The text of a narrative section, as it was written, becomes print HTML: numbers, captions, figures, footnotes."""
from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from masterplan.book import columns
from masterplan.book.numbering import Entry, Numbering
from pillars import cleaning
from pillars.references import TYPED_LABEL, key_of

WIDE = 11  # columns from which a table is turned to a landscape page; ten narrow ones still stand upright
MOST_COLUMNS = 60
MARKS = {"ins", "del"}  # of book/changes.py; no stored text has them
CALLOUT = re.compile(r"(?i)quick[ -]?win\b")
# From year to year, from thousands to thousands: not a date, not a code.
RANGE = re.compile(r"(?<![\w./-])((?:19|20)\d\d|\d{1,3}(?:\.\d{3})+)-((?:19|20)\d\d|\d{1,3}(?:\.\d{3})+)(?![\w/-]|[.,]\d)")


def typeset(html: str, code: str, numbering: Numbering) -> str:
    """Print HTML of the section `code`. The text is cleaned once more: here is where it would do harm."""
    root = _parse(cleaning.clean(html, also=MARKS))
    for element in list(root.iter("h3", "h4", "a", "img", "table", "span", "blockquote")):
        HANDLERS[element.tag](element, code, numbering)
    for titled in root.xpath(".//*[@data-key]"):
        del titled.attrib["data-key"]
    _number_deep_lists(root)
    _keep_lead_ins(root)
    _set_ranges(root)
    # Captions that ended up beside neither a table nor a picture stay readable as paragraphs.
    return "".join(lxml_html.tostring(child, encoding="unicode") for child in root)


def _parse(html: str) -> HtmlElement:
    # libxml2 stops at a depth of 256 and drops what is deeper; a text must never be lost silently.
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
    root = lxml_html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser)
    body = root.find("body")
    for child in body:
        if child.tag == "div" and len(body) == 1:
            if child.text and child.text.strip():
                first = builder.P(child.text)
                child.text = None
                child.insert(0, first)
            return child
    return body


def _heading(element: HtmlElement, code: str, numbering: Numbering) -> None:
    entry = numbering.heading(2 if element.tag == "h3" else 3, code, _text(element), key_of(element))
    element.set("id", entry.anchor)
    _put_first(element, entry.label, "number")


def _link(element: HtmlElement, code: str, numbering: Numbering) -> None:
    """A link within the plan becomes one that the joining resolves; another relative address means nothing in print."""
    href = element.get("href", "")
    if href.startswith("#"):
        element.set("href", "xref:" + href[1:])
    elif not re.match(r"(?i)https?:|mailto:|tel:", href):
        element.attrib.pop("href", None)


def _picture(element: HtmlElement, code: str, numbering: Numbering) -> None:
    if not element.get("src"):
        element.drop_tree()
        return
    element.set("src", "picture:" + element.get("src").removeprefix("/gambar/"))
    element.set("alt", element.get("alt") or "Gambar")
    block = _own_block(element)
    if block is None:
        return
    figure = builder.E.figure()
    block.addprevious(figure)
    figure.tail, element.tail = None, None
    if element.get("class") == "full-bleed":
        del element.attrib["class"]
        figure.set("class", "full-bleed")
    caption, after = block.getnext(), None
    if _is(caption, "caption") and not _belongs_to_table(caption):
        after = caption.getnext()
        entry = numbering.figure(code, _title(caption), key_of(caption))
        figure.set("id", entry.anchor)
        caption.tag = "figcaption"
        _put_first(caption, entry.label, "label")
        _remove(caption)
    else:
        caption, after = None, block.getnext()
    figure.append(element)
    if caption is not None:
        figure.append(caption)
    if _is(after, "source"):
        _name_source(after)
        _remove(after)
        figure.append(after)
    if block is not element:
        _remove(block)


def _table(element: HtmlElement, code: str, numbering: Numbering) -> None:
    width = _columns(element)
    head = _head(element)
    caption, source = element.getprevious(), element.getnext()
    if _is(caption, "caption"):
        entry = numbering.table(code, _title(caption), key_of(caption))
        element.set("id", entry.anchor)
        head.insert(0, caption_row(caption, entry, width))
        _remove(caption)
    if not len(head):
        element.remove(head)
    if _is(source, "source"):
        _name_source(source)
    element.set("class", "typed")
    grid = columns.Grid(element, width)
    turned = width >= WIDE or grid.is_too_wide()
    grid.align_numbers()
    grid.set_widths(columns.TURNED if turned else columns.UPRIGHT)
    columns.mark_tall_rows(element)
    for cell in element.xpath("tbody//th"):
        cell.set("scope", "row")
    if turned:
        _turn(element, source if _is(source, "source") else None)


def caption_row(caption: HtmlElement, entry: Entry, columns: int) -> HtmlElement:
    """The caption as first row of the repeated head, with the mark that typeset.py leaves on further pages only."""
    cell = builder.TH(colspan=str(columns))
    cell.set("class", "caption")
    cell.text = caption.text
    for child in list(caption):
        cell.append(child)
    _put_first(cell, entry.label, "label")
    mark = builder.SPAN(" (lanjutan)")
    mark.set("class", "continued")
    cell.append(mark)
    return builder.TR(cell)


def _span(element: HtmlElement, code: str, numbering: Numbering) -> None:
    """A footnote; or what book/live.py filled in, of which only the words are printed."""
    note = element.get("data-footnote")
    if element.get("data-value") or element.get("data-ref"):
        element.drop_tag()
        return
    if note is None:
        return
    tail, element.tail = element.tail, None
    for child in list(element):
        element.remove(child)
    element.attrib.pop("data-footnote")
    element.set("class", "footnote")
    element.text = note
    element.tail = tail


def _quote(element: HtmlElement, code: str, numbering: Numbering) -> None:
    """A quotation that begins with "Quick win" is a call-out: authors need no other button for it."""
    if CALLOUT.match(_text(element)):
        element.set("class", "callout")


HANDLERS = {
    "h3": _heading, "h4": _heading, "a": _link, "img": _picture, "table": _table, "span": _span,
    "blockquote": _quote,
}


def _number_deep_lists(root: HtmlElement) -> None:
    """1. a. are the style sheet's; the third level counts 1) and the fourth a)."""
    for items in root.iter("ol"):
        depth = sum(1 for above in items.iterancestors("ol", "ul"))
        if depth not in (2, 3):
            continue
        first = int(items.get("start", "1")) if items.get("start", "1").isdecimal() else 1
        for number, item in enumerate(items.iterchildren("li"), start=first):
            sign = chr(ord("a") + (number - 1) % 26) if depth == 3 else number
            item.set("style", f"list-style-type: '{sign})  '")


def _set_ranges(root: HtmlElement) -> None:
    """Between two years, or two large numbers, stands a dash, as in every generated table, whatever the keyboard gave."""
    for element in root.iter():
        if element.text:
            element.text = RANGE.sub(r"\1–\2", element.text)
        if element.tail:
            element.tail = RANGE.sub(r"\1–\2", element.tail)


def _keep_lead_ins(root: HtmlElement) -> None:
    """A sentence that ends in a colon stays with the list or table that it announces."""
    for paragraph in root.iter("p"):
        following = paragraph.getnext()
        if following is None or paragraph.get("class") or not _text(paragraph).endswith(":"):
            continue
        if following.tag in ("ul", "ol", "table", "blockquote", "figure"):
            paragraph.set("class", "lead-in")


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _title(caption: HtmlElement) -> str:
    """The title of a caption, without a number that the author typed all the same."""
    if caption.text:
        caption.text = TYPED_LABEL.sub("", caption.text)
    return _text(caption)


def _is(element: HtmlElement | None, name: str) -> bool:
    return element is not None and element.tag == "p" and element.get("class") == name


def _belongs_to_table(caption: HtmlElement) -> bool:
    following = caption.getnext()
    return following is not None and following.tag == "table"


def _put_first(element: HtmlElement, text: str, name: str) -> None:
    if text:
        mark = builder.SPAN(text)
        mark.set("class", name)
        mark.tail = " " + (element.text or "")
        element.text = None
        element.insert(0, mark)


def _own_block(image: HtmlElement) -> HtmlElement | None:
    """What a figure replaces: the picture, or a paragraph with nothing else in it; None for a picture within a line."""
    parent = image.getparent()
    if parent.tag != "p":
        return image if parent.tag == "div" else None
    alone = len(parent) == 1 and not (parent.text or "").strip() and not (image.tail or "").strip()
    return parent if alone else None


def _remove(element: HtmlElement) -> None:
    """Take the element out; text behind it stays where it is."""
    tail = element.tail
    element.tail = None
    parent, before = element.getparent(), element.getprevious()
    if tail and tail.strip():
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def _name_source(source: HtmlElement) -> None:
    if not _text(source).lower().startswith("sumber"):
        source.text = "Sumber: " + (source.text or "")


def _columns(table: HtmlElement) -> int:
    """Columns of the widest row; spans beyond reason are cut, since each column costs the engine time."""
    widest = 1
    for row in table.iter("tr"):
        width = 0
        for cell in row.iterchildren("td", "th"):
            for name in ("colspan", "rowspan"):
                if name in cell.attrib:
                    cell.set(name, str(_span(cell.get(name))))
            width += _span(cell.get("colspan", "1"))
        widest = max(widest, width)
    return min(widest, MOST_COLUMNS)


def _span(text: str) -> int:
    return min(max(int(text), 1), MOST_COLUMNS) if text.isdecimal() else 1


def _head(table: HtmlElement) -> HtmlElement:
    """The table's head. Editors write header rows into the body: rows of nothing but <th> at its beginning move up."""
    head = table.find("thead")
    if head is None:
        head = builder.THEAD()
        table.insert(0, head)
    rows = [row for row in table.iter("tr") if row.getparent() is not head]
    for row in rows if not len(head) else []:
        cells = list(row.iterchildren("td", "th"))
        if not cells or any(cell.tag == "td" for cell in cells):
            break
        row.getparent().remove(row)
        head.append(row)
    return head


def _turn(table: HtmlElement, source: HtmlElement | None) -> None:
    frame = builder.DIV()
    frame.set("class", "landscape")
    table.addprevious(frame)
    frame.append(table)
    if source is not None:
        frame.append(source)
