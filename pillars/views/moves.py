"""The buttons of a section's review. Each loads, calls one function of `pillars.review`, and goes back with a message."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pillars import review
from pillars.refusals import Refused
from pillars.views._load import section_for_reading


def _number(request: HttpRequest, name: str) -> int:
    """A number that the form carries; -1, which matches nothing, if it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _go(request: HttpRequest, plan_code: str, code: str, act, said: str, *, then: str = "section") -> HttpResponse:
    """Do `act(section)`; a refusal is shown with the note that was typed, so that nothing is lost."""
    section = section_for_reading(request.user, plan_code, code)
    try:
        act(section)
    except Refused as refusal:
        if note := request.POST.get("note", "").strip():
            return render(request, "pillars/refused.html", {"section": section, "refusal": refusal, "note": note}, status=409)
        messages.error(request, str(refusal))
        return redirect("section", plan_code, code)
    messages.success(request, said)
    return redirect(then) if then == "queue" else redirect("section", plan_code, code)


@login_required
@require_POST
def submit(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Hand the working text to the first stage."""
    version = _number(request, "version")
    return _go(request, plan_code, code, lambda s: review.submit(s, by=request.user, version=version),
               _("Bagian diajukan. Anda akan melihat keputusannya di halaman ini."))


@login_required
@require_POST
def withdraw(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Take it back before it is decided."""
    return _go(request, plan_code, code, lambda s: review.withdraw(s, by=request.user),
               _("Pengajuan ditarik; naskah dapat diubah lagi."))


@login_required
@require_POST
def approve(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Approve the revision that was read."""
    revision, note = _number(request, "revision"), request.POST.get("note", "")
    return _go(request, plan_code, code, lambda s: review.approve(s, by=request.user, revision=revision, note=note),
               _("Disetujui."), then="queue")


@login_required
@require_POST
def send_back(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Return the revision that was read, with a note."""
    revision, note = _number(request, "revision"), request.POST.get("note", "")
    return _go(request, plan_code, code, lambda s: review.send_back(s, by=request.user, revision=revision, note=note),
               _("Dikembalikan kepada penyusun dengan catatan Anda."), then="queue")


@login_required
@require_POST
def reopen(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Open an approved section again."""
    note = request.POST.get("note", "")
    return _go(request, plan_code, code, lambda s: review.reopen(s, by=request.user, note=note),
               _("Bagian dibuka kembali. Yang disetujui tetap tercetak sampai persetujuan berikutnya."))
