"""Writing and closing notes on a section."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pillars import comments
from pillars.refusals import Refused
from pillars.views._load import section_for_reading


@login_required
@require_POST
def add(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Write a note, or an answer to one."""
    section = section_for_reading(request.user, plan_code, code)
    answers = request.POST.get("answers", "")
    parent = get_object_or_404(section.comments, pk=int(answers)) if answers.isdecimal() else None
    text = request.POST.get("text", "")
    try:
        comments.add(section, text, by=request.user, quote=request.POST.get("quote", ""), answers=parent)
        messages.success(request, _("Catatan ditambahkan."))
    except Refused as refusal:
        if text.strip():
            return render(request, "pillars/refused.html", {"section": section, "refusal": refusal, "note": text}, status=409)
        messages.error(request, str(refusal))
    return redirect("section", plan_code, code)


@login_required
@require_POST
def resolve(request: HttpRequest, plan_code: str, code: str, number: int) -> HttpResponse:
    """Close a thread of notes."""
    section = section_for_reading(request.user, plan_code, code)
    comment = get_object_or_404(section.comments.select_related("section__plan__region"), pk=number)
    try:
        comments.resolve(comment, by=request.user)
        messages.success(request, _("Catatan ditandai selesai."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("section", plan_code, code)
