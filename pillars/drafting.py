"""Saving the working text: the one door through which it changes.

A save names the version that the writer had before the eyes. It is applied only if that is still the present version
(compare-and-set in one UPDATE, right on SQLite and PostgreSQL alike); otherwise it is kept aside and shown. It carries a
key made for it alone, so that an answer that got lost can be asked for again without saving twice.
"""
from __future__ import annotations

import html as html_text
import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opd import trail
from opd.models import User
from pillars import cleaning, kinds, rules, writing
from pillars.models import Save, Section
from pillars.refusals import NotAllowed, Refused, SectionMoved


@dataclass(frozen=True)
class Saved:
    """The answer to a save. `applied` is False for one kept aside; `version` is the present version either way."""

    applied: bool
    version: int
    save: Save


def count_words(html: str) -> int:
    """Words of a text as a reader counts them, tags and entities aside."""
    return len(re.findall(r"\w+", html_text.unescape(re.sub(r"<[^>]+>", " ", html))))


def save_text(section: Section, html: str, *, based_on: int, once_key: uuid.UUID, by: User) -> Saved:
    """Save the text of a narrative section.

    `html` is what the editor sent; it is cleaned by the one allow-list before it is stored. Returns `Saved`.
    Raises `NotAllowed` when the section is not open to this person (submitted meanwhile, for instance): nothing is
    stored then, the text stays in the browser.
    """
    if section.kind != Section.Kind.NARRATIVE:
        raise Refused("Bagian ini tidak ditulis sebagai naskah.")
    body = cleaning.clean(html, plan=section.plan)
    fields = {"body": body, "words": count_words(body)}
    return _save(section, {"html": body}, fields, based_on=based_on, once_key=once_key, by=by)


def save_items(section: Section, content: dict, *, based_on: int, once_key: uuid.UUID, by: User) -> Saved:
    """Save the items of a section of an itemized kind (`Section.ITEMIZED`), in the form that the kind's `tidy` makes.

    Returns and raises as `save_text`; `Refused` also for content that is not of the kind's form.
    """
    if section.kind not in Section.ITEMIZED:
        raise Refused("Bagian ini tidak diisi dengan butir-butir.")
    kind = kinds.of(section)
    items = kind.tidy(content)
    fields = {"items": items, "words": kind.count(items)}
    return _save(section, items, fields, based_on=based_on, once_key=once_key, by=by)


def _save(section: Section, content: dict, fields: dict, *, based_on: int, once_key: uuid.UUID, by: User) -> Saved:
    """Set `fields` if the section still is at version `based_on`; keep `content` in either case."""
    with transaction.atomic():
        if earlier := Save.objects.filter(section=section, once_key=once_key).first():
            return Saved(not earlier.kept_aside, Section.objects.values_list("version", flat=True).get(pk=section.pk), earlier)
        now = locked(section)
        refuse_unless_writable(by, now)
        applied = Section.objects.filter(pk=section.pk, version=based_on, status=now.status).update(
            **fields, missing=writing.missing(now, content),
            version=F("version") + 1, edited_at=timezone.now(), edited_by=by,
        )
        version = based_on + 1 if applied else now.version
        save = Save.objects.create(
            section=section, once_key=once_key, based_on=based_on, version=version, content=content,
            kept_aside=not applied, by=by,
        )
        if not applied:
            trace("kept-aside", section, by, f"Simpanan berdasarkan versi {based_on} disisihkan; versi kini {now.version}")
    return Saved(bool(applied), version, save)


def touch_programs(section: Section, *, by: User) -> int:
    """Count one more save in a section of programmes (a programme was made, changed or removed). Returns the version.

    Call it last inside the transaction of the change. Raises `NotAllowed` when the section is not open to this person.
    """
    now = locked(section)
    refuse_unless_writable(by, now)
    content = kinds.programs.snapshot(now)
    Section.objects.filter(pk=section.pk).update(
        words=len(content["programs"]), missing=kinds.programs.missing(content),
        version=F("version") + 1, edited_at=timezone.now(), edited_by=by,
    )
    return now.version + 1


def settle(save: Save, *, by: User) -> None:
    """Mark a save kept aside as dealt with (its text was merged or is not wanted); it stays readable in the history."""
    with transaction.atomic():
        refuse_unless_writable(by, locked(save.section))
        if not Save.objects.filter(pk=save.pk, kept_aside=True, settled_at=None).update(settled_at=timezone.now()):
            raise SectionMoved("Simpanan ini sudah diselesaikan.")
        trace("settled", save.section, by, f"Simpanan yang disisihkan ({save.at:%d-%m-%Y %H.%M}) diselesaikan")


def locked(section: Section) -> Section:
    """The section as it is now; nobody else changes it before the transaction ends."""
    return Section.objects.select_for_update(of=("self",)).select_related("plan__region").get(pk=section.pk)


def refuse_unless_writable(by: User, section: Section) -> None:
    """Raise `NotAllowed`, with what to do now, when the section is not open to this person."""
    if not rules.can_write(by, section):
        raise NotAllowed("Bagian ini sedang tidak terbuka untuk Anda tulis: status kini "
                         f"“{section.get_status_display()}”. Salin tulisan Anda sebelum menutup halaman.")


def trace(verb: str, section: Section, by: User, summary: str) -> None:
    """Leave an event about a section in the region's trail."""
    trail.record(verb, by=by, region=section.plan.region, subject=f"section:{section.code}", summary=summary)
