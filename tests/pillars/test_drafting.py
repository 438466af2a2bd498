import uuid

import pytest

from opd.models import Event
from pillars import drafting
from pillars.models import Save, Section
from pillars.refusals import NotAllowed, Refused, SectionMoved
from tests import factories as make

pytestmark = pytest.mark.django_db


def save(section: Section, html: str, by, based_on: int, key: uuid.UUID | None = None) -> drafting.Saved:
    return drafting.save_text(section, html, based_on=based_on, once_key=key or uuid.uuid4(), by=by)


def test_a_save_is_applied_and_counts_the_version_up(section, penyusun):
    saved = save(section, "<p>Satu dua tiga.</p>", penyusun, 0)
    section.refresh_from_db()
    assert (saved.applied, saved.version) == (True, 1)
    assert (section.body, section.words, section.edited_by) == ("<p>Satu dua tiga.</p>", 3, penyusun)


def test_a_stale_save_is_kept_aside_and_overwrites_nothing(section, penyusun, kepala):
    save(section, "<p>Yang pertama.</p>", penyusun, 0)
    late = save(section, "<p>Yang terlambat.</p>", kepala, 0)
    section.refresh_from_db()
    assert (late.applied, late.version) == (False, 1)
    assert section.body == "<p>Yang pertama.</p>"
    kept = Save.objects.get(kept_aside=True)
    assert (kept.content, kept.by) == ({"html": "<p>Yang terlambat.</p>"}, kepala)


def test_a_save_kept_aside_leaves_an_event(section, penyusun):
    save(section, "<p>Satu.</p>", penyusun, 0)
    save(section, "<p>Dua.</p>", penyusun, 0)
    assert Event.objects.filter(verb="kept-aside").count() == 1


def test_the_same_key_again_gets_the_same_answer_and_saves_once(section, penyusun):
    key = uuid.uuid4()
    first = save(section, "<p>Sekali saja.</p>", penyusun, 0, key)
    second = save(section, "<p>Sekali saja.</p>", penyusun, 0, key)
    assert (first.applied, second.applied) == (True, True)
    assert first.version == second.version == 1
    assert Save.objects.count() == 1


def test_the_key_of_a_save_kept_aside_gets_its_answer_again_too(section, penyusun):
    save(section, "<p>Satu.</p>", penyusun, 0)
    key = uuid.uuid4()
    answers = [save(section, "<p>Dua.</p>", penyusun, 0, key).applied for _ in range(2)]
    assert answers == [False, False]
    assert Save.objects.filter(kept_aside=True).count() == 1


def test_every_acknowledged_text_is_found_again(section, penyusun):
    texts = [f"<p>Naskah ke-{n}.</p>" for n in range(5)]
    for n, text in enumerate(texts):
        save(section, text, penyusun, based_on=n if n != 3 else 0)
    assert {s.content["html"] for s in Save.objects.all()} == set(texts)


def test_what_is_stored_is_clean(section, penyusun):
    dirty = '<p onclick="x()" style="color:red">Aman<script>x()</script></p><img src="http://luar/x.png">'
    save(section, dirty, penyusun, 0)
    section.refresh_from_db()
    assert section.body == "<p>Aman</p>"


def test_nothing_is_saved_while_it_is_under_review(plan, penyusun):
    section = make.submitted_section(plan)
    with pytest.raises(NotAllowed, match="tidak terbuka"):
        save(section, "<p>Menyusul.</p>", penyusun, section.version)
    assert Save.objects.count() == 1


@pytest.mark.parametrize("who", ["pereviu", "opd_lain", "pembaca"])
def test_others_do_not_write(section, who, request):
    with pytest.raises(NotAllowed):
        save(section, "<p>Titipan.</p>", request.getfixturevalue(who), 0)


def test_people_of_another_region_do_not_write(section, orang_daerah_lain):
    for person in (orang_daerah_lain.penyusun, orang_daerah_lain.koordinator):
        with pytest.raises(NotAllowed):
            save(section, "<p>Titipan.</p>", person, 0)


def test_a_section_of_programmes_has_no_text(plan, penyusun):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    with pytest.raises(Refused, match="tidak ditulis sebagai naskah"):
        save(section, "<p>Naskah.</p>", penyusun, 0)


def test_a_programme_counts_as_a_save(plan, penyusun):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.make_program(section)
    assert drafting.touch_programs(section, by=penyusun) == 1
    section.refresh_from_db()
    assert (section.version, section.words, section.edited_by) == (1, 1, penyusun)


def test_a_save_kept_aside_is_settled_once(section, penyusun):
    save(section, "<p>Satu.</p>", penyusun, 0)
    kept = save(section, "<p>Dua.</p>", penyusun, 0).save
    drafting.settle(kept, by=penyusun)
    kept.refresh_from_db()
    assert kept.settled_at
    with pytest.raises(SectionMoved):
        drafting.settle(kept, by=penyusun)


def test_words_are_counted_without_tags_and_entities():
    assert drafting.count_words("<p>Air &amp; listrik</p><p>tahun 2025</p>") == 4


def test_items_are_for_sections_of_items(section, penyusun):
    with pytest.raises(Refused, match="butir-butir"):
        drafting.save_items(section, {}, based_on=0, once_key=uuid.uuid4(), by=penyusun)


def test_stale_items_are_kept_aside_as_texts_are(plan, penyusun):
    section = make.make_section(plan, kind=Section.Kind.SWOT)
    saves = [
        drafting.save_items(section, {"S": [{"text": word}]}, based_on=0, once_key=uuid.uuid4(), by=penyusun)
        for word in ("Pertama", "Terlambat")
    ]
    section.refresh_from_db()
    assert [s.applied for s in saves] == [True, False]
    assert section.items["S"][0]["text"] == "Pertama"
    assert saves[1].save.content["S"][0]["text"] == "Terlambat"
