"""One section: reading it with what changed. Its history: pillars/views/versions.py."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pillars import comparing, guidance, kinds, rules, writing
from pillars.models import Comment, Section, Seen
from pillars.views._load import section_for_reading


@login_required
@require_safe
def section(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The section as it stands: the revision under review while it is submitted, else the working text."""
    section = section_for_reading(request.user, plan_code, code)
    if not section.is_written:
        return render(request, "pillars/section_generated.html", {"section": section})
    revision = section.submitted_revision if section.status == Section.Status.SUBMITTED else None
    kind = kinds.of(section)
    content = revision.content if revision else kind.snapshot(section)
    seen, changes = comparing.since_last_seen(section, revision, request.user) if revision else (None, "")
    if revision:
        Seen.objects.get_or_create(revision=revision, user=request.user)
    return render(request, "pillars/section.html", {
        "section": section, "can": rules.abilities(request.user, section), "revision": revision,
        "html": kind.as_html(content), "missing": writing.missing(section, content) if section.version else [],
        "seen": seen, "changes": changes, "threads": threads(section), "changes_of_status": history_of(section)[:6],
        "help": guidance.of_section(section),
        "last_return": last_return(section),
    })


@login_required
@require_safe
def write(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """To the form of the section's kind."""
    section = section_for_reading(request.user, plan_code, code)
    if not section.is_written:
        raise Http404
    return redirect(f"{section.kind}-write", plan_code, code)


def threads(section: Section) -> list[Comment]:
    """The notes of a section with their answers, open ones first."""
    replies = Prefetch("replies", Comment.objects.select_related("by"))
    found = section.comments.filter(answers=None).select_related("by", "resolved_by").prefetch_related(replies)
    return sorted(found, key=lambda c: (c.resolved_at is not None, c.pk))


def history_of(section: Section):
    """The moves of a section, the latest first, with what a history prints."""
    return section.changes.select_related("by", "stage", "revision").defer("revision__content")


def last_return(section: Section):
    """The note of the move that sent the section back, as long as it is being mended."""
    if section.status != Section.Status.RETURNED:
        return None
    return section.changes.filter(move="return").select_related("by", "stage").first()
