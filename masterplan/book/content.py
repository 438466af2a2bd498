"""Step 1: rows of the database become a `Content`. The only module of the pipeline that touches the ORM.

A draft takes the working text of every section and the programmes as they stand. A final takes approved revisions and
nothing else; what is not approved is left out, keeps its number in the outline, and is named in `Content.left_out`.
The number of queries does not depend on how much there is, and what did not change is not read again (tuples.py).
"""
from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import partial

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.utils import translation

from masterplan import styles
from masterplan.book import live
from masterplan.book.kept import Kept
from masterplan.book.shape import (
    Agency,
    Book,
    Chapter,
    Content,
    Contributor,
    Indicator,
    LeftOut,
    Mission,
    Picture,
    Pillar,
    Program,
    Section,
    SubDimension,
)
from masterplan.book.tuples import SectionRow, programs, sections
from opd.models import Agency as AgencyRow
from opd.models import Position, PositionHolder, today
from pillars import citations, kinds, references, values
from pillars import programs as pillar_programs
from pillars.models import Attachment, FundingSource, Plan, QuickWin, Revision
from pillars.models import Book as BookRow
from pillars.models import Pillar as PillarRow
from pillars.models import Program as ProgramRow
from pillars.models import Section as SectionTable

Kind = SectionTable.Kind
# Printed whatever is approved; but they do not make a book by themselves.
FRAME = {Kind.SIGNATURE, Kind.ABBREVIATIONS, Kind.CONTRIBUTORS}
KEY = re.compile(r"/gambar/([0-9a-f-]{36})")


def collect(plan: Plan, *, books: list[int] | None = None, agency: AgencyRow | None = None, mode: str = "draft",
            year: int | None = None) -> Content:
    """All that is printed of `plan`: the books with the numbers `books` (all without), or the own part of `agency`.

    `mode` is "draft" or "final"; `year` is the year of printing (this one without). Live numbers and references in the
    texts are filled in. One to what is not printed here needs the numbers of the whole plan, which is then read too.
    """
    content = _collected(plan, books, agency, mode, year)
    if not live.is_asked(content):
        return content
    whole = content
    if live.refers(content) and (books or agency):
        whole = _collected(plan, None, None, mode, year)
    return live.filled(content, _record(content, plan, whole))


def _record(content: Content, plan: Plan, whole: Content) -> live.Record:
    shown = "".join(s.html for b in content.books for c in b.chapters for s in c.sections if "region:" in s.html)
    places = values.places_of(plan) if 'data-value="region:' in shown else {}
    counted = live.places(whole) if live.refers(content) else {}
    return live.Record(live.figures(content, places), counted, content.is_draft)


def _collected(plan: Plan, books: list[int] | None, agency: AgencyRow | None, mode: str, year: int | None) -> Content:
    with translation.override("id"):  # labels of choices: the book's language is not that of who builds it
        rows = sections(plan)
        frozen = _frozen_programs(plan, rows, mode)
        programs_ = {code: p for by_code in frozen.values() for code, p in by_code.items()}
        left_out: list[LeftOut] = []
        printed = [row for row in rows if not books or row.book in books]
        made = _cited(plan, _make_sections(printed, frozen, programs_, mode, agency, left_out))
        chosen = tuple(
            _book(book, made, printed) for book in BookRow.objects.filter(plan=plan).prefetch_related("chapters")
            if not books or book.number in books
        )
        return Content(
            plan=plan.code, title=plan.title, subtitle=plan.subtitle, region=str(plan.region),
            region_kind=plan.region.get_kind_display(), region_name=plan.region.name, capital=plan.region.capital,
            period_start=plan.period_start, period_end=plan.period_end, year=year or today().year, vision=plan.vision,
            mode=mode, sources={str(value): str(label) for value, label in FundingSource.choices},
            heads=dict(QuickWin.HEADS), pillars=_pillars(),
            missions=tuple(Mission(m.number, m.text, m.source) for m in plan.missions.all()),
            books=tuple(b for b in chosen if b.chapters), programs=programs_, pictures=_pictures(plan, chosen),
            arms=_arms(plan), left_out=tuple(left_out), agency=_agency(agency),
            head_title=plan.region.head_title, contributors=_contributors(plan, rows),
            **styles.looks_of(plan.region),
        )


