"""Every state that a section ever had, by a short name: "r3" is revision 3, "s120" a save, "kini" what it holds now."""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opd.models import User
from pillars import drafting, kinds, program_saving, programs
from pillars.models import Revision, Save, Section, StatusChange
from pillars.refusals import SectionMoved

PRESENT = "kini"
PAGE = 200  # saves on one page of the history


@dataclass(frozen=True)
class Version:
    """One state of a section, or of one of its programmes (then `program_code` names it)."""

    ref: str
    content: dict
    at: dt.datetime | None
    by: User | None
    program_code: str = ""
    save: Save | None = None
    revision: Revision | None = None

    @property
    def label(self) -> str:
        if self.revision:
            return _("Revisi %(n)s") % {"n": self.revision.number}
        if self.save is None:
            return _("Isi sekarang")
        said = _("Simpanan yang disisihkan") if self.save.kept_aside else _("Simpanan versi %(n)s") % {"n": self.save.version}
        return f"{self.program_code} {said}".strip()


@dataclass(frozen=True)
class Entry:
    """One line of the history: a move of the review, or the saves that one person made within an hour (latest first)."""

    at: dt.datetime
    by: User
    move: StatusChange | None = None
    saves: tuple[Save, ...] = ()

    @property
    def first(self) -> Save:
        return self.saves[-1]

    @property
    def last(self) -> Save:
        return self.saves[0]


def find(section: Section, ref: str) -> Version | None:
    """The state of that name; None when there is none. A bare number is a revision."""
    if ref == PRESENT:
        return Version(ref, kinds.of(section).snapshot(section), section.edited_at, section.edited_by)
    found = re.fullmatch(r"([rs]?)(\d{1,12})", ref)
    if not found:
        return None
    if found[1] == "s":
        save = section.saves.select_related("by", "merges__by", "restores__by").filter(pk=int(found[2])).first()
        return Version(ref, save.content, save.at, save.by, save.program_code, save=save) if save else None
    row = section.revisions.select_related("by").filter(number=int(found[2])).first()
    return Version(f"r{row.number}", row.content, row.at, row.by, revision=row) if row else None


def narrowed(section: Section, version: Version, program_code: str) -> dict:
    """The content of a version, or only one programme of it."""
    if section.kind != Section.Kind.PROGRAMS:
        return version.content
    found = [version.content] if version.program_code else version.content["programs"]
    wanted = [p for p in found if program_code in ("", p["code"]) and not p.get("removed")]
    return {"programs": [{"locations": [], **p} for p in wanted]}


def as_html(section: Section, version: Version, program_code: str = "") -> str:
    """A version for reading and comparing."""
    return kinds.of(section).as_html(narrowed(section, version, program_code))


def before(section: Section, version: Version) -> Version | None:
    """What was there before: the save or the revision that this one followed; for one kept aside what it was based on."""
    if version.revision:
        return find(section, f"r{version.revision.number - 1}")
    if version.save is None:
        return None
    saves = section.saves.filter(program_code=version.program_code, kept_aside=False)
    based_on = version.save.based_on
    earlier = saves.filter(version__lte=based_on).exclude(pk=version.save.pk).order_by("-version").first()
    return find(section, f"s{earlier.pk}") if earlier else None


def present_version(section: Section, version: Version) -> int:
    """The number that a save names which restores this: of the section, or of the programme."""
    if version.program_code:
        return program_saving.present_version(section, version.program_code)
    return section.version


def restore(section: Section, version: Version, *, based_on: int, by: User) -> None:
    """Take the content of an old version back, as a save like any other. Programmes that the old revision does not have
    stay. Raises `NotAllowed` when the section is not open, `SectionMoved` when it changed since the person saw it."""
    at = f"{timezone.localtime(version.at):%d-%m-%Y %H.%M}"
    what = f"revisi {version.revision.number} ({at})" if version.revision else f"simpanan {version.by} ({at})"
    if version.program_code:
        program_saving.bring_back(section, version.program_code, version.content, based_on=based_on, by=by, what=what,
                                  save=version.save)
    elif section.kind != Section.Kind.PROGRAMS:
        drafting.restore(section, version.content, based_on=based_on, by=by, what=what, save=version.save)
    else:
        _restore_programs(section, version.content["programs"], based_on, by, what)


def _restore_programs(section: Section, contents: list[dict], based_on: int, by: User, what: str) -> None:
    with transaction.atomic():
        now = drafting.locked(section)
        drafting.refuse_unless_writable(by, now)
        if now.version != based_on:
            raise SectionMoved("Bagian ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum memulihkannya.")
        present = {p.code: programs.snapshot(p) for p in section.programs.with_figures()}
        for content in contents:
            if present.get(content["code"]) != content:
                code = content["code"]
                program_saving.bring_back(section, code, content, based_on=program_saving.present_version(section, code), by=by,
                                          what=what)


def history(section: Section, number: str | int) -> tuple[list[Entry], Page]:
    """One page of all that happened, the latest first: saves by person and hour, and the moves of the review among them.
    As many queries for 3000 saves as for 3."""
    saves = section.saves.select_related("by", "merges__by", "restores__by").defer(
        "content", "merges__content", "restores__content")
    page = Paginator(saves, PAGE).get_page(number)
    rows = list(page.object_list)
    moves = section.changes.select_related("by", "stage", "revision").defer("revision__content")
    if page.has_next():
        moves = moves.filter(at__gte=rows[-1].at)
    if page.has_previous():
        moves = moves.filter(at__lt=saves[page.start_index() - 2].at)
    happened = sorted([*rows, *moves], key=lambda one: (one.at, one.pk), reverse=True)
    entries = []
    for (*_who_and_when, is_move), run in groupby(happened, key=_hour):
        found = tuple(run)
        if is_move:
            entries += [Entry(move.at, move.by, move=move) for move in found]
        else:
            entries.append(Entry(found[0].at, found[0].by, saves=found))
    return entries, page


def _hour(one: Save | StatusChange) -> tuple:
    local = timezone.localtime(one.at)
    return one.by_id, local.date(), local.hour, getattr(one, "program_code", ""), isinstance(one, StatusChange)


def choices(section: Section, *, asides: bool) -> list[tuple[str, str]]:
    """(name, label) of what can be compared: what it holds now, the revisions, the latest saves, also those kept aside."""
    named = [(PRESENT, _("Isi sekarang"))]
    for row in section.revisions.select_related("by").defer("content"):
        named.append((f"r{row.number}", f"{_('Revisi %(n)s') % {'n': row.number}} · {_moment(row.at)} · {row.by}"))
    saves = section.saves.all() if asides else section.saves.filter(kept_aside=False)
    for row in saves.select_related("by").defer("content")[:PAGE]:
        kind = _("disisihkan") if row.kept_aside else _("versi %(n)s") % {"n": row.version}
        named.append((f"s{row.pk}", " · ".join(filter(None, [_moment(row.at), str(row.by), row.program_code, kind]))))
    return named


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y %H.%M}"
