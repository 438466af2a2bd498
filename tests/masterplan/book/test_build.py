"""Whole books, really laid out and read back: numbers, lists, links, marks, and the same bytes twice."""
import re

import pikepdf
import pytest

from masterplan.book.assemble import _number_tree
from masterplan.book.build import build, forget
from pillars.models import Book, Chapter, Section
from pillars.refusals import Refused
from tests import factories as make
from tests.masterplan.book.conftest import RICH, Printed, generated, write


def deep(html: str) -> str:
    return "<blockquote>" * 900 + html + "</blockquote>" * 900


def empty_the_cache(settings) -> None:
    for entry in settings.BOOK_CACHE.glob("*"):
        entry.unlink()
    forget()


ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii"}


def test_every_kind_of_section_prints(book):
    for words in ("1.1 Latar Belakang", "1.1.1 Keadaan wilayah", "1.1.1.1 Lebih rinci", "Tabel 1.1 Luas tiap kecamatan",
                  "Matriks Program Smart Governance Tahun 2025–2029", "Peta Jalan Smart Governance",
                  "Gambar 1.1 Pagu Indikatif", "Masalah yang dijawab: Antrean panjang.", "Puskesmas terhubung",
                  "Sumber: BPS, 2025", "Menurut BPS, 2025."):
        assert words in book.text, words


def test_every_number_of_the_lists_is_that_of_the_page_where_the_link_lands(book):
    named = list(book.listed())
    assert len(named) > 15
    assert [(line, label) for line, label in named if not line.endswith(f". {label}")] == []


def test_the_labels_of_the_pages_are_printed_at_their_feet(book):
    assert [label for label, text in zip(book.labels[1:], book.seen[1:], strict=True) if label not in text] == []


def test_front_matter_has_roman_pages_and_the_appendix_its_own(book):
    start = book.labels.index("I-1")
    assert book.labels[0] == "Sampul"
    assert set(book.labels[1:start]) <= ROMAN
    assert book.labels[-1].startswith("L1-")


def test_the_front_pages_count_on_through_the_lists(book):
    page = next(i for i, text in enumerate(book.pages) if "DAFTAR ISI" in text)
    assert book.labels[page] == "ii"
    assert book.pages[page].rstrip().endswith("ii") or " ii " in book.pages[page]


def test_the_contents_name_the_other_lists(book):
    contents = next(text for text in book.seen if "DAFTAR ISI" in text)
    page = next(i for i, text in enumerate(book.pages) if "DAFTAR TABEL" in text)
    assert contents.split("Daftar Tabel")[1].lstrip(" .").startswith(book.labels[page])


def test_every_link_within_the_book_lands(book):
    names = book.file.Root.Names.Dests.Names
    places = {str(names[i]) for i in range(0, len(names), 2)}
    wanted = [str(a.Dest) for page in book.file.pages for a in page.get("/Annots", []) if "/Dest" in a]
    assert len(wanted) > 10
    assert set(wanted) <= places
    assert not [a for page in book.file.pages for a in page.get("/Annots", []) if "/A" in a and "xref:" in str(a.A.URI)]


def test_bookmarks_follow_the_outline(book):
    with book.file.open_outline() as outline:
        (cover,) = outline.root
        titles = [item.title for item in cover.children]
        assert titles == ["Daftar Isi", "Daftar Tabel", "Daftar Gambar", "BAB I Pendahuluan", "Lampiran 1 Program OPD"]
        assert cover.children[3].children[0].title == "1.1 Latar Belakang"


def test_the_structure_for_screen_readers_is_whole(book):
    keys = dict(_number_tree(book.file.Root.StructTreeRoot.ParentTree))
    for page in book.file.pages:
        content = b"".join(stream.read_bytes() for stream in page.Contents)
        marks = [int(x) for x in re.findall(rb"/MCID\s*(\d+)", content)]
        assert sorted(marks) == list(range(len(keys[int(page.StructParents)]))), page.label
    assert str(book.file.Root.Lang) == "id-ID"
    assert book.file.Root.MarkInfo.Marked


def test_each_page_of_a_draft_says_so(book):
    assert ["DRAF" in text.replace(" ", "") for text in book.pages] == [True] * len(book.pages)


def test_a_draft_shows_the_status_of_what_is_not_approved(plan):
    make.submitted_section(plan, title="Maksud dan Tujuan")
    assert "Maksud dan Tujuan Diajukan" in Printed(build(plan).pdf).text


