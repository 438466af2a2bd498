"""What a draft with notes says: who asked what, what the checker found, who wrote last."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan import notes
from masterplan.book.content import collect
from pillars import comments
from tests import factories as make


def gathered(plan):
    return notes.gathered(plan, collect(plan))


def kinds_of(found) -> list[str]:
    return [note.kind for note in found]


def test_an_open_comment_says_office_passage_and_answers(plan, section, pereviu, penyusun):
    make.write(section)
    asked = comments.add(section, "Mohon sumbernya.", by=pereviu, quote="rencana induk")
    comments.add(section, "Sudah ditambahkan.", by=penyusun, answers=asked)

    note = gathered(plan)[section.code][-1]

    assert (note.kind, note.quote, note.by) == ("comment", "rencana induk", "Pereviu Diskominfo")
    assert note.text == "Mohon sumbernya.\n— Penyusun Dinkes: Sudah ditambahkan."


def test_a_comment_that_was_dealt_with_is_not_printed(plan, section, pereviu):
    comments.resolve(comments.add(section, "Mohon sumbernya.", by=pereviu), by=pereviu)
    assert "comment" not in kinds_of(gathered(plan)[section.code])


def test_the_office_of_who_wrote_last_is_named_not_the_person(plan, section):
    make.write(section)
    note = gathered(plan)[section.code][0]
    assert (note.kind, note.by, note.text) == ("hand", "Penyusun Dinkes", "Naskah versi 1")


def test_a_position_comes_before_a_membership(plan, section, penyusun):
    make.write(section)
    make.make_position(penyusun, section.lead, "Sekretaris Dinas Kesehatan")
    assert gathered(plan)[section.code][0].by == "Sekretaris Dinas Kesehatan"


def test_findings_say_what_stands_in_the_way(plan, section, programs):
    make.write(section, "<p>Pendek.</p>")
    programs.programs.first().indicators.all().delete()
    found = gathered(plan)
    assert "Naskah baru 1 kata (menghalangi pengajuan)" in [n.text for n in found[section.code]]
    assert any("belum memiliki indikator (menghalangi pengajuan)" in n.text for n in found[programs.code])


def test_generated_sections_have_none(plan):
    matrix = make.make_section(plan, kind="matrix")
    assert matrix.code not in gathered(plan)


@pytest.mark.parametrize("rows", [1, 5])
def test_the_number_of_queries_does_not_grow(plan, pereviu, rows):
    for _ in range(rows):
        section = make.make_section(plan)
        make.write(section)
        comments.add(section, "Mohon sumbernya.", by=pereviu)
    content = collect(plan)
    with CaptureQueriesContext(connection) as queries:
        notes.gathered(plan, content)
    assert len(queries) == 5


@pytest.fixture
def programs(plan):
    section = make.make_section(plan, kind="programs")
    make.write(section)
    return section
