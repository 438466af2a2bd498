"""The book for electronic readers: EPUB 3, one XHTML file a chapter, with the print HTML's own words and numbers."""
from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import BinaryIO

from django.conf import settings
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from masterplan.book import html
from masterplan.book.html import Unit
from masterplan.book.shape import Book, Content, Prepared
from masterplan.exports import flow, outline, pictures
from masterplan.exports.package import Package, element, readable, text
from pillars.refusals import Refused

MEDIA_TYPE = "application/epub+zip"
XHTML, OPS = "http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ACCESSIBLE = {
    "schema:accessMode": ("textual", "visual"), "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": ("tableOfContents", "structuralNavigation", "alternativeText", "displayTransformability"),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": ("Judul bertingkat, daftar isi lengkap, tabel dengan kepala kolom, dan teks alternatif "
                                    "pada setiap gambar.",),
}


def write(content: Content, target: BinaryIO, progress=lambda done, total, label: None) -> None:
    """Write `content` as EPUB; see `masterplan.exports.Format`."""
    if not content.books:
        raise Refused(outline.NOTHING)
    units = html.units(content)
    with Package(target) as package:
        writer = _Writer(content, units, package)
        for done, unit in enumerate(units):
            progress(done, len(units) + 1, f"Menulis {unit.title}")
            writer.unit(unit)
        progress(len(units), len(units) + 1, "Menyusun berkas")
        writer.finish()
    progress(len(units) + 1, len(units) + 1, "Selesai")


