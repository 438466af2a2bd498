"""Bringing two texts together that come from the same one: block by block (paragraph, list item, table row), or row by row
and field by field where the content is data.

What only one side changed is taken by itself, what both changed in the same way too; what both changed differently is a
clash, and a person says what becomes of it. Nothing is decided by who came first.
"""
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pillars import cleaning
from pillars.comparing import aligned, blocks, holds_blocks, likeness, opened, tag_of

_ABSENT = object()  # a name that one side does not have, which is another thing than one without a value


@dataclass(frozen=True)
class Part:
    """A stretch of the merged content, as blocks. `taken` is what it becomes; None where a person must say."""

    present: tuple[str, ...]
    mine: tuple[str, ...]
    taken: tuple[str, ...] | None
    base: tuple[str, ...] = ()
    within: str = ""  # the element or the list that it stands in
    key: str = ""  # of a clash: the same as long as the two sides are


@dataclass(frozen=True)
class Merge:
    """The parts of a merged content, in order."""

    parts: list[Part] = field(default_factory=list)

    @property
    def clashes(self) -> list[Part]:
        return [part for part in self.parts if part.taken is None]

    def blocks(self, answers: dict[str, tuple[str, ...]] | None = None) -> list[str]:
        """All blocks. `answers` says what becomes of the clashes, by their key; without an answer it is the present side."""
        chosen = answers or {}
        return [block for part in self.parts
                for block in (chosen.get(part.key, part.present) if part.taken is None else part.taken)]


def texts(base: str, present: str, mine: str) -> Merge:
    """Three states of a narrative as one."""
    return _keyed(_parts(*(blocks(_even(side)) for side in (base, present, mine)), likeness, _into))


def _even(html: str) -> str:
    """A text as the editor writes it. It sets blanks and list items in its own way, also where nobody changed a word."""
    html = re.sub(r"[ \t\n]+", " ", html)
    html = re.sub(r" (?=</(?:p|li|h3|h4|td|th|blockquote)>)", "", html)
    return re.sub(r"<li>((?:(?!</?(?:li|p|ul|ol|table)\b).)+)</li>", r"<li><p>\1</p></li>", html)


def rows(base: list, present: list, mine: list, within: str = "") -> Merge:
    """Three states of a list of rows (JSON values) as one. The blocks are the rows as JSON."""
    lines = [[json.dumps(row, sort_keys=True, ensure_ascii=False) for row in side] for side in (base, present, mine)]
    return _keyed([replace(part, within=within) for part in _parts(*lines, _rows_alike, None)])


def contents(base: dict, present: dict, mine: dict) -> dict[str, Merge]:
    """Three states of a content of fields and lists of rows, as {name: Merge}."""
    merged = {}
    for name in {**present, **mine}:
        sides = [side.get(name) for side in (base, present, mine)]
        if all(isinstance(side, list) for side in sides[1:]):
            merged[name] = rows(sides[0] or [], *sides[1:], within=name)
        else:
            lines = [(json.dumps(side, sort_keys=True, ensure_ascii=False),) for side in sides]
            merged[name] = _keyed([replace(_one(*lines), within=name)])
    return merged


def content_of(merged: dict[str, Merge], like: dict, answers: dict[str, tuple[str, ...]] | None = None) -> dict:
    """The content that `contents` came to; `like` tells which names are lists."""
    found = {}
    for name, merge in merged.items():
        values = [json.loads(block) for block in merge.blocks(answers)]
        found[name] = values if isinstance(like.get(name), list) else values[0] if values else None
    return found


def values(base, present, mine) -> tuple[object, bool]:
    """Three states of one JSON value as (the merged one, whether it clashes); dictionaries name by name, lists row by row.
    Of a value that clashes it is the present one."""
    if present == mine or mine == base:
        return present, False
    if present == base:
        return mine, False
    if all(isinstance(side, dict) for side in (base, present, mine)):
        merged = {name: values(*(side.get(name, _ABSENT) for side in (base, present, mine))) for name in {**present, **mine}}
        clash = any(bad for _, bad in merged.values())
        return present if clash else {name: value for name, (value, _) in merged.items() if value is not _ABSENT}, clash
    if all(isinstance(side, list) for side in (base, present, mine)):
        merge = rows(base, present, mine)
        return [json.loads(block) for block in merge.blocks()], bool(merge.clashes)
    return present, True


