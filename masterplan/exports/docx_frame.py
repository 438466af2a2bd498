"""What surrounds the text of a Word document: styles, numbering, headers and footers, settings, pictures, properties.

python-docx keeps the package; the text itself is streamed into it when it is saved, since a tree of a whole book would
take a hundred times its size.
"""
from __future__ import annotations

import datetime
import hashlib
import tempfile
import zipfile
from typing import BinaryIO

from docx import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from masterplan.book.shape import Content
from masterplan.exports import looks
from masterplan.exports.counts import BACK, BODY
from masterplan.exports.looks import SERIF, Look
from masterplan.exports.package import Package, element, text
from masterplan.exports.pictures import Shown

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
DECLARED = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in SPACES.items())
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MM = 1440 / 25.4  # twips
UPRIGHT, ACROSS = round(looks.UPRIGHT * MM), round(looks.ACROSS * MM)

# Number of a numbering: of headings (BODY as they are, BACK for appendices), and of lists.
BODY_NUMBERS, BACK_NUMBERS, BULLETS, ORDERED = 1, 2, 3, 4


def number(name: str, value: int | str) -> str:
    return element(name, w_val=value)


def letters_of(look: Look) -> str:
    """<w:rPr> of a style, in the order that the schema asks for."""
    font, size = look.font, round(look.size * 2)
    return element(
        "w:rPr",
        element("w:rFonts", w_ascii=font, w_hAnsi=font, w_cs=font, w_eastAsia=font) if font else "",
        "<w:b/>" if look.bold else "", "<w:i/>" if look.italic else "", "<w:caps/>" if look.caps else "",
        number("w:color", look.color) if look.color else "", number("w:sz", size) + number("w:szCs", size) if size else "",
    )


def shape_of(look: Look) -> str:
    """<w:pPr> of a style."""
    numbers = "" if look.name not in NUMBERED else element(
        "w:numPr", number("w:ilvl", NUMBERED[look.name][0]), number("w:numId", NUMBERED[look.name][1])
    )
    tabs = [element("w:tab", w_val="right", w_leader="dot" if look.ends_at_page else None, w_pos=UPRIGHT)] \
        if look.ends_at_page or look.runs_over else []
    indent = {"w_left": round(look.left * MM), "w_right": round(look.right * MM), "w_hanging": round(look.hanging * MM)}
    stands_out = look.left or look.hanging or look.right or (look.level and not look.is_numbered)
    return element(
        "w:pPr", "<w:keepNext/><w:keepLines/>" if look.keep else "", numbers, LINES.get(look.line_at, ""),
        element("w:shd", w_val="clear", w_color="auto", w_fill=look.fill) if look.fill else "", element("w:tabs", *tabs)
        if tabs else "",
        element("w:spacing", w_before=round(look.before * 20), w_after=round(look.after * 20),
                w_line=round(look.line * 240), w_lineRule="auto"),
        element("w:ind", **indent) if stands_out else "",
        number("w:jc", look.align), number("w:outlineLvl", look.level - 1) if look.level else "",
    )


LINES = {"left": '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="C9962B"/></w:pBdr>',
         "bottom": '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="B8C2CC"/></w:pBdr>'}
# Styles tied to a numbering: (its level, the numbering).
NUMBERED = {
    **{f"heading {level + 1}": (level, BODY_NUMBERS) for level in range(4)}, "Judul Depan": (0, 0),
    **{f"List Bullet {level + 1}".removesuffix(" 1"): (level, BULLETS) for level in range(3)},
    **{f"List Number {level + 1}".removesuffix(" 1"): (level, ORDERED) for level in range(3)},
}
# First words of the names that Word knows by itself.
WORDS_OWN = {"Normal", "Title", "Subtitle", "heading", "caption", "Quote", "List", "footnote", "toc", "table", "header",
             "footer", "page", "Hyperlink"}
TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="TabelRencana"><w:name w:val="Tabel Rencana"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B8C2CC"/>'
              for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:tblStylePr>'
    "</w:style>"
)


