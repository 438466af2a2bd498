"""Notes about a section: the one door through which they are made and closed."""
from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opd import trail
from opd.models import User
from pillars import rules
from pillars.models import Comment, Section
from pillars.refusals import NotAllowed, Refused, SectionMoved


def add(section: Section, text: str, *, by: User, quote: str = "", answers: Comment | None = None) -> Comment:
    """Write a note, or an answer to one. Raises `NotAllowed`, `Refused` (no text, or an answer to an answer)."""
    if not rules.can_comment(by, section):
        raise NotAllowed("Jabatan Anda tidak dapat menulis catatan di bagian ini.")
    if not text.strip():
        raise Refused("Catatan masih kosong.")
    if answers and (answers.section_id != section.pk or answers.answers_id):
        raise Refused("Catatan yang dijawab tidak ada di bagian ini.")
    with transaction.atomic():
        comment = Comment.objects.create(
            section=section, text=text.strip(), quote=quote.strip()[:300], answers=answers, by=by,
            office=trail.office_title(by, rules.region_of(section)), revision=section.submitted_revision,
        )
        trail.record("comment", by=by, region=rules.region_of(section), subject=f"section:{section.code}",
                     office=comment.office, summary=f"Catatan pada {section.title}", comment=comment.pk)
    return comment


def resolve(comment: Comment, *, by: User) -> None:
    """Close a thread: its text was dealt with. Raises `SectionMoved` when somebody closed it already."""
    if not rules.can_comment(by, comment.section):
        raise NotAllowed("Jabatan Anda tidak dapat menyelesaikan catatan ini.")
    with transaction.atomic():
        open_one = Comment.objects.filter(pk=comment.pk, answers=None, resolved_at=None)
        if not open_one.update(resolved_at=timezone.now(), resolved_by=by):
            raise SectionMoved("Catatan ini sudah diselesaikan.")
        trail.record("comment-resolved", by=by, region=rules.region_of(comment.section), comment=comment.pk,
                     subject=f"section:{comment.section.code}", summary=f"Catatan selesai pada {comment.section.title}")
