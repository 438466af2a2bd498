"""Citations of regulations: what is stored, what is printed, and what a writer is told."""
import pytest

from masterplan.book import content
from opd.models import Event
from pillars import citations, cleaning, writing
from pillars.models import Regulation
from pillars.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
CITE = '<cite data-regulation="uu-23-2014">UU lama</cite>'
FULL = "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah"


@pytest.fixture
def registry(region) -> list[Regulation]:
    citations.ensure_national()
    return Regulation.objects.for_region(region)


def test_the_first_mention_is_in_full_and_later_ones_short(region, registry):
    html = citations.resolve(f"<p>Menurut {CITE}, dan lagi {CITE}.</p>", citations.printed(region))
    assert html == f"<p>Menurut {FULL}, dan lagi UU No. 23 Tahun 2014.</p>"


def test_alone_in_a_line_of_a_list_its_changes_are_named(region, registry):
    cite = '<cite data-regulation="pp-18-2016">PP</cite>'
    html = citations.resolve(f"<ol><li>{cite};</li></ol>", citations.printed(region))
    assert html == ("<ol><li>Peraturan Pemerintah Nomor 18 Tahun 2016 tentang Perangkat Daerah sebagaimana telah diubah dengan "
                    "PP No. 72 Tahun 2019;</li></ol>")


def test_one_that_left_the_registry_prints_what_was_written(region):
    assert citations.resolve(f"<p>{CITE}</p>", citations.printed(region)) == "<p>UU lama</p>"


def test_the_book_prints_the_registry_of_the_day(plan, registry):
    section = make.make_section(plan)
    make.write(section, f"<p>{CITE} mengatur urusan pemerintahan.</p>")
    Regulation.objects.filter(code="uu-23-2014").update(title="Pemda")
    printed = content.collect(plan).books[0].chapters[0].sections[0].html
    assert printed == "<p>Undang-Undang Nomor 23 Tahun 2014 tentang Pemda mengatur urusan pemerintahan.</p>"


def test_a_text_without_citations_costs_no_query(plan, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert citations.resolve("<p>Tanpa kutipan.</p>", ()) == "<p>Tanpa kutipan.</p>"


@pytest.mark.parametrize("html", ["<cite>Tanpa kode</cite>", '<cite data-regulation="a&quot;b">X</cite>',
                                  '<cite data-regulation="uu-1-2000"><b>X</b></cite>'])
def test_only_a_plain_citation_with_a_code_is_kept(html):
    assert "<cite" not in cleaning.clean(f"<p>{html} teks</p>")


def test_cleaning_keeps_a_citation_as_it_is():
    assert cleaning.clean(f"<p>{CITE}</p>") == f"<p>{CITE}</p>"


@pytest.mark.parametrize("words", ["UU Nomor 23 Tahun 2014", "Undang-Undang No. 23 Tahun 2014", "UU 23/2014",
                                   "Permendagri Nomor 90 Tahun 2019", "Peraturan Menteri Dalam Negeri Nomor 90 Tahun 2019"])
def test_a_regulation_typed_by_hand_that_the_list_has_is_named(words, registry):
    assert [r.split("”")[0] for r in citations.remarks(f"<p>Menurut {words}, demikian.</p>", registry)] == [f"“{words}"]


def test_typed_ones_that_the_list_has_not_are_left_in_peace(registry):
    assert citations.remarks("<p>Menurut UU Nomor 99 Tahun 1999 dan Perda Nomor 23 Tahun 2014.</p>", registry) == []


def test_citing_a_revoked_one_is_named_with_what_revoked_it(region, koordinator, registry):
    row = next(r for r in registry if r.code == "uu-23-2014")
    fields = {"kind": "uu", "abbreviation": "", "number": "23", "year": 2014, "title": row.title, "status": "dicabut",
              "changed_by": "UU No. 5 Tahun 2026"}
    citations.save(region, fields, by=koordinator, code=row.code)
    told = citations.remarks(f"<p>{CITE}</p>", Regulation.objects.for_region(region))
    assert told == ["UU No. 23 Tahun 2014 sudah dicabut dengan UU No. 5 Tahun 2026"]
    assert Regulation.objects.get(region=None, code="uu-23-2014").status == "diubah"  # of other regions
    assert Event.objects.filter(verb="regulation-added").exists()


def test_the_list_is_in_the_order_of_rank_and_year(registry):
    codes = [row.code for row in registry]
    assert codes[:3] == ["uud-1945", "uu-25-2004", "uu-11-2008"]
    one_of_each = ["uu-27-2022", "pp-18-2016", "perpres-95-2018", "permendagri-1-2023"]
    assert [code for code in codes if code in one_of_each] == one_of_each


def test_a_sheet_goes_in_whole_or_not_at_all(region, koordinator):
    rows = [{"kind": "perda", "number": "4", "year": "2025", "title": "Rencana"}, {"kind": "perda", "number": "", "year": "2025"}]
    with pytest.raises(Refused, match="Baris 3"):
        citations.take_in(region, rows, by=koordinator)
    assert not Regulation.objects.exists()
    assert citations.take_in(region, rows[:1], by=koordinator) == 1


def test_a_section_tells_what_its_text_still_lacks(plan, registry):
    section = make.make_section(plan)
    make.write(section, make.TEXT + "<p>Menurut UU 23/2014, RPJMD disusun.</p>")
    told = " ".join(section.missing)
    assert "“UU 23/2014” diketik sendiri" in told
    assert "RPJMD belum dituliskan lengkap" in told
    assert writing.missing(section, {"html": section.body}) == section.missing
