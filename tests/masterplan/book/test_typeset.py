"""Laying out: what the fetcher refuses, what a poisonous section does, where "(lanjutan)" stands."""
import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from masterplan.book import cache, pdf
from masterplan.book.html import Part, Unit, named_only
from masterplan.book.shape import Prepared
from masterplan.book.typeset import OnlyPrepared, typeset

NESTED = "<blockquote>" * 900 + "<p>racun</p>" + "</blockquote>" * 900
ENDLESS = "<p>kata</p>" * 8_000


def unit(*parts: tuple[str, str]) -> Unit:
    made = tuple(Bare(code, f"Bagian {code}", html) for code, html in parts)
    return Unit("b2-04", "b2-04", 2, "body", "BAB IV  Rencana Aksi", "Buku 2", "IV-", "", made, (), {})


class Bare(Part):
    """A section whose plain text is short, whatever its HTML."""

    plain = property(lambda self: f'<section class="trouble"><p>Teks {self.code}</p></section>')


PLAIN = pdf.Way(is_linked=False)


def lay_out(*units: Unit) -> list:
    return pdf.lay_out(list(units), PLAIN)


def job(unit: Unit):
    return pdf.job(unit, PLAIN)


def texts(data: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "http://127.0.0.1/", "https://example.org/x.png", "data:text/css,p{}", "ftp://x/y", "x.png",
])
def test_the_fetcher_serves_what_was_prepared_and_refuses_the_rest(url):
    fetcher = OnlyPrepared({"picture:a": (b"bytes", "image/png")})
    assert fetcher.fetch("picture:a").read() == b"bytes"
    with pytest.raises(ValueError, match="ditolak"):
        fetcher.fetch(url)


def test_a_file_asked_for_by_the_html_does_not_reach_the_pdf(tmp_path):
    secret = tmp_path / "rahasia.txt"
    secret.write_text("RAHASIA")
    html = f'<p>Teks</p><link rel="attachment" href="file://{secret}"><a rel="attachment" href="file://{secret}">x</a>'
    layout = typeset(job(unit(("a", html))))
    assert b"/EmbeddedFile" not in layout.pdf


def test_a_poisonous_section_is_set_as_plain_text_and_named():
    layout = typeset(job(unit(("a", "<p>Baik satu</p>"), ("b", NESTED), ("c", "<p>Baik dua</p>"))))
    assert layout.troubles == (("b", "terlalu dalam bersarang"),)
    assert ["Baik satu" in t and "Teks b" in t and "Baik dua" in t for t in texts(layout.pdf)] == [True]


def test_a_section_that_takes_too_long_is_set_as_plain_text(settings):
    settings.BOOK_SECONDS = 4  # long enough for the plain text, also on a busy machine
    layout = typeset(job(unit(("a", "<p>Baik</p>"), ("b", ENDLESS))))
    assert layout.troubles == (("b", "terlalu lama ditata"),)
    assert "Teks b" in texts(layout.pdf)[0]


def test_a_section_that_is_too_much_even_as_plain_text_is_named():
    part = ("a", NESTED, NESTED, named_only(Part("a", "Bagian a", "")))
    layout = typeset(job(unit(("a", NESTED))).alone(part))
    assert "Bagian “Bagian a” tidak dapat dicetak" in texts(layout.pdf)[0]


def test_a_table_that_goes_on_says_so_on_each_further_page():
    head = '<thead><tr><th class="caption">Tabel 4.1 Luas<span class="continued"> (lanjutan)</span></th></tr></thead>'
    rows = "".join(f"<tr><td>Baris {n}</td></tr>" for n in range(120))
    pages = texts(typeset(job(unit(("a", f"<table>{head}<tbody>{rows}</tbody></table>")))).pdf)
    assert len(pages) > 2
    assert ["Tabel 4.1 Luas" in p for p in pages] == [True] * len(pages)
    assert ["(lanjutan)" in p for p in pages] == [False] + [True] * (len(pages) - 1)


def test_a_laid_out_chapter_is_taken_from_the_cache(settings):
    (first,) = lay_out(unit(("a", "<p>Teks</p>")))
    (entry,) = settings.BOOK_CACHE.glob("*.unit")
    made_at = entry.stat().st_mtime_ns
    (second,) = lay_out(unit(("a", "<p>Teks</p>")))
    assert second == first
    assert entry.stat().st_mtime_ns == made_at


def test_a_broken_entry_of_the_cache_is_made_again(settings):
    (first,) = lay_out(unit(("a", "<p>Teks</p>")))
    (entry,) = settings.BOOK_CACHE.glob("*.unit")
    entry.write_bytes(entry.read_bytes()[:-100])
    cache.forget()
    assert lay_out(unit(("a", "<p>Teks</p>"))) == [first]


def test_a_change_of_one_picture_changes_the_key():
    plain = unit(("a", "<p>Teks</p>"))
    with_picture = replace(plain, pictures={"picture:x": Prepared.of(b"1", "image/png")})
    other_picture = replace(plain, pictures={"picture:x": Prepared.of(b"2", "image/png")})
    assert len({pdf.key(each, PLAIN) for each in (plain, with_picture, other_picture)}) == 3


@pytest.mark.slow
def test_a_worker_that_runs_out_of_memory_ends_alone(settings):
    settings.BOOK_WORKERS, settings.BOOK_MEMORY_MB = 2, 420
    good, heavy = lay_out(unit(("a", "<p>Baik</p>")), unit(("b", ENDLESS * 4)))
    assert "Baik" in texts(good.pdf)[0]
    assert [code for code, _ in heavy.troubles] == ["b"]
