"""What stands around the text: signature page, abbreviations, contributors, indexes of programmes and agencies.

An entry of an index names its place in words that stand by themselves ("L1.7"); its link carries the anchor, for whoever
lays out the pages to add the page's label.
"""
from __future__ import annotations

from masterplan.book import abbreviations as words
from masterplan.book.numbering import Numbering
from masterplan.book.shape import Agency, Book, Content, Program, Section


def signature(content: Content, section: Section, numbering: Numbering) -> dict:
    """The page that the head of the region signs. Place and office are known; name, date and signature are left open."""
    return {"book": _book(content, section), "office": f"{content.head_title} {content.region_name}"}


def abbreviations(content: Content, section: Section, numbering: Numbering) -> dict:
    """The list of one book; a draft names besides what nobody explains."""
    found = words.find(content, _book(content, section))
    return {"rows": list(found.known.items()), "unexplained": found.unexplained if content.is_draft else ()}


def contributors(content: Content, section: Section, numbering: Numbering) -> dict:
    """Agencies with their offices and the sections of this book that they wrote; then who decides at which stage."""
    numbers = places(_book(content, section))
    own = [s for c in _book(content, section).chapters for s in c.sections if s.is_written and s.lead]
    writers = []
    for writer in (c for c in content.contributors if c.stage == 0):
        wrote = [s for s in own if s.lead == writer.agency]
        shown = list(dict.fromkeys(numbers[s.code] or s.title for s in wrote))
        if shown:
            writers.append({"agency": writer.agency, "offices": writer.offices, "sections": shown})
    stages = [c for c in content.contributors if c.stage]
    return {
        "writers": writers, "stages": stages,
        "caption": numbering.table(section.code, "Perangkat Daerah Penyusun") if writers else None,
        "stage_caption": numbering.table(section.code, "Tahap Reviu dan Persetujuan") if stages else None,
    }


def index(content: Content, section: Section, numbering: Numbering) -> dict:
    """Programmes by code and by name, agencies with what they lead and support, all as far as this book prints them."""
    book = _book(content, section)
    where = program_places(content, book)
    programs = [p for p in content.programs_of() if p.code in where]
    by_code = [_program_line(p, where) for p in programs]
    by_name = [_program_line(p, where) for p in sorted(programs, key=lambda p: (_sorted_as(p.name), p.code))]
    return {"by_code": by_code, "by_name": by_name, "agencies": _agency_lines(programs, book, where)}


def _program_line(program: Program, where: dict[str, tuple[str, str]]) -> dict:
    anchor, place = where[program.code]
    return {"program": program, "anchor": anchor, "place": place}


def _agency_lines(programs: list[Program], book: Book, where: dict) -> list[dict]:
    numbers, agencies = places(book), {}
    for program in programs:
        for agency in (program.lead, *program.supporting):
            agencies[agency.slug] = agency
    own = {s.lead.slug: s for c in book.chapters for s in c.sections if s.kind == "programs" and s.lead and not s.is_left_out}
    lines = []
    for agency in sorted(agencies.values(), key=lambda a: _sorted_as(a.name)):
        section = own.get(agency.slug)
        lines.append({
            "agency": agency, "anchor": section.code if section else "", "place": numbers[section.code] if section else "",
            "leads": [_program_line(p, where) for p in programs if p.lead == agency],
            "supports": [_program_line(p, where) for p in programs if _supports(p, agency)],
        })
    return lines


def _supports(program: Program, agency: Agency) -> bool:
    return agency in program.supporting and program.lead != agency


def _sorted_as(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum() or c == " ").strip()


def places(book: Book) -> dict[str, str]:
    """{section code: its number as printed}; a section without a heading has that of the one before it."""
    counts, found = {"body": 0, "back": 0}, {}
    for chapter in book.chapters:
        if chapter.matter in counts:
            counts[chapter.matter] += 1
        number = counts.get(chapter.matter, 0)
        counting, label = Numbering({"body": f"{number}", "back": f"L{number}"}.get(chapter.matter, "")), ""
        for section in chapter.sections:
            if section.shows_heading and section.is_left_out:
                counting.skip_section()
            elif section.shows_heading:
                label = counting.section(section.code, section.title).label
            found[section.code] = label
    return found


def program_places(content: Content, book: Book) -> dict[str, tuple[str, str]]:
    """{programme code: (anchor, number of the section)}: its card, else the matrix of its pillar."""
    numbers, found = places(book), {}
    sections = [s for c in book.chapters for s in c.sections if not s.is_left_out]
    for section in (s for s in sections if s.kind == "matrix"):
        found |= {p.code: (f"{section.code}-t1", numbers[section.code]) for p in content.programs_of(section.pillar)}
    for section in (s for s in sections if s.kind == "cards"):
        found |= {p.code: (f"c-{p.code}", numbers[section.code]) for p in content.programs_of(section.pillar)}
    for section in (s for s in sections if s.kind == "programs"):
        found |= {code: (f"p-{code}", numbers[section.code]) for code in section.programs}
    return found


def _book(content: Content, section: Section) -> Book:
    return next(b for b in content.books if any(s.code == section.code for c in b.chapters for s in c.sections))
