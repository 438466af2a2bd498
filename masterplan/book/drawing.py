"""What a worker process draws: pages of a PDF as pictures. Knows neither Django nor the database."""
from __future__ import annotations

import io

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

# Text in eight steps a colour, without loss: sharper, and half as heavy as with it; a photograph needs all its colours.
STEPS = [round(value * 7 / 255) * 255 // 7 for value in range(256)] * 3
TEXT = {"lossless": True, "quality": 20, "method": 1}
PHOTOGRAPH = {"quality": 50, "method": 1}


def pictures(pdf: bytes, numbers: list[int], width: int) -> list[bytes]:
    """The pages `numbers` (from 0) of a file as WebP, each `width` pixels wide."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [_picture(document[number], width) for number in numbers]
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