def style_id(name: str) -> str:
    """The id of a style, as Word makes them from names: "heading 1" is Heading1."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


class Frame:
    """A document without its text. Numbers and ids that the text refers to are handed out as it is written."""

    def __init__(self, content: Content):
        self.content = content
        self.document = Document()
        self.part = self.document.part
        self._pictures: dict[str, str] = {}
        self._runners: dict[tuple, str] = {}
        self._nums = 0
        self._drop_needless()
        self._set_styles()
        self._set_numbering()
        self._set_settings()
        self._describe()
        # The text comes in `save`; until then the part is there for its name and its relationships.
        notes = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, b"", self.part.package)
        self.part.relate_to(notes, RT.FOOTNOTES)

    # Styles, numbers, settings

    def _drop_needless(self) -> None:
        """The template's preview of an empty page, and parts for older programs."""
        for rels in (self.part.package.rels, self.part.rels):
            for key, rel in list(rels.items()):
                if rel.reltype.rsplit("/", 1)[-1] in ("thumbnail", "stylesWithEffects", "customXml"):
                    del rels[key]

    def _set_styles(self) -> None:
        root = self.document.styles.element
        for style in list(root.style_lst):
            if style.name_val.lower() not in ("default paragraph font", "no list", "normal table"):
                root.remove(style)
        for latent in root.findall("w:docDefaults", SPACES):
            root.replace(latent, _xml(element(
                "w:docDefaults",
                element("w:rPrDefault", element(
                    "w:rPr", element("w:rFonts", w_ascii=SERIF, w_hAnsi=SERIF, w_cs=SERIF, w_eastAsia=SERIF),
                    number("w:sz", 22), number("w:szCs", 22),
                    element("w:lang", w_val="id-ID", w_eastAsia="id-ID", w_bidi="ar-SA"),
                )), element("w:pPrDefault", ""),
            )))
        for look in looks.PARAGRAPHS:
            root.append(_xml(element(
                "w:style", number("w:name", look.name), number("w:basedOn", style_id(look.base)) if look.base else "",
                number("w:next", style_id(look.following)) if look.following else "", "<w:qFormat/>", shape_of(look),
                letters_of(look), w_type="paragraph", w_default="1" if look.name == "Normal" else None,
                w_customStyle=None if look.name.split()[0] in WORDS_OWN else "1", w_styleId=style_id(look.name),
            )))
        for look in looks.LETTERS:
            root.append(_xml(element(
                "w:style", number("w:name", look.name), number("w:basedOn", "DefaultParagraphFont"), letters_of(look),
                w_type="character", w_customStyle=None if look.name.split()[0] in WORDS_OWN else "1",
                w_styleId=style_id(look.name),
            )))
        root.append(_xml(element("w:style", number("w:name", "footnote reference"), number("w:basedOn", "DefaultParagraphFont"),
                                 element("w:rPr", number("w:vertAlign", "superscript")), w_type="character",
                                 w_styleId="FootnoteReference")))
        root.append(_xml(TABLE))

    def _set_numbering(self) -> None:
        root = self.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        self._abstract(BODY_NUMBERS, _chapter_levels(BODY, linked=True))
        self._abstract(BACK_NUMBERS, _chapter_levels(BACK, linked=False))
        self._abstract(BULLETS, _list_levels("List Bullet", [("bullet", sign) for sign in looks.BULLET_SIGNS]))
        self._abstract(ORDERED, _list_levels("List Number", [
            (FORMS[form], f"%{n}{sign}") for n, (form, sign) in enumerate(looks.ORDERED_SIGNS, 1)
        ]))
        for kind in (BODY_NUMBERS, BACK_NUMBERS, BULLETS, ORDERED):
            self.numbering(kind)

    def _abstract(self, key: int, levels: str) -> None:
        """All definitions stand before the numberings that follow them."""
        root = self.part.numbering_part.element
        made = _xml(element(
            "w:abstractNum", element("w:nsid", w_val=f"{0x5C000000 + key:08X}"), number("w:multiLevelType", "multilevel"),
            levels, w_abstractNumId=key,
        ))
        root.insert(len(root.findall("w:abstractNum", SPACES)), made)

    def book_numbers(self) -> dict[str, int]:
        """Numberings of headings for a further book: the same form, counted from one. The first book has those that the
        styles are tied to."""
        made = {}
        for family in (BODY, BACK):
            key = len(self.part.numbering_part.element.findall("w:abstractNum", SPACES)) + 1
            self._abstract(key, _chapter_levels(family, linked=False))
            made[family] = self.numbering(key)
        return made

    def numbering(self, abstract: int, starts: tuple[int, ...] = ()) -> int:
        """A new numbering in the form of `abstract`, its levels beginning with `starts`."""
        self._nums += 1
        self.part.numbering_part.element.append(_xml(element(
            "w:num", number("w:abstractNumId", abstract),
            *(element("w:lvlOverride", number("w:startOverride", start), w_ilvl=level) for level, start in enumerate(starts)),
            w_numId=self._nums,
        )))
        return self._nums

    def abstract_of(self, numbering: int) -> int:
        """The form of a numbering."""
        nums = self.part.numbering_part.element.findall("w:num", SPACES)
        return int(nums[numbering - 1].find("w:abstractNumId", SPACES).get(f"{{{SPACES['w']}}}val"))

    def _set_settings(self) -> None:
        root = self.document.settings.element
        for child in list(root):
            root.remove(child)
        for made in (
            '<w:zoom w:percent="100"/>', '<w:defaultTabStop w:val="720"/>',
            '<w:characterSpacingControl w:val="doNotCompress"/>', '<w:updateFields w:val="true"/>',
            '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>',
            '<w:compat><w:doNotExpandShiftReturn/>'
            '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
            'w:val="15"/></w:compat>',
            '<w:themeFontLang w:val="id-ID"/>', '<w:decimalSymbol w:val=","/>', '<w:listSeparator w:val=";"/>',
        ):
            root.append(_xml(made))

    def _describe(self) -> None:
        content, told = self.content, self.document.core_properties
        told.title = content.title + (" (DRAF)" if content.is_draft else "")
        told.subject = f"Rencana induk smart city {content.region} {content.period}"
        told.author = told.last_modified_by = f"Pemerintah {content.region}"
        told.keywords = "rencana induk; smart city; " + content.region_name
        told.category, told.comments, told.language = "Rencana induk", content.subtitle, "id-ID"
        # No time of the clock: the same content gives the same bytes.
        told.created = told.modified = datetime.datetime(content.year, 1, 1)
        told.revision = 1

    # What the text refers to

    def picture(self, key: str, picture: Shown) -> str:
        """The relationship of a picture; the bytes are those of the content, not a copy."""
        if key not in self._pictures:
            number = len(self._pictures) + 1
            part = Part(PackURI(f"/word/media/gambar{number}.{picture.suffix}"), picture.media_type, picture.data,
                        self.part.package)
            self._pictures[key] = self.part.relate_to(part, RT.IMAGE)
        return self._pictures[key]

    def address(self, address: str) -> str:
        """The relationship of an address outside."""
        return self.part.relate_to(address, RT.HYPERLINK, is_external=True)

    def header(self, title: str, width: int) -> str:
        """The relationship of a header with the title of the chapter, and the mark of a draft."""
        mark = element("w:r", element("w:rPr", number("w:rStyle", "TandaDraf")), "<w:t>DRAF</w:t>")
        return self._runner("header", width, words(title) + "<w:r><w:tab/></w:r>" + (mark if self.content.is_draft else ""))

    def footer(self, foot: str, prefix: str, width: int) -> str:
        """The relationship of a footer that ends in the number of the page."""
        style = element("w:rPr", number("w:rStyle", "PageNumber"))
        page = element("w:r", style, f"<w:t>{text(prefix)}</w:t>") if prefix else ""
        return self._runner("footer", width, words(foot) + "<w:r><w:tab/></w:r>" + page + field("PAGE", "1", style))

    def blank(self, kind: str) -> str:
        """The relationship of a header or footer that says nothing: without one, the section before would go on."""
        return self._runner(kind, UPRIGHT, "")

    def _runner(self, kind: str, width: int, inside: str) -> str:
        key = kind, width, inside
        if key not in self._runners:
            tabs = "" if width == UPRIGHT else element("w:tabs", element("w:tab", w_val="clear", w_pos=UPRIGHT),
                                                       element("w:tab", w_val="right", w_pos=width))
            tag = "w:hdr" if kind == "header" else "w:ftr"
            xml = f"{HEAD}<{tag}{DECLARED}><w:p><w:pPr>{number('w:pStyle', style_id(kind))}{tabs}</w:pPr>{inside}</w:p></{tag}>"
            part = Part(PackURI(f"/word/{kind}{len(self._runners) + 1}.xml"),
                        CT.WML_HEADER if kind == "header" else CT.WML_FOOTER, xml.encode(), self.part.package)
            self._runners[key] = self.part.relate_to(part, RT.HEADER if kind == "header" else RT.FOOTER)
        return self._runners[key]

    def save(self, target: BinaryIO, body: BinaryIO, notes: BinaryIO) -> None:
        """Write the package; `body` and `notes` are the files of the text and of the footnotes."""
        streamed = {"word/document.xml": body, "word/footnotes.xml": notes}
        with tempfile.TemporaryFile() as bare:
            self.document.save(bare)
            with zipfile.ZipFile(bare) as source, Package(target) as package:
                for name in source.namelist():
                    if name in streamed:
                        streamed[name].seek(0)
                        package.copy(name, streamed[name])
                    else:
                        with source.open(name) as entry:
                            package.copy(name, entry, is_stored="/media/" in name)


