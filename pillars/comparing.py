"""What changed between two revisions, as HTML with <ins> and <del>, words marked and blocks aligned first."""
from __future__ import annotations

import difflib

import lxml.html
import nh3
from lxml.html.diff import htmldiff

from pillars import cleaning, kinds
from pillars.models import Revision, Section, Seen

# Beyond this share of difference two blocks are shown as one removed and one added; marked word by word nobody reads it.
TOO_DIFFERENT = 0.35


def changes(old: str, new: str) -> str:
    """`new` with what was added in <ins> and what went in <del>; equal blocks pass unmarked. Safe to show."""
    before, after = _blocks(old), _blocks(new)
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += after[c:d]
        else:
            parts += _replaced(before[a:b], after[c:d])
    return nh3.clean(
        "".join(parts), tags=cleaning.TAGS | {"ins", "del", "div", "h2", "dl", "dt", "dd"}, attributes=cleaning.ATTRIBUTES,
        allowed_classes=cleaning.CLASSES | {"div": {"program"}}, attribute_filter=cleaning.only_own_pictures,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def since_last_seen(section: Section, revision: Revision, user) -> tuple[Revision | None, str]:
    """The revision that the user had open before this one, and what changed since; (None, "") at the first look."""
    earlier = (
        Seen.objects.filter(user=user, revision__section=section, revision__number__lt=revision.number)
        .select_related("revision").order_by("-revision__number").first()
    )
    if earlier is None:
        return None, ""
    return earlier.revision, between(section, earlier.revision, revision)


def between(section: Section, old: Revision, new: Revision) -> str:
    """What changed from one revision of a section to another."""
    kind = kinds.of(section)
    return changes(kind.as_html(old.content), kind.as_html(new.content))


def _blocks(html: str) -> list[str]:
    """The top-level elements of a fragment, as HTML strings."""
    if not html.strip():
        return []
    return [
        part if isinstance(part, str) else lxml.html.tostring(part, encoding="unicode", with_tail=False).strip()
        for part in lxml.html.fragments_fromstring(html)
    ]


def _replaced(before: list[str], after: list[str]) -> list[str]:
    """Blocks that took the place of others: paired in order as long as they are alike, the rest removed and added."""
    parts = []
    for old, new in zip(before, after, strict=False):
        alike = difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()
        parts.append(htmldiff(old, new) if alike > TOO_DIFFERENT else _whole("del", old) + _whole("ins", new))
    parts += [_whole("del", block) for block in before[len(after):]]
    parts += [_whole("ins", block) for block in after[len(before):]]
    return parts


def _whole(mark: str, block: str) -> str:
    return htmldiff(block, "<p></p>") if mark == "del" else htmldiff("<p></p>", block)
