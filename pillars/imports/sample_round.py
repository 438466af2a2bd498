"""How far a sample's round has come: every section is brought to its state by the moves that lead there in life."""
from __future__ import annotations

import uuid

from pillars import comments, review
from pillars.imports.sample_region import People
from pillars.models import Plan, Section
from pillars.refusals import Refused


def new_key() -> uuid.UUID:
    return uuid.uuid4()


def said_of(section: Section, progress: dict) -> dict:
    """What round.yaml says of a section; a bare word is its state, and what is not named is approved."""
    said = progress.get(section.code, {})
    return {"state": said} if isinstance(said, str) else {"state": "approved", **said}


def state_of(section: Section, progress: dict) -> str:
    return said_of(section, progress)["state"]


def play(plan: Plan, people: People, progress: dict) -> list[str]:
    """Submit, approve and return as round.yaml says. Returns remarks about sections that could not go on."""
    remarks = []
    for section in plan.sections.written().filter(version__gt=0).select_related("plan__region", "lead").in_outline():
        said = said_of(section, progress)
        try:
            _bring(section, people, said)
            _comment(section, people, said.get("comments", []))
        except Refused as refusal:
            remarks.append(f"{section.code} {section.title}: {refusal}")
    unknown = set(progress) - set(plan.sections.values_list("code", flat=True))
    return remarks + [f"round.yaml: bagian {code} tidak ada dalam kerangka" for code in sorted(unknown)]


def _bring(section: Section, people: People, said: dict) -> None:
    if said["state"] in ("draft", "empty"):
        return
    last = section.plan.stages.count()
    if said.get("stage", 1) > last:
        raise Refused(f"round.yaml: tahap {said['stage']} tidak ada.")
    review.submit(section, by=people.writer(section), version=section.version)
    if said["state"] == "approved":
        _approve_until(section, people, last + 1)
    elif said["state"] == "submitted":
        _approve_until(section, people, said.get("stage", 1))
    elif said["state"] == "returned":
        # The head of an agency mends things in the next room; what is returned in writing comes from the second stage.
        _approve_until(section, people, said.get("stage", min(2, last)))
        by = people.decider(section, section.stage)
        review.send_back(section, by=by, revision=1, note=said.get("note") or "Mohon dilengkapi.")


def _approve_until(section: Section, people: People, stage: int) -> None:
    """Approve stage by stage until the section waits at number `stage`, or has passed the last one."""
    section.refresh_from_db()
    while section.stage and section.stage.number < stage:
        review.approve(section, by=people.decider(section, section.stage), revision=1)
        section.refresh_from_db()


def _comment(section: Section, people: People, rows: list[dict]) -> None:
    section.refresh_from_db()
    for row in rows:
        by = people.named(row["by"])
        comments.add(section, row["text"], by=by, quote=row.get("quote", ""))
