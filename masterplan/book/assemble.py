"""The plain way to join: laid-out chapters become one PDF, with pikepdf's public interfaces only.

It serves a WeasyPrint that the fast way (fragment.py, link.py) was not checked against, and the tests, as its oracle.
Pages are copied; what a plain copy loses is made anew: bookmarks, page labels, named destinations with the links
between chapters, the structure tree (for screen readers) and the metadata. The same chapters give the same bytes.
"""
from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from masterplan.book.html import Unit
from masterplan.book.numbering import Entry
from masterplan.book.shape import Content
from masterplan.book.typeset import Layout
from pillars.numbers import roman


@dataclass(frozen=True)
class Chapter:
    """A unit and its layout."""

    unit: Unit
    layout: Layout

    def landed(self) -> list[tuple[Entry, int]]:
        """The entries that are really on a page (one in a section set as plain text is not), with that page from 0."""
        anchors = self.layout.anchors
        return [(e, anchors[e.anchor]) for e in self.unit.entries if e.anchor in anchors]


def label(chapter: Chapter, page: int) -> str:
    """What is printed at the foot of a page (counted from 0) of a body chapter or of the front matter."""
    number = chapter.unit.first_page + page
    return roman(number).lower() if chapter.unit.prefix is None else f"{chapter.unit.prefix}{number}"


def labelled(chapters: list[Chapter]) -> list[tuple[Entry, str]]:
    """Every entry that is on a page, with the label of that page."""
    return [(e, label(c, page)) for c in chapters for e, page in c.landed()]


def join(chapters: list[Chapter], content: Content) -> bytes:
    """One PDF of all chapters in their order."""
    target = pikepdf.new()
    tree, links, sources = _Structure(target), _Links(target), []
    for chapter in chapters:
        source = pikepdf.open(io.BytesIO(chapter.layout.pdf))
        sources.append(source)  # pages are copied when the target is saved: the source must live until then
        first = len(target.pages)
        target.add_pages_from(source)
        pages = [target.pages[first + i] for i in range(len(source.pages))]
        links.take(source, pages)
        tree.take(source, pages, chapter.unit.code)
    links.finish()
    tree.finish()
    target.Root.PageLabels = Dictionary(Nums=_page_labels(chapters))
    _bookmarks(target, chapters, links.places)
    _describe(target, content)
    out = io.BytesIO()
    target.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


class _Links:
    """Named destinations of the whole, and links between chapters: in the HTML `xref:ID`, in the PDF a destination."""

    def __init__(self, target: pikepdf.Pdf):
        self.target, self.places, self._open = target, {}, []

    def take(self, source: pikepdf.Pdf, pages: list) -> None:
        index = {page.objgen: i for i, page in enumerate(source.pages)}
        names = source.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
        for i in range(0, len(names), 2):
            place = names[i + 1]
            self.places[str(names[i])] = Array([pages[index[place[0].objgen]].obj, *place[1:]])
        for page in pages:
            for link in page.get("/Annots", Array()):
                uri = str(link.get("/A", Dictionary()).get("/URI", ""))
                if uri.startswith("xref:"):
                    self._open.append((link, uri.removeprefix("xref:")))

    def finish(self) -> None:
        for link, name in self._open:
            del link.A
            if name in self.places:  # else it names something that is not in this book, and stays text
                link.Dest = String(name)
        names = Array()
        for name in sorted(self.places, key=str.encode):
            names.extend([String(name), self.places[name]])
        self.target.Root.Names = Dictionary(Dests=self.target.make_indirect(Dictionary(Names=names)))


