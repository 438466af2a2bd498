"""The short words of a book and what they stand for: found in its text, in the record, and in a list of common ones."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from masterplan.book.shape import Agency, Book, Content, Program, Section
from pillars import abbreviations

SHORT = r"[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*"  # two capitals at least
TOKEN = re.compile(r"\w+(?:-\w+)*")
ROMAN = re.compile(r"[IVXLCDM]+")
SMALL = {"dan", "atau", "di", "dengan", "untuk", "yang", "of", "and", "the"}  # words that give no letter
BRACKET = re.compile(r"\(([^()]{2,90})\)")
NAMED = re.compile(rf"^({SHORT}(?: {SHORT})*): ([^\n.;:]{{5,90}})$", re.MULTILINE)  # a programme: "SIHARPA: sistem ..."
INSIDE = re.compile(rf"{SHORT}(?:[ /-]{SHORT})?|[A-Z][a-z]+")
ONE = re.compile(SHORT)


@dataclass(frozen=True)
class Found:
    """`known` is {short: long} of what the book uses, `unexplained` what it uses and nobody explains."""

    known: dict[str, str]
    unexplained: tuple[str, ...]


def find(content: Content, book: Book) -> Found:
    """The abbreviations of one book. What the text itself says goes before the record, the record before the common."""
    text = "\n".join(printed(content, book))
    record = explained("\n".join(t for p in content.programs.values() for t in (*_whole(p), *_strings(p.quick_win))))
    about = _common()["abbreviations"] | record | {a.abbreviation: a.name for a in _agencies(content)}
    said = explained(text)
    about |= {short: long for short, long in said.items() if about.get(short, "").casefold() != long.casefold()}
    used = _words(text)
    known = {short: long for short, long in about.items()
             if short != long and (short in used or (" " in short and short in text))}
    covered = {part for short in known for part in [short, *short.split()]}
    plain = covered | set(_common()["words"]) | {p.code for p in content.pillars}
    unexplained = sorted(word for word in used - plain if ONE.fullmatch(word) and _is_short(word))
    return Found(dict(sorted(known.items(), key=lambda pair: pair[0].casefold())), tuple(unexplained))


def explained(text: str) -> dict[str, str]:
    """{short: long} of "Panjang Sekali (PS)", of "PS (Panjang Sekali)" and of a line "PS: panjang sekali", the first time
    each is said."""
    said: dict[str, str] = {}
    for bracket in BRACKET.finditer(text):
        inside, before = bracket[1].strip(), text[max(bracket.start() - 160, 0):bracket.start()]
        if INSIDE.fullmatch(inside):
            sentence = re.split(r"[.;:()\n]", before)[-1]
            short, long = inside, spelled(inside, sentence)
        elif " " in inside and (short := _last_shorts(before)):
            long = inside if spelled(short.replace(" ", ""), inside) == inside else ""
        else:
            continue
        if long:
            said.setdefault(short, long[0].upper() + long[1:])
    for short, long in NAMED.findall(text):
        if spelled(short.replace(" ", ""), long) == long:
            said.setdefault(short, long[0].upper() + long[1:])
    return said


def spelled(short: str, before: str) -> str:
    """The words at the end of `before` that `short` stands for, "" when there are none: those with its letters as initials,
    else those that hold its letters, read from behind, the first one beginning a word (Schwartz and Hearst, 2003)."""
    letters = [c for c in short.lower() if c.isalnum()]
    if long := _by_initials(letters, before.split()):
        return long
    at = len(before)
    for n in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (before[at].lower() != letters[n] or (n == 0 and at > 0 and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    long = " ".join(before[at:].split())
    words = len(long.split())
    return long if 1 < words <= min(len(letters) + 5, 2 * len(letters)) else ""


def _last_shorts(before: str) -> str:
    """The abbreviations that stand right before a bracket: "SERBU GASS"."""
    run: list[str] = []
    for word in reversed(before.split()[-4:]):
        if not ONE.fullmatch(word):
            break
        run.insert(0, word)
    return " ".join(run)


def _by_initials(letters: list[str], words: list[str]) -> str:
    left, at = list(letters), len(words)
    while left and at:
        at -= 1
        if words[at].lower() not in SMALL and words[at][:1].lower() != left.pop():
            return ""
    return "" if left or len(letters) < 2 else " ".join(words[at:])


def printed(content: Content, book: Book) -> Iterator[str]:
    """Every piece of text that the book prints, by what each kind of section shows."""
    for chapter in book.chapters:
        sections = [s for s in chapter.sections if not s.is_left_out]
        yield chapter.title if sections else ""
        for section in sections:
            yield section.title
            yield from _of_section(content, section)


def _of_section(content: Content, section: Section) -> Iterator[str]:
    programs = content.programs_of(section.pillar)
    if section.kind == "narrative":
        yield _text(section.html)
        return
    if section.items:
        yield from _strings(section.items)
    if section.kind == "programs":
        programs = [content.programs[code] for code in section.programs]
    if section.kind == "quickwins":
        programs = [p for p in programs if p.quick_win]
    if section.kind in ("tree", "alignment", "coverage"):
        yield from [content.vision, *(m.text for m in content.missions)]
    if section.kind == "contributors":
        yield from (c.agency.name for c in content.contributors if c.agency)
    if section.kind == "index":
        yield from (name for p in programs for a in (p.lead, *p.supporting) for name in (a.name, a.abbreviation))
    if programs:
        yield HEADS.get(section.kind, "")
    for program in programs:
        yield from SHOWN.get(section.kind, lambda program: ())(program)
    if section.kind in ("budget", "recap", "matrix", "programs", "cards"):
        yield from (content.sources.get(name, name) for p in programs for name in p.budget)


def _text(html: str) -> str:
    """The words of a narrative, footnotes among them."""
    spread = re.sub(r'<[^>]*data-footnote="([^"]*)"[^>]*>', r" \1 ", html)
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|h\d|t[dh]|blockquote)>", "\n", spread)))


def _whole(program: Program) -> list[str]:
    indicators = [t for i in program.indicators for t in (i.name, i.unit, i.baseline_note)]
    return [program.name, program.objective, program.strategy, program.description, *program.activities,
            program.beneficiaries, program.partners, *program.locations, program.lead.name, *indicators,
            *(a.name for a in program.supporting)]


def _first(program: Program) -> list[str]:
    return [program.name, *(t for i in program.indicators[:1] for t in (i.name, i.unit)), program.lead.abbreviation]


SHOWN = {
    "programs": _whole, "cards": _whole, "summary": _first, "roadmap": _first, "gantt": _first,
    "quickwins": lambda p: [p.name, p.lead.name, *_strings(p.quick_win)],
    "matrix": lambda p: [p.name, *p.activities, *(t for i in p.indicators for t in (i.name, i.unit, i.baseline_note)),
                         p.lead.abbreviation, *(a.abbreviation for a in p.supporting)],
    "strategy": lambda p: [p.objective, p.strategy, p.name, p.lead.abbreviation],
    "tree": lambda p: [p.objective], "index": lambda p: [p.name],
    "budget": lambda p: [p.lead.name], "recap": lambda p: [p.lead.name, p.lead.abbreviation],
}


# Short words that the templates themselves print.
HEADS = {
    "matrix": "OPD", "roadmap": "OPD", "gantt": "OPD", "summary": "OPD", "programs": "OPD RPJMD", "cards": "OPD RPJMD",
    "alignment": "RPJMD", "coverage": "RPJMD",
}


def _words(text: str) -> set[str]:
    """Every word, and of one with a hyphen also its beginnings; but GOV-1-01 is a code and holds no GOV."""
    words = set()
    for token in set(TOKEN.findall(text)):
        parts = token.split("-")
        words |= {"-".join(parts[:n]) for n in range(1, len(parts) + 1) if n == len(parts) or not parts[n][0].isdigit()}
    return words


def _strings(data) -> Iterator[str]:
    """All texts in JSON-like data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


def _agencies(content: Content) -> list[Agency]:
    found = {a.slug: a for p in content.programs.values() for a in (p.lead, *p.supporting)}
    found |= {c.agency.slug: c.agency for c in content.contributors if c.agency}
    return sorted(found.values(), key=lambda a: a.name)


def _is_short(word: str) -> bool:
    capitals = sum(1 for c in word if c.isupper() or c.isdigit())
    return 2 * capitals > len(word) and not ROMAN.fullmatch(word)


def _common() -> dict:
    return abbreviations.common()
