"""How the books of a region look; the coordinator's page. For everyone else it does not exist (404)."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from masterplan import styles
from masterplan.forms import BookStyleForm
from opd import rules
from pillars.refusals import Refused


@login_required
def style(request: HttpRequest, region_code: str) -> HttpResponse:
    """Cover, colours, typeface, margins and numbering of the region's books."""
    region = rules.region_managed_by(request.user, region_code)
    form = BookStyleForm(request.POST or None, request.FILES or None, instance=styles.row_of(region))
    if request.method == "POST" and form.is_valid():
        try:
            styles.change(form.instance, by=request.user, **form.pictures())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gaya buku tersimpan. Susunan berikutnya memakainya."))
            return redirect("book-style", region.code)
    return render(request, "masterplan/style.html", {"region": region, "form": form, "plans": region.plans.all()})
