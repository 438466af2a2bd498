"""Outlines as files, and the making of a plan from one. The format: README.md beside this file."""
from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml
from django.db import transaction

from opd import trail
from opd.models import Agency, Region, Role, User
from pillars import citations, guidance
from pillars.imports import lists
from pillars.models import Book, Chapter, Guidance, Pillar, Plan, Section, Stage
from pillars.reference import ensure_pillars
from pillars.refusals import Refused

FOLDER = Path(__file__).parent


def choices() -> list[tuple[str, str]]:
    """(name, title) of each outline file, for a form."""
    return [(p.stem, yaml.safe_load(p.read_text())["title"]) for p in sorted(FOLDER.glob("*.yaml"))]


def read(name: str) -> dict:
    """The outline `name` as data. Raises `Refused` for an unknown name."""
    file = FOLDER / f"{name}.yaml"
    if file.parent != FOLDER or not file.exists():
        raise Refused(f"Kerangka “{name}” tidak ada.")
    return yaml.safe_load(file.read_text())


def create_plan(region: Region, outline: str, *, by: User | None, code: str, title: str, period_start: int,
                period_end: int, subtitle: str = "", vision: str = "", due_on: dt.date | None = None) -> Plan:
    """Make a plan with all its books, chapters and sections from an outline file, and the three usual stages of review.

    Sections get as lead the agency whose first matching bidang urusan is the outline's `writer`; without one they wait
    for the coordinator.
    """
    ensure_pillars()
    citations.ensure_national()
    lists.load_shared()
    data = read(outline)
    with transaction.atomic():
        plan = Plan.objects.create(
            region=region, code=code, title=title, subtitle=subtitle, period_start=period_start, period_end=period_end,
            vision=vision, due_on=due_on,
        )
        agencies = list(region.agencies.holding())
        pillars = {p.code: p for p in Pillar.objects.all()}
        for number, book in enumerate(data["books"], 1):
            _make_book(plan, number, book, agencies, pillars)
        make_usual_stages(plan)
        trail.record("plan-created", by=by, region=region, subject=f"plan:{code}", summary=title, outline=outline)
    return plan


def make_usual_stages(plan: Plan) -> None:
    """Head of the agency, then Diskominfo (2.16), then the planning agency (5.01), as far as the region has them."""
    agencies = list(plan.region.agencies.holding())
    number = 1
    Stage.objects.create(plan=plan, number=number, name="Kepala perangkat daerah", role=Role.HEAD, days=5)
    for affair in ("2.16", "5.01"):
        if agency := writer_for(affair, agencies):
            number += 1
            Stage.objects.create(
                plan=plan, number=number, name=agency.abbreviation, role=Role.REVIEWER, agency=agency, days=7
            )


def writer_for(affair: str, agencies: list[Agency]) -> Agency | None:
    """The agency that handles a bidang urusan; one that has it as its first comes before others."""
    able = [a for a in agencies if affair in a.affair_codes]
    able.sort(key=lambda a: a.affair_codes.index(affair))
    return able[0] if able else None


def _make_book(plan: Plan, number: int, data: dict, agencies: list[Agency], pillars: dict[str, Pillar]) -> None:
    book = Book.objects.create(plan=plan, code=data["code"], number=number, title=data["title"])
    for order, chapter_data in enumerate(data["chapters"], 1):
        chapter = Chapter.objects.create(
            book=book, code=chapter_data["code"], order=order, title=chapter_data["title"],
            matter=chapter_data.get("matter", Chapter.Matter.BODY),
        )
        sections, texts = [], {}
        for section_data in chapter_data["sections"]:
            made = _sections(chapter, section_data, agencies, pillars)
            sections += made
            texts |= {s.code: section_data.get("guidance", "") for s in made}
        for n, section in enumerate(sections, 1):
            section.order = n
        Section.objects.bulk_create(sections)
        Guidance.objects.bulk_create(guidance.start(s, texts[s.code]) for s in sections if s.is_written)


def _sections(chapter: Chapter, data: dict, agencies: list[Agency], pillars: dict[str, Pillar]) -> list[Section]:
    plan = chapter.book.plan
    common = {
        "plan": plan, "chapter": chapter, "kind": data.get("kind", Section.Kind.NARRATIVE),
        "shows_heading": data.get("heading", True),
        "starts_page": data.get("new_page", False),
        "pillar": pillars.get(data.get("pillar")), "due_on": plan.due_on,
    }
    if data.get("each") == "agency":
        return [
            Section(**common, code=f"{data['code']}-{a.slug}", title=data["title"].format(agency=a.name), lead=a)
            for a in agencies
        ]
    lead = writer_for(data["writer"], agencies) if "writer" in data else None
    return [Section(**common, code=data["code"], title=data["title"], lead=lead)]
