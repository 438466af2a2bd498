"""The programmes of a section as a workbook: download, and upload with a look at every change before any is saved."""
from __future__ import annotations

import tempfile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opd.imports import SheetError
from opd.models import today
from pillars import rules
from pillars.exports import matrix as exports
from pillars.forms.matrix import SHEET_TYPE, MatrixForm
from pillars.imports import matrix as imports
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views._load import section_for_writing
from pillars.views.imports import begin_sheet

HOURS_TO_DECIDE = 12  # as long as a session


@login_required
@require_safe
def download(request: HttpRequest, plan_code: str, code: str) -> FileResponse:
    """The section's programmes as they are now, as a workbook that can be uploaded again."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    file = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115  the response closes it
    exports.write(exports.of_section(section), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"program-{section.lead.slug}-{today():%Y-%m-%d}.xlsx",
                        content_type=SHEET_TYPE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Upload a workbook, look at what it changes and at what is wrong, then take everything or nothing.

    What was looked at comes back with the page, signed for this section and this person: nothing lies about meanwhile, and
    another upload in another window does not slip in between.
    """
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    if not rules.can_write(request.user, section):
        raise Http404
    if "prepared" in request.POST:
        return _take(request, section)
    form, comparison, error = MatrixForm(request.POST or None, request.FILES or None), None, ""
    try:
        if request.method == "POST" and form.is_valid():
            if not imports.is_ours(form.cleaned_data["sheet"]):
                brought = begin_sheet(request.user, section, form.cleaned_data["sheet"])
                return redirect("sheet-import", plan_code, code, brought.pk)
            comparison = imports.compare(section, imports.read(form.cleaned_data["sheet"], section.plan))
    except SheetError as problem:
        error = str(problem)
    return render(request, "pillars/matrix_upload.html", {
        "section": section, "form": form, "error": error, "comparison": comparison, **_prepared(request, section, comparison),
    })


def _take(request: HttpRequest, section: Section) -> HttpResponse:
    try:
        prepared = signing.loads(request.POST["prepared"], salt=_salt(request, section), max_age=HOURS_TO_DECIDE * 3600)
        n = imports.take(section, prepared, by=request.user)
        messages.success(request, _("%(n)d program diperbarui dari berkas. Unduh lagi sebelum menyunting lebih lanjut.")
                         % {"n": n})
    except signing.BadSignature:
        messages.error(request, _("Pratinjau itu tidak berlaku lagi. Unggah lagi berkasnya."))
        return redirect("matrix-upload", section.plan.code, section.code)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("matrix-upload", section.plan.code, section.code)
    return redirect("programs-write", section.plan.code, section.code)


def _prepared(request: HttpRequest, section: Section, comparison: imports.Comparison | None) -> dict:
    """What the page needs besides: the changes with the problems of their cells, and the signed sheet to take."""
    if comparison is None:
        return {}
    wrong = imports.by_place(comparison.problems)
    ready = comparison.ready and not comparison.problems
    return {
        "rows": [(p, [(change, wrong.get(change.place)) for change in p.changes]) for p in comparison.programs],
        "number": sum(len(p.changes) for p in comparison.ready),
        "prepared": signing.dumps(comparison.prepared(), salt=_salt(request, section), compress=True) if ready else "",
    }


def _salt(request: HttpRequest, section: Section) -> str:
    return f"matrix-{section.pk}-{request.user.pk}"
