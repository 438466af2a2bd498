"""A region with its plan, from a folder of plain files (pillars/samples/README.md tells what is in it).

Texts, submissions and decisions go through the same doors as in life, by the demo people whose turn it is, so that
history, reviews and trail of a sample plan are real ones.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import yaml
from django.core.files import File
from django.db import transaction
from django.db.models import ProtectedError

from opd.models import Agency, User
from pillars import attachments, citations, drafting, numbers, outlines, writing
from pillars.imports import lists, markdown, sample_region, sample_round
from pillars.imports.folder import Folder
from pillars.kinds import swot
from pillars.models import (
    Comment,
    Guidance,
    Indicator,
    Plan,
    Program,
    QuickWin,
    Regulation,
    Review,
    Section,
    StatusChange,
    SubDimension,
)
from pillars.reference import ensure_pillars
from pillars.refusals import Refused


@dataclass
class Loaded:
    """What was made, and what a person should know about it."""

    plan: Plan
    people: sample_region.People
    remarks: list[str] = field(default_factory=list)


def load(folder: Folder, *, approved: bool = False, replace: bool = False) -> Loaded:
    """Make the region and the plan of a sample, in one transaction.

    `approved` brings every written section to its end instead of where round.yaml leaves it. Raises `Refused` when the
    plan is there already (and `replace` is not said) or the files contradict themselves.
    """
    about = folder.yaml("plan.yaml")
    with transaction.atomic():
        _make_room(about["code"], replace)
        ensure_pillars()
        lists.load_shared()
        region = sample_region.make(folder)
        people = sample_region.make_people(folder, region)
        loaded = Loaded(_make_plan(about, region, people), people)
        progress = {} if approved else folder.yaml("round.yaml")
        _write_regulations(folder, region)
        _write_guidance(folder, loaded.plan)
        _write_programs(folder, loaded, progress)  # first: the texts name them, and are looked at whenever one changes
        _write_texts(folder, loaded, progress)
        _write_items(folder, loaded, progress)
        writing.recheck(loaded.plan)
        loaded.remarks += sample_round.play(loaded.plan, people, progress)
    return loaded


def _make_room(code: str, replace: bool) -> None:
    plan = Plan.objects.filter(code=code).first()
    if plan and not replace:
        raise Refused(f"Rencana “{code}” sudah ada; data Anda tidak diubah. Untuk menggantinya: --replace.")
    if plan:
        remove(plan)


def remove(plan: Plan) -> None:
    """Delete a plan with all its history. Raises `Refused` when it was published: editions stay for ever."""
    Review.objects.filter(revision__section__plan=plan).delete()
    Comment.objects.filter(section__plan=plan).delete()
    StatusChange.objects.filter(section__plan=plan).delete()
    plan.sections.update(
        status=Section.Status.DRAFT, stage=None, submitted_revision=None, approved_revision=None
    )
    plan.programs.all().delete()
    try:
        plan.delete()
    except ProtectedError:
        raise Refused("Rencana ini sudah diterbitkan; terbitan tidak dapat dihapus.") from None


def _make_plan(about: dict, region, people: sample_region.People) -> Plan:
    plan = outlines.create_plan(
        region, about.get("outline", "three_books"), by=people.coordinator(), code=about["code"], title=about["title"],
        subtitle=about.get("subtitle", ""), vision=about.get("vision", ""), due_on=about.get("due_on"),
        period_start=about["period_start"], period_end=about["period_end"],
    )
    for n, mission in enumerate(about.get("missions", []), 1):
        plan.missions.create(number=mission.get("number", n), text=mission["text"], source=mission.get("source", ""))
    if stages := about.get("stages"):
        plan.stages.all().delete()
        for n, stage in enumerate(stages, 1):
            agency = people.agency(stage["agency"]) if stage.get("agency") else None
            plan.stages.create(
                number=n, name=stage["name"], role=stage["role"], agency=agency, days=stage.get("days", 5)
            )
    return plan


def _write_regulations(folder: Folder, region) -> None:
    """The region's own regulations."""
    for row in citations.read(folder.rows("regulations.csv")):
        Regulation.objects.get_or_create(region=region, code=row.pop("code"), defaults=row)


def _write_guidance(folder: Folder, plan: Plan) -> None:
    """What is known of the plan before this one."""
    known = folder.yaml("guidance.yaml")
    for section in plan.sections.filter(code__in=known.get("sections", {})):
        Guidance.objects.filter(section=section).update(before=known["sections"][section.code])
    for name, text in known.get("fields", {}).items():
        plan.guidance.create(field=name, before=text)


