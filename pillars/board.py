"""How far a plan has come: chapters against agencies, counted in a few queries however large the plan is."""
from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from opd.models import Agency, today
from pillars.models import Chapter, Pillar, Plan, Section

Status = Section.Status


@dataclass(frozen=True)
class Tally:
    """Numbers of written sections by state."""

    empty: int = 0
    draft: int = 0
    returned: int = 0
    submitted: int = 0
    approved: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.empty + self.draft + self.returned + self.submitted + self.approved

    @property
    def percent(self) -> int:
        return round(100 * self.approved / self.total) if self.total else 0


def tally(sections) -> Tally:
    """Count loaded sections (or rows with the same attributes)."""
    count = Counter(_state(s) for s in sections)
    return Tally(**count, overdue=sum(s.is_overdue() for s in sections))


def _state(section: Section) -> str:
    if section.status == Status.DRAFT:
        return "draft" if section.version else "empty"
    return section.status


def totals(plan: Plan) -> Tally:
    """The whole plan in one query."""
    return tally(_rows(plan))


def _rows(plan: Plan) -> list[Section]:
    return list(
        plan.sections.written().select_related("lead", "stage", "pillar", "chapter__book", "plan").defer("body")
        .in_outline()
    )


@dataclass(frozen=True)
class Board:
    """`chapters` against `agencies`: cells[(chapter id, agency id)] is the list of sections there."""

    whole: Tally
    chapters: list[tuple[Chapter, Tally]]
    agencies: list[tuple[Agency, Tally]]
    pillars: list[tuple[Pillar, Tally, int]]
    cells: dict[tuple[int, int], list[Section]]
    unassigned: list[Section]
    overdue: list[Section]
    waiting: list[tuple[str, int]]


def board(plan: Plan) -> Board:
    """Everything the progress board shows, in a fixed number of queries."""
    rows = _rows(plan)
    by_chapter, by_agency, by_pillar, cells = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        by_chapter[row.chapter].append(row)
        by_pillar[row.pillar_id].append(row)
        if row.lead:
            by_agency[row.lead].append(row)
            cells[row.chapter_id, row.lead_id].append(row)
    programs = dict(
        plan.programs.order_by().values_list("sub_dimension__pillar").annotate(n=Count("pk"))
    )
    waiting = Counter(str(r.stage.name) for r in rows if r.stage)
    return Board(
        whole=tally(rows),
        chapters=[(chapter, tally(found)) for chapter, found in by_chapter.items()],
        agencies=sorted(((a, tally(found)) for a, found in by_agency.items()), key=lambda pair: pair[0].abbreviation.lower()),
        pillars=[(p, tally(by_pillar[p.pk]), programs.get(p.pk, 0)) for p in Pillar.objects.all()],
        cells=dict(cells),
        unassigned=[r for r in rows if r.lead is None],
        overdue=[r for r in rows if r.is_overdue(today())],
        waiting=waiting.most_common(),
    )
