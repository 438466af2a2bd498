"""The tables: as Excel in Indonesia opens them, and no text in them is a formula."""
import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterplan.exports import csv_files
from tests.masterplan.exports.records.conftest import unheard

NAMES = ["README.txt", "sections.csv", "programs.csv", "indicators.csv", "budgets.csv"]


@pytest.fixture
def archive(content) -> zipfile.ZipFile:
    file = io.BytesIO()
    csv_files.write(content, file, unheard)
    return zipfile.ZipFile(file)


def rows(archive, name: str) -> list[dict]:
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.django_db
def test_there_are_four_tables_and_a_readme(archive):
    assert archive.namelist() == NAMES
    assert "rupiah penuh" in archive.read("README.txt").decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_each_begins_with_the_mark_of_utf_8_and_ends_its_lines_as_windows_does(name, archive):
    data = archive.read(name)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 1


@pytest.mark.django_db
def test_a_value_has_a_decimal_comma_and_an_amount_no_dots(archive):
    targets = {r["tahun"]: r["nilai"] for r in rows(archive, "indicators.csv") if r["kode_program"] == "GOV-1-01"}
    assert (targets["2024"], targets["2026"]) == ("4", "3,5")
    assert rows(archive, "budgets.csv")[0] == {
        "kode_program": "GOV-1-01", "sumber_dana": "APBD", "nama_sumber_dana": "APBD Kabupaten/Kota", "tahun": "2025",
        "rupiah": "750000000",
    }


@pytest.mark.django_db
def test_a_programme_is_one_row_and_its_name_no_formula(archive):
    found = rows(archive, "programs.csv")
    assert [(r["kode"], r["program"], r["kode_nomenklatur"], r["misi"]) for r in found] == [
        ("GOV-1-01", "'=HYPERLINK(1)", "'2.16.03", "2"), ("LIV-2-01", "Puskesmas terhubung", "", ""),
    ]


@pytest.mark.django_db
def test_a_section_tells_its_agency_and_its_words(archive):
    assert [(r["bagian"], r["opd"], r["jumlah_program"]) for r in rows(archive, "sections.csv")] == [
        ("Program Dinkes", "Dinkes", "2"), ("Latar Belakang", "Dinkes", "0"),
    ]


@given(st.text() | st.sampled_from(["=1", " =1", "+1", "-1", "-1,5", "-x", "@a", "\t=1", "\r=1", "1.2.3", "3,5"]))
def test_no_cell_begins_as_a_formula_does(text):
    cell = csv_files.safe(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert cell.lstrip()[:1] not in ("=", "+", "@")
    assert not cell.startswith("-") or cell[1:].replace(",", "").isdecimal()


@pytest.mark.django_db
def test_the_same_content_makes_the_same_bytes(content):
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        csv_files.write(content, file, unheard)
    assert files[0].getvalue() == files[1].getvalue()
