"""A save that was kept aside, held against the present content: what came together by itself, and what a person must say.

Three kinds of content, one shape: `Meeting` for texts and items, whose clashes are blocks or rows; a programme's fields are
`program_words.differences`.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from pillars import comparing, drafting, item_words, kinds, merging
from pillars.drafting import Origin
from pillars.merging import Merge, Part
from pillars.models import Save, Section
from pillars.refusals import Refused

# What a clash stands in, around its blocks when they are shown alone.
AROUND = {"ul": ("<ul>", "</ul>"), "ol": ("<ol>", "</ol>"), **dict.fromkeys(
    ("table", "thead", "tbody"), ("<table><tbody>", "</tbody></table>"))}


@dataclass(frozen=True)
class Clash:
    """One place that both changed differently, for the page."""

    key: str
    label: str  # where it is, when the block itself does not tell
    present: str  # HTML with what changed since the common text marked
    mine: str
    plain: str  # HTML of the late side without marks, to write on from
    has_both: bool
    answer: str = ""


@dataclass(frozen=True)
class Meeting:
    """The present content and the late one, brought together as far as that goes."""

    section: Section
    merges: dict[str, Merge]
    late: dict

    @property
    def clashing(self) -> list[Part]:
        return [part for merge in self.merges.values() for part in merge.clashes]

    def clashes(self, answers: Mapping) -> list[Clash]:
        """What a person must say, with what was already chosen in the form `answers`."""
        return [self._shown(part, answers.get(f"pilih-{part.key}", "")) for part in self.clashing]

    def as_html(self) -> str:
        """What came together by itself; where it clashes, the present side."""
        return kinds.of(self.section).as_html(self._content({}))

    def resolved(self, answers: Mapping) -> dict:
        """The content with every clash decided. Raises `Refused` while one is not."""
        chosen = {part.key: self._chosen(part, answers) for part in self.clashing}
        if any(blocks is None for blocks in chosen.values()):
            raise Refused(_("Masih ada bagian yang bertabrakan; pilih dulu apa yang dipakai untuk setiap bagian."))
        return self._content(chosen)

    @property
    def is_text(self) -> bool:
        return self.section.kind == Section.Kind.NARRATIVE

    def _content(self, chosen: dict) -> dict:
        if self.is_text:
            return {"html": "".join(self.merges["html"].blocks(chosen))}
        return kinds.of(self.section).tidy(merging.content_of(self.merges, self.late, chosen))

    def _chosen(self, part: Part, answers: Mapping) -> tuple[str, ...] | None:
        word = answers.get(f"pilih-{part.key}", "")
        if word == "own" and self.is_text:
            return merging.own_blocks(answers.get(f"sendiri-{part.key}", ""), part.within)
        return {"present": part.present, "mine": part.mine, "both": (*part.present, *part.mine)}.get(word)

    def _shown(self, part: Part, answer: str) -> Clash:
        if not self.is_text:
            label = {**item_words.QUADRANTS, **item_words.STRATEGIES, "source": _("Sumber")}.get(part.within, "")
            sides = [_row_html(side) for side in (part.base, part.present, part.mine)]
            both = isinstance(self.late.get(part.within), list)
        else:
            start, end = AROUND.get(part.within, ("", ""))
            label, both = "", True
            sides = [f"{start}{''.join(side)}{end}" if side else "" for side in (part.base, part.present, part.mine)]
        base, present, mine = sides
        return Clash(part.key, label, comparing.changes(base, present), comparing.changes(base, mine), mine, both, answer)


def meeting(section: Section, late: Save) -> Meeting:
    """Hold a save that was kept aside against the section as it is now."""
    base, _version = drafting.base_of(section, late.based_on, Origin())
    base = base or drafting.empty_content(section)
    present = kinds.of(section).snapshot(section)
    if section.kind == Section.Kind.NARRATIVE:
        merges = {"html": merging.texts(base["html"], present["html"], late.content["html"])}
    else:
        merges = merging.contents(base, present, late.content)
    return Meeting(section, merges, late.content)


def settle(section: Section, late: Save, answers: Mapping, *, by) -> None:
    """Do with a save kept aside what a person said: `take` is "present" (it stays in the history only), "kept" (it replaces
    the present content) or "merge" (both, clashes as answered). `version` is the present one that the person saw.

    Raises `Refused` in words; nothing is settled then.
    """
    take, version = answers.get("take", ""), answers.get("version", "")
    if take not in ("present", "kept", "merge"):
        raise Refused(_("Pilih dulu apa yang dipakai."))
    if take == "present":
        drafting.settle(late, by=by)
        return
    if version != str(section.version):
        raise Refused(_("Naskah baru saja berubah lagi. Periksa perbandingan yang terbaru, lalu selesaikan."))
    content = late.content if take == "kept" else meeting(section, late).resolved(answers)
    drafting.save_settling(section, content, late, based_on=section.version, by=by)


def _row_html(blocks: tuple[str, ...]) -> str:
    rows = [json.loads(block) for block in blocks]
    return "".join(f"<p>{escape(_row_words(row))}</p>" for row in rows if row)


def _row_words(row) -> str:
    if not isinstance(row, dict):
        return str(row)
    return " · ".join(", ".join(value) if isinstance(value, list) else str(value) for value in row.values() if value)
