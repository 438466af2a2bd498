"""Charts as own SVG: no script, no style sheet, fonts of the book, a title for those who cannot see them."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape

from babel.numbers import format_decimal

FONT = "Source Sans 3"
COLORS = {
    "GOV": "#1f4e8c", "BRA": "#9a3b73", "ECO": "#a8620a", "LIV": "#0f766e", "SOC": "#5b4aa8", "ENV": "#3f7d20",
}


@dataclass(frozen=True)
class Bars:
    """One stacked bar per label: `parts` are (name, colour, values), a value for each label."""

    title: str
    labels: list[str]
    parts: list[tuple[str, str, list[int]]]


def stacked_bars(bars: Bars, width: int = 640, height: int = 300) -> str:
    """Values are rupiah; the axis is in miliar."""
    totals = [sum(values[i] for _, _, values in bars.parts) for i in range(len(bars.labels))]
    step = _step(max(totals, default=0))
    top = step * (max(totals, default=0) // step + 1)
    left, right, high, low = 56, 8, 18, height - 52
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
           f'font-family="{FONT}" font-size="11"><title>{escape(bars.title)}</title>']
    for value in range(0, top + 1, step):
        y = low - (low - high) * value / top
        out.append(f'<path d="M{left} {y:.1f}H{width - right}" stroke="#d5d9de" stroke-width=".7"/>')
        out.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{_billions(value)}</text>')
    slot = (width - left - right) / max(len(bars.labels), 1)
    for i, label in enumerate(bars.labels):
        x, bar = left + slot * (i + 0.22), slot * 0.56
        y = float(low)
        for _, color, values in bars.parts:
            size = (low - high) * values[i] / top
            y -= size
            if size:
                out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{size:.1f}" fill="{color}"/>')
        middle = x + bar / 2
        if totals[i]:
            out.append(f'<text x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle" font-weight="600">'
                       f'{_billions(totals[i])}</text>')
        out.append(f'<text x="{middle:.1f}" y="{low + 15}" text-anchor="middle">{escape(label)}</text>')
    legend = (width - left - right) / max(len(bars.parts), 1)
    for i, (name, color, _) in enumerate(bars.parts):
        x = left + legend * i
        out.append(f'<rect x="{x:.1f}" y="{height - 20}" width="9" height="9" fill="{color}"/>')
        out.append(f'<text x="{x + 13:.1f}" y="{height - 12}" font-size="9.5">{escape(name)}</text>')
    return "".join(out) + "</svg>"


def _step(largest: int) -> int:
    """A round distance of the grid lines: five lines or so."""
    step = 10 ** max(len(str(max(largest, 1))) - 1, 0)
    while largest / step < 4 and step > 1:
        step //= 2 if str(step)[0] == "1" else 5
    return max(step, 1)


def _billions(rupiah: int) -> str:
    return format_decimal(rupiah / 1_000_000_000, "#,##0.0", locale="id_ID")
