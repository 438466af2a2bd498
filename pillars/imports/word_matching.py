"""For each part of a document the section it probably belongs to: by title, number, chapter, and the order of both."""
from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from opd.models import User
from pillars import rules
from pillars.imports.columns import plain
from pillars.models import Plan, Section
from pillars.numbers import roman

ALIKE = 0.72  # titles that are this much alike are the same one
ALIKE_BY_NUMBER = 0.6  # where the number says so, too


def open_sections(plan: Plan, user: User) -> list[Section]:
    """The sections of text and of programmes that the user may write now, in the order of the outline. The number of queries is
    fixed."""
    sections = (
        Section.objects.visible_to(user).filter(plan=plan, kind__in=(Section.Kind.NARRATIVE, Section.Kind.PROGRAMS))
        .select_related("plan__region", "chapter__book", "lead", "pillar").prefetch_related("supporting").in_outline()
    )
    return [section for section in sections if rules.can_write(user, section)]


def numbers_of(plan: Plan) -> dict[int, tuple[int, str]]:
    """{section: (number of its chapter, its own "2.1")} as the book counts them; front and back matter have none."""
    found: dict[int, tuple[int, str]] = {}
    for book in plan.books.prefetch_related("chapters__sections"):
        bodies = [c for c in book.chapters.all() if c.matter == c.Matter.BODY]
        for n, chapter in enumerate(sorted(bodies, key=lambda c: c.order), 1):
            shown = [s for s in sorted(chapter.sections.all(), key=lambda s: s.order) if s.shows_heading]
            found |= {section.pk: (n, f"{n}.{m}") for m, section in enumerate(shown, 1)}
    return found


def propose(parts: list[dict], sections: list[Section], numbers: dict[int, tuple[int, str]],
            begun: Section | None = None) -> list[str]:
    """The code of the proposed section for each part, "" where none fits. `begun` is the section that the import was begun at."""
    texts = [s for s in sections if s.kind == Section.Kind.NARRATIVE]
    scores = sorted(
        ((score, i, j) for i, part in enumerate(parts) for j, section in enumerate(texts)
         if (score := _score(part, section, numbers)) > 0),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    chosen: dict[int, int] = {}
    for _, i, j in scores:
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    _in_order(parts, texts, chosen)
    codes = [texts[chosen[i]].code if i in chosen else "" for i in range(len(parts))]
    if begun is not None and begun in texts and begun.code not in codes and (len(parts) == 1 or not any(codes)):
        codes = [begun.code] * len(parts)
    return codes


def propose_programs(matrix: dict, part: dict, chosen: str, sections: list[Section], begun: Section | None = None) -> str:
    """The code of the section of programmes for a matrix, "" where there is none."""
    wanted = [s for s in sections if s.kind == Section.Kind.PROGRAMS]
    if begun in wanted:
        return begun.code
    near = next((s for s in sections if s.code == chosen), None)
    words = plain(" ".join([matrix["caption"], part["title"], part["chapter"]]))

    def fit(section: Section) -> tuple:
        return (
            bool(section.lead) and bool(re.search(rf"\b{re.escape(plain(section.lead.abbreviation))}\b", words)),
            bool(section.pillar) and plain(section.pillar.name) in words,
            near is not None and section.lead_id == near.lead_id, near is not None and section.chapter_id == near.chapter_id,
        )

    return max(wanted, key=fit).code if wanted else ""


def _score(part: dict, section: Section, numbers: dict[int, tuple[int, str]]) -> float:
    """How much a part looks like a section; 0 for not enough."""
    alike = _alike(part["title"], section.title)
    chapter, number = numbers.get(section.pk, (0, ""))
    same_number = bool(number) and part["number"] == number
    same_chapter = _alike(_bare(part["chapter"]), section.chapter.title) > ALIKE or _chapter_number(part["chapter"]) in (
        str(chapter), roman(chapter) if chapter else "-")
    if part["level"] == 1:  # a chapter's own text goes to a section only by name
        return alike if alike >= ALIKE else 0
    if alike >= ALIKE or (same_number and alike >= ALIKE_BY_NUMBER):
        return alike + 0.15 * same_number + 0.15 * same_chapter
    return 0


def _in_order(parts: list[dict], texts: list[Section], chosen: dict[int, int]) -> None:
    """One part between two that were found belongs to the one section between theirs."""
    for i, part in enumerate(parts):
        before, after = chosen.get(i - 1), chosen.get(i + 1)
        if i in chosen or part["level"] != 2 or before is None or after is None or after - before != 2:
            continue
        chapters = {texts[n].chapter_id for n in (before, before + 1, after)}
        if before + 1 not in chosen.values() and len(chapters) == 1:
            chosen[i] = before + 1


def _alike(one: str, other: str) -> float:
    """0 to 1; the order of the words counts less than the words."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return 0
    return max(_ratio(a, b), 0.97 * _ratio(" ".join(sorted(a.split())), " ".join(sorted(b.split()))))


def _ratio(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.3 and matcher.quick_ratio() > 0.3 else 0


def _bare(chapter: str) -> str:
    return re.sub(r"^BAB\s+([IVXLC]+|\d+)\s*", "", chapter)


def _chapter_number(chapter: str) -> str:
    found = re.match(r"BAB\s+([IVXLC]+|\d+)", chapter)
    return found[1] if found else ""


def chapters_first(sections: Iterable[Section]) -> list[tuple[str, list[Section]]]:
    """Sections under their chapters' names, for a list to choose from."""
    groups: dict[str, list[Section]] = {}
    for section in sections:
        groups.setdefault(f"{section.chapter.book} · {section.chapter.title}", []).append(section)
    return list(groups.items())
