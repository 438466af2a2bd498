"""Loading and access are one step: a view gets a plan or a section here, and in no other way. What a person may not see
does not exist for him: 404."""
from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from opd.models import User
from pillars import rules
from pillars.models import Plan, Section


def plan_for(user: User, plan_code: str) -> Plan:
    """A plan of a region in which the user has an office."""
    return get_object_or_404(Plan.objects.visible_to(user).select_related("region"), code=plan_code)


def plan_for_coordinating(user: User, plan_code: str) -> Plan:
    """A plan that the user coordinates; for everyone else there is no such page."""
    return get_object_or_404(Plan.objects.coordinated_by(user).select_related("region"), code=plan_code)


def section_for_reading(user: User, plan_code: str, code: str) -> Section:
    """A section whose working text the user may read, with all that the rules ask for."""
    return get_object_or_404(
        Section.objects.visible_to(user)
        .select_related("plan__region", "chapter__book", "lead", "pillar", "stage__agency", "submitted_revision",
                        "approved_revision", "edited_by")
        .prefetch_related("supporting"),
        code=code, plan__code=plan_code,
    )


def section_for_writing(user: User, plan_code: str, code: str, kind: str) -> Section:
    """A section of the given kind that belongs to the user's offices to write, open at the moment or not."""
    section = section_for_reading(user, plan_code, code)
    own = rules.belongs_to_section(user, section) or rules.coordinates(user, rules.region_of(section))
    if section.kind != kind or not own:
        raise Http404
    return section