class _Structure:
    """One structure tree of many: each chapter's document becomes a part of the book's."""

    def __init__(self, target: pikepdf.Pdf):
        self.target, self.parts, self.numbers, self.key = target, Array(), Array(), 0
        self.document = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))

    def take(self, source: pikepdf.Pdf, pages: list, code: str) -> None:
        if "/StructTreeRoot" not in source.Root:
            return
        root = self.target.copy_foreign(source.Root.StructTreeRoot)  # pages copied before are found again, not doubled
        part = root.K[0]
        part.S, part.P = Name.Part, self.document
        self.parts.append(part)
        top = -1
        for number, value in _number_tree(root.ParentTree):
            self.numbers.extend([self.key + number, value])
            top = max(top, number)
        for page in pages:
            if "/StructParents" in page:
                page.StructParents = self.key + int(page.StructParents)
            for link in page.get("/Annots", Array()):
                if "/StructParent" in link:
                    link.StructParent = self.key + int(link.StructParent)
        _mend_cells(part, code)
        self.key += top + 1

    def finish(self) -> None:
        root = self.target.make_indirect(Dictionary(
            Type=Name.StructTreeRoot, K=Array([self.document]), ParentTreeNextKey=self.key,
            ParentTree=self.target.make_indirect(Dictionary(Nums=self.numbers)),
        ))
        self.document.K, self.document.P = self.parts, root
        self.target.Root.StructTreeRoot = root
        self.target.Root.MarkInfo = Dictionary(Marked=True)


def _number_tree(node: Dictionary) -> Iterator[tuple[int, object]]:
    for kid in node.get("/Kids", Array()):
        yield from _number_tree(kid)
    numbers = node.get("/Nums", Array())
    for i in range(0, len(numbers), 2):
        yield int(numbers[i]), numbers[i + 1]


def _mend_cells(part: Dictionary, code: str) -> None:
    """Header cells say that they head columns; identifiers of cells, unique within a chapter, become so in the book."""
    stack = [part]
    while stack:
        element = stack.pop()
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                stack.append(kid)
        if element.S == Name.TH:
            element.A.Scope = Name.Column
            if "/ID" in element:
                element.ID = String(f"{code}:{element.ID}")
        elif element.S == Name.TD and "/A" in element and "/Headers" in element.A:
            element.A.Headers = Array([String(f"{code}:{h}") for h in element.A.Headers])


def _page_labels(chapters: list[Chapter]) -> Array:
    labels, at, roman_from = Array(), 0, 1
    for chapter in chapters:
        prefix = chapter.unit.prefix
        if prefix == "":
            labels.extend([at, Dictionary(P=String("Sampul"))])
            roman_from = 1
        elif prefix is None:
            labels.extend([at, Dictionary(S=Name.r, St=roman_from)])
            roman_from += chapter.layout.pages
        else:
            labels.extend([at, Dictionary(S=Name.D, P=String(prefix))])
        at += chapter.layout.pages
    return labels


def _bookmarks(target: pikepdf.Pdf, chapters: list[Chapter], places: dict[str, Array]) -> None:
    """Book, chapter, section, sub-heading."""
    with target.open_outline() as outline:
        stack: list[OutlineItem] = []
        for chapter in chapters:
            for entry, _ in chapter.landed():
                if entry.kind not in ("cover", "chapter", "heading"):
                    continue
                item = OutlineItem(f"{entry.label} {entry.title}".strip(), places[entry.anchor])
                item.is_closed = entry.kind != "cover"
                del stack[0 if entry.kind == "cover" else 1 + entry.level:]
                (stack[-1].children if stack else outline.root).append(item)
                stack.append(item)


def _describe(target: pikepdf.Pdf, content: Content) -> None:
    """Title, language and what else a reader or a screen reader asks of the document. No date: the same content gives
    the same bytes."""
    target.Root.Lang = String("id-ID")
    target.Root.PageMode = Name.UseOutlines
    target.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with target.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as meta:
        meta["dc:title"] = content.file_title
        meta["dc:language"] = {"id-ID"}
        meta["dc:creator"] = [f"Pemerintah {content.region}"]
        meta["dc:subject"] = {"Rencana induk smart city", content.region}
        meta["pdf:Producer"] = "WeasyPrint, pikepdf"
