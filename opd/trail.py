"""The record of who did what when and in which office: one row an act, written in the act's own transaction."""
from __future__ import annotations

from django.utils import translation

from opd.models import Agency, Event, Region, User


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


def record(verb: str, *, by: User | None, region: Region | None, subject: str, summary: str = "", office: str = "",
           **data) -> Event:
    """Write one event. `subject` is "kind:code"; `data` must be JSON. Call it inside the act's transaction."""
    if by and region and not office:
        office = office_title(by, region)
    return Event.objects.create(
        verb=verb, actor=by, office=office, region=region, subject=subject, summary=summary[:300], data=data
    )
