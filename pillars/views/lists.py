"""The reference lists of a region: the official nomenclature and the indicator library. The coordinator keeps them, the
forms search in them."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opd import trail
from opd.forms import slug_of
from opd.imports import SheetError
from pillars import reference_search
from pillars.forms.lists import LibraryForm, ListForm, NomenclatureForm
from pillars.imports import lists
from pillars.models import LibraryIndicator, Nomenclature, Plan
from pillars.views._load import plan_for, plan_for_coordinating

SHOWN = 50  # rows and faults of a preview
HOUR = 3600


@login_required
@require_safe
def find_nomenclature(request: HttpRequest, plan_code: str) -> JsonResponse:
    """Entries of the nomenclature that hold the words of `q`, for the list below an input."""
    plan = plan_for(request.user, plan_code)
    return JsonResponse({"found": [
        {"code": e.code, "name": e.name, "level": e.get_level_display(), "level_code": e.level, "indicator": e.indicator,
         "unit": e.unit, "note": " – ".join(filter(None, (e.edition, e.note)))}
        for e in reference_search.nomenclature(plan.region, request.GET.get("q", ""))
    ]})


@login_required
@require_safe
def find_indicators(request: HttpRequest, plan_code: str) -> JsonResponse:
    """Indicators of the library that hold the words of `q`."""
    plan = plan_for(request.user, plan_code)
    return JsonResponse({"found": [
        {"name": e.name, "definition": e.definition, "formula": e.formula, "unit": e.unit,
         "direction": e.get_direction_display(), "source": e.source, "note": e.note}
        for e in reference_search.indicators(plan.region, request.GET.get("q", ""))
    ]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nomenclature(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The editions that are known, and the import of one from CSV: looked at first, then taken as a whole."""
    plan = plan_for_coordinating(request.user, plan_code)
    if "prepared" in request.POST:
        return _take(request, plan, "nomenclature", lambda data: lists.take_nomenclature(
            data["rows"], data["edition"], region=plan.region, by=request.user))
    form = NomenclatureForm(request.POST or None, request.FILES or None)
    editions = Nomenclature.objects.known_in(plan.region).values("edition", "region").annotate(n=Count("pk")).order_by("edition")
    preview = _preview(request, plan, "nomenclature", form, lists.read_nomenclature)
    return render(request, "pillars/nomenclature.html", {"plan": plan, "form": form, "editions": editions, **preview})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The library, and the import of the region's own indicators from CSV."""
    plan = plan_for_coordinating(request.user, plan_code)
    if "prepared" in request.POST:
        return _take(request, plan, "library", lambda data: lists.take_library(data["rows"], region=plan.region, by=request.user))
    form = ListForm(request.POST or None, request.FILES or None)
    return render(request, "pillars/library.html", {
        "plan": plan, "form": form, "entries": LibraryIndicator.objects.known_in(plan.region).select_related("pillar"),
        **_preview(request, plan, "library", form, lists.read_library),
    })


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, plan_code: str, number: int | None = None) -> HttpResponse:
    """One indicator of the region's own: new, or to be changed."""
    plan = plan_for_coordinating(request.user, plan_code)
    found = get_object_or_404(LibraryIndicator, pk=number, region=plan.region) if number else None
    form = LibraryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        indicator = form.save(commit=False)
        if not found:
            indicator.region, indicator.code = plan.region, _free_code(plan, indicator.name)
        with transaction.atomic():
            indicator.save()
            trail.record("library-changed", by=request.user, region=plan.region, subject=f"region:{plan.region.code}",
                         summary=f"Indikator pustaka: {indicator.name}")
        messages.success(request, _("Tersimpan."))
        return redirect("library", plan.code)
    return render(request, "pillars/library_entry.html", {"plan": plan, "form": form, "entry": found})


def _free_code(plan: Plan, name: str) -> str:
    code, n = slug_of(name)[:36] or "indikator", 1
    taken = set(LibraryIndicator.objects.filter(region=plan.region, code__startswith=code).values_list("code", flat=True))
    while (free := code if n == 1 else f"{code}-{n}") in taken:
        n += 1
    return free


def _preview(request: HttpRequest, plan: Plan, kind: str, form: ListForm, read) -> dict:
    """What the page shows of an uploaded file; signed for this region and person when it can be taken."""
    if request.method != "POST" or not form.is_valid():
        return {}
    try:
        checked = read(form.cleaned_data["sheet"].read(lists.MOST_BYTES + 1))
    except SheetError as problem:
        return {"error": str(problem)}
    if not checked.rows and not checked.faults:
        return {"error": _("Tidak ada baris di bawah judul kolom.")}
    data = {"rows": checked.rows, "edition": form.cleaned_data.get("edition", "")}
    prepared = "" if checked.faults else signing.dumps(data, salt=_salt(request, plan, kind), compress=True)
    return {"checked": checked, "rows": checked.rows[:SHOWN], "faults": checked.faults[:SHOWN], "prepared": prepared}


def _take(request: HttpRequest, plan: Plan, kind: str, take) -> HttpResponse:
    try:
        taken = take(signing.loads(request.POST["prepared"], salt=_salt(request, plan, kind), max_age=HOUR))
        messages.success(request, _("Diimpor: %(new)d baru, %(changed)d berubah, %(same)d tetap.")
                         % {"new": taken.new, "changed": taken.changed, "same": taken.same})
    except signing.BadSignature:
        messages.error(request, _("Pratinjau itu tidak berlaku lagi. Unggah lagi berkasnya."))
    return redirect(kind, plan.code)


def _salt(request: HttpRequest, plan: Plan, kind: str) -> str:
    return f"{kind}-{plan.region_id}-{request.user.pk}"
