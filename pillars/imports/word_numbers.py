"""The styles of a Word document, and the numbers that Word writes before paragraphs by itself ("BAB II", "2.1")."""
from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from pillars.numbers import roman

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|judul|tajuk|titre|überschrift)\s*(\d)$", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


def w(name: str) -> str:
    """A name of WordprocessingML."""
    return _W + name


def _value(element: etree._Element | None, path: str) -> str | None:
    found = None if element is None else element.find("/".join(w(step) for step in path.split("/")))
    return None if found is None else found.get(w("val"), "")


@dataclass
class Style:
    """What of a paragraph style says what the paragraph is. None where the style does not say."""

    name: str
    parent: str | None
    outline: int | None
    bold: bool | None
    numbering: tuple[str | None, int | None]


class Styles:
    """The paragraph styles by their keys; a paragraph's own settings go before its style's, a style's before its parent's."""

    def __init__(self, root: etree._Element | None):
        self.known: dict[str, Style] = {}
        self.default = ""
        for style in () if root is None else root.iter(w("style")):
            if style.get(w("type")) != "paragraph":
                continue
            key, name = style.get(w("styleId"), ""), _value(style, "name") or ""
            heading = _HEADING.match(name)
            outline = int(heading[1]) if heading else _level(_value(style, "pPr/outlineLvl"))
            self.known[key] = Style(name, _value(style, "basedOn"), outline, _switch(style.find(f"{w('rPr')}/{w('b')}")),
                                    _numbering(style.find(w("pPr"))))
            if style.get(w("default")) in ("1", "true"):
                self.default = key

    def chain(self, p: etree._Element) -> list[Style]:
        """The style of a paragraph and those it is based on."""
        key, found, seen = _value(p, "pPr/pStyle") or self.default, [], set()
        while key in self.known and key not in seen:
            seen.add(key)
            found.append(self.known[key])
            key = self.known[key].parent
        return found

    def name(self, p: etree._Element) -> str:
        """The name of a paragraph's style, "" where it is not defined."""
        chain = self.chain(p)
        return chain[0].name if chain else _value(p, "pPr/pStyle") or ""

    def outline_level(self, p: etree._Element) -> int:
        """1 to 9 for a heading, else 0."""
        own = _level(_value(p, "pPr/outlineLvl"))
        if own is None:
            own = next((style.outline for style in self.chain(p) if style.outline is not None), None)
        if own is None and (undefined := re.fullmatch(r"(?i)(?:heading|judul)(\d)", _value(p, "pPr/pStyle") or "")):
            own = int(undefined[1])
        return own if own and own <= 9 else 0

    def is_bold(self, p: etree._Element) -> bool:
        """Every letter of the paragraph is bold."""
        inherited = next((style.bold for style in self.chain(p) if style.bold is not None), False)
        runs = [r for r in p.iter(w("r")) if "".join(t.text or "" for t in r.iter(w("t"))).strip()]
        own = [_switch(r.find(f"{w('rPr')}/{w('b')}")) for r in runs]
        return bool(runs) and all(inherited if bold is None else bold for bold in own)


class Numbers:
    """Counts through a document as Word does. Ask for each paragraph in turn."""

    def __init__(self, root: etree._Element | None, styles: Styles):
        self.styles = styles
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # {abstract: {level: (format, text, start)}}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(w("abstractNum")):
            self.levels[abstract.get(w("abstractNumId"))] = {
                int(level.get(w("ilvl"), "0")): (_value(level, "numFmt") or "decimal", _value(level, "lvlText") or "",
                                                 int(_value(level, "start") or 1))
                for level in abstract.iter(w("lvl"))
            }
        for number in root.iter(w("num")):
            self.lists[number.get(w("numId"))] = _value(number, "abstractNumId") or ""

    def label(self, p: etree._Element) -> str:
        """The number before a paragraph, "" for none or a bullet."""
        key, level = _numbering(p.find(w("pPr")))
        if key is None:
            inherited = [s.numbering for s in self.styles.chain(p)]
            key = next((k for k, _ in inherited if k is not None), None)
            level = next((n for _, n in inherited if n is not None), level)
        abstract = self.lists.get(key or "")
        known = self.levels.get(abstract or "", {})
        if (level := level or 0) not in known:
            return ""
        counts = self.counts.setdefault(abstract, {})
        counts[level] = counts.get(level, known[level][2] - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        form, text, _ = known[level]
        if form in ("bullet", "none"):
            return ""

        def one(found: re.Match) -> str:
            at = int(found[1]) - 1
            form, _, start = known.get(at, ("decimal", "", 1))
            return _written(counts.get(at, start), form)

        return re.sub(r"%(\d)", one, text).strip()


def _written(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        return roman(number) if form == "upperRoman" else roman(number).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    return str(number)


def _level(text: str | None) -> int | None:
    return int(text) + 1 if text and text.isdecimal() else None


def _switch(element: etree._Element | None) -> bool | None:
    return None if element is None else element.get(w("val"), "1") not in _OFF


def _numbering(properties: etree._Element | None) -> tuple[str | None, int | None]:
    level = _value(properties, "numPr/ilvl")
    return _value(properties, "numPr/numId"), int(level) if level and level.isdecimal() else None
