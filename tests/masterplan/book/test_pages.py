"""A small book with one of each, looked at as a printer would: nothing cut, nothing outside the margins, nothing empty."""
import io
from dataclasses import replace

import pytest
from PIL import Image

from masterplan.book import html
from masterplan.book.content import collect
from masterplan.book.shape import Prepared
from masterplan.book.typeset import lay_out, typeset
from pillars.models import QuickWin
from tests import factories as make
from tests.masterplan.book import inspecting
from tests.masterplan.book.conftest import RICH, generated, write
from tests.masterplan.book.test_typeset import job, unit

LISTS = ("<p>Langkahnya sebagai berikut:</p><ol><li>Satu<ol><li>Dalam<ol><li>Lebih dalam<ol><li>Terdalam</li></ol></li>"
         "</ol></li></ol></li><li>Dua</li></ol><blockquote><p><strong>Quick win.</strong> Satu pintu.</p></blockquote>")
WIDE = "<table><tbody>" + ("<tr>" + "<td>Perangkat daerah</td>" * 14 + "</tr>") * 3 + "</tbody></table>"
LONG_WORD = "<table><tr><td>" + "x" * 300 + "</td><td>pendek</td></tr></table><p>" + "y" * 300 + "</p>"


@pytest.fixture
def units(plan, written, programs):
    """Units of a book with every kind of section, as they go to the typesetter."""
    QuickWin.objects.create(program=programs.programs.first(), short_name="Satu Pintu", problem="Antrean panjang. " * 30)
    write(make.make_section(plan, title="Yang sulit ditata"), RICH + LISTS + WIDE + LONG_WORD)
    for kind in ("strategy", "matrix", "roadmap", "summary", "alignment", "budget", "quickwins"):
        pillar = make.make_pillar("GOV") if kind != "alignment" else None
        generated(plan, kind, title=f"Tentang {kind}", pillar=pillar)
    make.make_mission(plan)
    return html.units(collect(plan))


def laid_out(made):
    return lay_out(job(made))


def test_no_page_has_ink_outside_its_margins_or_none_at_all(units):
    for made in units:
        for page in inspecting.pages(typeset(job(made)).pdf):
            assert not page.outside, (made.code, page)
            assert not page.is_empty, (made.code, page)


def test_no_text_is_wider_than_what_it_stands_in(units):
    for made in units:
        assert list(inspecting.crossing(laid_out(made))) == [], made.code


def test_what_is_wrong_is_found():
    wrong = unit(("a", '<p style="margin-left: -28mm; font-size: 20pt">Keluar dari halaman</p>'
                       '<table style="table-layout: fixed; width: 20mm"><tr><td style="white-space: nowrap">'
                       'Perangkat daerah penanggung jawab</td></tr></table>'))
    (page,) = inspecting.pages(typeset(job(wrong)).pdf)
    assert page.outside == ("left",)
    assert page.is_thin
    assert [text for _, text, _ in inspecting.crossing(laid_out(wrong))] == ["Perangkat daerah penanggung jawab"]


def test_a_photograph_fills_its_page_to_the_trim():
    photo = io.BytesIO()
    Image.new("RGB", (600, 400), "#336699").save(photo, "JPEG")
    figure = ('<p>Sebelum.</p><figure class="full-bleed"><img src="picture:a" alt="Teluk">'
              '<figcaption>Teluk Balikpapan</figcaption></figure><p>Sesudah.</p>')
    made = replace(unit(("a", figure)), pictures={"picture:a": Prepared.of(photo.getvalue(), "image/jpeg")})
    before, bleed, after = inspecting.pages(typeset(job(made)).pdf)
    assert bleed.ink > 0.99
    assert not bleed.outside
    assert [before.lines, after.lines] == [1, 1]
