"""The whole plan as one HTML document with its files, as one would hand it to an engine that knows nothing of units.

All peers print this document: WeasyPrint and Chromium as it is, the others after `typst_source` or `docx_source` turned
it into their language, so that everyone sets the same words, tables and pictures.
"""
from __future__ import annotations

import io
import re
from pathlib import Path

from fontTools.ttLib import TTFont

from masterplan.book import html, pdf
from masterplan.book.html import Unit
from masterplan.book.shape import Content

# The units become boxes of one body: what hung on each body hangs on its box, and each begins to count its pages.
JOINED = """
.unit { string-set: title attr(data-title), foot attr(data-foot), prefix attr(data-prefix), mark attr(data-mark); }
.unit + .unit { break-before: page; }
@page :nth(1 of opener) { counter-reset: page 1; }
@page :nth(1 of title-page) { counter-reset: page 1; }
li a[href][data-at]::after { content: leader(" .") " " attr(data-at) target-counter(attr(href), page) !important; }
li a[href][data-at=""]::after { content: leader(" .") " " target-counter(attr(href), page, lower-roman) !important; }
"""
# Chromium can neither look up a page nor draw leaders: it is given the width of both.
WITHOUT_NUMBERS = 'li a[href][data-at]::after { content: " . . . . . . . . IV-000" !important; }'
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/svg+xml": ".svg"}


def write(content: Content, folder: Path) -> Path:
    """Write plan.html, plan-chromium.html, pictures/ and fonts/ into `folder`; returns the path of plan.html."""
    units = _with_lists(content, html.whole_chapters(html.units(content)))
    body = "".join(_box(unit) for unit in units)
    body = _write_pictures(units, body, folder / "pictures")
    styles = pdf.Way(is_linked=False, style=content.style).sheets(content.is_draft)
    styles = _write_fonts(styles, folder / "fonts")
    file = folder / "plan.html"
    file.write_text(_document(content.title, styles + JOINED, body))
    (folder / "plan-chromium.html").write_text(_document(content.title, styles + JOINED + WITHOUT_NUMBERS, body))
    return file


def _document(title: str, styles: str, body: str) -> str:
    return (f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{styles}</style></head><body>{body}</body></html>")


def _with_lists(content: Content, units: list[Unit]) -> list[Unit]:
    """Contents and lists behind the front matter of each book; in place of a page's number only what stands before it."""
    made = []
    for unit in units:
        made.append(unit)
        if unit.matter == "front":
            book = next(b for b in content.books if b.number == unit.book)
            entries = [(entry, u.prefix or "") for u in units if u.book == book.number for entry in u.entries]
            made += html.lists(content, book, html.listing(book, entries))
    return made


def _box(unit: Unit) -> str:
    before, _ = html.frame(unit, numbered=True)
    kind, hung, opening = re.search(r'<body class="([^"]*)"([^>]*)>(.*)', before, re.S).groups()
    inside = opening + "".join(part.html for part in unit.parts)
    return f'<div class="unit {kind}"{hung}>{inside}</div>'.replace('href="xref:', 'href="#')


def _write_pictures(units: list[Unit], body: str, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for address, picture in {a: p for unit in units for a, p in unit.pictures.items()}.items():
        name = address.removeprefix("picture:") + SUFFIXES[picture.media_type]
        (folder / name).write_bytes(picture.data)
        files[address] = f"pictures/{name}"
    return re.sub(r'(?<=src=")picture:[^"]+', lambda found: files.get(found[0], ""), body)


def _write_fonts(styles: str, folder: Path) -> str:
    """The book's fonts unpacked: neither Typst nor LibreOffice reads WOFF2."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in pdf.FONTS.glob("*.woff2"):
        font = TTFont(io.BytesIO(file.read_bytes()))
        font.flavor = None
        font.save(folder / f"{file.stem}.ttf")
    return re.sub(r"font:([\w-]+)\.woff2", r"fonts/\1.ttf", styles)
