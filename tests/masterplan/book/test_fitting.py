"""A unit that ends in a page of three lines is set closer, if that saves the page."""
from dataclasses import replace

from masterplan.book import fitting
from masterplan.book.typeset import typeset
from tests.masterplan.book.test_typeset import job, unit

LINE = "<p>Satu kalimat biasa.</p>"


def pages(html: str) -> int:
    return typeset(job(replace(unit(("a", f"<section>{html}</section>")), is_draft=False))).pages


def test_a_few_lines_too_many_are_taken_in(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fitting, "THIN", 0)
        one_too_many = next(n for n in range(25, 45) if pages(LINE * n) == 2)
    assert pages(LINE * one_too_many) == 1


def test_a_page_that_is_well_filled_stays():
    assert pages(LINE * 45) == 2


def test_a_draft_is_not_laid_out_twice():
    assert [job(replace(unit(("a", LINE)), is_draft=draft)).is_fitted for draft in (True, False)] == [False, True]
