"""A .docx file as it comes: refused if it is something else, and made ready for `mammoth`, which turns it into HTML.

mammoth knows paragraphs, lists, tables, notes and pictures. What it does not know is done here, in the document's XML: headings
by style, outline level, automatic number or bold numbered line; captions and source lines; the text of text boxes and formulas;
pictures in groups. What cannot be kept is counted, by name. Nothing is fetched, and nothing outside the archive is opened.
"""
from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from pillars.imports.word_numbers import Numbers, Styles, w
from pillars.refusals import Refused

MOST_BYTES = 25 * 1024 * 1024
MOST_TEXT = 24 * 1024 * 1024  # of one XML part; a book of a thousand pages has some ten
MOST_XML = 60 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5000
SAVE_AS = "Buka di Word atau LibreOffice, pilih Simpan Sebagai, jenis “Dokumen Word (.docx)”, lalu unggah lagi."

_NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
# The same in "strict" files.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _NS["w"], b"http://purl.oclc.org/ooxml/officeDocument/math": _NS["m"],
    b"http://purl.oclc.org/ooxml/drawingml/main": _NS["a"], b"http://purl.oclc.org/ooxml/officeDocument/relationships": _NS["r"],
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": _NS["wp"],
    b"http://purl.oclc.org/ooxml/drawingml/picture": _NS["pic"],
}
_CAPTION = re.compile(r"^(gambar|tabel|grafik|bagan|peta|diagram|figure|table)\s+[\dIVXL]+([.\-–]\s?\d+)*\s*[.:]?\s+\S",
                      re.IGNORECASE)
_SOURCE = re.compile(r"^(sumber|source)(\s+data)?\s*:", re.IGNORECASE)
_CHAPTER = re.compile(r"^BAB\s+([IVXLC]+|\d+)\b[\s.:–-]*", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)+)\.?\s+\S")
_LETTERED = re.compile(r"^([A-Z]|\d+)\.\s+\S")
LONGEST_HEADING = 180


@dataclass
class Package:
    """A document made ready: the bytes for mammoth, and what had to be left, counted by name."""

    data: bytes
    losses: Counter = field(default_factory=Counter)


