"""Short words in a section: which ones stand there before anybody said what they mean.

What a section may rely on: the common list (abbreviations.yaml), the region's own, and the short names of its agencies. A short
word counts as explained where its full form stands beside it, "Organisasi Perangkat Daerah (OPD)", at or before its first use.
The complete list of a book is made by `masterplan.book.abbreviations`, which knows more of what it prints.
"""
from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import yaml
from django.db import transaction

from opd import trail
from opd.models import Agency, Region, User
from pillars.models import Abbreviation

COMMON = Path(__file__).with_name("abbreviations.yaml")
WORD = re.compile(r"\w+")
NOT_TEXT = re.compile(r"<cite\b.*?</cite>|<table\b.*?</table>|<p class=\"(?:caption|source)\">.*?</p>", re.DOTALL)
BLOCK = re.compile(r"</(?:p|li|h\d|blockquote)>")
AROUND = 30  # characters that name a place


@cache
def common() -> dict:
    """{"abbreviations": {short: long}, "words": capitals that abbreviate nothing}"""
    return yaml.safe_load(COMMON.read_text())


def known_in(region: Region) -> dict[str, str]:
    """{short: long} of all that a text of the region may use: two queries."""
    agencies = Agency.objects.filter(region=region).holding().values_list("abbreviation", "name")
    return {**common()["abbreviations"], **dict(agencies), **dict(region.abbreviations.values_list("short", "long"))}


def remarks(html: str, known: dict[str, str]) -> list[str]:
    """What a writer should spell out, in words with the place. Tables and sources are read after the text, and not counted."""
    text = unescape(re.sub(r"<[^>]+>", "", BLOCK.sub("\n", NOT_TEXT.sub(" ", html))))
    firsts: dict[str, re.Match] = {}
    for word in WORD.finditer(text):
        short = word[0]
        if short in known and short != known[short] and _is_short(short):
            firsts.setdefault(short, word)
    return [
        f"{short} belum dituliskan lengkap pada pemakaian pertama (“{_place(text, word)}”): {known[short]}"
        for short, word in firsts.items() if not _explained(text, word)
    ]


def add(region: Region, short: str, long: str, *, by: User) -> Abbreviation:
    """Put an abbreviation into the region's own list."""
    with transaction.atomic():
        row = Abbreviation.objects.create(region=region, short=short, long=long)
        trail.record("abbreviation-added", by=by, region=region, subject=f"abbreviation:{short}", summary=f"{short}: {long}")
    return row


def remove(row: Abbreviation, *, by: User) -> None:
    """Take an abbreviation out of the region's own list."""
    with transaction.atomic():
        trail.record("abbreviation-removed", by=by, region=row.region, subject=f"abbreviation:{row.short}",
                     summary=f"{row.short}: {row.long}")
        row.delete()


def _explained(text: str, word: re.Match) -> bool:
    """"... Perangkat Daerah (OPD)" or "OPD (organisasi ...)": in brackets beside other words, whatever their wording."""
    before, after = text[: word.start()], text[word.end():]
    return bool(re.search(r"\w \($", before) and after.startswith(")")) or bool(re.match(r" \([^()\n]{4,}\)", after))


def _place(text: str, word: re.Match) -> str:
    line = text.rfind("\n", 0, word.start()) + 1
    start = max(line, word.start() - AROUND)
    end = min(len(text) if text.find("\n", word.end()) < 0 else text.find("\n", word.end()), word.end() + AROUND)
    found = text[start:end]
    if start > line:
        found = "…" + found.partition(" ")[2]
    return " ".join((found.rpartition(" ")[0] + "…" if end < len(text) and text[end] != "\n" else found).split())


def _is_short(word: str) -> bool:
    """Two capitals at least; "Distan" and "Bappeda" are names by now, and read like words."""
    return sum(c.isupper() for c in word) >= 2
