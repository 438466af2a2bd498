"""Short words that nobody explained at their first use."""
import pytest

from pillars import abbreviations

KNOWN = {"OPD": "Organisasi Perangkat Daerah", "RPJMD": "Rencana Pembangunan Jangka Menengah Daerah", "Dinkes": "Dinas Kesehatan"}


def test_a_short_word_is_named_with_its_place_and_its_full_form():
    told = abbreviations.remarks("<p>Setiap OPD menyusun rencana.</p>", KNOWN)
    assert told == ["OPD belum dituliskan lengkap pada pemakaian pertama (“Setiap OPD menyusun rencana.”): "
                    "Organisasi Perangkat Daerah"]


@pytest.mark.parametrize("html", [
    "<p>Setiap Organisasi Perangkat Daerah (OPD) menyusun. OPD itu besar.</p>",
    "<p>Setiap OPD (organisasi perangkat daerah) menyusun.</p>",
    "<p>Setiap <em>organisasi perangkat daerah</em> (OPD) menyusun.</p>",
    "<table><tr><td>OPD</td></tr></table>",
    '<p class="source">Sumber: OPD, 2025</p>',
    '<p><cite data-regulation="inmendagri-2-2025">Pedoman RPJMD</cite></p>',
    "<p>Dinkes melayani.</p>",
])
def test_what_is_explained_or_no_running_text_is_left_in_peace(html):
    assert abbreviations.remarks(html, KNOWN) == []


def test_an_explanation_that_comes_later_is_too_late():
    assert len(abbreviations.remarks("<p>OPD menyusun.</p><p>Organisasi Perangkat Daerah (OPD) itu besar.</p>", KNOWN)) == 1


@pytest.mark.django_db
def test_the_regions_own_and_its_agencies_are_known(region, dinkes, koordinator):
    abbreviations.add(region, "KIM", "Kelompok Informasi Masyarakat", by=koordinator)
    known = abbreviations.known_in(region)
    assert (known["KIM"], known[dinkes.abbreviation]) == ("Kelompok Informasi Masyarakat", dinkes.name)
