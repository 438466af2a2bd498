"""Finding entries of the nomenclature and of the indicator library by a part of their name or code."""
from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from opd.models import Region
from pillars.models import LibraryIndicator, Nomenclature

MOST = 20


def nomenclature(region: Region, text: str) -> list[Nomenclature]:
    """Entries that hold every word, those first whose code or name begins so; of a code in several editions each."""
    words = text.lower().split()[:8]
    if not words:
        return []
    found = Nomenclature.objects.known_in(region)
    for word in words:
        found = found.filter(words__contains=word)
    start = " ".join(words)
    ranked = _ranked(found, Q(words__startswith=start), Q(name__istartswith=start))
    return list(ranked.order_by("rank", "code", "-edition")[:MOST])


def indicators(region: Region, text: str) -> list[LibraryIndicator]:
    """Entries whose name, definition or source holds every word, those first whose name begins so."""
    words = text.split()[:8]
    if not words:
        return []
    found = LibraryIndicator.objects.known_in(region).select_related("pillar")
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(definition__icontains=word) | Q(source__icontains=word))
    start = " ".join(words)
    return list(_ranked(found, Q(name__istartswith=start), Q(name__icontains=start)).order_by("rank", "name")[:MOST])


def _ranked(found: QuerySet, first: Q, second: Q) -> QuerySet:
    return found.annotate(rank=Case(When(first, then=Value(0)), When(second, then=Value(1)), default=Value(2),
                                    output_field=IntegerField()))
