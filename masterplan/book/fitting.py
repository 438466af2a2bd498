"""A last page with three lines on it: a typesetter would set the whole a little closer and save the page.

Lines are counted in the boxes of WeasyPrint, to which no public name leads (see carrying.py). The style sheet says what
"a little closer" means: `.tight` in book.css.
"""
from __future__ import annotations

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

MOST_PAGES = 60  # a longer unit is not laid out twice; not by the clock, since the same content gives the same bytes
THIN = 0.2  # of the height of a page: what ends above this looks like an accident


def ends_thin(document: Document) -> bool:
    """Whether any page but the first holds next to nothing, in a unit that is worth a second try."""
    return len(document.pages) <= MOST_PAGES and any(_filled(page._page_box) < THIN for page in document.pages[1:])


def tighter(before: str) -> str:
    """The opening HTML of a unit, its text set closer."""
    return before.replace('<body class="', '<body class="tight ', 1)


def _filled(page) -> float:
    """How far down the page its text, tables and pictures reach, from 0 to 1."""
    top, lowest = page.content_box_y(), 0.0
    stack = [child for child in page.children if not isinstance(child, (boxes.MarginBox, boxes.FootnoteAreaBox))]
    while stack:
        box = stack.pop()
        if isinstance(box, (boxes.LineBox, boxes.ReplacedBox)):
            lowest = max(lowest, box.position_y + box.height - top)
        stack.extend(getattr(box, "children", ()))
    return lowest / page.height
