"""What every page's frame needs: which plans the person can reach, and what the person is."""
from __future__ import annotations

from django.conf import settings

from pillars.models import Plan


def navigation(request) -> dict:
    """`nav_plans`: the plans of the person's regions (one query); `nav_regions`: the regions coordinated.
    To someone not logged in: the demo accounts' password where the installation is a demo."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo_password": settings.DEMO_PASSWORD if settings.DEMO else ""}
    return {"nav_plans": plans_of(request), "nav_regions": user.coordinated_regions}


def plans_of(request) -> list[Plan]:
    """The plans of the person's regions, read once a request; the one that the page is about comes first, the menu
    leads to it."""
    if not hasattr(request, "plans_of_person"):
        here = request.resolver_match.kwargs.get("plan_code") if request.resolver_match else None
        plans = Plan.objects.visible_to(request.user).select_related("region")
        request.plans_of_person = sorted(plans, key=lambda plan: plan.code != here)
    return request.plans_of_person