def _write_texts(folder: Folder, loaded: Loaded, progress: dict) -> None:
    files = {f.stem: f for f in sorted((folder.path / "text").glob("*.md"))}
    for section in loaded.plan.sections.filter(kind=Section.Kind.NARRATIVE).in_outline():
        file = files.pop(section.code, None)
        if sample_round.state_of(section, progress) == "empty":
            continue
        if file is None:
            loaded.remarks.append(f"{section.code} {section.title}: belum ada naskah")
            continue
        by = loaded.people.writer(section)
        html = markdown.to_html(file.read_text(), picture=_pictures(folder, section, by))
        drafting.save_text(section, html, based_on=0, once_key=sample_round.new_key(), by=by)
    loaded.remarks += [f"text/{code}.md: bagian {code} tidak ada dalam kerangka" for code in files]


def _write_items(folder: Folder, loaded: Loaded, progress: dict) -> None:
    for section in loaded.plan.sections.filter(kind__in=Section.ITEMIZED).in_outline():
        if sample_round.state_of(section, progress) == "empty":
            continue
        content = folder.yaml(f"items/{section.code}.yaml")
        if not content:
            loaded.remarks.append(f"{section.code} {section.title}: belum ada isian")
            continue
        if section.kind == Section.Kind.SWOT:
            lines = {key: rows for key, rows in content.items() if key != "source"}
            content |= {key: [swot.read_line(key, line) for line in rows] for key, rows in lines.items()}
        drafting.save_items(
            section, content, based_on=0, once_key=sample_round.new_key(), by=loaded.people.writer(section)
        )


def _pictures(folder: Folder, section: Section, by: User) -> Callable[[str], str]:
    """A function that takes a picture of the folder into the plan and gives its address there."""

    def address(name: str) -> str:
        with folder.picture(name).open("rb") as file:
            return f"/gambar/{attachments.accept(section, File(file, name=name), by=by).key}"

    return address


def _write_programs(folder: Folder, loaded: Loaded, progress: dict) -> None:
    sections = {s.lead.slug: s for s in loaded.plan.sections.filter(kind=Section.Kind.PROGRAMS).select_related("lead")}
    for file in sorted((folder.path / "programs").glob("*.yaml")):
        for data in yaml.safe_load(file.read_text()):
            section = sections.get(data["lead"])
            if section is None:
                raise Refused(f"{file.name}: {data['code']} menyebut perangkat daerah “{data['lead']}” yang tidak ada.")
            if sample_round.state_of(section, progress) != "empty":
                _make_program(section, data, loaded.people)
    for section in sections.values():
        if section.programs.exists():
            drafting.touch_programs(section, by=loaded.people.writer(section))


def _make_program(section: Section, data: dict, people: sample_region.People) -> Program:
    plan, region = section.plan, section.plan.region
    places = [] if data.get("locations", "all") == "all" else [str(code) for code in data["locations"]]
    sub_dimension = SubDimension.objects.get(code=data["sub_dimension"])
    program = Program.objects.create(
        plan=plan, section=section, code=data["code"], sub_dimension=sub_dimension, everywhere=not places,
        is_illustrative=data.get("illustrative", False),
        activities="\n".join(data.get("activities", [])), nomenclature=" ".join(map(str, data.get("nomenclature", []))),
        start_year=data.get("start_year", plan.period_start), end_year=data.get("end_year", plan.period_end),
        **{name: data[name] for name in PLAIN_FIELDS if data.get(name)},
    )
    program.supporting.set(people.agency(slug) for slug in data.get("supporting", []))
    program.missions.set(plan.missions.filter(number__in=data.get("missions", [])))
    program.districts.set(region.districts.filter(code__in=places))
    program.villages.set(sample_region.villages_of(region).filter(code__in=places))
    for order, indicator in enumerate(data.get("indicators", []), 1):
        _make_indicator(program, order, indicator)
    for source, years in data.get("budget", {}).items():
        for year, amount in years.items():
            program.budgets.create(source=source, year=year, amount=amount)
    if sheet := data.get("quick_win"):
        _make_quick_win(program, sheet, people.agencies)
    return program


PLAIN_FIELDS = ("name", "objective", "strategy", "description", "beneficiaries", "partners", "horizon", "action_type")


def _make_indicator(program: Program, order: int, data: dict) -> Indicator:
    fields = {k: v for k, v in data.items() if k not in ("targets", "baseline") and v is not None}
    baseline = data.get("baseline")
    indicator = program.indicators.create(
        order=order, baseline="" if baseline is None else numbers.canonical(str(baseline)), **fields
    )
    for year, value in data.get("targets", {}).items():
        indicator.targets.create(year=year, value=numbers.canonical(str(value)))
    return indicator


def _make_quick_win(program: Program, data: dict, agencies: dict[str, Agency]) -> QuickWin:
    proposer = data.get("proposer", "")
    named = {"proposer": agencies[proposer].name if proposer in agencies else proposer}
    return QuickWin.objects.create(program=program, **{**data, **named})
