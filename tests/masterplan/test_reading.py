"""The print HTML of a chapter as a web page: the same numbers, other forms. Contents are collected from real rows."""
from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html as lxml_html
from PIL import Image

from masterplan import reading
from masterplan.book import content as content_step
from masterplan.book import html
from pillars import attachments
from pillars.models import Book, Chapter, Plan
from tests import factories as make

pytestmark = pytest.mark.django_db
TABLE = (
    '<p class="caption">Luas tiap kecamatan</p><table><tbody><tr><th>Kecamatan</th><th>Luas</th></tr>'
    '<tr><td>Penajam</td><td>1.207,37</td></tr></tbody></table><p class="source">BPS, 2025</p>'
)
NOTE = '<p>Luasnya tetap<span data-footnote="Menurut BPS, 2025."></span>.</p>'


def page_of(plan: Plan, code: str = "b1-01", **asked) -> reading.Page:
    content = content_step.collect(plan, **asked)
    book = next(b for b in content.books if any(c.code == code for c in b.chapters))
    return reading.page(content, book, code)


def tree(part: reading.Part):
    return lxml_html.fragment_fromstring(part.html, create_parent="div")


def written(plan: Plan, text: str, **fields):
    section = make.make_section(plan, **fields)
    make.write(section, text + make.TEXT)
    return section


def second_chapter(plan: Plan) -> Chapter:
    return Chapter.objects.create(book=Book.objects.get(plan=plan), code="b1-02", order=2, title="Gambaran Umum")


def with_programs(plan: Plan, kind: str, **fields):
    """A generated section about two programmes, one of which has two indicators."""
    programs = make.make_section(plan, kind="programs")
    make.make_indicator(make.make_program(programs), name="Waktu layanan")
    make.make_program(programs)
    return make.make_section(plan, kind=kind, lead=None, **fields)


def part_of(page: reading.Page, code: str) -> reading.Part:
    return next(part for part in page.parts if part.code == code)


class TestNumbers:
    def test_are_those_of_print(self, plan):
        written(plan, "<h3>Keadaan</h3>" + TABLE + "<h4>Rincian</h4>")
        with_programs(plan, "budget")
        printed = next(u for u in html.units(content_step.collect(plan)) if u.code == "b1-01")

        assert page_of(plan).entries == printed.entries

    def test_stand_in_headings_and_captions(self, plan):
        written(plan, "<h3>Keadaan</h3>" + TABLE)
        root = tree(page_of(plan).parts[0])

        assert root.find(".//h3").text_content().startswith("1.1.1 Keadaan")
        assert root.find(".//figcaption").text_content() == "Tabel 1.1 Luas tiap kecamatan"

    def test_of_a_later_chapter_need_the_text_of_none_before(self, plan):
        written(plan, TABLE)
        chapter = second_chapter(plan)
        written(plan, TABLE, chapter=chapter)

        page = page_of(plan, "b1-02")

        assert page.label == "BAB II"
        assert [e.label for e in page.captions] == ["Tabel 2.1"]

    def test_are_kept_by_what_is_left_out_of_a_final(self, plan):
        make.make_section(plan)
        make.approved_section(plan)

        assert [part.label for part in page_of(plan, mode="final").parts] == ["1.2"]

    def test_in_the_contents_are_those_of_print(self, plan):
        written(plan, "")
        written(plan, "", chapter=second_chapter(plan))
        content = content_step.collect(plan)
        printed = {e.anchor: e.label for u in html.units(content) for e in u.entries}

        listed = reading.contents(content, content.books[0])

        assert {c.code: c.label for c in listed} == {"b1-01": "BAB I", "b1-02": "BAB II"}
        assert all(line.label == printed[line.code] for c in listed for line in c.lines)

    def test_hold_when_a_chapter_is_printed_in_several_units(self, plan, monkeypatch):
        written(plan, TABLE)
        written(plan, TABLE)
        whole, page = html.units, page_of(plan)
        reading._made.clear()

        def split(content):
            return [html.Unit(**{**vars(u), "parts": (p,), "entries": u.entries if p is u.parts[0] else ()})
                    for u in whole(content) for p in u.parts]

        monkeypatch.setattr(html, "units", split)

        assert page_of(plan) == page


