"""Laid-out units on disk, by what they are made of: shared by processes, bounded, never trusted blindly.

An entry appears whole or not at all, carries the hash of its bytes, and counts as missing when that does not fit. To lose
one, or all, costs only the time to lay them out again.
"""
from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
import time
from pathlib import Path

from django.conf import settings

from masterplan.book.kept import Kept
from masterplan.book.typeset import Layout

SUFFIX = ".unit"
IN_MEMORY = 128 * 2**20  # bytes of entries that this process keeps at hand
SWEEP_EVERY = 300  # seconds

_at_hand: Kept[tuple[str, str], tuple[int, Layout]] = Kept(size=IN_MEMORY, size_of=lambda entry: entry[0])
_swept_at = 0.0


def load(key: str) -> Layout | None:
    """The entry `key`, or None when there is none or it is broken."""
    name = str(settings.BOOK_CACHE), key
    if name in _at_hand:
        return _at_hand[name][1]
    file = _file(key)
    try:
        data = file.read_bytes()
        os.utime(file)  # the sweep spares what was used lately
    except OSError:
        return None
    digest, body = data[:32], data[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    layout = pickle.loads(body)  # noqa: S301 - our own file, and its hash fits
    _at_hand.put(name, (len(body), layout))
    return layout


def store(key: str, layout: Layout) -> None:
    """Write an entry so that a reader, and a power cut, finds either all of it or nothing."""
    body = pickle.dumps(layout, protocol=5)
    put(_file(key), hashlib.sha256(body).digest() + body)
    _at_hand.put((str(settings.BOOK_CACHE), key), (len(body), layout))
    _sweep_now_and_then()


def put(file: Path, data: bytes) -> None:
    """Write `file` in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        part.write(data)
    Path(part.name).replace(file)


def font_path(sha256: str) -> Path:
    """Where the file of a font lies that a unit brought along."""
    return Path(settings.BOOK_CACHE) / f"{sha256}.font"


def sweep() -> int:
    """Delete the entries not used for longest until the rest fits into BOOK_CACHE_MB. Returns how many."""
    files = []
    for file in Path(settings.BOOK_CACHE).glob("*"):
        try:
            info = file.stat()
        except OSError:  # another process was faster
            continue
        if file.suffix == ".part" and info.st_mtime < time.time() - 3600:
            file.unlink(missing_ok=True)
        elif file.suffix == SUFFIX:
            files.append((info.st_mtime, info.st_size, file))
    room, removed = settings.BOOK_CACHE_MB * 2**20, 0
    for _, size, file in sorted(files, reverse=True):
        room -= size
        if room < 0:
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def forget() -> None:
    """Drop what this process has at hand (after the folder was emptied, and in measurements)."""
    _at_hand.clear()


def _file(key: str) -> Path:
    return Path(settings.BOOK_CACHE) / f"{key}{SUFFIX}"


def _sweep_now_and_then() -> None:
    global _swept_at
    if time.monotonic() - _swept_at > SWEEP_EVERY:
        _swept_at = time.monotonic()
        sweep()
