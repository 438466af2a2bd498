"""The workbook made from a content: the same as the one of the sections, and it imports back unchanged."""
import io

import openpyxl
import pytest

from masterplan.book.content import collect
from masterplan.exports import xlsx
from pillars import programs, sheets
from pillars.models import Section
from tests import factories as make
from tests.masterplan.exports.records.conftest import THEN, unheard
from tests.pillars.matrices import cell, compared

pytestmark = pytest.mark.django_db


def written(content) -> bytes:
    file = io.BytesIO()
    xlsx.write(content, file, unheard)
    return file.getvalue()


def test_it_imports_back_unchanged_into_each_section(plan, section, content, diskominfo):
    elsewhere = make.make_section(plan, kind=Section.Kind.PROGRAMS, lead=diskominfo)
    make.make_program(elsewhere, name="Pusat data")
    data = written(collect(plan, year=THEN))
    for one in (section, elsewhere):
        comparison = compared(one, data)
        assert (comparison.programs, comparison.problems) == ([], [])


def test_a_change_in_it_is_found(section, content):
    book = openpyxl.load_workbook(io.BytesIO(written(content)))
    cell(book, "Uraian", "Jenis rencana aksi").value = "Literasi"
    assert [(c.old, c.new) for p in compared(section, book).ready for c in p.changes] == [("Program dimensi", "Literasi")]


def test_a_programme_of_a_content_says_the_same_as_its_row(section, content):
    for row in section.programs.with_figures():
        told = sheets.flat(xlsx.snapshot(content.programs[row.code]), content.years)
        assert told == sheets.flat(programs.snapshot(row), content.years)


def test_an_agency_gets_the_programmes_that_it_leads(plan, section, diskominfo):
    make.make_program(make.make_section(plan, kind=Section.Kind.PROGRAMS, lead=diskominfo), name="Pusat data")
    book = openpyxl.load_workbook(io.BytesIO(written(collect(plan, agency=diskominfo, year=THEN))))
    assert [row[2].value for row in book["Uraian"].iter_rows(min_row=5)] == ["Pusat data"]


def test_the_same_content_makes_the_same_bytes(content):
    assert written(content) == written(content)


def test_progress_is_told(content):
    told = []
    xlsx.write(content, io.BytesIO(), lambda done, total, what: told.append(what))
    assert told == ["GOV Smart Governance", "LIV Smart Living", "Uraian", "Uraian", "Quick win", "Quick win"]
