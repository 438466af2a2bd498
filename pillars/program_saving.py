"""Saving and removing a programme: the one door through which it changes, of the same make as `drafting.save_text`.

What a person typed arrives as plain data, in the form of `programs.snapshot`; it is applied only if the programme still
has the version that the person had before the eyes. Otherwise it is kept aside: merged field by field where the page can
take that in and no field was changed by both, else shown beside the present one.
"""
from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opd import trail
from opd.models import Agency, User, Village
from pillars import drafting, merging, program_words, programs
from pillars.drafting import ORDINARY, Origin, Saved
from pillars.models import Budget, Indicator, LibraryIndicator, Program, QuickWin, Save, Section, SubDimension, Target
from pillars.refusals import Refused, SectionMoved

PLAIN = ("name", "objective", "strategy", "description", "beneficiaries", "partners", "horizon", "start_year", "end_year",
         "action_type", "is_illustrative")


@dataclass(frozen=True)
class Change:
    """What is to become of one programme, as the person had it at version `based_on`.

    Without a `code` it is a new one; without a `content` the programme goes. `settles` are saves kept aside that the
    person decided on with this one.
    """

    code: str
    based_on: int
    once_key: uuid.UUID
    content: dict | None
    settles: tuple[int, ...] = ()
    origin: Origin = ORDINARY


def save_program(section: Section, content: dict, *, code: str, based_on: int, once_key: uuid.UUID, by: User,
                 origin: Origin = ORDINARY) -> Saved:
    """Save one programme of a section: the indicators, budgets and the quick win sheet with it.

    An empty `code` makes a new programme and gives it the next code of its sub-dimension; `saved.save.program_code` tells
    it. Raises `NotAllowed` when the section is not open to this person: nothing is stored then.
    """
    return save_programs(section, [Change(code, based_on, once_key, content, origin=origin)], by=by)[0]


def save_programs(section: Section, changes: list[Change], *, by: User) -> list[Saved]:
    """Save, make and remove programmes of a section in one transaction; the answers come in the order of the changes.

    Each is judged alone: one that came too late is kept aside (a removal that came too late is only not done, `save` is
    then None), the others are applied. Raises as `save_program`; nothing is stored then.
    """
    _refuse_other_kinds(section)
    with transaction.atomic():
        now = drafting.locked(section)
        earlier = {s.once_key: s for s in section.saves.filter(once_key__in=[c.once_key for c in changes])}
        if len(earlier) < len(changes):
            drafting.refuse_unless_writable(by, now)
        desk = _Desk.of(now, by)
        present = {p.code: p for p in now.programs.with_figures().filter(code__in=[c.code for c in changes if c.code])}
        answers: dict[int, Saved] = {}
        written: dict[int, _Written] = {}
        for n, change in enumerate(changes):
            program = present.get(change.code)
            if change.once_key in earlier:
                answers[n] = _again(now, earlier[change.once_key])
                continue
            base, change = _based(desk, change, program)
            if change.code and (program is None or program.version != change.based_on):
                answers[n] = _meet(desk, change, program, base)
            elif change.content is None:
                answers[n] = _remove(desk, program, change)
            else:
                written[n] = _change(desk, program, change) if program else _add(desk, change)
            drafting.settle_replaced(now, change.origin, by)
        answers |= _recorded(desk, written)
        if any(answer.applied and answer.save.once_key not in earlier for answer in answers.values()):
            drafting.touch_programs(section, by=by)
    return [answers[n] for n in range(len(changes))]


def remove_program(section: Section, code: str, *, based_on: int, by: User) -> Save:
    """Remove a programme. Its last content stays in the saves, its code is not given to another one.

    Raises `SectionMoved` when it changed since the person saw it, `NotAllowed` when the section is not open.
    """
    saved = save_programs(section, [Change(code, based_on, uuid.uuid4(), None)], by=by)[0]
    if not saved.applied:
        raise SectionMoved("Program ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum menghapusnya.")
    return saved.save


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
        desk = _Desk.of(now, by)
        change = Change(code, based_on, uuid.uuid4(), content, origin=Origin(restores=save))
        program = now.programs.with_figures().filter(code=code).first()
        saved = _recorded(desk, {0: _change(desk, program, change) if program else _add(desk, change)})[0]
        drafting.touch_programs(section, by=by)
        desk.trace("restored", f"{code} dipulihkan ke {what}")
        return saved


@dataclass(frozen=True)
class _Desk:
    """Who writes in which section, and in which office: read once for all changes."""

    section: Section
    by: User
    office: str

    @classmethod
    def of(cls, section: Section, by: User) -> _Desk:
        return cls(section, by, trail.office_title(by, section.plan.region))

    def trace(self, verb: str, summary: str) -> None:
        trail.record(verb, by=self.by, region=self.section.plan.region, subject=f"section:{self.section.code}",
                     summary=summary, office=self.office)

    def record(self, change: Change, code: str, content: dict, version: int, *, kept_aside: bool = False) -> Save:
        return drafting.record(self.section, content, change.once_key, self.by, change.based_on, version, code,
                               kept_aside=kept_aside, origin=change.origin)


@dataclass(frozen=True)
class _Written:
    """A programme that was written, and what it was; None for a new one."""

    program: Program
    before: dict | None
    change: Change


def _again(section: Section, earlier: Save) -> Saved:
    return drafting.answer_again(earlier, present_version(section, earlier.program_code))


def _based(desk: _Desk, change: Change, program: Program | None) -> tuple[dict | None, Change]:
    """What the change goes on from, and the change with the version of that."""
    if not change.code:
        return None, change
    present = program.version if program else None
    base, based_on = drafting.gone_on_from(desk.section, change.based_on, change.origin, present, change.code)
    return base, replace(change, based_on=based_on)