def refuse_others(data: bytes, name: str = "") -> None:
    """Raise `Refused`, with what to do, unless these bytes are those of a .docx file within the limits."""
    kind = name.rpartition(".")[2].lower()
    if len(data) > MOST_BYTES:
        raise Refused(f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB. Kecilkan gambarnya di Word (Format Gambar, "
                      "Kompres Gambar), atau bagi menjadi beberapa berkas .docx.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("Berkas ini dikunci dengan kata sandi. Buka di Word, hapus kata sandinya (File, Info, Lindungi "
                          "Dokumen), lalu simpan sebagai .docx dan unggah lagi.")
        raise Refused(f"Berkas ini berformat Word lama (.doc). {SAVE_AS}")
    other = {b"%PDF": "PDF", b"{\\rt": "RTF", b"<htm": "HTML", b"<!DO": "HTML"}.get(data[:4])
    if other:
        raise Refused(f"Berkas ini berformat {other}, bukan Word. {SAVE_AS}")
    if not data:
        raise Refused("Berkas ini kosong.")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(f"Berkas “.{kind[:8]}” ini rusak atau bukan dokumen Word (.docx). {SAVE_AS}")


def prepare(data: bytes, name: str = "") -> Package:
    """The document in `data`, made ready. Raises `Refused` for what is no sound .docx file."""
    refuse_others(data, name)
    try:
        parts = _parts(data)
        package = Package(b"")
        main = _main(parts)
        _Document(parts, main, package.losses).prepare()
        for header in (n for n in parts if re.fullmatch(r"word/(header|footer)\d*\.xml", n)):
            package.losses["kepala atau kaki halaman"] += bool(re.search(rb"<w:t[ >]", parts[header]))
    except Refused:
        raise
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, RuntimeError, EOFError, OSError):
        # RuntimeError: zipfile's word for what is locked, or packed in a way that it does not know
        raise Refused(f"Berkas Word ini rusak sehingga tidak dapat dibaca. {SAVE_AS}") from None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    package.data = out.getvalue()
    package.losses = +package.losses
    return package


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts that a reader needs. An entry gives no more bytes than it says, so the sums of the entries are bounds."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        names = {entry.filename for entry in entries}
        if "word/vbaProject.bin" in names:
            raise Refused(f"Berkas ini memuat makro (.docm). Makro tidak diterima. {SAVE_AS}")
        if "mimetype" in names and "content.xml" in names:
            raise Refused(f"Berkas ini berformat OpenDocument (.odt). {SAVE_AS}")
        if not {"[Content_Types].xml", "_rels/.rels"} <= names:
            raise Refused(f"Berkas ini bukan dokumen Word (.docx). {SAVE_AS}")
        xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
        if (len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_UNPACKED
                or any(e.file_size > MOST_TEXT for e in xml) or sum(e.file_size for e in xml) > MOST_XML):
            raise Refused("Isi berkas ini setelah dibuka terlalu besar untuk sebuah naskah. Bagi menjadi beberapa berkas .docx.")
        parts = {}
        for entry in entries:
            if entry.filename in parts or entry.is_dir() or not (entry in xml or "media/" in entry.filename):
                continue
            content = packed.read(entry)
            if entry in xml:
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!ENTITY".encode("utf-16-le") in content:
                    raise Refused("Berkas ini memuat acuan yang tidak aman, jadi tidak dibaca. " + SAVE_AS)
                for strict, usual in _STRICT.items():
                    content = content.replace(strict, usual.encode())
            parts[entry.filename] = content
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        raise Refused(f"Berkas ini memuat makro (.docm). Makro tidak diterima. {SAVE_AS}")
    return parts


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(content, parser)


def _main(parts: dict[str, bytes]) -> str:
    """The part that holds the text."""
    for relation in _parse(parts["_rels/.rels"]):
        if relation.get("Type", "").endswith("/officeDocument"):
            name = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            if name in parts and b"wordprocessingml" in parts[name][:20_000]:
                return name
    raise Refused(f"Berkas ini bukan dokumen Word (.docx). {SAVE_AS}")


class _Document:
    """The text of a document while it is made ready."""

    def __init__(self, parts: dict[str, bytes], main: str, losses: Counter):
        self.parts, self.main, self.losses = parts, main, losses
        folder = posixpath.dirname(main)
        self.root = _parse(parts[main])
        rels = f"{folder}/_rels/{posixpath.basename(main)}.rels"
        related = list(_parse(parts[rels])) if rels in parts else []
        self.pictures = {}
        for relation in related:
            target, there = relation.get("Target", ""), relation.get("TargetMode") != "External"
            path = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
            self.pictures[relation.get("Id")] = "inside" if there and path in parts else "outside" if not there else "broken"
        styles = _optional(parts, f"{folder}/styles.xml")
        for style in () if styles is None else styles.iter(w("style")):
            if not style.get(w("type")):  # may be left away, which mammoth does not know
                style.set(w("type"), "paragraph")
                parts[f"{folder}/styles.xml"] = b""
        if parts.get(f"{folder}/styles.xml") == b"":
            parts[f"{folder}/styles.xml"] = etree.tostring(styles)
        self.styles = Styles(styles)
        self.numbers = Numbers(_optional(parts, f"{folder}/numbering.xml"), self.styles)

    def prepare(self) -> None:
        self._count()
        self._take_apart_drawings()
        self._plain_formulas()
        self._drop_contents()
        self._mark_paragraphs()
        self.parts[self.main] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _all(self, path: str) -> list[etree._Element]:
        return self.root.xpath(path, namespaces=_NS)

    def _count(self) -> None:
        self.losses["komentar"] += len(self._all("//w:commentReference"))
        deleted = self._all("//w:del[not(parent::w:rPr)]|//w:moveFrom")
        self.losses["perubahan terlacak: teks yang dihapus, ditinggalkan"] += len(deleted)
        self.losses["perubahan terlacak: teks sisipan, diambil"] += len(self._all("//w:ins[not(parent::w:rPr)]|//w:moveTo"))
        for run in self._all("//w:r[w:rPr/w:vanish[not(@w:val='0' or @w:val='false')]][w:t]"):
            self.losses["teks tersembunyi"] += 1
            run.getparent().remove(run)
        self.losses["bagian berkas lain yang disisipkan"] += len(self._all("//w:altChunk|//w:subDoc"))

    def _take_apart_drawings(self) -> None:
        for both in self._all("//mc:AlternateContent"):
            chosen = both.find("mc:Choice", _NS)
            if chosen is None or not len(chosen):
                chosen = both.find("mc:Fallback", _NS)
            at = both.getparent().index(both)
            if chosen is not None:
                both.getparent()[at:at] = list(chosen)
            both.getparent().remove(both)
        for frame in self._all("//w:drawing|//w:pict|//w:object"):
            self._take_apart(frame)

    def _take_apart(self, frame: etree._Element) -> None:
        """A drawing becomes its pictures; the text of its boxes comes behind the paragraph; what is only drawn is lost."""
        if frame.xpath("ancestor::w:txbxContent", namespaces=_NS):
            return self._take_pictures(frame)
        uris = " ".join(frame.xpath(".//a:graphicData/@uri", namespaces=_NS))
        boxes = [box for box in frame.iter(w("txbxContent")) if "".join(box.itertext()).strip()]
        named = sum(self.losses.values())
        pictures = self._take_pictures(frame)
        named = sum(self.losses.values()) > named  # a picture of it was lost, and said so
        if boxes:
            self.losses["kotak teks, diambil teksnya saja"] += len(boxes)
            at = next(a for a in frame.iterancestors() if a.tag == w("p"))
            for box in reversed(boxes):
                for block in reversed(list(box)):
                    at.addnext(block)
        elif uris.endswith("/chart"):
            self.losses["grafik Office; simpan sebagai gambar di Word bila perlu"] += 1
        elif uris.endswith("/diagram"):
            self.losses["SmartArt; simpan sebagai gambar di Word bila perlu"] += 1
        elif frame.tag == w("object"):
            self.losses["objek tertanam (misalnya lembar Excel), diambil gambarnya saja" if pictures else "objek tertanam"] += 1
        elif not pictures and not named:
            self.losses["bentuk gambar (shape)"] += not self._is_rule(frame)
        if not pictures:
            frame.getparent().remove(frame)
        return None

    def _is_rule(self, frame: etree._Element) -> bool:
        return any(e.get("{urn:schemas-microsoft-com:office:office}hr") for e in frame.iter())

    def _take_pictures(self, frame: etree._Element) -> int:
        """Leave the pictures that are in the file; those linked from elsewhere are named and never fetched."""
        kept = 0
        for blip in (*frame.iter(f"{{{_NS['a']}}}blip"), *frame.iter(f"{{{_NS['v']}}}imagedata")):
            key = blip.get(f"{{{_NS['r']}}}embed") or (blip.get(f"{{{_NS['r']}}}id") if "imagedata" in blip.tag else None)
            where = self.pictures.get(key, "outside" if blip.get(f"{{{_NS['r']}}}link") else "broken")
            if where == "inside":
                blip.attrib.pop(f"{{{_NS['r']}}}link", None)
                kept += 1
                continue
            self.losses["gambar tertaut di luar berkas" if where == "outside" else "gambar yang hilang dari berkas"] += 1
            blip.getparent().remove(blip)
        for data in frame.iter(f"{{{_NS['a']}}}graphicData"):
            pictures = list(data.iter(f"{{{_NS['pic']}}}pic"))
            if any(picture.getparent() is not data for picture in pictures):  # a group: the pictures only
                data[:] = pictures
        return kept

    def _plain_formulas(self) -> None:
        for formula in self._all("//m:oMath[not(ancestor::m:oMath)]"):
            self.losses["rumus, diambil teksnya saja"] += 1
            text = "".join(formula.itertext(f"{{{_NS['m']}}}t"))
            outer = formula.getparent()
            if outer.tag == f"{{{_NS['m']}}}oMathPara":
                outer.addprevious(_run(text))
            else:
                formula.addprevious(_run(text))
                formula.getparent().remove(formula)
        for outer in self._all("//m:oMathPara"):
            outer.getparent().remove(outer)
        for field_ in self._all("//w:fldSimple"):
            if " SEQ " not in f" {field_.get(w('instr'), '')}":
                _unwrap(field_)

    def _drop_contents(self) -> None:
        """Tables of contents and of figures: the book makes its own."""
        for block in self._all("//w:sdt[w:sdtPr/w:docPartObj/w:docPartGallery[contains(@w:val, 'Table of Contents')]]"):
            self.losses["daftar isi, dibuat aplikasi sendiri"] += 1
            block.getparent().remove(block)
        listed = re.compile(r"(toc|table of figures|daftar isi) ?\d*$", re.IGNORECASE)
        lines = [p for p in self.root.iter(w("p")) if listed.match(self.styles.name(p))]
        self.losses["daftar isi, dibuat aplikasi sendiri"] += bool(lines)
        for line in lines:
            line.getparent().remove(line)

    def _mark_paragraphs(self) -> None:
        """Give headings, captions and source lines a style that the conversion knows."""
        body = self.root.find(w("body"))
        paragraphs = [] if body is None else list(body.iter(w("p")))
        joined = set()
        for at, p in enumerate(paragraphs):
            label = self.numbers.label(p)
            if p in joined or any(a.tag == w("tc") for a in p.iterancestors()):
                continue
            text = _text(p)
            if self._is_caption(p, text):
                self._mark(p, "RICaption")
            elif _SOURCE.match(text):
                self._mark(p, "RISource")
            elif level := self._heading_level(p, text, label):
                if label:
                    p.insert(1 if p.find(w("pPr")) is not None else 0, _run(f"{label} "))
                self._mark(p, f"RIH{min(level, 6)}")
                whole = f"{label} {text}".strip()
                if (found := _CHAPTER.match(whole)) and found.end() == len(whole):
                    self._join_title(p, paragraphs[at + 1:at + 4], joined)
        for simple in self._all("//w:fldSimple"):
            _unwrap(simple)

    def _heading_level(self, p: etree._Element, text: str, label: str) -> int:
        """1 for a chapter, 2 for a section, and so on; 0 for what is no heading. The number, where there is one, decides."""
        if not (text or label) or len(text) > LONGEST_HEADING:
            return 0
        whole = f"{label} {text}".strip()
        styled = self.styles.outline_level(p)
        if not styled and not (self.styles.is_bold(p) or (_CHAPTER.match(whole) and whole.isupper())):
            return 0
        if _CHAPTER.match(whole):
            return 1
        if found := _NUMBERED.match(whole):
            return len(found[1].split("."))
        if styled:
            return styled
        if found := _LETTERED.match(whole):
            return 2 if found[1].isalpha() else 3
        return 0

    def _join_title(self, p: etree._Element, following: list[etree._Element], joined: set) -> None:
        """"BAB II" and, in a line of its own, its title."""
        for other in following:
            text = _text(other)
            if not text:
                continue
            alike = text.isupper() or self.styles.is_bold(other) or self.styles.outline_level(other) == 1
            if alike and len(text) <= LONGEST_HEADING and other.getparent() is p.getparent() and not _NUMBERED.match(text):
                p.append(_run(" "))
                p.extend([child for child in other if child.tag != w("pPr")])
                joined.add(other)
                other.getparent().remove(other)
            return

    def _is_caption(self, p: etree._Element, text: str) -> bool:
        if not text:
            return False
        if self.styles.name(p).lower() in ("caption", "keterangan", "keterangan gambar"):
            return True
        fields = [*(e.text or "" for e in p.iter(w("instrText"))), *(e.get(w("instr"), "") for e in p.iter(w("fldSimple")))]
        if any(" SEQ " in f" {code}" for code in fields):
            return True
        return bool(len(text) < 250 and _CAPTION.match(text) and self._beside_figure(p))

    def _beside_figure(self, p: etree._Element) -> bool:
        for neighbour in (p.getprevious(), p.getnext()):
            while neighbour is not None and neighbour.tag == w("p") and not _text(neighbour) and not _has_picture(neighbour):
                neighbour = neighbour.getnext() if neighbour.getprevious() is p else None
            if neighbour is not None and (neighbour.tag == w("tbl") or _has_picture(neighbour)):
                return True
        return False

    def _mark(self, p: etree._Element, style: str) -> None:
        properties = p.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            p.insert(0, properties)
        for name in ("pStyle", "numPr"):
            for old in properties.findall(w(name)):
                properties.remove(old)
        properties.insert(0, etree.Element(w("pStyle"), {w("val"): style}))
        if style.startswith("RIH"):
            for bold in p.iter(w("b"), w("i")):
                bold.set(w("val"), "0")


def _optional(parts: dict[str, bytes], name: str) -> etree._Element | None:
    return _parse(parts[name]) if name in parts else None


def _unwrap(element: etree._Element) -> None:
    parent, at = element.getparent(), element.getparent().index(element)
    parent[at:at + 1] = list(element)


def _run(text: str) -> etree._Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = text
    return run


def _text(p: etree._Element) -> str:
    """What stands in a paragraph, without what was deleted in it."""
    pieces = []
    for e in p.iter(w("t"), w("tab"), w("br")):
        if any(a.tag in (w("del"), w("moveFrom")) for a in e.iterancestors()):
            continue
        pieces.append(e.text or "" if e.tag == w("t") else " ")
    return " ".join("".join(pieces).split())


def _has_picture(element: etree._Element) -> bool:
    return next(element.iter(w("drawing"), w("pict")), None) is not None
