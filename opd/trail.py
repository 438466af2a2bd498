"""The record of who did what when and in which office: one row an act, written in the act's own transaction."""
from __future__ import annotations

from django.utils import translation

from opd.models import Agency, Event, Membership, PositionHolder, Region, User


def office_title(user: User, region: Region, agency: Agency | None = None) -> str:
    """In which office the user acts, as it is printed in a history: "Plt. Kepala Dinas Kesehatan" or "Penyusun Dinkes".

    A position held today comes first, then the membership that fits `agency`, then any membership in the region.
    """
    held = [
        h for h in user.positions.holding().select_related("position__agency").order_by("position__rank")
        if h.position.agency.region_id == region.pk and (agency is None or h.position.agency_id == agency.pk)
    ]
    if held:
        return held[0].title
    office = user.office_in(region, agency=agency)
    with translation.override("id"):  # the record is Indonesian, whatever language the person reads the pages in
        return str(office) if office else str(user)


def office_titles(pairs: list[tuple[int, int | None]], region: Region) -> dict[tuple[int, int | None], str]:
    """`office_title` of many at once, by (user id, agency id), in two queries; who has no office today is left out."""
    users = {user for user, _ in pairs}
    held = list(
        PositionHolder.objects.holding().filter(user__in=users, position__agency__region=region)
        .select_related("position").order_by("position__rank")
    )
    members = list(Membership.objects.holding().filter(user__in=users, agency__region=region).select_related("agency"))
    titles = {}
    with translation.override("id"):
        for user, agency in pairs:
            found = [str(h) for h in held if h.user_id == user and agency in (None, h.position.agency_id)]
            mine = sorted((m for m in members if m.user_id == user), key=lambda m: m.agency_id != agency)
            if found or mine:
                titles[user, agency] = (found or [str(mine[0])])[0]
    return titles


def record(verb: str, *, by: User | None, region: Region | None, subject: str, summary: str = "", office: str = "",
           **data) -> Event:
    """Write one event. `subject` is "kind:code"; `data` must be JSON. Call it inside the act's transaction."""
    if by and region and not office:
        office = office_title(by, region)
    return Event.objects.create(
        verb=verb, actor=by, office=office, region=region, subject=subject, summary=summary[:300], data=data
    )
