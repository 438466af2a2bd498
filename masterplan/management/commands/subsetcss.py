"""The part of Bootstrap that the app uses, as a file of its own: a slow line carries 6 kB instead of 23.

Kept is every rule whose classes are all named somewhere in templates, scripts, or Python; a word that only looks like a class
keeps a rule too many, never one too few. Classes put together from pieces would be lost: name them whole.
"""
from __future__ import annotations

import re
from pathlib import Path

import crispy_bootstrap5
import tinycss2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tinycss2.ast import AtRule, QualifiedRule

FOLDER = settings.BASE_DIR / "static" / "vendor" / "bootstrap"
WHOLE, PART = FOLDER / "bootstrap.min.css", FOLDER / "bootstrap.part.css"
SOURCES = {"templates": "*.html", "static/js": "*.js", "opd": "*.py", "pillars": "*.py", "masterplan": "*.py"}
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


class Command(BaseCommand):
    help = "Menulis bagian Bootstrap yang dipakai ke static/vendor/bootstrap/bootstrap.part.css."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="hanya memeriksa apakah berkasnya masih cocok")

    def handle(self, *, check: bool, **options) -> None:
        part = part_of(WHOLE.read_text(), used_words())
        if check and (not PART.exists() or PART.read_text() != part):
            raise CommandError("bootstrap.part.css tidak cocok lagi dengan templat. Jalankan: manage.py subsetcss")
        if not check:
            PART.write_text(part)
        self.stdout.write(f"{len(part) / 1000:.0f} kB dari {WHOLE.stat().st_size / 1000:.0f} kB")


def used_words() -> set[str]:
    """Every word that could be the name of a class."""
    folders = [(settings.BASE_DIR / name, pattern) for name, pattern in SOURCES.items()]
    folders.append((Path(crispy_bootstrap5.__file__).parent / "templates", "*.html"))
    return {word for folder, pattern in folders for file in folder.rglob(pattern) for word in WORD.findall(file.read_text())}


def part_of(css: str, words: set[str]) -> str:
    """The rules of `css` that could apply where only `words` are classes; its licence stays at the head."""
    licence = css[: css.index("*/") + 2]
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "\n".join(filter(None, (_kept(rule, words) for rule in rules)))
    for name in re.findall(r"@keyframes ([\w-]+)", kept):
        if len(re.findall(rf"\b{name}\b", kept)) == 1:
            kept = re.sub(rf"@keyframes {name}\{{.*\}}\n?", "", kept)
    return f"{licence}\n/* A part of it, made by manage.py subsetcss. */\n{kept}\n"


def _kept(rule, words: set[str]) -> str:
    if isinstance(rule, QualifiedRule):
        selectors = _split(tinycss2.serialize(rule.prelude))
        selectors = [s for s in selectors if set(CLASS.findall(re.sub(r":(not|is|where)\([^)]*\)", "", s))) <= words]
        return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""
    if isinstance(rule, AtRule) and rule.at_keyword == "media":
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        kept = "".join(_kept(r, words) for r in inner)
        return f"@media{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""
    if isinstance(rule, AtRule) and rule.at_keyword != "charset":
        return rule.serialize()
    return ""


def _split(prelude: str) -> list[str]:
    """The selectors of a list; commas inside of brackets do not part them."""
    found, depth = [""], 0
    for character in prelude.strip():
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [selector.strip() for selector in found]
