"""Lines that were set before are not set again: a third of the engine's time goes into breaking text into lines.

A warm worker lays out the same paragraphs and the same cells again and again: after an edit all but one of a section, and
in matrices the same words in every row. What a line comes to depends only on its text, the properties that shape it and
the width, so it is kept. This replaces `split_first_line` of WeasyPrint 70.0 where the layout calls it; the Pango object
that it returns is thrown away by the engine after measuring anyway and set up anew when the line is drawn, so that a kept
line only needs its text. tests/masterplan/book/test_lines.py holds the pages against those without it.
"""
from __future__ import annotations

import weasyprint
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

from masterplan.book.kept import Kept

LINES = 60_000  # lines that a worker keeps, some 40 MB
_SHAPING = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
    "direction", "letter_spacing", "word_spacing", "white_space", "overflow_wrap", "word_break", "tab_size", "hyphens",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "text_decoration_line",
)
_kept: Kept[tuple, tuple] = Kept(entries=LINES)
_split = line_break.split_first_line


def remember() -> None:
    """Keep lines from now on, in this process. Does nothing with another WeasyPrint than the one it was written for."""
    if weasyprint.VERSION == "70.0":
        inline.split_first_line = preferred.split_first_line = _remembered


def forget() -> None:
    """Set every line anew, as WeasyPrint does by itself."""
    inline.split_first_line = preferred.split_first_line = _split
    _kept.clear()


def _remembered(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
    key = (text, _shaping(style), max_width, justification_spacing, is_line_start, minimum)
    if known := _kept.get(key):
        layout, *measures = known
        return _again(layout), *measures
    result = _split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    _kept.put(key, (_again(result[0]), *result[1:]))
    return result


def _shaping(style) -> tuple:
    """The values that shape text; kept with the style, which does not change once the layout begins."""
    try:
        return style.shaping
    except AttributeError:
        style.shaping = (id(style.font_config), *(_frozen(style[name]) for name in _SHAPING))
        return style.shaping


def _frozen(value):
    return repr(value) if isinstance(value, (list, dict, set)) else value


def _again(layout) -> line_break.Layout:
    """A layout as it is after its measuring: with its text and measures, without anything of Pango."""
    copy = line_break.Layout.__new__(line_break.Layout)
    copy.__dict__.update(layout.__dict__)
    return copy
