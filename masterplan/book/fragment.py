"""The engine's inside: a laid-out document becomes a fragment, PDF objects that `link.py` can put anywhere in a book.

WeasyPrint writes a whole file with its own fonts, page tree and structure tree. Joining 60 such files means parsing and
renumbering them: half a second untagged, 1.4 s tagged, for 300 pages (pikepdf). So the objects are taken before they are
written, the parts that belong to the whole book are left out, and each reference stays one that a single substitution
moves. Pages are cut one by one, each with its own marks; a page that is cut again is taken as it was, since after an
edit most of a unit's pages are those of before (resuming.py).

What is leaned on, all of it private to WeasyPrint 70.0 and pydyf 0.13.0: `generate_pdf` and the objects it returns,
`build_fonts_dictionary`, `add_outlines`, the shape of the structure tree, `Page._page_box`, and the boxes'
`link_annotation`. `REFUSED` says why another version may not be used; `assemble.py` then prints with public interfaces
only. tests/masterplan/book/test_link.py holds the pages against plain WeasyPrint's, pixel by pixel.
"""
from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import pydyf
import weasyprint
import weasyprint.pdf as engine
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

WRITTEN_FOR = ("70.0", "0.13.0")
REFUSED = "" if (weasyprint.VERSION, pydyf.VERSION) == WRITTEN_FOR else (
    f"WeasyPrint {weasyprint.VERSION} dan pydyf {pydyf.VERSION} belum diperiksa untuk penggabungan cepat"
)

# References to what the linker owns: numbers that no object of a unit reaches.
PAGES, DOCUMENT, FONT = 9_000_000, 9_000_001, 9_000_100
SQUEEZE = 6  # zlib level: as small as 9 within a percent, and quicker

_POINT = 0.75  # points in a CSS pixel


@dataclass(frozen=True)
class Face:
    """A font file that the pages of a fragment use: `name` is its resource name in their content, `text` what each glyph
    stands for, `missing` the characters that no font has, by the glyph number that stands for each."""

    name: str
    sha256: str
    index: int
    text: dict[int, str]
    missing: tuple[tuple[int, int], ...]

    @property
    def key(self) -> tuple:
        """Which font it is, whatever is written with it."""
        return self.name, self.sha256, self.index, self.missing


@dataclass(frozen=True)
class Page:
    """`number` is its object, `marks` how many marked contents it has; the rest in points. `kind` is the name of the
    `@page` rule; `margins` are top, right, bottom, left."""

    number: int
    kind: str
    width: float
    height: float
    margins: tuple[float, float, float, float]


@dataclass(frozen=True)
class Late:
    """A page number to be written when it is known: that of `anchor`, at the right end of a line on page `page`.

    `left` is where the line's text ends, `right` where the number ends, `base` the base line, all in points; `mark` is
    the marked content within the link that the number belongs to."""

    page: int
    anchor: str
    left: float
    right: float
    base: float
    size: float
    mark: int


@dataclass(frozen=True)
class Fragment:
    """PDF objects numbered from 1. `bodies` fit into an object stream, `streams` are (number, dictionary, bytes)."""

    size: int
    bodies: tuple[tuple[int, bytes], ...] = field(repr=False)
    streams: tuple[tuple[int, bytes, bytes], ...] = field(repr=False)
    pages: tuple[Page, ...] = ()
    stamps: tuple[int, ...] = ()  # numbers kept for each page's second content, which the linker writes
    pages_node: int = 0
    part: int = 0
    parent_tree: int = 0
    places: dict[str, tuple[int, float, float]] = field(default_factory=dict)  # anchor: (page from 0, x, y)
    late: tuple[Late, ...] = ()
    faces: tuple[Face, ...] = ()


def cut(document: Document, stamp_faces: int) -> tuple[Fragment, dict[str, bytes]]:
    """The fragment of a laid-out document, and the font files that it uses by their SHA-256.

    The first `stamp_faces` fonts (F0, F1, ...) are kept for what the linker writes on each page.
    """
    sheets, files = [], {}
    for page in document.pages:
        sheet = _cut_before.get(page) or _cut_before.setdefault(page, _cut(document.copy([page]), stamp_faces))
        sheets.append(sheet)
        files |= sheet.files
    return _joined(sheets, stamp_faces), files


