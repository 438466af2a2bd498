"""The book page: have a draft or a final built, watch it being built, read what was built."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from masterplan import builds, rules, shelf
from masterplan.forms import BuildForm
from masterplan.models import BookBuild
from masterplan.parts import parts_for
from opd.models import User
from pillars.models import Plan
from pillars.refusals import Refused
from pillars.views._load import plan_for

RECENT = 30


@login_required
@require_safe
def books(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The books of a plan: what can be built, what was built."""
    plan = plan_for(request.user, plan_code)
    return render(request, "masterplan/books.html", {
        "plan": plan,
        "parts": parts_for(request.user, plan),
        "builds": builds.with_titles(_visible(request.user, plan.code)[:RECENT], plan),
        "form": BuildForm(plan=plan, user=request.user) if rules.can_build_some(request.user, plan) else None,
        "coordinates": rules.can_build_final(request.user, plan),
    })


@login_required
@require_POST
def request_build(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Ask for a build; the one under way is shown instead of a second."""
    plan = plan_for(request.user, plan_code)
    form = BuildForm(request.POST, plan=plan, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Bagian itu tidak ada dalam rencana ini. Muat ulang halaman, lalu pilih lagi."))
        return _to_books(plan)
    try:
        build = builds.request(plan, by=request.user, **form.scope())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_books(plan)
    messages.success(request, _("%(build)s sedang disusun. Kemajuannya terlihat di bawah.") % {"build": build})
    return redirect(f"{reverse('books', args=[plan.code])}#susunan-{build.pk}")


@login_required
@require_safe
def build(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """One row of the list, asked for again every second while the build is pending."""
    row = get_object_or_404(_visible(request.user, plan_code), pk=number)
    builds.with_titles([row], row.plan)
    if not request.htmx:
        return _to_books(row.plan)
    return render(request, "masterplan/_build.html", {"build": row, "plan": row.plan, "announce": not row.is_pending})


@login_required
@require_safe
def build_file(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """The file: a PDF shown in the browser, or saved with `?simpan`; every other format is saved."""
    row = get_object_or_404(_visible(request.user, plan_code), pk=number)
    file = shelf.path_of(row.sha256, row.suffix)
    if not (row.has_file and file.exists()):
        messages.error(request, _("Berkas susunan ini tidak disimpan lagi. Susun ulang untuk yang terbaru."))
        return _to_books(row.plan)
    return FileResponse(
        file.open("rb"), content_type=row.media_type, filename=row.file_name,
        as_attachment="simpan" in request.GET or not row.is_pdf,
    )


def _visible(user: User, plan_code: str):
    return (
        BookBuild.objects.visible_to(user).filter(plan__code=plan_code)
        .select_related("plan", "agency", "requested_by")
    )


def _to_books(plan: Plan) -> HttpResponse:
    return redirect("books", plan.code)
