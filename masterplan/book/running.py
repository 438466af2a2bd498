"""What each page repeats (chapter at its head, book and number at its foot, DRAF) and the page numbers of the lists.

All of it is known only when the book is joined, so it is written then, into a second content of each page: plain PDF
operators, measured with the book's own fonts. `static/book/running.css` says the same in CSS for the ways of printing
that number pages while they lay them out; tests/masterplan/book/test_running.py holds the two together.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from masterplan.book.faces import FontFile
from masterplan.book.fragment import Late, Page

MM = 72 / 25.4
REGULAR, SEMIBOLD, BOLD = "F0", "F1", "F2"  # resource names on every page, see faces in link.py

# What the pages of each kind of paper show. A kind that is not named shows everything.
HEAD, FOOT, NUMBER, MARK = "head", "foot", "number", "mark"
SHOWN = {
    "cover": (), "title-page": (MARK,), "bleed": (), "opener": (NUMBER, MARK), "front": (FOOT, NUMBER, MARK),
    "lists": (FOOT, NUMBER, MARK),
}


@dataclass(frozen=True)
class Inks:
    """The colours of what is written late: "#rrggbb" of numbers, of heads and feet, of the mark of a draft."""

    ink: str
    muted: str
    alarm: str


class Stamps:
    """Writes what is written late, with the faces F0, F1, F2; what it wrote lately it writes from memory."""

    def __init__(self, faces: list[FontFile]):
        self.faces = dict(zip((REGULAR, SEMIBOLD, BOLD), faces, strict=True))
        self.frame = lru_cache(maxsize=8192)(self._frame)
        self.late_number = lru_cache(maxsize=16384)(self._late_number)

    def _frame(self, page: Page, title: str, foot: str, label: str, mark: str, ink: Inks) -> bytes:
        """Head and foot of one page, as artifacts: a screen reader passes over them."""
        shown, faces = SHOWN.get(page.kind, (HEAD, FOOT, NUMBER, MARK)), self.faces
        top, right, bottom, left = page.margins
        right = page.width - right
        room = 0.8 * (right - left)
        head, under = [], []
        if HEAD in shown and title:
            head.append(_text(faces, REGULAR, title, 8, left, _above(page, top, faces[REGULAR]), ink.muted, room=room))
        if MARK in shown and mark:
            head.append(_text(faces, BOLD, mark, 8, right, _above(page, top, faces[BOLD]), ink.alarm, at="end",
                              spacing=0.28 * 8))
        if FOOT in shown:
            under.append(_text(faces, REGULAR, foot, 8, left, _below(bottom, 4, 8, faces[REGULAR]), ink.muted, room=room))
        if NUMBER in shown and label:
            under.append(_text(faces, SEMIBOLD, label, 10, right, _below(bottom, 3.4, 10, faces[SEMIBOLD]), ink.ink,
                               at="end"))
        return b"\n".join([_artifact("Header", "Top", head), _artifact("Footer", "Bottom", under)])

    def _late_number(self, late: Late, label: str, ink: Inks) -> bytes:
        """The number behind a line of a list with dots up to it; the number is read as part of the line's link."""
        start = b"/Link <</MCID %d>> BDC" % late.mark
        if not label:
            return start + b" EMC"
        _, width = self.faces[REGULAR].line(label)
        number = _text(self.faces, REGULAR, label, late.size, late.right, late.base, ink.ink, at="end")
        end = late.right - width * late.size / 1000 - 0.35 * late.size
        return b"\n".join([_dots(self.faces, late.left + 0.3 * late.size, end, late, ink), start, number, b"EMC"])


def _dots(faces: dict[str, FontFile], left: float, right: float, late: Late, ink: Inks) -> bytes:
    """Dots stand in columns down the page: counted from the right margin."""
    _, width = faces[REGULAR].line(" .")
    pitch = width * late.size / 1000
    last = late.right - -(-(late.right - right) // pitch) * pitch
    count = int((last - left) // pitch)
    if count < 2:
        return b""
    dots = _text(faces, REGULAR, " ." * count, late.size, last - count * pitch, late.base, ink.muted)
    return b"/Artifact <</Type/Layout>> BDC\n" + dots + b"\nEMC"


def _above(page: Page, margin: float, face: FontFile) -> float:
    """Base line of the head: 4 mm above the text."""
    return page.height - margin + 4 * MM - face.descent * 8 / 1000


def _below(margin: float, gap: float, size: float, face: FontFile) -> float:
    return margin - gap * MM - face.ascent * size / 1000


def _artifact(kind: str, edge: str, lines: list[bytes]) -> bytes:
    if not lines:
        return b""
    start = f"/Artifact <</Type/Pagination/Subtype/{kind}/Attached[/{edge}]>> BDC".encode()
    return b"\n".join([start, *lines, b"EMC"])


def _text(faces: dict[str, FontFile], name: str, text: str, size: float, x: float, y: float, color: str, *,
          at: str = "start", spacing: float = 0, room: float = 0) -> bytes:
    shown, width = _fitted(faces[name], text, size, room)
    width = width * size / 1000 + spacing * len(text)
    x = x - width if at == "end" else x
    return b"%s rg BT /%s %g Tf %g Tc %.3f %.3f Td %s TJ ET" % (_rgb(color), name.encode(), size, spacing, x, y, shown)


@lru_cache(maxsize=4096)
def _fitted(face: FontFile, text: str, size: float, room: float) -> tuple[bytes, float]:
    """The text to show and its width, shortened with an ellipsis when it is longer than its room (in points)."""
    shown, width = face.line(text)
    while room and width * size / 1000 > room and len(text) > 1:
        text = text[:-2].rstrip() + "…"
        shown, width = face.line(text)
    return shown, width


@lru_cache(maxsize=64)
def _rgb(color: str) -> bytes:
    """"#12304f" as three numbers from 0 to 1."""
    return b" ".join(b"%.4g" % (int(color[i:i + 2], 16) / 255) for i in (1, 3, 5))
