"""The book as a Word document that an office can work on: styles, numbers and references are Word's own.

Headings count themselves, captions are fields, tables are tables, footnotes are footnotes. Every number is the printed
one: where Word would count otherwise it is told with what to begin (see `counts`).
"""
from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from masterplan.book import html
from masterplan.book.html import Unit
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Content, Prepared
from masterplan.exports import counts, flow, looks, outline, pictures
from masterplan.exports.docx_frame import (
    ACROSS,
    BACK_NUMBERS,
    BODY_NUMBERS,
    BULLETS,
    DECLARED,
    HEAD,
    MM,
    ORDERED,
    UPRIGHT,
    Frame,
    bookmark_name,
    field,
    number,
    style_id,
    words,
)
from masterplan.exports.package import element, text
from pillars.refusals import Refused

EMU = 914400  # an inch
ALIGNED = {"left": "", "right": number("w:jc", "right"), "center": number("w:jc", "center")}


def write(content: Content, target: BinaryIO, progress=lambda done, total, label: None) -> None:
    """Write `content` as DOCX; see `masterplan.exports.Format`."""
    if not content.books:
        raise Refused(outline.NOTHING)
    units = html.units(content)
    with tempfile.TemporaryFile() as body, tempfile.TemporaryFile() as notes:
        writer = _Writer(content, units, body, notes)
        for done, unit in enumerate(units):
            progress(done, len(units) + 1, f"Menulis {unit.title}")
            writer.unit(unit)
        progress(len(units), len(units) + 1, "Menyusun berkas")
        writer.finish(target)
    progress(len(units) + 1, len(units) + 1, "Selesai")


@dataclass
class Paper:
    """A section in Word's sense: pages of one form. `start` is the number of its first page, None to go on."""

    title: str = ""
    foot: str = ""
    prefix: str = ""
    form: str = "decimal"
    start: int | None = None
    is_wide: bool = False
    is_bare: bool = False  # neither header nor footer: a cover
    first_is_bare: bool = False


