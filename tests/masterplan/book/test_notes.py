"""Notes in the margin of a draft: beside their passage, in a list where they are too many, and nothing lost."""
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from masterplan.book import notes
from masterplan.book.build import build_content
from masterplan.book.content import collect
from masterplan.book.shape import Note
from tests.masterplan.book.conftest import RICH, Printed, write

SECTION = (
    '<section class="narrative"><h2>Judul</h2><p>Satu dua <em>tiga</em> empat lima.</p><ul><li>enam tujuh</li></ul></section>'
)


def comment(quote: str = "", text: str = "Mohon diperiksa.") -> Note:
    return Note("comment", text, "Pereviu Diskominfo", "1 November 2026", quote)


def test_without_notes_nothing_changes():
    assert notes.placed(SECTION, ()) is SECTION


def test_a_note_stands_before_the_block_of_its_passage_and_marks_it():
    html = notes.placed(SECTION, (comment("enam  tujuh"),))
    assert html.index("<ul>") > html.index("margin-note") > html.index("empat")
    assert '<span class="quoted">enam tujuh</span>' in html


def test_a_passage_cut_by_emphasis_is_found_but_not_marked():
    html = notes.placed(SECTION, (comment("dua tiga empat"),))
    assert html.index("margin-note") < html.index("Satu") and "quoted" not in html


def test_a_note_whose_passage_was_rewritten_stands_at_the_head():
    html = notes.placed(SECTION, (comment("tidak ada lagi"),))
    assert html.index("Judul") < html.index("margin-note") < html.index("Satu")


@pytest.mark.parametrize("many", [[comment()] * 9, [comment(text="Panjang sekali. " * 120)]])
def test_too_much_for_a_margin_becomes_a_list(many):
    html = notes.placed(SECTION, tuple(many))
    assert html.count("note-list") == 1 and "margin-note" not in html


def test_what_people_write_is_escaped():
    assert "<script>" not in notes.placed(SECTION, (comment(text="<script>alert(1)</script>"),))


def test_every_note_is_printed_within_the_page_and_the_text_stays_whole(plan, written):
    write(written, RICH + RICH.replace("Keadaan wilayah", "Batas wilayah") * 3)
    content = collect(plan)
    many = tuple(comment("Luas wilayah", f"Catatan nomor {n}. " * 9) for n in range(7))
    noted = replace(content, notes={written.code: many}, printing=replace(content.printing, has_notes=True))

    plain, book = Printed(build_content(content).pdf), Printed(build_content(noted).pdf)

    assert all(book.text.count(f"Catatan nomor {n}.") == 9 for n in range(7))
    assert book.text.count("Batas wilayah") == plain.text.count("Batas wilayah")
    assert all(ink_is_within(page) for page in pdfium.PdfDocument(book.data))


def ink_is_within(page) -> bool:
    """Nothing but white 4 mm from the right edge of a page, covers and openings apart."""
    shown = page.render(scale=1).to_pil().convert("L")
    right = shown.crop((shown.width - 11, 0, shown.width, shown.height))
    return right.getextrema()[0] > 200 or page.get_textpage().count_chars() < 400
