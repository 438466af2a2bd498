"""The one allow-list for HTML that people write. Everything stored in a section's text went through `clean`."""
from __future__ import annotations

import re

import nh3

from pillars.models import Plan

# The whole vocabulary of a text. Captions and source lines are paragraphs of their own class beside the table or
# picture; a footnote is a span that carries its text; pictures are those uploaded to this plan.
TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "u", "sub", "sup", "a", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "img", "span",
}
ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt"}, "span": {"data-footnote"}, "ol": {"start"},
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
}
CLASSES = {"p": {"caption", "source"}, "td": {"number"}, "th": {"number"}}
PICTURE = re.compile(r"^/gambar/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")


def clean(html: str, *, plan: Plan | None = None) -> str:
    """Return `html` reduced to the vocabulary above: no style, no script, no picture from elsewhere."""
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, attribute_filter=only_own_pictures,
        url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener noreferrer", strip_comments=True,
    )


def only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    """An attribute filter for nh3: a picture may only be one that was uploaded here."""
    if tag == "img" and attribute == "src":
        return value if PICTURE.match(value) else None
    return value
