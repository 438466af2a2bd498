"""The progress board of a plan."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opd.models import REGION_WIDE
from pillars import board as boards
from pillars.views._load import plan_for


@login_required
@require_safe
def board(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Pillars and chapters against agencies; for those who read the whole region."""
    plan = plan_for(request.user, plan_code)
    if plan.region_id not in request.user.region_ids_as(*REGION_WIDE):
        raise Http404
    found = boards.board(plan)
    table = [
        (agency, tally, [(chapter, found.cells.get((chapter.pk, agency.pk), [])) for chapter, _ in found.chapters])
        for agency, tally in found.agencies
    ]
    return render(request, "pillars/board.html", {"plan": plan, "board": found, "table": table})
