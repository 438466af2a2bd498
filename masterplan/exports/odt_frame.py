"""What surrounds the text of an OpenDocument: styles, numbering, page forms with their headers and footers, description.

Written as XML of our own into the package: it is two files of styles and text, and a library would hold a tree of both.
"""
from __future__ import annotations

from masterplan.book.shape import Content
from masterplan.exports import looks
from masterplan.exports.counts import BACK, BODY
from masterplan.exports.looks import Look
from masterplan.exports.package import element, text

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "ooow": "http://openoffice.org/2004/writer",
}
DECLARED = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in SPACES.items())
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
# What the program itself calls a style of ours.
OWN_NAMES = {
    "Normal": "Standard", "heading 1": "Heading 1", "heading 2": "Heading 2", "heading 3": "Heading 3",
    "heading 4": "Heading 4", "caption": "Caption", "Quote": "Quotations", "footnote text": "Footnote", "toc 1": "Contents 1",
    "toc 2": "Contents 2", "toc 3": "Contents 3", "table of figures": "Figure Index 1", "header": "Header",
    "footer": "Footer",
}
FONTS = {looks.SERIF: "'Cambria', 'Caladea', serif", looks.SANS: "'Calibri', 'Carlito', sans-serif"}
WIDE_END = f"{looks.ACROSS}mm"


def style_name(name: str) -> str:
    """The name of a style as XML has it: a space is written _20_."""
    return OWN_NAMES.get(name, name).replace(" ", "_20_")


def letters_of(look: Look) -> str:
    return element(
        "style:text-properties", style_font_name=look.font or None, fo_font_size=f"{look.size}pt" if look.size else None,
        fo_font_weight="bold" if look.bold else None, fo_font_style="italic" if look.italic else None,
        fo_color=f"#{look.color}" if look.color else None, fo_text_transform="uppercase" if look.caps else None,
    )


def shape_of(look: Look) -> str:
    at_end = look.ends_at_page or look.runs_over
    tabs = element("style:tab-stops", element(
        "style:tab-stop", style_position=f"{looks.UPRIGHT - look.left}mm", style_type="right",
        style_leader_style="dotted" if look.ends_at_page else None, style_leader_text="." if look.ends_at_page else None,
    )) if at_end else ""
    return element(
        "style:paragraph-properties", tabs,
        fo_margin_top=f"{look.before}pt", fo_margin_bottom=f"{look.after}pt", fo_line_height=f"{round(look.line * 100)}%",
        fo_text_align={"both": "justify", "left": "start"}.get(look.align, look.align),
        fo_margin_left=f"{look.left}mm", fo_margin_right=f"{look.right}mm", fo_text_indent=f"{-look.hanging}mm",
        fo_keep_with_next="always" if look.keep else None, fo_keep_together="always" if look.keep else None,
        fo_background_color=f"#{look.fill}" if look.fill else None, fo_orphans=2, fo_widows=2,
        fo_border_left="2.4pt solid #C9962B" if look.line_at == "left" else None,
        fo_border_bottom="0.5pt solid #B8C2CC" if look.line_at == "bottom" else None,
        fo_padding="2mm" if look.line_at == "left" else None,
        style_writing_mode="lr-tb",
    )


