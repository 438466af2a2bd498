"""Step 1: rows of the database become a `Content`. The only module of the pipeline that touches the ORM.

A draft takes the working text of every section and the programmes as they stand. A final takes approved revisions and
nothing else; what is not approved is left out, keeps its number in the outline, and is named in `Content.left_out`.
The number of queries does not depend on how much there is.
"""
from __future__ import annotations

import hashlib
import re
from functools import partial

from django.core.files.storage import default_storage
from django.utils import translation

from masterplan import styles
from masterplan.book.shape import (
    Agency,
    Book,
    Chapter,
    Content,
    Indicator,
    LeftOut,
    Mission,
    Picture,
    Pillar,
    Program,
    Section,
    SubDimension,
)
from opd.models import Agency as AgencyRow
from opd.models import today
from pillars import programs as pillar_programs
from pillars.models import Attachment, FundingSource, Plan, QuickWin
from pillars.models import Book as BookRow
from pillars.models import Pillar as PillarRow
from pillars.models import Program as ProgramRow
from pillars.models import Section as SectionRow

Kind = SectionRow.Kind
KEY = re.compile(r"/gambar/([0-9a-f-]{36})")


def collect(plan: Plan, *, books: list[int] | None = None, agency: AgencyRow | None = None, mode: str = "draft",
            year: int | None = None) -> Content:
    """All that is printed of `plan`: the books with the numbers `books` (all without), or the own part of `agency`.

    `mode` is "draft" or "final"; `year` is the year of printing (this one without).
    """
    with translation.override("id"):  # labels of choices: the book's language is not that of who builds it
        rows = list(_section_rows(plan))
        frozen = _frozen_programs(plan, rows, mode)
        programs = {code: p for by_code in frozen.values() for code, p in by_code.items()}
        left_out: list[LeftOut] = []
        chosen = tuple(
            _book(book, rows, frozen, programs, mode, agency, left_out)
            for book in BookRow.objects.filter(plan=plan).prefetch_related("chapters")
            if not books or book.number in books
        )
        return Content(
            plan=plan.code, title=plan.title, subtitle=plan.subtitle, region=str(plan.region),
            region_kind=plan.region.get_kind_display(), region_name=plan.region.name, capital=plan.region.capital,
            period_start=plan.period_start, period_end=plan.period_end, year=year or today().year, vision=plan.vision,
            mode=mode, sources={str(value): str(label) for value, label in FundingSource.choices},
            heads=dict(QuickWin.HEADS), pillars=_pillars(),
            missions=tuple(Mission(m.number, m.text, m.source) for m in plan.missions.all()),
            books=tuple(b for b in chosen if b.chapters), programs=programs, pictures=_pictures(plan, chosen),
            arms=_arms(plan), left_out=tuple(left_out), agency=_agency(agency),
            **styles.looks_of(plan.region),
        )


def _section_rows(plan: Plan):
    # The texts of two revisions would be read for nothing.
    return (
        SectionRow.objects.filter(plan=plan).in_outline()
        .select_related("chapter__book", "lead", "pillar", "approved_revision").defer("guidance")
    )


def _frozen_programs(plan: Plan, rows: list[SectionRow], mode: str) -> dict[str, dict[str, Program]]:
    """{section code: {programme code: programme}}"""
    found: dict[str, dict[str, Program]] = {row.code: {} for row in rows if row.kind == Kind.PROGRAMS}
    if mode == "draft":
        for row in ProgramRow.objects.filter(plan=plan).with_figures():
            found.setdefault(row.section.code, {})[row.code] = _program(pillar_programs.snapshot(row))
        return found
    for row in rows:
        if row.kind == Kind.PROGRAMS and row.approved_revision:
            for data in row.approved_revision.content["programs"]:
                found[row.code][data["code"]] = _program(data)
    return found


