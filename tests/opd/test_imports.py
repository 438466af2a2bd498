import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opd import imports
from opd.imports import AGENCY_COLUMNS, PEOPLE_COLUMNS, SheetError
from opd.models import Agency, Membership, User
from tests import factories as make

pytestmark = pytest.mark.django_db
AGENCY_HEADS = ["Nama Perangkat Daerah", "Singkatan", "Bidang urusan", "Berlaku mulai"]
PEOPLE_HEADS = ["Nama Pengguna", "Nama  Lengkap", "OPD", "Peran", "NIP", "Surel"]
PERSON = ["penyusun.dinkes", "Penyusun Kesehatan", "Dinkes", "Penyusun", "", ""]


def xlsx(*rows) -> SimpleUploadedFile:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("daftar.xlsx", out.getvalue())


def text(data: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("daftar.csv", data if isinstance(data, bytes) else data.encode())


def faults(lines) -> list[str]:
    return [fault for line in lines for fault in line.faults]


def people_of(region, *rows):
    return imports.check_people(region, imports.read(xlsx(PEOPLE_HEADS, *rows), PEOPLE_COLUMNS))


def agencies_of(region, *rows):
    return imports.check_agencies(region, imports.read(xlsx(AGENCY_HEADS, *rows), AGENCY_COLUMNS))


class TestReading:
    def test_columns_are_found_by_name_in_any_order(self):
        [line] = imports.read(xlsx(["singkatan", "Nama OPD"], ["Dishub", "Dinas Perhubungan"]), AGENCY_COLUMNS)
        assert line.values == {"agency_name": "Dinas Perhubungan", "abbreviation": "Dishub"}

    def test_a_row_keeps_the_number_that_the_person_sees(self):
        lines = imports.read(xlsx(AGENCY_HEADS, ["Dinas A", "A"], [], ["Dinas B", "B"]), AGENCY_COLUMNS)
        assert [line.number for line in lines] == [2, 4]

    def test_a_date_of_excel_becomes_a_date(self):
        [line] = imports.read(xlsx(AGENCY_HEADS, ["Dinas A", "A", 2.16, dt.datetime(2017, 1, 31)]), AGENCY_COLUMNS)
        assert (line.values["affairs"], line.values["starts_on"]) == ("2.16", "2017-01-31")

    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
    def test_a_csv_of_an_indonesian_excel_has_semicolons(self, ends):
        [line] = imports.read(text(ends.join(["Nama OPD;Singkatan", '"Dinas Perikanan; Kelautan";DKP', ""])), AGENCY_COLUMNS)
        assert line.values["agency_name"] == "Dinas Perikanan; Kelautan"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_a_csv_of_an_old_windows_reads_as_well(self, encoding):
        [line] = imports.read(text("Nama OPD,Singkatan\nDinas Café – Résumé,DC".encode(encoding)), AGENCY_COLUMNS)
        assert line.values["agency_name"] == "Dinas Café – Résumé"

    def test_a_formula_that_excel_never_computed_is_an_empty_cell(self, region):
        lines = agencies_of(region, ['=CONCAT("Dinas ";"A")', "DA"])
        assert faults(lines) == ["nama kosong"]

    @pytest.mark.parametrize(("data", "why"), [
        (b"", "kosong"), (b"Nama,Singkatan\n", "Tidak ada baris"), (b"PK\x03\x04 bukan excel", "tidak dapat dibaca"),
        (b"\xd0\xcf\x11\xe0\x00\x00 excel lama", "bukan Excel"), (b"Nama\nDinas A", "Kolom .singkatan. tidak ditemukan"),
        (b"Nama,Singkatan\n" + b"A" * 200_000 + b",B", "tidak dapat dibaca sebagai tabel"),
        (b"Nama,Singkatan\n" + b"A,B\n" * 2001, "Paling banyak 2000"), (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ])
    def test_a_broken_file_is_refused_in_words(self, data, why):
        with pytest.raises(SheetError, match=why):
            imports.read(text(data), AGENCY_COLUMNS)

    def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/sharedStrings.xml", b" " * (imports.MOST_UNPACKED + 1))
        with pytest.raises(SheetError, match="tidak dapat dibaca"):
            imports.read(text(out.getvalue()), AGENCY_COLUMNS)


class TestAgencies:
    def test_new_and_known_agencies_are_told_apart_and_taken_in(self, region, dinkes, koordinator):
        lines = agencies_of(region, ["Dinas Kesehatan Baru", "Dinkes", "1.02", None],
                            ["Dinas Perhubungan", "Dishub", "2.15", "01/02/2019"])
        assert [(line.note, line.faults) for line in lines] == [("diperbarui", []), ("baru", [])]
        assert imports.take_agencies(region, lines, by=koordinator) == 2
        dinkes.refresh_from_db()
        assert dinkes.name == "Dinas Kesehatan Baru"
        assert Agency.objects.get(region=region, slug="dishub").starts_on == dt.date(2019, 2, 1)

    @pytest.mark.parametrize(("row", "fault"), [
        (["", "DA"], "nama kosong"), (["Dinas A", ""], "singkatan kosong"), (["Dinas A", "…"], "singkatan kosong"),
        (["Dinas A", "DA", "9.99"], "kode urusan salah: 9.99"), (["Dinas A", "DA", "", "kemarin"], "tanggal mulai tidak terbaca"),
        (["Dinas " + "A" * 200, "DA"], "nama resmi lebih dari 200 huruf"),
    ])
    def test_a_row_says_what_is_wrong_with_it(self, region, row, fault):
        assert fault in faults(agencies_of(region, row))[0]

    def test_the_same_agency_twice_is_a_fault(self, region):
        assert faults(agencies_of(region, ["Dinas A", "DA"], ["Dinas A", "D.A."])) == ["singkatan sudah ada di baris lain"]

    def test_one_wrong_row_keeps_all_others_out(self, region, koordinator):
        before = Agency.objects.count()
        with pytest.raises(SheetError, match="1 baris masih salah"):
            imports.take_agencies(region, agencies_of(region, ["Dinas A", "DA"], ["", "DB"]), by=koordinator)
        assert Agency.objects.count() == before


class TestPeople:
    def test_each_gets_an_account_an_office_and_a_password(self, region, dinkes, koordinator):
        head = ["kepala.dinkes", "Kepala", "dinas kesehatan", "head", "19850101 201001 2 001", "a@b.go.id"]
        lines = people_of(region, PERSON, head)
        assert faults(lines) == []
        made = imports.take_people(region, lines, by=koordinator)
        assert [str(u.offices[0]) for u, _ in made] == ["Penyusun Dinkes", "Kepala perangkat daerah Dinkes"]
        assert made[1][0].nip == "198501012010012001"
        assert all(user.check_password(password) for user, password in made)

    @pytest.mark.parametrize(("column", "value", "fault"), [
        (0, "Penyusun Dinkes", "nama pengguna: 3-60 huruf kecil"), (0, "koordinator", "sudah dipakai"),
        (1, "", "nama lengkap kosong"), (1, "A" * 161, "nama lebih dari 160 huruf"), (2, "Dinas Sihir", "tidak dikenal"),
        (3, "Raja", "peran “Raja” tidak dikenal"), (4, "123", "NIP harus 18 angka"), (5, "bukan surel", "surel tidak benar"),
    ])
    def test_a_row_says_what_is_wrong_with_it(self, region, dinkes, koordinator, column, value, fault):
        row = [*PERSON[:column], value, *PERSON[column + 1:]]
        assert fault in faults(people_of(region, row))[0]

    def test_a_nip_that_excel_rounded_is_not_believed(self, region, dinkes):
        """Typed as a number, its last three digits are lost; the cell then holds another number."""
        assert "NIP harus 18 angka" in faults(people_of(region, [*PERSON[:4], 198501012010012001, ""]))[0]

    def test_the_same_name_twice_is_a_fault(self, region, dinkes):
        assert faults(people_of(region, PERSON, PERSON)) == ["nama pengguna sudah ada di baris lain"]

    def test_an_agency_of_another_region_is_not_known(self, orang_daerah_lain):
        make.make_agency(orang_daerah_lain.region, "otorita")
        lines = people_of(make.make_region(), ["penyusun.x", "Penyusun", "otorita", "Penyusun", "", ""])
        assert "tidak dikenal" in faults(lines)[0]

    def test_one_wrong_row_keeps_all_others_out(self, region, dinkes, koordinator):
        before = User.objects.count(), Membership.objects.count()
        with pytest.raises(SheetError):
            imports.take_people(region, people_of(region, PERSON, ["x", "", "", "", "", ""]), by=koordinator)
        assert (User.objects.count(), Membership.objects.count()) == before
