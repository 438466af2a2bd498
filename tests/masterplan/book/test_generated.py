"""The generated parts: every number in them is one of the record, with none, one, and many programmes."""
import re
import uuid

import pytest

from masterplan.book import charts, html, tables
from masterplan.book.content import collect
from masterplan.book.numbering import Numbering
from pillars import drafting
from pillars.models import Book, Chapter, QuickWin, Section
from tests import factories as make
from tests.masterplan.book.conftest import generated, write

Kind = Section.Kind


def parts(plan, section: Section, **wanted) -> dict:
    """What the template of a section gets."""
    content = collect(plan, **wanted)
    shape = next(s for b in content.books for c in b.chapters for s in c.sections if s.code == section.code)
    return tables.KINDS[section.kind](content, shape, Numbering("1"))


@pytest.fixture
def agencies(plan, appendix, dinkes, diskominfo) -> list[Section]:
    """Two agencies with programmes in three sub-dimensions, sources and years."""
    sections = []
    for lead, subs in ((dinkes, ("LIV-2", "LIV-3")), (diskominfo, ("GOV-1", "GOV-1", "LIV-2"))):
        section = make.make_section(plan, chapter=appendix, kind=Kind.PROGRAMS, lead=lead, title=f"Program {lead.name}")
        for n, sub in enumerate(subs, 1):
            program = make.make_program(section, sub_dimension=make.make_sub_dimension(sub), name=f"Program {lead} {n}")
            program.budgets.create(source="DAU", year=2027, amount=n * 1_000_000_000)
        sections.append(section)
    return sections


# Budgets


def test_every_recapitulation_has_the_same_total(plan, agencies):
    found = parts(plan, generated(plan, Kind.RECAP))
    total = sum(p.total for p in collect(plan).programs.values())
    sums = {name: sum(row["sum"] for row in found[name]["rows"]) for name in ("heat", "by_year", "agencies", "sources")}
    assert sums == dict.fromkeys(sums, total)
    assert found["total"] == total


def test_the_short_and_the_whole_recapitulation_write_the_same_total(plan, agencies):
    short, whole = parts(plan, generated(plan, Kind.BUDGET)), parts(plan, generated(plan, Kind.RECAP))
    assert (short["total"], short["totals"]) == (whole["grand"], whole["totals"])


def test_agencies_and_sources_stand_with_the_largest_first(plan, agencies):
    found = parts(plan, generated(plan, Kind.RECAP))
    assert [r["name"] for r in found["agencies"]["rows"]] == ["Dinas Komunikasi dan Informatika", "Dinas Kesehatan"]
    assert [(r["name"], r["share"]) for r in found["sources"]["rows"]] == [("DAU", "70,6%"), ("APBD Kabupaten/Kota", "29,4%")]


def test_what_is_budgeted_outside_the_plan_counts_nowhere(plan, programs):
    programs.programs.first().budgets.create(source="APBD", year=2031, amount=5_000_000_000)
    assert parts(plan, generated(plan, Kind.RECAP))["total"] == 1_500_000_000
    assert parts(plan, generated(plan, Kind.BUDGET))["tables"][0]["rows"][-1]["total"] == "750"


def test_the_charts_tell_their_numbers_in_words(plan, agencies):
    figures = parts(plan, generated(plan, Kind.RECAP))["figures"]
    assert "Diskominfo: 8,25 miliar rupiah" in figures["agencies"]["svg"]
    assert "DAU: 70,6%" in figures["sources"]["svg"]
    assert "2027: Rp9.000.000.000" in figures["columns"]["svg"]


# Road map, cards, strategy


def test_a_bar_runs_from_the_first_to_the_last_year_of_a_programme(plan, programs):
    program = make.make_program(programs, start_year=2026, end_year=2027, horizon="short")
    QuickWin.objects.create(program=program, short_name="Cepat")
    found = parts(plan, generated(plan, Kind.GANTT, pillar=make.make_pillar("GOV")))
    row = found["groups"][0]["rows"][-1]
    assert [c["bar"] for c in row["cells"]] == ["", "short", "short", "", ""]
    assert [(c["starts"], c["ends"], c["quick"]) for c in row["cells"][1:3]] == [(True, False, True), (False, True, False)]
    assert [c["target"] for c in row["cells"]] == ["", "6", "8", "", ""]


