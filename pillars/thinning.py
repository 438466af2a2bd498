"""Letting old saves go. What a person could still want stays: everything of the last two weeks, then the last save of each
hour, after a quarter of each day, of each person; and every save that something names, however old."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from opd import trail
from opd.models import Region
from pillars.models import Revision, Save

WHOLE = dt.timedelta(days=14)
HOURLY = dt.timedelta(days=90)
BATCH = 500


@dataclass(frozen=True)
class Thinned:
    """How many saves a region had, and how many of them went."""

    region: Region
    had: int
    gone: int


def thin(region: Region, *, now: dt.datetime | None = None, try_only: bool = False) -> Thinned:
    """Remove the superfluous old saves of a region, in batches; leaves one row in the trail. `try_only` counts only."""
    now = now or timezone.now()
    had = Save.objects.filter(section__plan__region=region).count()
    doomed = _superfluous(region, now)
    if not try_only:
        for start in range(0, len(doomed), BATCH):
            with transaction.atomic():
                # Asked again: a save may have been named since by one that was kept aside or taken back.
                batch = _unnamed().filter(pk__in=doomed[start:start + BATCH])
                Save.objects.filter(pk__in=list(batch.values_list("pk", flat=True))).delete()
        if doomed:
            trail.record("saves-thinned", by=None, region=region, subject=f"region:{region.code}",
                         summary=f"{len(doomed)} dari {had} simpanan lama ditipiskan")
    return Thinned(region, had, len(doomed))


def _superfluous(region: Region, now: dt.datetime) -> list[int]:
    old = _unnamed().filter(section__plan__region=region, at__lt=now - WHOLE).order_by("-pk")
    seen, doomed = set(), []
    for pk, section, code, person, at in old.values_list("pk", "section", "program_code", "by", "at").iterator():
        local = timezone.localtime(at)
        slot = local.date() if at < now - HOURLY else (local.date(), local.hour)
        if (section, code, person, slot) in seen:
            doomed.append(pk)
        seen.add((section, code, person, slot))
    return doomed


def _unnamed():
    """Saves that nothing names: none kept aside nor what it came from, none merged, restored or submitted, not the last one
    of its section or programme (that one keeps the code from being given again)."""
    same = {"section": OuterRef("section"), "program_code": OuterRef("program_code")}
    last = Save.objects.filter(kept_aside=False).values("section", "program_code").annotate(last=Max("pk")).values("last")
    return Save.objects.filter(kept_aside=False, merges=None, restores=None).exclude(pk__in=last).exclude(
        Exists(Save.objects.filter(Q(merges=OuterRef("pk")) | Q(restores=OuterRef("pk"))))
    ).exclude(
        Exists(Save.objects.filter(**same, kept_aside=True, based_on=OuterRef("version")))
    ).exclude(
        Exists(Save.objects.filter(**same, kept_aside=True, version=OuterRef("version")))
    ).exclude(
        Exists(Revision.objects.filter(section=OuterRef("section"), at__gte=OuterRef("at"), version=OuterRef("version")))
    )
