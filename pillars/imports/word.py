"""A Word document read: split at its headings into parts, with tables of programmes recognised and everything else kept or named.

`read` stores nothing. What it finds is plain data (JSON), as `pillars.models.Import.found` keeps it:
    {"parts": [part], "matrices": [matrix], "pictures": {key: name in the file}, "losses": [[what, how many]]}
    part    {"chapter", "number", "title", "level", "segments": [html or {"matrix": n, "html"}], "words", "tables", "pictures"}
    matrix  {"part": n, "caption", "rows": [[[text, place, own]]]}
Pictures stand in the HTML as `/gambar/<key>`, the keys of this document; applying puts those of the stored ones in their place.
"""
from __future__ import annotations

import hashlib
import io
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable

import lxml.html
import mammoth
from django.conf import settings
from lxml import etree
from PIL import Image, UnidentifiedImageError

from pillars import attachments, cleaning, numbers
from pillars.drafting import count_words
from pillars.imports import columns, word_package
from pillars.imports.columns import Cell
from pillars.models import Plan
from pillars.refusals import Refused

STYLES = "\n".join([
    *[f"p.RIH{n} => h{n}:fresh" for n in range(1, 7)],
    "p.RICaption => p.caption:fresh", "p.RISource => p.source:fresh",
    *[f"p[style-name='{name}'] => blockquote > p:fresh" for name in ("Quote", "Intense Quote", "Kutipan", "Quotations")],
    "p[style-name='Title'] => p:fresh", "u => u",
])
OTHER_PICTURES = ["GIF", "TIFF", "BMP"]  # turned into PNG; those of `attachments.ACCEPTED` stay as they are
MOST_PICTURES = 400
_NUMBER = re.compile(r"^(?:BAB\s+(?P<chapter>[IVXLC]+|\d+)\b|(?P<section>\d+(?:\.\d+)+)\.?(?=\s|$)"
                     r"|(?P<plain>\d+|[A-Z])[.)](?=\s))[\s.:–-]*", re.IGNORECASE)
_CAPTION = re.compile(r"^(gambar|tabel|grafik|bagan|peta|diagram|figure|table)\s+[\dIVXL]*([.\-–]\s?\d+)*\s*[.:–-]*\s*",
                      re.IGNORECASE)


def read(data: bytes, name: str, plan: Plan, progress: Callable[[str], None] = lambda step: None) -> dict:
    """What a .docx file holds. Raises `Refused` for what is no sound .docx file, or no text of a plan."""
    progress("Membuka dokumen")
    package = word_package.prepare(data, name)
    progress("Mengubah naskah, daftar, dan tabel")
    pictures = _Pictures(data, package.losses)
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(package.data), style_map=STYLES, include_embedded_style_map=False, external_file_access=False,
            convert_image=mammoth.images.img_element(pictures.take),
        )
    except RecursionError:
        raise Refused("Susunan dokumen ini terlalu rumit (tabel atau daftar bersarang). Sederhanakan dulu.") from None
    except Exception:  # a broken file breaks in many ways; all mean the same to the person
        raise Refused(f"Berkas Word ini rusak sehingga tidak dapat dibaca. {word_package.SAVE_AS}") from None
    package.losses["simbol yang tidak dikenal"] += sum("w:sym" in message.message for message in made.messages)
    progress("Membagi menurut judul")
    root = lxml.html.fragment_fromstring(made.value, create_parent="div")
    _notes(root)
    _tidy(root)
    found = _split(root, plan, package.losses)
    found["pictures"] = pictures.names
    found["losses"] = [[what, n] for what, n in package.losses.items() if n > 0]
    return found


def html_of(part: dict, without: set[int] = frozenset()) -> str:
    """The HTML of a part; the tables of the matrices `without` are left out, with their captions and sources."""
    return "".join(s if isinstance(s, str) else "" if s["matrix"] in without else s["html"] for s in part["segments"])


