"""What stands in a text by its code: live numbers (`pillars.values`) and cross references. Finding them, and what of them
leads nowhere any more. The numbers that references print are counted where books are made (`masterplan.book.live`).

A reference in a text is `<span data-ref="table:b1-02-03:9f86d081">Tabel 3.2</span>`; the words inside are only what was
last known. Codes:

    chapter:<code>    section:<code>    program:<code>
    heading:<section>:<key>    table:<section>:<key>    figure:<section>:<key>

The key of a caption or heading is its attribute `data-key`; without one, the fingerprint of its words. The editor gives
every caption the key of the words that it was opened with, so that a new title leaves references whole.
"""
from __future__ import annotations

import hashlib
import re
from html import unescape

from lxml.html import HtmlElement

from opd.models import User
from pillars import cleaning, values
from pillars.models import Chapter, Plan, Program, Section
from pillars.refusals import Refused

MARK = re.compile(r'data-(value|ref)="([^"]*)"')
TYPED_LABEL = re.compile(r"^\s*(?:Tabel|Gambar)(?:\s+[\dIVXL]+(?:[.-]\d+)*\.?\s+|\s*:\s*)")
LOST = re.compile(r"\[rujukan [^:]*: (.*)\]$")  # what book/live.py writes for one that leads nowhere
PLACED = ("heading", "table", "figure")


def has_marks(html: str) -> bool:
    """Whether a text holds a live number or a reference; most do not, and cost nothing more."""
    return "data-value=" in html or "data-ref=" in html


def marks(html: str) -> tuple[list[str], list[str]]:
    """(codes of live numbers, codes of references) in a cleaned text."""
    found = [(kind, unescape(code)) for kind, code in MARK.findall(html)] if has_marks(html) else []
    return [code for kind, code in found if kind == "value"], [code for kind, code in found if kind == "ref"]


def fingerprint(words: str) -> str:
    """The key of a title that has none of its own; a number typed before it does not count."""
    plain = " ".join(TYPED_LABEL.sub("", words).casefold().split())
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def key_of(element: HtmlElement) -> str:
    """The key of a caption or heading. Words of live numbers in it come and go: they do not count."""
    own = element.get("data-key")
    return own or fingerprint("".join(_lasting(element)))


def _lasting(element: HtmlElement):
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not (child.get("data-value") or child.get("data-ref")):
            yield from _lasting(child)
        yield child.tail or ""


def keyed(html: str) -> str:
    """The text with its key on every caption and heading, for the editor."""
    if "<h" not in html and 'class="caption"' not in html:
        return html
    root = cleaning.tree_of(html)
    for element in _titles(root):
        element.set("data-key", key_of(element))
    return cleaning.html_of(root)


def keys(html: str) -> set[str]:
    """The keys of all captions and headings of a text."""
    return {key_of(e) for e in _titles(cleaning.tree_of(html))} if html else set()


def _titles(root: HtmlElement) -> list[HtmlElement]:
    return [e for e in root.iter("h3", "h4", "p") if e.tag != "p" or e.get("class") == "caption"]


def broken(html: str, plan: Plan) -> list[str]:
    """In words, what a text names that is not there any more; such a text cannot be submitted. No query for a text
    without live numbers and references, else a fixed number."""
    return all_broken({"": html}, plan)[""]


def all_broken(texts: dict, plan: Plan) -> dict:
    """`broken` of several texts, by the same keys, in as many queries as for one."""
    marked = {key: marks(html) for key, html in texts.items()}
    asked = {code for numbers, _ in marked.values() for code in numbers}
    figures = values.figures_of(plan) if asked else None
    lost = {code for code in asked if values.value_of(code, figures) is None}
    there = _there({code for _, codes in marked.values() for code in codes}, plan)
    return {
        key: [f"nilai tidak ada lagi: {values.describe(code)}" for code in dict.fromkeys(numbers) if code in lost]
        + [f"rujukan tidak ada lagi: {_words(texts[key], code)}" for code in dict.fromkeys(codes) if code not in there]
        for key, (numbers, codes) in marked.items()
    }


def _there(codes: set[str], plan: Plan) -> set[str]:
    """Those of the codes that lead somewhere in the working record."""
    parts = {code: code.split(":") for code in codes if ":" in code}
    if not parts:
        return set()
    named = {where for _, where, *_ in parts.values()}
    sections = {s.code: s for s in Section.objects.filter(plan=plan, code__in=named).only("code", "kind", "body")}
    known = {
        "section": set(sections),
        "chapter": set(Chapter.objects.filter(book__plan=plan, code__in=named).values_list("code", flat=True)),
        "program": set(Program.objects.filter(plan=plan, code__in=named).values_list("code", flat=True)),
    }
    titled = {code: keys(s.body) for code, s in sections.items() if s.kind == Section.Kind.NARRATIVE}

    def leads(kind: str, where: str, key: str = "") -> bool:
        if kind not in PLACED:
            return where in known.get(kind, ()) and not key
        # What the app sets out takes its captions from the programmes; that the section is there must do here.
        return where in sections and key in titled.get(where, {key})

    return {code for code, found in parts.items() if len(found) < 4 and leads(*found)}


def _words(html: str, code: str) -> str:
    root = cleaning.tree_of(html)
    return next((last_known(e) for e in root.iter("span") if e.get("data-ref") == code), code)


def last_known(span: HtmlElement) -> str:
    """What the reference in a text was last known as; its code when it never was."""
    words = " ".join(span.text_content().split())
    found = LOST.match(words)
    return (found[1] if found else words) or span.get("data-ref", "")


def refuse_foreign(html: str, before: str, section: Section, by: User) -> None:
    """Raise `Refused` when a text takes numbers of single programmes, or of an agency, that its writer may not read and
    that did not stand there before: nobody learns an agency's draft by typing codes."""
    fresh = values.programs_in(set(marks(html)[0]) - set(marks(before)[0]))
    if not fresh:
        return
    seen = readable_programs(by, section.plan)
    allowed = set(seen) | {f"agency={slug}" for slug in seen.values()}
    if foreign := sorted(fresh & _known(section.plan) - allowed):
        raise Refused("Angka program ini tidak dapat dipakai karena bukan program perangkat daerah Anda: "
                      + ", ".join(code.removeprefix("agency=") for code in foreign) + ". Hapus angkanya dari naskah.")


def readable_programs(user: User, plan: Plan) -> dict[str, str]:
    """{code of a programme that the user may read as it stands: slug of its agency}"""
    mine = Program.objects.filter(plan=plan, section__in=Section.objects.visible_to(user))
    return dict(mine.values_list("code", "section__lead__slug"))


def _known(plan: Plan) -> set[str]:
    rows = list(Program.objects.filter(plan=plan).values_list("code", "section__lead__slug"))
    return {code for code, _ in rows} | {f"agency={slug}" for _, slug in rows}
