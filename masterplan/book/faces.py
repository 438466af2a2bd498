"""Fonts of the book: their measures for what is written late, and their embedding, each file once a book."""
from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from functools import cached_property

import uharfbuzz as hb
from fontTools import subset
from fontTools.ttLib import TTFont, woff2

SMALL = 120_000  # bytes; a file up to this size is embedded with all its glyphs, whatever a book uses of them
_LAYOUT = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "JSTF", "kern", "FFTM", "prep", "gasp", "fpgm", "cvt "]


def unpacked(data: bytes) -> bytes:
    """The plain font file in a WOFF2 file, byte for byte as the engine unpacks it."""
    out = io.BytesIO()
    woff2.decompress(io.BytesIO(data), out)
    return out.getvalue()


@dataclass(frozen=True)
class FontFile:
    """A TrueType or OpenType file. Widths and heights are in thousandths of the type size."""

    data: bytes = field(repr=False)
    index: int = 0

    @cached_property
    def _font(self) -> TTFont:
        return TTFont(io.BytesIO(self.data), fontNumber=self.index, recalcTimestamp=False, lazy=True)

    @cached_property
    def scale(self) -> float:
        return 1000 / self._font["head"].unitsPerEm

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """{character: glyph number}"""
        return {char: self._font.getGlyphID(name) for char, name in self._font.getBestCmap().items()}

    @cached_property
    def widths(self) -> list[float]:
        metrics = self._font["hmtx"].metrics
        return [round(metrics[name][0] * self.scale, 3) for name in self._font.getGlyphOrder()]

    @cached_property
    def ascent(self) -> float:
        return self._font["hhea"].ascent * self.scale

    @cached_property
    def descent(self) -> float:
        """Below the base line; negative."""
        return self._font["hhea"].descent * self.scale

    @cached_property
    def name(self) -> str:
        return self._font["name"].getDebugName(6) or "Font"

    @cached_property
    def is_cff(self) -> bool:
        return "CFF " in self._font

    @cached_property
    def italic_angle(self) -> float:
        return self._font["post"].italicAngle

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        head = self._font["head"]
        return tuple(round(v * self.scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax))

    @cached_property
    def _shaper(self) -> hb.Font:
        return hb.Font(hb.Face(self.data, self.index))

    def line(self, text: str) -> tuple[bytes, float]:
        """A text as the operand of TJ, kerned, and its width."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._shaper, buffer, {"liga": False, "clig": False})
        shown, width = [], 0.0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advance, own = position.x_advance * self.scale, self.widths[info.codepoint]
            width += advance
            shown.append(b"%04x" % info.codepoint)
            if abs(own - advance) > 0.01:
                shown.append(b">%g<" % round(own - advance, 3))
        return b"[<%s>]" % b"".join(shown), width

    def embedded(self, used: frozenset[int]) -> bytes:
        """The file as it is embedded: without layout tables, a large one with the `used` glyphs only."""
        options = subset.Options(
            retain_gids=True, hinting=False, notdef_outline=True, glyph_names=False, layout_features=[], name_IDs=[6],
            drop_tables=_LAYOUT, passthrough_tables=True, recalc_timestamp=False, prune_unicode_ranges=False,
        )
        font = TTFont(io.BytesIO(self.data), fontNumber=self.index, recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        everything = len(self.data) <= SMALL
        subsetter.populate(gids=range(len(font.getGlyphOrder())) if everything else sorted(used))
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()


def to_unicode(text: dict[int, str]) -> bytes:
    """The CMap that says what each glyph stands for, for searching, copying and reading aloud."""
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
             "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
             "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange"]
    items = sorted(text.items())
    for i in range(0, len(items), 100):
        some = items[i:i + 100]
        lines += [f"{len(some)} beginbfchar",
                  *(f"<{glyph:04x}> <{t.encode('utf-16-be').hex()}>" for glyph, t in some), "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]).encode()


def without_missing(known: list[int], missing: dict[int, int]) -> bytes:
    """The encoding of a font that lacks characters: their glyph numbers show the empty glyph and keep their text."""
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo 3 dict dup begin", "/Registry (Adobe) def", "/Ordering (Identity) def",
             "/Supplement 0 def", "end def", "/CMapName /Lacking def", "/CMapType 1 def",
             "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange"]
    items = [(glyph, glyph) for glyph in known] + [(glyph, 0) for glyph in missing]
    for i in range(0, len(items), 100):
        some = items[i:i + 100]
        lines += [f"{len(some)} begincidchar", *(f"<{code:04x}> {glyph}" for code, glyph in some), "endcidchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]).encode()


def packed(data: bytes) -> bytes:
    return zlib.compress(data, 6)