def picture(data: bytes, name: str) -> bytes:
    """The bytes of a picture of the document, in a form that `attachments` takes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        content = packed.read(name)
    return _as_png(content) or content


class _Pictures:
    """Takes the pictures of a document in: each once, under a key made from its content."""

    def __init__(self, data: bytes, losses: Counter):
        self.losses, self.names = losses, {}
        self.inside: dict[str, str] = {}
        self.packed = zipfile.ZipFile(io.BytesIO(data))
        for entry in self.packed.infolist():
            if "media/" in entry.filename and not entry.is_dir():
                self.inside.setdefault(hashlib.sha256(self.packed.read(entry)).hexdigest(), entry.filename)

    def take(self, image) -> dict[str, str]:
        with image.open() as file:
            content = file.read()
        name = self.inside.get(hashlib.sha256(content).hexdigest())
        if name is None or len(self.names) >= MOST_PICTURES:
            self.losses["gambar yang tidak dapat diambil"] += 1
            return {"src": ""}
        if fault := _fault(content):
            self.losses[f"gambar {name.rpartition('.')[2].upper()[:5]}{fault}"] += 1
            return {"src": ""}
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest()))
        self.names[key] = name
        return {"src": f"/gambar/{key}", "alt": (image.alt_text or "").strip()}


def _fault(content: bytes) -> str:
    """What keeps a picture from being taken, "" for nothing."""
    if len(content) > settings.ATTACHMENT_MAX_BYTES:
        return ", terlalu besar"
    try:
        with Image.open(io.BytesIO(content), formats=[*attachments.ACCEPTED, *OTHER_PICTURES]) as image:
            if image.width * image.height > settings.ATTACHMENT_MAX_PIXELS:
                return ", terlalu besar"
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ", tidak dapat dibaca; simpan sebagai PNG atau JPG"
    return ""


def _as_png(content: bytes) -> bytes | None:
    """A picture of another usual kind as PNG; None when it needs no turning."""
    try:
        image = Image.open(io.BytesIO(content), formats=OTHER_PICTURES)
    except UnidentifiedImageError:
        return None
    out = io.BytesIO()
    image.convert("RGBA" if image.mode in ("P", "LA", "RGBA") else "RGB").save(out, "PNG")
    return out.getvalue()


# From mammoth's HTML to ours


def _notes(root: etree._Element) -> None:
    """Foot- and endnotes become spans that carry their text."""
    texts = {}
    for item in root.xpath(".//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
        for back in item.xpath(".//a[starts-with(@href, '#')]"):
            back.drop_tree()
        texts[item.get("id")] = " ".join(item.text_content().split())
        around = item.getparent()
        item.drop_tree()
        if not len(around):
            around.drop_tree()
    for link in root.xpath(".//a[starts-with(@id, 'footnote-ref-') or starts-with(@id, 'endnote-ref-')]"):
        mark = link.getparent() if link.getparent().tag == "sup" else link
        note = etree.Element("span", {"data-footnote": texts.get(link.get("href", "#")[1:], "")})
        note.tail = mark.tail
        mark.getparent().replace(mark, note)


def _tidy(root: etree._Element) -> None:
    for link in list(root.iter("a")):
        if not re.match(r"(https?|mailto|tel):", link.get("href") or ""):
            link.drop_tag()
    for box in list(root.iter("input")):
        box.tail = ("☑ " if box.get("checked") is not None else "☐ ") + (box.tail or "")
        box.drop_tree()
    for image in list(root.iter("img")):
        if not image.get("src"):
            image.drop_tree()
    for heading in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        if heading.getparent() is not root:  # in a table or a list
            heading.tag = "p"
    for caption in root.iter("p"):
        if caption.get("class") == "caption":
            _cut_start(caption, _CAPTION)
    for table in root.iter("table"):
        _head(table)
        for cell in table.iter("td"):
            text = cell.text_content().strip()
            if numbers.parse(text) is not None and cell.getprevious() is not None:
                cell.set("class", "number")


def _head(table: etree._Element) -> None:
    """A first row all in bold is a head, also when Word does not know."""
    rows = list(table.iter("tr"))
    if table.find("thead") is None and len(rows) > 1:
        filled = [cell for cell in rows[0] if cell.text_content().strip()]
        if len(filled) > 1 and all(_all_bold(cell) for cell in filled):
            for cell in rows[0]:
                cell.tag = "th"
    for cell in table.iter("th"):
        for bold in list(cell.iter("strong")):
            bold.drop_tag()


def _all_bold(cell: etree._Element) -> bool:
    bold = "".join(strong.text_content() for strong in cell.iter("strong"))
    return "".join(bold.split()) == "".join(cell.text_content().split())


def _cut_start(element: etree._Element, pattern: re.Pattern) -> re.Match | None:
    """Take what matches away from the beginning of an element's text, whatever tags it goes through."""
    found = pattern.match(element.text_content())
    left = found.end() if found else 0
    for node in element.iter():
        for slot in ("text", "tail") if node is not element else ("text",):
            text = getattr(node, slot) or ""
            cut = min(left, len(text))
            setattr(node, slot, text[cut:])
            left -= cut
    return found


# Splitting


def _split(root: etree._Element, plan: Plan, losses: Counter) -> dict:
    tops = [e for e in root if re.fullmatch(r"h[1-6]", str(e.tag))]
    levels = [int(e.tag[1]) for e in tops]
    shift = min(levels, default=1) - 2 if min(levels, default=1) > 2 else 0
    splitter = _Splitter(plan, losses)
    if (root.text or "").strip():
        splitter.add(lxml.html.fragment_fromstring(root.text, create_parent="p"))
    for element in list(root):
        if element in tops:
            splitter.heading(element, int(element.tag[1]) - shift)
        else:
            splitter.add(element)
    return splitter.found()