class _Writer:
    def __init__(self, content: Content, units: list[Unit], package: Package):
        self.content, self.package = content, package
        self.files: dict[str, str] = {}  # of the package, by name, with their media type
        self.spine: list[str] = []
        self.images: dict[str, str] = {}  # file of a picture, by book and address
        self.waiting: list[Unit] = []  # the units of the chapter at hand
        self.lines: list[tuple[int, str, str]] = []  # of the contents: depth, title, address
        self.home = _homes(units)
        package.add("mimetype", MEDIA_TYPE, is_stored=True)
        package.add("META-INF/container.xml", HEAD + element("container", element("rootfiles", element(
            "rootfile", full__path="book.opf", media__type="application/oebps-package+xml",
        )), version="1.0", xmlns="urn:oasis:names:tc:opendocument:xmlns:container"))
        self.add("book.css", (settings.BASE_DIR / "static" / "book" / "epub.css").read_bytes(), "text/css")

    def unit(self, unit: Unit) -> None:
        kind = outline.kind(unit)
        if kind != outline.CONTINUED:
            self.close()
        if kind == outline.COVER:
            self.title_page(next(b for b in self.content.books if b.number == unit.book), unit)
        else:
            self.waiting.append(unit)

    def finish(self) -> None:
        self.close()
        self.add("nav.xhtml", _page("Daftar Isi", self.contents()), "application/xhtml+xml")
        self.package.add("book.opf", self.description())

    def add(self, name: str, data: bytes | str, kind: str) -> None:
        self.package.add(name, data, is_stored=kind in ("image/png", "image/jpeg"))
        self.files[name] = kind

    # Pages

    def title_page(self, book: Book, unit: Unit) -> None:
        content, name = self.content, _file(unit)
        over, title = outline.names(content, book)
        arms = ""
        if content.arms:
            source = self.image("picture:arms", {"picture:arms": content.arms}, "arms")
            arms = element("img", src=source, alt=f"Lambang {content.region}", **{"class": "arms"})
        lines = [("p", "over", f"Pemerintah {content.region}"), ("p", "over", over), ("h1", "", title),
                 ("p", "plan", content.title), ("p", "", content.subtitle), ("p", "", f"Periode {content.period}"),
                 ("p", "", outline.place_and_year(content)), ("p", "draft", "DRAF" if content.is_draft else "")]
        inside = "".join(element(tag, text(line), **{"class": kind or None}) for tag, kind, line in lines if line)
        section = element("section", arms, inside, epub_type="titlepage", id=unit.code, **{"class": "title"})
        self.add(name, _page(title, section), "application/xhtml+xml")
        self.spine.append(name)
        self.lines.append((0, f"{over}: {title}", f"{name}#{unit.code}"))

    def close(self) -> None:
        """Write the chapter at hand."""
        if not self.waiting:
            return
        first, name = self.waiting[0], _file(self.waiting[0])
        section = etree.Element(f"{{{XHTML}}}section", nsmap={None: XHTML, "epub": OPS})
        section.set(TYPE, "frontmatter" if first.prefix is None else "chapter")
        notes: list[str] = []
        for unit in self.waiting:
            for child in self.body(unit, notes):
                section.append(child)
            # Notes behind each unit would do as well; numbers go on through the chapter.
            self.lines += [(_depth(e), f"{e.label} {e.title}".strip(), self.home[e.anchor]) for e in unit.entries
                           if e.kind in ("chapter", "heading") and e.anchor in self.home]
        _once(section)
        inside = etree.tostring(section, encoding="unicode")
        self.add(name, _page(first.title, inside + "".join(notes)), "application/xhtml+xml")
        self.spine.append(name)
        self.waiting = []

    def body(self, unit: Unit, notes: list[str]) -> list[etree._Element]:
        """What stands in the body of the unit, as XHTML whose references lead to files of this book."""
        shown = dict(unit.pictures)
        whole, drawn = flow.drawings(readable(unit.opener + "".join(part.html for part in unit.parts)))
        shown |= drawn
        parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
        body = lxml_html.document_fromstring(whole.encode(), parser=parser).find("body")
        for needless in body.xpath("//section[contains(concat(' ', @class, ' '), ' title-page ')]"):
            needless.drop_tree()
        for child in list(body.iter("span", "a", "img", "figure")):
            _REWRITE[child.tag](self, child, unit, shown, notes)
        lxml_html.html_to_xhtml(body)
        return list(body)

    def span(self, span: HtmlElement, unit: Unit, shown: dict, notes: list[str]) -> None:
        if span.get("class") == "continued":
            span.drop_tree()
        elif span.get("class") == "footnote":
            number = len(notes) + 1
            words = span.text_content()
            back = element("a", "↩", href=f"#sign{number}", role="doc-backlink", **{"aria-label": "Kembali ke naskah"})
            notes.append(element("aside", element("p", f"{number}. {text(words)} {back}"), epub_type="footnote",
                                 role="doc-footnote", id=f"note{number}"))
            sign = builder.A(str(number), href=f"#note{number}", id=f"sign{number}", role="doc-noteref")
            sign.set(TYPE, "noteref")
            sign.tail = span.tail
            frame = builder.E.sup(sign)
            frame.tail, sign.tail = sign.tail, None
            span.getparent().replace(span, frame)

    def link(self, link: HtmlElement, unit: Unit, shown: dict, notes: list[str]) -> None:
        address = link.get("href", "")
        if re.match("xref:|#(?!note|sign)", address):
            anchor = re.sub("^(xref:|#)", "", address)
            if anchor in self.home:
                link.set("href", self.home[anchor])
            else:  # it names something that is not in this book, and stays text
                del link.attrib["href"]

    def picture(self, image: HtmlElement, unit: Unit, shown: dict, notes: list[str]) -> None:
        source = self.image(image.get("src", ""), shown, unit.code)
        if source:
            image.set("src", source)
            image.set("alt", image.get("alt", ""))
        else:
            words = builder.SPAN(f"[Gambar: {image.get('alt', '')}]")
            words.tail = image.tail
            image.getparent().replace(image, words)

    def figure(self, figure: HtmlElement, unit: Unit, shown: dict, notes: list[str]) -> None:
        """A caption must stand first or last in its figure: the source line goes behind it."""
        for child in reversed(list(figure.iterchildren("p"))):
            child.tail = None
            figure.addnext(child)

    def image(self, address: str, shown: dict[str, Prepared], unit: str) -> str:
        """The file of a picture, written when it is first shown; "" when there is none."""
        if address not in shown:
            return ""
        # Keys of uploaded pictures are unique, drawings are counted anew in each unit.
        key = f"{unit} {address}" if address.startswith("picture:drawing-") else address
        if key not in self.images:
            picture = shown[address]
            self.images[key] = f"gambar{len(self.images) + 1}.{pictures.SUFFIXES.get(picture.media_type, 'bin')}"
            self.add(self.images[key], picture.data, picture.media_type)
        return self.images[key]

    # The package's own words

    def contents(self) -> str:
        nested = _nested(self.lines)
        marks = [("titlepage", "Halaman judul", self.spine[0])]
        if chapter := next((line for line in self.lines if line[0] == 1), None):
            marks.append(("bodymatter", "Isi buku", chapter[2]))
        landmarks = element("ol", *(element("li", element("a", label, href=href, epub_type=kind)) for kind, label, href in marks))
        return (element("nav", element("h1", "Daftar Isi"), nested, epub_type="toc", id="toc", role="doc-toc")
                + element("nav", element("h2", "Petunjuk"), landmarks, epub_type="landmarks", hidden="hidden"))

    def description(self) -> str:
        content = self.content
        books = ",".join(book.code for book in content.books)
        told = f"{content.plan} {books} {content.mode} {content.agency.slug if content.agency else ''}"
        title = content.title
        if len(content.books) == 1:
            title += ": " + ", ".join(outline.names(content, content.books[0]))
        metadata = [
            element("dc:identifier", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}", id="id"),
            element("dc:title", text(title + (" (DRAF)" if content.is_draft else ""))), element("dc:language", "id-ID"),
            element("dc:creator", text(f"Pemerintah {content.region}")), element("dc:date", str(content.year)),
            element("dc:subject", text(f"Rencana induk smart city {content.region}")),
            # No time of the clock: the same content gives the same bytes.
            element("meta", f"{content.year}-01-01T00:00:00Z", property="dcterms:modified"),
            *(element("meta", value, property=name) for name, values in ACCESSIBLE.items() for value in values),
        ]
        items = [element("item", id=_id(name), href=name, media__type=kind, properties="nav" if name == "nav.xhtml" else None)
                 for name, kind in self.files.items()]
        order = [self.spine[0], "nav.xhtml", *self.spine[1:]]
        return HEAD + element(
            "package", element("metadata", *metadata, xmlns_dc="http://purl.org/dc/elements/1.1/"),
            element("manifest", *items), element("spine", *(element("itemref", idref=_id(name)) for name in order)),
            xmlns="http://www.idpf.org/2007/opf", version="3.0", unique__identifier="id", xml_lang="id-ID",
            prefix="schema: http://schema.org/",
        )


