"""The moves of a section through its review: the one door through which its status changes.

A review judges a revision, never moving text: submitting freezes the working text as a Revision, every decision names
the revision that was read, and one that is no longer the submitted one is refused. Each move matches the state it
expects in its UPDATE; who comes second gets `SectionMoved`. Each leaves a StatusChange (who, when, in which office, the
note) and an event in the trail, in the same transaction.
"""
from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from opd import trail
from opd.models import User
from pillars import kinds, references, rules
from pillars.models import Review, Revision, Section, Stage, StatusChange
from pillars.refusals import NotAllowed, Refused, SectionMoved

Status, Move = Section.Status, StatusChange.Move

# move: (from which status, to which). Approving leads to the next stage as long as there is one.
MOVES = {
    Move.SUBMIT: ({Status.DRAFT, Status.RETURNED}, Status.SUBMITTED),
    Move.WITHDRAW: ({Status.SUBMITTED}, Status.DRAFT),
    Move.APPROVE: ({Status.SUBMITTED}, Status.APPROVED),
    Move.RETURN: ({Status.SUBMITTED}, Status.RETURNED),
    Move.REOPEN: ({Status.APPROVED}, Status.DRAFT),
}


def submit(section: Section, *, by: User, version: int) -> Revision:
    """Freeze the working text as the next revision and hand it to the first stage.

    `version` is the one the person read. Raises `NotAllowed`, `SectionMoved` (text changed meanwhile), `Refused` (what is
    missing, in words).
    """
    with transaction.atomic():
        section = _locked(section)
        _ask(rules.can_submit(by, section), section, Move.SUBMIT)
        if section.version != version:
            raise SectionMoved("Naskah berubah sejak Anda membukanya. Baca lagi, lalu ajukan.")
        kind = kinds.of(section)
        content = kind.snapshot(section)
        if missing := kind.blocking(content) + references.broken(content.get("html", ""), section.plan):
            raise Refused("Belum dapat diajukan: " + "; ".join(missing) + ".")
        first = Stage.objects.filter(plan=section.plan).first()
        if first is None:
            raise Refused("Rencana ini belum memiliki tahap reviu. Hubungi koordinator.")
        last = section.revisions.first()
        revision = Revision.objects.create(
            section=section, number=(last.number if last else 0) + 1, content=content, version=section.version, by=by
        )
        _move(section, Move.SUBMIT, by=by, revision=revision, stage=first, submitted_revision=revision)
    return revision


def withdraw(section: Section, *, by: User) -> None:
    """Take a submitted section back to draft, to mend something before it is decided."""
    with transaction.atomic():
        section = _locked(section)
        _ask(rules.can_withdraw(by, section), section, Move.WITHDRAW)
        _move(section, Move.WITHDRAW, by=by, revision=section.submitted_revision)


def approve(section: Section, *, by: User, revision: int, note: str = "") -> None:
    """Approve revision number `revision` at its present stage; at the last stage the section is approved."""
    with transaction.atomic():
        section, judged = _judged(section, by, revision, Move.APPROVE)
        _decide(section, judged, Review.Decision.APPROVED, by, note)
        following = Stage.objects.filter(plan=section.plan, number__gt=section.stage.number).first()
        if following:
            _move(section, Move.APPROVE, by=by, revision=judged, note=note, new=Status.SUBMITTED, stage=following)
        else:
            _move(section, Move.APPROVE, by=by, revision=judged, note=note, approved_revision=judged)


def send_back(section: Section, *, by: User, revision: int, note: str) -> None:
    """Return revision number `revision` to its writers, with a note that says why."""
    if not note.strip():
        raise Refused("Tuliskan catatan: apa yang perlu diperbaiki.")
    with transaction.atomic():
        section, judged = _judged(section, by, revision, Move.RETURN)
        _decide(section, judged, Review.Decision.RETURNED, by, note)
        _move(section, Move.RETURN, by=by, revision=judged, note=note)


def reopen(section: Section, *, by: User, note: str) -> None:
    """Open an approved section again; the approved revision stays in print until the next approval."""
    if not note.strip():
        raise Refused("Tuliskan alasan membuka kembali.")
    with transaction.atomic():
        section = _locked(section)
        _ask(rules.can_reopen(by, section), section, Move.REOPEN)
        _move(section, Move.REOPEN, by=by, revision=section.approved_revision, note=note)


def _locked(section: Section) -> Section:
    return (
        Section.objects.select_for_update(of=("self",))
        .select_related("plan__region", "stage", "lead", "submitted_revision", "approved_revision")
        .get(pk=section.pk)
    )


def _ask(allowed: bool, section: Section, move: str) -> None:
    if section.status not in MOVES[move][0]:
        raise SectionMoved(f"Bagian ini berstatus “{section.get_status_display()}”; muat ulang halaman untuk melihatnya.")
    if not allowed:
        raise NotAllowed("Jabatan Anda tidak berwenang melakukan ini.")


def _judged(section: Section, by: User, number: int, move: str) -> tuple[Section, Revision]:
    section = _locked(section)
    if section.status == Status.SUBMITTED and rules.holds_stage(by, section) and rules.wrote_it(by, section):
        raise NotAllowed("Anda ikut menulis naskah ini; keputusan harus diambil pejabat lain.")
    _ask(rules.can_decide(by, section), section, move)
    if section.submitted_revision.number != number:
        raise SectionMoved("Naskah yang Anda baca sudah diganti revisi baru. Baca revisi terbaru sebelum memutuskan.")
    return section, section.submitted_revision


def _decide(section: Section, revision: Revision, decision: str, by: User, note: str) -> None:
    try:
        with transaction.atomic():
            Review.objects.create(
                revision=revision, stage=section.stage, decision=decision, note=note.strip(), by=by,
                office=_office(by, section),
            )
    except IntegrityError:
        raise SectionMoved("Tahap ini sudah diputuskan.") from None


def _office(by: User, section: Section) -> str:
    agency = (section.stage.agency or section.lead) if section.stage else section.lead
    return trail.office_title(by, rules.region_of(section), agency)


def _move(section: Section, move: str, *, by: User, revision: Revision | None, note: str = "", new: str | None = None,
          stage: Stage | None = None, **fields) -> None:
    old, at_stage = section.status, section.stage
    new = new or MOVES[move][1]
    moved = Section.objects.filter(pk=section.pk, status=old, stage=at_stage).update(
        status=new, stage=stage, moved_at=timezone.now(), **fields
    )
    if not moved:
        raise SectionMoved
    change = StatusChange.objects.create(
        section=section, move=move, old=old, new=new, stage=at_stage or stage, revision=revision, by=by,
        office=_office(by, section), note=note.strip(),
    )
    with translation.override("id"):
        summary = f"{section.title}: {Status(old).label} → {Status(new).label}"
    trail.record(
        move, by=by, region=rules.region_of(section), subject=f"section:{section.code}", office=change.office, summary=summary,
        revision=revision.number if revision else None, stage=at_stage.number if at_stage else None,
    )
    section.refresh_from_db(fields=["status", "stage", "moved_at", "submitted_revision", "approved_revision"])
