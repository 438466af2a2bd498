"""The rows of an itemized section as a workbook: download, and upload with a look at every change before any is saved."""
from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opd.imports import SheetError
from opd.models import today
from pillars import item_sheets, rules
from pillars.exports import items as exports
from pillars.forms.matrix import SHEET_TYPE, MatrixForm
from pillars.imports import items as imports
from pillars.imports.matrix import by_place
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views._load import section_for_reading, section_for_writing

HOURS_TO_DECIDE = 12  # as long as a session


@login_required
@require_safe
def download(request: HttpRequest, plan_code: str, code: str) -> FileResponse:
    """The section's rows as they are now, as a workbook that can be uploaded again; an empty section's is a form to fill."""
    section, file = _itemized(request, plan_code, code), io.BytesIO()
    exports.write(section, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{section.kind}-{section.code}-{today():%Y-%m-%d}.xlsx",
                        content_type=SHEET_TYPE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Upload a workbook, look at what it changes and at what is wrong, then take everything or nothing.

    What was looked at comes back with the page, signed for this section and this person.
    """
    section = _itemized(request, plan_code, code)
    if not rules.can_write(request.user, section):
        raise Http404
    if "prepared" in request.POST:
        return _take(request, section)
    form, comparison, error = MatrixForm(request.POST or None, request.FILES or None), None, ""
    try:
        if request.method == "POST" and form.is_valid():
            comparison = imports.compare(section, imports.read_file(form.cleaned_data["sheet"], section))
    except SheetError as problem:
        error = str(problem)
    return render(request, "pillars/items_upload.html", {
        "section": section, "sheet": item_sheets.of(section), "form": form, "error": error, "comparison": comparison,
        "write": f"{section.kind}-write", **_prepared(request, section, comparison),
    })


def _itemized(request: HttpRequest, plan_code: str, code: str) -> Section:
    section = section_for_reading(request.user, plan_code, code)
    if section.kind not in Section.ITEMIZED:
        raise Http404
    return section_for_writing(request.user, plan_code, code, section.kind)


def _take(request: HttpRequest, section: Section) -> HttpResponse:
    here = (section.plan.code, section.code)
    try:
        imports.take(section, signing.loads(request.POST["prepared"], salt=_salt(request, section),
                                            max_age=HOURS_TO_DECIDE * 3600), by=request.user)
    except signing.BadSignature:
        messages.error(request, _("Pratinjau itu tidak berlaku lagi. Unggah lagi berkasnya."))
        return redirect("items-sheet", *here)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("items-sheet", *here)
    messages.success(request, _("Isian diperbarui dari berkas. Unduh lagi sebelum menyunting lebih lanjut."))
    return redirect(f"{section.kind}-write", *here)


def _prepared(request: HttpRequest, section: Section, comparison: imports.Comparison | None) -> dict:
    """What the page needs besides: the changes with the problems of their cells, and the signed content to take."""
    if comparison is None:
        return {}
    wrong = by_place(comparison.problems)
    ready = comparison.ready and not comparison.problems
    return {
        "rows": [(row, [(change, wrong.get(change.place)) for change in row.changes]) for row in comparison.rows],
        "prepared": signing.dumps(comparison.prepared(), salt=_salt(request, section), compress=True) if ready else "",
    }


def _salt(request: HttpRequest, section: Section) -> str:
    return f"items-{section.pk}-{request.user.pk}"
