"""What of a plan one person can have printed, and how far each part is approved."""
from __future__ import annotations

from dataclasses import dataclass

from masterplan import rules
from opd.models import Agency, User
from pillars.models import Book, Plan, Section
from pillars.rules import WRITERS


@dataclass(frozen=True)
class Part:
    """One book (`book`), all of them (neither), or what one agency writes (`agency`)."""

    title: str
    sections: list[Section]
    can_draft: bool
    can_final: bool = False
    book: Book | None = None
    agency: Agency | None = None

    @property
    def missing(self) -> list[Section]:
        """What a final would leave out: nothing of it was approved yet. Text that was reopened stays in print."""
        return [s for s in self.sections if s.approved_revision_id is None]

    @property
    def approved(self) -> int:
        return len(self.sections) - len(self.missing)


def parts_for(user: User, plan: Plan) -> list[Part]:
    """The parts that the user may read, books first, then those of the own agencies. Two queries, whatever the size."""
    sections = list(
        plan.sections.written().in_outline().select_related("chapter", "lead")
        .only("plan", "title", "approved_revision", "lead__abbreviation", "chapter__book")
    )
    parts = _books(user, plan, sections) if rules.reads_whole_books(user, plan) else []
    return parts + _own(user, plan, sections)


def _books(user: User, plan: Plan, sections: list[Section]) -> list[Part]:
    may = {"can_draft": rules.can_build_draft(user, plan), "can_final": rules.can_build_final(user, plan)}
    each = [
        Part(title=str(book), book=book, sections=[s for s in sections if s.chapter.book_id == book.pk], **may)
        for book in plan.books.all()
    ]
    return [*each, Part(title="Semua buku", sections=sections, **may)] if len(each) > 1 else each


def _own(user: User, plan: Plan, sections: list[Section]) -> list[Part]:
    agencies = {
        o.agency_id: o.agency for o in user.offices if o.role in WRITERS and o.agency.region_id == plan.region_id
    }
    return [
        Part(
            title=agency.name, agency=agency, sections=[s for s in sections if s.lead_id == agency.pk],
            can_draft=rules.can_build_draft(user, plan, agency),
        )
        for agency in agencies.values()
    ]
