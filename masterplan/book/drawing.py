"""What a worker process does for a preview: find what changed, and draw it. Knows neither Django nor the database.

To lay out a section takes half of the time, to make PDF of it the other half; so PDF is made of the pages that are drawn,
and which changed is seen by the boxes on each.
"""
from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE
from weasyprint.document import Document, Page

from masterplan.book.fragment import Fragment, cut
from masterplan.book.typeset import STAMP_FACES, Job, attempt

# Text in eight steps a colour, without loss: sharper, and half as heavy as with it; a photograph needs all its colours.
STEPS = [round(value * 7 / 255) * 255 // 7 for value in range(256)] * 3
TEXT = {"lossless": True, "quality": 20, "method": 1}
PHOTOGRAPH = {"quality": 50, "method": 1}
_POINT = 0.75  # points in a CSS pixel


@dataclass(frozen=True)
class Wanted:
    """Pages from the one with `anchor` on. `same` is what all pages depend on beside their boxes; those in `have` need not
    be drawn; at most `most` are, from page `look` on when somebody looks there."""

    anchor: str
    same: str
    have: frozenset[str]
    look: int | None
    most: int


@dataclass(frozen=True)
class Seen:
    """`skipped` pages come before the first; each has a digest and a size in points. `fragment` holds those `drawn`."""

    skipped: int
    digests: tuple[str, ...]
    sizes: tuple[tuple[float, float], ...]
    drawn: tuple[int, ...]
    fragment: Fragment | None = field(repr=False)
    font_files: dict[str, bytes] = field(repr=False)


def see(job: Job, wanted: Wanted) -> tuple[Seen | None, str]:
    """The pages of a job; or nothing, and why it cannot be laid out."""
    return attempt(job, lambda document: _seen(job, document, wanted))


def find(job: Job, anchor: str) -> tuple[tuple[int, float] | None, str]:
    """On which page (from 0), and how many points below its margin, the anchor landed; or nothing, and why not."""
    return attempt(job, lambda document: _place(document, anchor))


def _seen(job: Job, document: Document, wanted: Wanted) -> Seen:
    skipped = next((n for n, page in enumerate(document.pages) if wanted.anchor in page.anchors), 0)
    pages = document.pages[skipped:]
    digests = tuple(_digest(f"{wanted.same}{skipped + n}", page) for n, page in enumerate(pages))
    new = [n for n, digest in enumerate(digests) if digest not in wanted.have]
    if wanted.look is not None:
        new.sort(key=lambda n: (n < wanted.look, n))
    drawn = tuple(new[:wanted.most])
    fragment, files = cut(document.copy([pages[n] for n in drawn]), STAMP_FACES) if drawn else (None, {})
    files = {sha256: data for sha256, data in files.items() if sha256 not in job.known_fonts}
    sizes = tuple((page.width * _POINT, page.height * _POINT) for page in pages)
    return Seen(skipped, digests, sizes, drawn, fragment, files)


def _place(document: Document, anchor: str) -> tuple[int, float] | None:
    for number, page in enumerate(document.pages):
        if anchor in page.anchors:
            return number, max(page.anchors[anchor][1] - page._page_box.margin_top, 0) * _POINT
    return None


def _digest(same: str, page: Page) -> str:
    """A hash of what stands where on a page. How it looks hangs on tags, classes and style sheets only."""
    made_of, stack = [same], [page._page_box]
    while stack:
        box = stack.pop()
        element = box.element
        made_of.append(repr((
            box.element_tag, getattr(box, "text", ""), box.position_x, box.position_y, getattr(box, "width", 0),
            getattr(box, "height", 0), element is not None and (element.get("class"), element.get("src")),
        )))
        stack.extend(getattr(box, "children", ()))
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:20]


def pictures(pdf: bytes, width: int) -> list[bytes]:
    """Every page of a file as WebP, `width` pixels wide."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [_picture(page, width) for page in document]
    finally:
        document.close()


def _picture(page: pdfium.PdfPage, width: int) -> bytes:
    image = page.render(scale=width / page.get_width()).to_pil()
    shows_pictures = next(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]), None) is not None
    out = io.BytesIO()
    if shows_pictures:
        image.save(out, "WEBP", **PHOTOGRAPH)
    else:
        image.convert("RGB").point(STEPS).save(out, "WEBP", **TEXT)
    return out.getvalue()
