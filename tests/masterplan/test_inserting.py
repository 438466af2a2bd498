"""What a drafter is offered, how his text looks on a page, and in how many queries."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan import inserting
from pillars.models import Section
from tests import factories as make

TARGET = '<p>Kini <span data-value="target:GOV-1-01:layanan-yang-terpadu:2027">1</span> layanan.</p>'


@pytest.fixture(autouse=True)
def anew():
    inserting.forget()


@pytest.fixture
def programs(plan):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.write(section)
    return section


def codes(found: dict) -> set[str]:
    return {offer.code for offers in found.values() for offer in offers}


def test_all_words_of_a_query_must_fit(section, programs, penyusun):
    found = inserting.search(section, penyusun, "target terpadu 2027")
    assert codes(found) == {"target:GOV-1-01:layanan-yang-terpadu:2027"}
    (offer,) = found["Angka"]
    assert (offer.text, offer.mark) == ("10", "value")
    assert offer.url.endswith(f"/bagian/{programs.code}/")


def test_the_groups_come_in_one_order_with_a_few_each(section, programs, penyusun):
    make.write(section, '<p class="caption">Luas</p><table><tbody><tr><td>1</td></tr></tbody></table>' + make.TEXT)
    found = inserting.search(section, penyusun, "")
    assert list(found) == ["Angka", "Tabel", "Bagian", "Program"]
    assert all(len(offers) <= inserting.MOST for offers in found.values())


def test_programmes_and_tables_of_another_agency_are_not_offered(plan, section, programs, opd_lain):
    make.write(section, '<p class="caption">Luas</p><table><tbody><tr><td>1</td></tr></tbody></table>' + make.TEXT)
    own = make.make_section(plan, lead=make.make_agency(plan.region, "disdikpora"))
    assert codes(inserting.search(own, opd_lain, "GOV-1-01")) == set()
    assert codes(inserting.search(own, opd_lain, "Luas")) == set()
    assert f"section:{section.code}" in codes(inserting.search(own, opd_lain, section.title))
    assert "budget" in codes(inserting.search(own, opd_lain, "pagu seluruh rencana"))


def test_the_search_is_a_piece_of_a_page(client_for, plan, section, programs, penyusun):
    answer = client_for(penyusun).get(f"/rencana/{plan.code}/bagian/{section.code}/rujukan", {"cari": "target 2027"})
    assert 'data-code="target:GOV-1-01:layanan-yang-terpadu:2027"' in answer.content.decode()
    nothing = client_for(penyusun).get(f"/rencana/{plan.code}/bagian/{section.code}/rujukan", {"cari": "kuda nil"})
    assert "Tidak ada yang cocok" in nothing.content.decode()


def test_a_search_takes_as_many_queries_whatever_is_there(section, programs, penyusun):
    def queries() -> int:
        inserting.forget()
        inserting.search(section, penyusun, "")
        with CaptureQueriesContext(connection) as caught:
            inserting.forget()
            inserting.search(section, penyusun, "")
        return len(caught)

    few = queries()
    for _ in range(5):
        make.make_program(programs)
        make.make_section(section.plan)
    assert queries() == few


def test_a_page_shows_the_present_number_with_its_source(section, programs, penyusun):
    shown = inserting.shown(TARGET, section, penyusun)
    assert 'title="Target “Layanan yang terpadu” tahun 2027, GOV-1-01' in shown
    assert f'/bagian/{programs.code}/">10</a>' in shown


def test_who_may_not_open_the_source_gets_no_link(plan, section, programs, opd_lain):
    assert "<a " not in inserting.shown(TARGET, section, opd_lain)


def test_the_difference_of_two_revisions_does_not_mark_a_number_that_is_live(client_for, plan, section, programs, penyusun):
    more = " Semuanya dapat diurus dari satu pintu tanpa harus datang ke kantor kabupaten.</p>"
    text = TARGET.replace("</p>", more) + make.TEXT
    make.write(section, text)
    make.submit(section)
    make.review.withdraw(section, by=penyusun)
    section.refresh_from_db()
    make.write(section, text.replace(">1<", ">8<").replace("kantor kabupaten", "kantor bupati"))
    make.submit(section)
    answer = client_for(penyusun).get(f"/rencana/{plan.code}/bagian/{section.code}/bandingkan?dari=1&ke=2").content.decode()
    assert "<ins>bupati" in answer
    assert "8</ins>" not in answer and ">10</a></span>" in answer


def test_a_text_without_marks_asks_nothing(section, penyusun, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert inserting.shown(make.TEXT, section, penyusun) == make.TEXT