def _program(data: dict) -> Program:
    return Program(
        code=data["code"], name=data["name"], pillar=data["sub_dimension"].split("-")[0],
        sub_dimension=data["sub_dimension"], lead=Agency(**data["lead"]),
        supporting=tuple(Agency(**a) for a in data["supporting"]), objective=data["objective"],
        strategy=data["strategy"], description=data["description"], activities=tuple(data["activities"]),
        beneficiaries=data["beneficiaries"], partners=data["partners"], locations=tuple(data["locations"]),
        horizon=data["horizon"], horizon_label=str(ProgramRow.Horizon(data["horizon"]).label),
        start_year=data["start_year"], end_year=data["end_year"],
        action_label=str(ProgramRow.ActionType(data["action_type"]).label),
        nomenclature=tuple(data["nomenclature"]), missions=tuple(data["missions"]),
        is_illustrative=data["is_illustrative"],
        indicators=tuple(
            Indicator(**{**i, "targets": {int(y): v for y, v in i["targets"].items()}}) for i in data["indicators"]
        ),
        budget={s: {int(y): a for y, a in by_year.items()} for s, by_year in data["budget"].items()},
        quick_win=_quick_win(data["quick_win"]),
    )


def _quick_win(sheet: dict | None) -> dict | None:
    if sheet is None:
        return None
    kinds, stages = dict(QuickWin.InnovationType.choices), dict(QuickWin.InnovationStage.choices)
    return {**sheet, "innovation_label": str(kinds.get(sheet["innovation_type"], "")),
            "stage_label": str(stages.get(sheet["stage"], ""))}


def _book(book: BookRow, rows: list[SectionRow], frozen: dict, programs: dict, mode: str, agency: AgencyRow | None,
          left_out: list[LeftOut]) -> Book:
    chapters = []
    for chapter in book.chapters.all():
        sections = [
            _section(row, frozen, programs, mode, agency, left_out) for row in rows if row.chapter_id == chapter.pk
        ]
        chapters.append(Chapter(chapter.code, chapter.title, chapter.matter, tuple(sections)))
    if all(s.is_left_out for c in chapters for s in c.sections):
        chapters = []
    return Book(book.code, book.number, book.title, tuple(chapters))


def _section(row: SectionRow, frozen: dict, programs: dict, mode: str, agency: AgencyRow | None,
             left_out: list[LeftOut]) -> Section:
    why = _why_left_out(row, programs, mode)
    foreign = agency is not None and (row.lead_id != agency.pk or not row.is_written)
    if why and not foreign:
        left_out.append(LeftOut(row.code, row.title, row.chapter.book.number, why))
    html = ""
    if row.kind == Kind.NARRATIVE and not why:
        html = row.body if mode == "draft" else row.approved_revision.content["html"]
    return Section(
        code=row.code, title=row.title, kind=row.kind, shows_heading=row.shows_heading,
        starts_page=row.starts_page,
        pillar=row.pillar.code if row.pillar else "", lead=_agency(row.lead), status=row.status,
        status_label=str(row.get_status_display()), html=html, programs=tuple(frozen.get(row.code, ())),
        is_left_out=bool(why) or foreign,
    )


def _why_left_out(row: SectionRow, programs: dict[str, Program], mode: str) -> str:
    """In words, why a final does not print the section; empty when it does."""
    if mode == "draft":
        return ""
    if row.is_written:
        return "" if row.approved_revision else f"belum disetujui (status: {row.get_status_display()})"
    mine = [p for p in programs.values() if not row.pillar or p.pillar == row.pillar.code]
    if row.kind == Kind.QUICKWINS:
        mine = [p for p in mine if p.quick_win]
    return "" if mine else "belum ada program yang disetujui"


def _pillars() -> tuple[Pillar, ...]:
    return tuple(
        Pillar(p.code, p.name, p.summary, tuple(SubDimension(s.code, s.name) for s in p.sub_dimensions.all()))
        for p in PillarRow.objects.prefetch_related("sub_dimensions")
    )


def _agency(row: AgencyRow | None) -> Agency | None:
    return Agency(row.slug, row.abbreviation, row.name) if row else None


def _pictures(plan: Plan, books: tuple[Book, ...]) -> dict[str, Picture]:
    """The pictures of this plan that the printed texts show. A key of another plan finds nothing."""
    shown = {key for b in books for c in b.chapters for s in c.sections if not s.is_left_out
             for key in KEY.findall(s.html)}
    found = {}
    for row in Attachment.objects.filter(plan=plan):
        if (key := str(row.key)) in shown:
            found[key] = Picture(row.sha256, row.media_type, partial(_read, row.file.name), key, row.width, row.height)
    return found


def _arms(plan: Plan) -> Picture | None:
    if not plan.region.arms:
        return None
    data = _read(plan.region.arms.name)
    kind = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
    return Picture(hashlib.sha256(data).hexdigest(), kind, lambda: data, "", plan.region.arms.width, plan.region.arms.height)


def _read(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        return file.read()
