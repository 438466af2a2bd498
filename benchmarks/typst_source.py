"""The one document of `oneshot` in Typst's language, as someone who knows Typst would write it."""
from __future__ import annotations

import re
from pathlib import Path

from lxml import html as lxml_html
from lxml.html import HtmlElement

from benchmarks import grid

PREAMBLE = r"""
#set document(title: "Rencana Induk Smart City")
#set page(paper: "a4", margin: (top: 27mm, right: 24mm, bottom: 25mm, left: 30mm))
#set text(font: "Source Serif 4", size: 10.5pt, lang: "id")
#set par(justify: true, leading: 0.75em, spacing: 1.15em)
#show heading: set par(justify: false)
#show heading: set text(font: "Source Sans 3", fill: rgb("#12304f"))
#show figure: set block(breakable: false)
#show figure.caption: set text(font: "Source Sans 3", size: 9pt, weight: "semibold")
#set table(inset: (x: 2.4pt, y: 2.4pt), stroke: 0.4pt + rgb("#b8c2cc"), align: left)
#let cell(columns: 1, rows: 1, body) = table.cell(colspan: columns, rowspan: rows, body)
#let bold(size, color, body) = text(size: size, fill: color, weight: "semibold", body)
#let head(columns: 1, rows: 1, body) = table.cell(
  colspan: columns, rowspan: rows, fill: rgb("#12304f"), bold(1em, white, body))
#let title(columns: 1, rows: 1, body) = table.cell(
  colspan: columns, rowspan: rows, stroke: none, bold(9pt, black, body))
#let data(size, ..what) = {
  set text(font: "Source Sans 3", size: size)
  set par(justify: false, leading: 0.5em, spacing: 0.5em)
  table(..what)
}
#let entry(to, body) = context {
  let at = locate(to)
  let number = numbering(at.page-numbering(), ..counter(page).at(to))
  block(above: 0.5em, below: 0.5em, link(to)[#body #box(width: 1fr, repeat[.~]) #number])
}
"""
INLINE = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "u": "underline", "sub": "sub", "sup": "super"}
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
HEADED = ("h1", "h2", "h3", "h4", "table", "figure")  # what can be referred to


def write(document: Path) -> Path:
    """Write plan.typ beside the HTML `document`, and return its path."""
    body = lxml_html.fromstring(document.read_text()).find("body")
    file = document.with_suffix(".typ")
    file.write_text(PREAMBLE + _Source(body).text())
    return file


