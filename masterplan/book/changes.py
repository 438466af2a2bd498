"""What differs from an earlier edition, marked in the text of the new one: words of narratives, cells of tables, fields
of programmes, and a page in front that sums it up.

`marked` gives a `Content` that prints like any other; marks are underlined or struck and have a bar in the margin, so
that they are seen in black and white too. What is gone stays in its place, struck, without a number.
"""
from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import replace

import lxml.html
from django.template.loader import render_to_string
from lxml.html import HtmlElement, builder
from lxml.html.diff import htmldiff

from masterplan.book.shape import Book, Change, Chapter, Content, Program, Section
from pillars import numbers

ALIKE = 0.4  # share of common words from which two blocks are one that was changed
MOST_PAIRS = 10_000  # of blocks that are tried with each other; beyond that the order decides
WORDS = {"new": "baru", "changed": "berubah", "removed": "dihapus"}


def marked(content: Content, earlier: Content) -> Content:
    """`content` with its differences from `earlier` marked, and named in `Content.changes`."""
    old = {s.code: s for s in _printed(earlier)}
    changes: list[Change] = []
    books = tuple(
        replace(book, chapters=tuple(_chapter(chapter, content, earlier, old, changes) for chapter in book.chapters))
        for book in content.books
    )
    return replace(content, books=books, changes=tuple(changes))


def _printed(content: Content) -> Iterator[Section]:
    return (s for b in content.books for c in b.chapters for s in c.sections if not s.is_left_out)


def _chapter(chapter: Chapter, content: Content, earlier: Content, old: dict[str, Section],
             changes: list[Change]) -> Chapter:
    sections: list[Section] = []
    is_printed = any(not s.is_left_out for s in chapter.sections)
    gone = _gone(chapter, content, earlier) if is_printed else {}
    for code, section in [("", None), *((s.code, s) for s in chapter.sections)]:
        if section:
            sections.append(section if section.is_left_out else _section(section, old.get(code), content, earlier, changes))
        for lost in gone.get(code, ()):
            changes.append(Change(lost.code, lost.title, "removed"))
            sections.append(_removed(lost))
    return replace(chapter, sections=tuple(sections))


def _gone(chapter: Chapter, content: Content, earlier: Content) -> dict[str, list[Section]]:
    """{code of the section that they stood behind: sections of this chapter that are printed no more}"""
    there = {s.code for s in _printed(content)}
    if content.printing.chapter or content.agency:  # an excerpt leaves out what is not gone
        there |= {s.code for b in content.books for c in b.chapters for s in c.sections}
    known, found, behind = {s.code for s in chapter.sections}, {}, ""
    for before in (c for b in earlier.books for c in b.chapters if c.code == chapter.code):
        for section in before.sections:
            if section.code in known:
                behind = section.code
            is_foreign = content.agency is not None and section.lead != content.agency
            if section.code not in there and section.is_written and not (section.is_left_out or is_foreign):
                found.setdefault(behind, []).append(section)
    return found


def _removed(section: Section) -> Section:
    """A section that is gone: its title and text struck, without a number and beside the outline."""
    html = f"<p><strong>{lxml.html.tostring(builder.E('del', section.title), encoding='unicode')}</strong></p>"
    html += "".join(_html(block) for block in _struck(_blocks(section.html)))
    return replace(section, code=f"{section.code}-dihapus", kind="narrative", html=html, programs=(), shows_heading=False,
                   is_left_out=False)


def _section(section: Section, old: Section | None, content: Content, earlier: Content, changes: list[Change]) -> Section:
    if not section.is_written:
        return section
    if old is None:
        changes.append(Change(section.code, section.title, "new"))
        return replace(section, html="".join(map(_html, _inserted(_blocks(section.html)))))
    html = section.html if section.html == old.html else compared(old.html, section.html)
    found = _programs(section, old, content, earlier)
    if old.title != section.title:
        found.insert(0, Change(section.code, section.title, "changed", what="Judul", old=old.title, new=section.title))
    if html != section.html:
        found.insert(0, Change(section.code, section.title, "changed", what="Naskah"))
    changes += found
    return replace(section, html=html)


# Programmes, field by field

FIELDS: dict[str, Callable[[Program], str]] = {
    "Nama": lambda p: p.name, "Subdimensi": lambda p: p.sub_dimension, "Penanggung jawab": lambda p: p.lead.name,
    "OPD pendukung": lambda p: "; ".join(a.name for a in p.supporting), "Sasaran": lambda p: p.objective,
    "Strategi": lambda p: p.strategy, "Uraian": lambda p: p.description, "Kegiatan": lambda p: "; ".join(p.activities),
    "Penerima manfaat": lambda p: p.beneficiaries, "Mitra": lambda p: p.partners,
    "Lokasi": lambda p: ", ".join(p.locations) or "Seluruh wilayah", "Jangka waktu": lambda p: p.horizon_label,
    "Pelaksanaan": lambda p: f"{p.start_year}–{p.end_year}", "Jenis": lambda p: p.action_label,
    "Nomenklatur": lambda p: ", ".join(p.nomenclature), "Misi RPJMD": lambda p: ", ".join(map(str, p.missions)),
    "Quick win": lambda p: p.quick_win["short_name"] if p.quick_win else "",
}


