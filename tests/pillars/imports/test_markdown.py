import pytest

from pillars import cleaning
from pillars.imports import markdown

TABLE = "| Kecamatan | Luas |\n| --- | ---: |\n| Penajam | 1.207,37 |"


def one_line(text: str, **options) -> str:
    return markdown.to_html(text, **options).replace("\n", "")


@pytest.mark.parametrize(("text", "html"), [
    ("## Letak", "<h3>Letak</h3>"),
    ("### Batas", "<h4>Batas</h4>"),
    ("# Judul bab", "<h3>Judul bab</h3>"),
    ("Disebut *smart city* dan **penting**.", "<p>Disebut <em>smart city</em> dan <strong>penting</strong>.</p>"),
    ("1. satu\n    - dalam\n2. dua", "<ol><li>satu<ul><li>dalam</li></ul></li><li>dua</li></ol>"),
    ("> kutipan", "<blockquote><p>kutipan</p></blockquote>"),
    ("Tabel: Luas wilayah", '<p class="caption">Luas wilayah</p>'),
    ("Gambar: Peta **dasar**", '<p class="caption">Peta <strong>dasar</strong></p>'),
    ("Tabel: Luas {#luas}", '<p class="caption" data-key="luas">Luas</p>'),
    ("## Letak {#letak}", '<h3 data-key="letak">Letak</h3>'),
    ("Ada {=count:programs} program ({@table:b1-01-01:luas}).", '<p>Ada <span data-value="count:programs"></span> program '
     '(<span data-ref="table:b1-01-01:luas"></span>).</p>'),
    ("Alinea {#bukan} dan {kurung}", "<p>Alinea {#bukan} dan {kurung}</p>"),
    ("Sumber: BPS, 2024", '<p class="source">Sumber: BPS, 2024</p>'),
])
def test_markdown_becomes_the_vocabulary_of_a_text(text, html):
    assert one_line(text) == html


def test_a_table_has_a_head_and_its_numbers_on_the_right():
    assert one_line(TABLE) == (
        '<table><thead><tr><th>Kecamatan</th><th class="number">Luas</th></tr></thead>'
        '<tbody><tr><td>Penajam</td><td class="number">1.207,37</td></tr></tbody></table>'
    )


def test_a_footnote_carries_its_text_at_its_mark():
    html = one_line('Dibentuk tahun 2002^[UU 7/2002 *tentang* "PPU" & lain.] di Kalimantan.')
    note = '<span data-footnote="UU 7/2002 tentang &quot;PPU&quot; &amp; lain."></span>'
    assert html == f"<p>Dibentuk tahun 2002{note} di Kalimantan.</p>"


def test_a_picture_gets_the_address_that_it_has_in_the_plan():
    html = one_line("![Peta wilayah](peta.png)", picture=lambda name: f"/gambar/kunci-{name}")
    assert html == '<p><img src="/gambar/kunci-peta.png" alt="Peta wilayah" /></p>'


def test_everything_it_makes_passes_the_cleaning_unchanged():
    text = f"Isi^[Catatan].\n\n## Satu\n\nTabel: Luas\n\n{TABLE}\n\nSumber: BPS\n\n- a\n- b\n\n> kutipan\n\n### Dua"
    html = markdown.to_html(text)
    assert cleaning.clean(html) == html
