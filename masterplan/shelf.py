"""Where built PDFs lie: one file a content, named by its SHA-256, so that a name never shows half a book or another."""
from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings

# A file younger than this may belong to a build that is just about to name it.
UNCLAIMED_FOR = 3600


def folder() -> Path:
    """Where built books lie."""
    return settings.BOOK_ROOT / "builds"


def path_of(sha256: str) -> Path:
    """The file of a built book, named by its content."""
    return folder() / sha256[:2] / f"{sha256}.pdf"


def put(pdf: bytes) -> str:
    """Store the file for good and return its SHA-256. It appears under its name at once and whole, or not at all."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return sha256


def sweep(named: set[str]) -> int:
    """Delete files that no build names, and what a killed worker left half written. Returns how many."""
    before = time.time() - UNCLAIMED_FOR
    # Two steps: a list first, because files that another worker puts meanwhile must not be met half way.
    old = [f for f in folder().glob("*/*") if f.stem not in named and f.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _sync(directory: Path) -> None:
    """Make the new name survive a power cut, not only the content."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