def _add(desk: _Desk, change: Change) -> _Written:
    """A new programme; with a code, one that was there before."""
    section, content = desk.section, change.content
    sub_dimension = SubDimension.objects.get(code=content["sub_dimension"])
    code = change.code or programs.next_code(section.plan, sub_dimension)
    change = replace(change, based_on=change.based_on if change.code else 0)
    program = Program.objects.create(plan=section.plan, section=section, code=code, sub_dimension=sub_dimension,
                                     edited_at=timezone.now(), edited_by=desk.by, version=change.based_on + 1,
                                     **_columns(content))
    if content["supporting"] or content["missions"] or content["places"]:
        _write_relations(program, content)
    _write_figures(program, content)
    return _Written(program, None, change)


def _change(desk: _Desk, program: Program, change: Change) -> _Written:
    before = programs.snapshot(program)
    _set(desk, program, change.content)
    if change.settles:
        for save in desk.section.saves.filter(pk__in=change.settles, program_code=change.code, kept_aside=True, settled_at=None):
            drafting.settle(save, by=desk.by)
    return _Written(program, before, change)


def _set(desk: _Desk, program: Program, content: dict) -> None:
    """Write the content over the programme."""
    Program.objects.filter(pk=program.pk, version=program.version).update(
        sub_dimension=SubDimension.objects.get(code=content["sub_dimension"]), version=F("version") + 1,
        edited_at=timezone.now(), edited_by=desk.by, **_columns(content),
    )
    program.indicators.all().delete()
    program.budgets.all().delete()
    QuickWin.objects.filter(program=program).delete()
    _write_relations(program, content)
    _write_figures(program, content)


def _recorded(desk: _Desk, written: dict[int, _Written]) -> dict[int, Saved]:
    """Leave a save and a trace of each programme that was written: read again together, as they now are."""
    fresh = Program.objects.with_figures().filter(pk__in=[each.program.pk for each in written.values()])
    after, answers = {p.pk: programs.snapshot(p) for p in fresh}, {}
    for n, each in written.items():
        now, code, version = after[each.program.pk], each.program.code, each.change.based_on + 1
        if each.before:
            labels = ", ".join(d.label.lower() for d in program_words.differences(each.before, now)) or "tanpa perubahan"
            desk.trace("program-saved", f"{code} disimpan (versi {version}): {labels}")
        else:
            desk.trace("program-added", f"{code} {each.program.name} ditambahkan")
        answers[n] = Saved(True, version, desk.record(each.change, code, now, version))
    return answers


def _remove(desk: _Desk, program: Program, change: Change) -> Saved:
    last, version = programs.snapshot(program), change.based_on + 1
    program.delete()
    desk.trace("program-removed", f"{change.code} {last['name']} dihapus")
    return Saved(True, version, desk.record(change, change.code, {**last, "removed": True}, version))


def _meet(desk: _Desk, change: Change, program: Program | None, base: dict | None) -> Saved:
    """A save that came too late: kept, and merged with the newer programme where nothing clashes; a removal that came too
    late is only not done."""
    version = present_version(desk.section, change.code)
    if change.content is None:
        return Saved(False, version, None)
    late = desk.record(change, change.code, {**change.content, "code": change.code}, version, kept_aside=True)
    if change.origin.merging and program is not None and base is not None:
        merged, clashes = merged_program(base, programs.snapshot(program), change.content)
        if not clashes:
            _set(desk, program, merged)
            now = programs.snapshot(Program.objects.with_figures().get(pk=program.pk))
            return drafting.keep_merged(desk.section, late, now, version, desk.by)
    desk.trace("kept-aside", f"Simpanan {change.code} berdasarkan versi {change.based_on} disisihkan; versi kini {version}")
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


def _write_relations(program: Program, content: dict) -> None:
    """Who takes part, which missions, where: as `content` has it and nothing else."""
    region, places = program.plan.region, content["places"]
    program.supporting.set(Agency.objects.filter(region=region, slug__in=[a["slug"] for a in content["supporting"]]))
    program.missions.set(program.plan.missions.filter(number__in=content["missions"]))
    program.districts.set(region.districts.filter(code__in=places))
    program.villages.set(Village.objects.filter(district__region=region, code__in=places))


def _write_figures(program: Program, content: dict) -> None:
    """The indicators with their targets, the budgets and the quick win sheet, of a programme that has none yet. An indicator
    that has the name and the unit of one in the library remembers it."""
    named = LibraryIndicator.objects.known_in(program.plan.region).filter(name__in=[i["name"] for i in content["indicators"]])
    library = {(entry.name, entry.unit): entry for entry in sorted(named, key=lambda entry: entry.region_id or 0)}
    indicators = Indicator.objects.bulk_create(
        Indicator(program=program, order=order, library=library.get((fields["name"], fields["unit"])),
                  **{name: value for name, value in fields.items() if name != "targets"})
        for order, fields in enumerate(content["indicators"], 1)
    )
    Target.objects.bulk_create(
        Target(indicator=indicator, year=int(year), value=value)
        for indicator, fields in zip(indicators, content["indicators"], strict=True)
        for year, value in fields["targets"].items()
    )
    Budget.objects.bulk_create(
        Budget(program=program, source=source, year=int(year), amount=amount)
        for source, years in content["budget"].items() for year, amount in years.items()
    )
    if content["quick_win"]:
        QuickWin.objects.create(program=program, **content["quick_win"])


def _refuse_other_kinds(section: Section) -> None:
    if section.kind != Section.Kind.PROGRAMS:
        raise Refused("Bagian ini tidak berisi program.")