def with_text(content: Content, plan: Plan, code: str, html: str) -> Content:
    """`content` with another text in the narrative `code`, and the pictures that it shows."""
    if citations.MARK in html:
        html = citations.resolve(html, citations.printed(plan.region))
    if references.has_marks(html):
        html = _filled(content, plan, code, html)
    return _with_text(content, plan, code, html)


def _filled(content: Content, plan: Plan, code: str, html: str) -> str:
    """A text that is being typed, as it reads now in its place."""
    typed = _with_text(content, plan, code, html)
    record = _record(typed, plan, typed)
    if set(references.marks(html)[1]) - set(record.places):  # in another book, or nowhere
        record = replace(record, places=live.places(_collected(plan, None, None, content.mode, content.year)) | record.places)
    return live.text_of(live.filled(typed, record), code)


def _with_text(content: Content, plan: Plan, code: str, html: str) -> Content:
    books = tuple(replace(b, chapters=tuple(replace(c, sections=tuple(
        replace(s, html=html) if s.code == code else s for s in c.sections)) for c in b.chapters)) for b in content.books)
    unknown = set(KEY.findall(html)) - set(content.pictures)
    return replace(content, books=books, pictures=_pictures(plan, books) if unknown else content.pictures)


def _cited(plan: Plan, made: dict[str, Section]) -> dict[str, Section]:
    """The sections with their citations of regulations as they are printed; one query if there are any."""
    citing = {code: section for code, section in made.items() if citations.MARK in section.html}
    if not citing:
        return made
    registry = citations.printed(plan.region)
    return made | {code: replace(s, html=citations.resolve(s.html, registry)) for code, s in citing.items()}


def _frozen_programs(plan: Plan, rows: list[SectionRow], mode: str) -> dict[str, dict[str, Program]]:
    """{section code: {programme code: programme}}"""
    found: dict[str, dict[str, Program]] = {row.code: {} for row in rows if row.kind == Kind.PROGRAMS}
    if mode == "draft":
        for section, program in _present_programs(plan):
            found.setdefault(section, {})[program.code] = program
        return found
    approved = [row for row in rows if row.kind == Kind.PROGRAMS and row.revision]
    unknown = [row.revision for row in approved if (row.revision, row.approved) not in _approved]
    texts = dict(Revision.objects.filter(pk__in=unknown).values_list("pk", "content")) if unknown else {}
    for row in approved:
        known = (row.revision, row.approved)
        programs_ = _approved.get(known) or _approved.put(
            known, tuple(_program(data) for data in texts[row.revision]["programs"]))
        found[row.code] = {program.code: program for program in programs_}
    return found


def _present_programs(plan: Plan) -> list[tuple[str, Program]]:
    """(section code, programme) of every programme as it stands; only those that changed are read in full."""
    tuples = programs(plan)
    unknown = [pk for pk, known in tuples.items() if known not in _present]
    if unknown:
        for row in ProgramRow.objects.filter(pk__in=unknown).with_figures():
            _present.put(tuples[row.pk], (row.section.code, _program(pillar_programs.snapshot(row))))
    return [_present[known] for known in tuples.values()]  # in the order of the model: pillar, sub-dimension, code


# What was made from rows, while the rows stay the same.
_present: Kept[tuple, tuple[str, Program]] = Kept(entries=5000)
_approved: Kept[tuple, tuple[Program, ...]] = Kept(entries=1000)
_sections: Kept[tuple, Section] = Kept(entries=4000)


def forget() -> None:
    """Read everything anew the next time."""
    for kept in (_present, _approved, _sections):
        kept.clear()


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


