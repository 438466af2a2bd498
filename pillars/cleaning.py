"""The one allow-list for HTML that people write. Everything stored in a section's text went through `clean`."""
from __future__ import annotations

import re
from collections.abc import Set

import lxml.html
import nh3
from lxml import etree

from pillars.models import Plan
from pillars.refusals import Refused

# The whole vocabulary of a text. Captions and source lines are paragraphs of their own class beside the table or
# picture; a footnote is a span that carries its text; pictures are those uploaded to this plan.
TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "u", "sub", "sup", "a", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "img", "span", "cite",
}
ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt"}, "span": {"data-footnote", "data-value", "data-ref"}, "cite": {"data-regulation"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "colwidth"}, "th": {"colspan", "rowspan", "colwidth"},
    "p": {"data-key"}, "h3": {"data-key"}, "h4": {"data-key"},
}
CLASSES = {"p": {"caption", "source"}, "td": {"number"}, "th": {"number"}, "img": {"full-bleed"}}
PICTURE = re.compile(r"^/gambar/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
WIDTHS = re.compile(r"^\d{1,4}(,\d{1,4}){0,59}$")  # of the columns that a cell covers, in pixels of the editor; 0 is for any
# The elements that other programs use for the same thing.
SAME = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}

LONGEST = 4_000_000  # characters; about ten times the longest chapter
DEEPEST = 40
MOST_ELEMENTS = 60_000


def clean(html: str, *, plan: Plan | None = None, also: Set[str] = frozenset()) -> str:
    """`html` reduced to the vocabulary above and tidied: no style, no script, no picture from elsewhere, header rows in
    <thead>, no paragraph around a cell's only text. Cleaning twice gives the same as cleaning once. `also` are further
    elements that may stay.

    Raises `Refused` for what is too long or nested too deeply to be a text.
    """
    if len(html) > LONGEST:
        raise Refused("Naskah ini terlalu panjang untuk satu bagian. Bagilah menjadi beberapa bagian.")
    html = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", html)
    for other, ours in SAME.items():
        html = re.sub(rf"(?i)<(/?){other}(?=[\s>])", rf"<\1{ours}", html)
    safe = nh3.clean(
        html, tags=TAGS | also, attributes=ATTRIBUTES, allowed_classes=CLASSES, attribute_filter=_only_what_we_know,
        url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener noreferrer", strip_comments=True,
    )
    return _tidy(safe)


def only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    """An attribute filter for nh3: a picture may only be one that was uploaded here."""
    if tag == "img" and attribute == "src":
        return value if PICTURE.match(value) else None
    return value


def _only_what_we_know(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "colwidth":
        return value if WIDTHS.match(value) else None
    return only_own_pictures(tag, attribute, value)


def tree_of(html: str) -> lxml.html.HtmlElement:
    """A text as elements, in a <div> of their own."""
    return lxml.html.fragment_fromstring(html, create_parent="div")


def html_of(tree: lxml.html.HtmlElement) -> str:
    """The text of a tree that `tree_of` made."""
    return lxml.html.tostring(tree, encoding="unicode")[len("<div>"):-len("</div>")]


def pictures(html: str) -> set[str]:
    """The keys of the pictures that a text shows."""
    return set(re.findall(r'src="/gambar/([0-9a-f-]{36})"', html))


def _tidy(html: str) -> str:
    if "<" not in html:
        return f"<p>{html.strip()}</p>" if html.strip() else ""
    root = tree_of(html)
    _refuse_monsters(root)
    for element in root.xpath(".//*[@class='']"):
        del element.attrib["class"]
    for image in list(root.iter("img")):
        if not image.get("src"):
            image.drop_tree()
        elif image.get("alt") is None:
            image.set("alt", "")
    for span in list(root.iter("span")):
        if not any((span.get(name) or "").strip() for name in ATTRIBUTES["span"]):
            span.drop_tag()
    for cite in list(root.iter("cite")):
        if not re.fullmatch(r"[\w-]+", cite.get("data-regulation") or "") or len(cite) or not (cite.text or "").strip():
            cite.drop_tag()
    for table in root.iter("table"):
        _head_first(table)
    for cell in root.iter("td", "th"):
        _unwrap_only_paragraph(cell)
    inside = html_of(root)
    return "" if inside.strip() in ("<p></p>", "<p><br></p>") else inside.strip()


def _refuse_monsters(root: etree._Element) -> None:
    """No text of a plan is built like this; the typesetter would stop at it."""
    count = 0
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        count += 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise Refused("Susunan naskah ini terlalu rumit (tabel atau daftar bersarang terlalu dalam). Sederhanakan dulu.")
        stack.extend((child, depth + 1) for child in element)


def _head_first(table: etree._Element) -> None:
    """Leading rows made of header cells alone belong in <thead>: printed again on each page, announced by readers."""
    if table.find("thead") is not None:
        return
    body = table.find("tbody")
    rows = (table if body is None else body).findall("tr")
    leading = []
    for row in rows[:-1]:
        if any(cell.tag != "th" for cell in row):
            break
        leading.append(row)
    if leading:
        head = etree.Element("thead")
        head.extend(leading)
        table.insert(0, head)


def _unwrap_only_paragraph(cell: etree._Element) -> None:
    if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip() and not (cell[0].tail or "").strip():
        cell[0].tail = None
        cell.text = None
        cell[0].drop_tag()
