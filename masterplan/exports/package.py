"""A zip file written entry by entry, so that no more than one of them is in memory. The same entries give the same
bytes: their time is always the same."""
from __future__ import annotations

import re
import shutil
import zipfile
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows
PIECE = 256 * 1024
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Package:
    """A package of an office program or a reader: `with Package(target) as package: package.add(name, data)`."""

    def __init__(self, target: BinaryIO):
        self.zip = zipfile.ZipFile(target, "w")

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *error) -> None:
        self.zip.close()

    def add(self, name: str, data: bytes | str, is_stored: bool = False) -> None:
        """Add an entry; `is_stored` leaves it as it is, for pictures, which are packed already."""
        self.zip.writestr(_entry(name, is_stored), data)

    def copy(self, name: str, source: BinaryIO, is_stored: bool = False) -> None:
        """Add an entry from an open file, piece by piece."""
        with self.zip.open(_entry(name, is_stored), "w", force_zip64=False) as entry:
            shutil.copyfileobj(source, entry, PIECE)


def _entry(name: str, is_stored: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def element(name: str, /, *inside: str, **attributes) -> str:
    """XML of an element: `inside` is XML already, attributes are text. In their names "__" stands for "-" and "_" for
    ":" where it is the first, else for "-"; None leaves an attribute out.

    Written as text because a tree of a whole book would take many times its size in memory.
    """
    said = "".join(f" {_name(k)}={quoteattr(readable(str(v)))}" for k, v in attributes.items() if v is not None)
    body = "".join(inside)
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def _name(word: str) -> str:
    return word.replace("__", "-").replace("_", ":", 1).replace("_", "-")


def text(words: str) -> str:
    """`words` as XML text."""
    return escape(readable(words))


def readable(words: str) -> str:
    """`words` without the letters that XML does not take."""
    return UNREADABLE.sub("", words)
