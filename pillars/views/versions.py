"""The history of a section: all that happened, each version, two of them held together, and taking one back."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pillars import comparing, rules, versions
from pillars.models import Section
from pillars.refusals import Refused
from pillars.versions import Version
from pillars.views._load import section_for_reading


@login_required
@require_safe
def history(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Saves by person and hour, revisions and moves of the review, in one line of time."""
    section = section_for_reading(request.user, plan_code, code)
    entries, page = versions.history(section, request.GET.get("halaman", 1))
    return render(request, "pillars/section_history.html", {
        "section": section, "entries": entries, "page": page, "writes": _writes(request, section)})


@login_required
@require_safe
def version(request: HttpRequest, plan_code: str, code: str, ref: str) -> HttpResponse:
    """One version as it was, and what it changed."""
    section = _written(request, plan_code, code)
    found = _found(request, section, ref)
    earlier, program_code = versions.before(section, found), found.program_code
    html = versions.as_html(section, found, program_code)
    return render(request, "pillars/section_version.html", {
        "section": section, "version": found, "html": html, "earlier": earlier,
        "changes": comparing.changes(versions.as_html(section, earlier, program_code), html) if earlier else "",
        "can_restore": rules.can_write(request.user, section) and found.ref != versions.PRESENT,
        "based_on": versions.present_version(section, found),
    })


@login_required
@require_POST
def restore(request: HttpRequest, plan_code: str, code: str, ref: str) -> HttpResponse:
    """Take a version back: its content becomes the newest save; what was there stays in the history."""
    section = _written(request, plan_code, code)
    found, typed = _found(request, section, ref), request.POST.get("version", "")
    try:
        versions.restore(section, found, by=request.user, based_on=int(typed) if typed.isdecimal() else -1)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("section-version", plan_code, code, ref)
    messages.success(request, _("Versi itu dipulihkan sebagai simpanan terbaru; isi sebelumnya tetap ada di riwayat."))
    return redirect("section", plan_code, code)


@login_required
@require_safe
def compare(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """Two versions, `?dari=s12&ke=r2`, words marked and tables cell by cell; any two can be chosen from lists."""
    section = _written(request, plan_code, code)
    if not (request.GET.get("dari") and request.GET.get("ke")):
        return redirect("section-history", plan_code, code)
    old, new = (_found(request, section, request.GET.get(name, "")) for name in ("dari", "ke"))
    program_code = old.program_code or new.program_code
    fits = not (old.program_code and new.program_code) or old.program_code == new.program_code
    before, after = (versions.as_html(section, one, program_code) if fits else "" for one in (old, new))
    choices = versions.choices(section, asides=_writes(request, section))
    known = {ref for ref, _label in choices}
    return render(request, "pillars/section_compare.html", {
        "section": section, "old": old, "new": new, "fits": fits, "is_same": before == after,
        "changes": comparing.changes(before, after),
        "choices": choices + [(one.ref, one.label) for one in (old, new) if one.ref not in known],
    })


def _written(request: HttpRequest, plan_code: str, code: str) -> Section:
    section = section_for_reading(request.user, plan_code, code)
    if not section.is_written:
        raise Http404
    return section


def _found(request: HttpRequest, section: Section, ref: str) -> Version:
    """A version; one that was kept aside only for those who write the section."""
    found = versions.find(section, ref)
    if found is None or (found.save and found.save.kept_aside and not _writes(request, section)):
        raise Http404
    return found


def _writes(request: HttpRequest, section: Section) -> bool:
    return rules.belongs_to_section(request.user, section) or rules.coordinates(request.user, rules.region_of(section))
