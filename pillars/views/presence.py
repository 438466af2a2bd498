"""Who else has a section open, and whether there is a newer version: asked by the open page every now and then."""
from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from pillars import presence, rules
from pillars.models import Section
from pillars.views import _saving
from pillars.views._load import section_for_reading


@require_POST
def here(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """ "I am here" or, with `leaving`, "I go"; answered with the others and with who made the present version."""
    if not request.user.is_authenticated:
        return _saving.login_as_data()
    section = section_for_reading(request.user, plan_code, code)
    if request.POST.get("leaving"):
        presence.leave(section, request.user)
        return HttpResponse(status=204)
    program_code = request.POST.get("program", "")[:20]
    writes = request.POST.get("writes") == "1" and rules.can_write(request.user, section)
    others = presence.note(section, request.user, writes=writes, program_code=program_code)
    return JsonResponse({"present": presence.as_data(others), **_newest(section, program_code)})


def _newest(section: Section, program_code: str) -> dict:
    """The present version of the section, or of one of its programmes, and who made it."""
    if program_code:
        row = section.programs.filter(code=program_code).select_related("edited_by").only("version", "edited_by").first()
    else:
        row = section
    return {"version": row.version if row else 0, "by": str(row.edited_by or "") if row else ""}
