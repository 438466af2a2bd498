"""Live numbers and references in print: they say what the same book prints elsewhere, and follow it."""
import io
import json
import re
import zipfile

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan import exports, reading
from masterplan.book import build, html, live
from masterplan.book import content as content_step
from masterplan.book.content import collect
from pillars import references
from pillars.models import Book, Chapter, Section
from tests import factories as make
from tests.masterplan.book.conftest import Printed, generated, write

TARGET = 'Sasarannya <span data-value="target:GOV-1-01:layanan-yang-terpadu:2027">999</span> layanan.'
TABLE = ('<p class="caption">Luas tiap kecamatan</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'
         '<p class="source">BPS</p>')
KEY = references.fingerprint("Luas tiap kecamatan")


def refer(code: str) -> str:
    return f'<span data-ref="{code}">Tabel 9.9</span>'


def paragraph(*marks: str) -> str:
    return f"<p>Lihat {' dan '.join(marks)}.</p>" + make.TEXT


@pytest.fixture
def table(plan) -> Section:
    """A narrative with a table, the first section of the first chapter."""
    return write(make.make_section(plan, title="Keadaan Wilayah"), "<h3>Luas wilayah</h3>" + TABLE + make.TEXT)


@pytest.fixture
def second(plan) -> Chapter:
    """The first chapter of a second book."""
    book = Book.objects.create(plan=plan, code="b2", number=2, title="Rencana Induk")
    return Chapter.objects.create(book=book, code="b2-01", order=1, title="Arah")


def text(section: Section, **how) -> str:
    """The text of a section in the collected content, without tags."""
    content = collect(section.plan, **how)
    return re.sub(r"<[^>]+>", "", live.text_of(content, section.code))


def test_a_number_is_that_of_the_programmes_in_the_same_content(plan, section, programs):
    write(section, paragraph(TARGET))
    assert "Sasarannya 10 layanan" in text(section)


def test_a_final_says_what_was_approved_and_not_what_came_after(plan, programs):
    section = write(make.make_section(plan), paragraph(TARGET))
    for each in (section, programs):
        make.submit(each)
        for _ in range(3):
            make.approve_once(each)
    programs.programs.get(code="GOV-1-01").indicators.get().targets.filter(year=2027).update(value="77")
    assert "Sasarannya 10 layanan" in text(section, mode="final")
    assert "Sasarannya 77 layanan" in text(section)


def test_the_printed_number_follows_the_programme(plan, chapter, programs):
    section = write(make.make_section(plan, chapter=chapter), paragraph(TARGET, refer("program:GOV-1-01")))
    generated(plan, "matrix", pillar=make.make_pillar("GOV"))
    before = Printed(build.build(plan).pdf)
    assert "Sasarannya 10 layanan" in before.text and "Program GOV-1-01" in before.text
    programs.programs.get(code="GOV-1-01").indicators.get().targets.filter(year=2027).update(value="1234.5")
    after = Printed(build.build(plan).pdf)
    assert "Sasarannya 1.234,5 layanan" in after.text and "Sasarannya 10 layanan" not in after.text
    assert section.body == Section.objects.get(pk=section.pk).body


def test_only_the_units_whose_words_change_are_laid_out_again(plan, table):
    other = write(make.make_section(plan, starts_page=True), paragraph(refer(f"table:{table.code}:{KEY}")))
    quiet = write(make.make_section(plan, starts_page=True), make.TEXT)

    def parts():
        return {part.code: part.html for unit in html.units(collect(plan)) for part in unit.parts}

    before = parts()
    write(table, TABLE.replace("Luas tiap kecamatan", "Penduduk") + table.body)
    after = parts()
    assert "Tabel 1.1" in before[other.code] and "Tabel 1.2" in after[other.code]
    assert before[quiet.code] == after[quiet.code]


def test_references_say_the_number_of_what_they_lead_to(plan, table, programs):
    h3 = references.fingerprint("Luas wilayah")
    section = write(make.make_section(plan), paragraph(*map(refer, [
        f"table:{table.code}:{KEY}", f"section:{table.code}", f"heading:{table.code}:{h3}", "chapter:b1-01",
        "program:GOV-1-01"])))
    assert "Lihat Tabel 1.1 dan Subbab 1.1 dan Subbab 1.1.1 dan Bab I dan Program GOV-1-01." in text(section)


def test_a_renamed_caption_is_still_found_by_its_key(plan, table):
    write(table, references.keyed(table.body).replace("Luas tiap", "Luas dan penduduk tiap"))
    section = write(make.make_section(plan), paragraph(refer(f"table:{table.code}:{KEY}")))
    assert "Lihat Tabel 1.1." in text(section)


def test_a_table_that_the_app_sets_out_can_be_referred_to(plan, section, programs):
    matrix = generated(plan, "matrix", pillar=make.make_pillar("GOV"))
    code = next(code for code in live.places(collect(plan)) if code.startswith(f"table:{matrix.code}:"))
    write(section, paragraph(refer(code)))
    assert "Lihat Tabel 1.1." in text(section)


