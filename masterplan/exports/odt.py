"""The book as an OpenDocument text: headings count themselves, captions are sequences, lists can be brought up to date.

Its lists name pages as soon as it is opened: each entry holds a reference to the page of what it names.
"""
from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from masterplan.book import html
from masterplan.book.html import Unit
from masterplan.book.numbering import Entry
from masterplan.book.shape import Book, Content, Prepared
from masterplan.exports import counts, flow, looks, outline, pictures
from masterplan.exports.odt_frame import (
    DECLARED,
    HEAD,
    MEDIA_TYPE,
    SETTINGS_FILE,
    Pages,
    font_faces,
    manifest_file,
    meta_file,
    style_name,
    styles_file,
)
from masterplan.exports.package import Package, element, text
from pillars.refusals import Refused

INCH = 25.4
INDEXES = {"contents": "table-of-content", "tables": "table-index", "figures": "illustration-index"}
SEQUENCES = {"tables": "Tabel", "figures": "Gambar"}


def write(content: Content, target: BinaryIO, progress=lambda done, total, label: None) -> None:
    """Write `content` as ODT; see `masterplan.exports.Format`."""
    if not content.books:
        raise Refused(outline.NOTHING)
    units = html.units(content)
    with tempfile.TemporaryFile() as body:
        writer = _Writer(content, units, body)
        for done, unit in enumerate(units):
            progress(done, len(units) + 1, f"Menulis {unit.title}")
            writer.unit(unit)
        progress(len(units), len(units) + 1, "Menyusun berkas")
        writer.finish(target)
    progress(len(units) + 1, len(units) + 1, "Selesai")


