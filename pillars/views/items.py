"""Writing a section of items (readiness, SWOT, tables): its form, its saving, and what happens when two people wrote."""
from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pillars import drafting, guidance, rules
from pillars.forms.items import FORMS
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views import _saving, sections
from pillars.views._load import section_for_writing
from pillars.views._saving import wants_json
from pillars.views.narrative import answer_aside


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, plan_code: str, code: str, kind: str) -> HttpResponse:
    """The form beside the guidance; and its saving, by itself as one types or with the button."""
    if not request.user.is_authenticated:
        return _to_login(request)
    section = section_for_writing(request.user, plan_code, code, kind)
    if request.method == "POST":
        return _save(request, section)
    if not rules.can_write(request.user, section):
        messages.info(request, _("Bagian ini sedang tidak terbuka untuk ditulis."))
        return redirect("section", plan_code, code)
    return _form(request, section, FORMS[section.kind](section))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: HttpRequest, plan_code: str, code: str, kind: str, number: int) -> HttpResponse:
    """A save that met newer items: what came together by itself, and the clashes, both sides beside each other."""
    section = section_for_writing(request.user, plan_code, code, kind)
    kept = get_object_or_404(section.saves.select_related("by"), pk=number, kept_aside=True)
    return answer_aside(request, section, kept)


def _save(request: HttpRequest, section: Section) -> HttpResponse:
    sheet = FORMS[section.kind](section, request.POST)
    if refusal := _saving.somebody_else(request):
        return _refuse(request, section, sheet, refusal)
    if not sheet.is_valid():
        return _invalid(request, section, sheet)
    try:
        key, based_on = uuid.UUID(request.POST.get("once_key", "")), int(request.POST.get("based_on", ""))
        saved = drafting.save_items(section, sheet.content(), based_on=based_on, once_key=key, by=request.user,
                                    origin=_saving.origin_of(request))
    except ValueError:
        return _refuse(request, section, sheet, _("Permintaan simpan tidak lengkap. Muat ulang halaman."))
    except Refused as refusal:
        return _refuse(request, section, sheet, str(refusal))
    here = (section.plan.code, section.code)
    aside_url = reverse(f"{section.kind}-aside", args=[*here, saved.save.pk])
    if wants_json(request):
        section.refresh_from_db(fields=["missing"])
        return _saving.answer(section, saved, by=request.user, aside=aside_url, missing=section.missing)
    if not saved.applied:
        return redirect(aside_url)
    messages.success(request, _("Isian disimpan."))
    return redirect("section", *here)


def _invalid(request: HttpRequest, section: Section, sheet) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": "invalid", "faults": {name: list(errors) for name, errors in sheet.errors.items()}},
                            status=422)
    messages.error(request, _("Belum tersimpan: beberapa isian perlu diperbaiki."))
    return _form(request, section, sheet, status=422)


def _refuse(request: HttpRequest, section: Section, sheet, text: str) -> HttpResponse:
    """Say why, with everything that was typed still in the form."""
    if wants_json(request):
        return JsonResponse({"state": "refused", "error": text}, status=409)
    messages.error(request, text)
    return _form(request, section, sheet, status=409)


def _form(request: HttpRequest, section: Section, sheet, status: int = 200) -> HttpResponse:
    typed = request.POST.get("based_on", "")
    return render(request, "pillars/items.html", {
        "section": section, "sheet": sheet, "once_key": uuid.uuid4(), "missing": section.missing,
        "based_on": typed if typed.isdecimal() else section.version, "last_return": sections.last_return(section),
        "threads": [t for t in sections.threads(section) if not t.resolved_at],
        "aside": section.saves.filter(kept_aside=True, settled_at=None).select_related("by").defer("content"),
        "aside_url": f"{section.kind}-aside", "help": guidance.of_section(section),
    }, status=status)


def _to_login(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return _saving.login_as_data()
    return redirect(f"{reverse('account_login')}?next={request.path}")
