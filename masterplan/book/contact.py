"""All pages of a book on one picture, small, as photographers look through a film."""
from __future__ import annotations

import pypdfium2 as pdfium
from PIL import Image

GAP, GROUND = 6, (150, 155, 160)


def sheet(pdf: bytes, *, columns: int = 16, height: int = 170) -> Image.Image:
    """The pages of `pdf` in rows of `columns`, each `height` pixels high (landscape ones as wide as upright ones are)."""
    document = pdfium.PdfDocument(pdf)
    width = round(height * 210 / 297)
    rows = -(-len(document) // columns)
    ground = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), GROUND)
    for number in range(len(document)):
        page = document[number]
        scale = min(width / page.get_width(), height / page.get_height())
        picture = page.render(scale=3 * scale).to_pil()  # drawn larger and reduced: small type stays a gray line
        picture.thumbnail((width, height), Image.Resampling.LANCZOS)
        row, column = divmod(number, columns)
        place = GAP + column * (width + GAP), GAP + row * (height + GAP)
        ground.paste(picture, (place[0], place[1] + (height - picture.height) // 2))
    document.close()
    return ground