class _Writer:
    def __init__(self, content: Content, units: list[Unit], body: BinaryIO):
        self.content, self.units, self.body = content, units, body
        self.pages = Pages(content)
        self.places = outline.places(units)
        self.prefixes = {entry.anchor: unit.prefix or "" for unit in units for entry in unit.entries}
        self.pictures: dict[str, Prepared] = {}
        self.files: dict[str, pictures.Shown] = {}
        self.names: dict[str, bytes] = {}  # what each file was made of
        self.styles: dict[tuple, str] = {}  # automatic ones: what they say, and their names
        self.page: dict[str, str] = {}  # how pages are called of the chapter, title, foot and prefix
        self.coming: tuple[str, int | None] | None = None  # the page form that the next block begins, with its number
        self.is_wide = self.lies = False  # as the text wants the paper; as it lies
        self.breaks = False
        self.count = self.footnotes = 0
        self.book: Book | None = None

    def unit(self, unit: Unit) -> None:
        self.pictures = dict(unit.pictures)
        kind = outline.kind(unit)
        if kind == outline.COVER:
            self.open_book(next(b for b in self.content.books if b.number == unit.book))
        elif kind == outline.FRONT:
            self.front(unit)
        elif kind == outline.CHAPTER:
            self.open_chapter(unit)
        if kind != outline.COVER:
            self.blocks(flow.read(unit, self.pictures))
        if kind == outline.FRONT:
            self.lists()

    def finish(self, target: BinaryIO) -> None:
        names = {"content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml", "settings.xml": "text/xml"}
        names |= {name: shown.media_type for name, shown in self.files.items()}
        with tempfile.TemporaryFile() as whole, Package(target) as package:
            package.add("mimetype", MEDIA_TYPE, is_stored=True)
            declared = "".join(element("text:sequence-decl", text_display_outline_level=0, text_name=name)
                               for name in SEQUENCES.values())
            whole.write((f'{HEAD}<office:document-content{DECLARED} office:version="1.3">{font_faces()}'
                         f'{element("office:automatic-styles", *map(_style, self.styles, self.styles.values()))}'
                         f"<office:body><office:text>{element('text:sequence-decls', declared)}").encode())
            self.body.seek(0)
            while piece := self.body.read(256 * 1024):
                whole.write(piece)
            whole.write(b"</office:text></office:body></office:document-content>")
            whole.seek(0)
            package.copy("content.xml", whole)
            package.add("styles.xml", styles_file(self.pages))
            package.add("meta.xml", meta_file(self.content))
            package.add("settings.xml", SETTINGS_FILE)
            for name, shown in self.files.items():
                package.add(name, shown.data, is_stored=True)
            package.add("META-INF/manifest.xml", manifest_file(names))

    # Books, chapters, sheets of paper

    def open_book(self, book: Book) -> None:
        content, is_first = self.content, self.book is None
        self.book, self.headings, self.captions = book, counts.Headings(), counts.Captions()
        self.restarts = set() if is_first else {counts.BODY}
        self.appendix = f"lampiran-{book.code}"
        self.has_appendix = False
        self.coming, self.is_wide, self.lies = (self.pages.form("", "", "", is_bare=True), None), False, False
        if content.arms:
            self.pictures = {"picture:arms": content.arms}
            self.put_paragraph("Sampul", self.image("picture:arms", f"Lambang {content.region}", 1.5, 1.5))
        self.put_paragraph("Sampul", text(f"PEMERINTAH {content.region.upper()}"))
        over, title = outline.names(content, book)
        for style, line in (("Sampul", over), ("Title", title), ("Subtitle", content.title), ("Sampul", content.subtitle),
                            ("Sampul", f"Periode {content.period}"), ("Sampul", outline.place_and_year(content))):
            if line:
                self.put_paragraph(style, text(line))
        if content.is_draft:
            self.put_paragraph("Sampul", element("text:span", "DRAF", text_style_name="Tanda_20_Draf"))

    def front(self, unit: Unit) -> None:
        content, book = self.content, self.book
        self.page = {"title": "", "foot": self.foot(), "prefix": ""}
        rest = self.pages.form(**self.page, is_roman=True)
        title_page = self.pages.form(**self.page, is_roman=True, is_bare=True, following=rest)
        self.coming, self.is_wide, self.lies = (title_page, 1), False, False
        for style, line in (("Subtitle", content.title), ("Sampul", content.subtitle), ("Sampul", f"Buku {book.number}"),
                            ("Title", book.title), ("Sampul", f"Periode {content.period}")):
            if line:
                self.put_paragraph(style, text(line))
        if content.vision:
            self.put_paragraph("Sampul", "Visi")
            self.put_paragraph("Quote", text(content.vision))
        self.put_paragraph("Sampul", text(f"Pemerintah {content.region}, {content.year}"))

    def foot(self) -> str:
        return f"Buku {self.book.number} · {self.book.title} · {self.content.region} {self.content.period}"

    def open_chapter(self, unit: Unit) -> None:
        entry = outline.opening(unit)
        self.page = {"title": f"{entry.label}  {entry.title}".strip(), "foot": self.foot(), "prefix": unit.prefix or ""}
        self.coming, self.is_wide, self.lies = (self.pages.form(**self.page), 1), False, False
        self.blocks([flow.Heading(1, entry.label, (flow.Text(entry.title),), entry.anchor)])

    def begun(self, family: str, parent: str, *properties: str, **attributes) -> str:
        """The style of a block: its parent, or one of its own when it begins a page or has properties of its own."""
        if self.is_wide != self.lies:
            self.coming, self.lies = (self.pages.form(**self.page, is_wide=self.is_wide), None), self.is_wide
        if self.coming:
            form, start = self.coming
            attributes["style_master_page_name"] = form
            if start:
                name = f"style:{family}-properties"
                properties = (*properties, f'<{name} style:page-number="{start}"/>')
        elif self.breaks:
            properties = (*properties, element(f"style:{family}-properties", fo_break_before="page"))
        self.coming, self.breaks = None, False
        return self.style(family, parent, *properties, **attributes)

    def style(self, family: str, parent: str, *properties: str, **attributes) -> str:
        """The name of an automatic style, made when first asked for."""
        if parent and not properties and not attributes:
            return parent
        key = (family, parent, "".join(properties), *sorted(attributes.items()))
        return self.styles.setdefault(key, f"{family[0].upper()}{len(self.styles) + 1}")

    # Lists

    def lists(self) -> None:
        for key, title, entries in outline.lists(self.units, self.book.number):
            self.blocks([flow.Heading(1, "", (flow.Text(title),), outline.list_anchor(self.book, key))])
            lines = "".join(self.list_line(key, entry) for entry in entries)
            if len(self.content.books) == 1:
                tag = INDEXES[key]
                lines = element(f"text:{tag}", _index_source(key), element("text:index-body", lines),
                                text_name=title, text_protected="false")
            self.body.write(lines.encode())

    def list_line(self, key: str, entry: Entry) -> str:
        style = f"toc {outline.depth(entry)}" if key == "contents" else "table of figures"
        between = "<text:tab/>" if key == "contents" and entry.kind != "chapter" else " "
        page = element("text:bookmark-ref", "1", text_reference_format="template", text_ref_name=entry.anchor)
        inside = (text(entry.label) + between if entry.label else "") + text(entry.title) + "<text:tab/>"
        link = element("text:a", inside, text(self.prefixes.get(entry.anchor, "")), page, xlink_type="simple",
                       xlink_href=f"#{entry.anchor}", text_style_name="Tautan_20_Daftar",
                       text_visited_style_name="Tautan_20_Daftar")
        return element("text:p", link, text_style_name=style_name(style))

    # Blocks

    def put_paragraph(self, style: str, inside: str, *properties: str, anchor: str = "") -> None:
        name = self.begun("paragraph", style_name(style), *properties)
        self.body.write(element("text:p", self.marked(anchor, inside), text_style_name=name).encode())

    def blocks(self, blocks: Iterable[flow.Block]) -> None:
        for block in blocks:
            if isinstance(block, flow.Turn):
                self.is_wide = block.is_wide
            elif isinstance(block, flow.NewPage):
                self.breaks = True
            elif isinstance(block, flow.Heading):
                self.body.write(self.heading(block).encode())
            else:
                self.body.write("".join(self.block(block)).encode())

    def block(self, block: flow.Block, small: bool = False, cell: flow.Cell | None = None, room: float = 0) -> Iterable[str]:
        if isinstance(block, flow.Heading):
            yield self.heading(block)
        elif isinstance(block, flow.Paragraph):
            yield self.paragraph(block, small, cell)
        elif isinstance(block, flow.Listing):
            yield self.listing(block, small, cell)
        elif isinstance(block, flow.Table):
            yield from self.table(block, room)
        elif isinstance(block, flow.Figure):
            yield from self.figure(block, room)

    def paragraph(self, block: flow.Paragraph, small: bool, cell: flow.Cell | None) -> str:
        style = looks.OF_FLOW[block.style] + (" Kecil" if small and block.style in ("cell", "head") else "")
        dressed = _dressed(cell) if cell else ()
        name = self.style("paragraph", style_name(style), *dressed) if cell else self.begun("paragraph", style_name(style))
        return element("text:p", self.marked(block.anchor, self.inlines(block.inlines, small)), text_style_name=name)

    def marked(self, anchor: str, inside: str) -> str:
        return element("text:bookmark", text_name=anchor) + inside if anchor in self.places else inside

    def heading(self, block: flow.Heading) -> str:
        inside = self.marked(block.anchor, self.inlines(block.inlines))
        counted = self.headings.take(block.level, block.label)
        if counted is None:
            front = block.level == 1 and not block.label
            if front and not self.coming:
                self.breaks = True
            name = self.begun("paragraph", "Judul_20_Depan" if front else f"Heading_20_{block.level}")
            label = text(block.label + " ") if block.label else ""
            return element("text:h", label, inside, text_style_name=name, text_outline_level=block.level,
                           text_is_list_header="true")
        start = counted.counts[-1] if not counted.is_next or counted.family in self.restarts else None
        self.restarts.discard(counted.family)
        if counted.family == counts.BODY:
            return element("text:h", inside, text_style_name=self.begun("paragraph", f"Heading_20_{block.level}"),
                           text_outline_level=block.level, text_restart_numbering="true" if start else None,
                           text_start_value=start)
        name = self.begun("paragraph", f"Lampiran_20_{block.level}")
        line = element("text:h", inside, text_style_name=name, text_outline_level=block.level)
        for depth in range(block.level):
            line = element("text:list-item", line, text_start_value=start if not depth else None)
            if depth < block.level - 1:
                line = element("text:list", line)
        same = {"text_continue_list": self.appendix} if self.has_appendix else {"xml_id": self.appendix}
        self.has_appendix = True
        return element("text:list", line, text_style_name="Lampiran", **same)

    def caption(self, caption: flow.Caption, anchor: str, *properties: str) -> str:
        counted = self.captions.take(caption.label)
        label = text(f"{caption.label} ") if caption.label else ""
        if counted:
            word, chapter, count, is_next = counted
            self.count += 1
            label = text(f"{word} {chapter}") + element(
                "text:sequence", str(count), text_ref_name=f"ref{word}{self.count}", text_name=word,
                text_formula=f"ooow:{word}+1" if is_next else f"ooow:{count}", style_num_format="1",
            ) + " "
        return element("text:p", self.marked(anchor, label + self.inlines(caption.inlines)),
                       text_style_name=self.begun("paragraph", "Caption", *properties))

    def listing(self, block: flow.Listing, small: bool, cell: flow.Cell | None) -> str:
        items = []
        for n, item in enumerate(block.items):
            inside = []
            for at, inner in enumerate(item):
                if isinstance(inner, flow.Paragraph) and not cell:
                    name = style_name(("List Number" if block.is_ordered else "List Bullet") if not at else "List Continue")
                    inside.append(element("text:p", self.inlines(inner.inlines), text_style_name=self.begun("paragraph", name)))
                elif isinstance(inner, flow.Table):  # the format knows no table in a list
                    rows = ([slot.cell for slot in row if not slot.goes_on] for row in inner.rows)
                    for line in flow.as_lines(inner.caption, rows):
                        inside += self.block(line, small, cell)
                else:
                    inside += self.block(inner, small, cell)
            start = block.start if block.is_ordered and not n and block.start != 1 else None
            items.append(element("text:list-item", *inside, text_start_value=start))
        name = ("Angka" if block.is_ordered else "Butir") + ("_20_Sel" if cell else "")
        return element("text:list", *items, text_style_name=name)

    def figure(self, block: flow.Figure, room: float) -> Iterable[str]:
        width = room or (looks.ACROSS if self.is_wide else looks.UPRIGHT)
        name = self.begun("paragraph", "Gambar")
        inside = self.image(block.address, block.alt, width / INCH, 5.9, block.is_wide)
        yield element("text:p", self.marked("" if block.caption else block.anchor, inside), text_style_name=name)
        if block.caption:
            yield self.caption(block.caption, block.anchor,
                               element("style:paragraph-properties", fo_text_align="center"))

    # Tables

    def table(self, block: flow.Table, room: float) -> Iterable[str]:
        if block.caption:
            yield self.caption(block.caption, block.anchor)
        whole = room or (looks.ACROSS if self.is_wide else looks.UPRIGHT)
        self.count += 1
        form = element("style:table-properties", style_width=f"{whole:.1f}mm", table_align="left", fo_margin_top="0mm",
                       fo_margin_bottom="1.5mm", table_border_model="collapsing")
        # A table within a cell begins no page.
        name = self.style("table", "", form) if room else self.begun("table", "", form)
        widths = [whole * part for part in block.widths(whole * 1440 / INCH / (78 if block.is_small else 94))]
        columns = [element("table:table-column", table_style_name=self.style(
            "table-column", "", element("style:table-column-properties", style_column_width=f"{width:.2f}mm"),
        )) for width in widths]
        rows = [self.row(row, widths, block.is_small) for row in block.rows]
        heads = element("table:table-header-rows", *rows[:block.heads]) if block.heads else ""
        yield element("table:table", *columns, heads, *rows[block.heads:], table_name=f"Tabel{self.count}",
                      table_style_name=name)

    def row(self, row: tuple[flow.Slot, ...], widths: list[float], small: bool) -> str:
        form = self.style("table-row", "", element("style:table-row-properties", fo_keep_together="always"))
        column, cells = 0, []
        for slot in row:
            width = sum(widths[column:column + slot.cell.columns])
            column += slot.cell.columns
            covered = slot.cell.columns
            if not slot.goes_on:
                cells.append(self.cell(slot.cell, width, small))
                covered -= 1
            cells += ["<table:covered-table-cell/>"] * covered
        return element("table:table-row", *cells, table_style_name=form)

    def cell(self, cell: flow.Cell, width: float, small: bool) -> str:
        form = element(
            "style:table-cell-properties", fo_padding="0.6mm" if small else "1mm", fo_border="0.5pt solid #B8C2CC",
            fo_background_color=f"#{cell.fill}" if cell.fill else None,
            style_vertical_align="middle" if cell.ink else "top",
        )
        inside = "".join(xml for block in cell.blocks for xml in self.block(block, small, cell, width - 2))
        empty = element("text:p", text_style_name="Isi_20_Tabel_20_Kecil" if small else "Isi_20_Tabel")
        return element(
            "table:table-cell", inside or empty, table_style_name=self.style("table-cell", "", form),
            office_value_type="string", table_number_columns_spanned=cell.columns if cell.columns > 1 else None,
            table_number_rows_spanned=cell.rows if cell.rows > 1 else None,
        )

    # Within a line

    def inlines(self, inlines: Iterable[flow.Inline], small: bool = False) -> str:
        return "".join(self.inline(inline, small) for inline in inlines)

    def inline(self, inline: flow.Inline, small: bool) -> str:
        if isinstance(inline, flow.Break):
            return "<text:line-break/>"
        if isinstance(inline, flow.Note):
            return self.footnote(inline)
        if isinstance(inline, flow.Image):
            return self.image(inline.address, inline.alt, 2.5, 2)
        marks, words = inline.marks, text(inline.text)
        words = f"<text:s/>{words[1:]}" if words.startswith(" ") else words  # a space that begins an element is lost
        form = {
            "fo_font_weight": "bold" if "strong" in marks else None, "fo_font_style": "italic" if "em" in marks else None,
            "style_text_underline_style": "solid" if "u" in marks else None,
            "style_text_position": "sub 66%" if "sub" in marks else "super 66%" if "sup" in marks else None,
            "fo_color": f"#{inline.ink}" if inline.ink else "#4A5560" if "small" in marks else None,
            "fo_font_size": ("6.5pt" if small else "7.5pt") if "small" in marks else None,
        }
        if any(form.values()):
            words = element("text:span", words, text_style_name=self.style("text", "", element("style:text-properties", **form)))
        address = inline.link
        if address.startswith("#") and address[1:] not in self.places:
            return words
        return element("text:a", words, xlink_type="simple", xlink_href=address) if address else words

    def footnote(self, note: flow.Note) -> str:
        self.footnotes += 1
        body = element("text:note-body", element("text:p", text(note.text), text_style_name="Footnote"))
        return element("text:note", element("text:note-citation", str(self.footnotes)), body,
                       text_id=f"ftn{self.footnotes}", text_note_class="footnote")

    def image(self, address: str, alt: str, width: float, height: float, is_wide: bool = False) -> str:
        shown = pictures.shown(self.content, address, self.pictures)
        if shown is None:
            return text(f"[Gambar: {alt}]")
        name = next((name for name, known in self.names.items() if known is shown.data), "")
        if not name:
            # As a drawing it would be shown in whatever typeface the office has.
            taken = pictures.dots(shown) if shown.media_type == "image/svg+xml" else shown
            name = f"Pictures/gambar{len(self.files) + 1}.{taken.suffix}"
            self.files[name], self.names[name] = taken, shown.data
        self.count += 1
        wide, high = shown.within(width, height, is_wide)
        return element(
            "draw:frame",
            element("draw:image", xlink_href=name, xlink_type="simple", xlink_show="embed", xlink_actuate="onLoad"),
            element("svg:desc", text(alt)), draw_name=f"Gambar{self.count}", text_anchor_type="as-char",
            svg_width=f"{wide:.3f}in", svg_height=f"{high:.3f}in",
        )


