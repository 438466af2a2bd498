"""Who may do what with a region's people and agencies.

| may                                              | coordinator of the region | installation's operator | everyone else |
| ------------------------------------------------ | ------------------------- | ----------------------- | ------------- |
| manage agencies, positions, people, memberships  | yes                       | -                       | - (404)       |
| change the region's facts and coat of arms       | yes                       | -                       | - (404)       |
| make a new region with its first coordinator     | -                         | yes (`is_superuser`)    | - (404)       |

A coordinator manages only people who have (or had) an office in the own region, and never an operator. The account
itself (password, closing) of a person who also acts in a region of others is the operator's: who could set its password
could act there.
"""
from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from opd.models import Agency, Region, User


def region_managed_by(user: User, code: str) -> Region:
    """A region that the user coordinates; anything else does not exist for him."""
    return get_object_or_404(Region.objects.filter(pk__in=user.coordinated_region_ids), code=code)


def agency_managed_by(user: User, code: str, slug: str) -> Agency:
    """An agency of a region that the user coordinates; anything else does not exist for him."""
    return get_object_or_404(Agency.objects.managed_by(user).select_related("region"), region__code=code, slug=slug)


def person_managed_by(user: User, region: Region, username: str) -> User:
    """A person with an office in a region that the user coordinates; anyone else does not exist for him."""
    people = User.objects.filter(memberships__agency__region=region, is_superuser=False).distinct()
    if region.pk not in user.coordinated_region_ids:
        raise Http404
    return get_object_or_404(people, username=username)


def may_keep_account(user: User, person: User) -> bool:
    """May set the password of a person of the own region, or close the account."""
    return person.region_ids <= user.coordinated_region_ids
