"""Penilaian kesiapan: structure, infrastructure and superstructure, each element valued from 1 to 4 with its reason."""
from __future__ import annotations

from django.template.loader import render_to_string

from pillars.item_words import GROUPS, VALUES
from pillars.models import Section
from pillars.refusals import Refused

TEXTS = ("name", "reason", "evidence")


def tidy(content: dict) -> dict:
    """{"source": str, "elements": [{"group", "name", "value" (1 to 4 or None), "reason", "evidence"}]}, group by group."""
    rows = []
    for row in content.get("elements", []):
        element = {key: " ".join(str(row.get(key) or "").split()) for key in TEXTS}
        value = row.get("value")
        if row.get("group") not in GROUPS or value not in (None, *VALUES):
            raise Refused("Unsur kesiapan tidak dikenal atau nilainya bukan 1 sampai 4.")
        if element["name"]:
            rows.append({"group": row["group"], "value": value, **element})
    rows.sort(key=lambda row: list(GROUPS).index(row["group"]))
    return {"source": " ".join(str(content.get("source") or "").split()), "elements": rows}


def count(content: dict) -> int:
    """How many elements have a value."""
    return sum(1 for row in content["elements"] if row["value"])


def snapshot(section: Section) -> dict:
    """The items as `tidy` makes them."""
    return tidy(section.items)


def as_html(content: dict) -> str:
    """The content for reading on the screen and for comparing two revisions."""
    groups = [(label, [r for r in content["elements"] if r["group"] == key]) for key, label in GROUPS.items()]
    return render_to_string("pillars/kinds/readiness.html", {"groups": groups, "source": content["source"]})


def blocking(content: dict) -> list[str]:
    """Nothing valued, or a value without its reason."""
    faults = [] if count(content) else ["belum ada unsur yang dinilai"]
    bare = [row["name"] for row in content["elements"] if row["value"] and not row["reason"]]
    return faults + [f"{name}: nilai belum diberi alasan" for name in bare]


def missing(content: dict) -> list[str]:
    """Besides: elements without a value, high values without evidence, no source."""
    faults = blocking(content)
    faults += [f"{row['name']} belum dinilai" for row in content["elements"] if not row["value"]]
    faults += [f"{row['name']}: nilai {row['value']} memerlukan bukti" for row in content["elements"]
               if (row["value"] or 0) >= 3 and not row["evidence"]]
    return faults if content["source"] else [*faults, "sumber belum disebut"]
