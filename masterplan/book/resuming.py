"""Pages that an edit does not reach are not laid out again: the layout goes on from the page before the change, and ends
where it meets the pages of before.

A worker keeps the boxes of the units that it laid out last. Of a new text of the same unit it makes the boxes, compares
them with those of before, and asks the engine for pages from one page before the first changed box on: to break a page,
the engine looks at what would have come next, so that one may break elsewhere. As soon as a page ends where one ended
before, behind the last changed box, the pages that follow are those of before. Where this cannot be known (inside a table,
with notes or floats on their way to the next page, another number of pages), more pages are laid out, at worst all.

What is leaned on, all of it private to WeasyPrint 70.0: `layout_document` asks `make_all_pages` for pages, the items of
`context.page_maker`, the shape of `resume_at`, and that boxes are copied, not changed, when they are laid out.
tests/masterplan/book/test_resuming.py holds the pages against those laid out from nothing, to the byte.
"""
from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import tostring

import weasyprint
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, layout
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, DocumentMetadata, Page, get_html_metadata
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.text.fonts import FontConfiguration

from masterplan.book.kept import Kept

BOXES = 20_000  # that a worker keeps, before and after layout: some 70 pages of text, 100 MB


@dataclass(frozen=True)
class Laid:
    """A unit laid out: `fresh` are those of the document's pages that are not of before."""

    document: Document
    fresh: list[Page]


def lay_out(html: HTML, sheet: CSS, fonts: FontConfiguration, unit: tuple, same: object,
            finish: Callable[[list[Page]], None]) -> Laid:
    """Lay out `html`; what did not change since the last layout of `unit` is taken from there, as long as `same` is the same:
    style sheets and pictures. `finish` does the last things to fresh pages; no table goes on from one of before to these.
    """
    if not _is_on:
        document = html.render(stylesheets=[sheet], font_config=fonts)
        finish(document.pages)
        return Laid(document, document.pages)
    known = _lately.get(unit)
    if known is not None and known.same != same:
        known = None
    run = _Run(*_boxes(html, sheet, fonts), known)
    try:
        made = run.pages(html)
    except _NotAlike:
        run = _Run(*_boxes(html, sheet, fonts), None)
        made = run.pages(html)
    finish(run.fresh)
    if len(run.tree.boxes) <= BOXES:
        _lately.put(unit, run.known_from_now(same, made))
    document = Document(made, DocumentMetadata(**get_html_metadata(html)), html.url_fetcher, fonts, {}, None)
    document._html = html
    return Laid(document, run.fresh)


_lately: Kept[tuple, _Known] = Kept(size=BOXES, size_of=lambda known: len(known.tree.boxes))
_is_on = False


def remember() -> None:
    """Keep what is laid out from now on, in this process. Does nothing with a WeasyPrint that it was not written for."""
    global _is_on
    _is_on = weasyprint.VERSION == "70.0"


def forget() -> None:
    """Lay out every unit anew, as WeasyPrint does by itself."""
    global _is_on
    _is_on = False
    _lately.clear()


def _boxes(html: HTML, sheet: CSS, fonts: FontConfiguration) -> tuple[layout.LayoutContext, boxes.Box]:
    """The first half of the engine's `Document._render`."""
    counters = CounterStyle()
    options = {**DEFAULT_OPTIONS, "stylesheets": [sheet], "cache": {}}
    context = Document._build_layout_context(html, fonts, counters, {}, options)
    root = build_formatting_structure(html.etree_element, context.style_for, context.get_image_from_uri, html.base_url,
                                      context.target_collector, counters, context.footnotes)
    return context, root


@dataclass(frozen=True)
class _Place:
    """Where a page begins: before the box `index`, in its text where `offset` says."""

    index: int
    offset: object = None


@dataclass(frozen=True)
class _Start:
    """With what a page begins: where, if that is a place to go on from, and what the engine hands from page to page."""

    place: _Place | None
    next_page: dict
    is_right: bool
    state: tuple

    @property
    def handed(self) -> tuple:
        return self.next_page, self.is_right, self.state


