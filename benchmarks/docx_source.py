"""The one document of `oneshot` as a plain DOCX: styles, real tables with repeated heads, pictures, page numbers.

Tables are written as XML at once; python-docx needs a minute for the cells of a large plan.
"""
from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import html as lxml_html
from lxml.html import HtmlElement

from benchmarks import grid

LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
TWIPS = 56.7  # to a millimetre
UPRIGHT, TURNED = 156, 273  # mm of text on a page


def write(document: Path) -> Path:
    """Write plan.docx beside the HTML `document`, and return its path."""
    body = lxml_html.fromstring(document.read_text()).find("body")
    return _Writer(document.parent).write(body, document.with_suffix(".docx"))


class _Writer:
    def __init__(self, folder: Path):
        self.folder, self.docx = folder, Document()
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = "Source Serif 4", Pt(10.5)
        normal.paragraph_format.space_after = Pt(7)
        self.unit = None
        self.is_turned = False

    def write(self, body: HtmlElement, file: Path) -> Path:
        for number, unit in enumerate(body):
            self.unit = unit
            self._open_section(is_new=number > 0, starts_at_one=True)
            self._blocks(unit)
        self.docx.save(file)
        return file

    def _open_section(self, *, is_new: bool = True, is_turned: bool = False, starts_at_one: bool = False) -> None:
        section = self.docx.add_section() if is_new else self.docx.sections[0]
        self.is_turned = is_turned
        section.orientation = WD_ORIENT.LANDSCAPE if is_turned else WD_ORIENT.PORTRAIT
        wide, high = (297, 210) if is_turned else (210, 297)
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.left_margin, section.right_margin = (Mm(12), Mm(12)) if is_turned else (Mm(30), Mm(24))
        section.top_margin, section.bottom_margin = Mm(27), Mm(25)
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        if starts_at_one:
            numbers = OxmlElement("w:pgNumType")
            numbers.set(qn("w:start"), "1")
            section._sectPr.append(numbers)
            section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
            section.header.paragraphs[0].text = self.unit.get("data-title")
            foot = section.footer.paragraphs[0]
            foot.text = f"{self.unit.get('data-foot')}    {self.unit.get('data-prefix')}"
            foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))

    def _blocks(self, parent: HtmlElement) -> None:
        for element in parent:
            if isinstance(element.tag, str):
                self._block(element)

    def _block(self, element: HtmlElement) -> None:
        kind, tag = element.get("class", "").split(), element.tag
        if tag in LEVELS:
            self.docx.add_heading(_text(element), LEVELS[tag])
        elif tag == "table":
            self._table(element)
        elif tag in ("ul", "ol"):
            style = "List Number" if tag == "ol" else "List Bullet"
            for item in element.iterchildren("li"):
                self.docx.add_paragraph(_text(item), style if not kind else None)
        elif tag == "img":
            self._image(element)
        elif tag in ("p", "figcaption", "a", "span"):
            self._paragraph(element)
        elif "landscape" in kind:
            self._open_section(is_turned=True)
            self._blocks(element)
            self._open_section()
        else:
            self._blocks(element)
            if "opener" in kind or "title-page" in kind:
                self.docx.add_page_break()

    def _paragraph(self, element: HtmlElement) -> None:
        paragraph = self.docx.add_paragraph()
        paragraph.add_run(_squeeze(element.text))
        for child in element:
            run = paragraph.add_run(_text(child))
            run.bold, run.italic = child.tag == "strong" or None, child.tag == "em" or None
            paragraph.add_run(_squeeze(child.tail))

    def _image(self, element: HtmlElement) -> None:
        file = self.folder / element.get("src", "")
        if file.suffix in (".jpg", ".png"):  # LibreOffice would take SVG, python-docx does not
            self.docx.add_picture(str(file), width=Mm(UPRIGHT if element.getparent().tag == "figure" else 32))

    def _table(self, table: HtmlElement) -> None:
        rows, size = grid.rows_of(table), 14 if "matrix" in table.get("class", "") else 17
        shares = grid.weights(rows)
        unit = (TURNED if self.is_turned else UPRIGHT) * TWIPS / sum(shares)
        widths = [int(share * unit) for share in shares]
        out = [f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
               '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>']
        out += [f'<w:gridCol w:w="{width}"/>' for width in widths]
        out.append("</w:tblGrid>")
        for row, cells in rows:
            head = "<w:tblHeader/>" if row.getparent().tag == "thead" else ""
            out.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>")
            out += [_cell(cell, widths, size) for cell in cells]
            out.append("</w:tr>")
        out.append("</w:tbl>")
        body = self.docx.element.body
        body.insert(len(body) - 1, parse_xml("".join(out)))
        self.docx.add_paragraph()


def _cell(cell: grid.Cell, widths: list[int], size: int) -> str:
    width = sum(widths[cell.column:cell.column + cell.width])
    said = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else "")
    if cell.is_again:
        said += "<w:vMerge/>"
    elif cell.height > 1:
        said += '<w:vMerge w:val="restart"/>'
    bold = "<w:b/>" if cell.element.tag == "th" else ""
    text = "" if cell.is_again else escape(_text(cell.element))
    return (f"<w:tc><w:tcPr>{said}</w:tcPr><w:p><w:pPr><w:spacing w:before=\"30\" w:after=\"30\"/></w:pPr><w:r><w:rPr>"
            f'<w:rFonts w:ascii="Source Sans 3" w:hAnsi="Source Sans 3"/>{bold}<w:sz w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>')


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _squeeze(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