def _style(key: tuple, name: str) -> str:
    family, parent, properties, *attributes = key
    return element("style:style", properties, style_name=name, style_family=family,
                   style_parent_style_name=parent or None, **dict(attributes))


def _dressed(cell: flow.Cell) -> tuple[str, ...]:
    """What a paragraph takes over from its cell."""
    form = {"fo_text_align": {"right": "end", "center": "center"}.get(cell.align),
            "fo_keep_with_next": "always" if cell.stays else None}
    letters = {"fo_color": f"#{cell.ink}" if cell.ink else None, "fo_font_weight": "bold" if cell.is_strong else None}
    return tuple(
        element(name, **said) for name, said in (("style:paragraph-properties", form), ("style:text-properties", letters))
        if any(said.values())
    )


def _index_source(key: str) -> str:
    """How the program makes the list anew when it is asked to."""
    line = (*(["<text:index-entry-chapter/>", "<text:index-entry-tab-stop style:type=\"left\" style:position=\"12mm\"/>"]
              if key == "contents" else []),
            "<text:index-entry-text/>", '<text:index-entry-tab-stop style:type="right" style:leader-char="."/>',
            "<text:index-entry-page-number/>")
    if key == "contents":
        templates = [
            element("text:table-of-content-entry-template", "<text:index-entry-link-start/>",
                    *(line if level > 1 else (line[0], "<text:index-entry-span> </text:index-entry-span>", *line[2:])),
                    "<text:index-entry-link-end/>", text_outline_level=level, text_style_name=f"Contents_20_{level}")
            for level in (1, 2, 3)
        ]
        return element("text:table-of-content-source", *templates, text_outline_level=3, text_use_index_marks="false")
    name = INDEXES[key]
    template = element(f"text:{name}-entry-template", *line, text_style_name="Figure_20_Index_20_1")
    return element(f"text:{name}-source", template, text_caption_sequence_name=SEQUENCES[key],
                   text_caption_sequence_format="text")
