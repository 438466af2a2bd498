"""Saving and removing a programme: the one door through which it changes, of the same make as `drafting.save_text`.

What a person typed arrives as plain data, in the form of `programs.snapshot`; it is applied only if the programme still
has the version that the person had before the eyes. Otherwise it is kept aside and shown beside the present one.
"""
from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opd.models import Agency, User, Village
from pillars import drafting, program_words, programs
from pillars.drafting import Saved
from pillars.models import Budget, Program, QuickWin, Save, Section, SubDimension, Target
from pillars.refusals import Refused, SectionMoved

PLAIN = ("name", "objective", "strategy", "description", "beneficiaries", "partners", "horizon", "start_year", "end_year",
         "action_type", "is_illustrative")


def save_program(section: Section, content: dict, *, code: str, based_on: int, once_key: uuid.UUID, by: User) -> Saved:
    """Save one programme of a section: the indicators, budgets and the quick win sheet with it.

    An empty `code` makes a new programme and gives it the next code of its sub-dimension; `saved.save.program_code` tells
    it. Raises `NotAllowed` when the section is not open to this person: nothing is stored then.
    """
    _refuse_other_kinds(section)
    with transaction.atomic():
        now = drafting.locked(section)
        if earlier := Save.objects.filter(section=section, once_key=once_key).first():
            return Saved(not earlier.kept_aside, _version(section, earlier.program_code), earlier)
        drafting.refuse_unless_writable(by, now)
        if not code:
            return _add(now, content, once_key, by)
        program = section.programs.with_figures().filter(code=code).first()
        if program is None or program.version != based_on:
            return _keep_aside(now, content, code, based_on, once_key, by)
        return _change(now, program, content, once_key, by)


def remove_program(section: Section, code: str, *, based_on: int, by: User) -> Save:
    """Remove a programme. Its last content stays in the saves, its code is not given to another one.

    Raises `SectionMoved` when it changed since the person saw it, `NotAllowed` when the section is not open.
    """
    with transaction.atomic():
        now = drafting.locked(section)
        drafting.refuse_unless_writable(by, now)
        program = section.programs.with_figures().filter(code=code, version=based_on).first()
        if program is None:
            raise SectionMoved("Program ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum menghapusnya.")
        last = programs.snapshot(program)
        program.delete()
        drafting.touch_programs(section, by=by)
        drafting.trace("program-removed", now, by, f"{code} {last['name']} dihapus")
        return _record(now, code, {**last, "removed": True}, uuid.uuid4(), by, based_on, based_on + 1)


def _add(section: Section, content: dict, once_key: uuid.UUID, by: User) -> Saved:
    sub_dimension = SubDimension.objects.get(code=content["sub_dimension"])
    code = programs.next_code(section.plan, sub_dimension)
    program = Program.objects.create(plan=section.plan, section=section, code=code, sub_dimension=sub_dimension,
                                     version=1, edited_at=timezone.now(), edited_by=by, **_columns(content))
    _write_parts(program, content)
    drafting.touch_programs(section, by=by)
    drafting.trace("program-added", section, by, f"{code} {program.name} ditambahkan")
    return Saved(True, 1, _record(section, code, _snapshot(program), once_key, by, 0, 1))


def _change(section: Section, program: Program, content: dict, once_key: uuid.UUID, by: User) -> Saved:
    before, based_on = programs.snapshot(program), program.version
    Program.objects.filter(pk=program.pk, version=based_on).update(
        sub_dimension=SubDimension.objects.get(code=content["sub_dimension"]), version=F("version") + 1,
        edited_at=timezone.now(), edited_by=by, **_columns(content),
    )
    _write_parts(program, content)
    drafting.touch_programs(section, by=by)
    after = _snapshot(program)
    labels = ", ".join(d.label.lower() for d in program_words.differences(before, after)) or "tanpa perubahan"
    drafting.trace("program-saved", section, by, f"{program.code} disimpan (versi {based_on + 1}): {labels}")
    return Saved(True, based_on + 1, _record(section, program.code, after, once_key, by, based_on, based_on + 1))


def _keep_aside(section: Section, content: dict, code: str, based_on: int, once_key: uuid.UUID, by: User) -> Saved:
    version = _version(section, code)
    save = _record(section, code, {**content, "code": code}, once_key, by, based_on, version, kept_aside=True)
    drafting.trace("kept-aside", section, by,
                   f"Simpanan {code} berdasarkan versi {based_on} disisihkan; versi kini {version}")
    return Saved(False, version, save)


def _version(section: Section, code: str) -> int:
    """The present version of a programme; of a removed one, the version that its removal made."""
    present = section.programs.filter(code=code).values_list("version", flat=True).first()
    if present is not None:
        return present
    return section.saves.filter(program_code=code, kept_aside=False).values_list("version", flat=True).first() or 0


def _record(section: Section, code: str, content: dict, once_key: uuid.UUID, by: User, based_on: int, version: int,
            **fields) -> Save:
    return Save.objects.create(section=section, program_code=code, content=content, once_key=once_key, by=by,
                               based_on=based_on, version=version, **fields)


def _columns(content: dict) -> dict:
    return {name: content[name] for name in PLAIN} | {
        "activities": "\n".join(content["activities"]), "nomenclature": " ".join(content["nomenclature"]),
        "everywhere": not content["places"],
    }


def _write_parts(program: Program, content: dict) -> None:
    """Everything that hangs on the programme, as `content` has it and nothing else."""
    region, places = program.plan.region, content["places"]
    program.supporting.set(Agency.objects.filter(region=region, slug__in=[a["slug"] for a in content["supporting"]]))
    program.missions.set(program.plan.missions.filter(number__in=content["missions"]))
    program.districts.set(region.districts.filter(code__in=places))
    program.villages.set(Village.objects.filter(district__region=region, code__in=places))
    program.indicators.all().delete()
    program.budgets.all().delete()
    for order, fields in enumerate(content["indicators"], 1):
        _write_indicator(program, order, fields)
    Budget.objects.bulk_create(
        Budget(program=program, source=source, year=int(year), amount=amount)
        for source, years in content["budget"].items() for year, amount in years.items()
    )
    QuickWin.objects.filter(program=program).delete()
    if content["quick_win"]:
        QuickWin.objects.create(program=program, **content["quick_win"])


def _write_indicator(program: Program, order: int, fields: dict) -> None:
    plain = {name: value for name, value in fields.items() if name != "targets"}
    indicator = program.indicators.create(order=order, **plain)
    Target.objects.bulk_create(
        Target(indicator=indicator, year=int(year), value=value) for year, value in fields["targets"].items()
    )


def _snapshot(program: Program) -> dict:
    return programs.snapshot(Program.objects.with_figures().get(pk=program.pk))


def _refuse_other_kinds(section: Section) -> None:
    if section.kind != Section.Kind.PROGRAMS:
        raise Refused("Bagian ini tidak berisi program.")
