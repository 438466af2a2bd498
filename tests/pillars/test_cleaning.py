"""The one allow-list: what may be stored, and what becomes of the rest."""
import pytest

from pillars import cleaning
from pillars.kinds import narrative
from pillars.refusals import Refused

KEY = "0b7b7f3a-5d0f-4c6b-9d54-4a3f1a2b3c4d"
WORDS = "<p>" + "kata " * 30 + "</p>"


def test_styles_scripts_and_handlers_are_dropped_and_their_words_stay():
    html = '<p style="color:red" onclick="x()" class="MsoNormal">Satu</p><script>alert(1)</script><div id="a">Dua</div>'
    assert cleaning.clean(html) == "<p>Satu</p>Dua"


def test_widths_of_columns_stay_at_their_cells():
    html = '<table><tbody><tr><td colspan="2" colwidth="120,0">a</td><td colwidth="80">b</td></tr></tbody></table>'
    assert cleaning.clean(html) == html


@pytest.mark.parametrize("width", ["100%", "12px", "1e9", "99999", "1,", "1;url(x)", ""])
def test_a_width_that_is_no_number_is_dropped(width):
    assert "colwidth" not in cleaning.clean(f'<table><tr><td colwidth="{width}">a</td></tr></table>')


def test_a_head_at_the_side_stays_in_its_row():
    html = "<table><tbody><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></tbody></table>"
    assert cleaning.clean(html) == html


@pytest.mark.parametrize("src", ["https://example.org/a.png", "data:image/png;base64,AAAA", "blob:x", "/gambar/../x", "file:///c:/a.png"])
def test_a_picture_from_elsewhere_is_dropped(src):
    assert cleaning.clean(f'<p>a</p><img src="{src}" alt="b">') == "<p>a</p>"


def test_a_picture_on_its_way_is_not_stored():
    assert cleaning.clean('<p>a</p><img data-pending="g1" alt="">') == "<p>a</p>"


@pytest.mark.parametrize(("alt", "blocked"), [("", True), ("  ", True), ("Puskesmas", False)])
def test_a_picture_without_words_keeps_a_text_from_being_submitted(alt, blocked):
    html = cleaning.clean(f'{WORDS}<img src="/gambar/{KEY}" alt="{alt}">')
    assert (narrative.blocking({"html": html}) == ["1 gambar belum diberi teks pengganti"]) is blocked


def test_cleaning_twice_is_cleaning_once():
    html = '<table><tr><th colwidth="90">A</th></tr><tr><td class="number x"><p>1</p></td></tr></table><p class="source">BPS</p>'
    assert cleaning.clean(cleaning.clean(html)) == cleaning.clean(html)


def test_a_text_that_nests_without_end_is_refused():
    with pytest.raises(Refused):
        cleaning.clean("<ul><li>" * 60 + "a")
