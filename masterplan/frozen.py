"""The content of a final, kept beside its file: what was printed can be compared with and printed again, whatever
happens to the rows that it came from."""
from __future__ import annotations

import json
from dataclasses import dataclass

from masterplan import shelf
from masterplan.book import shape
from masterplan.models import BookBuild
from pillars.refusals import Refused


@dataclass(frozen=True)
class Frozen:
    """Where a kept content lies: the SHA-256 of its JSON and of every picture in it."""

    sha256: str
    pictures: tuple[str, ...]


def keep(content: shape.Content) -> Frozen:
    """Copy a content, and the bytes of its pictures, onto the shelf."""
    pictures = {p.sha256: p for p in shape.all_pictures(content)}
    for sha256, picture in pictures.items():
        present = shelf.path_of(sha256, shelf.FROZEN)
        if present.exists():
            present.touch()  # young again: sweeping spares it until the build names it
        else:
            shelf.put(picture.data, shelf.FROZEN)
    with shelf.being_written() as file:
        for piece in json.JSONEncoder(ensure_ascii=False).iterencode(shape.as_data(content)):
            file.write(piece.encode())
        return Frozen(shelf.keep(file, shelf.FROZEN), tuple(sorted(pictures)))


def content_of(build: BookBuild) -> shape.Content:
    """What the build printed. Raises `Refused` when it is not there."""
    path = shelf.path_of(build.content_sha256, shelf.FROZEN)
    if not (build.content_sha256 and path.exists()):
        raise Refused(f"Isi “{build}” tidak disimpan, sehingga tidak dapat dicetak ulang atau dibandingkan.")
    return shape.from_data(json.loads(path.read_bytes()), _Pictures())


class _Pictures(dict):
    """Bytes of a kept picture by its SHA-256, read when they are asked for."""

    def __missing__(self, sha256: str) -> bytes:
        return shelf.path_of(sha256, shelf.FROZEN).read_bytes()