def styles() -> str:
    """All named styles, those of lists and of the outline among them."""
    fonts = element("style:default-style", element("style:text-properties", style_font_name=looks.SERIF, fo_font_size="11pt",
                                                   fo_language="id", fo_country="ID"), style_family="paragraph")
    made = [fonts, element("style:default-style", element("style:table-properties", table_border_model="collapsing"),
                           style_family="table")]
    for look in looks.PARAGRAPHS:
        made.append(element(
            "style:style", shape_of(look), letters_of(look), style_name=style_name(look.name),
            style_display_name=OWN_NAMES.get(look.name, look.name), style_family="paragraph",
            style_parent_style_name=style_name(look.base) if look.base else None,
            style_next_style_name=style_name(look.following) if look.following else None,
            style_default_outline_level=look.level or None, style_list_style_name="" if not look.is_numbered else None,
            style_class="text",
        ))
    for level in (1, 2, 3, 4):  # appendices look like chapters and count for themselves
        made.append(element(
            "style:style", style_name=f"Lampiran_20_{level}", style_display_name=f"Lampiran {level}",
            style_family="paragraph", style_parent_style_name=f"Heading_20_{level}", style_list_style_name="Lampiran",
            style_default_outline_level=level,
        ))
    for look in looks.LETTERS:
        made.append(element("style:style", letters_of(look), style_name=style_name(look.name), style_display_name=look.name,
                            style_family="text"))
    made.append(element("style:style", style_name="Tautan_20_Daftar", style_display_name="Tautan Daftar", style_family="text"))
    made.append(element("text:outline-style", *_heading_levels(BODY, "text:outline-level-style"), style_name="Outline"))
    made.append(element("text:list-style", *_heading_levels(BACK, "text:list-level-style-number"), style_name="Lampiran"))
    made.append(element("text:list-style", *(
        element("text:list-level-style-bullet", _place(7 * level, 6), text_level=level,
                text_bullet_char=looks.BULLET_SIGNS[min(level, 3) - 1]) for level in range(1, 11)
    ), style_name="Butir"))
    made.append(element("text:list-style", *(
        element("text:list-level-style-number", _place(7 * level, 6), text_level=level,
                style_num_format=looks.ORDERED_SIGNS[(level - 1) % 4][0],
                style_num_suffix=looks.ORDERED_SIGNS[(level - 1) % 4][1]) for level in range(1, 11)
    ), style_name="Angka"))
    made.append(element("text:list-style", *(
        element("text:list-level-style-bullet", _place(3 * level, 3), text_level=level, text_bullet_char="•")
        for level in range(1, 11)
    ), style_name="Butir_20_Sel"))
    made.append(element("text:list-style", *(
        element("text:list-level-style-number", _place(4 * level, 4), text_level=level, style_num_format="1",
                style_num_suffix=".") for level in range(1, 11)
    ), style_name="Angka_20_Sel"))
    made.append(element("text:notes-configuration", text_note_class="footnote", style_num_format="1", text_start_value=0,
                        text_footnotes_position="page", text_start_numbering_at="document"))
    return "".join(made)


def _heading_levels(family: str, tag: str):
    """Levels of headings. Below the first all counts are arabic (is-legal; ODF 1.3 has no word for it, LibreOffice since 7.5
    does)."""
    form, word, letter = looks.LEVELS[family]
    for level, indent in enumerate(looks.INDENTS[family], 1):
        counts = ".".join(f"%{n}%" for n in range(1, level + 1))
        yield element(
            tag, _place(indent, indent, "space" if level == 1 else "listtab"), text_level=level,
            style_num_format=form if level == 1 else "1", style_num_prefix=word if level == 1 else letter or None,
            text_display_levels=level if level > 1 else None, loext_is_legal="true" if level > 1 else None,
            loext_num_list_format=f"{word}%1%" if level == 1 else letter + counts,
        )
    for level in range(5, 11):
        yield element(tag, text_level=level, style_num_format="")


def _place(left: float, hanging: float, followed_by: str = "listtab") -> str:
    return element("style:list-level-properties", element(
        "style:list-level-label-alignment", text_label_followed_by=followed_by, fo_margin_left=f"{left}mm",
        fo_text_indent=f"{-hanging}mm", text_list_tab_stop_position=f"{left}mm" if followed_by == "listtab" else None,
    ), text_list_level_position_and_space_mode="label-alignment")