def test_a_final_prints_what_is_approved_and_no_mark(plan):
    make.approved_section(plan, title="Sudah dibaca")
    write(make.make_section(plan, title="Masih kasar"), "<p>Rahasia dapur.</p>")
    make.approved_section(plan, title="Sudah juga")
    built = build(plan, mode="final")
    text = Printed(built.pdf).text
    assert "1.1 Sudah dibaca" in text
    assert "1.3 Sudah juga" in text
    assert [words in text for words in ("Masih kasar", "Rahasia dapur", "DRAF")] == [False] * 3
    assert [x.title for x in built.left_out] == ["Masih kasar"]


def test_a_final_of_nothing_approved_is_refused(plan, section):
    with pytest.raises(Refused, match="belum ada bagian yang disetujui"):
        build(plan, mode="final")


def test_the_same_content_gives_the_same_bytes(plan, written, programs, settings):
    first = build(plan).pdf
    empty_the_cache(settings)
    assert build(plan).pdf == first


def test_an_edit_lays_out_its_own_chapter_only(plan, written, programs, settings):
    build(plan)
    before = set(settings.BOOK_CACHE.glob("*.unit"))
    write(written, RICH.replace("Selesai", "Sudah selesai"))
    build(plan)
    assert len(set(settings.BOOK_CACHE.glob("*.unit")) - before) == 1


def test_a_poisonous_section_does_not_stop_the_book(plan, written):
    poison = make.make_section(plan, title="Beracun")
    Section.objects.filter(pk=poison.pk).update(body=deep("<p>Teksnya ada</p>"))
    built = build(plan)
    assert [(t.code, t.why) for t in built.troubles] == [(poison.code, "susunannya terlalu rumit")]
    text = Printed(built.pdf).text
    assert "tidak dapat ditata" in text
    assert "Teksnya ada" in text
    assert "1.1 Latar Belakang" in text


def test_an_agencys_own_part_has_a_cover_and_its_sections(plan, dinkes, diskominfo, written):
    write(make.make_section(plan, lead=diskominfo, title="Bukan milik Dinkes"), make.TEXT)
    printed = Printed(build(plan, agency=dinkes).pdf)
    assert "DINAS KESEHATAN" in printed.pages[0]
    assert "Latar Belakang" in printed.text
    assert "Bukan milik Dinkes" not in printed.text
    assert "DAFTAR ISI" not in printed.text


def test_one_book_of_several_can_be_printed(plan, written):
    second = Book.objects.create(plan=plan, code="b2", number=2, title="Masterplan Smart City Daerah")
    chapter = Chapter.objects.create(book=second, code="b2-01", order=1, title="Arah")
    make.make_section(plan, chapter=chapter, title="Visi")
    assert build(plan, books=[2]).pages < build(plan).pages
    assert "Latar Belakang" not in Printed(build(plan, books=[2]).pdf).text


def test_progress_counts_up_to_its_total(plan, written):
    told = []
    build(plan, progress=lambda done, total, label: told.append((done, total, label)))
    assert [t[0] for t in told] == sorted(t[0] for t in told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.slow
def test_workers_print_the_same_as_this_process(plan, written, programs, settings):
    alone = build(plan).pdf
    empty_the_cache(settings)
    settings.BOOK_WORKERS = 2
    assert build(plan).pdf == alone


def test_nothing_of_the_file_needs_repair(book):
    assert book.file.check_pdf_syntax() == []


def test_the_title_is_in_the_metadata(book):
    with book.file.open_metadata() as meta:
        assert meta["dc:title"] == "Rencana Induk Smart City Penajam Paser Utara: Buku 1, " \
            "Analisis Strategis Smart City Daerah (DRAF)"
    assert isinstance(book.file, pikepdf.Pdf)


def test_a_matrix_of_sub_dimensions_with_one_programme_each_breaks_over_pages(plan, programs):
    for code in ("GOV-2", "GOV-3", "BRA-1", "BRA-2", "ECO-1", "ECO-2", "LIV-1", "LIV-3", "SOC-1", "SOC-2", "ENV-1"):
        program = make.make_program(programs, sub_dimension=make.make_sub_dimension(code), activities="Pendataan\n" * 5)
        make.make_indicator(program, name="Cakupan layanan")
    generated(plan, "matrix", title="Matriks Program")
    assert build(plan).troubles == ()
