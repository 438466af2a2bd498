"""The same book in other inks: black and white, or with little ink for the printer of an office.

Black and white is a function of colours: style sheets, charts and pictures become gray by how bright each colour is, so
that no rule stands twice. Colours that only differ in hue (the dimensions in a chart) get steps of gray instead.
"""
from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

from PIL import Image

from masterplan.book import charts
from masterplan.book.shape import Content, Picture, Printing, Style

COLOR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
# Neighbours in a stacked bar differ most; white letters are readable on each.
STEPS = ("#1c1c1c", "#767676", "#3a3a3a", "#6a6a6a", "#2a2a2a", "#585858")


def sheets(style: Style, printing: Printing) -> list[str]:
    """Style sheets of static/book that a printing needs besides the usual ones."""
    names = [] if style.cover == "band" else ["covers.css"]
    names += [f"{printing.look}.css"] if printing.look != "color" else []
    names += ["notes.css"] if printing.has_notes else []
    return names + (["changes.css"] if printing.against else [])


def dressed(content: Content) -> Content:
    """`content` with its inks and pictures as its printing wants them."""
    if content.printing.look != "gray":
        return content
    style = replace(content.style, **{name: gray(getattr(content.style, name)) for name in ("ink", "muted", "alarm")})
    return replace(
        content, style=style, pictures={key: _gray_picture(p) for key, p in content.pictures.items()},
        arms=_gray_picture(content.arms), logos=tuple(_gray_picture(p) for p in content.logos),
        photograph=_gray_picture(content.photograph),
    )


def inked(css: str, printing: Printing) -> str:
    """A style sheet in the inks of the printing."""
    return COLOR.sub(lambda found: gray(found[0]), css) if printing.look == "gray" else css


def chart(svg: str, content: Content) -> str:
    """A chart in the region's colours of the dimensions, or in steps of gray."""
    steps = dict(zip(charts.COLORS, STEPS, strict=True)) if content.printing.look == "gray" else content.style.pillars
    known = {charts.COLORS[code]: color for code, color in steps.items() if code in charts.COLORS}
    is_gray = content.printing.look == "gray"
    return COLOR.sub(lambda found: known.get(found[0]) or (gray(found[0]) if is_gray else found[0]), svg)


def gray(color: str) -> str:
    """The gray that is as bright: "#1f4e8c" becomes "#4b4b4b"."""
    digits = color[1:] if len(color) == 7 else "".join(2 * c for c in color[1:])
    red, green, blue = (int(digits[i:i + 2], 16) for i in (0, 2, 4))
    return "#" + f"{round(0.299 * red + 0.587 * green + 0.114 * blue):02x}" * 3


def _gray_picture(picture: Picture | None) -> Picture | None:
    if picture is None:
        return None

    is_png = picture.media_type == "image/png"

    def read() -> bytes:
        image, out = Image.open(io.BytesIO(picture.data)), io.BytesIO()
        if is_png:
            image.convert("RGBA").convert("LA").save(out, "PNG")
        else:
            image.convert("L").save(out, "JPEG", quality=86)
        return out.getvalue()

    name = hashlib.sha256(f"gray {picture.sha256}".encode()).hexdigest()
    return replace(picture, sha256=name, media_type="image/png" if is_png else "image/jpeg", read=read)
