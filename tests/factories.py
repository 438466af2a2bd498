"""Dull makers of real rows. Each gives something valid with nothing said, and takes what a test cares about.

What a section goes through (submitted, approved) is reached by the real doors, `pillars.drafting` and `pillars.review`.
"""
from __future__ import annotations

import uuid
from decimal import Decimal

from opd.models import Agency, District, Membership, Position, PositionHolder, Region, Role, User, Village, today
from pillars import drafting, review
from pillars.models import Book, Chapter, Indicator, Mission, Pillar, Plan, Program, Section, Stage, SubDimension
from pillars.outlines import make_usual_stages
from pillars.reference import ensure_pillars

PASSWORD = "kelapa-sawit-dan-ombak"
LONG_AGO = today().replace(year=today().year - 3, day=1)
TEXT = "<p>" + "Kabupaten ini menyusun rencana induk bersama seluruh perangkat daerah dan warganya. " * 4 + "</p>"

# slug: (abbreviation, name, bidang urusan)
AGENCIES = {
    "dinkes": ("Dinkes", "Dinas Kesehatan", "1.02"),
    "disdikpora": ("Disdikpora", "Dinas Pendidikan, Pemuda dan Olahraga", "1.01 2.19"),
    "diskominfo": ("Diskominfo", "Dinas Komunikasi dan Informatika", "2.16 2.20 2.21"),
    "bapelitbang": ("Bapelitbang", "Badan Perencanaan Pembangunan, Penelitian dan Pengembangan", "5.01 5.05"),
    "setda": ("Setda", "Sekretariat Daerah", "4.01"),
}


def make_region(code: str = "64.09", name: str = "Penajam Paser Utara", **fields) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "capital": "Penajam", **fields})[0]


def make_district(region: Region | None = None, code: str = "64.09.01", name: str = "Penajam") -> District:
    fields = {"name": name, "area_km2": Decimal("1207.37")}
    return District.objects.get_or_create(region=region or make_region(), code=code, defaults=fields)[0]


def make_village(district: District | None = None, code: str = "64.09.01.1001", name: str = "Petung") -> Village:
    fields = {"name": name, "kind": Village.Kind.URBAN}
    return Village.objects.get_or_create(district=district or make_district(), code=code, defaults=fields)[0]


def make_agency(region: Region | None = None, slug: str = "dinkes", **fields) -> Agency:
    """The agency `slug` of the region, made when it is not there yet."""
    abbreviation, name, affairs = AGENCIES.get(slug, (slug.title(), f"Dinas {slug.title()}", ""))
    defaults = {"abbreviation": abbreviation, "name": name, "affairs": affairs, "starts_on": LONG_AGO, **fields}
    return Agency.objects.get_or_create(region=region or make_region(), slug=slug, defaults=defaults)[0]


def make_user(username: str, *offices: tuple[str, Agency], **fields) -> User:
    """A person with offices: make_user("penyusun", (Role.DRAFTER, dinkes)). The same username is the same person."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, **{"full_name": username.replace("-", " ").title(), **fields})
        user.set_password(PASSWORD)
        user.save()
    for role, agency in offices:
        make_membership(user, agency, role)
    return user


def make_membership(user: User, agency: Agency, role: str = Role.DRAFTER, **period) -> Membership:
    period.setdefault("starts_on", LONG_AGO)
    forget_offices(user)
    return Membership.objects.get_or_create(
        user=user, agency=agency, role=role, starts_on=period["starts_on"], defaults={"ends_on": period.get("ends_on")}
    )[0]


def forget_offices(user: User) -> None:
    """A user in hand read the offices once; in life the next request would read them again."""
    for name in ("offices", "region_ids", "coordinated_region_ids"):
        user.__dict__.pop(name, None)


def make_position(user: User | None, agency: Agency, title: str = "", rank: int = 1, **fields) -> PositionHolder:
    title = title or f"Kepala {agency.name}"
    position = Position.objects.get_or_create(agency=agency, title=title, defaults={"rank": rank})[0]
    fields.setdefault("starts_on", LONG_AGO)
    return PositionHolder.objects.create(position=position, user=user, **fields)


def make_plan(region: Region | None = None, code: str | None = None, **fields) -> Plan:
    """A plan with one book, one chapter, the three usual stages of review and no section."""
    region = region or make_region()
    ensure_pillars()
    for slug in ("dinkes", "diskominfo", "bapelitbang"):
        make_agency(region, slug)
    defaults = {
        "title": f"Rencana Induk Smart City {region.name}", "period_start": 2025, "period_end": 2029, **fields,
    }
    code = code or f"rencana-{region.code.replace('.', '-')}"
    plan, is_new = Plan.objects.get_or_create(region=region, code=code, defaults=defaults)
    if is_new:
        make_usual_stages(plan)
        book = Book.objects.create(plan=plan, code="b1", number=1, title="Analisis Strategis Smart City Daerah")
        Chapter.objects.create(book=book, code="b1-01", order=1, title="Pendahuluan")
    return plan


def make_mission(plan: Plan | None = None, number: int = 1, text: str = "Meningkatkan layanan dasar") -> Mission:
    return Mission.objects.get_or_create(plan=plan or make_plan(), number=number, defaults={"text": text})[0]


def make_section(plan: Plan | None = None, *, status: str = Section.Status.DRAFT, kind: str = Section.Kind.NARRATIVE,
                 lead: Agency | None = None, **fields) -> Section:
    """A section of Dinkes unless `lead` says otherwise; a status other than draft is reached by the real moves."""
    plan = plan or make_plan()
    chapter = fields.pop("chapter", None) or Chapter.objects.filter(book__plan=plan).first()
    supporting = fields.pop("supporting", ())
    order = chapter.sections.count() + 1
    fields.setdefault("code", f"{chapter.code}-{order:02d}")
    fields.setdefault("title", f"Bagian {order}")
    section = Section.objects.create(
        plan=plan, chapter=chapter, order=order, kind=kind, lead=lead or make_agency(plan.region, "dinkes"), **fields
    )
    section.supporting.set(supporting)
    _bring_to(status, section)
    section.refresh_from_db()
    return section


def submitted_section(plan: Plan | None = None, **fields) -> Section:
    return make_section(plan, status=Section.Status.SUBMITTED, **fields)


def approved_section(plan: Plan | None = None, **fields) -> Section:
    return make_section(plan, status=Section.Status.APPROVED, **fields)


def _bring_to(status: str, section: Section) -> None:
    if status == Section.Status.DRAFT:
        return
    write(section)
    submit(section)
    if status == Section.Status.RETURNED:
        section.refresh_from_db()
        review.send_back(section, by=decider(section), revision=1, note="Tambahkan sumber data.")
    while status == Section.Status.APPROVED and section.status != status:
        approve_once(section)


def drafter_of(agency: Agency) -> User:
    """The drafter of an agency whom factories write with: `penyusun` for Dinkes of the first region."""
    return make_user(_person("penyusun", agency), (Role.DRAFTER, agency))


def decider(section: Section) -> User:
    """Someone who may decide the section's present stage."""
    stage = section.stage
    agency = stage.agency or section.lead
    name = "kepala" if stage.role == Role.HEAD else "pereviu"
    return make_user(_person(name, agency), (stage.role, agency))


