"""All programmes of a section in one table, and its saving: what is right is saved, what is not comes back marked."""
from __future__ import annotations

import json
import uuid
from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pillars import grid, rules
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views._load import section_for_writing


@login_required
@require_safe
def table(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The table; the script fills it from the data that comes with the page."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    if not rules.can_write(request.user, section):
        messages.info(request, _("Bagian ini sedang tidak terbuka untuk ditulis."))
        return redirect("section", plan_code, code)
    return render(request, "pillars/grid.html", {"section": section, "data": grid.page_data(section)})


@require_POST
def save(request: HttpRequest, plan_code: str, code: str) -> JsonResponse:
    """Save the changed programmes of the table. 422 when some could not be: each then says what is wrong with it."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login", "login": reverse("account_login")}, status=401)
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    try:
        rows, key = json.loads(request.POST.get("rows", "")), uuid.UUID(request.POST.get("once_key", ""))
        answers = grid.save(section, rows, once_key=key, by=request.user)
    except (ValueError, grid.BadRows):
        return JsonResponse({"state": "refused", "error": _("Permintaan simpan tidak lengkap. Muat ulang halaman.")}, status=409)
    except Refused as refusal:
        return JsonResponse({"state": "refused", "error": str(refusal)}, status=409)
    told = [asdict(answer) for answer in answers]
    if all(answer.state in ("saved", "removed") for answer in answers):
        section.refresh_from_db(fields=["version", "missing"])
        return JsonResponse({"state": "saved", "version": section.version, "missing": section.missing, "answers": told})
    return JsonResponse({"state": "partly", "faults": told}, status=422)
