"""How the paragraphs of a document for an office look: one table, which each format turns into styles of its own.

Names that Word knows by itself are Word's; the others are said in Indonesian, as people in an office would.
"""
from __future__ import annotations

from dataclasses import dataclass

SERIF, SANS = "Cambria", "Calibri"  # on every office machine; LibreOffice has their doubles
BLUE, GREY, RED, GOLD = "12304F", "4A5560", "B3261E", "A8620A"
UPRIGHT, ACROSS = 156, 273  # mm: width of the text on standing and on lying paper
STANDING = {"top": 27, "bottom": 25, "left": 30, "right": 24}
LYING = {"top": 20, "bottom": 17, "left": 12, "right": 12}


@dataclass(frozen=True)
class Look:
    """Distances and sizes in pt, indents in mm; `line` in lines. `level` is that of a heading, from 1; `line_at` a side with
    a rule; `ends_at_page` gives the line a dotted way to a page number."""

    name: str
    base: str = "Normal"
    following: str = ""
    font: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    color: str = ""
    caps: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.0
    align: str = "left"
    left: float = 0
    hanging: float = 0
    right: float = 0
    keep: bool = False
    level: int = 0
    is_numbered: bool = True
    line_at: str = ""
    fill: str = ""
    ends_at_page: bool = False
    runs_over: bool = False  # of a header or footer: a tab at its right end


def _heading(level: int, size: float, before: float, after: float) -> Look:
    return Look(f"heading {level}", following="Normal", font=SANS, size=size, bold=True, color=BLUE, before=before,
                after=after, keep=True, level=level)


def _item(name: str, left: float) -> Look:
    return Look(name, after=3, line=1.25, align="both", left=left)


PARAGRAPHS = [
    Look("Normal", "", font=SERIF, size=11, after=7, line=1.25, align="both"),
    Look("Title", following="Normal", font=SANS, size=30, bold=True, color=BLUE, caps=True, before=6, after=14),
    Look("Subtitle", following="Normal", font=SANS, size=16, bold=True, color=BLUE, after=6),
    Look("Sampul", font=SANS, size=12, before=6, after=6),
    _heading(1, 20, 0, 18), _heading(2, 15, 18, 7), _heading(3, 12, 13, 5), _heading(4, 11, 10, 4),
    Look("Judul Depan", "heading 1", "Normal", font=SANS, size=18, bold=True, color=BLUE, caps=True, after=18,
         align="center", keep=True, level=1, is_numbered=False),
    Look("caption", following="Normal", font=SANS, size=9.5, bold=True, color=BLUE, before=10, after=4, keep=True),
    Look("Gambar", following="caption", before=10, align="center", keep=True),
    Look("Sumber", following="Normal", font=SANS, size=8.5, color=GREY, before=2, after=12),
    Look("Quote", following="Normal", font=SERIF, size=11, italic=True, before=8, after=10, line=1.2, left=6, right=4,
         line_at="left", fill="F7F4EC"),
    Look("Catatan", font=SANS, size=9, color=GREY, before=2, after=5),
    Look("Belum Diisi", following="Normal", font=SERIF, size=11, italic=True, color="7A838C", before=2, after=7),
    Look("Status Naskah", following="Normal", font=SANS, size=8.5, bold=True, color=RED, after=5, keep=True),
    Look("Garis", following="Normal", before=4, after=8, line_at="bottom"),
    Look("Sela", following="Normal", font=SANS, size=4),
    Look("Di Atas Judul", font=SANS, size=9, bold=True, color=GOLD, before=12, after=1, keep=True),
    Look("Judul Kartu", following="Normal", font=SANS, size=13, bold=True, color=BLUE, after=5, keep=True),
    Look("Judul Butir", following="Isi Kartu", font=SANS, size=9.5, bold=True, color=BLUE, before=5, after=1, keep=True),
    Look("Isi Kartu", font=SANS, size=9.5, after=3, line=1.1),
    Look("Isi Tabel", font=SANS, size=8.5, before=1, after=1),
    Look("Isi Tabel Kecil", "Isi Tabel", font=SANS, size=7, before=0.5, after=0.5, line=0.95),
    Look("Kepala Tabel", "Isi Tabel", font=SANS, size=8.5, bold=True, before=1, after=1, keep=True),
    Look("Kepala Tabel Kecil", "Kepala Tabel", font=SANS, size=7, bold=True, before=0.5, after=0.5, line=0.95, keep=True),
    *(_item(f"{name} {n}".removesuffix(" 1"), 7 * n if name == "List Continue" else 0)
      for name in ("List Bullet", "List Number", "List Continue") for n in (1, 2, 3)),
    Look("footnote text", font=SERIF, size=8.5),
    Look("toc 1", following="Normal", font=SANS, size=10.5, bold=True, color=BLUE, before=7, after=2, ends_at_page=True),
    Look("toc 2", following="Normal", font=SANS, size=10, after=2, left=18, hanging=12, ends_at_page=True),
    Look("toc 3", following="Normal", font=SANS, size=9.5, after=2, left=32, hanging=14, ends_at_page=True),
    Look("table of figures", following="Normal", font=SANS, size=10, after=3, left=25, hanging=25, right=8,
         ends_at_page=True),
    Look("header", font=SANS, size=8, color=GREY, runs_over=True),
    Look("footer", font=SANS, size=8, color=GREY, runs_over=True),
]
LETTERS = [
    Look("page number", font=SANS, size=10, bold=True, color=BLUE), Look("Tanda Draf", font=SANS, size=9, bold=True, color=RED),
    Look("Huruf Kecil", font=SANS, size=7.5, color=GREY), Look("Hyperlink", color="1F4E8C"),
]
# The style of each paragraph of a `flow`.
OF_FLOW = {
    "text": "Normal", "source": "Sumber", "note": "Catatan", "empty": "Belum Diisi", "caption": "caption",
    "over": "Di Atas Judul", "name": "Judul Kartu", "label": "Judul Butir", "status": "Status Naskah", "card": "Isi Kartu",
    "quote": "Quote", "rule": "Garis", "cell": "Isi Tabel", "head": "Kepala Tabel",
}
# Signs of headings by level, after the chapter's own: body, appendices.
LEVELS = {"body": ("I", "BAB ", ""), "back": ("1", "Lampiran ", "L")}
INDENTS = {"body": (0, 13, 13, 16), "back": (0, 15, 15, 18)}  # mm
BULLET_SIGNS = "•–▪"
ORDERED_SIGNS = (("1", "."), ("a", "."), ("1", ")"), ("a", ")"))