@pytest.mark.parametrize("kind", [Kind.GANTT, Kind.STRATEGY])
def test_a_sub_dimension_without_a_programme_is_named(plan, programs, kind):
    found = parts(plan, generated(plan, kind, pillar=make.make_pillar("GOV")))
    members = "rows" if kind == Kind.GANTT else "programs"
    assert [(g["sub"].code, len(g[members])) for g in found["groups"]] == [("GOV-1", 1), ("GOV-2", 0), ("GOV-3", 0)]


def test_cards_of_a_pillar_come_from_all_agencies(plan, agencies):
    found = parts(plan, generated(plan, Kind.CARDS, pillar=make.make_pillar("LIV")))
    assert [c["program"].code for c in found["cards"]] == ["LIV-2-01", "LIV-2-02", "LIV-3-01"]
    assert {c["program"].lead.slug for c in found["cards"]} == {"dinkes", "diskominfo"}


# Vision, missions


def test_the_tree_counts_the_programmes_of_missions_and_pillars(plan, agencies):
    plan.vision = "Maju bersama"
    plan.save()
    mission = make.make_mission(plan)
    agencies[0].programs.first().missions.add(mission)
    found = parts(plan, generated(plan, Kind.TREE))
    assert [m["count"] for m in found["mission_rows"][0]] == [1]
    assert [(b["pillar"].code, b["count"]) for b in found["branches"] if b["count"]] == [("GOV", 2), ("LIV", 3)]
    assert next(b for b in found["branches"] if b["pillar"].code == "LIV")["missions"] == [1]


def test_the_spread_counts_a_programme_at_each_of_its_missions_and_once_at_the_foot(plan, agencies):
    program = agencies[0].programs.first()
    program.missions.set([make.make_mission(plan, 1), make.make_mission(plan, 2)])
    found = parts(plan, generated(plan, Kind.COVERAGE))
    assert [row["total"] for row in found["rows"]] == [1, 1]
    assert (found["total"], sum(found["totals"]), len(found["orphans"])) == (5, 5, 4)


# Readiness and SWOT


def items(section: Section, content: dict) -> Section:
    drafting.save_items(section, content, based_on=0, once_key=uuid.uuid4(), by=make.drafter_of(section.lead))
    return section


ELEMENTS = [
    {"group": "struktur", "name": "Anggaran", "value": 2, "reason": "Ada"},
    {"group": "struktur", "name": "Tata kelola", "value": 3, "reason": "Tetap", "evidence": "SOP"},
    {"group": "infrastruktur", "name": "Digital", "value": 1, "reason": "Belum"},
]


def test_readiness_averages_each_group_and_tells_the_radar_in_words(plan):
    section = items(generated(plan, Kind.READINESS), {"elements": ELEMENTS})
    found = parts(plan, section)
    assert [(g["label"], g["average"]) for g in found["groups"]] == [("Struktur", "2,5"), ("Infrastruktur", "1,0")]
    assert found["whole"] == "2,0"
    assert "Anggaran: 2; Tata kelola: 3; Digital: 1" in found["chart_svg"]


def test_swot_meets_in_the_middle(plan):
    section = items(generated(plan, Kind.SWOT), {key: [{"text": key}] for key in ("S", "W", "O", "T", "SO", "WT")})
    found = parts(plan, section)
    assert [q["key"] for q in found["across"]] == ["S", "W"]
    assert [(q["key"], [s["key"] for s in meeting]) for q, meeting in found["down"]] == [("O", ["SO", "WO"]), ("T", ["ST", "WT"])]
    assert found["across"][0]["rows"][0]["code"] == "S1"


def test_a_final_prints_the_items_that_were_approved(plan):
    section = generated(plan, Kind.SWOT)
    items(section, {key: [{"text": f"Butir {key}"}] for key in "SWOT"})
    section.refresh_from_db()
    make.submit(section)
    for _ in range(3):
        make.approve_once(section)
    Section.objects.filter(pk=section.pk).update(items={})
    assert parts(plan, section, mode="final")["across"][0]["rows"][0]["text"] == "Butir S"


# Back matter


