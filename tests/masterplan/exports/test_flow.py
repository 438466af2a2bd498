"""Print HTML read as blocks, and the counting that is left to an office program."""
from masterplan.exports import counts, flow
from masterplan.exports.flow import Break, Figure, Heading, Listing, Note, Paragraph, Table, Text, Turn


def read(html: str) -> list:
    return list(flow.blocks(html))


def test_a_heading_gives_its_number_apart():
    (heading,) = read('<h3 id="a-h1"><span class="number">1.1.1</span> Keadaan  wilayah</h3>')
    assert heading == Heading(3, "1.1.1", (Text("Keadaan wilayah"),), "a-h1")


def test_the_status_of_a_draft_follows_its_heading():
    heading, status = read('<h2 id="a"><span class="number">1.1</span> Dasar <span class="tag">Draf</span></h2>')
    assert (flow.plain(heading.inlines), status) == ("Dasar", Paragraph("status", (Text("Draf"),)))


def test_marks_links_and_footnotes_stay_in_their_line():
    (line,) = read('<p>Luas <strong>3 km<sup>2</sup></strong><span class="footnote">BPS</span>, '
                   '<a href="xref:b1-02">bab dua</a>.</p>')
    assert Text("2", frozenset({"strong", "sup"})) in line.inlines
    assert Note("BPS") in line.inlines
    assert Text("bab dua", link="#b1-02") in line.inlines


def test_lists_within_lists_stay_within():
    (listing,) = read("<ol start='3'><li>satu<ul><li>dalam</li></ul></li><li><p>dua</p></li></ol>")
    assert (listing.is_ordered, listing.start, len(listing.items)) == (True, 3, 2)
    assert listing.items[0][1] == Listing(False, 1, ((Paragraph("text", (Text("dalam"),)),),))


def test_a_table_has_its_caption_apart_and_every_place_filled():
    (table,) = read(
        '<table id="t"><thead><tr><th class="caption" colspan="3"><span class="label">Tabel 1.1</span> Luas'
        '<span class="continued"> (lanjutan)</span></th></tr><tr><th rowspan="2">A</th><th colspan="2">B</th></tr>'
        "<tr><th>1</th><th>2</th></tr></thead><tbody><tr><td>x</td></tr></tbody></table>"
    )
    assert (table.caption.label, flow.plain(table.caption.inlines), table.heads) == ("Tabel 1.1", "Luas", 2)
    assert [[(flow._words(s.cell.blocks), s.goes_on) for s in row] for row in table.rows] == [
        [("A", False), ("B", False)], [("A", True), ("1", False), ("2", False)], [("x", False), ("", False), ("", False)],
    ]


def test_spans_that_overlap_do_not_lose_a_cell():
    (table,) = read('<table><tr><td>a</td><td rowspan="2">b</td></tr><tr><td colspan="2">c</td><td>d</td></tr></table>')
    assert [flow._words(s.cell.blocks) for row in table.rows for s in row if not s.goes_on] == ["a", "b", "", "c", "d"]


def test_a_table_beyond_what_programs_take_becomes_lines():
    lines = read("<table><tr>" + "<td>x</td>" * 80 + "</tr></table>")
    assert lines[0].inlines[0].text.count("x") == 80


def test_the_longest_word_decides_how_narrow_a_column_may_be():
    table = Table((), 0, ((10, 300), (4, 4)))
    wide, narrow = table.widths(200)
    assert narrow * 200 >= 4 + flow.PADDING
    assert wide > 5 * narrow


def test_widths_that_an_author_drew_are_taken():
    (table,) = read('<table><colgroup class="given"><col style="width:75.0%"><col style="width:25.0%"></colgroup>'
                    "<tr><td>a</td><td>a much longer text</td></tr></table>")
    assert table.widths(60) == [0.75, 0.25]


def test_a_figure_has_its_text_for_those_who_do_not_see_it():
    figure, source = read('<figure id="g"><img src="picture:x" alt="Peta"><figcaption><span class="label">Gambar 1.1</span> '
                          'Wilayah</figcaption><p class="source">Sumber: BPS</p></figure>')
    assert isinstance(figure, Figure)
    assert (figure.alt, figure.caption.label, source.style) == ("Peta", "Gambar 1.1", "source")


def test_paper_lies_for_a_wide_table_only():
    blocks = read('<p>a</p><div class="landscape"><table><tr><td>x</td></tr></table></div><p>b</p>')
    assert [b.is_wide if isinstance(b, Turn) else type(b) for b in blocks] == [Paragraph, True, Table, False, Paragraph]


def test_a_code_stands_on_a_line_of_its_own():
    (line,) = read('<p><span class="code">GOV-1-01</span><strong>Nama</strong></p>')
    assert [type(i) for i in line.inlines] == [Text, Break, Text]


def test_letters_that_no_file_takes_are_dropped():
    (line,) = read("<p>a\x0bb\ufffec</p>")
    assert flow.plain(line.inlines) == "abc"


def test_headings_in_a_row_are_left_to_the_program():
    headings = counts.Headings()
    taken = [headings.take(level, label) for level, label in ((1, "BAB I"), (2, "1.1"), (2, "1.2"), (3, "1.2.1"), (1, "BAB II"))]
    assert all(one.is_next for one in taken)


def test_a_number_that_is_left_out_is_told():
    headings = counts.Headings()
    headings.take(1, "BAB I")
    assert headings.take(2, "1.3") == counts.Counted("body", (1, 3), False)
    assert headings.take(2, "1.4").is_next


def test_appendices_count_apart_from_chapters():
    headings = counts.Headings()
    headings.take(1, "BAB IX")
    assert headings.take(1, "Lampiran 1") == counts.Counted("back", (1,), True)
    assert headings.take(2, "L1.1").is_next
    assert headings.take(1, "Kata Pengantar") is None


def test_captions_begin_anew_in_each_chapter():
    captions = counts.Captions()
    taken = [captions.take(label) for label in ("Tabel 1.1", "Tabel 1.2", "Gambar 1.1", "Tabel L1.1")]
    assert [one[3] for one in taken] == [False, True, False, False]
    assert captions.take("Tabel") is None
