"""A unit that ends in a page of three lines is set closer, if that saves the page."""
from masterplan.book import fitting, pdf
from masterplan.book.typeset import typeset
from tests.masterplan.book.test_typeset import unit

LINE = "<p>Satu kalimat biasa.</p>"


def pages(html: str) -> int:
    return typeset(pdf._job(unit(("a", f"<section>{html}</section>")))).pages


def test_a_few_lines_too_many_are_taken_in(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fitting, "THIN", 0)
        one_too_many = next(n for n in range(25, 45) if pages(LINE * n) == 2)
    assert pages(LINE * one_too_many) == 1


def test_a_page_that_is_well_filled_stays():
    assert pages(LINE * 45) == 2
