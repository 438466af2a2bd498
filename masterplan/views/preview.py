"""The printed page beside the form: asked for while somebody types, answered with the pages that changed."""
from __future__ import annotations

import json
import secrets

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from masterplan.book import press, preview
from masterplan.book.preview import Preview
from opd.models import User
from pillars import rules
from pillars.models import Section
from pillars.refusals import Refused
from pillars.views._load import section_for_reading

NARROWEST, WIDEST = 320, 1600  # pixels


@require_POST
def show(request: HttpRequest, plan_code: str, code: str) -> HttpResponse:
    """The pages of a section with the text being typed (`html`; without it, with what is stored).

    `width` is that of a picture in pixels, `have` the digests of the pages shown already, `look` the page in view. The
    answer is a form: `pages` as JSON, and a picture under the digest of each page that is new. What cannot be laid out is
    told in words; a request that a newer one made pointless gets 409, one too many at a time 503.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login", "login": reverse("account_login")}, status=401)
    section = _section(request.user, plan_code, code)
    text = request.POST.get("html") if section.kind == Section.Kind.NARRATIVE else None
    try:
        with press.turn((request.user.pk, section.pk)):
            shown = preview.pages(section, text, width=_width(request), have=tuple(request.POST.get("have", "").split()),
                                  look=_number(request, "look"))
    except Refused as refusal:
        return JsonResponse({"state": "trouble", "error": str(refusal)})
    except press.Moot:
        return JsonResponse({"state": "moot"}, status=409)
    except press.Busy:
        return JsonResponse({"state": "busy"}, status=503)
    return _as_form(shown)


def _section(user: User, plan_code: str, code: str) -> Section:
    """A section that the user's offices write; for everyone else there is no preview of it."""
    section = section_for_reading(user, plan_code, code)
    own = rules.belongs_to_section(user, section) or rules.coordinates(user, rules.region_of(section))
    if not (own and section.is_written):
        raise Http404
    return section


def _width(request: HttpRequest) -> int:
    """A few widths only, so that a pane one pixel wider needs no other pictures."""
    asked = min(max(_number(request, "width") or 800, NARROWEST), WIDEST)
    return -(-asked // 80) * 80


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 6 else None


def _as_form(shown: Preview) -> HttpResponse:
    """Pictures as bytes, not as text: a third less on a slow line. The browser reads it with `Response.formData`."""
    note = "" if shown.is_placed else _("Tempat mulainya di halaman belum diketahui: bagian ini tampil dari atas halaman.")
    told = {"note": note, "pages": [
        {"digest": p.digest, "label": p.label, "width": p.width, "height": p.height} for p in shown.pages
    ]}
    line = secrets.token_hex(16)
    blocks = [_field(line, 'name="pages"', "application/json", json.dumps(told).encode())]
    blocks += [
        _field(line, f'name="{p.digest}"; filename="{p.digest}.webp"', "image/webp", p.picture) for p in shown.pages if p.picture
    ]
    body = b"".join([*blocks, f"--{line}--\r\n".encode()])
    return HttpResponse(body, content_type=f"multipart/form-data; boundary={line}", headers={"Cache-Control": "no-store"})


def _field(line: str, names: str, media_type: str, data: bytes) -> bytes:
    head = f"--{line}\r\nContent-Disposition: form-data; {names}\r\nContent-Type: {media_type}\r\n\r\n"
    return head.encode() + data + b"\r\n"
