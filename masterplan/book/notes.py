"""Notes of a draft, set into the print HTML of their section: in the margin beside the passage that they are about, or as
a framed list at the section's head where they are too many for it."""
from __future__ import annotations

import re

import lxml.html
from django.template.loader import render_to_string
from lxml.html import HtmlElement

from masterplan.book.shape import Note

LONGEST = 1600  # characters; a longer column of notes would run far beyond what it is about
MOST = 8
TURNED = {"landscape", "matrix", "roadmap", "quickwins", "trouble"}  # their pages have no wide margin


def placed(html: str, notes: tuple[Note, ...]) -> str:
    """The section with its notes. Nothing of the section itself changes but a mark at each quoted passage."""
    if not notes:
        return html
    section = lxml.html.fragment_fromstring(html)
    if len(notes) > MOST or sum(len(n.text) + 60 for n in notes) > LONGEST or TURNED & set(section.classes):
        section.insert(_after_heading(section), _rendered("book/_note_list.html", notes=notes))
        return _html(section)
    first = _after_heading(section)
    loose = [note for note in notes if not _beside_its_passage(section, note)]
    for note in reversed(loose):
        section.insert(first, _margin(note))
    return _html(section)


def _beside_its_passage(section: HtmlElement, note: Note) -> bool:
    words = note.quote.split()
    if not words:
        return False
    passage = re.compile(r"\s+".join(map(re.escape, words)))
    for block in section.iter("p", "li", "h3", "h4", "td", "th", "blockquote"):
        if passage.search(block.text_content()):
            _mark(block, passage)
            top = block
            while top.getparent() is not section:
                top = top.getparent()
            top.addprevious(_margin(note))
            return True
    return False


def _mark(block: HtmlElement, passage: re.Pattern) -> None:
    """A thin line under the passage, when no other mark-up cuts it."""
    for element in block.iter():
        for place in ("text", "tail"):
            text = getattr(element, place) or ""
            if (place == "tail" and element is block) or not (found := passage.search(text)):
                continue
            mark = lxml.html.Element("span")
            mark.set("class", "quoted")
            mark.text, mark.tail = found[0], text[found.end():]
            setattr(element, place, text[:found.start()])
            element.insert(0, mark) if place == "text" else element.addnext(mark)
            return


def _after_heading(section: HtmlElement) -> int:
    return 1 if len(section) and (section[0].tag in ("h1", "h2") or "tag-line" in section[0].classes) else 0


def _margin(note: Note) -> HtmlElement:
    return _rendered("book/_note.html", note=note)


def _rendered(template: str, **context) -> HtmlElement:
    return lxml.html.fragment_fromstring(render_to_string(template, context).strip())


def _html(element: HtmlElement) -> str:
    return lxml.html.tostring(element, encoding="unicode")