def own_blocks(html: str, within: str) -> tuple[str, ...]:
    """What a person wrote in the place of a clash, as blocks that may stand there."""
    if within in ("ul", "ol"):
        return tuple(item for block in blocks(cleaning.clean(html)) for item in _inner(block, "li"))
    if within in ("table", "thead", "tbody"):
        return tuple(row for block in blocks(cleaning.clean(html)) for row in _inner(block, "tr"))
    return tuple(blocks(cleaning.clean(html)))


def _inner(block: str, wanted: str) -> list[str]:
    if tag_of(block) == wanted:
        return [block]
    if not holds_blocks(block):
        return [f"<li>{block}</li>"] if wanted == "li" else []
    return [found for child in opened(block)[1] for found in _inner(child, wanted)]


def _parts(base: list[str], present: list[str], mine: list[str], alike: Callable[[str, str], float],
           into: Callable | None) -> list[Part]:
    """Walk along the base: at each gap what both sides put in, at each block what both made of it."""
    theirs, ours = _against(base, present, alike), _against(base, mine, alike)
    parts = []
    for place in range(len(base) + 1):
        parts += _put_in(theirs.before[place], ours.before[place], alike)
        if place < len(base):
            sides = (base[place],), theirs.now[place], ours.now[place]
            found = _one(*sides)
            gone_into = into(*sides) if found.taken is None and into else None
            parts += gone_into or [found]
    return parts


@dataclass(frozen=True)
class _Side:
    before: list[list[str]]  # what was put in before each block of the base, and at its end
    now: list[tuple[str, ...]]  # what each block of the base became; empty when it was removed


def _against(base: list[str], side: list[str], alike: Callable[[str, str], float]) -> _Side:
    found, place = _Side([[] for _ in range(len(base) + 1)], [()] * len(base)), 0
    for i, j in aligned(base, side, alike):
        if i is None:
            found.before[place].append(side[j])
            continue
        place = i + 1
        if j is not None:
            found.now[i] = (side[j],)
    return found


def _one(base: tuple[str, ...], present: tuple[str, ...], mine: tuple[str, ...]) -> Part:
    if present == mine or mine == base:
        return Part(present, mine, present, base)
    return Part(present, mine, mine if present == base else None, base)


def _put_in(present: list[str], mine: list[str], alike: Callable[[str, str], float]) -> list[Part]:
    """What both put in at the same place: the same once, different things one after the other, versions of one a clash."""
    parts = []
    for i, j in aligned(present, mine, alike):
        there, here = (() if i is None else (present[i],)), (() if j is None else (mine[j],))
        parts.append(_one((), there, here))
    return parts


def _into(base: tuple[str, ...], present: tuple[str, ...], mine: tuple[str, ...]) -> list[Part] | None:
    """Inside a list or a table that both sides changed; None for what is one block."""
    sides = (base, present, mine)
    if not all(side and holds_blocks(side[0]) for side in sides) or len({tag_of(side[0]) for side in sides}) > 1:
        return None
    (was, inner, end), (there, theirs, _), (here, ours, _) = (opened(side[0]) for side in sides)
    start = here if there == was else there
    within = tag_of(base[0])
    inside = [replace(part, within=part.within or within) for part in _parts(inner, theirs, ours, likeness, _into)]
    return [Part((start,), (start,), (start,)), *inside, Part((end,), (end,), (end,))]


def _rows_alike(a: str, b: str) -> float:
    """Rows are alike by their values; the names of the columns are the same in all."""
    return likeness(*(" ".join(str(v) for v in row.values() if v) if isinstance(row, dict) else str(row)
                      for row in (json.loads(a), json.loads(b))))


def _keyed(parts: list[Part]) -> Merge:
    seen: dict[str, int] = {}
    keyed = []
    for part in parts:
        if part.taken is None:
            mark = json.dumps([part.within, part.present, part.mine]).encode()
            name = hashlib.sha256(mark).hexdigest()[:12]
            seen[name] = seen.get(name, 0) + 1
            part = replace(part, key=name if seen[name] == 1 else f"{name}-{seen[name]}")
        keyed.append(part)
    return Merge(keyed)
