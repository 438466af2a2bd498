"""Lines that were set before are not set again: half of the engine's time goes into breaking lines and drawing them.

A warm worker lays out the same paragraphs and the same cells again and again: after an edit all but one of a section, and
in matrices the same words in every row. What a line comes to depends only on its text, the properties that shape it and
the width, so it is kept, and so is what it draws. This replaces `split_first_line` and `draw_first_line` of WeasyPrint
70.0 where the engine calls them; the Pango object behind a line is thrown away by the engine after measuring and set up
anew for drawing, so that a kept line only needs its text. tests/masterplan/book/test_lines.py holds the pages against
those without it, to the byte.
"""
from __future__ import annotations

import copy
import re

import weasyprint
from weasyprint.css import AnonymousStyle
from weasyprint.draw import text
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
_SET = frozenset(_SHAPING)
_kept: Kept[tuple, tuple] = Kept(entries=LINES)
_ink: Kept[tuple, tuple] = Kept(entries=LINES)  # [(key of a font, font, size, ((glyph, text), ...), glyphs as PDF)]
_fonts: dict = {}
_split, _draw = line_break.split_first_line, text.draw_first_line


def remember() -> None:
    """Keep lines from now on, in this process. Does nothing with another WeasyPrint than the one it was written for."""
    if weasyprint.VERSION == "70.0":
        inline.split_first_line = preferred.split_first_line = _remembered
        text.draw_first_line = _drawn


def forget() -> None:
    """Set every line anew, as WeasyPrint does by itself."""
    inline.split_first_line = preferred.split_first_line = _split
    text.draw_first_line = _draw
    for memory in (_kept, _ink, _fonts):
        memory.clear()


def _remembered(words, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
    key = (words, _shaping(style), max_width, justification_spacing, is_line_start, minimum)
    known = _kept.get(key) or _kept.put(
        key, _split(words, style, context, max_width, justification_spacing, is_line_start, minimum))
    layout, *measures = known
    return _Line.like(layout), *measures


class _Line(line_break.Layout):
    """A line that was measured: its text and measures; Pango is asked again only if it has to be drawn anew."""

    @classmethod
    def like(cls, layout: line_break.Layout) -> _Line:
        line = cls.__new__(cls)
        line.__dict__.update(layout.__dict__)
        return line

    def reactivate(self, style) -> None:
        self.style = style

    def deactivate(self) -> None:
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)

    def __getattr__(self, name: str):
        if name != "layout":
            raise AttributeError(name)
        super().reactivate(self.style)  # sets self.layout
        return self.__dict__["layout"]


def _drawn(stream, textbox, text_overflow, block_ellipsis, matrix):
    """Draw a line; one that was drawn before is written again with the same glyphs at its new place."""
    if text_overflow == "ellipsis" or block_ellipsis != "none" or not isinstance(textbox.pango_layout, _Line):
        return _draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    line = textbox.pango_layout
    key = (line.text, _shaping(textbox.style), line.justification_spacing)
    if known := _ink.get(key):
        stream.set_text_matrix(*matrix.values)
        for font_key, font, size, glyphs, shown in known:
            font_of = stream._fonts.get(font_key) or stream._fonts.setdefault(font_key, _unused(font))
            for glyph, words in glyphs:
                font_of.to_unicode.setdefault(glyph, words)
            stream.set_font_size(font.hash, size)
            stream.show_text(shown)
        return []
    pen = _Pen(stream)
    emojis = _draw(pen, textbox, text_overflow, block_ellipsis, matrix)
    if pen.runs and not emojis and not pen.is_odd:
        _ink.put(key, tuple(pen.runs))
    return emojis


class _Pen:
    """Writes down what is drawn into a stream."""

    def __init__(self, stream):
        self._stream, self.runs, self.is_odd = stream, [], False
        self._font = self._next = self._size = None

    def __getattr__(self, name: str):
        return getattr(self._stream, name)

    def add_font(self, pango_font):
        self._next, size = self._stream.add_font(pango_font)
        return self._next, size

    def set_font_size(self, font_hash: str, size: float) -> None:
        self._font, self._size = self._next, size
        self._stream.set_font_size(font_hash, size)

    def set_text_rise(self, rise: float) -> None:
        self.is_odd = True
        self._stream.set_text_rise(rise)

    def show_text(self, shown: str) -> None:
        self._stream.show_text(shown)
        font = self._font
        self.is_odd |= bool(font.missing or font.bitmap)
        numbers = [int(run[i:i + 4], 16) for run in _GLYPHS.findall(shown) for i in range(0, len(run), 4)]
        glyphs = tuple((n, font.to_unicode[n]) for n in dict.fromkeys(numbers) if n in font.to_unicode)
        key = next(key for key, known in self._stream._fonts.items() if known is font)
        self.runs.append((key, _fonts.setdefault(key, font), self._size, glyphs, shown))


_GLYPHS = re.compile(r"<([0-9a-f]+)>?")


def _unused(font):
    """The same font for another document, of which nothing is used yet."""
    fresh = copy.copy(font)
    fresh.to_unicode, fresh.widths, fresh.missing = {}, {}, {}
    return fresh


def _shaping(style) -> tuple:
    """The values that shape text; kept with the style, which does not change once the layout begins."""
    try:
        return style.shaping
    except AttributeError:
        pass
    if type(style) is AnonymousStyle and not _SET.intersection(style):  # all of them are its parent's
        style.shaping = _shaping(style.parent_style)
    else:
        style.shaping = (id(style.font_config), *(_frozen(style[name]) for name in _SHAPING))
    return style.shaping


def _frozen(value):
    return repr(value) if isinstance(value, (list, dict, set)) else value
