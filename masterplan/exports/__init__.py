"""The book in other formats, each from the same `Content` as the PDF.

A format is one module with a function `write(content, target, progress)`. Modules are loaded when they are asked to
write: the web server never needs their libraries.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from masterplan.book.shape import Content

PDF = "pdf"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Format:
    """`write(content, target, progress)` writes a whole file into `target`; `progress(done, total, label)` is told of
    each step, in Indonesian. It raises `Refused` when nothing is left to write."""

    key: str
    suffix: str
    media_type: str
    label: str
    write: Callable[[Content, BinaryIO, Progress], None]


def _written_by(module: str) -> Callable[[Content, BinaryIO, Progress], None]:
    def write(content: Content, target: BinaryIO, progress: Progress = lambda done, total, label: None) -> None:
        import_module(f"masterplan.exports.{module}").write(content, target, progress)
    return write


FORMATS: dict[str, Format] = {
    format.key: format for format in (
        Format("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
               "Word (DOCX)", _written_by("docx")),
        Format("odt", ".odt", "application/vnd.oasis.opendocument.text", "LibreOffice (ODT)", _written_by("odt")),
        Format("epub", ".epub", "application/epub+zip", _("Buku elektronik (EPUB)"), _written_by("epub")),
        Format("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               _("Matriks program (XLSX)"), _written_by("xlsx")),
        Format("csv", ".zip", "application/zip", _("Tabel data (CSV dalam ZIP)"), _written_by("csv_files")),
        Format("json", ".json", "application/json", _("Data (JSON)"), _written_by("json_data")),
    )
}
_PDF = Format(PDF, ".pdf", "application/pdf", "PDF", lambda *_: None)


def format_of(key: str) -> Format:
    """A format by its key, the PDF among them. Raises KeyError."""
    return _PDF if key == PDF else FORMATS[key]


def write(content: Content, key: str, target: BinaryIO, progress: Progress) -> None:
    """Write `content` in the format `key` into `target`. Raises `Refused` with the reason in words."""
    FORMATS[key].write(content, target, progress)
