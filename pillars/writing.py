"""What a section still lacks, in words: what its kind misses, and what the region's lists say about its text."""
from __future__ import annotations

from pillars import abbreviations, citations, kinds
from pillars.models import Regulation, Section


def missing(section: Section, content: dict) -> list[str]:
    """`content` is what a save or a revision keeps. Three queries for a text, none for other kinds."""
    found = kinds.of(section).missing(content)
    if section.kind == Section.Kind.NARRATIVE and content["html"]:
        region = section.plan.region
        found += citations.remarks(content["html"], Regulation.objects.for_region(region))
        found += abbreviations.remarks(content["html"], abbreviations.known_in(region))
    return found