class Pages:
    """Page forms, each with a header and footer of its own, as they come to be asked for."""

    def __init__(self, content: Content):
        self.content = content
        self._made: dict[tuple, str] = {}
        self._xml: list[str] = []

    def form(self, title: str, foot: str, prefix: str, *, is_wide: bool = False, is_roman: bool = False,
             is_bare: bool = False, following: str = "") -> str:
        """The name of the page form; `following` is that of the pages after the first."""
        key = title, foot, prefix, is_wide, is_roman, is_bare, following
        if key not in self._made:
            self._made[key] = f"Halaman{len(self._made) + 1}"
            self._xml.append(self._master(*key))
        return self._made[key]

    def _master(self, title: str, foot: str, prefix: str, is_wide: bool, is_roman: bool, is_bare: bool,
                following: str) -> str:
        name = self._made[title, foot, prefix, is_wide, is_roman, is_bare, following]
        layout = "Melintang" if is_wide else "TegakRomawi" if is_roman else "Tegak"
        line = ("MelintangKepala", "MelintangKaki") if is_wide else ("Header", "Footer")
        mark = element("text:span", "DRAF", text_style_name="Tanda_20_Draf") if self.content.is_draft else ""
        number = element("text:span", text(prefix), element("text:page-number", text_select_page="current"),
                         text_style_name="page_20_number")
        return element(
            "style:master-page",
            "" if is_bare else element("style:header", element("text:p", text(title), "<text:tab/>", mark,
                                                               text_style_name=line[0])),
            "" if is_bare else element("style:footer", element("text:p", text(foot), "<text:tab/>", number,
                                                               text_style_name=line[1])),
            style_name=name, style_display_name=f"{name} {title}"[:60].strip(), style_page_layout_name=layout,
            style_next_style_name=following or None,
        )

    def layouts(self) -> str:
        """<office:automatic-styles> of the file of styles: sizes of paper."""
        made = [element("style:style", element("style:paragraph-properties", element("style:tab-stops", element(
            "style:tab-stop", style_position=WIDE_END, style_type="right"))), style_name=f"Melintang{name}",
            style_family="paragraph", style_parent_style_name=parent)
            for name, parent in (("Kepala", "Header"), ("Kaki", "Footer"))]
        for name, is_wide, form in (("Tegak", False, "1"), ("TegakRomawi", False, "i"), ("Melintang", True, "1")):
            width, height = (297, 210) if is_wide else (210, 297)
            margins = looks.LYING if is_wide else looks.STANDING
            edge = 12  # mm of the header and footer from the edge
            made.append(element(
                "style:page-layout",
                element("style:page-layout-properties", fo_page_width=f"{width}mm", fo_page_height=f"{height}mm",
                        style_num_format=form, style_print_orientation="landscape" if is_wide else "portrait",
                        fo_margin_top=f"{edge}mm", fo_margin_bottom=f"{edge}mm", fo_margin_left=f"{margins['left']}mm",
                        fo_margin_right=f"{margins['right']}mm"),
                *(element(f"style:{part}-style", element(
                    "style:header-footer-properties", fo_min_height=f"{margins[side] - edge}mm",
                    **{f"fo_margin_{inner}": "4mm"},
                )) for part, side, inner in (("header", "top", "bottom"), ("footer", "bottom", "top"))),
                style_name=name,
            ))
        return element("office:automatic-styles", *made)

    def masters(self) -> str:
        return element("office:master-styles", *self._xml)


def font_faces() -> str:
    return element("office:font-face-decls", *(
        element("style:font-face", style_name=name, svg_font_family=family) for name, family in FONTS.items()
    ))


def styles_file(pages: Pages) -> str:
    return (f'{HEAD}<office:document-styles{DECLARED} office:version="1.3">{font_faces()}'
            f'{element("office:styles", styles())}{pages.layouts()}{pages.masters()}</office:document-styles>')


def meta_file(content: Content) -> str:
    # No time of the clock: the same content gives the same bytes.
    told = element(
        "office:meta", element("dc:title", text(content.title + (" (DRAF)" if content.is_draft else ""))),
        element("dc:subject", text(f"Rencana induk smart city {content.region} {content.period}")),
        element("dc:creator", text(f"Pemerintah {content.region}")), element("dc:language", "id-ID"),
        element("dc:description", text(content.subtitle)) if content.subtitle else "",
        element("dc:date", f"{content.year}-01-01T00:00:00"),
    )
    return f'{HEAD}<office:document-meta{DECLARED} office:version="1.3">{told}</office:document-meta>'


# A line that ends by hand is not to be stretched.
SETTINGS_FILE = (
    f'{HEAD}<office:document-settings{DECLARED} xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'office:version="1.3"><office:settings><config:config-item-set config:name="ooo:configuration-settings">'
    '<config:config-item config:name="DoNotJustifyLinesWithManualBreak" config:type="boolean">true</config:config-item>'
    "</config:config-item-set></office:settings></office:document-settings>"
)


def manifest_file(files: dict[str, str]) -> str:
    """The list of the package: media types by name."""
    lines = [element("manifest:file-entry", manifest_full_path="/", manifest_version="1.3", manifest_media_type=MEDIA_TYPE)]
    lines += [element("manifest:file-entry", manifest_full_path=name, manifest_media_type=kind) for name, kind in files.items()]
    space = SPACES["manifest"]
    return f'{HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">{"".join(lines)}</manifest:manifest>'
