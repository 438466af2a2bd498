"""Fragments become one PDF by putting them one behind another: nothing is parsed, and what did not change is not touched.

Every unit owns a slot, a range of object numbers of the same width for all, given out in reading order; so the bytes of
a book depend on its content alone, not on what was printed before. Written here, once a book: fonts, page numbers and
running heads (`running.py`), bookmarks, destinations, page labels, the root of the structure tree, metadata for PDF/A and
PDF/UA. The form follows ISO 32000-1 (object streams, cross-reference streams), ISO 19005-2/-3 (PDF/A) and ISO 14289-1.
"""
from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

import pydyf

from masterplan.book import running
from masterplan.book.faces import FontFile, packed, to_unicode, without_missing
from masterplan.book.fragment import DOCUMENT, FONT, PAGES, SQUEEZE, Face, Fragment, moved
from masterplan.book.html import Unit
from masterplan.book.kept import Kept
from masterplan.book.numbering import Entry
from masterplan.book.shape import Content
from pillars.numbers import roman

# The linker's own object numbers; those of fonts follow, and the first slot begins behind them.
CATALOG, INFO, TREE, PARTS, PARENTS, PAGE_ROOT, NAMES, LABELS, METADATA, PROFILE, OBJECTS = range(1, 12)
FIRST_FONT, FIRST_SLOT = 16, 1024
OBJECTS_A_FONT = 6
LEAST_SLOT = 1024
MEMORY = 128 * 2**20  # bytes of moved fragments that a process keeps
QUICK = 2  # zlib level of what is written anew for every book
_ENTRY = 7  # bytes of a cross-reference entry: kind, place, index


@dataclass(frozen=True)
class Bound:
    """A unit with its fragment; `key` names the fragment's content."""

    unit: Unit
    fragment: Fragment
    key: str

    def landed(self) -> list[tuple[Entry, int]]:
        """The entries that are really on a page, with that page from 0."""
        places = self.fragment.places
        return [(entry, places[entry.anchor][0]) for entry in self.unit.entries if entry.anchor in places]


@dataclass(frozen=True)
class Attached:
    """A file that travels within the PDF (PDF/A-3)."""

    name: str
    media_type: str
    says: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Linked:
    """`blocks` put together are the file; `labels` are printed on its pages, one each."""

    blocks: list[bytes] = field(repr=False)
    labels: list[str]

    @property
    def pages(self) -> int:
        return len(self.labels)

    def bytes(self) -> bytes:
        return b"".join(self.blocks)


@dataclass(frozen=True)
class _Moved:
    """A fragment's bytes with final numbers: `entries` are its cross references; those of streams (by number, offset
    within `blob`) are set when the blob's place is known."""

    blob: bytes = field(repr=False)
    entries: bytes = field(repr=False)
    streams: tuple[tuple[int, int], ...] = field(repr=False)


def page_labels(bounds: list[Bound], style) -> list[str]:
    """The label of every page in reading order: "", "i", "IV-12", or "12" where pages run through the book."""
    labels, at, group = [], 0, None
    for bound in bounds:
        unit = bound.unit
        now = (unit.book, unit.chapter) if style.numbers_by_chapter or unit.prefix is None else (unit.book, "body")
        at, group = (at if now == group else 0), now
        for _ in bound.fragment.pages:
            at += 1
            labels.append(label(unit, at, style))
    return labels


def label(unit: Unit, number: int, style) -> str:
    """What is printed on the page `number` (from 1) of a unit's chapter or book."""
    if unit.prefix == "":
        return ""
    if unit.prefix is None:
        return roman(number).lower()
    return f"{unit.prefix}{number}" if style.numbers_by_chapter else str(number)


