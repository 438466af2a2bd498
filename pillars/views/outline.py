"""The coordinator's pages: a new plan, its facts, its stages, its outline. For everyone else they do not exist."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pillars import outlines, outlining
from pillars.forms.outline import (
    ChapterForm,
    DueForm,
    MissionFormSet,
    NewPlanForm,
    PlanForm,
    SectionForm,
    StageFormSet,
)
from pillars.models import Book, Chapter, Plan, Section
from pillars.refusals import Refused
from pillars.views._load import plan_for_coordinating


@login_required
def new_plan(request: HttpRequest) -> HttpResponse:
    """Make a plan from an outline file."""
    if not request.user.coordinated_region_ids:
        raise Http404
    form = NewPlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        plan = outlines.create_plan(data.pop("region"), data.pop("outline"), by=request.user, **data)
        messages.success(request, _("Rencana dibuat. Periksa penugasan setiap bagian di bawah ini."))
        return redirect("outline", plan.code)
    return render(request, "pillars/new_plan.html", {"form": form})


@login_required
@require_safe
def outline(request: HttpRequest, plan_code: str) -> HttpResponse:
    """All books, chapters and sections with who writes them, until when, and how far they are."""
    plan = plan_for_coordinating(request.user, plan_code)
    sections = Section.objects.select_related("lead", "stage", "pillar", "plan").defer("body").order_by("order")
    books = plan.books.prefetch_related(
        Prefetch("chapters", Chapter.objects.order_by("order").prefetch_related(Prefetch("sections", sections)))
    )
    return render(request, "pillars/outline.html", {"plan": plan, "books": books, "matters": Chapter.Matter.choices})


@login_required
def plan_settings(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Title, vision, missions."""
    plan = plan_for_coordinating(request.user, plan_code)
    form = PlanForm(request.POST or None, instance=plan)
    missions = MissionFormSet(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid() and missions.is_valid():
        with transaction.atomic():
            form.save()
            missions.save()
            outlining.record_change(plan, _("Judul, visi, atau misi diubah"), by=request.user)
        messages.success(request, _("Tersimpan."))
        return redirect("plan-settings", plan.code)
    return render(request, "pillars/plan_settings.html", {"plan": plan, "form": form, "missions": missions})


@login_required
def stages(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Who decides, in which order."""
    plan = plan_for_coordinating(request.user, plan_code)
    forms = StageFormSet(request.POST or None, instance=plan, form_kwargs={"region": plan.region})
    if request.method == "POST" and forms.is_valid():
        with transaction.atomic():
            forms.save()
            outlining.record_change(plan, _("Tahap reviu diubah"), by=request.user)
        messages.success(request, _("Tahap reviu tersimpan. Bagian yang sedang direviu meneruskan tahapnya."))
        return redirect("stages", plan.code)
    return render(request, "pillars/stages.html", {"plan": plan, "forms": forms})


@login_required
@require_POST
def remove_stage(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """Take an unused stage out of the review."""
    plan = plan_for_coordinating(request.user, plan_code)
    stage = get_object_or_404(plan.stages, number=number)
    return _do(request, plan, lambda: outlining.remove_stage(stage, by=request.user), _("Tahap dihapus."), "stages")


@login_required
def new_chapter(request: HttpRequest, plan_code: str, book: str) -> HttpResponse:
    """Add a chapter to a book."""
    plan = plan_for_coordinating(request.user, plan_code)
    book = get_object_or_404(Book.objects.select_related("plan__region"), plan=plan, code=book)
    form = ChapterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outlining.add_chapter(book, form.cleaned_data["title"], form.cleaned_data["matter"], by=request.user)
        messages.success(request, _("Bab ditambahkan."))
        return redirect("outline", plan.code)
    return render(request, "pillars/outline_form.html", {"plan": plan, "form": form, "title": _("Bab baru"), "about": book})


@login_required
def chapter(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Rename a chapter, set one due date for its sections, remove it when it is empty."""
    plan = plan_for_coordinating(request.user, plan_code)
    chapter = _chapter(plan, code)
    form = ChapterForm(request.POST if "title" in request.POST else None, instance=chapter)
    due = DueForm(request.POST if "due_on" in request.POST else None)
    if form.is_bound and form.is_valid():
        outlining.rename_chapter(_chapter(plan, code), form.cleaned_data["title"], form.cleaned_data["matter"], by=request.user)
        messages.success(request, _("Bab disimpan."))
        return redirect("outline", plan.code)
    if due.is_bound and due.is_valid():
        for section in chapter.sections.written().exclude(status=Section.Status.APPROVED).select_related("plan__region", "lead"):
            outlining.change_section(section, {"due_on": due.cleaned_data["due_on"]}, by=request.user)
        messages.success(request, _("Tenggat seluruh bab disimpan."))
        return redirect("outline", plan.code)
    return render(request, "pillars/outline_chapter.html", {"plan": plan, "chapter": chapter, "form": form, "due": due})


@login_required
@require_POST
def remove_chapter(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Take an empty chapter out of the outline."""
    plan = plan_for_coordinating(request.user, plan_code)
    chapter = _chapter(plan, code)
    return _do(request, plan, lambda: outlining.remove_chapter(chapter, by=request.user), _("Bab dihapus."))


@login_required
@require_POST
def move_chapter(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """One place up or down within its book."""
    plan = plan_for_coordinating(request.user, plan_code)
    chapter = _chapter(plan, code)
    return _do(request, plan, lambda: outlining.move(chapter, _step(request), by=request.user), "")


@login_required
def new_section(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Add a section to a chapter."""
    plan = plan_for_coordinating(request.user, plan_code)
    chapter = _chapter(plan, code)
    form = SectionForm(request.POST or None, region=plan.region)
    if request.method == "POST" and form.is_valid():
        section = form.save(commit=False)
        outlining.add_section(chapter, section, by=request.user, supporting=form.cleaned_data["supporting"])
        messages.success(request, _("Bagian ditambahkan."))
        return redirect("outline", plan.code)
    return render(request, "pillars/outline_form.html", {"plan": plan, "form": form, "title": _("Bagian baru"), "about": chapter})


@login_required
def section_outline(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Title, kind, who writes it, until when, guidance."""
    plan = plan_for_coordinating(request.user, plan_code)
    section = _section(plan, code)
    form = SectionForm(request.POST or None, instance=section, region=plan.region)
    if request.method == "POST" and form.is_valid():
        try:
            outlining.change_section(_section(plan, code), form.outline_fields(), by=request.user,
                                     supporting=form.cleaned_data["supporting"])
            messages.success(request, _("Bagian disimpan."))
            return redirect("outline", plan.code)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "pillars/outline_form.html", {
        "plan": plan, "form": form, "title": _("Ubah bagian"), "about": section, "section": section,
    })


@login_required
@require_POST
def remove_section(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Take an unwritten section out of the outline."""
    plan = plan_for_coordinating(request.user, plan_code)
    section = _section(plan, code)
    return _do(request, plan, lambda: outlining.remove_section(section, by=request.user), _("Bagian dihapus."))


@login_required
@require_POST
def move_section(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """One place up or down within its chapter."""
    plan = plan_for_coordinating(request.user, plan_code)
    section = _section(plan, code)
    return _do(request, plan, lambda: outlining.move(section, _step(request), by=request.user), "")


def _chapter(plan: Plan, code: str) -> Chapter:
    return get_object_or_404(Chapter.objects.select_related("book__plan__region"), book__plan=plan, code=code)


def _section(plan: Plan, code: str) -> Section:
    return get_object_or_404(plan.sections.select_related("plan__region", "chapter__book", "lead"), code=code)


def _step(request: HttpRequest) -> int:
    return -1 if request.POST.get("step") == "up" else 1


def _do(request: HttpRequest, plan: Plan, act, said: str, back: str = "outline") -> HttpResponse:
    try:
        act()
        if said:
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back, plan.code)
