"""A written text becomes print HTML: numbers, captions, figures, footnotes, and nothing that could do harm."""
from masterplan.book.narrative import typeset
from masterplan.book.numbering import Numbering

KEY = "0b7b7f3a-5d0f-4c6b-9d54-4a3f1a2b3c4d"


def print_html(html: str) -> tuple[str, list]:
    numbering = Numbering("4")
    numbering.section("b1-04-01", "Bagian")
    made = typeset(html, "b1-04-01", numbering)
    return made, [(e.label, e.title) for e in numbering.entries[1:]]


def test_sub_headings_are_numbered_two_deep():
    _, entries = print_html("<h3>Satu</h3><h4>Lebih dalam</h4><h4>Lagi</h4><h3>Dua</h3>")
    assert entries == [("4.1.1", "Satu"), ("4.1.1.1", "Lebih dalam"), ("4.1.1.2", "Lagi"), ("4.1.2", "Dua")]


def test_a_caption_before_a_table_moves_into_its_repeated_head():
    html, entries = print_html('<p class="caption">Luas</p><table><tr><th>A</th></tr><tr><td>B</td></tr></table>')
    assert entries == [("Tabel 4.1", "Luas")]
    places = [html.index(x) for x in ("<thead>", "Tabel 4.1", "(lanjutan)", "<th>A</th>", "</thead>", "<td>B</td>")]
    assert places == sorted(places)


def test_a_number_that_the_author_typed_is_not_printed_twice():
    _, entries = print_html('<p class="caption">Tabel 2.1 Luas</p><table><tr><td>1</td></tr></table>')
    assert entries == [("Tabel 4.1", "Luas")]


def test_a_caption_after_a_picture_is_a_figures():
    html, entries = print_html(
        f'<p><img src="/gambar/{KEY}" alt="Peta"></p><p class="caption">Peta wilayah</p><p class="source">BIG, 2024</p>'
    )
    assert entries == [("Gambar 4.1", "Peta wilayah")]
    assert f'src="picture:{KEY}"' in html
    assert "Sumber: BIG, 2024</p></figure>" in html


def test_a_picture_and_a_table_in_a_row_keep_their_own_captions():
    _, entries = print_html(
        f'<p><img src="/gambar/{KEY}" alt="Peta"></p><p class="caption">Peta</p>'
        '<p class="caption">Luas</p><table><tr><td>1</td></tr></table>'
    )
    assert entries == [("Gambar 4.1", "Peta"), ("Tabel 4.1", "Luas")]


def test_a_footnote_becomes_a_float_and_the_text_goes_on():
    html, _ = print_html('<p>Dasar<span data-footnote="UU 7/2002."></span> hukum.</p>')
    assert html == '<p>Dasar<span class="footnote">UU 7/2002.</span> hukum.</p>'


def test_a_table_of_many_columns_is_turned():
    html, _ = print_html("<table><tr>" + "<td>1</td>" * 11 + "</tr></table>")
    assert html.startswith('<div class="landscape">')


def test_spans_beyond_reason_are_cut():
    html, _ = print_html('<p class="caption">Besar</p><table><tr><td colspan="99999999">1</td></tr></table>')
    assert "99999999" not in html


def test_style_script_and_strange_pictures_are_gone():
    html, _ = print_html('<p style="color:red" onclick="x()">A<script>x</script><img src="http://127.0.0.1/x.png"></p>')
    assert html == "<p>A</p>"


def test_deeply_nested_text_is_not_lost():
    html, _ = print_html("<blockquote>" * 30 + "<p>dasar</p>" + "</blockquote>" * 30)
    assert "dasar" in html


def test_front_matter_carries_no_numbers():
    numbering = Numbering("")
    html = typeset("<h3>Ucapan</h3>", "b1-00-01", numbering)
    assert html == '<h3 id="b1-00-01-h1">Ucapan</h3>'


def test_lists_are_numbered_as_in_official_papers():
    html, _ = print_html("<ol><li>1<ol><li>a<ol start='3'><li>3<ol><li>a</li><li>b</li></ol></li></ol></li></ol></li></ol>")
    assert "<ol><li>1<ol><li>a" in html  # the style sheet's
    assert [sign for sign in ("3)", "a)", "b)") if f"list-style-type: '{sign}  '" in html] == ["3)", "a)", "b)"]


def test_a_sentence_that_announces_a_list_stays_with_it():
    html, _ = print_html("<p>Batas wilayahnya:</p><ul><li>laut</li></ul><p>Catatan: tidak diikuti daftar.</p><p>Lain.</p>")
    assert html.startswith('<p class="lead-in">Batas wilayahnya:</p>')
    assert html.count("lead-in") == 1


def test_a_quotation_about_a_quick_win_is_a_call_out():
    html, _ = print_html("<blockquote><p><strong>Quick win:</strong> Go PPU</p></blockquote><blockquote><p>Visi</p></blockquote>")
    assert html.count('<blockquote class="callout">') == 1


def test_a_picture_may_fill_its_page():
    html, entries = print_html(f'<img class="full-bleed" src="/gambar/{KEY}" alt="Teluk"><p class="caption">Teluk</p>')
    assert '<figure class="full-bleed" id="b1-04-01-g1"><img src="picture:' in html
    assert entries == [("Gambar 4.1", "Teluk")]
