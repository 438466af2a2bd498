"""Pictures of a unit as other formats take them: their size on paper, and drawings (SVG) as dots where need be."""
from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings

from masterplan.book.shape import Content, Prepared

DOTS = 220  # an inch, of a drawing that becomes dots
SCREEN = 96  # dots an inch of a picture that does not say
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}


@dataclass(frozen=True)
class Shown:
    """A picture with its width and height in inches, as large as it comes."""

    data: bytes = field(repr=False)
    media_type: str
    width: float
    height: float

    @property
    def suffix(self) -> str:
        return SUFFIXES.get(self.media_type, "bin")

    def within(self, width: float, height: float, is_wide: bool = False) -> tuple[float, float]:
        """(width, height) that fits the room of `width` and `height`; `is_wide` fills its width."""
        scale = min(width / self.width, height / self.height)
        if not is_wide:
            scale = min(scale, 1)
        return self.width * scale, self.height * scale


def shown(content: Content, address: str, pictures: dict[str, Prepared]) -> Shown | None:
    """The picture of a unit at `address` ("picture:KEY"); None when there is none."""
    if address not in pictures:
        return None
    data, media_type = pictures[address].data, pictures[address].media_type
    if media_type == "image/svg+xml":
        width, height = _drawn_size(data)
    else:
        key = address.removeprefix("picture:")
        known = content.arms if key == "arms" else content.pictures.get(key)
        width, height = (known.width, known.height) if known else _measured(data)
    return Shown(data, media_type, max(width, 1) / SCREEN, max(height, 1) / SCREEN)


def dots(drawing: Shown) -> Shown:
    """A drawing as PNG, in the fonts of the book. WeasyPrint, which knows them, lays it out, and PDFium rasters it."""
    import pypdfium2
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    only_inside = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    page = (f"{_faces()} @page {{ size: {drawing.width}in {drawing.height}in; margin: 0 }} "
            "body { margin: 0 } img { display: block; width: 100% }")
    html = f'<style>{page}</style><img src="{_inside(drawing.data, drawing.media_type)}" alt="">'
    printed = HTML(string=html, url_fetcher=only_inside).write_pdf(font_config=FontConfiguration())
    document, out = pypdfium2.PdfDocument(printed), io.BytesIO()
    document[0].render(scale=DOTS / 72).to_pil().save(out, "PNG", optimize=True, dpi=(DOTS, DOTS))
    document.close()
    return Shown(out.getvalue(), "image/png", drawing.width, drawing.height)


@cache
def _faces() -> str:
    """The typefaces of charts, as @font-face rules with the files in them."""
    files = sorted((settings.BASE_DIR / "static" / "vendor" / "fonts").glob("source-sans-3-latin-*-normal.woff2"))
    return "".join(
        f'@font-face {{ font-family: "Source Sans 3"; font-weight: {file.stem.split("-")[-2]}; '
        f"src: url({_inside(file.read_bytes(), 'font/woff2')}) }}" for file in files
    )


def _inside(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _drawn_size(data: bytes) -> tuple[float, float]:
    box = re.search(rb'viewBox="([^"]+)"', data)
    numbers = [float(n) for n in re.split(r"[\s,]+", box[1].decode().strip())] if box else []
    return (numbers[2], numbers[3]) if len(numbers) == 4 else (640, 360)


def _measured(data: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return image.size
