"""Pages that an edit does not reach are those of before: whatever is edited, the unit is the one laid out from nothing."""
from dataclasses import replace

import pytest

from masterplan.book import fragment, pdf, resuming, typeset

PARAGRAPH = "<p>" + "Layanan publik yang terpadu memerlukan data yang dapat dipercaya dan petugas yang terlatih. " * 5 + "</p>"
TABLE = "<table class='typed'><thead><tr><th>Unsur</th></tr></thead><tbody>" + "<tr><td>Aplikasi</td></tr>" * 40 + "</table>"
TEXT = [*[PARAGRAPH] * 18, TABLE, *[PARAGRAPH] * 12, "<ol><li>satu</li><li>dua</li></ol>", *[PARAGRAPH] * 8]
NOTE = '<p>Lihat catatan<span class="footnote">Perbup Nomor 12 Tahun 2024.</span> ini.</p>'


@pytest.fixture
def remembering():
    resuming.remember()
    yield
    resuming.forget()


def job(blocks: list[str]) -> typeset.Job:
    part = ("a", f"<section>{''.join(blocks)}</section>", "", "")
    return typeset.Job('<html lang="id"><body class="body">', (part,), "</body></html>", pdf.Way().sheets(True), {}, pdf.fonts(),
                       is_linked=True)


def laid(blocks: list[str]) -> resuming.Laid:
    each = job(blocks)
    return typeset.laid_out(each.document(), each)


def cut(blocks: list[str]) -> fragment.Fragment:
    return fragment.cut(typeset.lay_out(job(blocks)), typeset.STAMP_FACES)[0]


EDITS = {
    "a word more": lambda t: [*t[:9], t[9].replace("data", "data dan informasi", 1), *t[10:]],
    "a word in the first paragraph": lambda t: [t[0].replace("Layanan", "Seluruh layanan", 1), *t[1:]],
    "a word in the last paragraph": lambda t: [*t[:-1], t[-1].replace("Layanan", "Seluruh layanan", 1)],
    "a cell": lambda t: [t.replace("Aplikasi", "Aplikasi dan perangkat", 1) for t in t],
    "a paragraph less": lambda t: [*t[:20], *t[21:]],
    "ten paragraphs more": lambda t: [*t[:20], *[PARAGRAPH] * 10, *t[20:]],
    "a footnote": lambda t: [*t[:25], NOTE, *t[25:]],
    "a paragraph that becomes a quotation": lambda t: [*t[:25], f"<blockquote>{t[25]}</blockquote>", *t[26:]],
    "a list of another kind": lambda t: [t.replace("ol>", "ul>") for t in t],
    "nothing": lambda t: t,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_edited_unit_is_the_one_from_nothing_to_the_byte(edit, remembering):
    cut(TEXT)
    resumed = cut(edit(TEXT))
    resuming.forget()
    assert resumed == cut(edit(TEXT))


@pytest.mark.parametrize("block, reused", [(2, slice(3, None)), (-3, slice(0, 4))])
def test_pages_that_another_word_does_not_reach_are_those_of_before(block, reused, remembering):
    before = laid(TEXT).document.pages
    edited = [*TEXT]
    edited[block] = TEXT[block].replace("terpadu", "terbuka", 1)
    assert len(before) == 7
    assert laid(edited).document.pages[reused] == before[reused]


def test_another_style_sheet_lays_out_everything(remembering):
    laid(TEXT)
    each = replace(job(TEXT), styles=pdf.Way().sheets(True) + "p { color: #222 }")
    assert len(typeset.laid_out(each.document(), each).fresh) == 7


def test_no_more_is_kept_than_there_is_room_for(remembering, monkeypatch):
    monkeypatch.setattr(resuming, "BOXES", 10)
    laid(TEXT)
    assert len(laid(TEXT).fresh) == 7