class _Tree:
    """The boxes of a unit before layout, in reading order, each with its parent and its place there."""

    def __init__(self, root: boxes.Box):
        self.boxes, self.parents, self.places, self.depths = [root], [0], [0], [0]
        self._take(root, 0, 1)
        self._index = {id(box): n for n, box in enumerate(self.boxes)}

    def _take(self, box: boxes.Box, at: int, depth: int) -> None:
        for place, child in enumerate((*box.children, *_besides(box))):
            n = len(self.boxes)
            self.boxes.append(child)
            self.parents.append(at)
            self.places.append(place)
            self.depths.append(depth)
            self._take(child, n, depth + 1)

    def place(self, resume_at: dict | None) -> _Place | None:
        """The place that the engine means; None for one inside a table and the like, from where nothing can go on."""
        box = self.boxes[0]
        while resume_at is not None:
            if len(resume_at) != 1 or not _is_plain(box):
                return None
            (n, inner), = resume_at.items()
            if not box.children:
                return _Place(self._index[id(box)], n)
            box, resume_at = box.children[n], inner
        return _Place(self._index[id(box)])

    def resume_at(self, place: _Place) -> dict | None:
        """What `place` came from."""
        resume_at = None if place.offset is None else {place.offset: None}
        n = place.index
        while n:
            resume_at, n = {self.places[n]: resume_at}, self.parents[n]
        return resume_at

    def whole(self, index: int) -> int:
        """The box `index`, or the outermost around it whose inside hangs together: the cells of a table, the lines of a
        paragraph."""
        outermost, n = index, self.parents[index]
        while n:
            if type(self.boxes[n]) is not boxes.BlockBox or not _is_plain(self.boxes[n]):
                outermost = n
            n = self.parents[n]
        return outermost


def _besides(box: boxes.Box) -> tuple:
    """Boxes that belong to a box and are not among its children."""
    return (*getattr(box, "column_groups", ()), *([box.footnote] if box.footnote is not None else []))


_PLAIN = (boxes.BlockBox, boxes.LineBox, boxes.InlineBox, boxes.TextBox)


def _is_plain(box: boxes.Box) -> bool:
    """A page may begin within the box, and knows nothing of what came before there."""
    return type(box) in _PLAIN and (
        type(box) is not boxes.BlockBox or (box.style["column_count"] == "auto" and box.style["column_width"] == "auto"
                                            and box.style["float"] == "none" and box.style["position"] == "static"))


@dataclass(frozen=True)
class _Change:
    """Boxes before `first` are the same in both trees; and so are those from `old_rest` on, in the new one `shift` later."""

    first: int
    old_rest: int
    shift: int

    @classmethod
    def between(cls, old: _Tree, new: _Tree) -> _Change:
        shorter, shift = min(len(old.boxes), len(new.boxes)), len(new.boxes) - len(old.boxes)
        first = next((n for n in range(shorter) if not _same(old, n, new, n)), shorter)
        rest = len(old.boxes)
        while rest > first and rest + shift > first and _same(old, rest - 1, new, rest + shift - 1):
            rest -= 1
        # What stands in a changed box is changed, too, though it may look the same.
        for tree, moved in ((old, 0), (new, shift)):
            for n in range(rest + moved, len(tree.boxes)):
                if first <= tree.parents[n] < rest + moved:
                    rest = n + 1 - moved
        for tree in (old, new):
            if first < len(tree.boxes):
                first = min(first, tree.whole(first))
        return cls(first, rest, shift)


def _same(old: _Tree, n: int, new: _Tree, m: int) -> bool:
    a, b = old.boxes[n], new.boxes[m]
    return (
        type(a) is type(b) and old.depths[n] == new.depths[m] and a.element_tag == b.element_tag
        and getattr(a, "text", "") == getattr(b, "text", "") and type(a.style) is type(b.style)
        and getattr(a.style, "cascaded", None) == getattr(b.style, "cascaded", None) and _same_element(a, b)
    )


def _same_element(a: boxes.Box, b: boxes.Box) -> bool:
    one, other = a.element, b.element
    if one is None or other is None:
        return one is other
    if one.attrib != other.attrib:
        return False
    return not isinstance(a, boxes.ReplacedBox) or not len(one) or tostring(one) == tostring(other)


@dataclass(frozen=True)
class _Known:
    """A unit as it was laid out: `starts` are those of its pages."""

    same: object
    sizes: dict
    tree: _Tree = field(repr=False)
    starts: list[_Start] = field(repr=False)
    pages: list[Page] = field(repr=False)


class _NotAlike(Exception):
    """The engine wants to lay out pages once more: what they show hangs on other pages."""