class _Source:
    def __init__(self, body: HtmlElement):
        self.body = body
        self.known = {e.get("id") for e in body.iter(*HEADED) if e.get("id")}

    def text(self) -> str:
        return "".join(self._unit(unit) for unit in self.body)

    def _unit(self, unit: HtmlElement) -> str:
        prefix, kinds = unit.get("data-prefix"), unit.get("class").split()
        is_roman = "front" in kinds or "lists" in kinds
        number = '"i"' if is_roman else f'(..n) => "{prefix}" + str(n.pos().first())'
        return (
            f"\n#set page(numbering: {number}, header: text(8pt)[{_escape(unit.get('data-title'))}], footer: "
            f"context text(8pt)[{_escape(unit.get('data-foot'))} #h(1fr) #counter(page).display()])\n"
            + ("" if "lists" in kinds else "#counter(page).update(1)\n") + self._blocks(unit)
        )

    def _blocks(self, parent: HtmlElement) -> str:
        return "".join(self._block(element) for element in parent)

    def _block(self, element: HtmlElement) -> str:
        kind, tag = element.get("class", ""), element.tag
        if "continued" in kind or not isinstance(tag, str):
            return ""
        if tag in LEVELS:
            return f"{'=' * LEVELS[tag]} {self._inline(element)}{self._label(element)}\n\n"
        if tag == "table":
            return self._table(element)
        if tag == "figure":
            return self._figure(element)
        if tag in ("ul", "ol"):
            return self._list(element) + "\n\n"
        if tag == "blockquote":
            return f"#quote(block: true)[{self._blocks(element)}]\n\n"
        if tag in ("p", "figcaption", "span", "img", "a"):
            return f"{self._inline(element) if tag != 'img' else self._image(element)}\n\n"
        inside = self._blocks(element)
        if "landscape" in kind.split():
            return f"#page(flipped: true, margin: (x: 12mm, top: 22mm, bottom: 19mm))[\n{inside}]\n"
        if "sheet" in kind.split() or element.get("class") == "list":
            return "#pagebreak(weak: true)\n" + inside
        return inside + ("#pagebreak(weak: true)\n" if kind in ("opener", "title-page") else "")

    def _label(self, element: HtmlElement) -> str:
        return f" <{element.get('id')}>" if element.get("id") in self.known else ""

    def _inline(self, element: HtmlElement) -> str:
        out = [_escape(element.text)]
        for child in element:
            out += [self._span(child), _escape(child.tail)]
        return "".join(out)

    def _span(self, element: HtmlElement) -> str:
        kind = element.get("class", "")
        if not isinstance(element.tag, str) or kind == "continued":
            return ""
        if element.tag == "br":
            return " \\ "
        if element.tag == "img":
            return f"#box({self._image(element)[1:]})"
        if element.tag in ("ul", "ol"):
            return self._list(element)
        inside = self._inline(element)
        if kind == "footnote":
            return f"#footnote[{inside}]"
        if element.tag == "a":
            return self._link(element.get("href", ""), inside)
        if element.tag in ("p", "div"):
            return inside + " #parbreak() "
        return f"#{INLINE[element.tag]}[{inside}]" if element.tag in INLINE else inside + (" " if kind else "")

    def _link(self, href: str, inside: str) -> str:
        if not href.startswith("#"):
            return f'#link("{href}")[{inside}]' if href else inside
        return f"#link(<{href[1:]}>)[{inside}]" if href[1:] in self.known else inside

    def _list(self, element: HtmlElement) -> str:
        kind = element.get("class", "")
        if kind in ("contents", "captions"):
            links = [a for a in element.iter("a") if a.get("href", "#")[1:] in self.known]
            return "".join(f"#entry(<{a.get('href')[1:]}>)[{self._inline(a)}]\n" for a in links)
        items = ", ".join(f"[{self._inline(item)}]" for item in element.iterchildren("li"))
        return f"#{'enum' if element.tag == 'ol' else 'list'}({items})"

    def _image(self, element: HtmlElement) -> str:
        alt = re.sub(r'["\\]', "", element.get("alt", ""))
        size = "height: 32mm" if element.getparent().tag != "figure" else "width: 100%"
        return f'#image("{element.get("src")}", {size}, alt: "{alt}")'

    def _figure(self, element: HtmlElement) -> str:
        image, caption, source = element.find("img"), element.find("figcaption"), element.find("p")
        said = f", caption: [{self._inline(caption)}]" if caption is not None else ""
        below = self._inline(source) + "\n\n" if source is not None else ""
        return (f"#figure(kind: image, supplement: none, numbering: none{said}, {self._image(image)[1:]})"
                f"{self._label(element)}\n\n{below}")

    def _table(self, table: HtmlElement) -> str:
        rows = grid.rows_of(table)
        head = [self._row(cells) for row, cells in rows if row.getparent().tag == "thead"]
        body = [self._row(cells) for row, cells in rows if row.getparent().tag != "thead"]
        columns = ", ".join(f"{weight:.1f}fr" for weight in grid.weights(rows))
        header = f"table.header({', '.join(x for x in head if x)}), " if head else ""
        size = "7pt" if "matrix" in table.get("class", "") else "8.5pt"
        cells = ",\n".join(x for x in body if x)
        return f"#[#data({size}, columns: ({columns},), {header}\n{cells})]{self._label(table)}\n\n"

    def _row(self, cells: list[grid.Cell]) -> str:
        return ", ".join(self._cell(cell) for cell in cells if not cell.is_again)

    def _cell(self, cell: grid.Cell) -> str:
        kind = cell.element.get("class", "")
        name = "title" if "caption" in kind else "head" if cell.element.tag == "th" else "cell"
        inside = f"[{self._inline(cell.element)}]"
        if name == "cell" and cell.width == cell.height == 1:
            return inside
        spans = [f"columns: {cell.width}"] * (cell.width > 1) + [f"rows: {cell.height}"] * (cell.height > 1)
        return f"{name}({', '.join(spans)}){inside}"


def _escape(text: str | None) -> str:
    return re.sub(r"""([\\#$*_`<>@\[\]~=/\-+"'])""", r"\\\1", re.sub(r"\s+", " ", text or ""))