class _Writer:
    def __init__(self, content: Content, units: list[Unit], body: BinaryIO, notes: BinaryIO):
        self.content, self.units, self.body, self.notes = content, units, body, notes
        self.frame = Frame(content)
        self.places = outline.places(units)
        self.pictures: dict[str, Prepared] = {}
        self.held = ""  # the last block: a section of pages ends within its last paragraph
        self.paper: Paper | None = None
        self.is_wide = False  # as the text wants the paper; it is turned when something is put on it
        self.ids = self.footnotes = 0
        self.around: flow.Cell | None = None  # the cell that is being written
        self.book: Book | None = None
        body.write(f"{HEAD}<w:document{DECLARED}><w:body>".encode())
        notes.write(f"{HEAD}<w:footnotes{DECLARED}>".encode())
        for key, kind in ((-1, "separator"), (0, "continuationSeparator")):
            line = element("w:p", element("w:pPr", element("w:spacing", w_after=0)), f"<w:r><w:{kind}/></w:r>")
            notes.write(element("w:footnote", line, w_type=kind, w_id=key).encode())

    def unit(self, unit: Unit) -> None:
        self.pictures = dict(unit.pictures)
        kind = outline.kind(unit)
        if kind == outline.COVER:
            self.open_book(next(b for b in self.content.books if b.number == unit.book))
        elif kind == outline.FRONT:
            self.front(unit)
        else:
            if kind == outline.CHAPTER:
                self.open_chapter(unit)
            self.blocks(flow.read(unit, self.pictures))
        if kind == outline.FRONT:
            self.lists()

    def finish(self, target: BinaryIO) -> None:
        self.close_book()
        self.put_held()
        self.body.write((self.sheet(self.paper) + "</w:body></w:document>").encode())
        self.notes.write(b"</w:footnotes>")
        self.frame.save(target, self.body, self.notes)

    # Books, chapters, sheets of paper

    def open_book(self, book: Book) -> None:
        is_first = self.book is None
        self.close_book()
        self.book, self.headings, self.captions = book, counts.Headings(), counts.Captions()
        self.numbers = {counts.BODY: BODY_NUMBERS, counts.BACK: BACK_NUMBERS} if is_first else self.frame.book_numbers()
        self.numbered_as = dict(self.numbers)
        self.begin(Paper(is_bare=True))
        self.cover(book)

    def close_book(self) -> None:
        if self.book and len(self.content.books) > 1 and self.held:
            self.held = self.held.removesuffix("</w:p>") + f'<w:bookmarkEnd w:id="{self.book_id}"/></w:p>' \
                if self.held.endswith("</w:p>") else self.held

    def cover(self, book: Book) -> None:
        content = self.content
        if content.arms:
            arms = {"picture:arms": content.arms}
            self.put(self.paragraph("Sampul", self.image(pictures.shown(content, "picture:arms", arms), "picture:arms",
                                                         f"Lambang {content.region}", 1.5, 1.5)))
        whole = ""
        if len(content.books) > 1:  # the lists of each book are made of what stands between these two marks
            self.ids += 1
            self.book_id = self.ids
            whole = element("w:bookmarkStart", w_id=self.book_id, w_name=bookmark_name(f"buku {book.number}"))
        self.put(self.paragraph("Sampul", whole + words(f"PEMERINTAH {content.region.upper()}")))
        over, title = outline.names(content, book)
        for style, line in (("Sampul", over), ("Title", title), ("Subtitle", content.title), ("Sampul", content.subtitle),
                            ("Sampul", f"Periode {content.period}"), ("Sampul", outline.place_and_year(content))):
            if line:
                self.put(self.paragraph(style, words(line)))
        if content.is_draft:
            mark = element("w:r", element("w:rPr", number("w:rStyle", "TandaDraf")), "<w:t>DRAF</w:t>")
            self.put(self.paragraph("Sampul", mark))

    def front(self, unit: Unit) -> None:
        content, book = self.content, self.book
        self.begin(Paper("", self.foot(), "", "lowerRoman", 1, first_is_bare=True))
        for style, line in (("Subtitle", content.title), ("Sampul", content.subtitle), ("Sampul", f"Buku {book.number}"),
                            ("Title", book.title), ("Sampul", f"Periode {content.period}")):
            if line:
                self.put(self.paragraph(style, words(line)))
        if content.vision:
            self.put(self.paragraph("Sampul", words("Visi")))
            self.put(self.paragraph("Quote", words(content.vision)))
        self.put(self.paragraph("Sampul", words(f"Pemerintah {content.region}, {content.year}")))
        self.blocks(flow.read(unit, self.pictures))

    def foot(self) -> str:
        return f"Buku {self.book.number} · {self.book.title} · {self.content.region} {self.content.period}"

    def open_chapter(self, unit: Unit) -> None:
        entry = outline.opening(unit)
        title = f"{entry.label}  {entry.title}".strip()
        self.numbered_as = dict(self.numbers)
        self.begin(Paper(title, self.foot(), unit.prefix or "", start=1))
        self.blocks([flow.Heading(1, entry.label, (flow.Text(entry.title),), entry.anchor)])

    def begin(self, paper: Paper) -> None:
        """From here on, other paper."""
        if self.paper is not None:
            self.end_sheet()
        self.paper, self.is_wide = paper, False

    def turn(self) -> None:
        if self.is_wide != self.paper.is_wide:
            self.end_sheet()
            self.paper = Paper(self.paper.title, self.paper.foot, self.paper.prefix, self.paper.form, is_wide=self.is_wide)

    def end_sheet(self) -> None:
        if not self.held.endswith("</w:p>"):
            self.put_held()
            self.held = self.paragraph("Sela", "")
        self.held = self.held.replace("</w:pPr>", self.sheet(self.paper) + "</w:pPr>", 1)

    def sheet(self, paper: Paper) -> str:
        width, frame = ACROSS if paper.is_wide else UPRIGHT, self.frame
        header = frame.blank("header") if paper.is_bare else frame.header(paper.title, width)
        footer = frame.blank("footer") if paper.is_bare else frame.footer(paper.foot, paper.prefix, width)
        sides = (297, 210) if paper.is_wide else (210, 297)
        margins = {**(looks.LYING if paper.is_wide else looks.STANDING), "header": 12, "footer": 10}
        return element(
            "w:sectPr",
            element("w:headerReference", w_type="default", r_id=header),
            element("w:headerReference", w_type="first", r_id=frame.blank("header")) if paper.first_is_bare else "",
            element("w:footerReference", w_type="default", r_id=footer),
            element("w:footerReference", w_type="first", r_id=frame.blank("footer")) if paper.first_is_bare else "",
            number("w:type", "nextPage"),
            element("w:pgSz", w_w=round(sides[0] * MM), w_h=round(sides[1] * MM),
                    w_orient="landscape" if paper.is_wide else None),
            element("w:pgMar", **{f"w_{name}": round(mm * MM) for name, mm in margins.items()}, w_gutter=0),
            element("w:pgNumType", w_fmt=paper.form, w_start=paper.start),
            "<w:titlePg/>" if paper.first_is_bare else "",
        )

    # Lists

    def lists(self) -> None:
        """Contents, tables and figures of this book as fields, filled with what they will show."""
        made = outline.lists(self.units, self.book.number)
        within = f' \\b {bookmark_name(f"buku {self.book.number}")}' if len(self.content.books) > 1 else ""
        codes = {"contents": f'TOC \\o "1-3" \\h \\z \\u{within}', "tables": f'TOC \\h \\z \\c "Tabel"{within}',
                 "figures": f'TOC \\h \\z \\c "Gambar"{within}'}
        for key, title, entries in made:
            self.blocks([flow.Heading(1, "", (flow.Text(title),), outline.list_anchor(self.book, key))])
            begin = ('<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> '
                     f'{text(codes[key])} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>')
            for entry in entries:
                self.put(self.list_line(key, entry, begin))
                begin = ""
            self.put(self.paragraph("Sela", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))

    def list_line(self, key: str, entry: Entry, begin: str) -> str:
        style = f"toc {outline.depth(entry)}" if key == "contents" else "table of figures"
        between = "<w:r><w:tab/></w:r>" if key == "contents" and entry.kind != "chapter" else words(" ")
        name = bookmark_name(entry.anchor)
        inside = (words(entry.label) + between if entry.label else "") + words(entry.title)
        inside += "<w:r><w:tab/></w:r>" + field(f"PAGEREF {name} \\h", " ")
        return self.paragraph(style, begin + element("w:hyperlink", inside, w_anchor=name, w_history=1))

    # Blocks

    def put(self, xml: str) -> None:
        """One more block, on paper that lies as it should."""
        self.turn()
        self.put_held()
        self.held = xml

    def put_held(self) -> None:
        self.body.write(self.held.encode())
        self.held = ""

    def blocks(self, blocks: Iterable[flow.Block]) -> None:
        breaks = False
        for block in blocks:
            if isinstance(block, flow.Turn):
                self.is_wide = block.is_wide
            elif isinstance(block, flow.NewPage):
                breaks = True
            else:
                for xml in self.block(block):
                    if xml.startswith("<w:tbl>") and self.held.endswith("</w:tbl>"):
                        self.put(self.paragraph("Sela", ""))  # else the two tables would be one
                    if breaks and xml.startswith("<w:p>") and "<w:pageBreakBefore/>" not in xml:
                        xml = re.sub(r"(<w:pStyle [^>]*/>)", r"\1<w:pageBreakBefore/>", xml, count=1)
                    breaks = False
                    self.put(xml)

    def block(self, block: flow.Block, level: int = 0, small: bool = False, room: float = 0) -> Iterable[str]:
        if isinstance(block, flow.Heading):
            yield self.heading(block)
        elif isinstance(block, flow.Paragraph):
            style = looks.OF_FLOW[block.style] + (" Kecil" if small and block.style in ("cell", "head") else "")
            yield self.paragraph(style, self.inlines(block.inlines, small), anchor=block.anchor)
        elif isinstance(block, flow.Listing):
            yield from self.listing(block, level, small)
        elif isinstance(block, flow.Table):
            yield from self.table(block, room)
        elif isinstance(block, flow.Figure):
            yield from self.figure(block, room)

    def paragraph(self, style: str, inside: str, form: str = "", anchor: str = "") -> str:
        """`form` is what its <w:pPr> says beyond the style."""
        return f"<w:p><w:pPr>{number('w:pStyle', style_id(style))}{form}</w:pPr>{self.marked(anchor, inside)}</w:p>"

    def marked(self, anchor: str, inside: str) -> str:
        if anchor not in self.places:
            return inside
        self.ids += 1
        return (element("w:bookmarkStart", w_id=self.ids, w_name=bookmark_name(anchor)) + inside
                + element("w:bookmarkEnd", w_id=self.ids))

    def heading(self, block: flow.Heading) -> str:
        inside, counted = self.inlines(block.inlines), self.headings.take(block.level, block.label)
        if counted is None:
            if block.level == 1 and not block.label:
                breaks = "<w:pageBreakBefore/>" if self.held and "w:sectPr" not in self.held else ""
                return self.paragraph("Judul Depan", inside, breaks, block.anchor)
            label = words(block.label + " ") if block.label else ""
            unnumbered = element("w:numPr", number("w:ilvl", 0), number("w:numId", 0)) + element("w:ind", w_left=0, w_hanging=0)
            return self.paragraph(f"heading {block.level}", label + inside, unnumbered, block.anchor)
        if not counted.is_next:
            abstract = self.frame.abstract_of(self.numbers[counted.family])
            used = self.frame.numbering(abstract, counted.counts)
            self.numbered_as[counted.family] = used
            if block.level == 1:  # what follows in this book goes on from here
                self.numbers[counted.family] = used
        used = self.numbered_as[counted.family]
        form = "" if used == BODY_NUMBERS else element(
            "w:numPr", number("w:ilvl", block.level - 1), number("w:numId", used)
        )
        return self.paragraph(f"heading {block.level}", inside, form, block.anchor)

    def caption(self, caption: flow.Caption, anchor: str, form: str) -> str:
        counted = self.captions.take(caption.label)
        label = words(f"{caption.label} ") if caption.label else ""
        if counted:
            word, chapter, count, is_next = counted
            begin = "" if is_next else f" \\r {count}"
            label = words(f"{word} {chapter}") + field(f"SEQ {word} \\* ARABIC \\s 1{begin}", str(count)) + words(" ")
        return self.paragraph("caption", label + self.inlines(caption.inlines), form, anchor)

    def listing(self, block: flow.Listing, level: int, small: bool) -> Iterable[str]:
        depth = min(level, 2)
        suffix = f" {depth + 1}" if depth else ""
        used = self.frame.numbering(ORDERED, (1,) * depth + (block.start,)) if block.is_ordered else BULLETS
        numbers = element("w:numPr", number("w:ilvl", depth), number("w:numId", used))
        for item in block.items:
            is_first = True
            for inner in item:
                if not isinstance(inner, flow.Paragraph):
                    yield from self.block(inner, level + 1, small)
                    continue
                if inner.style in ("cell", "head"):
                    style = "Isi Tabel Kecil" if small else "Isi Tabel"
                    indent = element("w:ind", w_left=170 * (depth + 1), w_hanging=170 if is_first else 0)
                else:
                    style = ("List Number" if block.is_ordered else "List Bullet") if is_first else "List Continue"
                    style, indent = style + suffix, ""
                form = (numbers if is_first and (block.is_ordered or indent) else "") + indent
                yield self.paragraph(style, self.inlines(inner.inlines, small), form)
                is_first = False

    def figure(self, block: flow.Figure, room: float) -> Iterable[str]:
        shown = pictures.shown(self.content, block.address, self.pictures)
        width = room or (ACROSS if self.is_wide else UPRIGHT) / 1440
        inside = self.image(shown, block.address, block.alt, width, 5.9, block.is_wide)
        yield self.paragraph("Gambar", inside, anchor="" if block.caption else block.anchor)
        if block.caption:
            yield self.caption(block.caption, block.anchor, number("w:jc", "center"))

    # Tables

    def table(self, block: flow.Table, room: float) -> Iterable[str]:
        if block.caption:
            yield self.caption(block.caption, block.anchor, "")
        whole = round(room * 1440) if room else ACROSS if self.is_wide else UPRIGHT
        widths = [round(whole * part) for part in block.widths(whole / (78 if block.is_small else 94))]
        rows = "".join(self.row(row, widths, n < block.heads, block.is_small) for n, row in enumerate(block.rows))
        title = flow.plain(block.caption.inlines) if block.caption else ""
        yield element(
            "w:tbl",
            element(
                "w:tblPr", number("w:tblStyle", "TabelRencana"), element("w:tblW", w_w=whole, w_type="dxa"),
                element("w:tblLayout", w_type="fixed"),
                element("w:tblLook", w_val="0020" if block.heads else "0000", w_firstRow=int(bool(block.heads)), w_lastRow=0,
                        w_firstColumn=0, w_lastColumn=0, w_noHBand=1, w_noVBand=1),
                number("w:tblCaption", title) if title else "",
            ),
            element("w:tblGrid", *(element("w:gridCol", w_w=width) for width in widths)), rows,
        )

    def row(self, row: tuple[flow.Slot, ...], widths: list[int], is_head: bool, small: bool) -> str:
        form = element("w:trPr", "<w:cantSplit/>", "<w:tblHeader/>" if is_head else "")
        column, cells = 0, []
        for slot in row:
            cells.append(self.cell(slot, sum(widths[column:column + slot.cell.columns]), small))
            column += slot.cell.columns
        return element("w:tr", form, *cells)

    def cell(self, slot: flow.Slot, width: int, small: bool) -> str:
        cell = slot.cell
        form = element(
            "w:tcPr", element("w:tcW", w_w=width, w_type="dxa"),
            number("w:gridSpan", cell.columns) if cell.columns > 1 else "",
            "<w:vMerge/>" if slot.goes_on else number("w:vMerge", "restart") if cell.rows > 1 else "",
            element("w:shd", w_val="clear", w_color="auto", w_fill=cell.fill) if cell.fill else "",
        )
        inside = "" if slot.goes_on else self.within(cell, width, small)
        if not inside.endswith("</w:p>"):  # a cell must end in a paragraph
            inside += self.paragraph("Isi Tabel Kecil" if small else "Isi Tabel", "")
        return element("w:tc", form, inside)

    def within(self, cell: flow.Cell, width: int, small: bool) -> str:
        """The blocks of a cell, aligned and coloured like the cell."""
        around, self.around = self.around, cell
        blocks = [xml for block in cell.blocks for xml in self.block(block, 0, small, (width - 140) / 1440)]
        self.around = around
        return "".join(_dressed(xml, cell) if xml.startswith("<w:p>") else xml for xml in blocks)

    # Within a line

    def inlines(self, inlines: Iterable[flow.Inline], small: bool = False) -> str:
        return "".join(self.inline(inline, small) for inline in inlines)

    def inline(self, inline: flow.Inline, small: bool) -> str:
        if isinstance(inline, flow.Break):
            return "<w:r><w:br/></w:r>"
        if isinstance(inline, flow.Note):
            return self.footnote(inline)
        if isinstance(inline, flow.Image):
            return self.image(pictures.shown(self.content, inline.address, self.pictures), inline.address, inline.alt, 2.5, 2)
        marks, ink = inline.marks, inline.ink or (self.around.ink if self.around else "")
        form = "".join([
            number("w:rStyle", "HurufKecil") if "small" in marks else number("w:rStyle", "Hyperlink") if inline.link else "",
            "<w:b/>" if "strong" in marks or (self.around and self.around.is_strong) else "",
            "<w:i/>" if "em" in marks else "", number("w:color", ink) if ink else "",
            number("w:sz", 13) if small and "small" in marks else "",
            number("w:u", "single") if "u" in marks else "",
            number("w:vertAlign", "subscript") if "sub" in marks else
            number("w:vertAlign", "superscript") if "sup" in marks else "",
        ])
        run = element("w:r", element("w:rPr", form) if form else "", f'<w:t xml:space="preserve">{text(inline.text)}</w:t>')
        if inline.link.startswith("#"):
            anchor = inline.link[1:]
            return element("w:hyperlink", run, w_anchor=bookmark_name(anchor), w_history=1) if anchor in self.places else run
        return element("w:hyperlink", run, r_id=self.frame.address(inline.link), w_history=1) if inline.link else run

    def footnote(self, note: flow.Note) -> str:
        self.footnotes += 1
        sign = element("w:rPr", number("w:rStyle", "FootnoteReference"))
        line = self.paragraph("footnote text", element("w:r", sign, "<w:footnoteRef/>") + words(" " + note.text))
        self.notes.write(element("w:footnote", line, w_id=self.footnotes).encode())
        return element("w:r", sign, element("w:footnoteReference", w_id=self.footnotes))

    def image(self, shown: pictures.Shown | None, address: str, alt: str, width: float, height: float,
              is_wide: bool = False) -> str:
        if shown is None:
            return words(f"[Gambar: {alt}]")
        if shown.media_type == "image/svg+xml":
            shown = pictures.dots(shown)
        self.ids += 1
        wide, high = (round(side * EMU) for side in shown.within(width, height, is_wide))
        blip = element("a:blip", r_embed=self.frame.picture(f"{self.book.code} {address}", shown))
        told = {"id": self.ids, "name": f"Gambar {self.ids}", "descr": alt}
        return element("w:r", element("w:drawing", element(
            "wp:inline", element("wp:extent", cx=wide, cy=high), element("wp:docPr", **told), "<wp:cNvGraphicFramePr/>",
            element("a:graphic", element(
                "a:graphicData", element(
                    "pic:pic",
                    element("pic:nvPicPr", element("pic:cNvPr", **told), "<pic:cNvPicPr/>"),
                    element("pic:blipFill", blip, "<a:stretch><a:fillRect/></a:stretch>"),
                    element("pic:spPr", element("a:xfrm", '<a:off x="0" y="0"/>', element("a:ext", cx=wide, cy=high)),
                            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'),
                ), uri="http://schemas.openxmlformats.org/drawingml/2006/picture",
            )), distT=0, distB=0, distL=0, distR=0,
        )))


def _dressed(xml: str, cell: flow.Cell) -> str:
    if cell.stays:
        xml = re.sub(r"(<w:pStyle [^>]*/>)", r"\1<w:keepNext/>", xml, count=1)
    if ALIGNED[cell.align] and "<w:jc " not in xml:
        xml = xml.replace("</w:pPr>", ALIGNED[cell.align] + "</w:pPr>", 1)
    return xml
