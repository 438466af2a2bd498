"""The help beside the forms: the general text, what the region writes in its place, and what nobody wrote."""
import pytest

from opd.models import Event
from pillars import guidance, outlines, outlining
from pillars.models import Guidance, Section, SubDimension
from pillars.models.program import QuickWin
from pillars.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(plan):
    make.make_sub_dimension()
    return make.make_section(plan, title="Kesenjangan Smart Governance", pillar=SubDimension.objects.first().pillar)


def test_a_section_finds_the_general_text_by_its_title(gap):
    shown = guidance.of_section(gap)
    assert "keadaan yang diharapkan" in shown.part("contents").text
    assert not shown.part("contents").own


def test_the_questions_of_its_pillar_are_asked_and_their_source_is_named(gap):
    questions = guidance.of_section(gap).part("questions").text
    assert "indeks SPBE" in questions
    assert questions.endswith("formulir tahun ini.")
    assert "Smart Economy" not in questions


def test_what_the_region_writes_takes_the_place_of_one_part_only(gap, koordinator):
    guidance.change(gap.plan, {"example": "Contoh kami."}, by=koordinator, section=gap)
    shown = guidance.of_section(gap)
    assert (shown.part("example").text, shown.part("example").own) == ("Contoh kami.", True)
    assert not shown.part("contents").own
    assert Event.objects.get(verb="guidance-changed").data == {"parts": ["example"]}


def test_saving_the_same_leaves_no_trace(gap, koordinator):
    for _ in range(2):
        guidance.change(gap.plan, {"example": "Contoh kami."}, by=koordinator, section=gap)
    assert Event.objects.filter(verb="guidance-changed").count() == 1


def test_a_help_text_cannot_carry_a_script(gap, koordinator):
    guidance.change(gap.plan, {"before": "<script>alert(1)</script>\n\n- butir"}, by=koordinator, section=gap)
    html = guidance.of_section(gap).part("before").html
    assert "script" not in html
    assert "<li>butir</li>" in html


def test_a_book_is_not_help(gap, koordinator):
    with pytest.raises(Refused, match="terlalu panjang"):
        guidance.change(gap.plan, {"before": "a" * 60_001}, by=koordinator, section=gap)


def test_a_field_belongs_to_one_plan(plan, region, koordinator):
    other = make.make_plan(region, code="lain")
    guidance.change(plan, {"contents": "Nama kami."}, by=koordinator, field="name")
    assert guidance.of_field(plan, "name").part("contents").text == "Nama kami."
    assert guidance.of_field(other, "name").part("contents").text != "Nama kami."


def test_every_title_of_the_outlines_has_general_help():
    for name, _title in outlines.choices():
        sections = [s for b in outlines.read(name)["books"] for c in b["chapters"] for s in c["sections"]]
        written = [s for s in sections if s.get("kind", "narrative") in Section.WRITTEN]
        assert [s["title"] for s in written if not guidance.topic_of(s["title"], s.get("kind", "narrative"))] == []


def test_all_ten_heads_of_a_quick_win_are_explained():
    assert {field for fields in QuickWin.HEADS.values() for field in fields} <= set(guidance.general("fields"))


def test_a_renamed_section_keeps_its_help(plan, koordinator):
    chapter = plan.books.get().chapters.first()
    section = outlining.add_section(chapter, Section(title="Dasar Hukum"), by=koordinator)
    outlining.change_section(section, {"title": "Landasan Peraturan"}, by=koordinator)
    section.refresh_from_db()
    assert "jenjang" in guidance.of_section(section).part("contents").text


def test_a_plan_from_an_outline_begins_with_its_short_help(region):
    plan = outlines.create_plan(region, "three_books", by=None, code="baru", title="R", period_start=2025, period_end=2029)
    row = Guidance.objects.get(section__plan=plan, section__code="b1-04-01")
    assert row.summary.startswith("Tabel: subdimensi")
    assert row.topic == "kesenjangan"
