"""The help beside the forms: its parts for who writes or reviews, its pages for the coordinator."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pillars import guidance
from pillars.forms.guidance import FieldGuidanceForm, SectionGuidanceForm
from pillars.models import Guidance, Plan
from pillars.refusals import Refused
from pillars.views._load import plan_for, plan_for_coordinating, section_for_reading


@login_required
@require_safe
def part(request: HttpRequest, plan_code: str, code: str, name: str) -> HttpResponse:
    """One part of a section's help as a fragment: fetched when it is opened, if it is large."""
    section = section_for_reading(request.user, plan_code, code)
    if name not in guidance.TITLES:
        raise Http404
    return render(request, "pillars/_guidance_part.html", {"part": guidance.of_section(section).part(name)})


@login_required
@require_safe
def of_field(request: HttpRequest, plan_code: str, field: str) -> HttpResponse:
    """The help for one field of the programme form, as a fragment."""
    return render(request, "pillars/_guidance_field.html", {"help": _of_field(plan_for(request.user, plan_code), field)})


@login_required
@require_safe
def overview(request: HttpRequest, plan_code: str) -> HttpResponse:
    """All sections and fields with what the region wrote for them itself."""
    plan = plan_for_coordinating(request.user, plan_code)
    sections = plan.sections.written().in_outline().select_related("chapter__book", "pillar", "guidance").defer("body", "items")
    return render(request, "pillars/guidance.html", {
        "plan": plan, "fields": guidance.of_fields(plan),
        "sections": [(s, guidance.section_help(s, getattr(s, "guidance", None))) for s in sections],
    })


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The help for one section: the region's own texts beside what is shown; htmx asks for the preview of what is typed."""
    plan = plan_for_coordinating(request.user, plan_code)
    section = get_object_or_404(plan.sections.written().select_related("plan", "pillar", "chapter__book"), code=code)
    row = Guidance.objects.filter(section=section).first() or guidance.start(section)
    form = SectionGuidanceForm(request.POST or None, instance=row)
    return _edit(request, plan, form, lambda row: guidance.section_help(section, row), section=section)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_field(request: HttpRequest, plan_code: str, field: str) -> HttpResponse:
    """The help for one field of the programme form, likewise."""
    plan = plan_for_coordinating(request.user, plan_code)
    _of_field(plan, field)
    form = FieldGuidanceForm(request.POST or None, instance=plan.guidance.filter(field=field).first() or Guidance(field=field))
    return _edit(request, plan, form, lambda row: guidance.field_help(field, row), field=field)


def _edit(request: HttpRequest, plan: Plan, form, help_of, **about) -> HttpResponse:
    shared = help_of(Guidance(topic=form.instance.topic))  # what is shown where the region wrote nothing
    valid = form.is_valid() if request.method == "POST" else False
    if valid and request.htmx:
        return render(request, "pillars/_guidance_preview.html", {"help": help_of(form.instance)})
    if valid:
        try:
            guidance.change(plan, form.cleaned_data, by=request.user, **about)
            messages.success(request, _("Petunjuk disimpan."))
            return redirect("guidance", plan.code)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "pillars/guidance_edit.html", {
        "plan": plan, "form": form, "help": help_of(form.instance), "shared": shared, **about,
    })


def _of_field(plan: Plan, field: str) -> guidance.Help:
    try:
        return guidance.of_field(plan, field)
    except KeyError:
        raise Http404 from None
