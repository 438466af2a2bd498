"""A database and folders that are thrown away: whatever is measured, nobody's data is touched."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that lasts as long as the block; inside it uploads, books and their cache, and beside it an empty database
    made by Django's own machinery for tests. On SQLite it is a file in the folder; on PostgreSQL a database of its own,
    for which the role needs CREATEDB."""
    with tempfile.TemporaryDirectory(prefix="benchbook-") as name:
        folder = Path(name)
        places = {"MEDIA_ROOT": folder / "files", "BOOK_ROOT": folder / "books", "BOOK_CACHE": folder / "cache"}
        with override_settings(**places), _database(folder):
            yield folder


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    usual, wanted = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    name = folder / "database.sqlite3" if connection.vendor == "sqlite" else f"benchbook_{os.getpid()}"
    before = {key: wanted.get(key) for key in ("NAME", "MIGRATE")}
    wanted.update(NAME=str(name), MIGRATE=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)
        wanted.update(before)
