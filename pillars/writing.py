"""What a section still lacks, in words: what its kind misses, and what the plan and the lists of its region say about its
text."""
from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from opd.models import Region
from pillars import abbreviations, citations, kinds, references
from pillars.models import Plan, Regulation, Section


def missing(section: Section, content: dict) -> list[str]:
    """`content` is what a save or a revision keeps. A fixed number of queries for a text, none for other kinds."""
    found = kinds.of(section).missing(content)
    if section.kind == Section.Kind.NARRATIVE and content["html"]:
        found += references.broken(content["html"], section.plan) + _remarks_in(section.plan.region)(content["html"])
    return found


def recheck(plan: Plan) -> None:
    """Bring up to date what is missing in the texts that show numbers of programmes or refer to something: a programme
    that changed may have taken it away."""
    shown = Q(body__contains="data-value=") | Q(body__contains="data-ref=")
    texts = list(plan.sections.filter(shown, kind=Section.Kind.NARRATIVE).only("kind", "body", "missing"))
    if not texts:
        return
    faults = references.all_broken({text.pk: text.body for text in texts}, plan)
    remarks = _remarks_in(plan.region)
    for text in texts:
        now = kinds.of(text).missing({"html": text.body}) + faults[text.pk] + remarks(text.body)
        if now != text.missing:
            Section.objects.filter(pk=text.pk).update(missing=now)


def _remarks_in(region: Region) -> Callable[[str], list[str]]:
    registry, short = Regulation.objects.for_region(region), abbreviations.known_in(region)
    return lambda html: citations.remarks(html, registry) + abbreviations.remarks(html, short)