def test_another_book_is_named_and_counted_even_when_it_is_not_printed(plan, table, second):
    section = write(make.make_section(plan, chapter=second), paragraph(refer(f"table:{table.code}:{KEY}")))
    assert "Lihat Tabel 1.1 Buku 1." in text(section)
    assert "Lihat Tabel 1.1 Buku 1." in text(section, books=[2])
    assert "Lihat Tabel 1.1 Buku 1." in text(section, agency=section.lead)


def test_the_link_leads_to_the_page_of_the_table_in_another_unit(plan, table, second):
    write(make.make_section(plan, chapter=second), paragraph(refer(f"table:{table.code}:{KEY}")))
    pdf = pikepdf.open(io.BytesIO(build.build(plan).pdf))
    wanted = f"{table.code}-t1"
    assert [link for page in pdf.pages for link in page.get("/Annots", ()) if str(link.get("/Dest", "")) == wanted]
    alone = Printed(build.build(plan, books=[2]).pdf)
    assert "Lihat Tabel 1.1 Buku 1." in alone.text


def test_what_is_gone_says_so_and_is_told_after_the_build(plan, programs):
    section = write(make.make_section(plan, title="Sasaran"), paragraph(TARGET, refer("table:b1-01-01:lain")))
    programs.programs.get(code="GOV-1-01").indicators.all().delete()
    built = build.build(plan)
    printed = Printed(built.pdf).text
    assert "[nilai tidak ada lagi: target layanan yang terpadu 2027, GOV-1-01]" in printed
    assert "[rujukan tidak ada lagi: Tabel 9.9]" in printed and "999" not in printed
    assert [t.code for t in built.troubles] == [section.code]


def test_a_final_does_not_know_a_number_that_nobody_approved(plan, programs):
    section = write(make.make_section(plan), paragraph(TARGET))
    make.submit(section)
    for _ in range(3):
        make.approve_once(section)
    content = collect(plan, mode="final")
    assert "[nilai belum ada yang disetujui: target layanan yang terpadu 2027, GOV-1-01]" in live.text_of(content, section.code)
    assert [s.code for s, _ in live.broken(content)] == [section.code]


def test_what_is_gone_is_told_once_however_often_it_was_filled_in(plan):
    lost = live.Record(live.figures(collect(plan), {}), {})
    once = lost.filled(paragraph(refer("table:b1-01-01:lain")), 1)
    assert lost.filled(once, 1) == once
    assert references.broken(once, plan) == ["rujukan tidak ada lagi: Tabel 9.9"]


def test_a_text_being_typed_is_filled_in_its_place(plan, table, second):
    section = write(make.make_section(plan, chapter=second), make.TEXT)
    content = collect(plan, books=[2])
    typed = paragraph(refer(f"table:{table.code}:{KEY}"), refer(f"section:{section.code}"))
    found = content_step.with_text(content, plan, section.code, typed)
    assert "Tabel 1.1 Buku 1</a></span> dan" in live.text_of(found, section.code)
    assert "Subbab 1.1<" in live.text_of(found, section.code)


@pytest.mark.parametrize("key", ["docx", "odt", "epub", "json"])
def test_every_format_carries_the_words(plan, table, programs, key):
    write(make.make_section(plan), paragraph(TARGET, refer(f"table:{table.code}:{KEY}")))
    out = io.BytesIO()
    exports.write(collect(plan), key, out, lambda *_: None)
    if key == "json":
        found = json.dumps(json.loads(out.getvalue()))
    else:
        files = zipfile.ZipFile(io.BytesIO(out.getvalue()))
        found = " ".join(files.read(n).decode() for n in files.namelist() if n.endswith((".xml", ".xhtml")))
    plain = " ".join(re.sub(r"<[^>]+>", "", found).split())
    assert "Sasarannya 10 layanan" in plain and "Tabel 1.1" in plain and "Tabel 9.9" not in plain
    link = {"docx": r'<w:hyperlink w:anchor="[^"]+"[^>]*>(?:(?!</w:hyperlink>).)*Tabel 1\.1</w:t></w:r></w:hyperlink>',
            "odt": rf'xlink:href="#{table.code}-t1"[^>]*>(?:<text:span[^>]*>)?Tabel 1\.1<',
            "epub": rf'href="[^"]*#{table.code}-t1"[^>]*>Tabel 1\.1</a>',
            "json": rf'href=\\"#{table.code}-t1\\">Tabel 1\.1</a>'}[key]
    assert re.search(link, found)


def test_the_reading_view_links_to_the_other_page(plan, table, second):
    section = write(make.make_section(plan, chapter=second), paragraph(refer(f"table:{table.code}:{KEY}")))
    content = collect(plan)
    page = reading.page(content, content.books[1], "b2-01")
    part = next(p for p in page.parts if p.code == section.code)
    assert f'href="../buku-1/b1-01#{table.code}-t1"' in part.html


def test_texts_without_them_cost_no_query_more_and_texts_with_them_a_fixed_number(plan, table, programs):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            collect(plan)
        return len(caught)

    collect(plan)
    plain = queries()
    for n in range(4):
        write(make.make_section(plan), paragraph(TARGET, refer(f"table:{table.code}:{KEY}")))
        collect(plan)
        assert queries() == plain, n
