"""The registry of regulations and the abbreviations: searched by writers, kept by the coordinator."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opd import imports
from pillars import abbreviations, citations
from pillars.forms.regulation import AbbreviationForm, RegulationForm
from pillars.models import Regulation
from pillars.refusals import Refused
from pillars.views._load import plan_for, plan_for_coordinating


@login_required
@require_safe
def search(request: HttpRequest, plan_code: str) -> JsonResponse:
    """What `?cari=` finds, or with `?dikutip=1` what the plan cites, for the dialog of the editor."""
    plan = plan_for(request.user, plan_code)
    cited = "dikutip" in request.GET
    rows = citations.cited_in(plan) if cited else citations.search(plan.region, request.GET.get("cari", ""))
    return JsonResponse({"found": [
        {"code": row.code, "full": row.full, "short": row.short, "warning": row.warning} for row in rows]})


@login_required
@require_safe
def listing(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The whole registry in the order of a list of legal bases."""
    plan = plan_for_coordinating(request.user, plan_code)
    rows = Regulation.objects.for_region(plan.region)
    words = request.GET.get("cari", "").casefold().split()
    rows = [row for row in rows if all(w in f"{row.full} {row.short}".casefold() for w in words)]
    return render(request, "pillars/regulations.html", {"plan": plan, "rows": rows, "columns": citations.COLUMNS})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, plan_code: str, regulation: str = "") -> HttpResponse:
    """A new regulation, or changing one; a national one is put down anew for this region."""
    plan = plan_for_coordinating(request.user, plan_code)
    known = {row.code: row for row in Regulation.objects.for_region(plan.region)}
    if regulation and regulation not in known:
        raise Http404
    form = RegulationForm(request.POST or None, instance=known.get(regulation))
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        code = regulation or citations.code_for(fields["kind"], fields["abbreviation"], fields["number"], fields["year"])
        if not regulation and code in known:
            form.add_error(None, _("Peraturan ini sudah ada dalam daftar."))
        else:
            citations.save(plan.region, fields, by=request.user, code=code)
            messages.success(request, _("Peraturan disimpan."))
            return redirect("regulations", plan.code)
    return render(request, "pillars/regulation_form.html", {"plan": plan, "form": form, "row": known.get(regulation)})


@login_required
@require_POST
def take_in(request: HttpRequest, plan_code: str) -> HttpResponse:
    """A sheet of regulations, all or none."""
    plan = plan_for_coordinating(request.user, plan_code)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Pilih berkas CSV atau Excel."))
        needed = ("kind", "number", "year", "title")
        lines = imports.read(upload, {name: name in needed for name in citations.COLUMNS})
        count = citations.take_in(plan.region, [line.values for line in lines], by=request.user)
        messages.success(request, _("%(n)s peraturan dimasukkan.") % {"n": count})
    except (Refused, imports.SheetError) as refusal:
        messages.error(request, str(refusal))
    return redirect("regulations", plan.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def short_words(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The region's own abbreviations, with the common ones below them."""
    plan = plan_for_coordinating(request.user, plan_code)
    form = AbbreviationForm(request.POST or None, region=plan.region)
    if request.method == "POST" and form.is_valid():
        abbreviations.add(plan.region, **form.cleaned_data, by=request.user)
        messages.success(request, _("Singkatan disimpan."))
        return redirect("abbreviations", plan.code)
    return render(request, "pillars/abbreviations.html", {
        "plan": plan, "form": form, "rows": plan.region.abbreviations.all(), "common": abbreviations.common()["abbreviations"],
    })


@login_required
@require_POST
def remove_short_word(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """Take one of the region's own abbreviations out of the list."""
    plan = plan_for_coordinating(request.user, plan_code)
    abbreviations.remove(get_object_or_404(plan.region.abbreviations.select_related("region"), pk=number), by=request.user)
    messages.success(request, _("Singkatan dihapus dari daftar."))
    return redirect("abbreviations", plan.code)