_REWRITE = {"span": _Writer.span, "a": _Writer.link, "img": _Writer.picture, "figure": _Writer.figure}


def _file(unit: Unit) -> str:
    return f"{unit.code}.xhtml"


def _id(name: str) -> str:
    return "f-" + name.replace(".", "-")


def _homes(units: Iterable[Unit]) -> dict[str, str]:
    """The address in the package of every place that something may lead to."""
    found, name = {}, ""
    for unit in units:
        name = name if outline.kind(unit) == outline.CONTINUED else _file(unit)
        whole = unit.opener + "".join(part.html for part in unit.parts)
        for anchor in re.findall(r'\bid="([^"]+)"', re.sub(r'(?s)<section class="title-page.*?</section>', "", whole)):
            found.setdefault(anchor, f"{name}#{anchor}")
    return found


def _depth(entry) -> int:
    return 1 if entry.kind == "chapter" else entry.level + 1


def _once(root: etree._Element) -> None:
    """No id twice in a file."""
    seen: set[str] = set()
    for place in root.iter():
        anchor = place.get("id") if isinstance(place.tag, str) else None
        if anchor in seen:
            del place.attrib["id"]
        elif anchor:
            seen.add(anchor)


def _nested(lines: list[tuple[int, str, str]]) -> str:
    """Lists within lists, from lines with their depth."""
    top = min(depth for depth, _, _ in lines)
    out, open_ = [], []
    for depth, title, address in lines:
        depth = min(depth, open_[-1] + 1) if open_ else top
        while open_ and open_[-1] > depth:
            out.append("</li></ol>")
            open_.pop()
        if open_ and open_[-1] == depth:
            out.append("</li>")
        else:
            out.append("<ol>")
            open_.append(depth)
        out.append("<li>" + element("a", text(title), href=address))
    return "".join(out) + "</li></ol>" * len(open_)


def _page(title: str, inside: str) -> str:
    spaces = f'xmlns="{XHTML}" xmlns:epub="{OPS}" lang="id" xml:lang="id"'
    head = f'<meta charset="utf-8"/><title>{text(title)}</title><link rel="stylesheet" href="book.css"/>'
    return f"{HEAD}<!DOCTYPE html>\n<html {spaces}><head>{head}</head><body>{inside}</body></html>"
