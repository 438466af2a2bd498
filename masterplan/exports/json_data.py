"""A content as JSON, with everything in it: `shape.as_data` with the name of its schema and the version of that.

The schema is published as static/schema/rencana-induk-1.schema.json. A change that breaks readers makes a file with the
next number beside it. Pictures are named by their SHA-256 and travel beside the JSON.
"""
from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import BinaryIO

from masterplan.book import shape
from masterplan.book.shape import Content

SCHEMA = "rencana-induk-1.schema.json"
VERSION = 1


def write(content: Content, target: BinaryIO, progress: Callable[[int, int, str], None]) -> None:
    """Write the JSON to `target`, in UTF-8, as it is made."""
    progress(0, 1, "JSON")
    lines = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=False)
    for part in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(as_data(content)):
        lines.write(part)
    lines.write("\n")
    lines.flush()
    lines.detach()  # `target` stays open: it is the caller's
    progress(1, 1, "JSON")


def as_data(content: Content) -> dict:
    """What the file holds, as JSON-ready data."""
    return {"$schema": SCHEMA, "schema_version": VERSION, **shape.as_data(content)}


def read(source: BinaryIO, pictures: dict[str, bytes]) -> Content:
    """The content that was written; `pictures` are bytes by SHA-256. Raises `ValueError` for another version."""
    data = json.load(source)
    if data.pop("schema_version", None) != VERSION:
        raise ValueError(f"Versi skema JSON bukan {VERSION}.")
    data.pop("$schema", None)
    return shape.from_data(data, pictures)