def words(said: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text(said)}</w:t></w:r>' if said else ""


def field(code: str, result: str, form: str = "") -> str:
    """A field: its code, and what it shows until it is brought up to date."""
    def one(inside: str) -> str:
        return f"<w:r>{form}{inside}</w:r>"
    return "".join([
        one('<w:fldChar w:fldCharType="begin"/>'), one(f'<w:instrText xml:space="preserve"> {text(code)} </w:instrText>'),
        one('<w:fldChar w:fldCharType="separate"/>'), one(f'<w:t xml:space="preserve">{text(result)}</w:t>'),
        one('<w:fldChar w:fldCharType="end"/>'),
    ])


def bookmark_name(anchor: str) -> str:
    """A name that Word takes (40 letters at most, no hyphen), hidden from its list of bookmarks."""
    name = "_" + "".join(c if c.isalnum() else "_" for c in anchor)
    return name if len(name) <= 40 else "_" + hashlib.sha256(anchor.encode()).hexdigest()[:24]


def _chapter_levels(family: str, linked: bool) -> str:
    """Levels of headings. Below the first all counts are arabic (isLgl), also of a chapter that is written roman. A tab
    behind the first would mislead the tabs of the contents, where front sections have no number."""
    form, word, letter = looks.LEVELS[family]
    signs = [f"{word}%1", f"{letter}%1.%2", f"{letter}%1.%2.%3", f"{letter}%1.%2.%3.%4"]
    return "".join(
        element(
            "w:lvl", number("w:start", 1), number("w:numFmt", FORMS["1" if level else form]),
            number("w:pStyle", f"Heading{level + 1}") if linked else "", "<w:isLgl/>" if level else "",
            number("w:suff", "tab" if level else "space"), number("w:lvlText", signs[level]), number("w:lvlJc", "left"),
            element("w:pPr", element("w:ind", w_left=round(indent * MM), w_hanging=round(indent * MM))), w_ilvl=level,
        )
        for level, indent in enumerate(looks.INDENTS[family])
    )


def _list_levels(style: str, levels: list[tuple[str, str]]) -> str:
    return "".join(
        element(
            "w:lvl", number("w:start", 1), number("w:numFmt", form),
            number("w:pStyle", style_id(f"{style} {level + 1}".removesuffix(" 1"))) if level < 3 else "",
            number("w:suff", "tab"), number("w:lvlText", sign), number("w:lvlJc", "left"),
            element("w:pPr", element("w:ind", w_left=round(7 * (level + 1) * MM), w_hanging=round(6 * MM))), w_ilvl=level,
        )
        for level, (form, sign) in enumerate(levels)
    )


FORMS = {"1": "decimal", "I": "upperRoman", "a": "lowerLetter"}


def _xml(inside: str):
    """A tree of an element, with the namespaces declared."""
    end = min(inside.index(c) for c in " />" if c in inside)
    return parse_xml(inside[:end] + DECLARED + inside[end:])