class _Run:
    """One layout. Afterwards there are `starts`, of its pages and of what would follow the last, and the `fresh` pages."""

    def __init__(self, context: layout.LayoutContext, root: boxes.Box, known: _Known | None):
        self.context, self.root, self.tree, self.known = context, root, _Tree(root), known
        self.change = _Change.between(known.tree, self.tree) if known else None
        self.begin = self._begin() if known else 0
        self.starts: list[_Start] = known.starts[:self.begin] if known else []
        self.fresh: list[Page] = []
        self.met = 0  # the page from which on those of before follow

    def pages(self, html: HTML) -> list[Page]:
        """All pages, in their order. Raises _NotAlike."""
        with _asked_of(self._made):
            self.fresh = [Page(box) for box in layout.layout_document(html, self.root, self.context)]
        before = self.known.pages[:self.begin] if self.known else []
        after = self.known.pages[self.met:] if self.met else []
        return [*before, *self.fresh, *after]

    def known_from_now(self, same: object, made: list[Page]) -> _Known:
        """What to keep of this layout."""
        return _Known(same, dict(self.context.style_for.initial_page_sizes), self.tree, self.starts, made)

    def _begin(self) -> int:
        """The last page from which to go on: all of it stood before the change, and still does."""
        starts = self.known.starts
        safe = (n for n in range(len(starts) - 2, 0, -1) if starts[n].place and self._is_before(starts[n + 1].place))
        return next(safe, 0)

    def _is_before(self, place: _Place | None) -> bool:
        return place is not None and place.index <= self.change.first

    def _made(self, context: layout.LayoutContext, root: boxes.Box, html: HTML, pages: list) -> Iterator[boxes.PageBox]:
        """In the place of the engine's `make_all_pages`."""
        if self.starts and len(self.starts) > self.begin:  # asked a second time
            if self.known:
                raise _NotAlike
            self.starts = []
        if self.begin:
            context.page_maker[:] = [self._item(start) for start in self.known.starts[:self.begin + 1]]
            context.page_maker[-1][-1]["content_changed"] = True
            context.style_for.initial_page_sizes |= self.known.sizes
            pages = [None] * self.begin
        self.starts.append(self._start(self.begin))
        for n, page in enumerate(_make_all_pages(context, root, html, pages), 1):
            if n <= self.begin:
                continue
            yield page
            self.starts.append(self._start(n))
            if self.known and self._meets(n):
                self._take_the_rest(n)
                break
        if self.known and context.target_collector.counter_lookup_items:
            raise _NotAlike
        # What follows here counts pages from the first that was made.
        del context.page_maker[:self.begin]
        context.page_maker[-1][-1]["content_changed"] = False

    def _item(self, start: _Start) -> tuple:
        """What the engine knows of a page before it is made."""
        remake = {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}
        resume_at = self.tree.resume_at(start.place) if start.place else {0: None}  # of a page that is not made again
        return resume_at, start.next_page, start.is_right, copy.deepcopy(start.state), remake

    def _start(self, n: int) -> _Start:
        resume_at, next_page, is_right, state, _ = self.context.page_maker[n]
        on_its_way = self.context.reported_footnotes or self.context.broken_out_of_flow
        if resume_at is None and n:
            place = None if on_its_way else _Place(len(self.tree.boxes))
        else:
            place = None if on_its_way else self.tree.place(resume_at)
        return _Start(place, next_page, is_right, copy.deepcopy(state))

    def _meets(self, n: int) -> bool:
        """Whether page `n` begins as it did before, behind all that changed."""
        if n >= len(self.known.starts) - 1:
            return False
        then, now = self.known.starts[n], self.starts[n]
        return (
            then.place is not None and now.place is not None and then.place.index >= self.change.old_rest
            and now.place == _Place(then.place.index + self.change.shift, then.place.offset) and now.handed == then.handed
        )

    def _take_the_rest(self, n: int) -> None:
        self.met = n
        for start in self.known.starts[n + 1:]:
            place = start.place and _Place(start.place.index + self.change.shift, start.place.offset)
            self.starts.append(_Start(place, *start.handed))


_make_all_pages = layout.make_all_pages


@contextmanager
def _asked_of(made) -> Iterator[None]:
    """The engine asks `made` for pages."""
    layout.make_all_pages = made
    try:
        yield
    finally:
        layout.make_all_pages = _make_all_pages
