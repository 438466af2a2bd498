"""Saving programmes: applied only on the version that was read, once for one key, never lost."""
import uuid

import pytest

from pillars import drafting, program_saving, program_words, programs, review
from pillars.models import Program, Save, Section
from pillars.refusals import NotAllowed, SectionMoved
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS)


@pytest.fixture
def content(section) -> dict:
    """What the form of a programme gives; the programme itself is gone again."""
    made = make.make_program(section)
    data = programs.snapshot(section.programs.with_figures().get(pk=made.pk))
    made.delete()
    return data


def save(section, content, by, *, code="", based_on=0, key=None):
    return program_saving.save_program(section, content, code=code, based_on=based_on, once_key=key or uuid.uuid4(), by=by)


def test_a_new_programme_gets_the_next_code_of_its_sub_dimension(section, content, penyusun):
    codes = [save(section, content, penyusun).save.program_code for _ in range(2)]
    assert codes == ["GOV-1-01", "GOV-1-02"]


def test_what_was_saved_reads_back_the_same(section, content, penyusun):
    code = save(section, content, penyusun).save.program_code
    again = programs.snapshot(section.programs.with_figures().get(code=code))
    assert again == {**content, "code": code}


def test_the_same_key_saves_only_once(section, content, penyusun):
    key = uuid.uuid4()
    first, second = (save(section, content, penyusun, key=key) for _ in range(2))
    assert first.save == second.save
    assert Program.objects.count() == 1


def test_a_save_that_came_too_late_is_kept_aside(section, content, penyusun, kepala):
    code = save(section, content, penyusun).save.program_code
    save(section, {**content, "name": "Dari kepala"}, kepala, code=code, based_on=1)
    late = save(section, {**content, "name": "Dari penyusun"}, penyusun, code=code, based_on=1)
    assert not late.applied
    assert Program.objects.get().name == "Dari kepala"
    assert Save.objects.get(kept_aside=True).content["name"] == "Dari penyusun"


def test_the_fields_that_differ_are_told_in_words(content):
    other = {**content, "name": "Nama lain", "start_year": 2026}
    assert [d.key for d in program_words.differences(content, other)] == ["name", "start_year"]


def test_a_code_is_not_given_again_after_its_programme_went(section, content, penyusun):
    code = save(section, content, penyusun).save.program_code
    program_saving.remove_program(section, code, based_on=1, by=penyusun)
    assert save(section, content, penyusun).save.program_code == "GOV-1-02"


def test_removing_keeps_the_last_content(section, content, penyusun):
    code = save(section, content, penyusun).save.program_code
    kept = program_saving.remove_program(section, code, based_on=1, by=penyusun)
    assert (kept.content["name"], kept.content["removed"]) == (content["name"], True)


def test_a_programme_that_changed_meanwhile_is_not_removed(section, content, penyusun):
    code = save(section, content, penyusun).save.program_code
    save(section, content, penyusun, code=code, based_on=1)
    with pytest.raises(SectionMoved):
        program_saving.remove_program(section, code, based_on=1, by=penyusun)


def test_a_submitted_section_takes_no_save(section, content, penyusun):
    save(section, content, penyusun)
    section.refresh_from_db()
    review.submit(section, by=penyusun, version=section.version)
    with pytest.raises(NotAllowed):
        save(section, content, penyusun)


def test_another_agency_saves_nothing(section, content, opd_lain):
    with pytest.raises(NotAllowed):
        save(section, content, opd_lain)
    assert not Program.objects.exists()


def test_each_save_counts_for_the_section_that_will_be_submitted(section, content, penyusun):
    before = Section.objects.get(pk=section.pk).version
    save(section, content, penyusun)
    assert Section.objects.get(pk=section.pk).version == before + 1
    assert drafting.count_words("<p>satu dua</p>") == 2
