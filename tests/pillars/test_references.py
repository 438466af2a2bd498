"""What a text names by its code: keys of captions, and what is told of what went away."""
import pytest

from pillars import drafting, references
from pillars.models import Section
from pillars.refusals import Refused
from tests import factories as make

TARGET = '<p>Kini <span data-value="target:GOV-1-01:layanan-yang-terpadu:2027">1</span> layanan.</p>'
TABLE = '<p class="caption">Luas tiap kecamatan</p><table><tbody><tr><td>1</td></tr></tbody></table><p class="source">BPS</p>'


def refer(code: str, words: str = "Tabel 9.9") -> str:
    return f'<p>Lihat <span data-ref="{code}">{words}</span>.</p>'


@pytest.fixture
def programs(plan):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.write(section)
    return section


def test_a_typed_number_before_a_title_does_not_make_another_key():
    assert references.fingerprint("Tabel 2.1 Luas  Wilayah") == references.fingerprint("luas wilayah")


def test_a_caption_keeps_the_key_it_was_opened_with():
    opened = references.keyed(TABLE)
    assert references.keys(opened.replace("Luas tiap", "Luas dan penduduk tiap")) == references.keys(TABLE)
    assert references.keyed(opened) == opened


def test_spans_and_keys_survive_cleaning(section):
    text = references.keyed(TABLE) + TARGET + refer("section:b1-01-01") + make.TEXT
    make.write(section, text)
    assert section.body == text
    assert references.marks(section.body) == (["target:GOV-1-01:layanan-yang-terpadu:2027"], ["section:b1-01-01"])


def test_a_text_without_them_asks_the_database_nothing(plan, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert references.broken(make.TEXT, plan) == []


def test_a_number_whose_source_went_away_is_missing_and_blocks_submission(section, programs):
    make.write(section, TARGET + make.TEXT)
    assert not [fault for fault in section.missing if "nilai" in fault]
    programs.programs.get().indicators.all().delete()
    drafting.touch_programs(programs, by=make.drafter_of(programs.lead))
    section.refresh_from_db()
    assert "nilai tidak ada lagi: target layanan yang terpadu 2027, GOV-1-01" in section.missing
    with pytest.raises(Refused, match="nilai tidak ada lagi"):
        make.submit(section)


def test_references_are_checked_against_what_is_there(plan, section, programs):
    make.write(section, TABLE + make.TEXT)
    key = references.fingerprint("Luas tiap kecamatan")
    there = [f"table:{section.code}:{key}", f"section:{section.code}", "chapter:b1-01", "program:GOV-1-01",
             f"table:{programs.code}:apapun"]
    gone = [f"table:{section.code}:lain", "section:b9-99-99", "chapter:b9", "program:GOV-1-99", "apa", "a:b:c:d"]
    assert references.broken("".join(map(refer, there)), plan) == []
    assert len(references.broken("".join(map(refer, gone)), plan)) == len(gone)


def test_more_texts_do_not_mean_more_queries(plan, section, programs, django_assert_num_queries):
    text = TARGET + refer("program:GOV-1-01")
    with django_assert_num_queries(11):
        references.all_broken({1: text}, plan)
    with django_assert_num_queries(11):
        references.all_broken(dict.fromkeys(range(9), text), plan)


def test_nobody_learns_a_draft_of_another_agency_by_typing_its_code(plan, programs, opd_lain, koordinator):
    section = make.make_section(plan, lead=make.make_agency(plan.region, "disdikpora"))
    for stolen in (TARGET, '<p><span data-value="budget:agency=dinkes">1</span></p>'):
        with pytest.raises(Refused, match="bukan program perangkat daerah Anda"):
            make.write(section, stolen + make.TEXT, by=opd_lain)
    make.write(section, TARGET + make.TEXT, by=koordinator)
    make.write(section, TARGET + make.TEXT + make.TEXT, by=opd_lain)  # what stands there already may stay
    assert section.version == 2
