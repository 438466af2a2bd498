"""The coordinator's pages about people and agencies. For everyone else they do not exist (404)."""
from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from PIL import Image, UnidentifiedImageError

from opd import imports, people, rules, trail
from opd.forms import (
    AgencyForm,
    ArmsForm,
    HolderForm,
    MembershipForm,
    NewRegionForm,
    PersonForm,
    PositionForm,
    RegionForm,
    SheetForm,
    slug_of,
)
from opd.models import Agency, Membership, PositionHolder, Region, Role, User


@login_required
def new_region(request: HttpRequest) -> HttpResponse:
    """A region, the agency that coordinates, and its first coordinator; by the installation's operator."""
    if not request.user.is_superuser:
        raise Http404
    form = NewRegionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                region = form.save()
                agency = Agency.objects.create(
                    region=region, slug=slug_of(data["agency_abbreviation"]), name=data["agency_name"],
                    abbreviation=data["agency_abbreviation"], affairs="2.16 2.20 2.21",
                )
                trail.record("region-made", by=request.user, region=region, subject=f"region:{region.code}", summary=str(region))
                user, password = people.make_account(
                    region, username=data["username"], full_name=data["full_name"], agency=agency,
                    role=Role.COORDINATOR, by=request.user,
                )
            return render(request, "opd/passwords.html", {"made": [(user, password)], "region": region})
        except people.PeopleError as error:
            form.add_error("username", str(error))
    return render(request, "opd/new_region.html", {"form": form})


@login_required
def region(request: HttpRequest, region_code: str) -> HttpResponse:
    """The region's facts, its coat of arms, its kecamatan and villages."""
    region = rules.region_managed_by(request.user, region_code)
    form = RegionForm(request.POST or None, instance=region)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            trail.record("region-changed", by=request.user, region=region, subject=f"region:{region.code}", summary=str(region))
        messages.success(request, _("Tersimpan."))
        return redirect("region", region.code)
    districts = region.districts.prefetch_related("villages")
    return render(request, "opd/region.html", {"region": region, "form": form, "arms": ArmsForm(), "districts": districts})


@login_required
@require_POST
def change_arms(request: HttpRequest, region_code: str) -> HttpResponse:
    """Take in the coat of arms: a PNG or JPEG, encoded anew."""
    region = rules.region_managed_by(request.user, region_code)
    form = ArmsForm(request.POST, request.FILES)
    try:
        if not form.is_valid() or form.cleaned_data["arms"].size > 5 * 1024 * 1024:
            raise ValueError
        image = Image.open(form.cleaned_data["arms"], formats=["PNG", "JPEG"])
        if image.width * image.height > 20_000_000:
            raise ValueError
        image = image.convert("RGBA")
        image.thumbnail((1200, 1600))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        messages.error(request, _("Gunakan gambar PNG atau JPG yang lebih kecil dari 5 MB dan 20 juta titik."))
        return redirect("region", region.code)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    with transaction.atomic():
        region.arms.save(f"{region.code}.png", ContentFile(out.getvalue()))
        trail.record("arms-changed", by=request.user, region=region, subject=f"region:{region.code}",
                     summary=_("Lambang diganti"))
    messages.success(request, _("Lambang daerah diganti."))
    return redirect("region", region.code)


@login_required
@require_safe
def arms(request: HttpRequest, region_code: str) -> HttpResponse:
    """The coat of arms, for members of the region."""
    region = get_object_or_404(Region.objects.visible_to(request.user).exclude(arms=""), code=region_code)
    response = HttpResponse(region.arms.read(), content_type="image/png")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_safe
def agencies(request: HttpRequest, region_code: str) -> HttpResponse:
    """All agencies with how many people act in each and how many of them never came in."""
    region = rules.region_managed_by(request.user, region_code)
    here = Q(memberships__in=Membership.objects.holding())
    rows = region.agencies.annotate(
        members=Count("memberships__user", filter=here, distinct=True),
        never=Count("memberships__user", filter=here & Q(memberships__user__last_login=None), distinct=True),
        writers=Count("memberships__user", filter=here & Q(memberships__role=Role.DRAFTER), distinct=True),
        heads=Count("memberships__user", filter=here & Q(memberships__role=Role.HEAD), distinct=True),
    )
    return render(request, "opd/agencies.html", {"region": region, "agencies": rows})