def test_the_index_leads_to_the_card_and_names_its_section(plan, agencies, appendix):
    index = generated(plan, Kind.INDEX, chapter=appendix, lead=None)
    found = parts(plan, index)
    first = found["by_code"][0]
    assert (first["program"].code, first["anchor"], first["place"]) == ("GOV-1-01", "p-GOV-1-01", "L1.2")
    names = [line["program"].name for line in found["by_name"]]
    assert names == sorted(names)
    assert [(a["agency"].slug, len(a["leads"]), a["place"]) for a in found["agencies"]] == [
        ("dinkes", 2, "L1.1"), ("diskominfo", 3, "L1.2")]


def test_without_cards_the_index_leads_to_the_matrix(plan, agencies):
    matrix = generated(plan, Kind.MATRIX, pillar=make.make_pillar("GOV"))
    Section.objects.filter(kind=Kind.PROGRAMS).update(chapter=other_book(plan))
    found = parts(plan, generated(plan, Kind.INDEX))
    assert [(line["program"].code, line["anchor"]) for line in found["by_code"]] == [
        ("GOV-1-01", f"{matrix.code}-t1"), ("GOV-1-02", f"{matrix.code}-t1")]


def other_book(plan) -> Chapter:
    book = Book.objects.create(plan=plan, code="b2", number=2, title="Masterplan")
    return Chapter.objects.create(book=book, code="b2-01", order=1, title="Program")


def test_contributors_are_offices_and_a_name_only_where_the_region_gave_one(plan, dinkes, penyusun):
    make.write(make.make_section(plan))
    make.make_position(penyusun, dinkes, "Kepala Dinas Kesehatan")
    make.make_position(penyusun, dinkes, "Sekretaris", rank=2, name="dr. Sinta, M.Kes.", kind="Plt.")
    found = parts(plan, generated(plan, Kind.CONTRIBUTORS, lead=None))
    assert [(w["agency"].slug, w["offices"], w["sections"]) for w in found["writers"]] == [
        ("dinkes", ("Kepala Dinas Kesehatan", "Plt. Sekretaris: dr. Sinta, M.Kes."), ["1.1"])]
    assert [s.task for s in found["stages"]] == ["Kepala perangkat daerah", "Diskominfo", "Bapelitbang"]


def test_a_signature_page_does_not_make_a_book(plan):
    make.make_section(plan)
    generated(plan, Kind.SIGNATURE, lead=None)
    assert collect(plan, mode="final").books == ()
    make.approved_section(plan)
    found = [s.kind for c in collect(plan, mode="final").books[0].chapters for s in c.sections if not s.is_left_out]
    assert found == ["signature", "narrative"]


# With nothing, and with much


@pytest.mark.parametrize("kind", [k for k in tables.KINDS if k != "programs"])
def test_every_kind_does_with_nothing(plan, kind):
    make.make_section(plan)  # what frames a book makes none
    assert parts(plan, generated(plan, kind)) is not None


def test_sixty_agencies_are_a_chart_of_thirty_bars():
    bars = [charts.Bar(f"Perangkat daerah dengan nama yang panjang sekali nomor {n}", 60 - n, str(60 - n)) for n in range(60)]
    svg = charts.ranked_bars("Judul", bars, others="465")
    assert svg.count("<rect") == charts.MOST_BARS
    assert "31 lainnya" in svg
    assert max(len(text) for text in re.findall(r"<text[^>]*>([^<]*)", svg)) <= 30


@pytest.mark.parametrize("count", [0, 1, 2, 3, 60])
def test_a_radar_is_drawn_of_any_number_of_axes_and_always_the_same(count):
    axes = [charts.Axis(f"Unsur kesiapan nomor {n}", n % 4 + 1, n % 3) for n in range(count)]
    assert charts.radar("Judul", axes, ["A", "B", "C"]) == charts.radar("Judul", axes, ["A", "B", "C"])
    assert charts.stacked_bars(charts.Bars("Judul", [], [])).endswith("</svg>")


def test_what_is_written_stays_text_in_a_chart(plan):
    assert "<script" not in charts.ranked_bars("<script>", [charts.Bar("<script>", 1, "<script>")])
    assert write(make.make_section(plan), "<p>Teks</p>").body == "<p>Teks</p>"


def test_every_kind_is_set_with_nothing(plan):
    make.make_section(plan)
    for kind in tables.KINDS:
        generated(plan, kind, title=f"Tentang {kind}")
    printed = {part.code: part.html for unit in html.units(collect(plan)) for part in unit.parts}
    assert len(printed) == len(tables.KINDS) + 3  # with the cover, the title page, and the narrative
    assert "None" not in "".join(printed.values())