def _programs(section: Section, old: Section, content: Content, earlier: Content) -> list[Change]:
    found = []
    for code in dict.fromkeys([*old.programs, *section.programs]):
        before, now = earlier.programs.get(code), content.programs.get(code)
        is_here = code in section.programs
        if is_here and before is None:
            found.append(Change(section.code, section.title, "new", code, "Program", new=now.name))
        elif now is None:
            found.append(Change(section.code, section.title, "removed", code, "Program", old=before.name))
        elif is_here:
            was, is_ = _fields(before, content.sources), _fields(now, content.sources)
            found += [
                Change(section.code, section.title, "changed", code, what, was.get(what, ""), is_.get(what, ""))
                for what in dict.fromkeys([*is_, *was]) if was.get(what, "") != is_.get(what, "")
            ]
    return found


def _fields(program: Program, sources: dict[str, str]) -> dict[str, str]:
    """{what: its value in words}: every field, every target of a year, every budget of a source and year."""
    values = {what: value(program) for what, value in FIELDS.items()}
    for indicator in program.indicators:
        baseline = " ".join(filter(None, [numbers.show(indicator.baseline) or indicator.baseline_note, indicator.unit]))
        values[f"Indikator “{indicator.name}”, kondisi awal"] = baseline or "–"
        for year, target in sorted(indicator.targets.items()):
            values[f"Target {year}, “{indicator.name}”"] = numbers.show(target)
    for source, by_year in program.budget.items():
        for year, amount in sorted(by_year.items()):
            values[f"Pagu {year}, {sources.get(source, source)}"] = numbers.rupiah(amount)
    return values


# What is printed of it

def summary(content: Content, book: Book, code: str, title: str) -> str:
    """HTML of the page that sums up what changed in a book: sections first, then programmes."""
    titles = {s.code.removesuffix("-dihapus"): s for c in book.chapters for s in c.sections if not s.is_left_out}
    mine = [c for c in content.changes if c.section in titles]
    sections: dict[str, set[str]] = {}
    for change in mine:
        sections.setdefault(change.section, set()).add("changed" if change.program else change.kind)
    rows = [
        {"title": titles[section].title, "place": "" if titles[section].code.endswith("-dihapus") else section,
         "kind": WORDS["changed" if len(kinds) > 1 else kinds.pop()],
         "programs": len({c.program for c in mine if c.section == section and c.program})}
        for section, kinds in sections.items()
    ]
    return render_to_string("book/changes.html", {
        "code": code, "title": title, "against": content.printing.against, "rows": rows,
        "programs": [c for c in mine if c.program], "words": WORDS,
    })


def placed(html: str, changes: list[Change]) -> str:
    """The print HTML of a section with a bar at each block that changed, and its programmes' changes at its head."""
    if "<ins" not in html and "<del" not in html and not changes:
        return html
    section = lxml.html.fragment_fromstring(html)
    for block in list(section.iter("p", "li", "tr", "h3", "h4", "figure")):
        if block.find(".//ins") is not None or block.find(".//del") is not None:
            block.classes.add("changed")
    if programs := [c for c in changes if c.program]:
        table = lxml.html.fragment_fromstring(render_to_string("book/_program_changes.html", {"programs": programs}))
        section.insert(1 if len(section) and section[0].tag in ("h1", "h2") else 0, table)
    return _html(section)


# Two texts, block by block

