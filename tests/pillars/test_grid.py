"""From the cells of the table to programmes: what nobody touched stays, what is wrong is told by row and column."""
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars import grid, program_saving, programs
from pillars.models import Program, Section
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS)


def entry(section: Section, program: Program, **cells) -> dict:
    """What the page sends of a programme, with other cells: {"name": ...} of the programme, {"i.unit": ...} of its first row."""
    told = grid.told(section.programs.with_figures().get(pk=program.pk), section.plan.years)
    lines = [{"row": f"r{n}", "cells": dict(line)} for n, line in enumerate(told["lines"])]
    for key, text in cells.items():
        (lines[0]["cells"] if "." in key else told["cells"])[key] = text
    return {"key": program.code, "code": program.code, "version": program.version, "cells": told["cells"], "lines": lines}


def new(key: str = "baru", lines=(), **cells) -> dict:
    cells = {"sub_dimension": "GOV-1", "name": "Antrean daring", **cells}
    rows = [{"row": f"{key}{n}", "cells": line} for n, line in enumerate(lines or [{}])]
    return {"key": key, "code": "", "version": 0, "cells": cells, "lines": rows}


def save(section, by, *entries, removed=(), key=None) -> list[grid.Answer]:
    return grid.save(section, {"programs": list(entries), "removed": list(removed)}, once_key=key or uuid.uuid4(), by=by)


def snapshot(program: Program) -> dict:
    return programs.snapshot(Program.objects.with_figures().get(pk=program.pk))


def test_a_programme_that_nobody_touched_comes_back_to_the_letter(section, penyusun):
    program = make.make_program(section, name="a  b", activities="satu\ndua", nomenclature="2.16.03")
    program.indicators.update(baseline="007")
    before = snapshot(program)
    [answer] = save(section, penyusun, entry(section, program))
    assert (answer.state, answer.version) == ("saved", 1)
    assert snapshot(program) == before


def test_a_new_programme_is_made_with_its_lines_and_gets_a_code(section, penyusun):
    lines = [{"i.name": "Pengguna", "i.unit": "orang", "i.2025": "1.250", "b.source": "apbd", "b.2025": "Rp1.000.000"},
             {"b.source": "Hibah", "b.2026": "3.125"}]
    [answer] = save(section, penyusun, new(lines=lines))
    made = programs.snapshot(section.programs.with_figures().get(code=answer.code))
    assert answer.code == "GOV-1-01"
    assert made["indicators"][0]["targets"] == {"2025": "1250"}
    assert made["budget"] == {"APBD": {"2025": 1_000_000}, "HIBAH": {"2026": 3_125}}
    assert (made["start_year"], made["locations"]) == (2025, [])


def test_good_programmes_are_saved_and_the_bad_one_says_where(section, penyusun):
    bad = new("b", [{"i.name": "Tanpa satuan", "b.source": "APBN", "b.2025": "seribu"}], sub_dimension="XYZ")
    good, wrong = save(section, penyusun, new("a"), bad)
    assert (good.state, wrong.state) == ("saved", "invalid")
    assert set(wrong.faults["b0"]) == {"i.unit", "b.2025", "sub_dimension"}
    assert Program.objects.count() == 1


@pytest.mark.parametrize(("lines", "column"), [
    ([{"b.2025": "5"}], "b.source"), ([{"b.source": "Kas", "b.2025": "5"}], "b.source"),
    ([{"b.source": "APBN", "b.2025": "5"}, {"b.source": "APBN", "b.2026": "5"}], "b.source"),
    ([{}, {"objective": "X"}], "objective"),
])
def test_a_funding_or_a_stray_cell_is_refused_in_its_place(section, penyusun, lines, column):
    [answer] = save(section, penyusun, new(lines=lines))
    assert [list(faults) for faults in answer.faults.values()] == [[column]]


def test_somebody_elses_newer_programme_is_told_and_ours_kept_aside(section, penyusun, kepala):
    program = make.make_program(section)
    mine = entry(section, program, name="Dari penyusun")
    other = snapshot(program) | {"name": "Dari kepala"}
    program_saving.save_program(section, other, code=program.code, based_on=0, once_key=uuid.uuid4(), by=kepala)
    [answer] = save(section, penyusun, mine)
    assert (answer.state, answer.version, answer.present["cells"]["name"]) == ("aside", 1, "Dari kepala")
    save(section, penyusun, {**mine, "version": 1, "settles": [answer.aside]})
    assert snapshot(program)["name"] == "Dari penyusun"
    assert not section.saves.filter(kept_aside=True, settled_at=None).exists()


def test_the_same_request_again_makes_nothing_twice(section, penyusun):
    key = uuid.uuid4()
    first, again = (save(section, penyusun, new("a"), new("b"), key=key) for _ in range(2))
    assert [a.code for a in first] == [a.code for a in again]
    assert Program.objects.count() == 2


def test_a_programme_is_removed_unless_it_became_newer(section, penyusun, kepala):
    gone, newer = make.make_program(section), make.make_program(section)
    program_saving.save_program(section, snapshot(newer), code=newer.code, based_on=0, once_key=uuid.uuid4(), by=kepala)
    removed = [{"code": p.code, "version": 0} for p in (gone, newer)]
    assert [a.state for a in save(section, penyusun, removed=removed)] == ["removed", "aside"]
    assert [p.code for p in section.programs.all()] == [newer.code]


@pytest.mark.parametrize("rows", [
    [], {}, {"programs": [{}], "removed": []}, {"programs": [new() | {"version": "1"}], "removed": []},
    {"programs": [new() | {"cells": {"name": 5}}], "removed": []}, {"programs": [], "removed": [{"code": "", "version": 1}]},
])
def test_what_the_page_does_not_send_is_no_save(section, penyusun, rows):
    with pytest.raises(grid.BadRows):
        grid.save(section, rows, once_key=uuid.uuid4(), by=penyusun)


def test_saving_asks_the_same_number_of_questions_for_each_programme(section, penyusun):
    def queries(*entries) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert {a.state for a in save(section, penyusun, *entries)} == {"saved"}
        return len(captured)

    made = [make.make_program(section) for _ in range(7)]
    save(section, penyusun, entry(section, made.pop()))  # the person's offices are read once
    one, two, three = (queries(*[entry(section, p, name="Nama lain") for p in part]) for part in (made[:1], made[1:3], made[3:]))
    assert three - two == two - one