@dataclass(frozen=True)
class _Sheet:
    """One page by itself. `kids` are what its part of the structure holds, `marks` which element a key of the parent tree
    stands for; `part` and `node` are the numbers of two objects that a unit has once."""

    size: int
    bodies: tuple[tuple[int, bytes], ...] = field(repr=False)
    streams: tuple[tuple[int, bytes, bytes], ...] = field(repr=False)
    page: Page
    stamp: int
    node: int
    part: int
    kids: bytes
    marks: tuple[tuple[int, bytes], ...]
    places: dict[str, tuple[float, float]]
    late: tuple[Late, ...]
    faces: tuple[Face, ...]
    files: dict[str, bytes] = field(repr=False)


_cut_before: WeakKeyDictionary[weasyprint.document.Page, _Sheet] = WeakKeyDictionary()


def _cut(document: Document, stamp_faces: int) -> _Sheet:
    page, = document.pages  # each box within a link would become a link of its own, for a finger to miss
    page.links = [link for link in page.links if link[3].link]
    with _without_fonts_and_outlines(stamp_faces) as fonts:
        pdf = engine.generate_pdf(document, None, 1, **{**weasyprint.DEFAULT_OPTIONS, "pdf_tags": True})
    return _Cutter(document, pdf, fonts).sheet()


NODE, PART, PARENT_TREE = 1, 2, 3  # objects that a unit has once


def _joined(sheets: list[_Sheet], stamp_faces: int) -> Fragment:
    faces: dict[tuple, Face] = {}
    for face in (face for sheet in sheets for face in sheet.faces):
        known = faces.get(face.key)
        faces[face.key] = replace(face, text={**known.text, **face.text}) if known else face
    order = {key: n for n, key in enumerate(faces)}
    bodies, streams, pages, stamps, kids, marks, late = [], [], [], [], [], [], []
    places: dict[str, tuple[int, float, float]] = {}
    pictures: dict[tuple[bytes, bytes], int] = {}
    base = PARENT_TREE
    for n, sheet in enumerate(sheets):
        owned = {PAGES: PAGES, DOCUMENT: DOCUMENT, sheet.node: NODE, sheet.part: PART}
        owned |= {FONT + i: FONT + i for i in range(stamp_faces)}
        owned |= {FONT + stamp_faces + i: FONT + stamp_faces + order[face.key] for i, face in enumerate(sheet.faces)}
        for number, dictionary, data in sheet.streams:
            dictionary = moved(dictionary, base, owned, marks=_kept)
            if b"/Subtype /Image" in dictionary:  # on several pages, and once in the unit
                owned[number] = pictures.setdefault((dictionary, data), base + number)
            if owned.get(number, base + number) == base + number:
                streams.append((base + number, dictionary, data))
        bodies += [(base + number, moved(body, base, owned, marks=_kept)) for number, body in sheet.bodies]
        kids.append(moved(sheet.kids, base, owned))
        marks += [(base + key, moved(element, base, owned)) for key, element in sheet.marks]
        pages.append(replace(sheet.page, number=base + sheet.page.number))
        stamps.append(base + sheet.stamp)
        late += [replace(line, page=n) for line in sheet.late]
        for name, place in sheet.places.items():
            places.setdefault(name, (n, *place))
        base += sheet.size
    refs = b" ".join(_reference(page.number) for page in pages)
    once = (
        (NODE, b"<</Type/Pages/Parent %s/Count %d/Kids[%s]>>" % (_reference(PAGES), len(pages), refs)),
        (PART, b"<</Type/StructElem/S/Part/P %s/K[%s]>>" % (_reference(DOCUMENT), b" ".join(kids))),
        (PARENT_TREE, b"<</Nums[%s]/Limits[@%d@ @%d@]>>" % (
            b" ".join(b"@%d@ %s" % mark for mark in marks), marks[0][0], marks[-1][0])),
    )
    return Fragment(base + 1, (*once, *bodies), tuple(streams), tuple(pages), tuple(stamps), NODE, PART, PARENT_TREE, places,
                    tuple(late), tuple(faces.values()))


