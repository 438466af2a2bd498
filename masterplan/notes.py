"""What a draft with notes says in its margins: open comments, what the checker finds, and who wrote the text last.

Rows of the database become `shape.Note`; masterplan/book/notes.py sets them. A fixed number of queries.
"""
from __future__ import annotations

from collections import defaultdict

from django.utils import translation

from masterplan.book.shape import Content, Note
from masterplan.book.shape import Section as Printed
from opd import trail
from pillars import kinds
from pillars.models import Comment, Plan, Section
from pillars.templatetags.words import day


def gathered(plan: Plan, content: Content) -> dict[str, tuple[Note, ...]]:
    """{section code: its notes} for the printed sections of `content` that somebody writes."""
    with translation.override("id"):
        printed = {s.code: s for b in content.books for c in b.chapters for s in c.sections
                   if s.is_written and not s.is_left_out}
        rows = list(plan.sections.filter(code__in=printed).defer("body"))
        offices = trail.office_titles([(row.edited_by_id, row.lead_id) for row in rows if row.edited_by_id], plan.region)
        notes: dict[str, list[Note]] = defaultdict(list)
        for row in rows:
            if row.edited_at:
                office = offices.get((row.edited_by_id, row.lead_id), "")
                notes[row.code].append(Note("hand", f"Naskah versi {row.version}", office, day(row.edited_at)))
            notes[row.code] += _findings(row, printed[row.code], content)
        for comment in _open_comments(plan, list(printed)):
            notes[comment.section.code].append(_note(comment))
        return {code: tuple(found) for code, found in notes.items() if found}


def _findings(row: Section, section: Printed, content: Content) -> list[Note]:
    """What the checker found at the last save; what stands in the way of submitting says so."""
    blocking = set(kinds.of(row).blocking(_checked(section, content)))
    return [
        Note("finding", f"{fault[:1].upper()}{fault[1:]}{' (menghalangi pengajuan)' if fault in blocking else ''}")
        for fault in dict.fromkeys([*sorted(blocking), *row.missing])
    ]


def _checked(section: Printed, content: Content) -> dict:
    """As much of a section as the checks of its kind look at."""
    if section.kind == Section.Kind.NARRATIVE:
        return {"html": section.html}
    programs = [content.programs[code] for code in section.programs]
    return {"programs": [{"code": p.code, "indicators": p.indicators} for p in programs]}


def _open_comments(plan: Plan, codes: list[str]):
    return (
        Comment.objects.filter(section__plan=plan, section__code__in=codes, answers=None, resolved_at=None)
        .select_related("section").prefetch_related("replies").defer("section__body")
    )


def _note(comment: Comment) -> Note:
    answers = "".join(f"\n— {answer.office}: {answer.text}" for answer in comment.replies.all())
    return Note("comment", comment.text + answers, comment.office, day(comment.at), comment.quote)
