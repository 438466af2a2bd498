"""What a drafter may put into the text at hand, looked for while he types."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masterplan import inserting
from pillars.models import Section
from pillars.views._load import section_for_writing


@login_required
@require_safe
def search(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Live numbers, tables, figures, sections and programmes that fit `?cari=`, as a piece of a page."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.NARRATIVE)
    found = inserting.search(section, request.user, request.GET.get("cari", "")[:100])
    return render(request, "masterplan/_references.html", {"groups": found})
