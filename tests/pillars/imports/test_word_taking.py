"""Applying an imported document and undoing it: all or nothing, through the same doors as everybody's saves."""
import uuid

import pytest
from django.core.files.base import ContentFile

from opd.models import Event
from pillars import drafting, tasks
from pillars.imports import word_matching, word_taking
from pillars.imports.word_taking import APPEND, REPLACE, Decision
from pillars.models import Attachment, Import, Save, Section
from pillars.refusals import Refused, SectionMoved
from tests import factories as make
from tests.pillars.imports import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections(plan) -> list[Section]:
    return [make.make_section(plan, title=title) for title in ("Latar Belakang", "Maksud dan Tujuan")]


@pytest.fixture
def brought(plan, sections, penyusun) -> Import:
    return bring(plan, penyusun, documents.chapter())


def bring(plan, by, data: bytes, section=None) -> Import:
    found = Import(plan=plan, by=by, name="bab.docx", section=section)
    found.file.save("bab.docx", ContentFile(data))
    tasks.read_word.enqueue(found.pk)
    found.refresh_from_db()
    return found


def decide(sections) -> list[Decision]:
    return [Decision(n, section, REPLACE, section.version) for n, section in enumerate(sections)]


def bodies(sections) -> list[str]:
    return [Section.objects.get(pk=section.pk).body for section in sections]


def test_each_part_is_proposed_for_the_section_of_its_title(brought, sections):
    assert brought.state == "ready"
    assert [part["proposed"] for part in brought.found["parts"]] == [section.code for section in sections]


def test_only_sections_that_the_person_may_write_are_proposed(plan, sections, opd_lain):
    assert word_matching.open_sections(plan, opd_lain) == []
    assert [p["proposed"] for p in bring(plan, opd_lain, documents.chapter()).found["parts"]] == ["", ""]


def test_one_part_without_a_title_goes_where_the_import_was_begun(plan, sections, penyusun):
    found = bring(plan, penyusun, documents.body(documents.p("Naskah saja.")), sections[1])
    assert [part["proposed"] for part in found.found["parts"]] == [sections[1].code]


def test_the_signs_of_a_title_stay_when_several_parts_go_into_one_section(brought, sections, penyusun):
    brought.found["parts"][0]["title"] = "Layanan <daring> & posyandu"
    brought.save()
    word_taking.take(brought, [Decision(n, sections[0], REPLACE, sections[0].version) for n in (0, 1)], [], by=penyusun)
    assert ">Layanan &lt;daring&gt; &amp; posyandu</h3>" in bodies(sections)[0]


def test_applying_saves_versions_pictures_and_the_trail(brought, sections, penyusun):
    word_taking.take(brought, decide(sections), [], by=penyusun)
    body = bodies(sections)[0]
    assert f'src="/gambar/{Attachment.objects.get().key}"' in body
    assert Save.objects.count() == 2
    assert [e.summary for e in Event.objects.filter(verb="imported")] == ["Naskah diganti dari berkas bab.docx"] * 2


def test_appending_keeps_what_was_there(brought, sections, penyusun):
    make.write(sections[1])
    word_taking.take(brought, [Decision(1, sections[1], APPEND, 1)], [], by=penyusun)
    assert bodies(sections)[1].startswith(make.TEXT[:30])
    assert "Jumlah tenaga kesehatan" in bodies(sections)[1]


def test_a_section_that_changed_meanwhile_stops_the_whole_import(brought, sections, penyusun):
    decisions = decide(sections)
    make.write(sections[1])
    with pytest.raises(SectionMoved):
        word_taking.take(brought, decisions, [], by=penyusun)
    assert bodies(sections)[0] == ""
    assert Attachment.objects.count() == 0


def test_a_section_of_others_is_refused(brought, sections, penyusun, opd_lain, plan):
    theirs = make.make_section(plan, lead=make.make_agency(plan.region, "disdikpora"))
    with pytest.raises(Refused):
        word_taking.take(brought, [Decision(0, theirs, REPLACE, 0)], [], by=penyusun)


def test_nothing_is_taken_twice(brought, sections, penyusun):
    word_taking.take(brought, decide(sections), [], by=penyusun)
    with pytest.raises(Refused):
        word_taking.take(brought, decide(sections), [], by=penyusun)


def test_undoing_brings_every_section_back(brought, sections, penyusun):
    make.write(sections[0])
    before = bodies(sections)
    word_taking.take(brought, decide(sections), [], by=penyusun)
    assert word_taking.undo(brought, by=penyusun) == ([sections[1].code, sections[0].code], [])
    assert bodies(sections) == before
    assert Import.objects.get().state == "undone"


def test_a_section_edited_since_is_not_undone(brought, sections, penyusun):
    word_taking.take(brought, decide(sections), [], by=penyusun)
    drafting.save_text(sections[0], "<p>Disunting.</p>", based_on=1, once_key=uuid.uuid4(), by=penyusun)
    back, refused = word_taking.undo(brought, by=penyusun)
    assert back == [sections[1].code]
    assert "sudah disunting sesudah impor" in refused[0]
    assert bodies(sections) == ["<p>Disunting.</p>", ""]


def test_what_was_left_over_is_told(brought, sections, penyusun):
    word_taking.take(brought, decide(sections[:1]), [], by=penyusun)
    brought.refresh_from_db()
    assert brought.found["left_over"] == ["Maksud dan Tujuan"]


def test_a_file_that_cannot_be_read_says_why(plan, penyusun):
    found = bring(plan, penyusun, b"PK halo")
    assert (found.state, found.error.startswith("Berkas “.docx” ini rusak")) == ("failed", True)
