"""Matriks SWOT: strengths, weaknesses, opportunities and threats, and the strategies that bring two of them together."""
from __future__ import annotations

import re

from django.template.loader import render_to_string

from pillars.item_words import QUADRANTS, STRATEGIES
from pillars.models import Section
from pillars.refusals import Refused

PILLARS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")
ITEM = re.compile(rf"^(?:(?P<pillar>{'|'.join(PILLARS)})\s*:\s*)?(?P<text>.+)$")
STRATEGY = re.compile(r"^(?P<text>.+?)(?:\s*\((?P<links>[SWOT]\d+(?:\s*,\s*[SWOT]\d+)*)\))?$")


def tidy(content: dict) -> dict:
    """{"source": str, "S": [{"text", "pillar"}], "W", "O", "T": the same, "SO": [{"text", "links": ["S1", "O2"]}],
    "WO", "ST", "WT": the same}. Items are counted by their place: S1, S2, ..."""
    tidied: dict = {"source": " ".join(str(content.get("source") or "").split())}
    for key in (*QUADRANTS, *STRATEGIES):
        rows = [{**row, "text": " ".join(str(row.get("text") or "").split())} for row in content.get(key, [])]
        rows = [row for row in rows if row["text"]]
        if key in QUADRANTS:
            tidied[key] = [{"text": row["text"], "pillar": row.get("pillar") or ""} for row in rows]
        else:
            tidied[key] = [{"text": row["text"], "links": [str(code) for code in row.get("links", [])]} for row in rows]
    if any(row["pillar"] not in ("", *PILLARS) for key in QUADRANTS for row in tidied[key]):
        raise Refused("Dimensi sebuah butir tidak dikenal.")
    return tidied


def read_line(key: str, line: str) -> dict:
    """One line of a quadrant ("GOV: teks", the pillar may be left out) or of strategies ("teks (S1, O2)")."""
    found = (ITEM if key in QUADRANTS else STRATEGY).match(line.strip())
    if key in QUADRANTS:
        return {"text": found["text"], "pillar": found["pillar"] or ""}
    return {"text": found["text"], "links": re.findall(r"[SWOT]\d+", found["links"] or "")}


def write_line(row: dict) -> str:
    """The inverse of `read_line`."""
    if row.get("links"):
        return f"{row['text']} ({', '.join(row['links'])})"
    return f"{row['pillar']}: {row['text']}" if row.get("pillar") else row["text"]


def codes(content: dict) -> list[str]:
    """The codes of all items: S1, S2, W1, ..."""
    return [f"{key}{n}" for key in QUADRANTS for n, _ in enumerate(content[key], 1)]


def count(content: dict) -> int:
    """How many items and strategies there are."""
    return sum(len(content[key]) for key in (*QUADRANTS, *STRATEGIES))


def snapshot(section: Section) -> dict:
    """The items as `tidy` makes them."""
    return tidy(section.items)


def as_html(content: dict) -> str:
    """The content for reading on the screen and for comparing two revisions."""
    return render_to_string("pillars/kinds/swot.html", {
        "quadrants": [(key, label, content[key]) for key, label in QUADRANTS.items()],
        "strategies": [(label, content[key]) for key, label in STRATEGIES.items()], "source": content["source"],
    })


def blocking(content: dict) -> list[str]:
    """A quadrant without an item."""
    return [f"{label.lower()} belum diisi" for key, label in QUADRANTS.items() if not content[key]]


def missing(content: dict) -> list[str]:
    """Besides: no strategy of a kind, strategies that name items which are not there, no source."""
    faults, known = blocking(content), codes(content)
    faults += [f"{label} belum dirumuskan" for key, label in STRATEGIES.items() if not content[key]]
    faults += [f"{label}: butir {code} tidak ada" for key, label in STRATEGIES.items()
               for row in content[key] for code in row["links"] if code not in known]
    return faults if content["source"] else [*faults, "sumber belum disebut"]