class Linker:
    """Puts books together. Keeps the moved bytes of fragments and packed fonts, so one serves a process for long."""

    def __init__(self, stamp_faces: list[FontFile], font_file: Callable[[Face], FontFile], memory: int = MEMORY):
        """`stamp_faces`: regular, semibold, bold of what is written late; `font_file` finds the file of a face."""
        self.stamp_faces, self.font_file = stamp_faces, font_file
        self._moved: Kept[tuple, _Moved] = Kept(size=memory, size_of=lambda moved_: len(moved_.blob))
        self.stamps = running.Stamps(stamp_faces)

    def link(self, bounds: list[Bound], content: Content, attached: tuple[Attached, ...] = (), *,
             labels: list[str] | None = None) -> Linked:
        """`labels` are printed on the pages when these are not counted from the first one on."""
        book = _Book(self, bounds, content, attached)
        book.labels = book.labels if labels is None else labels
        return book.linked()

    def moved(self, bound: Bound, base: int, owned: dict[int, int]) -> _Moved:
        key = (bound.key, base, *owned.values())
        return self._moved.get(key) or self._moved.put(key, _move(bound.fragment, base, owned))


def _move(fragment: Fragment, base: int, owned: dict[int, int]) -> _Moved:
    entries, blocks, streams, at = [bytes(_ENTRY)] * fragment.size, [], [], 0
    for number, dictionary, data in fragment.streams:
        block = _stream(base + number, moved(dictionary, base, owned), data)
        streams.append((number, at))
        blocks.append(block)
        at += len(block)
    # The object stream takes number 0 of the slot: a unit's own numbers begin at 1.
    bodies = [(base + number, moved(body, base, owned)) for number, body in fragment.bodies]
    for i, (number, _) in enumerate(bodies):
        entries[number - base] = b"\2" + base.to_bytes(4, "big") + i.to_bytes(2, "big")
    streams.append((0, at))
    blocks.append(_object_stream(base, bodies))
    return _Moved(b"".join(blocks), b"".join(entries), tuple(streams))


def _stream(number: int, dictionary: bytes, data: bytes) -> bytes:
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, dictionary, data)


def _object_stream(number: int, objects: list[tuple[int, bytes]], squeeze: int = SQUEEZE) -> bytes:
    head, bodies, at = [], [], 0
    for own, body in objects:
        head.append(b"%d %d" % (own, at))
        bodies.append(body)
        at += len(body) + 1
    first = b" ".join(head) + b"\n"
    data = zlib.compress(first + b"\n".join(bodies), squeeze)
    dictionary = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(objects), len(first), len(data))
    return _stream(number, dictionary, data)


def _ref(number: int) -> bytes:
    return b"%d 0 R" % number