@contextmanager
def _without_fonts_and_outlines(stamp_faces: int) -> Iterator[list]:
    """Fonts are embedded once a book, bookmarks made for the whole: neither is a unit's."""
    kept = engine.build_fonts_dictionary, engine.add_outlines
    found: list = []

    def refer(pdf, fonts, *_):
        names: dict[str, object] = {}
        for font in fonts.values():
            names.setdefault(font.hash, []).append(font)
        found.extend(names.items())
        entries = {f"F{i}": _reference(FONT + i) for i in range(stamp_faces)}
        entries |= {name: _reference(FONT + stamp_faces + i) for i, name in enumerate(names)}
        return pydyf.Dictionary(entries)

    engine.build_fonts_dictionary, engine.add_outlines = refer, lambda pdf, bookmarks: None
    try:
        yield found
    finally:
        engine.build_fonts_dictionary, engine.add_outlines = kept


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


class _Cutter:
    def __init__(self, document: Document, pdf: pydyf.PDF, fonts: list):
        self.document, self.pdf, self.fonts = document, pdf, fonts
        self.objects = pdf.objects
        self.dropped = {0, pdf.catalog.number}
        if pdf.info.number is not None:
            self.dropped.add(pdf.info.number)
        self.pages = [self._at(reference) for reference in pdf.page_references]

    def _at(self, reference: bytes) -> pydyf.Object:
        return self.objects[int(reference.split()[0])]

    def sheet(self) -> _Sheet:
        root = self._at(self.pdf.catalog["StructTreeRoot"])
        part, tree = self._at(root["K"][0]), self._at(root["ParentTree"])
        self.dropped |= {root.number, part.number, tree.number, self.pdf.pages.number}
        self.parents = dict(zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True))
        self._mend_cells()
        late = self._mend_links()
        page, stamp = self.pages[0], len(self.objects)
        page["StructParents"] = _Key(page["StructParents"])
        content = self._at(page["Contents"])
        content.stream.insert(0, b"q")
        content.stream.append(b"Q")
        page["Contents"] = pydyf.Array([page["Contents"], _reference(stamp)])
        return _Sheet(
            size=stamp + 1, bodies=tuple(self._bodies()), streams=tuple(self._streams()), page=self._page(0, page),
            stamp=stamp, node=self.pdf.pages.number, part=part.number, kids=b" ".join(part["K"]),
            marks=tuple((key, pydyf._to_bytes(self.parents[key])) for key in sorted(self.parents)), places=self._places(),
            late=late, faces=tuple(self._faces()),
            files={hashlib.sha256(same[0].file_content).hexdigest(): same[0].file_content for _, same in self.fonts},
        )

    def _bodies(self) -> Iterator[tuple[int, bytes]]:
        for object_ in self.objects:
            if object_.number not in self.dropped and not isinstance(object_, pydyf.Stream):
                yield object_.number, object_.data

    def _streams(self) -> Iterator[tuple[int, bytes, bytes]]:
        for object_ in self.objects:
            if object_.number in self.dropped or not isinstance(object_, pydyf.Stream):
                continue
            data, extra = b"\n".join(map(pydyf._to_bytes, object_.stream)), dict(object_.extra)
            if extra.get("Subtype") == "/Image":
                extra["Interpolate"] = "false"  # PDF/A allows no other
            if object_.compress:
                data, extra["Filter"] = zlib.compress(data, SQUEEZE), "/FlateDecode"
            extra["Length"] = len(data)
            yield object_.number, pydyf.Dictionary(extra).data, data

    def _page(self, number: int, page: pydyf.Dictionary) -> Page:
        box = self.document.pages[number]._page_box
        margins = (box.margin_top, box.margin_right, box.margin_bottom, box.margin_left)
        width, height = (float(v) for v in page["MediaBox"][2:])
        return Page(page.number, box.page_type.name or "", width, height, tuple(m * _POINT for m in margins))

    def _places(self) -> dict[str, tuple[float, float]]:
        """Where on the page each anchor landed."""
        page, = self.document.pages
        return {name: (x * _POINT, (page.height - y) * _POINT) for name, (x, y, *_) in page.anchors.items()}

    def _faces(self) -> Iterator[Face]:
        for name, fonts in self.fonts:
            text: dict[int, str] = {}
            missing: dict[int, int] = {}
            for font in fonts:
                text |= font.to_unicode
                missing |= {glyph: character for character, glyph in font.missing.items()}
            sha256 = hashlib.sha256(fonts[0].file_content).hexdigest()
            yield Face(name, sha256, fonts[0].index, text, tuple(sorted(missing.items())))

    def _mend_cells(self) -> None:
        """Header cells say what they head. The engine's way, a list of identifiers at each cell, says the same at length."""
        for box in self._cells():
            cell = box.mark
            cell["A"].pop("Headers", None)
            cell.pop("ID", None)
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"

    def _cells(self) -> Iterator:
        """Boxes of table cells that have a structure element."""
        stack = [page._page_box for page in self.document.pages]
        while stack:
            box = stack.pop()
            if isinstance(box, boxes.TableCellBox) and getattr(box, "mark", None) is not None:
                yield box
            elif not isinstance(box, boxes.LineBox):
                stack.extend(getattr(box, "children", ()))

    def _mend_links(self) -> tuple[Late, ...]:
        """Links to elsewhere in the book become named destinations; those that show a page number ask for it."""
        late = []
        for number, (page, shown) in enumerate(zip(self.pages, self.document.pages, strict=True)):
            for _, target, _, box in shown.links:
                link = box.link_annotation
                if link is None:
                    continue
                link["F"] = 4  # printed, as PDF/A asks
                if "StructParent" in link:
                    link["StructParent"] = _Key(link["StructParent"])
                if not target.startswith("xref:"):
                    continue
                anchor = target.removeprefix("xref:")
                link.pop("A", None)
                link["Dest"], link["Contents"] = pydyf.String(anchor), pydyf.String(f"Ke {anchor}")
                if box.element is not None and box.element.get("data-page"):
                    late.append(self._late(number, page, box, link))
        return tuple(late)

    def _late(self, number: int, page: pydyf.Dictionary, box, link: pydyf.Dictionary) -> Late:
        element = self.parents[int(link["StructParent"])]
        kids = self.parents[int(page["StructParents"])]
        mark = len(kids)
        kids.append(element)
        self._at(element)["K"].append(mark)
        height = self.document.pages[number].height
        line, text = _last_line(box)
        return Late(number, box.element.get("data-page"), (text.position_x + text.width) * _POINT,
                    (box.position_x + box.border_width()) * _POINT,
                    (height - (line.position_y + line.baseline)) * _POINT, text.style["font_size"] * _POINT, mark)


