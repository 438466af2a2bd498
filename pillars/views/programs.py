"""Writing the programmes of an agency: the overview, the form of one programme, and what happens when two people wrote."""
from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars import drafting, guidance, program_asides, program_saving, programs, rules
from pillars.forms.program import ProgramSheet
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views import _saving, sections
from pillars.views._load import section_for_writing
from pillars.views._saving import wants_json


@login_required
@require_safe
def overview(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The agency's programmes with their figures and what each still lacks."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    rows = [(p, programs.snapshot(p)) for p in section.programs.with_figures()]
    return render(request, "pillars/programs.html", {
        "section": section, "can": rules.abilities(request.user, section), "last_return": sections.last_return(section),
        "help": guidance.of_section(section),
        "rows": [(p, programs.total(data), programs.missing(data)) for p, data in rows],
        "by_year": programs.budget_by_year([data for _p, data in rows]),
        "threads": [t for t in sections.threads(section) if not t.resolved_at],
        "aside": section.saves.filter(kept_aside=True, settled_at=None).select_related("by").defer("content"),
    })


@require_http_methods(["GET", "HEAD", "POST"])
def program(request: HttpRequest, plan_code: str, code: str, program_code: str = "") -> HttpResponse:
    """One programme: the form, and its saving (by itself as one types, or with the button)."""
    if not request.user.is_authenticated:
        return _to_login(request)
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    found = get_object_or_404(section.programs.with_figures(), code=program_code) if program_code else None
    if request.method == "POST":
        return _save(request, section, found, program_code)
    if not rules.can_write(request.user, section):
        messages.info(request, _("Bagian ini sedang tidak terbuka untuk ditulis."))
        return redirect("section", plan_code, code)
    return _form(request, section, ProgramSheet(section, found), found)


@login_required
@require_POST
def remove(request: HttpRequest, plan_code: str, code: str, program_code: str) -> HttpResponse:
    """Remove a programme; its last content stays in the saves."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    version = request.POST.get("based_on", "")
    try:
        program_saving.remove_program(section, program_code, by=request.user,
                                      based_on=int(version) if version.isdecimal() else -1)
        messages.success(request, _("Program dihapus. Isi terakhirnya tetap ada di riwayat."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programs-write", plan_code, code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: HttpRequest, plan_code: str, code: str, number: int) -> HttpResponse:
    """A save that met a newer programme, field by field: what it was, what it is, what came late; the writer says which."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    kept = get_object_or_404(section.saves.select_related("by").exclude(program_code=""), pk=number, kept_aside=True)
    found = section.programs.with_figures().select_related("edited_by").filter(code=kept.program_code).first()
    if request.method == "POST":
        try:
            program_asides.settle(section, kept, found, request.POST, by=request.user)
            messages.success(request, _("Simpanan yang disisihkan sudah diselesaikan; keduanya tetap ada di riwayat."))
            return redirect("programs-write", plan_code, code)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return render(request, "pillars/program_aside.html", {
        "section": section, "kept": kept, "program": found, "fields": program_asides.fields(section, kept, found, request.POST),
    })


def _save(request: HttpRequest, section: Section, found, program_code: str) -> HttpResponse:
    sheet = ProgramSheet(section, found, request.POST)
    if refusal := _saving.somebody_else(request):
        return _refuse(request, section, refusal, sheet, found)
    if not sheet.is_valid():
        if wants_json(request):
            return JsonResponse({"state": "invalid", "faults": sheet.faults()}, status=422)
        messages.error(request, _("Belum tersimpan: beberapa isian perlu diperbaiki."))
        return _form(request, section, sheet, found, status=422)
    try:
        key, based_on = uuid.UUID(request.POST.get("once_key", "")), int(request.POST.get("based_on", ""))
        saved = program_saving.save_program(section, sheet.content(), code=program_code, based_on=based_on, once_key=key,
                                            by=request.user, origin=_saving.origin_of(request))
    except ValueError:
        return _refuse(request, section, _("Permintaan simpan tidak lengkap. Muat ulang halaman."), sheet, found)
    except Refused as refusal:
        return _refuse(request, section, str(refusal), sheet, found)
    return _answer(request, section, saved)


def _answer(request: HttpRequest, section: Section, saved: drafting.Saved) -> HttpResponse:
    here = (section.plan.code, section.code)
    aside_url = reverse("program-aside", args=[*here, saved.save.pk])
    edit_url = reverse("program-edit", args=[*here, saved.save.program_code])
    if wants_json(request):
        missing = programs.missing(saved.save.content) if saved.applied else []
        return _saving.answer(section, saved, by=request.user, aside=aside_url, missing=missing, action=edit_url)
    if not saved.applied:
        return redirect(aside_url)
    messages.success(request, _("Program disimpan."))
    return redirect("programs-write", *here)


def _refuse(request: HttpRequest, section: Section, text: str, sheet: ProgramSheet, found) -> HttpResponse:
    """Say why, with everything that was typed still in the form."""
    if wants_json(request):
        return JsonResponse({"state": "refused", "error": text}, status=409)
    messages.error(request, text)
    return _form(request, section, sheet, found, status=409)


def _form(request: HttpRequest, section: Section, sheet: ProgramSheet, found, status: int = 200) -> HttpResponse:
    return render(request, "pillars/program.html", {
        "section": section, "sheet": sheet, "program": found, "once_key": uuid.uuid4(),
        "help": guidance.of_section(section), "fields": " ".join(guidance.general("fields")),
        "based_on": request.POST.get("based_on") or (found.version if found else 0),
        "missing": programs.missing(programs.snapshot(found)) if found else [],
    }, status=status)


def _to_login(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return _saving.login_as_data()
    return redirect(f"{reverse('account_login')}?next={request.path}")
