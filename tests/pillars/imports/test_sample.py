import io

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from opd.models import Region, User
from pillars.imports import folder, sample
from pillars.models import Attachment, Comment, Plan, Review, Section, StatusChange
from pillars.refusals import Refused

pytestmark = pytest.mark.django_db
WORDS = "Kabupaten ini menyusun rencana induk bersama seluruh perangkat daerah dan warganya. " * 4

FILES = {
    "region.yaml": 'code: "64.10"\nname: Contoh\nkind: kabupaten\ncapital: Contoh',
    "districts.csv": "code,name,area_km2\n64.10.01,Utara,120.5\n64.10.02,Selatan,",
    "villages.csv": "code,district_code,name,kind\n64.10.01.1001,64.10.01,Muara,kelurahan",
    "agencies.csv": (
        "abbreviation,name,slug,affairs,valid_from,valid_to\n"
        "Diskominfo,Dinas Komunikasi dan Informatika,diskominfo,2.16 2.20,2020-01-01,\n"
        "Bappeda,Badan Perencanaan,bappeda,5.01,2020-01-01,\n"
        "Dinkes,Dinas Kesehatan,dinkes,1.02,2020-01-01,\n"
    ),
    "positions.csv": "agency,title,rank\ndinkes,Kepala Dinas Kesehatan,1",
    "plan.yaml": (
        "code: contoh\ntitle: Rencana Contoh\noutline: three_books\nperiod_start: 2025\nperiod_end: 2029\n"
        "missions: [{number: 2, text: Tata kelola bersih}]\n"
    ),
    "accounts.yaml": (
        "- {username: koordinator, agency: diskominfo, role: coordinator}\n"
        "- {username: pereviu, agency: diskominfo, role: reviewer}\n"
        "- {username: kepala.dinkes, agency: dinkes, role: head, position: Kepala Dinas Kesehatan}\n"
    ),
    "text/b1-01-01.md": f"{WORDS}\n\n![Peta](peta.png)\n\nGambar: Peta\n\nSumber: BPS",
    "text/b1-01-02.md": WORDS,
    "text/b1-01-04.md": WORDS,
    "text/b1-01-05.md": WORDS,
    "text/b1-01-06.md": WORDS,
    "programs/GOV.yaml": (
        "- code: GOV-1-01\n  name: Antrean daring\n  sub_dimension: GOV-1\n  lead: dinkes\n  supporting: [diskominfo]\n"
        "  activities: [Menyusun, Menjalankan]\n  locations: [64.10.01]\n  nomenclature: ['2.16.03']\n  missions: [2]\n"
        "  illustrative: true\n"
        "  indicators: [{name: Puskesmas, unit: unit, baseline: 4.5, baseline_year: 2024, targets: {2025: 6}}]\n"
        "  budget: {APBD: {2025: 750000000}}\n  quick_win: {short_name: Antre, proposer: dinkes, progress: 40}\n"
    ),
    "round.yaml": (
        "b1-01-02: {state: submitted, stage: 2, comments: [{by: pereviu, text: Mohon sumbernya.}]}\n"
        "b1-01-04: {state: returned, stage: 3, note: Lengkapi data.}\nb1-01-05: draft\nb1-01-06: {state: empty}\n"
    ),
}


@pytest.fixture
def files(tmp_path):
    """A small whole sample on disk."""
    for name, text in FILES.items():
        file = tmp_path / "contoh" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "contoh" / "images").mkdir()
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "contoh" / "images" / "peta.png")
    return folder.Folder(tmp_path / "contoh")


def status_of(code: str) -> tuple[str, int | None]:
    section = Section.objects.select_related("stage").get(code=code)
    return section.status, section.stage and section.stage.number


def test_the_round_stands_where_the_file_says(files):
    sample.load(files)
    assert status_of("b1-01-01") == ("approved", None)
    assert status_of("b1-01-02") == ("submitted", 2)
    assert status_of("b1-01-04") == ("returned", None)
    assert status_of("b1-01-05") == ("draft", None)
    assert Section.objects.get(code="b1-01-06").is_empty
    assert status_of("b2-l1-dinkes") == ("approved", None)


def test_decisions_are_real_and_by_the_people_whose_turn_it_was(files):
    sample.load(files)
    decided = Review.objects.filter(revision__section__code="b2-l1-dinkes")
    assert [r.by.username for r in decided] == ["kepala.dinkes", "pereviu", "pereviu.bappeda"]
    assert decided[0].office == "Kepala Dinas Kesehatan"
    assert StatusChange.objects.filter(section__code="b1-01-04", note="Lengkapi data.").count() == 1
    assert Comment.objects.get().by.username == "pereviu"


def test_a_programme_comes_with_all_its_figures(files):
    plan = sample.load(files).plan
    program = plan.programs.with_figures().get()
    assert (program.code, program.activities, program.nomenclature) == ("GOV-1-01", "Menyusun\nMenjalankan", "2.16.03")
    assert ([str(d) for d in program.districts.all()], program.everywhere) == (["Kecamatan Utara"], False)
    assert program.indicators.get().baseline == "4.5"
    assert program.quick_win.proposer == "Dinas Kesehatan"
    assert [m.number for m in program.missions.all()] == [2]


def test_pictures_become_pictures_of_the_plan(files):
    sample.load(files)
    picture = Attachment.objects.get()
    assert f'src="/gambar/{picture.key}"' in Section.objects.get(code="b1-01-01").body


def test_approved_leaves_nothing_on_the_way(files):
    loaded = sample.load(files, approved=True)
    written = loaded.plan.sections.filter(version__gt=0)
    assert set(written.values_list("status", flat=True)) == {"approved"}
    assert written.count() == 6


def test_it_names_sections_without_a_text(files):
    assert "b1-01-03 Dasar Hukum: belum ada naskah" in sample.load(files).remarks


def test_the_people_can_log_in_with_the_demo_password(files, settings):
    settings.DEMO_PASSWORD = "dua-sungai-satu-muara"
    sample.load(files)
    assert User.objects.get(username="koordinator").check_password("dua-sungai-satu-muara")


def test_loading_twice_is_refused_and_changes_nothing(files):
    sample.load(files)
    with pytest.raises(Refused, match="sudah ada"):
        sample.load(files)
    assert (Plan.objects.count(), Region.objects.count()) == (1, 1)


def test_replacing_makes_the_plan_anew_and_keeps_the_people(files):
    first, people = sample.load(files).plan, User.objects.count()
    second = sample.load(files, replace=True).plan
    assert first.pk != second.pk
    assert (Plan.objects.count(), User.objects.count()) == (1, people)


def test_a_wrong_agency_is_named_and_nothing_is_left(files):
    wrong = files.path / "programs" / "GOV.yaml"
    wrong.write_text(wrong.read_text().replace("lead: dinkes", "lead: dinkse"))
    with pytest.raises(Refused, match="dinkse"):
        sample.load(files)
    assert not Plan.objects.exists()


def test_the_command_leaves_a_filled_installation_alone(files, monkeypatch):
    monkeypatch.setattr(folder, "SAMPLES", files.path.parent)
    call_command("loadplan", "contoh", stdout=io.StringIO())
    call_command("loadplan", "contoh", "--if-empty", stdout=io.StringIO())
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("loadplan", "contoh", stdout=io.StringIO())


@pytest.mark.parametrize("name", folder.choices())
def test_every_sample_in_the_project_loads_whole(name):
    loaded = sample.load(folder.named(name))
    assert loaded.remarks == []
    assert not loaded.plan.sections.written().filter(lead=None).exists()
