"""What stands beside a form: what belongs into a section or a field, an example, the questions of the yearly evaluation,
and what the plan before this one said.

Two layers. The general text is the same for every region and lies in pillars/outlines/guidance; what a region's coordinator
writes (`models.Guidance`) takes the place of a part of it, in his plan only.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from opd import trail
from opd.models import User
from pillars import cleaning
from pillars.imports import markdown
from pillars.models import Guidance, Plan, Section
from pillars.refusals import Refused

FOLDER = Path(__file__).parent / "outlines" / "guidance"
TITLES = {
    "contents": _("Isi yang harus ada"), "example": _("Contoh penulisan"), "questions": _("Pertanyaan evaluasi"),
    "before": _("Rencana sebelumnya"),
}
LARGE = 4000  # characters; a part beyond it is fetched when it is opened
LONGEST = 60_000


@dataclass(frozen=True)
class Part:
    """One part of the help. `own` when the region's coordinator wrote it; an empty one says so itself."""

    name: str
    text: str
    own: bool = False

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def html(self) -> str:
        return as_html(self.text)

    @property
    def is_large(self) -> bool:
        return len(self.text) > LARGE


@dataclass(frozen=True)
class Help:
    """The help for one section or field: a line in short, then the parts in order."""

    title: str
    summary: str
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


@cache
def general(name: str) -> dict:
    """A file of the general texts: "topics", "evaluation" or "fields"."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text())


def topic_of(title: str, kind: str) -> str:
    """The general topic for a section of this title and kind; "" when there is none."""
    topics = general("topics")
    by_title = {t.casefold(): key for key, topic in topics.items() for t in topic.get("titles", ())}
    if kind == Section.Kind.NARRATIVE:
        return by_title.get(title.casefold(), "")
    return next((key for key, topic in topics.items() if topic.get("kind") == kind), "")


def topics() -> list[tuple[str, str]]:
    """(key, title) of every general topic, for a form."""
    return [(key, topic["title"]) for key, topic in general("topics").items()]


def of_section(section: Section) -> Help:
    """The help for a section: one query."""
    row = Guidance.objects.filter(section=section).first()
    return section_help(section, row)


def section_help(section: Section, row: Guidance | None) -> Help:
    """The help for a section whose own texts are `row`."""
    topic = general("topics").get((row.topic if row else "") or topic_of(section.title, section.kind), {})
    shared = {**topic, "questions": _questions(topic, section)}
    return Help(section.title, row.summary if row else "", _parts(row, shared))


def of_field(plan: Plan, field: str) -> Help:
    """The help for one field of the programme form. Raises KeyError for an unknown one."""
    return field_help(field, plan.guidance.filter(field=field).first())


def field_help(field: str, row: Guidance | None) -> Help:
    shared = general("fields")[field]
    return Help(shared["title"], (row.summary if row else "") or shared.get("summary", ""), _parts(row, shared))


def of_fields(plan: Plan) -> dict[str, Help]:
    """The help for every field, in the order of the form: one query."""
    rows = {row.field: row for row in plan.guidance.exclude(field="")}
    return {field: field_help(field, rows.get(field)) for field in general("fields")}


def start(section: Section, summary: str = "") -> Guidance:
    """The row that a new section begins with, unsaved: its short help, and the general topic by its title."""
    return Guidance(plan=section.plan, section=section, summary=summary, topic=topic_of(section.title, section.kind))


def change(plan: Plan, texts: dict[str, str], *, by: User, section: Section | None = None, field: str = "") -> None:
    """Set what the region's help says for a section, or for a field. Raises `Refused` for what is too long to be help."""
    if any(len(text) > LONGEST for text in texts.values()):
        raise Refused("Petunjuk ini terlalu panjang. Ringkaslah, atau tempelkan hanya bagian yang perlu.")
    with transaction.atomic():
        row, _made = Guidance.objects.get_or_create(plan=plan, section=section, field=field)
        changed = sorted(name for name, text in texts.items() if getattr(row, name) != text)
        if not changed:
            return
        Guidance.objects.filter(pk=row.pk).update(**{name: texts[name] for name in changed})
        subject = f"section:{section.code}" if section else f"field:{field}"
        title = section.title if section else general("fields")[field]["title"]
        trail.record("guidance-changed", by=by, region=plan.region, subject=subject, summary=f"Petunjuk {title}", parts=changed)


@lru_cache(maxsize=500)
def as_html(text: str) -> str:
    """The cleaned HTML of a help text."""
    return cleaning.clean(markdown.to_html(text)) if text else ""


def _parts(row: Guidance | None, shared: dict) -> tuple[Part, ...]:
    own = {name: getattr(row, name) if row else "" for name in TITLES}
    return tuple(Part(name, own[name] or shared.get(name, ""), bool(own[name])) for name in TITLES)


def _questions(topic: dict, section: Section) -> str:
    """Those of the topic, then those about the section's pillar with its three sub-dimensions."""
    asked = general("evaluation")
    texts = [topic.get("questions", "")]
    if section.pillar:
        texts += [asked["pillars"].get(section.pillar.code, "")]
    if section.kind == Section.Kind.PROGRAMS:
        texts += [asked["programs"]]
    texts = [text.strip() for text in texts if text.strip()]
    return "\n\n".join([*texts, asked["source"].strip()]) if texts else ""
