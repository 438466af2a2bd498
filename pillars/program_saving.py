"""Saving and removing a programme: the one door through which it changes, of the same make as `drafting.save_text`.

What a person typed arrives as plain data, in the form of `programs.snapshot`; it is applied only if the programme still
has the version that the person had before the eyes. Otherwise it is kept aside: merged field by field where the page can
take that in and no field was changed by both, else shown beside the present one.
"""
from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opd.models import Agency, User, Village
from pillars import drafting, merging, program_words, programs
from pillars.drafting import ORDINARY, Origin, Saved
from pillars.models import Budget, Program, QuickWin, Save, Section, SubDimension, Target
from pillars.refusals import Refused, SectionMoved

PLAIN = ("name", "objective", "strategy", "description", "beneficiaries", "partners", "horizon", "start_year", "end_year",
         "action_type", "is_illustrative")


def save_program(section: Section, content: dict, *, code: str, based_on: int, once_key: uuid.UUID, by: User,
                 origin: Origin = ORDINARY) -> Saved:
    """Save one programme of a section: the indicators, budgets and the quick win sheet with it.

    An empty `code` makes a new programme and gives it the next code of its sub-dimension; `saved.save.program_code` tells
    it. Raises `NotAllowed` when the section is not open to this person: nothing is stored then.
    """
    _refuse_other_kinds(section)
    with transaction.atomic():
        now = drafting.locked(section)
        if earlier := Save.objects.filter(section=section, once_key=once_key).first():
            return drafting.answer_again(earlier, present_version(section, earlier.program_code))
        drafting.refuse_unless_writable(by, now)
        if not code:
            return _add(now, content, once_key, by)
        base, based_on = drafting.base_of(now, based_on, origin, code)
        program = section.programs.with_figures().filter(code=code).first()
        if program is not None and program.version == based_on:
            saved = _change(now, program, content, once_key, by, origin)
        else:
            saved = _meet(now, program, base, content, code, based_on, once_key, by, origin)
        drafting.settle_replaced(now, origin, by)
        return saved


def bring_back(section: Section, code: str, content: dict, *, based_on: int, by: User, what: str,
               save: Save | None = None) -> Saved:
    """Give a programme the content that it had before; one that was removed is made again, under its own code.

    `what` names the state in the trail, `save` is the one that kept it. Raises `SectionMoved` when the programme changed
    since the person saw it, `NotAllowed` when the section is not open.
    """
    content = {name: value for name, value in content.items() if name != "removed"}
    with transaction.atomic():
        now = drafting.locked(section)
        drafting.refuse_unless_writable(by, now)
        if present_version(now, code) != based_on:
            raise SectionMoved("Program ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum memulihkannya.")
        program, origin = section.programs.with_figures().filter(code=code).first(), Origin(restores=save)
        if program:
            saved = _change(now, program, content, uuid.uuid4(), by, origin)
        else:
            saved = _add(now, content, uuid.uuid4(), by, code, based_on, origin)
        drafting.trace("restored", now, by, f"{code} dipulihkan ke {what}")
        return saved


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
        return drafting.record(now, {**last, "removed": True}, uuid.uuid4(), by, based_on, based_on + 1, code)


def _add(section: Section, content: dict, once_key: uuid.UUID, by: User, code: str = "", based_on: int = 0,
         origin: Origin = ORDINARY) -> Saved:
    sub_dimension = SubDimension.objects.get(code=content["sub_dimension"])
    code = code or programs.next_code(section.plan, sub_dimension)
    program = Program.objects.create(plan=section.plan, section=section, code=code, sub_dimension=sub_dimension,
                                     version=based_on + 1, edited_at=timezone.now(), edited_by=by, **_columns(content))
    _write_parts(program, content)
    drafting.touch_programs(section, by=by)
    drafting.trace("program-added", section, by, f"{code} {program.name} ditambahkan")
    return Saved(True, based_on + 1, drafting.record(section, _snapshot(program), once_key, by, based_on, based_on + 1, code,
                                                     origin=origin))


def _change(section: Section, program: Program, content: dict, once_key: uuid.UUID, by: User,
            origin: Origin = ORDINARY) -> Saved:
    before, based_on = programs.snapshot(program), program.version
    after = _set(section, program, content, by)
    labels = ", ".join(d.label.lower() for d in program_words.differences(before, after)) or "tanpa perubahan"
    drafting.trace("program-saved", section, by, f"{program.code} disimpan (versi {based_on + 1}): {labels}")
    return Saved(True, based_on + 1, drafting.record(section, after, once_key, by, based_on, based_on + 1, program.code,
                                                     origin=origin))


def _set(section: Section, program: Program, content: dict, by: User) -> dict:
    """Write the content over the programme; gives what it then is."""
    Program.objects.filter(pk=program.pk, version=program.version).update(
        sub_dimension=SubDimension.objects.get(code=content["sub_dimension"]), version=F("version") + 1,
        edited_at=timezone.now(), edited_by=by, **_columns(content),
    )
    _write_parts(program, content)
    drafting.touch_programs(section, by=by)
    return _snapshot(program)


def _meet(section: Section, program: Program | None, base: dict | None, content: dict, code: str, based_on: int,
          once_key: uuid.UUID, by: User, origin: Origin) -> Saved:
    """A save that came too late: kept, and merged with the newer programme where nothing clashes."""
    version = present_version(section, code)
    late = drafting.record(section, {**content, "code": code}, once_key, by, based_on, version, code, kept_aside=True)
    if origin.merging and program is not None and base is not None:
        merged, clashes = merged_program(base, programs.snapshot(program), content)
        if not clashes:
            return drafting.keep_merged(section, late, _set(section, program, merged, by), version, by)
    drafting.trace("kept-aside", section, by,
                   f"Simpanan {code} berdasarkan versi {based_on} disisihkan; versi kini {version}")
    return Saved(False, version, late)


def merged_program(base: dict, present: dict, mine: dict) -> tuple[dict, set[str]]:
    """Three states of a programme as (the merged one, the fields that both changed differently: there the present ones)."""
    merged, clashes = dict(present), set()
    for name in {*present} & {*mine} - {"code", "lead", "locations"}:
        merged[name], clash = merging.values(base.get(name), present[name], mine[name])
        if clash:
            clashes.add(name)
    return merged, clashes


def present_version(section: Section, code: str) -> int:
    """The present version of a programme; of a removed one, the version that its removal made."""
    present = section.programs.filter(code=code).values_list("version", flat=True).first()
    if present is not None:
        return present
    return section.saves.filter(program_code=code, kept_aside=False).values_list("version", flat=True).first() or 0


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
