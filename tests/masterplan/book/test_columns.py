"""Tables that somebody typed: widths of columns, numbers in line."""
import re

from lxml import html as lxml_html

from masterplan.book.narrative import typeset
from masterplan.book.numbering import Numbering

FIGURE, COMMA = "\u2007", "\u2008"


def printed(*rows: str, head: str = "") -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    head = "<thead><tr>" + "".join(f"<th>{cell}</th>" for cell in head.split("|")) + "</tr></thead>" if head else ""
    return typeset(f"<table>{head}<tbody>{body}</tbody></table>", "b1-01-01", Numbering("1"))


def column(html: str, at: int) -> list[str]:
    return [row[at].text for row in lxml_html.fromstring(html).iter("tr")]


def widths(html: str) -> list[float]:
    return [float(w) for w in re.findall(r"width:([\d.]+)%", html)]


def test_decimal_commas_stand_above_each_other():
    html = printed("Penajam|1.207,37", "Waru|553,9", "Babulu|399", "Jumlah|2.160,27")
    assert column(html, 1) == ["1.207,37", f"553,9{FIGURE}", f"399{COMMA}{FIGURE}{FIGURE}", "2.160,27"]
    assert html.count('class="number"') == 4


def test_none_and_minus_are_set_as_such():
    html = printed("A|-3,5", "B|-", "C|2")
    assert column(html, 1) == ["−3,5", f"–{COMMA}{FIGURE}", f"2{COMMA}{FIGURE}"]


def test_percent_signs_stay_in_line():
    assert column(printed("A|3,5%", "B|12%"), 1) == ["3,5%", f"12{COMMA}{FIGURE}%"]


def test_years_and_words_are_left_as_they_are():
    html = printed("2024|baik", "2025|12 unit")
    assert 'class="number"' not in html
    assert column(html, 1) == ["baik", "12 unit"]


def test_a_bold_total_is_aligned_too():
    html = printed("A|1,5", "Jumlah|<strong>3</strong>")
    assert f"<strong>3{COMMA}{FIGURE}</strong>" in html


def test_text_gets_the_room_and_numbers_what_they_need():
    narrow, wide, number = widths(printed("1|" + "kata " * 40 + "|12", head="No|Uraian|Nilai"))
    assert wide > 70
    assert 4 < narrow < 10
    assert 5 < number < 12


def test_no_column_is_crushed_by_a_long_neighbour():
    html = printed("Penanggung jawab|" + "kata " * 400, head="Perangkat daerah|Uraian")
    assert widths(html)[0] > 100 * 5.5 / 52


def test_a_table_whose_words_need_it_is_turned():
    html = printed("|".join(["pemberdayaan"] * 9))
    assert html.startswith('<div class="landscape">')


def test_a_cell_as_long_as_a_page_may_be_broken():
    assert '<tr class="tall">' in printed("A|" + "kata " * 200)


def test_a_range_of_years_gets_its_dash():
    assert "2025–2029" in typeset("<p>Periode 2025-2029.</p>", "b1-01-01", Numbering("1"))


def test_a_code_is_not_broken_at_its_hyphen():
    code, _ = widths(printed("ECO-1-04|" + "kata " * 60))
    assert code > 100 * 5 / 52


def test_a_column_is_as_wide_as_its_author_drew_it():
    table = '<table><tr><td colwidth="368">A</td><td>B</td><td>C</td></tr></table>'
    html = typeset(table, "b1-01-01", Numbering("1"))
    assert widths(html) == [50.0, 25.0, 25.0]
    assert "colwidth" not in html


def test_widths_of_cells_that_span_are_those_of_their_columns():
    table = ('<table><tr><td colspan="2" colwidth="184,0">A</td><td colwidth="368">C</td></tr>'
             "<tr><td>a</td><td>b</td><td>c</td></tr></table>")
    assert widths(typeset(table, "b1-01-01", Numbering("1"))) == [25.0, 25.0, 50.0]


def test_a_head_at_the_side_heads_its_row():
    html = typeset("<table><tr><th>A</th><td>1</td></tr><tr><th>B</th><td>2</td></tr></table>", "b1-01-01", Numbering("1"))
    assert html.count('<th scope="row">') == 2
