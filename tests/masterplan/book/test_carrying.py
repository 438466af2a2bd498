"""Sums so far at the foot of each page of a long matrix."""
import io
import re

import pytest
import weasyprint
from pypdf import PdfReader

from masterplan.book import carrying
from masterplan.book.typeset import typeset
from tests.masterplan.book.test_typeset import job, unit

COLUMNS = "<colgroup><col><col style='width:30mm'><col style='width:30mm'></colgroup>"


def matrix(amounts: list[tuple[str, str]], decimals: int = 0) -> str:
    rows = "".join(
        f'<tbody class="row"><tr data-amounts="{a} {b}"><td>Baris {n}</td><td>x</td><td>x</td></tr></tbody>'
        for n, (a, b) in enumerate(amounts)
    )
    total = [sum(int(a) for a in column if a != "-") for column in zip(*amounts, strict=True)]
    cells = "".join(f'<td class="number carried">{carrying.written(t, decimals)}</td>' for t in total)
    foot = (f'<tfoot class="total" data-decimals="{decimals}"><tr>'
            f'<td data-here="Jumlah s.d. halaman ini">Jumlah seluruhnya</td>{cells}</tr></tfoot>')
    return f'<table class="data">{COLUMNS}<thead><tr><th>A</th><th>B</th><th>C</th></tr></thead>{foot}{rows}</table>'


def feet(html: str) -> list[tuple[str, list[str], int]]:
    """(words, amounts, rows) of each page."""
    found = []
    for page in PdfReader(io.BytesIO(typeset(job(unit(("a", html)))).pdf)).pages:
        text = re.sub(r"\s+", " ", page.extract_text())
        words, one, other = re.search(r"(Jumlah s\.d\. halaman ini|Jumlah seluruhnya) ?([\d.,–]+) ([\d.,–]+)", text).groups()
        found.append((words, [one, other], len(re.findall(r"Baris \d+", text))))
    return found


def test_each_page_says_what_its_rows_and_those_before_come_to():
    pages = feet(matrix([("2000000", "-")] + [("1000000", "1500000000")] * 119))
    assert len(pages) > 2
    assert [words for words, _, _ in pages] == ["Jumlah s.d. halaman ini"] * (len(pages) - 1) + ["Jumlah seluruhnya"]
    so_far = 0
    for _, (one, other), rows in pages:
        so_far += rows
        assert one == f"{so_far + 1}"
        assert other == f"{(so_far - 1) * 1500:,}".replace(",", ".")
    assert so_far == 120


def test_a_table_of_one_page_shows_its_total_only():
    assert feet(matrix([("1000000", "2000000")] * 3)) == [("Jumlah seluruhnya", ["3", "6"], 3)]


def test_nothing_so_far_is_a_dash():
    first, *_ = feet(matrix([("1000000", "-")] * 60 + [("1000000", "5000000")] * 60))
    assert first[1][1] == "–"


def test_amounts_are_written_as_in_their_column():
    assert carrying.written(1_250_500_000, 1) == "1.250,5"
    assert carrying.written(1_250_000_000, 0) == "1.250"
    assert carrying.written(None, 2) == "–"


def test_another_weasyprint_is_refused(monkeypatch):
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    with pytest.raises(RuntimeError, match=r"WeasyPrint 70\.0"):
        carrying.carry(None)
