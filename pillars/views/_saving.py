"""What every form that saves itself says to the server and hears from it."""
from __future__ import annotations

import uuid

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from opd.models import User
from pillars import presence
from pillars.drafting import Origin, Saved
from pillars.models import Save, Section


def wants_json(request: HttpRequest) -> bool:
    """A script asks, not a form without scripts."""
    return "application/json" in request.headers.get("Accept", "")


def login_as_data() -> JsonResponse:
    """The session ended: the text stays in the browser and is sent again after a login in another window."""
    return JsonResponse({"state": "login", "login": reverse("account_login")}, status=401)


def origin_of(request: HttpRequest) -> Origin:
    """Where the text that was sent comes from."""
    after, replaces = (_key(request.POST.get(name, "")) for name in ("after", "replaces"))
    return Origin(merging=request.POST.get("merging") == "1", after=after, replaces=replaces)


def somebody_else(request: HttpRequest) -> str:
    """Why nothing is saved when another person logged in meanwhile: a text is saved by the one who wrote it. Else ""."""
    writer = request.POST.get("writer", "")
    if not writer or writer == str(request.user.pk):
        return ""
    return _("Halaman ini dibuka oleh akun lain; kini %(name)s yang masuk. Masuklah lagi dengan akun semula.") % {
        "name": request.user}


def answer(section: Section, saved: Saved, *, by: User, aside: str, **more) -> JsonResponse:
    """What became of a save: applied, merged with somebody's newer text, or kept aside; and who else is here."""
    here = (section.plan.code, section.code)
    state = "aside" if not saved.applied else "merged" if saved.late else "saved"
    found = {"state": state, "version": saved.version, "aside": aside, **more}
    if state == "merged":
        found["compare"] = f"{reverse('section-compare', args=here)}?dari=s{saved.late.pk}&ke=s{saved.save.pk}"
    if state != "saved":
        found["with"] = ", ".join(names_since(section, saved.late or saved.save))
    code = saved.save.program_code
    return JsonResponse(found | {"present": presence.as_data(presence.note(section, by, writes=True, program_code=code))})


def names_since(section: Section, late: Save) -> list[str]:
    """Those whose saves a late one met."""
    newer = section.saves.filter(program_code=late.program_code, kept_aside=False, version__gt=late.based_on,
                                 version__lte=late.version)
    return [str(user) for user in User.objects.filter(pk__in=newer.values("by")).order_by("pk")[:4]]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
