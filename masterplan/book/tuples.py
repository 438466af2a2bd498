"""Rows of a plan as plain tuples: cheap to read, and equal exactly when nothing that is printed has changed.

`content.py` keeps what it made from a tuple and takes it again while the tuple is the same, so that after an edit it reads
one text and one programme, not all. Texts are compared by their MD5, which the database computes.
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import MD5, Cast

from masterplan.book.shape import Agency
from opd.models import Agency as AgencyRow
from opd.models import District, Village
from pillars.models import Budget, Indicator, Plan, Program, QuickWin, Section, Target


@dataclass(frozen=True)
class SectionRow:
    """A section without its texts; `body`, `items` and `approved` are their hashes."""

    pk: int
    chapter: int
    book: int
    code: str
    title: str
    kind: str
    shows_heading: bool
    starts_page: bool
    status: str
    pillar: str | None
    lead_pk: int | None
    slug: str | None
    abbreviation: str | None
    name: str | None
    revision: int | None
    body: str
    items: str | None
    approved: str | None

    @property
    def lead(self) -> Agency | None:
        return Agency(self.slug, self.abbreviation, self.name) if self.lead_pk else None


def sections(plan: Plan) -> list[SectionRow]:
    """Every section of the plan in the order of its outline. One query."""
    rows = Section.objects.filter(plan=plan).in_outline().values_list(
        "pk", "chapter", "chapter__book__number", "code", "title", "kind", "shows_heading", "starts_page", "status",
        "pillar__code", "lead", "lead__slug", "lead__abbreviation", "lead__name", "approved_revision", MD5("body"),
        MD5(Cast("items", TextField())), MD5(Cast("approved_revision__content", TextField())),
    )
    return [SectionRow(*row) for row in rows]


def programs(plan: Plan) -> dict[int, tuple]:
    """{pk: everything of a programme and of what its words come from}, in a fixed number of queries."""
    mine = Program.objects.filter(plan=plan)
    found: dict[int, list] = {row[0]: [row] for row in mine.values_list("pk", *_columns(Program), "section__lead")}
    parts = [
        Indicator.objects.filter(program__plan=plan).order_by("pk").values_list("program", "pk", *_columns(Indicator)),
        Target.objects.filter(indicator__program__plan=plan).order_by("pk")
        .values_list("indicator__program", "indicator", "year", "value"),
        Budget.objects.filter(program__plan=plan).order_by("pk").values_list("program", "source", "year", "amount"),
        QuickWin.objects.filter(program__plan=plan).values_list("program", *_columns(QuickWin)),
    ]
    parts += [
        through.objects.filter(program__plan=plan).order_by("pk").values_list("program", other)
        for through, other in ((Program.supporting.through, "agency"), (Program.missions.through, "mission"),
                               (Program.districts.through, "district"), (Program.villages.through, "village"))
    ]
    for rows in parts:
        grouped = defaultdict(list)
        for row in rows:
            grouped[row[0]].append(row[1:])
        for pk, mine_ in found.items():
            mine_.append(tuple(grouped.get(pk, ())))
    words = _words(plan)
    return {pk: (words, *parts) for pk, parts in found.items()}


def _words(plan: Plan) -> tuple:
    """The names that programmes take from other rows."""
    region = plan.region_id
    return (
        tuple(AgencyRow.objects.filter(region=region).order_by("pk").values_list("pk", "slug", "abbreviation", "name")),
        tuple(District.objects.filter(region=region).order_by("pk").values_list("pk", "code", "name")),
        tuple(Village.objects.filter(district__region=region).order_by("pk").values_list("pk", "code", "name", "kind")),
        tuple(plan.missions.order_by("pk").values_list("pk", "number")),
    )


def _columns(model: type) -> list[str]:
    """The stored columns of a model but its key."""
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key]
