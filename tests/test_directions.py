"""Imports point left, opd <- pillars <- masterplan, and never right: calls go down, data goes up."""
import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["opd", "pillars", "masterplan"]


def imported_rooms(file: Path) -> set[str]:
    """The first words of everything that a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_no_room_above_it(room):
    above = set(ROOMS[ROOMS.index(room) + 1:])
    wrong = {str(f): found for f in (ROOT / room).rglob("*.py") if (found := imported_rooms(f) & above)}
    assert wrong == {}


@pytest.mark.parametrize("room", ROOMS)
def test_migrations_depend_on_no_room_above(room):
    above = ROOMS[ROOMS.index(room) + 1:]
    for file in (ROOT / room / "migrations").glob("0*.py"):
        assert not [a for a in above if f'("{a}", ' in file.read_text() or f"('{a}', " in file.read_text()], file


def test_nothing_is_imported_relatively():
    relative = [
        str(f.relative_to(ROOT)) for room in ROOMS for f in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(f.read_text())) if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_the_book_after_its_first_step_asks_the_database_nothing():
    """`content.py` (with `tuples.py`) turns rows into dataclasses; the steps after it know those only."""
    steps = [*(ROOT / "masterplan" / "book").glob("*.py"), *(ROOT / "masterplan" / "exports").glob("*.py")]
    assert sorted(f.name for f in steps if ".objects." in f.read_text()) == ["content.py", "tuples.py"]
