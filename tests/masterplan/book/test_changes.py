"""Two editions of one content, compared: words, cells, fields, and what is new or gone."""
import re
from dataclasses import replace

import pytest

from masterplan.book import changes
from masterplan.book.build import build_content
from masterplan.book.content import collect
from masterplan.book.shape import Change
from pillars.models import Section
from tests import factories as make
from tests.masterplan.book.conftest import RICH, Printed, write


def table(*rows: tuple) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"


@pytest.mark.parametrize(("old", "new", "marked"), [
    ("<p>Satu dua tiga empat lima enam.</p>", "<p>Satu dua TIGA empat lima enam.</p>",
     "<p>Satu dua <ins>TIGA</ins> <del>tiga</del> empat lima enam.</p>"),
    ("<p>Tetap.</p>", "<p>Tetap.</p><ul><li>Baru</li></ul>", "<p>Tetap.</p><ul><li><ins>Baru</ins></li></ul>"),
    ("<h3>Lama</h3><p>Tetap.</p>", "<p>Tetap.</p>", "<p><del>Lama</del></p><p>Tetap.</p>"),
    (table("ab", "cd"), table("ax", "cd"), table(("a", "<del>b</del> <ins>x</ins>"), "cd")),
    (table("ab"), table("ab", "cd"), table("ab", ("<ins>c</ins>", "<ins>d</ins>"))),
    (table("ab", "cd"), table("cd"), table(("<del>a</del>", "<del>b</del>"), "cd")),
    ("", "<p>Baru <strong>tebal</strong> sekali</p>",
     "<p><ins>Baru </ins><strong><ins>tebal</ins></strong><ins> sekali</ins></p>"),
])
def test_what_differs_is_marked(old, new, marked):
    assert changes.compared(old, new) == marked


def test_footnotes_and_pictures_of_a_text_that_is_gone_are_not_set_like_living_ones():
    gone = '<p>Lama<span data-footnote="Catatan"></span> <img src="/gambar/x" alt="Peta"></p>'
    assert changes.compared(gone, "") == "<p><del>Lama </del><del><span>[gambar: Peta]</span></del></p>"


def test_a_footnote_that_changed_is_marked():
    old, new = (f'<p>Teks<span data-footnote="{note}"></span> ini panjang.</p>' for note in ("satu", "dua"))
    assert '<ins><span data-footnote="dua"></span></ins>' in changes.compared(old, new)


def test_very_long_texts_are_compared_in_reasonable_time():
    old = "".join(f"<p>Paragraf nomor {n} tentang hal lain {n * 7}.</p>" for n in range(600))
    assert changes.compared(old, old.replace("hal", "soal")).count("<ins>soal</ins>") > 500


def test_the_same_content_has_no_changes(plan, written, programs):
    content = collect(plan)
    assert changes.marked(content, content) == content


def test_sections_that_are_new_or_gone_are_named(plan, written):
    earlier = collect(plan)
    make.make_section(plan, title="Yang baru", code="b1-01-77")
    Section.objects.filter(pk=written.pk).delete()

    content = changes.marked(collect(plan), earlier)

    assert content.changes == (Change(written.code, "Latar Belakang", "removed"), Change("b1-01-77", "Yang baru", "new"))
    assert [s.shows_heading for s in content.books[0].chapters[0].sections] == [False, True]


def test_programmes_are_compared_field_by_field(plan, programs):
    earlier = collect(plan)
    program = programs.programs.first()
    program.budgets.update(amount=900_000_000)
    program.indicators.get().targets.filter(year=program.start_year).update(value="9")
    programs.programs.filter(pk=program.pk).update(objective="Lebih cepat")

    found = [(c.program, c.what, c.old, c.new) for c in changes.marked(collect(plan), earlier).changes]

    year = program.start_year
    assert found == [
        (program.code, "Sasaran", "Layanan dasar dari satu pintu", "Lebih cepat"),
        (program.code, f"Target {year}, “Layanan yang terpadu”", "6", "9"),
        (program.code, f"Pagu {year}, APBD Kabupaten/Kota", "Rp750.000.000", "Rp900.000.000"),
    ]


def test_a_programme_that_is_new_or_gone_is_named(plan, programs):
    earlier = collect(plan)
    programs.programs.filter(name="Puskesmas terhubung").delete()
    make.make_program(programs, name="Antrean daring", code="ECO-1-01")

    assert {(c.kind, c.old or c.new) for c in changes.marked(collect(plan), earlier).changes} == {
        ("removed", "Puskesmas terhubung"), ("new", "Antrean daring"),
    }


def test_the_book_prints_marks_a_summary_and_the_numbers_of_the_new_text(plan, written, programs):
    earlier = collect(plan)
    write(written, RICH.replace("<h4>Lebih rinci</h4>", "<h4>Lebih terinci</h4>").replace("1.207,37", "1.300,00"))
    programs.programs.update(objective="Lebih cepat")
    content = changes.marked(collect(plan), earlier)
    content = replace(content, printing=replace(content.printing, against="Semua buku final, 3 Agustus 2026"))

    book = Printed(build_content(content).pdf)

    assert "IKHTISAR PERUBAHAN" in book.pages[2] and "Semua buku final, 3 Agustus 2026" in book.pages[2]
    assert re.search(r"1\.207,37 ?1\.300,00", book.text)
    assert "Tabel 1.1" in book.text and "Tabel 1.2" not in book.text
    assert "Lebih cepat" in book.pages[-1]
