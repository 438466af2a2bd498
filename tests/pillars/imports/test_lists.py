"""The nomenclature and the indicator library: imported as a whole, again without harm, and found by a part of a name."""
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opd.imports import SheetError
from opd.models import Event
from pillars import program_saving, programs, reference_search
from pillars.imports import lists
from pillars.models import Indicator, LibraryIndicator, Nomenclature, Section
from tests import factories as make

pytestmark = pytest.mark.django_db
EDITION = "Kepmendagri 900.1.15.5-1317/2023"
CSV = (b"Kode;Nama;Indikator Kinerja;Satuan\n2.16.03;Program Pengelolaan Aplikasi Informatika;;\n"
       b"2.16.03.02.02.0021;Penyelenggaraan sistem penghubung layanan;Layanan yang terhubung;layanan\n")


def take(csv: bytes = CSV, **fields) -> lists.Taken:
    return lists.take_nomenclature(lists.read_nomenclature(csv).rows, EDITION, **fields)


def test_codes_are_tidied_and_their_level_is_told_by_their_parts():
    rows = lists.read_nomenclature(CSV).rows
    assert [(r["code"], r["level"]) for r in rows] == [("2.16.03", "program"), ("2.16.03.2.02.0021", "sub")]


def test_what_is_wrong_is_told_by_line():
    faults = lists.read_nomenclature(b"kode,nama\n2.16.03,A\nabc,B\n2.16.03,C\n2.16,\n").faults
    assert [number for number, _text in faults] == [3, 4, 5]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"nama,satuan\nA,B\n"])
def test_what_is_no_such_table_is_refused_in_words(data):
    with pytest.raises(SheetError):
        lists.read_nomenclature(data)


def test_the_same_edition_again_changes_only_what_differs():
    assert take() == lists.Taken(2, 0, 0)
    assert take() == lists.Taken(0, 0, 2)
    assert take(CSV.replace(b"layanan\n", b"aplikasi\n")) == lists.Taken(0, 1, 1)
    assert Event.objects.filter(verb="nomenclature-imported").count() == 2


def test_hundreds_of_rows_are_written_in_a_few_statements():
    many = b"kode,nama\n" + b"".join(b"2.16.03.2.02.%04d,Sub kegiatan %d\n" % (n, n) for n in range(400))
    with CaptureQueriesContext(connection) as captured:
        assert take(many).new == 400
    assert len(captured) < 15


def test_an_entry_is_found_by_words_of_its_name_or_by_its_code(region):
    take()
    found = lambda text: [e.code for e in reference_search.nomenclature(region, text)]  # noqa: E731
    assert found("penghubung layan") == ["2.16.03.2.02.0021"]
    assert found("2.16.03") == ["2.16.03", "2.16.03.2.02.0021"]
    assert found("tidak ada") == found("") == []


def test_a_region_sees_the_shared_lists_and_its_own_but_not_those_of_others(region, orang_daerah_lain):
    take(region=orang_daerah_lain.region)
    assert reference_search.nomenclature(region, "aplikasi") == []
    take()
    assert len(reference_search.nomenclature(region, "aplikasi")) == 1
    assert len(reference_search.nomenclature(orang_daerah_lain.region, "aplikasi")) == 2


def test_a_shared_code_stands_once_in_its_edition():
    take()
    with pytest.raises(IntegrityError):
        Nomenclature.objects.create(edition=EDITION, code="2.16.03", level="program", name="Lagi")


def test_the_lists_that_come_with_the_app_are_whole_and_say_that_they_are_to_be_checked(plan):
    lists.load_shared()
    lists.load_shared()
    assert lists.read_library((lists.DATA / "indicators.csv").read_bytes()).faults == []
    assert LibraryIndicator.objects.count() >= 60
    assert not LibraryIndicator.objects.filter(definition="").exists()
    assert not LibraryIndicator.objects.exclude(note__contains="periksa").exists()
    assert not Nomenclature.objects.exclude(note__contains="dicocokkan").exists()


def test_an_indicator_of_a_programme_remembers_the_entry_it_was_taken_from(plan, penyusun):
    lists.load_shared()
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    program = make.make_program(section)
    content = programs.snapshot(section.programs.with_figures().get(pk=program.pk))
    content["indicators"][0] |= {"name": "Indeks SPBE", "unit": "nilai (0-5)"}
    program_saving.save_program(section, content, code=program.code, based_on=0, once_key=uuid.uuid4(), by=penyusun)
    assert Indicator.objects.get().library.code == "indeks-spbe"


def test_the_operator_loads_an_edition_or_is_told_what_is_wrong(tmp_path, capsys):
    file = tmp_path / "n.csv"
    file.write_bytes(CSV)
    call_command("loadnomenclature", str(file), "--edition", EDITION)
    assert "2 baru" in capsys.readouterr().out
    file.write_bytes(b"kode,nama\nxx,Y\n")
    with pytest.raises(CommandError, match="1 baris"):
        call_command("loadnomenclature", str(file), "--edition", EDITION)


def test_the_coordinator_looks_at_an_edition_and_takes_it(plan, koordinator, client_for):
    client, address = client_for(koordinator), reverse("nomenclature", args=[plan.code])
    page = client.post(address, {"sheet": SimpleUploadedFile("n.csv", CSV), "edition": EDITION})
    assert Nomenclature.objects.count() == 0
    client.post(address, {"prepared": page.context["prepared"]})
    assert set(Nomenclature.objects.values_list("edition", "region__code")) == {(EDITION, plan.region.code)}


def test_a_faulty_list_is_shown_line_by_line_and_cannot_be_taken(plan, koordinator, client_for):
    sheet = SimpleUploadedFile("i.csv", b"nama,satuan,arah\nDesa cerdas,desa,miring\n")
    page = client_for(koordinator).post(reverse("library", args=[plan.code]), {"sheet": sheet})
    assert "arah ditulis naik, turun, atau tetap" in page.content.decode()
    assert page.context["prepared"] == ""


def test_the_coordinator_changes_the_own_indicators_only(plan, koordinator, client_for):
    client = client_for(koordinator)
    shared = LibraryIndicator.objects.create(code="x", name="X", unit="u")
    assert client.get(reverse("library-entry", args=[plan.code, shared.pk])).status_code == 404
    for _ in range(2):
        client.post(reverse("library-new", args=[plan.code]), {"name": "Desa cerdas", "unit": "desa", "direction": "naik"})
    own = LibraryIndicator.objects.filter(region=plan.region).order_by("code")
    assert [indicator.code for indicator in own] == ["desa-cerdas", "desa-cerdas-2"]


def test_the_forms_find_an_indicator_with_its_formula(plan, penyusun, client_for):
    lists.load_shared()
    found = client_for(penyusun).get(reverse("library-search", args=[plan.code]), {"q": "indeks spbe"}).json()["found"]
    assert found[0]["name"] == "Indeks SPBE"
    assert found[0]["unit"] and found[0]["formula"] and found[0]["direction"] == "Makin tinggi makin baik"
