"""The list of abbreviations: what the text explains, what the record knows, what nobody says."""
import pytest

from masterplan.book import abbreviations
from masterplan.book.content import collect
from pillars.models import Section
from tests import factories as make
from tests.masterplan.book.conftest import generated, write


@pytest.mark.parametrize(("text", "found"), [
    ("Organisasi Perangkat Daerah (OPD) menulis", {"OPD": "Organisasi Perangkat Daerah"}),
    ("tentang Ibu Kota Nusantara (IKN), lalu IKN (ibu kota)", {"IKN": "Ibu Kota Nusantara"}),
    ("dengan SIHARPA (Sistem Informasi Harga Pasar)", {"SIHARPA": "Sistem Informasi Harga Pasar"}),
    ("SERBU GASS (Seratus Bank Unit Sampah dan Gerakan Sedekah Sampah)",
     {"SERBU GASS": "Seratus Bank Unit Sampah dan Gerakan Sedekah Sampah"}),
    ("SIHARPA: sistem informasi harga pasar", {"SIHARPA": "Sistem informasi harga pasar"}),
    ("Tujuan SPBE: layanan cepat", {}),
    ("badan pusat statistik (BPS)", {"BPS": "Badan pusat statistik"}),
    ("tiga kecamatan (GOV-1) dan satu (lihat BAB IV)", {}),
    ("Peraturan ini (RTRW) belum ada", {}),
])
def test_a_text_explains_what_it_shortens(text, found):
    assert abbreviations.explained(text) == found


def found(plan) -> abbreviations.Found:
    content = collect(plan)
    return abbreviations.find(content, content.books[0])


def test_what_the_text_says_goes_before_the_common_meaning(plan):
    write(make.make_section(plan), "<p>Panitia Pembina Perpustakaan Kecamatan (PPPK) dan APBD.</p>")
    assert found(plan).known == {
        "APBD": "Anggaran Pendapatan dan Belanja Daerah", "PPPK": "Panitia Pembina Perpustakaan Kecamatan"}


def test_agencies_are_explained_by_the_record(plan, programs):
    generated(plan, Section.Kind.SUMMARY)
    assert found(plan).known["Dinkes"] == "Dinas Kesehatan"


def test_what_nobody_explains_is_named_in_a_draft(plan):
    write(make.make_section(plan), "<p>Aplikasi XYZQ menurut BAB IV, GOV-1-01, dan WiFi.</p>")
    assert found(plan).unexplained == ("XYZQ",)
    assert found(plan).known == {}


def test_only_what_the_book_prints_is_listed(plan, programs):
    """An agency that leads a programme is not in a book that prints no programme."""
    Section.objects.filter(kind=Section.Kind.PROGRAMS).update(chapter=other_book(plan))
    write(make.make_section(plan), "<p>Tanpa singkatan apa pun.</p>")
    assert found(plan).known == {}


def other_book(plan):
    from pillars.models import Book, Chapter
    book = Book.objects.create(plan=plan, code="b2", number=2, title="Masterplan")
    return Chapter.objects.create(book=book, code="b2-01", order=1, title="Program")


def test_footnotes_and_words_of_several_cells_are_read_apart(plan):
    table = "<table><tbody><tr><td>APBN</td><td>APBD</td></tr></tbody></table>"
    write(make.make_section(plan), f'<p>Data<span data-footnote="Menurut BPS."></span></p>{table}')
    assert list(found(plan).known) == ["APBD", "APBN", "BPS"]


def test_the_common_ones_are_whole():
    common = abbreviations._common()
    assert all(short and long for short, long in common["abbreviations"].items())
