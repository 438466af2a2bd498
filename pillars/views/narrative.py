"""Writing a narrative section: the page with the editor, its autosave, and what happens when two people wrote."""
from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pillars import asides, attachments, comparing, drafting, guidance, kinds, rules
from pillars.models import Attachment, Save, Section
from pillars.refusals import Refused
from pillars.views import _saving, sections
from pillars.views._load import section_for_writing
from pillars.views._saving import wants_json


@login_required
@require_safe
def write(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The editor beside the guidance, the notes of the review and what is still missing."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.NARRATIVE)
    can = rules.abilities(request.user, section)
    if not can.write:
        messages.info(request, _("Bagian ini sedang tidak terbuka untuk ditulis."))
        return redirect("section", plan_code, code)
    return render(request, "pillars/narrative.html", {
        "section": section, "can": can, "threads": [t for t in sections.threads(section) if not t.resolved_at],
        "last_return": sections.last_return(section), "once_key": uuid.uuid4(), "missing": section.missing,
        "help": guidance.of_section(section),
        "aside": section.saves.filter(kept_aside=True, settled_at=None, program_code="").select_related("by").defer("content"),
    })


@require_POST
def save(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """One autosave, as JSON; or the form sent without scripts. An expired login is told as data: the text stays in the
    browser and is sent again after a login in another tab."""
    if not request.user.is_authenticated:
        return _saving.login_as_data()
    section = section_for_writing(request.user, plan_code, code, Section.Kind.NARRATIVE)
    if refusal := _saving.somebody_else(request):
        return _refuse(request, section, refusal, 409)
    try:
        key = uuid.UUID(request.POST.get("once_key", ""))
        based_on = int(request.POST.get("based_on", ""))
    except ValueError:
        return _refuse(request, section, _("Permintaan simpan tidak lengkap. Muat ulang halaman."), 400)
    try:
        saved = drafting.save_text(section, request.POST.get("html", ""), based_on=based_on, once_key=key, by=request.user,
                                   origin=_saving.origin_of(request))
    except Refused as refusal:
        return _refuse(request, section, str(refusal), 409)
    if not wants_json(request):
        if not saved.applied:
            return redirect("save-aside", plan_code, code, saved.save.pk)
        messages.success(request, _("Naskah disimpan."))
        return redirect("section", plan_code, code)
    section.refresh_from_db(fields=["missing", "words"])
    return _saving.answer(
        section, saved, by=request.user, aside=reverse("save-aside", args=[plan_code, code, saved.save.pk]),
        words=section.words, missing=section.missing, **({"text": saved.save.content["html"]} if saved.late else {}),
    )


@login_required
def aside(request: HttpRequest, plan_code: str, code: str, number: int) -> HttpResponse:
    """A save that met a newer text: what came together by itself, and the clashes, both sides beside each other."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.NARRATIVE)
    kept = get_object_or_404(section.saves.select_related("by"), pk=number, kept_aside=True, program_code="")
    return answer_aside(request, section, kept)


def answer_aside(request: HttpRequest, section: Section, kept: Save) -> HttpResponse:
    """The page of a text or of items that two people saved, and what it sends."""
    if request.method == "POST":
        try:
            asides.settle(section, kept, request.POST, by=request.user)
            messages.success(request, _("Simpanan yang disisihkan sudah diselesaikan; keduanya tetap ada di riwayat."))
            return redirect(f"{section.kind}-write", section.plan.code, section.code)
        except Refused as refusal:
            messages.error(request, str(refusal))
    meeting = asides.meeting(section, kept)
    kind = kinds.of(section)
    present, late = kind.as_html(kind.snapshot(section)), kind.as_html(kept.content)
    merged = comparing.changes(present, meeting.as_html())
    return render(request, "pillars/save_aside.html", {
        "section": section, "kept": kept, "can": rules.abilities(request.user, section), "meeting": meeting,
        "clashes": meeting.clashes(request.POST), "present": present, "late": late,
        "merged": merged if "<ins" in merged or "<del" in merged else "", "changes": comparing.changes(present, late),
    })


@require_POST
def upload_picture(request: HttpRequest, plan_code: str, code: str) -> JsonResponse:
    """Take in one picture; answer with the address that the text shall use."""
    if not request.user.is_authenticated:
        return _saving.login_as_data()
    section = section_for_writing(request.user, plan_code, code, Section.Kind.NARRATIVE)
    upload = request.FILES.get("picture")
    if upload is None:
        return JsonResponse({"error": _("Pilih berkas gambar.")}, status=400)
    try:
        picture = attachments.accept(section, upload, by=request.user)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    return JsonResponse({"src": reverse("picture", args=[picture.key]), "width": picture.width, "height": picture.height})


@login_required
@require_safe
def picture(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A picture of a section that the person may read."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    response = HttpResponse(found.file.read(), content_type=found.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _refuse(request: HttpRequest, section: Section, text: str, status: int) -> HttpResponse:
    """Say why, with what was typed in reach."""
    if wants_json(request):
        return JsonResponse({"state": "refused", "error": text}, status=status)
    context = {"section": section, "refusal": text, "note": request.POST.get("html", "")}
    return render(request, "pillars/refused.html", context, status=status)
