"""Where built books lie: one file a content, named by its SHA-256, so that a name never shows half a book or another."""
from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

# A file younger than this may belong to a build that is just about to name it.
UNCLAIMED_FOR = 3600
FROZEN = ".frozen"  # the end of what is kept beside a final: its content and the pictures in it


def folder() -> Path:
    """Where built books lie."""
    return settings.BOOK_ROOT / "builds"


def path_of(sha256: str, suffix: str = ".pdf") -> Path:
    """The file of a built book, named by its content."""
    return folder() / sha256[:2] / f"{sha256}{suffix}"


def put(data: bytes, suffix: str = ".pdf") -> str:
    """Store bytes for good and return their SHA-256. They appear under their name at once and whole, or not at all."""
    with being_written() as file:
        file.write(data)
        return keep(file, suffix)


@contextmanager
def being_written() -> Iterator[BinaryIO]:
    """A temporary file on the shelf's disk, to be filled piece by piece and given to `keep`; else it is dropped."""
    folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder(), suffix=".part")
    os.close(handle)
    try:
        with open(name, "w+b") as file:
            yield file
    finally:
        Path(name).unlink(missing_ok=True)


def keep(file: BinaryIO, suffix: str = ".pdf") -> str:
    """Put what `being_written` gave onto the shelf, whole, and return its SHA-256."""
    file.flush()
    os.fsync(file.fileno())
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    target = path_of(sha256, suffix)
    target.parent.mkdir(exist_ok=True)
    os.replace(file.name, target)
    _sync(target.parent)
    return sha256


def size() -> int:
    """Bytes of all that lies on the shelf."""
    return sum(file.stat().st_size for file in folder().glob("*/*"))


def sweep(named: set[str]) -> int:
    """Delete files that no build names, and what a killed worker left half written. Returns how many."""
    before = time.time() - UNCLAIMED_FOR
    # Two steps: a list first, because files that another worker puts meanwhile must not be met half way.
    files = [f for pattern in ("*/*", "*.part") for f in folder().glob(pattern)]
    old = [f for f in files if f.stem not in named and f.stat().st_mtime < before]
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
