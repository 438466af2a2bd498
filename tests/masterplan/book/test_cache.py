"""The cache of laid-out units: bounded, and never trusted blindly."""
import os
import time

import pytest

from masterplan.book import build, cache, pdf
from masterplan.book.typeset import Layout


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BOOK_CACHE = tmp_path / "cache"
    cache.forget()
    return settings.BOOK_CACHE


def layout(size: int = 10) -> Layout:
    return Layout(1, {"a": 0}, pdf=os.urandom(size))


def test_an_entry_is_found_again_by_another_process():
    stored = layout()
    cache.store("k", stored)
    cache.forget()
    assert cache.load("k") == stored


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:], lambda data: b""])
def test_a_damaged_entry_counts_as_missing(folder, harm):
    cache.store("k", layout())
    (entry,) = folder.glob("*.unit")
    entry.write_bytes(harm(entry.read_bytes()))
    cache.forget()
    assert cache.load("k") is None


def test_what_was_not_used_for_longest_goes_first(folder, settings):
    settings.BOOK_CACHE_MB = 1
    for number, key in enumerate(("old", "used", "new")):
        cache.store(key, layout(400_000))
        os.utime(folder / f"{key}.unit", (time.time() - 100 + number,) * 2)
    cache.forget()
    os.utime(folder / "old.unit", (time.time() - 10,) * 2)
    cache.sweep()
    assert sorted(f.stem for f in folder.glob("*.unit")) == ["new", "old"]


def test_half_written_files_of_dead_processes_are_cleared_away(folder):
    folder.mkdir()
    for name, age in (("left.part", 7200), ("young.part", 5)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    cache.sweep()
    assert [f.name for f in folder.glob("*.part")] == ["young.part"]


def test_the_loss_of_the_whole_cache_costs_only_time(plan, written, folder):
    first = build.build(plan).pdf
    for entry in folder.glob("*"):
        entry.unlink()
    build.forget()
    assert build.build(plan).pdf == first


def test_a_character_that_the_books_fonts_lack_is_printed_with_one_of_the_machine(plan, section, folder):
    from tests.masterplan.book.conftest import Printed, write
    write(section, "<p>Aksara Jawa ꦲ dan tanda ☂ tetap tercetak, juga sesudah berkas hurufnya hilang.</p>")
    first = build.build(plan).pdf
    assert "☂" in Printed(first).text
    for font in folder.glob("*.font"):
        font.unlink()
    build.forget()
    pdf._foreign_font.cache_clear()
    assert build.build(plan).pdf == first