def _last_line(block) -> tuple:
    """The last line of a block, and the text that ends it."""
    line = next(child for child in reversed(block.children) if isinstance(child, boxes.LineBox))
    texts = [b for b in line.descendants() if isinstance(b, boxes.TextBox)]
    return line, max(texts, key=lambda text: text.position_x + text.width)


class _Key(int):
    """A key of the structure's parent tree: the linker moves it with the objects."""

    def __str__(self) -> str:
        return f"@{int(self)}@"


# A string in parentheses (in which "12 0 R" is only text), a key of the parent tree, a reference.
_MOVING = re.compile(rb"\((?:[^()\\]|\\.)*\)|@(\d+)@|(\d+) 0 R", re.DOTALL)


def _settled(key: int) -> bytes:
    return b"%d" % key


def _kept(key: int) -> bytes:
    return b"@%d@" % key


def moved(data: bytes, base: int, owned: dict[int, int], marks: Callable[[int], bytes] = _settled) -> bytes:
    """An object's bytes with every reference and key moved by `base`; `owned` names the objects that have a place of their
    own. `marks` writes a key of the parent tree."""
    def move(match: re.Match) -> bytes:
        if match[2]:
            number = int(match[2])
            return b"%d 0 R" % owned.get(number, number + base)
        return marks(int(match[1]) + base) if match[1] else match[0]

    return _MOVING.sub(move, data)