class TestATable:
    def test_scrolls_in_a_region_that_is_named_and_can_be_reached(self, plan):
        written(plan, TABLE)
        region = tree(page_of(plan).parts[0]).find(".//div[@role='region']")

        assert region.get("tabindex") == "0"
        assert region.get("aria-labelledby") == "b1-01-01-t1-judul"
        assert region.getparent().get("id") == "b1-01-01-t1"
        assert region.getnext().text_content() == "Sumber: BPS, 2025"

    def test_shows_its_caption_once_and_says_nowhere_that_it_goes_on(self, plan):
        written(plan, TABLE)
        text = page_of(plan).parts[0].html

        assert text.count("Luas tiap kecamatan") == 1
        assert "lanjutan" not in text

    def test_of_programmes_names_each_row_by_its_programme(self, plan):
        section = with_programs(plan, "matrix", pillar=make.make_pillar("GOV"))
        rows = tree(part_of(page_of(plan), section.code)).xpath(".//tbody[@class='bk-row']/tr")

        assert [[c.tag for c in row if "bk-stays" in c.get("class", "")] for row in rows] == [["th"], [], ["th"]]
        assert rows[0].find("th").get("scope") == "row"

    def test_keeps_both_rows_of_its_head(self, plan):
        section = with_programs(plan, "matrix", pillar=make.make_pillar("GOV"))
        head = tree(part_of(page_of(plan), section.code)).find(".//thead")

        assert [row[0].text_content() for row in head] == ["No", "2025"]
        assert {cell.get("scope") for cell in head.iter("th")} == {"col", "colgroup"}


class TestAFootnote:
    def test_leads_to_its_text_and_back(self, plan):
        written(plan, NOTE)
        part = page_of(plan).parts[0]
        link = tree(part).find(".//sup/a")

        assert part.notes == (reading.Note(1, "b1-01-01-n1", "Menurut BPS, 2025."),)
        assert (link.get("href"), link.get("id")) == ("#b1-01-01-n1", "b1-01-01-n1-asal")
        assert "tetap" in tree(part).find("section/p").text_content()

    def test_is_counted_through_the_chapter(self, plan):
        written(plan, NOTE)
        written(plan, NOTE)

        assert [n.number for part in page_of(plan).parts for n in part.notes] == [1, 2]


class TestAReference:
    @pytest.mark.parametrize(("target", "address"), [
        ("b1-01-01-t1", "#b1-01-01-t1"), ("b1-02-01", "../buku-1/b1-02#b1-02-01"), ("b1-02", "../buku-1/b1-02#b1-02"),
        ("b1-02-01-h1", "../buku-1/b1-02#b1-02-01-h1"),
    ])
    def test_leads_to_the_page_where_it_stands(self, plan, target, address):
        written(plan, TABLE + f'<p>Lihat <a href="#{target}">di sana</a>.</p>')
        written(plan, "<h3>Letak</h3>", chapter=second_chapter(plan))

        assert tree(page_of(plan).parts[0]).find("section/p/a").get("href") == address

    def test_to_what_the_reader_cannot_open_stays_as_words(self, plan, dinkes):
        written(plan, '<p>Lihat <a href="#b1-02-01">bagian lain</a> itu.</p>')
        make.make_section(plan, chapter=second_chapter(plan), lead=make.make_agency(plan.region, "setda"))

        text = page_of(plan, agency=dinkes).parts[0].html

        assert "<p>Lihat bagian lain itu.</p>" in text

    def test_stays_within_the_approved_text_and_the_agencys_part(self, plan, dinkes):
        assert reading.query(content_step.collect(plan)) == ""
        assert reading.query(content_step.collect(plan, mode="final", agency=dinkes)) == "?opd=dinkes&naskah=disetujui"


class TestAPicture:
    def test_has_an_address_under_the_same_right_and_its_size(self, plan, penyusun):
        section = make.make_section(plan)
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(file, "PNG")
        picture = attachments.accept(section, SimpleUploadedFile("peta.png", file.getvalue()), by=penyusun)
        make.write(section, f'<p><img src="/gambar/{picture.key}" alt="Peta"></p><p class="caption">Wilayah</p>' + make.TEXT)

        image = tree(page_of(plan).parts[0]).find(".//figure/img")

        assert image.get("src") == f"../gambar/{picture.key}"
        assert (image.get("width"), image.get("height"), image.get("alt")) == ("40", "30", "Peta")

    def test_that_is_a_chart_stands_in_the_page_and_says_what_it_shows(self, plan):
        section = with_programs(plan, "budget")
        chart = tree(part_of(page_of(plan), section.code)).find(".//figure/svg")

        assert chart.get("role") == "img"
        assert chart.get("aria-label").startswith("Grafik batang pagu indikatif tiap tahun. 2025: Rp1.500.000.000")