class _Splitter:
    def __init__(self, plan: Plan, losses: Counter):
        self.plan, self.losses = plan, losses
        self.chapter = ""
        self.matrices: list[dict] = []
        self.parts: list[dict] = []
        self.blocks: list[etree._Element] = []
        self.open("", "", 0)

    def open(self, number: str, title: str, level: int) -> None:
        self.parts.append({"chapter": self.chapter, "number": number, "title": title, "level": level, "blocks": []})

    def heading(self, element: etree._Element, level: int) -> None:
        found = _cut_start(element, _NUMBER)
        title = " ".join(element.text_content().split())
        number = (found["section"] or found["plain"] or "") if found else ""
        if level > 2:
            element.tag = "h3" if level == 3 else "h4"
            if title:
                self.parts[-1]["blocks"].append(element)
            return
        if level == 1:
            number = found["chapter"].upper() if found and found["chapter"] else number
            self.chapter = f"BAB {number} {title}" if found and found["chapter"] else title
        pictures = list(element.iter("img"))
        self.open(number, title[:200], level)
        for image in pictures:  # one in a heading
            self.add(image)

    def add(self, element: etree._Element) -> None:
        element.tail = None
        self.parts[-1]["blocks"].append(element)

    def found(self) -> dict:
        parts = []
        for part in self.parts:
            part["segments"] = self._segments(part.pop("blocks"), len(parts))
            whole = html_of(part)
            part |= {"words": count_words(whole), "tables": whole.count("<table"), "pictures": whole.count("<img")}
            if part["words"] or part["pictures"]:
                parts.append(part)
            elif part["level"] > 1:
                self.losses["judul tanpa naskah di bawahnya"] += 1
        if not parts:
            raise Refused("Dokumen ini tidak memuat naskah, tabel, atau gambar yang dapat diambil.")
        return {"parts": parts, "matrices": self.matrices}

    def _segments(self, blocks: list[etree._Element], part: int) -> list:
        segments: list = []
        text: list[etree._Element] = []

        def close() -> None:
            if text and (html := self._clean(text)):
                segments.append(html)
            text.clear()

        at = 0
        while at < len(blocks):
            block = blocks[at]
            rows = _rows(block) if block.tag == "table" else []
            heads = columns.recognise(rows, self.plan.years) if rows else None
            if heads and heads.is_matrix and len(rows) > heads.first:
                captions = [text.pop()] if text and text[-1].get("class") == "caption" else []
                close()
                after = [blocks[at + 1]] if at + 1 < len(blocks) and blocks[at + 1].get("class") in ("source", "caption") else []
                around = [*captions, block, *after]
                segments.append({"matrix": len(self.matrices), "html": self._clean(around)})
                caption = next((e.text_content().strip() for e in around if e.get("class") == "caption"), "")
                cells = [[list(cell[:3]) for cell in row] for row in rows]
                self.matrices.append({"part": part, "caption": caption[:200], "rows": cells})
                at += len(after)
            else:
                text.append(block)
            at += 1
        close()
        return segments

    def _clean(self, blocks: list[etree._Element]) -> str:
        html = "".join(lxml.html.tostring(block, encoding="unicode", with_tail=False) for block in blocks)
        return cleaning.clean(html, plan=self.plan)


def _rows(table: etree._Element) -> list[list[Cell]]:
    """The cells of a table, merged ones filled; places are told as "baris 3, kolom 2"."""
    grid: dict[tuple[int, int], Cell] = {}
    lines = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for y, line in enumerate(lines):
        x = 0
        for cell in line:
            while (y, x) in grid:
                x += 1
            text = "\n".join(piece for piece in (" ".join(t.split()) for t in _lines(cell)) if piece)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for dy in range(min(high, len(lines) - y)):
                for dx in range(wide):
                    grid[y + dy, x + dx] = Cell(text, f"baris {y + dy + 1}, kolom {x + dx + 1}", not (dx or dy))
            x += wide
    width = max((x for _, x in grid), default=-1) + 1
    return [[grid.get((y, x), Cell("", f"baris {y + 1}, kolom {x + 1}")) for x in range(width)] for y in range(len(lines))]


def _lines(cell: etree._Element) -> list[str]:
    blocks = [b for b in cell.iter("p", "li") if b.find("p") is None]
    return [b.text_content() for b in blocks] or [cell.text_content()]


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name) or "1"
    return min(int(text), 100) if text.isdecimal() and int(text) else 1
