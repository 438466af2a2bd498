"""Charts as own SVG: no script, no style sheet, fonts of the book, and a title that tells the numbers to those who cannot
see them. Every mark can be told apart without its colour. The same data gives the same bytes."""
from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from babel.numbers import format_decimal

FONT = "Source Sans 3"
COLORS = {
    "GOV": "#1f4e8c", "BRA": "#9a3b73", "ECO": "#a8620a", "LIV": "#0f766e", "SOC": "#5b4aa8", "ENV": "#3f7d20",
}
INK, MUTED, GRID, BRAND, TINT = "#1b1f24", "#4a5560", "#d5d9de", "#12304f", "#a9c4e4"
LEGEND_A_ROW = 3
MOST_BARS = 30  # of a ranking; what comes after is drawn as one bar


@dataclass(frozen=True)
class Bars:
    """One stacked bar per label: `parts` are (name, colour, values), a value for each label. `codes` are short names
    that fit into a part, for print without colour."""

    title: str
    labels: list[str]
    parts: list[tuple[str, str, list[int]]]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a ranking: `text` is its value as it is written."""

    label: str
    value: float
    text: str


@dataclass(frozen=True)
class Axis:
    """One axis of a radar. `group` decides the shape of its mark."""

    label: str
    value: float
    group: int = 0


def stacked_bars(bars: Bars, width: int = 560, height: int = 280) -> str:
    """Values are rupiah; the axis is in miliar."""
    totals = [sum(values[i] for _, _, values in bars.parts) for i in range(len(bars.labels))]
    step = _step(max(totals, default=0))
    top = step * (max(totals, default=0) // step + 1)
    left, right, high, low = 56, 8, 18, height - 36 - 14 * -(-len(bars.parts) // LEGEND_A_ROW)
    out = [open_svg(bars.title, width, height)]
    for value in range(0, top + 1, step):
        y = low - (low - high) * value / top
        out.append(f'<path d="M{left} {y:.1f}H{width - right}" stroke="{GRID}" stroke-width=".7"/>')
        out.append(text(left - 6, y + 4, _billions(value), anchor="end", fill=MUTED))
    slot = (width - left - right) / max(len(bars.labels), 1)
    for i, label in enumerate(bars.labels):
        x, bar = left + slot * (i + 0.22), slot * 0.56
        y, middle = float(low), x + bar / 2
        for n, (_, color, values) in enumerate(bars.parts):
            size = (low - high) * values[i] / top
            y -= size
            if size:
                out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{size:.1f}" fill="{color}" '
                           'stroke="#fff" stroke-width=".8"/>')
            if size >= 12 and bar >= 24 and n < len(bars.codes):
                out.append(text(middle, y + size / 2 + 3, bars.codes[n], size=9, anchor="middle", fill="#fff"))
        if totals[i]:
            out.append(text(middle, y - 5, _billions(totals[i]), anchor="middle", weight=600))
        out.append(text(middle, low + 15, label, anchor="middle"))
    slot = (width - left - right) / LEGEND_A_ROW
    for i, (name, color, _) in enumerate(bars.parts):
        x, y = left + slot * (i % LEGEND_A_ROW), low + 28 + 14 * (i // LEGEND_A_ROW)
        out.append(f'<rect x="{x:.1f}" y="{y}" width="9" height="9" fill="{color}"/>')
        code = f"{bars.codes[i]} " if i < len(bars.codes) else ""
        out.append(text(x + 13, y + 8, shorten(f"{code}{name}", int(slot / 4.9)), size=9))
    return "".join(out) + "</svg>"


def ranked_bars(title: str, bars: list[Bar], width: int = 560, *, others: str = "") -> str:
    """Bars lying down, in the order given. Of more than thirty the rest is one bar, written `others`."""
    if len(bars) > MOST_BARS:
        rest = bars[MOST_BARS - 1:]
        bars = [*bars[:MOST_BARS - 1], Bar(f"{len(rest)} lainnya", sum(b.value for b in rest), others)]
    left, line = 150, 17
    top = max((b.value for b in bars), default=0) or 1
    room = width - left - 10 - 6 * max((len(b.text) for b in bars), default=0)
    out = [open_svg(title, width, line * max(len(bars), 1) + 6)]
    out.append(f'<path d="M{left} 2V{line * len(bars) + 2}" stroke="{MUTED}" stroke-width=".8"/>')
    for i, bar in enumerate(bars):
        y, size = line * i + 4, room * bar.value / top
        out.append(text(left - 7, y + 9.5, shorten(bar.label, 30), size=10, anchor="end"))
        out.append(f'<rect x="{left}" y="{y}" width="{size:.1f}" height="12" fill="{BRAND}"/>')
        out.append(text(left + size + 5, y + 9.5, bar.text, size=10, weight=600))
    return "".join(out) + "</svg>"


def radar(title: str, axes: list[Axis], groups: list[str], *, most: int = 4, size: int = 420) -> str:
    """Values from 0 to `most` on rings. Fewer than three axes have no area and become bars."""
    if len(axes) < 3:
        return ranked_bars(title, [Bar(a.label, a.value, _short(a.value)) for a in axes])
    width, middle, radius = size + 160, size / 2, size / 2 - 58
    center = width / 2

    def point(i: int, value: float) -> tuple[float, float]:
        angle = 2 * math.pi * i / len(axes) - math.pi / 2
        return center + radius * value / most * math.cos(angle), middle + radius * value / most * math.sin(angle)

    out = [open_svg(title, width, size)]
    for ring in range(1, most + 1):
        out.append(f'<path d="{_path([point(i, ring) for i in range(len(axes))])}" fill="none" stroke="{GRID}"/>')
    for i in range(len(axes)):
        x, y = point(i, most)
        out.append(f'<path d="M{center:.1f} {middle:.1f}L{x:.1f} {y:.1f}" stroke="{GRID}" stroke-width=".7"/>')
    out.append(f'<path d="{_path([point(i, a.value) for i, a in enumerate(axes)])}" fill="{TINT}" fill-opacity=".55" '
               f'stroke="{BRAND}" stroke-width="1.8"/>')
    for ring in range(1, most + 1):
        out.append(text(center - 7, middle - radius * ring / most + 9, str(ring), size=9, anchor="end", fill=MUTED))
    for i, axis in enumerate(axes):
        out.append(_mark(axis.group, *point(i, axis.value)))
        out.append(_axis_label(i, axis, len(axes), point(i, most + 0.32), center))
    for n, group in enumerate(groups):
        out.append(_mark(n, 14, size - 14 * (len(groups) - n)) + text(24, size - 14 * (len(groups) - n) + 3.5, group, size=9.5))
    return "".join(out) + "</svg>"


def shorten(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer than `most`; the table beside has it whole."""
    if len(text) <= most:
        return text
    return text[:most - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


def _axis_label(i: int, axis: Axis, axes: int, at: tuple[float, float], center: float) -> str:
    """Names while there is room for them, else the number that the table gives the row."""
    x, y = at
    anchor = "middle" if abs(x - center) < 12 else "start" if x > center else "end"
    if axes > 16:
        return text(x, y + 3, str(i + 1), size=9, anchor=anchor)
    lines = wrap(shorten(axis.label, 44), 24)
    top = y + 3 - 11 * (len(lines) - 1) / 2
    return "".join(text(x, top + 11 * n, line, size=10, anchor=anchor) for n, line in enumerate(lines))


def wrap(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _mark(group: int, x: float, y: float) -> str:
    """Circle, square, diamond: groups are told apart by shape."""
    if group % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{BRAND}"/>'
    if group % 3 == 1:
        return (f'<rect x="{x - 3.6:.1f}" y="{y - 3.6:.1f}" width="7.2" height="7.2" fill="#fff" stroke="{BRAND}" '
                'stroke-width="1.8"/>')
    return f'<path d="M{x:.1f} {y - 5.4:.1f}l5.4 5.4l-5.4 5.4l-5.4 -5.4z" fill="#c9962b" stroke="{BRAND}"/>'


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def open_svg(title: str, width: float, height: float) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" font-family="{FONT}" '
            f'font-size="11"><title>{escape(title)}</title>')


def text(x: float, y: float, words: str, *, size: float = 11, anchor: str = "start", fill: str = INK, weight: int = 400) -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}" '
            f'font-weight="{weight}">{escape(words)}</text>')


def _step(largest: int) -> int:
    """A round distance of the grid lines: five lines or so."""
    step = 10 ** max(len(str(max(largest, 1))) - 1, 0)
    while largest / step < 4 and step > 1:
        step //= 2 if str(step)[0] == "1" else 5
    return max(step, 1)


def _billions(rupiah: int) -> str:
    return format_decimal(rupiah / 1_000_000_000, "#,##0.0", locale="id_ID")


def _short(value: float) -> str:
    return format_decimal(value, "#,##0.#", locale="id_ID")
