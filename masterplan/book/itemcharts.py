"""What people would rather look at than read in a table of rows: the map of risks, the tree of a vision, gaps as bars, who
has how many. Own SVG like `charts`, with words for those who cannot see it; every mark is told apart without colour."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from masterplan.book import charts
from masterplan.book.charts import BRAND, COLORS, GRID, INK, MUTED, TINT
from masterplan.book.charts import open_svg as _open
from masterplan.book.charts import text as _text
from masterplan.book.charts import wrap as _wrap
from masterplan.book.numbering import Entry, Numbering
from masterplan.book.shape import Content
from pillars import numbers
from pillars.table_kinds import IMPACT, LIKELIHOOD, PILLARS, Table, tier

FILLS = {"rendah": "#e4f0e6", "sedang": "#f7e9bd", "tinggi": "#efb8ab"}
LEAVES = 13  # objectives that one drawing of a tree has room for


@dataclass(frozen=True)
class Drawing:
    entry: Entry
    svg: str


def above(table: Table, content: Content, rows: list[dict], numbering: Numbering, code: str, about: str) -> list[Drawing]:
    """Pictures that lead up to the table."""
    if table.picture != "vision":
        return []
    parts = _batches(rows)
    return [Drawing(numbering.figure(code, f"Pohon Visi Smart City {content.region} {content.period}"
                                     + (f" ({n} dari {len(parts)})" if len(parts) > 1 else "")),
                    vision_tree(content.vision, part)) for n, part in enumerate(parts, 1)]


def below(table: Table, content: Content, rows: list[dict], numbered: dict[str, int], numbering: Numbering, code: str,
          about: str) -> list[Drawing]:
    """Pictures that sum the table up; `numbered` is how it counts its rows."""
    if table.picture == "risks" and any(row["likelihood"] and row["impact"] for row in rows):
        return [Drawing(numbering.figure(code, "Peta Risiko Sebelum dan Setelah Penanganan"), risk_maps(rows, numbered))]
    if table.picture == "gap" and (valued := [row for row in rows if row["level"] and row["level_wanted"]]):
        valued.sort(key=lambda row: numbered[row["key"]])
        return [Drawing(numbering.figure(code, f"Tingkat Sekarang dan yang Dituju{about}"), gap_bars(valued))]
    if table.picture in ("owners", "staff"):
        return [_ranking(table, rows, numbering, code)]
    return []


def _ranking(table: Table, rows: list[dict], numbering: Numbering, code: str) -> Drawing:
    key, what = ("agency", "orang") if table.total else ("owner", table.row)
    found: dict[str, Decimal] = {}
    for row in rows:
        name = row[key] or "–"
        found[name] = found.get(name, Decimal(0)) + (Decimal(row[table.total] or 0) if table.total else 1)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
    told = "; ".join(f"{name}: {numbers.show(count)}" for name, count in ranked)
    bars = [charts.Bar(name, float(count), numbers.show(count)) for name, count in ranked]
    of_what = "Orang" if table.total else table.row.capitalize()
    title = f"Jumlah {of_what} Menurut {'Perangkat Daerah' if table.total else 'Pemilik'}"
    rest = numbers.show(sum((count for _name, count in ranked[charts.MOST_BARS - 1:]), Decimal(0)))
    svg = charts.ranked_bars(f"Diagram batang jumlah {what}. {told}.", bars, others=rest)
    return Drawing(numbering.figure(code, title), svg)


# The map of risks


def risk_maps(rows: list[dict], numbered: dict[str, int]) -> str:
    """Two maps of five by five, before and after treatment: how likely upwards, how bad to the right."""
    sides = (("Sebelum penanganan", "likelihood", "impact"), ("Setelah penanganan", "likelihood_after", "impact_after"))
    told = []
    for title, likely, bad in sides:
        placed = [f"risiko {numbered[r['key']]} kemungkinan {r[likely]} dampak {r[bad]}" for r in rows if r[likely] and r[bad]]
        told.append(f"{title}: {'; '.join(placed) or 'belum dinilai'}")
    out = [_open(f"Peta risiko lima kali lima. {'. '.join(told)}.", 760, 318)]
    for n, (title, likely, bad) in enumerate(sides):
        out.append(_risk_map(70 + n * 372, title, [r for r in rows if r[likely] and r[bad]], likely, bad, numbered, n == 1))
    for n, (word, span) in enumerate((("rendah", "1–5"), ("sedang", "6–11"), ("tinggi", "12–25"))):
        x = 236 + n * 108
        out.append(f'<rect x="{x}" y="303" width="13" height="11" fill="{FILLS[word]}" stroke="{INK}" '
                   f'stroke-width="{1.4 if word == "tinggi" else 0.5}"/>' + _text(x + 19, 312, f"{word} ({span})", size=9.5))
    return "".join(out) + "</svg>"


def _risk_map(left: float, title: str, rows: list[dict], likely: str, bad: str, numbered: dict[str, int], is_after: bool) -> str:
    wide, high, top = 58, 44, 26
    out = [_text(left, 15, title, size=12, weight=700, fill=BRAND)]
    for up in range(1, 6):
        y = top + (5 - up) * high
        out.append(_text(left - 6, y + high / 2 - 1, str(up), size=11, anchor="end", weight=600))
        out.append(_text(left - 6, y + high / 2 + 10, LIKELIHOOD[up], size=7.5, anchor="end", fill=MUTED))
        for right in range(1, 6):
            out.append(_risk_cell(left + (right - 1) * wide, y, wide, high, up * right,
                                  [numbered[r["key"]] for r in rows if (r[likely], r[bad]) == (up, right)], is_after))
    for right in range(1, 6):
        x = left + (right - 0.5) * wide
        out.append(_text(x, top + 5 * high + 13, str(right), size=11, anchor="middle", weight=600))
        out.append(_text(x, top + 5 * high + 23, IMPACT[right], size=7.5, anchor="middle", fill=MUTED))
    out.append(_text(left + 2.5 * wide, top + 5 * high + 36, "Dampak →", size=9, anchor="middle", fill=MUTED))
    x, y = left - 58, top + 2.5 * high
    out.append(f'<g transform="rotate(-90 {x:.1f} {y:.1f})">'
               + _text(x, y, "Kemungkinan →", size=9, anchor="middle", fill=MUTED) + "</g>")
    return "".join(out)


def _risk_cell(x: float, y: float, wide: float, high: float, value: int, risks: list[int], is_after: bool) -> str:
    word = tier(value)
    out = [f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide}" height="{high}" fill="{FILLS[word]}" stroke="#fff" '
           'stroke-width="1.6"/>']
    if word == "tinggi":
        out.append(f'<rect x="{x + 1.6:.1f}" y="{y + 1.6:.1f}" width="{wide - 3.2}" height="{high - 3.2}" fill="none" '
                   f'stroke="{INK}" stroke-width=".6"/>')
    out.append(_text(x + wide - 4, y + high - 4, str(value), size=7.5, anchor="end", fill=MUTED))
    shown = risks if len(risks) <= 6 else risks[:5]
    for n, risk in enumerate(shown):
        cx, cy = x + 11 + (n % 3) * 18, y + 11.5 + (n // 3) * 19
        fill, ink = ("#fff", BRAND) if is_after else (BRAND, "#fff")
        out.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="8" fill="{fill}" stroke="{BRAND}" stroke-width="1.2"/>')
        out.append(_text(cx, cy + 3.3, str(risk), size=9, anchor="middle", fill=ink, weight=600))
    if len(risks) > len(shown):
        out.append(_text(x + 47, y + 34, f"+{len(risks) - len(shown)}", size=9, anchor="middle", weight=600))
    return "".join(out)


# Gaps


def gap_bars(rows: list[dict]) -> str:
    """A line a row on a scale of one to five: a full circle where it stands, a diamond where it shall be."""
    told = "; ".join(f"{row['sub_dimension']}: {row['level']} menjadi {row['level_wanted']}" for row in rows)
    left, right, line, top = 214, 24, 21, 30
    groups = sum(1 for n, row in enumerate(rows) if not n or rows[n - 1]["pillar"] != row["pillar"])
    width, height = 560, top + line * len(rows) + 19 * groups + 26
    out, y = [_open(f"Tingkat sekarang dan yang dituju, skala 1 sampai 5. {told}.", width, height)], float(top)

    def at(level: int) -> float:
        return left + (width - left - right) * (level - 1) / 4

    for level in range(1, 6):
        out.append(f'<path d="M{at(level):.1f} {top - 8}V{height - 24}" stroke="{GRID}" stroke-width=".8"/>')
        out.append(_text(at(level), top - 13, str(level), size=10, anchor="middle", fill=MUTED))
    for n, row in enumerate(rows):
        color = COLORS.get(row["pillar"], BRAND)
        if not n or rows[n - 1]["pillar"] != row["pillar"]:
            out.append(_text(0, y + 10, PILLARS.get(row["pillar"], ""), size=10.5, weight=700, fill=color))
            y += 19
        x, end, middle = at(row["level"]), at(row["level_wanted"]), y + line / 2 - 3
        out.append(_text(left - 14, middle + 3.5, charts.shorten(row["sub_dimension"], 42), size=9.5, anchor="end"))
        out.append(f'<path d="M{x:.1f} {middle:.1f}H{end:.1f}" stroke="{color}" stroke-width="4.5" stroke-opacity=".45"/>')
        out.append(f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="5" fill="{color}"/>')
        out.append(_diamond(end, middle, color))
        y += line
    foot = height - 8
    out.append(f'<circle cx="{left + 5}" cy="{foot - 3.5}" r="5" fill="{BRAND}"/>')
    out += [_text(left + 15, foot, "sekarang", size=9.5), _diamond(left + 86, foot - 3.5, BRAND),
            _text(left + 98, foot, "yang dituju", size=9.5)]
    return "".join(out) + "</svg>"


def _diamond(x: float, y: float, color: str) -> str:
    return f'<path d="M{x:.1f} {y - 6.4:.1f}l6.4 6.4l-6.4 6.4l-6.4 -6.4z" fill="#fff" stroke="{color}" stroke-width="1.8"/>'


# The tree of a vision


def _batches(rows: list[dict]) -> list[list[dict]]:
    """The rows mission by mission, cut between missions so that each drawing is readable."""
    missions: dict[str, list[dict]] = {}
    for row in rows:
        missions.setdefault(row["mission"], []).append(row)
    batches: list[list[dict]] = []
    for members in missions.values():
        if batches and len(batches[-1]) + len(members) <= LEAVES:
            batches[-1] += members
        else:
            batches.append(list(members))
    return batches


@dataclass
class _Node:
    text: str
    children: list[_Node]
    y: float = 0  # of its middle
    high: float = 0


LEVELS = ((0, 118, "Visi"), (146, 190, "Misi"), (364, 208, "Tujuan"), (600, 260, "Sasaran"))  # left, width, name
SIZE, LEADING, PAD = 9.2, 11.2, 7


def vision_tree(vision: str, rows: list[dict]) -> str:
    """Vision, missions, goals, objectives from left to right, with lines from each to what it is made of."""
    tree: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        tree.setdefault(row["mission"], {}).setdefault(row["goal"], []).append(row["objective"])
    root = _Node(vision or "Visi belum diisi", [
        _Node(mission, [_Node(goal, [_Node(text, []) for text in texts]) for goal, texts in goals.items()])
        for mission, goals in tree.items()])
    _place(root, 0, 26)
    height = 26 + _span(root, 0)
    told = "; ".join(f"misi {mission}: " + ", ".join(f"tujuan {goal}" for goal in goals) for mission, goals in tree.items())
    out = [_open(f"Pohon visi. Visi: {vision}. {told}.", 862, height + 4)]
    for left, wide, name in LEVELS:
        out.append(_text(left + wide / 2, 13, name, size=10, anchor="middle", weight=700, fill=MUTED))
    _draw(root, 0, out)
    return "".join(out) + "</svg>"


def _height(node: _Node, level: int) -> float:
    return LEADING * len(_lines(node, level)) + 2 * PAD - 2


def _lines(node: _Node, level: int) -> list[str]:
    return _wrap(node.text or "–", int((LEVELS[level][1] - 2 * PAD) / (SIZE * (0.53 if level < 2 else 0.49))))


def _span(node: _Node, level: int) -> float:
    """The room that the node and what is below it take from top to bottom."""
    own = _height(node, level) + (6 if level > 2 else 10)
    return max(own, sum(_span(child, level + 1) for child in node.children))


def _place(node: _Node, level: int, top: float) -> None:
    """Give the node and what is below it their places, each in the middle of its span."""
    span, inner = _span(node, level), sum(_span(child, level + 1) for child in node.children)
    node.high, node.y = _height(node, level), top + span / 2
    at = top + (span - inner) / 2
    for child in node.children:
        _place(child, level + 1, at)
        at += _span(child, level + 1)


def _draw(node: _Node, level: int, out: list[str]) -> None:
    left, wide, _name = LEVELS[level]
    fill, ink = ((BRAND, "#fff"), (TINT, INK), ("#e9edf2", INK), ("#fff", INK))[level]
    for child in node.children:
        start, end = left + wide, LEVELS[level + 1][0]
        middle = (start + end) / 2
        out.append(f'<path d="M{start} {node.y:.1f}H{middle:.1f}V{child.y:.1f}H{end}" fill="none" stroke="{MUTED}" '
                   'stroke-width=".9"/>')
    out.append(f'<rect x="{left + 0.5}" y="{node.y - node.high / 2:.1f}" width="{wide - 1}" height="{node.high:.1f}" rx="2.5" '
               f'fill="{fill}" stroke="{BRAND}" stroke-width=".8"/>')
    lines = _lines(node, level)
    for n, line in enumerate(lines):
        y = node.y - LEADING * (len(lines) - 1) / 2 + LEADING * n + 3.2
        out.append(_text(left + PAD, y, line, size=SIZE, fill=ink, weight=600 if level < 2 else 400))
    for child in node.children:
        _draw(child, level + 1, out)