def test_names_of_print_never_meet_those_of_the_app(plan):
    section = with_programs(plan, "strategy", pillar=make.make_pillar("GOV"))
    root = tree(part_of(page_of(plan), section.code))
    names = {name for element in root.iter() for name in element.get("class", "").split()}

    assert all(name.startswith(("bk-", "pillar-")) for name in names)
    assert "pillar-GOV" in names
    assert not root.xpath(".//@style")


def test_the_status_is_that_of_print_and_stands_beside_the_text(plan):
    make.submitted_section(plan)
    make.approved_section(plan)
    page = page_of(plan)

    assert [part.tag for part in page.parts] == ["Diajukan", ""]
    assert "Diajukan" not in page.parts[0].html


def test_every_anchor_of_print_is_there_once(plan):
    written(plan, "<h3>Keadaan</h3>" + TABLE + NOTE)
    with_programs(plan, "budget")
    page = page_of(plan)
    there = [page.code, *(part.code for part in page.parts)] + [i for part in page.parts for i in tree(part).xpath(".//@id")]

    assert len(there) == len(set(there))
    assert {e.anchor for e in page.entries} <= set(there)


def test_a_chapter_is_made_once_until_something_in_it_changes(plan):
    section = written(plan, "")
    first = page_of(plan)
    assert page_of(plan) is first

    make.write(section, "<p>Naskah baru yang lebih singkat.</p>")

    assert "Naskah baru" in page_of(plan).parts[0].html


def test_contents_and_page_of_a_plan_without_any_text_are_told_apart(plan):
    make.make_section(plan)
    content = content_step.collect(plan)

    assert [c.code for c in reading.contents(content, content.books[0])] == ["b1-01"]
    assert "belum ditulis" in reading.page(content, content.books[0], "b1-01").parts[0].html


def test_a_chapter_without_anything_to_read_is_refused(plan):
    make.make_section(plan)
    content = content_step.collect(plan)
    with pytest.raises(KeyError):
        reading.page(content, content.books[0], "b1-09")


class TestSearching:
    def test_finds_all_words_in_one_passage_also_within_longer_words(self, plan):
        written(plan, "<h3>Pelayanan</h3><p>Pelayanan kesehatan Publik.</p><p>Layanan saja.</p>")
        page = page_of(plan)

        found = reading.find(page, ("layanan", "publik"))

        assert [(p.anchor, p.text) for p in found] == [("b1-01-01-h1", "Pelayanan kesehatan Publik.")]
        assert page.title_of("b1-01-01-h1") == "1.1.1 Pelayanan"

    def test_finds_rows_of_tables_and_footnotes(self, plan):
        written(plan, TABLE + NOTE)
        page = page_of(plan)

        assert [p.text for p in reading.find(page, ("penajam",))] == ["Penajam 1.207,37"]
        assert [p.anchor for p in reading.find(page, ("menurut", "bps"))] == ["b1-01-01-n1"]

    def test_takes_words_of_two_letters_and_more(self):
        assert reading.words_of("  a layanan  di layanan ") == ("layanan", "di")

    def test_cuts_a_long_text_around_the_first_word(self):
        text = "satu dua tiga " * 20 + "Layanan publik " + "empat lima " * 20
        pieces = reading.pieces(text, ("layanan",), around=20)

        assert pieces[1] == ("Layanan", True)
        assert pieces[0][0].startswith("… ")
        assert pieces[-1][0].endswith(" …")


@pytest.mark.parametrize(("html_text", "marked"), [
    ("<p>Layanan dan <b>pelayanan</b> layanan</p>",
     "<p><mark>Layanan</mark> dan <b>pe<mark>layanan</mark></b> <mark>layanan</mark></p>"),
    ('<p><a href="#layanan">x &lt; y</a></p>', '<p><a href="#layanan">x &lt; y</a></p>'),
    ("<p>a<br>layanan &amp; kota</p>", "<p>a<br><mark>layanan</mark> &amp; kota</p>"),
    ("<svg><text>layanan</text></svg><p>layanan</p>", "<svg><text>layanan</text></svg><p><mark>layanan</mark></p>"),
])
def test_marks_stand_around_words_and_leave_tags_alone(html_text, marked):
    assert reading.highlight(html_text, ("layanan",)) == marked
