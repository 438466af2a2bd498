"""Changing a plan's outline: the one door for chapters, sections, missions and stages. Every change leaves an event."""
from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Max

from opd import trail
from opd.models import User
from pillars import guidance
from pillars.models import Book, Chapter, Plan, Section, Stage, StatusChange
from pillars.refusals import Refused


def add_chapter(book: Book, title: str, matter: str, *, by: User) -> Chapter:
    """A chapter at the end of a book, before its appendices unless it is one. Its code is for life."""
    with transaction.atomic():
        taken = set(Chapter.objects.filter(book=book).values_list("code", flat=True))
        after = book.chapters.exclude(matter=Chapter.Matter.BACK) if matter != Chapter.Matter.BACK else book.chapters
        order = (after.aggregate(last=Max("order"))["last"] or 0) + 1
        for later in book.chapters.filter(order__gte=order).order_by("-order"):
            Chapter.objects.filter(pk=later.pk).update(order=later.order + 1)
        chapter = Chapter.objects.create(
            book=book, code=_free_code(book.code, taken), order=order, title=title, matter=matter
        )
        _trace("chapter-added", book.plan, by, f"chapter:{chapter.code}", title)
    return chapter


def add_section(chapter: Chapter, section: Section, *, by: User, supporting=()) -> Section:
    """Put a new section (unsaved, filled by a form) at the end of a chapter and give it a code for life."""
    plan = chapter.book.plan
    with transaction.atomic():
        taken = set(plan.sections.values_list("code", flat=True))
        section.plan, section.chapter = plan, chapter
        section.code = _free_code(chapter.code, taken)
        section.order = (chapter.sections.aggregate(last=Max("order"))["last"] or 0) + 1
        section.save()
        section.supporting.set(supporting)
        guidance.start(section).save()
        _trace("section-added", plan, by, f"section:{section.code}", section.title)
    return section


def change_section(section: Section, fields: dict, *, by: User, supporting=None) -> None:
    """Set outline fields of a section: title, lead, supporting agencies, due date, pillar, heading, new page.

    Raises `Refused` when its kind would change after something was written.
    """
    with transaction.atomic():
        present = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
        if fields.get("kind", present.kind) != present.kind and present.version:
            raise Refused("Jenis bagian tidak dapat diganti setelah ada isinya.")
        if present.status == Section.Status.SUBMITTED and fields.get("lead", present.lead) != present.lead:
            raise Refused("Penanggung jawab tidak dapat diganti selagi bagian direviu; tarik atau putuskan dulu.")
        changed = {name: [str(getattr(present, name)), str(value)] for name, value in fields.items()
                   if getattr(present, name) != value}
        Section.objects.filter(pk=present.pk).update(**fields)
        if supporting is not None:
            section.supporting.set(supporting)
        _trace("section-changed", section.plan, by, f"section:{section.code}", fields.get("title", section.title), **changed)


def move(thing: Chapter | Section, step: int, *, by: User) -> None:
    """Move a chapter within its book, or a section within its chapter, up (-1) or down (1). At an end nothing happens."""
    with transaction.atomic():
        sisters = thing.chapter.sections if isinstance(thing, Section) else thing.book.chapters
        if isinstance(thing, Section):
            sisters = sisters.defer("body")
        rows = list(sisters.order_by("order", "pk"))
        at = next(i for i, row in enumerate(rows) if row.pk == thing.pk)
        to = at + step
        if not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
        for order, row in enumerate(rows, 1):
            if row.order != order:
                type(thing).objects.filter(pk=row.pk).update(order=order)
        plan = thing.plan if isinstance(thing, Section) else thing.book.plan
        _trace("moved", plan, by, f"{type(thing).__name__.lower()}:{thing.code}", f"{thing} dipindahkan", step=step)


def remove_section(section: Section, *, by: User) -> None:
    """Take a section out of the outline. Raises `Refused` once anything was written: texts are never thrown away."""
    with transaction.atomic():
        section = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
        if section.version or section.revisions.exists() or section.programs.exists() or section.comments.exists():
            raise Refused("Bagian ini sudah berisi tulisan atau catatan, jadi tidak dapat dihapus. "
                          "Ganti judul atau pindahkan saja.")
        _trace("section-removed", section.plan, by, f"section:{section.code}", section.title)
        section.delete()


def remove_chapter(chapter: Chapter, *, by: User) -> None:
    """Take an empty chapter out of the outline."""
    with transaction.atomic():
        if chapter.sections.exists():
            raise Refused("Bab ini masih memiliki bagian. Pindahkan atau hapus bagiannya dulu.")
        _trace("chapter-removed", chapter.book.plan, by, f"chapter:{chapter.code}", chapter.title)
        chapter.delete()


def rename_chapter(chapter: Chapter, title: str, matter: str, *, by: User) -> None:
    """Give a chapter another title or place (front, body, back)."""
    with transaction.atomic():
        Chapter.objects.filter(pk=chapter.pk).update(title=title, matter=matter)
        _trace("chapter-changed", chapter.book.plan, by, f"chapter:{chapter.code}", title, title=[chapter.title, title])


def remove_stage(stage: Stage, *, by: User) -> None:
    """Take a stage out of the review. Raises `Refused` while a section waits there or one was decided there."""
    with transaction.atomic():
        if Section.objects.filter(stage=stage).exists() or stage.reviews.exists() or _in_history(stage):
            raise Refused("Tahap ini sudah dipakai. Ubah nama atau pelakunya saja.")
        _trace("stage-removed", stage.plan, by, f"stage:{stage.number}", stage.name)
        stage.delete()


def record_change(plan: Plan, what: str, *, by: User) -> None:
    """Leave the event for a change that a form saved itself (plan facts, missions, stages)."""
    _trace("plan-changed", plan, by, f"plan:{plan.code}", what)


def _in_history(stage: Stage) -> bool:
    return StatusChange.objects.filter(stage=stage).exists()


def _free_code(prefix: str, taken: set[str]) -> str:
    """"b1-04" → "b1-04-10": the number after the highest one in use under the prefix."""
    numbers = [int(m.group(1)) for code in taken if (m := re.fullmatch(rf"{re.escape(prefix)}-(\d+)", code))]
    return f"{prefix}-{max(numbers, default=0) + 1:02d}"


def _trace(verb: str, plan: Plan, by: User, subject: str, summary: str, **data) -> None:
    trail.record(verb, by=by, region=plan.region, subject=subject, summary=summary, **data)