def _person(name: str, agency: Agency) -> str:
    usual = {"penyusun": "dinkes", "kepala": "dinkes", "pereviu": "diskominfo"}
    there = "" if agency.region.code == "64.09" else f"-{agency.region.code.replace('.', '')}"
    return f"{name}{there}" if usual[name] == agency.slug else f"{name}-{agency.slug}{there}"


def write(section: Section, html: str = TEXT, *, by: User | None = None) -> drafting.Saved | Program:
    """One save by the lead agency's drafter: the text, or a programme in a section of programmes."""
    by = by or drafter_of(section.lead)
    if section.kind == Section.Kind.PROGRAMS:
        program = make_program(section)
        drafting.touch_programs(section, by=by)
        section.refresh_from_db()
        return program
    saved = drafting.save_text(section, html, based_on=section.version, once_key=uuid.uuid4(), by=by)
    section.refresh_from_db()
    return saved


def submit(section: Section, *, by: User | None = None) -> None:
    review.submit(section, by=by or drafter_of(section.lead), version=section.version)
    section.refresh_from_db()


def approve_once(section: Section, *, by: User | None = None) -> None:
    """Approve at the present stage only."""
    section.refresh_from_db()
    review.approve(section, by=by or decider(section), revision=section.submitted_revision.number)
    section.refresh_from_db()


def make_stage(plan: Plan, number: int, role: str, agency: Agency | None = None, name: str = "Tahap tambahan") -> Stage:
    return Stage.objects.create(plan=plan, number=number, role=role, agency=agency, name=name)


def make_sub_dimension(code: str = "GOV-1") -> SubDimension:
    ensure_pillars()
    return SubDimension.objects.get(code=code)


def make_pillar(code: str = "GOV") -> Pillar:
    ensure_pillars()
    return Pillar.objects.get(code=code)


def make_program(section: Section | None = None, code: str | None = None, **fields) -> Program:
    """A programme with one indicator, its targets, and a budget of one source."""
    section = section or make_section(kind=Section.Kind.PROGRAMS)
    sub_dimension = fields.pop("sub_dimension", None) or make_sub_dimension()
    number = Program.objects.filter(plan=section.plan, sub_dimension=sub_dimension).count() + 1
    defaults = {
        "name": "Aplikasi layanan publik terpadu", "objective": "Layanan dasar dari satu pintu",
        "strategy": "Memadukan layanan di satu aplikasi", "description": "Warga mengurus layanan tanpa datang.",
        "activities": "Penyusunan arsitektur\nPengembangan modul", "start_year": section.plan.period_start,
        "end_year": section.plan.period_end, **fields,
    }
    code = code or f"{sub_dimension.code}-{number:02d}"
    program = Program.objects.create(
        plan=section.plan, section=section, sub_dimension=sub_dimension, code=code, **defaults
    )
    make_indicator(program)
    program.budgets.create(source="APBD", year=program.start_year, amount=750_000_000)
    return program


def make_indicator(program: Program, name: str = "Layanan yang terpadu", **fields) -> Indicator:
    defaults = {"unit": "layanan", "baseline": "4", "baseline_year": 2024, "baseline_source": "Diskominfo", **fields}
    indicator = Indicator.objects.create(program=program, name=name, **defaults)
    for n, year in enumerate(range(program.start_year, program.end_year + 1), 1):
        indicator.targets.create(year=year, value=str(4 + 2 * n))
    return indicator
