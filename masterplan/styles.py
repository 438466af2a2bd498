"""How the books of a region look: its row (`BookStyle`) becomes `shape.Style`, and changes through one door.

The style sheet sets custom properties of static/book/book.css, and only those that differ from the usual: without a row
the book is laid out, and found in the cache, as if there were no styles at all.
"""
from __future__ import annotations

import hashlib
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from masterplan.book.charts import COLORS
from masterplan.book.shape import Picture, Style
from masterplan.models import BookStyle, Logo
from opd import trail
from opd.models import Region, User
from pillars.attachments import reencode
from pillars.refusals import NotAllowed, Refused

READABLE = 4.5  # to one: WCAG's least contrast of text
LARGEST = 8 * 2**20  # bytes of a picture
FACES = {"lora": ("Lora", "Public Sans")}
_FILES = [("400", "normal"), ("400", "italic"), ("600", "normal"), ("700", "normal"), ("700", "italic")]


def row_of(region: Region) -> BookStyle:
    """The region's style as it is stored, or the usual one, not stored yet."""
    return BookStyle.objects.filter(region=region).first() or BookStyle(region=region)


def style_of(region: Region) -> Style:
    """How the region's books look."""
    return _style(row_of(region))


def looks_of(region: Region) -> dict:
    """What a `Content` says about looks: {"style": ..., "logos": ..., "photograph": ...}. One query, two with a style."""
    row = row_of(region)
    return {
        "style": _style(row),
        "logos": tuple(_picture(logo.file.name) for logo in row.logos.all()) if row.pk else (),
        "photograph": _picture(row.photograph.name) if row.photograph else None,
    }


def contrast(one: str, other: str) -> float:
    """How far two colours "#rrggbb" stand apart in brightness: 1 to 21, as WCAG counts it."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def change(row: BookStyle, *, by: User, photograph: UploadedFile | None = None, logo: UploadedFile | None = None,
           drop: list[Logo] = ()) -> None:
    """Store a style with its new pictures; the next build takes it. Raises `NotAllowed`, or `Refused` in words."""
    region = row.region
    if region.pk not in by.coordinated_region_ids:
        raise NotAllowed("Hanya koordinator yang dapat mengubah gaya buku.")
    added = _taken_in(photograph), _taken_in(logo)
    kept = [] if row.pk is None else [known for known in row.logos.all() if known not in drop]
    if added[1] and len(kept) >= Logo.MOST:
        raise Refused(f"Sampul memuat paling banyak {Logo.MOST} logo. Hapus satu dahulu.")
    if row.cover == BookStyle.Cover.PHOTOGRAPH and not (row.photograph or added[0]):
        raise Refused("Sampul dengan foto memerlukan fotonya. Unggah foto, atau pilih sampul lain.")
    with transaction.atomic():
        if added[0]:
            row.photograph.save(added[0].name, added[0], save=False)
        row.save()
        for known in drop:
            known.delete()
        if added[1]:
            Logo(style=row).file.save(added[1].name, added[1])
        trail.record("book-style", by=by, region=region, subject=f"region:{region.code}", summary="Gaya buku diubah",
                     **{name: str(getattr(row, name)) for name in ("cover", "brand", "accent", "typeface", "text_size")})


def _taken_in(upload: UploadedFile | None) -> ContentFile | None:
    """A picture decoded and encoded anew, named by its content."""
    if upload is None:
        return None
    if upload.size > LARGEST:
        raise Refused(f"Berkas “{upload.name}” terlalu besar. Batasnya {LARGEST // 2**20} MB.")
    data, _, suffix = reencode(upload)
    return ContentFile(data, hashlib.sha256(data).hexdigest()[:32] + suffix)


def _picture(name: str) -> Picture:
    data = _read(name)
    kind = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
    return Picture(hashlib.sha256(data).hexdigest(), kind, partial(_read, name))


def _read(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        return file.read()


def _style(row: BookStyle) -> Style:
    usual = BookStyle()
    numbers = {"numbers_by_chapter": row.numbers_by_chapter, "list_depth": row.list_depth}
    ink = {"ink": row.brand} if row.brand != usual.brand else {}
    return Style(css=_css(row, usual), cover=row.cover, pillars=dict(row.pillars), **numbers, **ink)


def _css(row: BookStyle, usual: BookStyle) -> str:
    values = {}
    if row.brand != usual.brand:
        values |= {"brand": row.brand, "brand-soft": _mixed(row.brand, "#ffffff", 0.4),
                   "brand-tint": _mixed(row.brand, "#ffffff", 0.92), "brand-line": _mixed(row.brand, "#ffffff", 0.25)}
    if row.accent != usual.accent:
        values |= {"accent": row.accent, "accent-ink": _mixed(row.accent, "#000000", 0.3),
                   "accent-tint": _mixed(row.accent, "#ffffff", 0.92)}
    for code, color in row.pillars.items():
        name = code.lower()
        values |= {name: color, f"{name}-line": _mixed(color, "#ffffff", 0.35), f"{name}-tint": _mixed(color, "#ffffff", 0.88),
                   f"{name}-ink": _mixed(color, "#000000", 0.35)}
    if float(row.text_size) != float(usual.text_size):
        values["text-size"] = f"{row.text_size}pt"
    faces = FACES.get(row.typeface)
    if faces:
        serif, sans = faces
        values |= {"serif": f'"{serif}", "Source Serif 4 Whole", "DejaVu Serif", serif',
                   "sans": f'"{sans}", "Source Sans 3 Whole", "DejaVu Sans", sans-serif'}
    margins = {side: getattr(row, f"margin_{side}") for side in ("top", "right", "bottom", "left")}
    has_margins = any(margins[side] != getattr(usual, f"margin_{side}") for side in margins)
    if has_margins:
        values |= {f"page-{side}": f"{size}mm" for side, size in margins.items()}
    lines = [_faces(face) for face in faces or ()]
    if values:
        lines.append("html { " + " ".join(f"--{name}: {value};" for name, value in values.items()) + " }")
    if has_margins:
        lines.append("@page { margin: " + " ".join(f"{size}mm" for size in margins.values()) + "; }")
    return "\n".join(lines)


def _faces(family: str) -> str:
    file = family.lower().replace(" ", "-")
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; '
        f"src: url(font:{file}-latin-{weight}-{slant}.woff2); }}"
        for weight, slant in _FILES
    )


def _mixed(color: str, other: str, share: float) -> str:
    """`color` with a share of another in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def _channels(color: str) -> list[int]:
    return [int(color[i:i + 2], 16) for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    shares = [c / 255 for c in _channels(color)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def usual_color(code: str) -> str:
    """The colour of a dimension where the region chose none."""
    return COLORS[code]