@login_required
def new_agency(request: HttpRequest, region_code: str) -> HttpResponse:
    """Add one agency to the region."""
    region = rules.region_managed_by(request.user, region_code)
    form = AgencyForm(request.POST or None, region=region, instance=Agency(region=region))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            agency = form.save()
            trail.record("agency-made", by=request.user, region=region, subject=f"agency:{agency.slug}", summary=agency.name)
        messages.success(request, _("Perangkat daerah ditambahkan."))
        return redirect("agency", region.code, agency.slug)
    return render(request, "opd/form.html", {"region": region, "form": form, "title": _("Perangkat daerah baru")})


@login_required
def agency(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """One agency: its name and validity, its positions with their holders, its people."""
    agency = rules.agency_managed_by(request.user, region_code, slug)
    form = AgencyForm(request.POST or None, region=agency.region, instance=agency)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            trail.record("agency-changed", by=request.user, region=agency.region, subject=f"agency:{slug}", summary=agency.name)
        messages.success(request, _("Tersimpan."))
        return redirect("agency", region_code, slug)
    holders = Prefetch("holders", PositionHolder.objects.select_related("user", "position").order_by("-starts_on"))
    return render(request, "opd/agency.html", {
        "region": agency.region, "agency": agency, "form": form, "positions": agency.positions.prefetch_related(holders),
        "memberships": agency.memberships.holding().select_related("user", "agency"), "position_form": PositionForm(),
    })


@login_required
@require_POST
def new_position(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """Add an office to an agency."""
    agency = rules.agency_managed_by(request.user, region_code, slug)
    form = PositionForm(request.POST)
    if form.is_valid() and not agency.positions.filter(title=form.cleaned_data["title"]).exists():
        with transaction.atomic():
            form.instance.agency = agency
            form.save()
            trail.record("position-made", by=request.user, region=agency.region, subject=f"agency:{slug}",
                         summary=form.cleaned_data["title"])
        messages.success(request, _("Jabatan ditambahkan."))
    else:
        messages.error(request, _("Jabatan itu sudah ada atau namanya kosong."))
    return redirect("agency", region_code, slug)


@login_required
def position(request: HttpRequest, region_code: str, slug: str, number: int) -> HttpResponse:
    """Put somebody in an office from a date on, definitive or acting."""
    agency = rules.agency_managed_by(request.user, region_code, slug)
    position = get_object_or_404(agency.positions.select_related("agency__region"), pk=number)
    form = HolderForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            people.hold_position(position, by=request.user, **form.cleaned_data)
            messages.success(request, _("Pemangku jabatan dicatat."))
            return redirect("agency", region_code, slug)
        except people.PeopleError as error:
            form.add_error(None, str(error))
    return render(request, "opd/form.html", {"region": agency.region, "form": form, "title": position.title})


@login_required
@require_safe
def persons(request: HttpRequest, region_code: str) -> HttpResponse:
    """Everyone with an office in the region; who never came in stands out. `?hanya=belum` shows only those."""
    region = rules.region_managed_by(request.user, region_code)
    here = Membership.objects.filter(agency__region=region).select_related("agency").order_by("ends_on")
    rows = User.objects.filter(memberships__agency__region=region).distinct().prefetch_related(
        Prefetch("memberships", here, to_attr="offices_here")
    )
    never = rows.filter(last_login=None, is_active=True)
    only_never = request.GET.get("hanya") == "belum"
    return render(request, "opd/persons.html", {
        "region": region, "people": never if only_never else rows, "never": never.count(), "only_never": only_never,
    })


@login_required
def new_person(request: HttpRequest, region_code: str) -> HttpResponse:
    """Make an account with its first membership; the password is shown once."""
    region = rules.region_managed_by(request.user, region_code)
    form = PersonForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            made = people.make_account(region, by=request.user, **form.cleaned_data)
            return render(request, "opd/passwords.html", {"made": [made], "region": region})
        except people.PeopleError as error:
            form.add_error("username", str(error))
    return render(request, "opd/form.html", {"region": region, "form": form, "title": _("Akun baru")})


@login_required
def person(request: HttpRequest, region_code: str, username: str) -> HttpResponse:
    """One person: memberships, password, closing the account."""
    region = rules.region_managed_by(request.user, region_code)
    user = rules.person_managed_by(request.user, region, username)
    form = MembershipForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            people.add_membership(user, by=request.user, **form.cleaned_data)
            messages.success(request, _("Tugas ditambahkan."))
            return redirect("person", region.code, username)
        except people.PeopleError as error:
            form.add_error(None, str(error))
    memberships = user.memberships.filter(agency__region=region).select_related("agency").order_by("-starts_on")
    return render(request, "opd/person.html", {
        "region": region, "person": user, "form": form, "memberships": memberships,
        "may_keep_account": rules.may_keep_account(request.user, user),
    })


@login_required
@require_POST
def person_password(request: HttpRequest, region_code: str, username: str) -> HttpResponse:
    """Give a temporary password and show it once."""
    region = rules.region_managed_by(request.user, region_code)
    user = rules.person_managed_by(request.user, region, username)
    if not rules.may_keep_account(request.user, user):
        return _elsewhere(request, region, user)
    password = people.reset_password(user, region, by=request.user)
    return render(request, "opd/passwords.html", {"made": [(user, password)], "region": region})


@login_required
@require_POST
def person_active(request: HttpRequest, region_code: str, username: str) -> HttpResponse:
    """Close an account, or open it again."""
    region = rules.region_managed_by(request.user, region_code)
    user = rules.person_managed_by(request.user, region, username)
    if user == request.user:
        messages.error(request, _("Akun sendiri tidak dapat ditutup."))
    elif not rules.may_keep_account(request.user, user):
        return _elsewhere(request, region, user)
    else:
        people.set_active(user, region, not user.is_active, by=request.user)
        messages.success(request, _("Akun ditutup dan semua sesinya diakhiri.") if user.is_active else _("Akun dibuka kembali."))
    return redirect("person", region.code, username)


def _elsewhere(request: HttpRequest, region: Region, person: User) -> HttpResponse:
    messages.error(request, _("Orang ini juga bertugas di daerah lain; akunnya diatur oleh pengelola aplikasi."))
    return redirect("person", region.code, person.username)


@login_required
@require_POST
def membership_end(request: HttpRequest, region_code: str, number: int) -> HttpResponse:
    """End a membership at once."""
    region = rules.region_managed_by(request.user, region_code)
    found = Membership.objects.filter(agency__region=region).select_related("agency__region", "user")
    membership = get_object_or_404(found, pk=number)
    try:
        people.end_membership(membership, by=request.user)
        messages.success(request, _("Tugas diakhiri."))
    except people.PeopleError as error:
        messages.error(request, str(error))
    return redirect("person", region.code, membership.user.username)


SHEETS = {
    "opd": (imports.AGENCY_COLUMNS, imports.check_agencies, imports.take_agencies),
    "orang": (imports.PEOPLE_COLUMNS, imports.check_people, imports.take_people),
}


@login_required
def import_sheet(request: HttpRequest, region_code: str, kind: str) -> HttpResponse:
    """Upload, look at the preview with every fault in its row, then take in everything or nothing."""
    region = rules.region_managed_by(request.user, region_code)
    if kind not in SHEETS:
        raise Http404
    columns, check, take = SHEETS[kind]
    form, key = SheetForm(request.POST or None, request.FILES or None), f"sheet-{kind}-{region.code}"
    lines, error = [], ""
    try:
        if request.method == "POST" and "take" in request.POST:
            kept = [imports.Line(number, values) for number, values in request.session.get(key, [])]
            if not kept:
                raise imports.SheetError(_("Tidak ada berkas yang menunggu. Unggah berkasnya lagi."))
            taken = take(region, check(region, kept), by=request.user)
            request.session.pop(key, None)
            if kind == "orang":
                return render(request, "opd/passwords.html", {"made": taken, "region": region})
            messages.success(request, _("%(n)d perangkat daerah diimpor.") % {"n": taken})
            return redirect("agencies", region.code)
        if request.method == "POST" and form.is_valid():
            lines = imports.read(form.cleaned_data["sheet"], columns)
            request.session[key] = [(line.number, line.values) for line in lines]
            lines = check(region, lines)
    except (imports.SheetError, people.PeopleError) as problem:
        error = str(problem)
    heads = [imports.HEADS[name][0] for name in columns]
    return render(request, "opd/import.html", {
        "region": region, "kind": kind, "form": form, "lines": lines, "error": error, "heads": heads,
        "table": [(line, [line.values.get(name, "") for name in columns]) for line in lines],
        "faulty": sum(bool(line.faults) for line in lines),
    })