class _Book:
    """One linking, from the first byte to the last."""

    def __init__(self, linker: Linker, bounds: list[Bound], content: Content, attached: tuple[Attached, ...]):
        self.linker, self.bounds, self.content, self.attached = linker, bounds, content, attached
        self.style = content.style
        self.inks = running.Inks(content.style.ink, content.style.muted, content.style.alarm)
        need = max(b.fragment.size for b in bounds)
        self.width = max(LEAST_SLOT, 1 << (need - 1).bit_length())
        self.bases = [FIRST_SLOT + i * self.width for i in range(len(bounds))]
        self.top = FIRST_SLOT + len(bounds) * self.width
        self.labels = page_labels(bounds, self.style)
        self.blocks: list[bytes] = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        self.at = len(self.blocks[0])
        self.low: dict[int, bytes] = {}  # cross references of the linker's own objects
        self.own: list[tuple[int, bytes]] = []  # what goes into its object stream
        self.places: dict[str, tuple[bytes, str]] = {}  # anchor: (destination, label of its page)

    def linked(self) -> Linked:
        self._find_places()
        fonts = self._fonts()
        ranges = [self._unit(bound, base, fonts, first) for bound, base, first in self._each()]
        self._document_level()
        self._finish(ranges)
        return Linked(self.blocks, self.labels)

    def _each(self) -> Iterator[tuple[Bound, int, int]]:
        first = 0
        for bound, base in zip(self.bounds, self.bases, strict=True):
            yield bound, base, first
            first += len(bound.fragment.pages)

    def _find_places(self) -> None:
        for bound, base, first in self._each():
            pages = bound.fragment.pages
            for anchor, (page, x, y) in bound.fragment.places.items():
                place = b"[%d 0 R/XYZ %.2f %.2f 0]" % (base + pages[page].number, x, y)
                self.places.setdefault(anchor, (place, self.labels[first + page]))

    # Units

    def _unit(self, bound: Bound, base: int, fonts: dict[str, int], first: int) -> tuple[int, bytes]:
        fragment = bound.fragment
        owned = {PAGES: PAGE_ROOT, DOCUMENT: PARTS}
        owned |= {FONT + i: fonts[f"F{i}"] for i in range(len(self.linker.stamp_faces))}
        owned |= {FONT + len(self.linker.stamp_faces) + i: fonts[_font_key(f)] for i, f in enumerate(fragment.faces)}
        moved_ = self.linker.moved(bound, base, owned)
        entries = bytearray(moved_.entries)
        for number, offset in moved_.streams:
            entries[_ENTRY * number:_ENTRY * (number + 1)] = _in_file(self.at + offset)
        self._put(moved_.blob)
        for number, data in zip(fragment.stamps, self._stamps(bound, first), strict=True):
            entries[_ENTRY * number:_ENTRY * (number + 1)] = _in_file(self.at)
            self._put(_stream(base + number, b"<</Length %d>>" % len(data), data))
        return base, bytes(entries)

    def _stamps(self, bound: Bound, first: int) -> Iterator[bytes]:
        unit, stamps = bound.unit, self.linker.stamps
        mark = "DRAF" if unit.is_draft else ""
        late: dict[int, list[bytes]] = {}
        for line in bound.fragment.late:
            label = self.places[line.anchor][1] if line.anchor in self.places else ""
            late.setdefault(line.page, []).append(stamps.late_number(line, label, self.inks))
        for n, page in enumerate(bound.fragment.pages):
            frame = stamps.frame(replace(page, number=0), unit.title, unit.foot, self.labels[first + n], mark, self.inks)
            yield b"\n".join([frame, *late.get(n, ())])

    # Fonts

    def _fonts(self) -> dict[str, int]:
        """{key of a face: number of its font dictionary}; "F0" and so on are those of what is written late."""
        files: dict[str, tuple[FontFile, Face | None, dict[int, str]]] = {}
        for bound in self.bounds:
            for face in bound.fragment.faces:
                key = _font_key(face)
                if key not in files:
                    files[key] = self.linker.font_file(face), face, {}
                files[key][2].update(face.text)
        numbers: dict[str, int] = {}
        by_data: dict[bytes, int] = {}
        for i, key in enumerate(sorted(files)):
            file, face, text = files[key]
            numbers[key] = self._font(FIRST_FONT + OBJECTS_A_FONT * i, file, dict(face.missing), text)
            if not face.missing:
                by_data[file.data] = numbers[key]
        at = FIRST_FONT + OBJECTS_A_FONT * len(files)
        for i, file in enumerate(self.linker.stamp_faces):
            if file.data not in by_data:
                by_data[file.data] = self._font(at, file, {}, {})
                at += OBJECTS_A_FONT
            numbers[f"F{i}"] = by_data[file.data]
        if at > FIRST_SLOT:
            raise ValueError("Terlalu banyak jenis huruf dalam satu buku.")
        return numbers

    def _font(self, first: int, file: FontFile, missing: dict[int, str], used: dict[int, str]) -> int:
        """Embed one file; the first of its numbers is the font dictionary's."""
        font, descendant, descriptor, stream, text, encoding = range(first, first + OBJECTS_A_FONT)
        packed_font = _packed_font(file, frozenset(used), tuple(sorted(missing.items())), tuple(sorted(used.items())))
        name = b"/" + packed_font.name
        kind = b"/Subtype/OpenType" if file.is_cff else b"/Length1 %d" % packed_font.length
        self._put_own(stream, b"<<%s/Filter/FlateDecode/Length %d>>" % (kind, len(packed_font.data)), packed_font.data)
        self._put_own(text, b"<</Filter/FlateDecode/Length %d>>" % len(packed_font.text), packed_font.text)
        how = b"/Identity-H"
        if missing:
            self._put_own(encoding, b"<</Type/CMap/CMapName/Lacking/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
                          b"/Supplement 0>>/Filter/FlateDecode/Length %d>>" % len(packed_font.encoding), packed_font.encoding)
            how = _ref(encoding)
        flags = 4 + (64 if file.italic_angle else 0)
        self.own += [
            (font, b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding %s/ToUnicode %s/DescendantFonts[%s]>>"
             % (name, how, _ref(text), _ref(descendant))),
            (descendant, b"<</Type/Font/Subtype/CIDFontType%d/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
             b"/Supplement 0>>%s/W[0[%s]]/FontDescriptor %s>>"
             % (0 if file.is_cff else 2, name, b"" if file.is_cff else b"/CIDToGIDMap/Identity", packed_font.widths,
                _ref(descriptor))),
            (descriptor, b"<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %g/Ascent %d"
             b"/Descent %d/CapHeight %d/StemV 80/FontFile%d %s>>"
             % (name, flags, *file.bounds, file.italic_angle, file.ascent, file.descent, file.ascent,
                3 if file.is_cff else 2, _ref(stream))),
        ]
        return font

    # The document

    def _document_level(self) -> None:
        catalog = [
            b"/Type/Catalog/Pages %s/PageLabels %s/Names %s/PageMode/UseOutlines/Metadata %s/Lang(id-ID)"
            % (_ref(PAGE_ROOT), _ref(LABELS), _ref(NAMES), _ref(METADATA)),
            b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot %s" % _ref(TREE),
            b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
            b"/DestOutputProfile %s>>]" % _ref(PROFILE),
        ]
        if outlines := self._outlines():
            catalog.append(b"/Outlines %s" % _ref(outlines))
        names = b"/Dests<</Names[%s]>>" % b" ".join(
            pydyf.String(a).data + self.places[a][0] for a in sorted(self.places, key=lambda a: a.encode())
        )
        if self.attached:
            numbers = [self._attach(file) for file in self.attached]
            catalog.append(b"/AF[%s]" % b" ".join(map(_ref, numbers)))
            order = sorted(zip(self.attached, numbers, strict=True), key=lambda pair: pair[0].name)
            names += b"/EmbeddedFiles<</Names[%s]>>" % b" ".join(
                pydyf.String(file.name).data + _ref(number) for file, number in order
            )
        title = self.content.file_title
        parts = b" ".join(_ref(base + b.fragment.part) for b, base, _ in self._each())
        self.own += [
            (CATALOG, b"<<%s>>" % b"".join(catalog)),
            (INFO, b"<</Title%s/Producer%s>>" % (pydyf.String(title).data, pydyf.String(PRODUCER).data)),
            (PAGE_ROOT, b"<</Type/Pages/Count %d/Kids[%s]>>" % (
                len(self.labels), b" ".join(_ref(base + b.fragment.pages_node) for b, base, _ in self._each()))),
            (LABELS, b"<</Nums[%s]>>" % self._label_ranges()),
            (NAMES, b"<<%s>>" % names),
            (TREE, b"<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>" % (
                _ref(PARTS), _ref(PARENTS), self.top)),
            (PARTS, b"<</Type/StructElem/S/Document/P %s/K[%s]>>" % (_ref(TREE), parts)),
            (PARENTS, b"<</Kids[%s]>>" % b" ".join(_ref(base + b.fragment.parent_tree) for b, base, _ in self._each())),
        ]
        profile = _profile()
        self._put_own(PROFILE, b"<</N 3/Filter/FlateDecode/Length %d>>" % len(profile), profile)
        data = _metadata(self.content, title, 3 if self.attached else 2)
        self._put_own(METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(data), data)

    def _label_ranges(self) -> bytes:
        """Page labels (the number shown in a reader's page field): a range wherever they do not simply count on."""
        ranges, before = [], None
        for number, label in enumerate(self.labels):
            prefix, kind, value = _label_parts(label)
            if before is None or before[:2] != (prefix, kind) or not kind or value != before[2] + 1:
                style = b"/S/%s/St %d" % (kind, value) if kind else b""
                ranges.append(b"%d<<%s/P%s>>" % (number, style, pydyf.String(prefix).data))
            before = prefix, kind, value
        return b"".join(ranges)

    def _outlines(self) -> int:
        """Bookmarks: book, chapter, section, sub-heading. Returns the root's number, or 0 without any."""
        root: list = []
        stack: list[list] = []
        for bound in self.bounds:
            for entry, _ in bound.landed():
                if entry.kind not in ("cover", "chapter", "heading"):
                    continue
                item = [f"{entry.label} {entry.title}".strip(), self.places[entry.anchor][0], entry.kind == "cover", []]
                del stack[0 if entry.kind == "cover" else 1 + entry.level:]
                (stack[-1][3] if stack else root).append(item)
                stack.append(item)
        if not root:
            return 0
        number = self._new()
        shown = self._bookmarks(root, number)
        self.own.append((number, b"<</Type/Outlines/First %s/Last %s/Count %d>>" % (*self._ends, shown)))
        return number

    def _bookmarks(self, items: list, parent: int) -> int:
        """Write a level and those below; returns how many are open to view."""
        numbers, shown = [self._new() for _ in items], len(items)
        for i, (title, place, is_open, kids) in enumerate(items):
            body = [b"/Title%s/Dest%s/Parent %s" % (pydyf.String(title).data, place, _ref(parent))]
            if i:
                body.append(b"/Prev %s" % _ref(numbers[i - 1]))
            if i + 1 < len(items):
                body.append(b"/Next %s" % _ref(numbers[i + 1]))
            if kids:
                below = self._bookmarks(kids, numbers[i])
                shown += below if is_open else 0
                body.append(b"/First %s/Last %s/Count %d" % (*self._ends, below if is_open else -below))
            self.own.append((numbers[i], b"<<%s>>" % b"".join(body)))
        self._ends = _ref(numbers[0]), _ref(numbers[-1])
        return shown

    def _attach(self, file: Attached) -> int:
        stream, number = self._new(), self._new()
        data = packed(file.data)
        subtype = b"/" + file.media_type.encode().replace(b"/", b"#2F").replace(b"+", b"#2B")
        # No date of the clock: the same content gives the same bytes. PDF/A-3 asks for one all the same.
        params = b"<</Size %d/ModDate(D:%d0101000000Z)/CheckSum<%s>>>" % (
            len(file.data), self.content.year, hashlib.md5(file.data, usedforsecurity=False).hexdigest().encode())
        self._put_own(stream, b"<</Type/EmbeddedFile/Subtype%s/Params%s/Filter/FlateDecode/Length %d>>"
                      % (subtype, params, len(data)), data)
        name = pydyf.String(file.name).data
        self.own.append((number, b"<</Type/Filespec/F%s/UF%s/AFRelationship/Data/Desc%s/EF<</F %s/UF %s>>>>"
                         % (name, name, pydyf.String(file.says).data, _ref(stream), _ref(stream))))
        return number

    # Bytes

    def _new(self) -> int:
        self.top += 1
        return self.top - 1

    def _put(self, data: bytes) -> None:
        self.blocks.append(data)
        self.at += len(data)

    def _put_own(self, number: int, dictionary: bytes, data: bytes) -> None:
        self.low[number] = _in_file(self.at)
        self._put(_stream(number, dictionary, data))

    def _finish(self, ranges: list[tuple[int, bytes]]) -> None:
        """The linker's objects, the cross references of all, the end."""
        for i, (number, _) in enumerate(self.own):
            self.low[number] = b"\2" + OBJECTS.to_bytes(4, "big") + i.to_bytes(2, "big")
        stream = _object_stream(OBJECTS, self.own, QUICK)
        self.low[OBJECTS] = _in_file(self.at)
        self._put(stream)
        last = self._new()
        self.low[last] = _in_file(self.at)
        self.low[0] = b"\0\0\0\0\0\xff\xff"
        every = sorted([*_runs(self.low), *ranges])
        data = zlib.compress(b"".join(entries for _, entries in every), QUICK)
        index = b" ".join(b"%d %d" % (start, len(entries) // _ENTRY) for start, entries in every)
        known = hashlib.sha256("".join(b.key for b in self.bounds).encode() + repr(self.labels).encode()
                               + stream).hexdigest()[:32].encode()
        self._put(_stream(last, b"<</Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root %s/Info %s/ID[<%s><%s>]/Filter/FlateDecode"
                          b"/Length %d>>" % (index, last + 1, _ref(CATALOG), _ref(INFO), known, known, len(data)), data))
        self._put(b"startxref\n%d\n%%%%EOF\n" % (self.at - len(self.blocks[-1])))


def _in_file(at: int) -> bytes:
    return b"\1" + at.to_bytes(4, "big") + b"\0\0"


def _runs(entries: dict[int, bytes]) -> Iterable[tuple[int, bytes]]:
    """(first number, entries) of numbers that follow each other."""
    runs: list[tuple[int, list[bytes]]] = []
    for number in sorted(entries):
        if runs and number == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(entries[number])
        else:
            runs.append((number, [entries[number]]))
    return [(first, b"".join(run)) for first, run in runs]


def _font_key(face: Face) -> str:
    return f"{face.sha256}:{face.index}:{face.missing}" if face.missing else f"{face.sha256}:{face.index}"


@dataclass(frozen=True)
class _PackedFont:
    name: bytes
    length: int
    data: bytes
    text: bytes
    encoding: bytes
    widths: bytes


@lru_cache(maxsize=64)
def _packed_font(file: FontFile, used: frozenset[int], missing: tuple, text: tuple[tuple[int, str], ...]) -> _PackedFont:
    data, compressed = _embedded(file, used if len(file.data) > 120_000 else frozenset())
    stands_for = {glyph: chr(char) for char, glyph in sorted(file.glyphs.items(), reverse=True)} | dict(text)
    stands_for |= {glyph: chr(char) for glyph, char in missing}
    encoding = packed(without_missing(sorted(g for g in stands_for if g not in dict(missing)), dict(missing))) if missing else b""
    tag = "".join(chr(65 + b % 26) for b in hashlib.sha256(data).digest()[:6])
    return _PackedFont(f"{tag}+{file.name}".encode(), len(data), compressed, packed(to_unicode(stands_for)), encoding,
                       b" ".join(b"%g" % w for w in file.widths))


@lru_cache(maxsize=64)
def _embedded(file: FontFile, used: frozenset[int]) -> tuple[bytes, bytes]:
    data = file.embedded(used)
    return data, packed(data)


@lru_cache(maxsize=1)
def _profile() -> bytes:
    return packed((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())


def _label_parts(label: str) -> tuple[str, bytes, int]:
    """("IV-", b"D", 12), ("", b"r", 3); a label without a number has no style."""
    if not label:
        return "Sampul", b"", 0
    if label.isalpha():
        return "", b"r", _ROMAN.setdefault(label, 0)
    prefix, _, number = label.rpartition("-")
    return f"{prefix}-" if prefix else "", b"D", int(number)


_ROMAN = {roman(n).lower(): n for n in range(1, 400)}
PRODUCER = "WeasyPrint"


def _metadata(content: Content, title: str, part: int) -> bytes:
    """XMP: what the file is, and which standards it follows. PDF/A asks for the schema of the pdfuaid names."""
    words = {"title": escape(title), "creator": escape(f"Pemerintah {content.region}"), "region": escape(content.region),
             "producer": PRODUCER, "part": part}
    return (_XMP % words).encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="%(part)d" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%(title)s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%(creator)s</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>Rencana induk smart city</rdf:li><rdf:li>%(region)s</rdf:li></rdf:Bag></dc:subject>
<dc:language><rdf:Bag><rdf:li>id-ID</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>%(producer)s</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>
</pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