def compared(old: str, new: str) -> str:
    """`new` with <ins> around what is new in it and <del> around what is gone; equal blocks pass as they are."""
    before, after = _blocks(old), _blocks(new)
    out: list[HtmlElement] = []
    matcher = difflib.SequenceMatcher(None, [_html(b) for b in before], [_html(b) for b in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            out += after[c:d]
            continue
        for was, now in _paired(before[a:b], after[c:d]):
            if was is None:
                out += _inserted([now])
            elif now is None:
                out += _struck([was])
            else:
                out += _table(was, now) if now.tag == "table" else _words(was, now)
    return "".join(_html(block) for block in out)


def _paired(before: list, after: list) -> Iterator[tuple]:
    """(old, new) of what is one block that was changed, None on one side for what is new or gone; both in order."""
    at, tries = 0, 0
    for now in after:
        for i in range(at, len(before)):
            tries += 1
            if before[i].tag == now.tag and tries < MOST_PAIRS and _likeness(before[i], now) > ALIKE:
                yield from ((was, None) for was in before[at:i])
                yield before[i], now
                at = i + 1
                break
        else:
            yield None, now
    yield from ((was, None) for was in before[at:])


def _likeness(old: HtmlElement, new: HtmlElement) -> float:
    matcher = difflib.SequenceMatcher(None, _text(old), _text(new), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0


def _text(element: HtmlElement) -> list[str]:
    """Its words; cells and items end one."""
    return [word for piece in element.itertext() for word in piece.split()]


def _words(old: HtmlElement, new: HtmlElement) -> list[HtmlElement]:
    notes = {span.get("data-footnote") for span in old.iter("span")}
    blocks = _blocks(htmldiff(_html(old), _html(new)))
    for block in blocks:
        for span in [s for s in block.iter("span") if s.get("data-footnote") and s.get("data-footnote") not in notes]:
            _wrap_element(span, "ins")
        for gone in list(block.iter("del")):
            _clear(gone)
    return blocks


def _table(old: HtmlElement, new: HtmlElement) -> list[HtmlElement]:
    """Rows aligned first, then cell by cell; rows that are gone stay struck where they were."""
    merged = copy.deepcopy(new)
    before, after = list(old.iter("tr")), list(merged.iter("tr"))
    matcher = difflib.SequenceMatcher(None, [_html(r) for r in before], [_html(r) for r in after], autojunk=False)
    last: HtmlElement | None = None
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            last = after[d - 1]
            continue
        pairs = list(zip(before[a:b], after[c:d], strict=False))
        for was, now in pairs:
            _cells(was, now)
            last = now
        for row in after[c + len(pairs):d]:
            _inserted([row])
            last = row
        for row in _struck(before[a + len(pairs):b]):
            if last is None:
                after[0].addprevious(row)
            else:
                last.addnext(row)
            last = row
    return [merged]


def _cells(old: HtmlElement, new: HtmlElement) -> None:
    """Mark in the row `new` which cells differ."""
    before, after = list(old), list(new)
    if len(before) != len(after):
        _inserted([new])
        return
    for was, now in zip(before, after, strict=True):
        if _html(was) != _html(now):
            gone, struck = was.text_content().strip(), None
            _inserted([now])
            if gone:
                struck = builder.E("del", gone)
                struck.tail, now.text = f" {now.text or ''}", None
                now.insert(0, struck)


def _blocks(html: str) -> list[HtmlElement]:
    """The top-level elements of a text; loose words become a paragraph."""
    blocks = []
    for part in lxml.html.fragments_fromstring(html) if html.strip() else ():
        if isinstance(part, str):
            part = builder.P(part)
        if (part.tail or "").strip():
            blocks += [part, builder.P(part.tail)]
        else:
            blocks.append(part)
        part.tail = None
    return [b for b in blocks if b.text_content().strip() or b.find(".//img") is not None or b.tag in ("hr", "img")]


def _html(element: HtmlElement) -> str:
    return lxml.html.tostring(element, encoding="unicode", with_tail=False).strip()


def _inserted(blocks: list[HtmlElement]) -> list[HtmlElement]:
    for block in blocks:
        _wrap(block, "ins")
    return blocks


def _struck(blocks: list[HtmlElement]) -> list[HtmlElement]:
    """What is gone: every text struck; headings, captions and footnotes no longer count."""
    struck = [copy.deepcopy(block) for block in blocks]
    for block in struck:
        _clear(block)
        for element in block.iter("h3", "h4", "p"):
            element.tag = "p"
            element.attrib.pop("class", None)
        _wrap(block, "del")
    return struck


def _clear(gone: HtmlElement) -> None:
    """Footnotes and pictures of a text that is gone would be set like living ones."""
    for span in [s for s in gone.iter("span") if s is not gone]:
        span.drop_tag() if span.text_content().strip() else span.drop_tree()
    for image in list(gone.iter("img")):
        words = builder.SPAN(f"[gambar: {image.get('alt') or 'tanpa judul'}]")
        words.tail = image.tail
        image.getparent().replace(image, words)


def _wrap(block: HtmlElement, mark: str) -> None:
    """Put every text of the block into <ins> or <del>, one for each piece, so that rows and items stay whole."""
    for element in [e for e in block.iter() if isinstance(e.tag, str) and e.tag not in ("ins", "del")]:
        if element is not block and (element.tail or "").strip():
            piece = builder.E(mark, element.tail)
            element.tail = None
            element.addnext(piece)
        if element.tag in ("img", "span") and element is not block:
            _wrap_element(element, mark)
        elif (element.text or "").strip():
            piece = builder.E(mark, element.text)
            element.text = None
            element.insert(0, piece)


def _wrap_element(element: HtmlElement, mark: str) -> None:
    piece = builder.E(mark)
    piece.tail, element.tail = element.tail, None
    element.getparent().replace(element, piece)
    piece.append(element)
