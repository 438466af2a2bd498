"""What changed between two states of a text, as HTML with <ins> and <del>: blocks aligned first, then words marked; lists
item by item, tables cell by cell."""
from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable

import lxml.html
import nh3

from pillars import cleaning, kinds
from pillars.models import Revision, Section, Seen

# Below this share of common words two blocks are shown as one removed and one added; marked word by word nobody reads it.
TOO_DIFFERENT = 0.35
# What holds blocks, and is gone into; a row holds cells.
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "blockquote", "div", "dl"}
MOST_PAIRS = 2500  # beyond it blocks are paired in their order, without looking for the likest


def changes(old: str, new: str) -> str:
    """`new` with what was added in <ins> and what went in <del>; equal blocks pass unmarked. Safe to show."""
    return nh3.clean(
        _marked_blocks(blocks(old), blocks(new)),
        tags=cleaning.TAGS | {"ins", "del", "div", "h2", "dl", "dt", "dd"}, attributes=cleaning.ATTRIBUTES,
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


def blocks(html: str) -> list[str]:
    """The top-level elements of a fragment, as HTML strings."""
    if not html.strip():
        return []
    return [
        part if isinstance(part, str) else lxml.html.tostring(part, encoding="unicode", with_tail=False).strip()
        for part in lxml.html.fragments_fromstring(html) if not isinstance(part, str) or part.strip()
    ]


def opened(block: str) -> tuple[str, list[str], str]:
    """A block as (its opening tag, the blocks in it, its closing tag)."""
    element = lxml.html.fragment_fromstring(block)
    inside = [lxml.html.tostring(child, encoding="unicode", with_tail=False).strip() for child in element]
    start = block[: block.index(">") + 1]
    return start, inside, f"</{element.tag}>"


def holds_blocks(block: str) -> bool:
    """An element that can be gone into: it holds other elements, and no text of its own beside them."""
    if tag_of(block) not in CONTAINERS:
        return False
    element = lxml.html.fragment_fromstring(block)
    return not any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def tag_of(block: str) -> str:
    """The name of a block's element; "" for bare text."""
    found = re.match(r"<(\w+)", block)
    return found[1] if found else ""


def likeness(a: str, b: str) -> float:
    """From 0 to 1: how many words two blocks share. Blocks of different elements are not alike."""
    if tag_of(a) != tag_of(b):
        return 0
    one, other = (Counter(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text))) for text in (a, b))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1


def aligned(before: list[str], after: list[str], alike: Callable[[str, str], float] = likeness,
            ) -> list[tuple[int | None, int | None]]:
    """Pairs of places (in `before`, in `after`), in order: equal blocks, else the likest ones; None where a block has no
    counterpart."""
    pairs: list[tuple[int | None, int | None]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            found = _likest(before[a:b], after[c:d], alike)
            pairs += [(None if i is None else a + i, None if j is None else c + j) for i, j in found]
    return pairs


def _likest(before: list[str], after: list[str], alike: Callable[[str, str], float]) -> list[tuple[int | None, int | None]]:
    """The pairing in order with the greatest likeness altogether; what is too different stays alone."""
    n, m = len(before), len(after)
    score = [[alike(a, b) if n * m <= MOST_PAIRS or i == j else 0 for j, b in enumerate(after)] for i, a in enumerate(before)]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in reversed(range(n)):
        for j in reversed(range(m)):
            paired = score[i][j] + best[i + 1][j + 1] if score[i][j] > TOO_DIFFERENT else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < n and j < m:
        if score[i][j] > TOO_DIFFERENT and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs + [(k, None) for k in range(i, n)] + [(None, k) for k in range(j, m)]


def _marked_blocks(before: list[str], after: list[str]) -> str:
    parts = []
    for i, j in aligned(before, after):
        if i is None:
            parts.append(_whole("ins", after[j]))
        elif j is None:
            parts.append(_whole("del", before[i]))
        else:
            parts.append(after[j] if before[i] == after[j] else _marked(before[i], after[j]))
    return "".join(parts)


def _marked(old: str, new: str) -> str:
    """Two alike blocks as one, with the difference marked."""
    tag = tag_of(new)
    if holds_blocks(old) and holds_blocks(new):
        (_, before, _), (start, after, end) = opened(old), opened(new)
        return start + _marked_blocks(before, after) + end
    if tag == "tr":
        (_, before, _), (start, after, end) = opened(old), opened(new)
        return start + _marked_cells(before, after) + end
    if new.endswith(f"</{tag}>"):
        return new[: new.index(">") + 1] + _marked_words(_inside(old), _inside(new)) + f"</{tag}>"
    return _marked_words(old, new)


def _marked_words(old: str, new: str) -> str:
    """Running text with its words marked. Tags are those of the new text; a mark never reaches over one."""
    before, after = (re.findall(r"<[^>]+>|[^<\s]+\s*|\s+", text) for text in (old, new))
    parts = []
    matcher = difflib.SequenceMatcher(None, [t.strip() for t in before], [t.strip() for t in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts += after[c:d]
        else:
            parts += [_run("del", [t for t in before[a:b] if not t.startswith("<")]), *_runs("ins", after[c:d])]
    return "".join(parts)


def _runs(mark: str, tokens: list[str]) -> list[str]:
    parts, run = [], []
    for token in tokens:
        if token.startswith("<"):
            parts += [_run(mark, run), token]
            run = []
        else:
            run.append(token)
    return [*parts, _run(mark, run)]


def _run(mark: str, words: list[str]) -> str:
    text = "".join(words)
    inside = text.rstrip()
    return f"<{mark}>{inside}</{mark}>{text[len(inside):]}" if inside else text


def _marked_cells(before: list[str], after: list[str]) -> str:
    """Cells of a row: by their place as long as there are as many, else by likeness (a column came or went)."""
    if len(before) == len(after):
        return "".join(b if a == b else _marked(a, b) for a, b in zip(before, after, strict=True))
    return _marked_blocks(before, after)


def _whole(mark: str, block: str) -> str:
    """A block that came or went, marked inside its outermost elements so that tables and lists stay whole."""
    tag = tag_of(block)
    if holds_blocks(block) or tag == "tr":
        start, inside, end = opened(block)
        return start + "".join(_whole(mark, child) for child in inside) + end
    if block.endswith(f"</{tag}>"):
        return f"{block[: block.index('>') + 1]}<{mark}>{_inside(block)}</{mark}></{tag}>"
    return f"<{mark}>{block}</{mark}>"


def _inside(block: str) -> str:
    return block[block.index(">") + 1 : block.rindex("<")]