def _book(book: BookRow, made: dict[str, Section], rows: list[SectionRow]) -> Book:
    chapters = [
        Chapter(chapter.code, chapter.title, chapter.matter,
                tuple(made[row.code] for row in rows if row.chapter == chapter.pk))
        for chapter in book.chapters.all()
    ]
    if all(s.is_left_out or s.kind in FRAME for c in chapters for s in c.sections):
        chapters = []
    return Book(book.code, book.number, book.title, tuple(chapters))


def _make_sections(rows: list[SectionRow], frozen: dict, programs_: dict, mode: str, agency: AgencyRow | None,
                   left_out: list[LeftOut]) -> dict[str, Section]:
    """{code: section}; texts are read of those that changed."""
    keys: dict[SectionRow, tuple] = {}
    for row in rows:
        why = _why_left_out(row, programs_, mode)
        foreign = agency is not None and (row.lead_pk != agency.pk or row.kind not in SectionTable.WRITTEN)
        if why and not foreign:
            left_out.append(LeftOut(row.code, row.title, row.book, why))
        keys[row] = (row, mode, tuple(frozen.get(row.code, ())), bool(why) or foreign)
    unknown = [row for row in rows if keys[row] not in _sections]
    texts = _texts(unknown, mode)
    for row in unknown:
        _, _, codes, is_left_out = keys[row]
        _sections.put(keys[row], Section(
            code=row.code, title=row.title, kind=row.kind, shows_heading=row.shows_heading, starts_page=row.starts_page,
            pillar=row.pillar or "", lead=row.lead, status=row.status,
            status_label=str(SectionTable.Status(row.status).label),
            html="" if is_left_out else texts.get(row.pk, {}).get("html", ""), programs=codes, is_left_out=is_left_out,
            items=texts.get(row.pk) if row.kind in SectionTable.ITEMIZED and not is_left_out else None,
        ))
    return {row.code: _sections[keys[row]] for row in rows}


def _texts(rows: list[SectionRow], mode: str) -> dict[int, dict]:
    """{section: its content as a revision keeps it} of texts and itemized sections."""
    wanted = [row for row in rows if row.kind == Kind.NARRATIVE or row.kind in SectionTable.ITEMIZED]
    if not wanted:
        return {}
    if mode == "draft":
        present = SectionTable.objects.filter(pk__in=[row.pk for row in wanted]).only("kind", "body", "items")
        return {section.pk: kinds.of(section).snapshot(section) for section in present}
    contents = dict(Revision.objects.filter(pk__in=[row.revision for row in wanted]).values_list("pk", "content"))
    return {row.pk: contents[row.revision] for row in wanted if row.revision}


def _why_left_out(row: SectionRow, programs_: dict[str, Program], mode: str) -> str:
    """In words, why a final does not print the section; empty when it does."""
    if mode == "draft" or row.kind in FRAME:
        return ""
    if row.kind in SectionTable.WRITTEN:
        return "" if row.revision else f"belum disetujui (status: {SectionTable.Status(row.status).label})"
    mine = [p for p in programs_.values() if not row.pillar or p.pillar == row.pillar]
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


def _contributors(plan: Plan, rows: list[SectionRow]) -> tuple[Contributor, ...]:
    """Who writes and who decides, as offices. A person's name stands only where the region gave it with the office."""
    leads = {row.lead_pk: row.lead for row in rows if row.lead and row.kind in SectionTable.WRITTEN}
    holders = PositionHolder.objects.holding().exclude(user=None)
    titles: dict[int, list[str]] = {}
    for position in Position.objects.filter(agency__region=plan.region).prefetch_related(
        Prefetch("holders", holders, to_attr="now")
    ):
        names = [f"{h.title}: {h.name}" for h in position.now if h.name]
        titles.setdefault(position.agency_id, []).extend(names or [position.title])
    found = [Contributor(0, "Penyusun", lead, tuple(titles.get(pk, ())))
             for pk, lead in sorted(leads.items(), key=lambda pair: pair[1].name)]
    for stage in plan.stages.select_related("agency"):
        offices = titles.get(stage.agency_id, ()) if stage.agency_id else ()
        found.append(Contributor(stage.number, stage.name, _agency(stage.agency), tuple(offices)))
    return tuple(found)


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
