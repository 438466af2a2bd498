"""A person's own work: what to write, what to decide, what waits elsewhere."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opd.models import Role
from pillars import board
from pillars.context import plans_of
from pillars.models import Section

HEAVY = ("body",)


def _listed(sections):
    """Sections as the lists show them: without their text, with everything a row prints."""
    return (
        sections.defer(*HEAVY).select_related("plan", "chapter__book", "lead", "stage", "pillar")
        .annotate(open_notes=Count("comments", filter=Q(comments__resolved_at=None, comments__answers=None), distinct=True))
        .in_outline()
    )


@login_required
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """The first page: returned and unwritten sections of one's agencies first, then what waits for others."""
    user = request.user
    mine = user.agency_ids_as(Role.DRAFTER, Role.HEAD)
    sections = list(_listed(Section.objects.written().filter(
        Q(lead__in=mine) | Q(pk__in=Section.supporting.through.objects.filter(agency__in=mine).values("section"))
    ))) if mine else []
    waiting = list(_listed(Section.objects.waiting_for(user)))
    status = Section.Status
    return render(request, "pillars/my_work.html", {
        "returned": [s for s in sections if s.status == status.RETURNED],
        "to_write": sorted((s for s in sections if s.status == status.DRAFT), key=lambda s: (s.due_on is None, s.due_on)),
        "submitted": [s for s in sections if s.status == status.SUBMITTED],
        "approved": [s for s in sections if s.status == status.APPROVED],
        "waiting": waiting, "writes": bool(mine), "total": len(sections),
        "plans": [(plan, board.totals(plan)) for plan in plans_of(request)] if not mine else [],
    })


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision, the longest waiting first."""
    waiting = list(_listed(Section.objects.waiting_for(request.user)).order_by("moved_at"))
    return render(request, "pillars/queue.html", {"waiting": waiting})
