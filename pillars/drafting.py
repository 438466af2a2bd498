"""Saving the working text: the one door through which it changes.

A save names the version that the writer had before the eyes. It is applied only if that is still the present version
(compare-and-set in one UPDATE, right on SQLite and PostgreSQL alike); otherwise it is kept aside. Where the page can take
in another text it is merged with the newer one, as long as no block was changed by both (`pillars.merging`); else it is
shown beside it and a person decides. It carries a key made for it alone, so that an answer that got lost can be asked
for again without saving twice.
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
from pillars import cleaning, kinds, merging, references, rules, writing
from pillars.models import Save, Section
from pillars.refusals import NotAllowed, Refused, SectionMoved


@dataclass(frozen=True)
class Saved:
    """The answer to a save. `applied` is False for one kept aside, `version` then the one it met; else `version` is the
    one that holds the text. `late` is what was sent when it was merged with a newer text, and `save` what came of it."""

    applied: bool
    version: int
    save: Save
    late: Save | None = None


@dataclass(frozen=True)
class Origin:
    """Where a save comes from, beside the version that it names."""

    merging: bool = False  # the page can take in a merged text
    after: uuid.UUID | None = None  # key of the writer's own save that this text goes on from, newer than the version
    replaces: uuid.UUID | None = None  # key of the writer's own save kept aside that this one contains
    restores: Save | None = None  # the old save whose content it is
    merges: Save | None = None  # the save kept aside that a person brought in


ORDINARY = Origin()


def count_words(html: str) -> int:
    """Words of a text as a reader counts them, tags and entities aside."""
    return len(re.findall(r"\w+", html_text.unescape(re.sub(r"<[^>]+>", " ", html))))


def save_text(section: Section, html: str, *, based_on: int, once_key: uuid.UUID, by: User,
              origin: Origin = ORDINARY) -> Saved:
    """Save the text of a narrative section.

    `html` is what the editor sent; it is cleaned by the one allow-list before it is stored. Returns `Saved`.
    Raises `NotAllowed` when the section is not open to this person (submitted meanwhile, for instance): nothing is
    stored then, the text stays in the browser.
    """
    if section.kind != Section.Kind.NARRATIVE:
        raise Refused("Bagian ini tidak ditulis sebagai naskah.")
    body = cleaning.clean(html, plan=section.plan)
    references.refuse_foreign(body, section.body, section, by)
    return _save(section, {"html": body}, based_on=based_on, once_key=once_key, by=by, origin=origin)


def save_items(section: Section, content: dict, *, based_on: int, once_key: uuid.UUID, by: User,
               origin: Origin = ORDINARY) -> Saved:
    """Save the items of a section of an itemized kind (`Section.ITEMIZED`), in the form that the kind's `tidy` makes.

    Returns and raises as `save_text`; `Refused` also for content that is not of the kind's form.
    """
    if section.kind not in Section.ITEMIZED:
        raise Refused("Bagian ini tidak diisi dengan butir-butir.")
    content = kinds.of(section).tidy(content)
    return _save(section, content, based_on=based_on, once_key=once_key, by=by, origin=origin)


def _save(section: Section, content: dict, *, based_on: int, once_key: uuid.UUID, by: User, origin: Origin) -> Saved:
    """Set the content if the section still is at version `based_on`; keep it in either case."""
    with transaction.atomic():
        if earlier := Save.objects.filter(section=section, once_key=once_key).first():
            return answer_again(earlier, Section.objects.values_list("version", flat=True).get(pk=section.pk))
        now = locked(section)
        refuse_unless_writable(by, now)
        base, based_on = gone_on_from(now, based_on, origin, now.version)
        if base is None and based_on == 0:
            base = empty_content(now)
        if _applied(now, content, based_on, by):
            settle_replaced(now, origin, by)
            return Saved(True, based_on + 1, record(now, content, once_key, by, based_on, based_on + 1, origin=origin))
        late = record(now, content, once_key, by, based_on, now.version, kept_aside=True)
        settle_replaced(now, origin, by)
        merged = _merged(now, base, content) if origin.merging and base is not None else None
        if merged is None:
            trace("kept-aside", section, by, f"Simpanan berdasarkan versi {based_on} disisihkan; versi kini {now.version}")
            return Saved(False, now.version, late)
        _applied(now, merged, now.version, by)
        return keep_merged(now, late, merged, now.version, by)


def _applied(now: Section, content: dict, based_on: int, by: User) -> bool:
    """Compare and set: the content, if the section still is at this version."""
    return bool(Section.objects.filter(pk=now.pk, version=based_on, status=now.status).update(
        **_columns(now, content), missing=writing.missing(now, content),
        version=F("version") + 1, edited_at=timezone.now(), edited_by=by,
    ))


def _columns(section: Section, content: dict) -> dict:
    if section.kind == Section.Kind.NARRATIVE:
        return {"body": content["html"], "words": count_words(content["html"])}
    return {"items": content, "words": kinds.of(section).count(content)}


def _merged(now: Section, base: dict, content: dict) -> dict | None:
    """What the section holds and what was sent as one; None when both changed the same."""
    if now.kind == Section.Kind.NARRATIVE:
        merge = merging.texts(base["html"], now.body, content["html"])
        return None if merge.clashes else {"html": cleaning.clean("".join(merge.blocks()), plan=now.plan)}
    kind = kinds.of(now)
    merges = merging.contents(base, kind.snapshot(now), content)
    if any(merge.clashes for merge in merges.values()):
        return None
    return kind.tidy(merging.content_of(merges, content))


def empty_content(section: Section) -> dict:
    """What a section holds before its first save."""
    return {"html": ""} if section.kind == Section.Kind.NARRATIVE else kinds.of(section).tidy({})


def gone_on_from(section: Section, based_on: int, origin: Origin, present: int | None,
                 program_code: str = "") -> tuple[dict | None, int]:
    """`base_of`, whose content is not read where a save goes on from the `present` version: nothing is to be merged then."""
    if based_on == present and not origin.after:
        return None, based_on
    return base_of(section, based_on, origin, program_code)


def base_of(section: Section, based_on: int, origin: Origin, program_code: str = "") -> tuple[dict | None, int]:
    """The content that a save goes on from, and its version. None when it is no longer there (thinned, or never saved)."""
    saves = section.saves.filter(program_code=program_code)
    own = saves.filter(once_key=origin.after).first() if origin.after else None
    if own and (not own.kept_aside or own.merged_in.exists()):
        # One that was merged is older than what holds it: the rest of that must come in once more, by merging.
        return own.content, own.based_on if own.kept_aside else own.version
    base = saves.filter(version=based_on, kept_aside=False).first()
    return (base.content if base else None), based_on


def answer_again(earlier: Save, present: int) -> Saved:
    """The answer that a save got when it came first. It names the version that the save made, not a newer one that the
    writer has not seen."""
    if not earlier.kept_aside:
        return Saved(True, earlier.version, earlier)
    if merged := earlier.merged_in.order_by("pk").first():
        return Saved(True, merged.version, merged, earlier)
    return Saved(False, present, earlier)


def keep_merged(section: Section, late: Save, content: dict, met: int, by: User) -> Saved:
    """Record what a late save and the newer content came to: a save of its own that names the late one."""
    Save.objects.filter(pk=late.pk).update(settled_at=timezone.now())
    save = record(section, content, uuid.uuid4(), by, met, met + 1, late.program_code, origin=Origin(merges=late))
    other = section.saves.filter(program_code=late.program_code, version=met, kept_aside=False).select_related("by").first()
    trace("merged", section, by, f"{late.program_code} Versi {met} ({other.by if other else '–'}) dan simpanan berdasarkan "
          f"versi {late.based_on} ({late.by}) digabung menjadi versi {met + 1}".strip())
    return Saved(True, met + 1, save, late)


def record(section: Section, content: dict, once_key: uuid.UUID, by: User, based_on: int, version: int,
           program_code: str = "", *, kept_aside: bool = False, origin: Origin = ORDINARY) -> Save:
    """Keep what a person sent, applied or not."""
    return Save.objects.create(
        section=section, program_code=program_code, content=content, once_key=once_key, by=by, based_on=based_on,
        version=version, kept_aside=kept_aside, merges=origin.merges, restores=origin.restores,
    )


def settle_replaced(section: Section, origin: Origin, by: User) -> None:
    """The writer went on writing after a save was kept aside: the later one contains it."""
    if origin.replaces:
        section.saves.filter(once_key=origin.replaces, by=by, kept_aside=True, settled_at=None).update(settled_at=timezone.now())


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
    writing.recheck(now.plan)
    return now.version + 1


def save_settling(section: Section, content: dict, late: Save, *, based_on: int, by: User) -> Saved:
    """Save what a person made of the present content and of a save kept aside, and settle that one with it.

    Raises `SectionMoved` when the section went on meanwhile; nothing is settled then.
    """
    with transaction.atomic():
        now = locked(section)
        if now.version != based_on:
            raise SectionMoved("Naskah baru saja berubah lagi. Periksa perbandingan yang terbaru, lalu selesaikan.")
        saving = {"based_on": based_on, "once_key": uuid.uuid4(), "by": by, "origin": Origin(merges=late)}
        saved = _save_whole(now, content, **saving)
        settle(late, by=by)
        return saved


def _save_whole(section: Section, content: dict, **saving) -> Saved:
    if section.kind == Section.Kind.NARRATIVE:
        return save_text(section, content["html"], **saving)
    return save_items(section, content, **saving)


def restore(section: Section, content: dict, *, based_on: int, by: User, what: str, save: Save | None = None) -> Saved:
    """Give a text or items the content of an old save or revision: a save like any other, and a row in the trail.

    `what` names it there. Raises `SectionMoved` when the section changed since the person saw it, `NotAllowed` when it is
    not open.
    """
    with transaction.atomic():
        now = locked(section)
        if now.version != based_on:
            raise SectionMoved("Bagian ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum memulihkannya.")
        saving = {"based_on": based_on, "once_key": uuid.uuid4(), "by": by, "origin": Origin(restores=save)}
        saved = _save_whole(now, content, **saving)
        trace("restored", now, by, f"Dipulihkan ke {what}")
        return saved


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
