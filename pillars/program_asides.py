"""A save of a programme that was kept aside, field by field: what both came from, what it is now, what came late."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from opd.models import User
from pillars import drafting, program_saving, program_words, programs
from pillars.drafting import Origin
from pillars.models import Program, Save, Section
from pillars.refusals import Refused, SectionMoved


@dataclass(frozen=True)
class Field:
    """One field in which the present programme and the late save differ. `answer` is "" where both changed it and nobody
    has said yet."""

    key: str
    label: str
    was: str
    present: str
    late: str
    answer: str


def fields(section: Section, late: Save, program: Program | None, answers: Mapping) -> list[Field]:
    """The fields to decide on; what only one side changed is chosen beforehand."""
    base, _version = drafting.base_of(section, late.based_on, Origin(), late.program_code)
    content = _whole(late)
    if program is None:
        return [Field(d.key, d.label, "", d.old, d.new, "") for d in program_words.differences(None, content)]
    present = programs.snapshot(program)
    before = program_words.in_words(base) if base else {}
    found = []
    for d in program_words.differences(present, content):
        was = before.get(d.key, ("", ""))[1]
        known = "" if base is None else "late" if was == d.old else "present" if was == d.new else ""
        found.append(Field(d.key, d.label, was, d.old, d.new, answers.get(f"pilih-{d.key}", known)))
    return found


def settle(section: Section, late: Save, program: Program | None, answers: Mapping, *, by: User) -> None:
    """Take from the late save the fields that were chosen, as a save of its own. Raises `Refused` in words."""
    if program is None or answers.get("take") == "present":
        drafting.settle(late, by=by)
        return
    if answers.get("version") != str(program.version):
        raise Refused(_("Program baru saja berubah lagi. Periksa perbandingan yang terbaru, lalu selesaikan."))
    said = {field.key: answers.get(f"pilih-{field.key}") for field in fields(section, late, program, answers)}
    if set(said.values()) - {"present", "late"}:
        raise Refused(_("Pilih dulu isian mana yang dipakai untuk setiap baris."))
    taken = {key for key, word in said.items() if word == "late"}
    with transaction.atomic():
        if taken:
            content = program_words.merged(programs.snapshot(program), _whole(late), taken)
            saved = program_saving.save_program(section, content, code=program.code, based_on=program.version,
                                                once_key=uuid.uuid4(), by=by, origin=Origin(merges=late))
            if not saved.applied:
                raise SectionMoved(_("Program baru saja berubah lagi. Periksa perbandingan yang terbaru, lalu selesaikan."))
        drafting.settle(late, by=by)


def _whole(late: Save) -> dict:
    return late.content | {"locations": late.content.get("locations", [])}
