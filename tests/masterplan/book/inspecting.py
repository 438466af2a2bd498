"""Look at printed pages as a printer would: ink outside the margins, cut text, empty and nearly empty pages.

`pages(pdf)` reads a finished PDF, so it serves for whole books too; `crossing(document)` walks the boxes of a unit that
was laid out but not yet written.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

MM = 72 / 25.4
DPI = 50
FRAME = 8  # mm at the trim in which nothing stands but what bleeds
BLEED = 20  # mm along the trim from which ink that touches it is meant to
FEWEST_LINES = 4
FEWEST_INK = 0.04  # share of the page; a chart or a photograph has more
HEAD_AND_FOOT = 24  # mm at the top and at the foot that belong to running heads and page numbers


@dataclass(frozen=True)
class Page:
    number: int  # from 1
    lines: int  # of text between head and foot
    ink: float  # share of the page between head and foot
    outside: tuple[str, ...]  # sides at which ink stands in the outer frame without bleeding

    @property
    def is_empty(self) -> bool:
        return not self.lines and self.ink < 0.001

    @property
    def is_thin(self) -> bool:
        return self.lines < FEWEST_LINES and self.ink < FEWEST_INK


def pages(pdf: bytes) -> Iterator[Page]:
    """What can be seen on each page."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        grey = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        marked = grey.point(lambda value: 255 if value < 245 else 0)
        yield Page(number, _lines(page), _ink(marked), tuple(_outside(marked)))
        page.close()
    document.close()


def _ink(marked: Image.Image) -> float:
    cut = round(HEAD_AND_FOOT / 25.4 * DPI)
    inner = marked.crop((0, cut, marked.width, marked.height - cut))
    return inner.histogram()[255] / (inner.width * inner.height)


def _lines(page) -> int:
    """Lines of text between head and foot: heights at which characters stand, those of one line taken together."""
    text, height = page.get_textpage(), page.get_height()
    feet = sorted(
        bottom for _, bottom, _, top in (text.get_rect(i) for i in range(text.count_rects()))
        if bottom > HEAD_AND_FOOT * MM and top < height - HEAD_AND_FOOT * MM
    )
    return sum(1 for i, foot in enumerate(feet) if not i or foot - feet[i - 1] > 5)


def _outside(marked: Image.Image) -> Iterator[str]:
    """Each side in turn is laid on top; what stands in its strip bleeds over the trim, or should not be there."""
    frame = round(FRAME / 25.4 * DPI)
    turns = {"top": None, "right": Image.Transpose.ROTATE_90, "foot": Image.Transpose.ROTATE_180,
             "left": Image.Transpose.ROTATE_270}
    for name, turn in turns.items():
        image = marked.transpose(turn) if turn is not None else marked
        # The corners belong to two sides; what is wrong there is seen from the other one too, so they are left out.
        strip = image.crop((frame, 0, image.width - frame, frame))
        if any(not _bleeds(strip, start, stop) for start, stop in _runs(strip.getprojection()[0])):
            yield name


def _runs(marks: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for at, mark in enumerate([*marks, 0]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            yield start, at
            start = None


def _bleeds(strip: Image.Image, start: int, stop: int) -> bool:
    trim = strip.crop((start, 0, stop, 1)).histogram()[255] / (stop - start)
    return (stop - start) / DPI * 25.4 >= BLEED - FRAME and trim > 0.9


def crossing(document: Document) -> Iterator[tuple[int, str, float]]:
    """(page from 1, the text, by how many mm) for each line of text that is wider than what it stands in."""
    for number, page in enumerate(document.pages, start=1):
        stack = [(page._page_box, None)]
        while stack:
            box, holder = stack.pop()
            if isinstance(box, boxes.MarginBox):
                continue
            if isinstance(box, boxes.TextBox) and holder is not None and box.text.strip():
                over = box.position_x + box.width - (holder.content_box_x() + holder.width)
                if over > 1.5:
                    yield number, box.text, over / 96 * 25.4
            if isinstance(box, boxes.BlockContainerBox) and not isinstance(box, boxes.InlineBlockBox):
                holder = box
            stack.extend((child, holder) for child in getattr(box, "children", ()))
