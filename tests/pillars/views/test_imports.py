"""The pages of an import: who sees them, what they show, and that the number of queries is fixed."""
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pillars.models import Import, Program, Section
from tests import factories as make
from tests.pillars.imports import documents

pytestmark = pytest.mark.django_db
SHEET = [
    ["MATRIKS PROGRAM"], ["(dalam juta rupiah)"], ["No", "Program", "Indikator", "Satuan", "Target", "", "Pagu Indikatif", ""],
    ["", "", "", "", "2025", "2026", "2025", "2026"], ["SMART LIVING"],
    [1, "Telemedisin", "Puskesmas terhubung", "unit", 5, 10, 250.5, 300], ["", "", "Dokter daring", "orang", 3, 6, "", ""],
    [2, "Rekam medis", "Rekam medis daring", "", 40, 80, "banyak", ""], ["", "Jumlah", "", "", "", "", 250.5, 300],
]


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, title="Latar Belakang")


def bring(client, plan, data: bytes, name: str = "bab.docx"):
    return client.post(reverse("imports", args=[plan.code]), {"document": SimpleUploadedFile(name, data)})


def bring_sheet(client, section) -> str:
    book = openpyxl.Workbook()
    for row in SHEET:
        book.active.append(row)
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "A5:H5"):
        book.active.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    address = reverse("matrix-upload", args=[section.plan.code, section.code])
    return client.post(address, {"sheet": SimpleUploadedFile("matriks.xlsx", out.getvalue())}).url


def test_a_document_is_read_and_nothing_is_saved_yet(plan, section, penyusun, client_for):
    client = client_for(penyusun)
    html = client.get(bring(client, plan, documents.chapter()).url).content.decode()
    assert "Latar Belakang" in html and "Terapkan yang dipilih" in html
    assert Section.objects.get().version == 0


def test_a_wrong_file_is_refused_with_advice_at_once(plan, section, penyusun, client_for):
    response = bring(client_for(penyusun), plan, b"\xd0\xcf\x11\xe0" + bytes(600), "lama.doc")
    assert "jenis “Dokumen Word (.docx)”" in response.content.decode()
    assert not Import.objects.exists()


def test_while_it_is_read_the_page_asks_again_and_then_reloads(plan, section, penyusun, client_for):
    found = Import.objects.create(plan=plan, by=penyusun, name="bab.docx", step="Membuka dokumen")
    client, address = client_for(penyusun), reverse("import", args=[plan.code, found.pk])
    assert b'hx-trigger="every 1s"' in client.get(address).content
    Import.objects.update(state="failed", error="Rusak.")
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert b"Rusak." in client.get(address).content


def test_what_was_chosen_is_taken_and_the_file_goes(plan, section, penyusun, client_for, django_capture_on_commit_callbacks):
    client = client_for(penyusun)
    address = bring(client, plan, documents.chapter()).url
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"take": "1", "bagian-0": section.code, "cara-0": "replace", "cara-1": "skip", "tabel-0": "table"})
    section.refresh_from_db()
    assert "Puskesmas" in section.body
    assert not Import.objects.get().file


def test_a_part_without_a_section_is_said_and_nothing_is_taken(plan, section, penyusun, client_for):
    client = client_for(penyusun)
    response = client.post(bring(client, plan, documents.chapter()).url, {
        "take": "1", "bagian-0": section.code, "cara-0": "replace", "bagian-1": "", "cara-1": "append", "tabel-0": "table"})
    assert "Pilih bagian untuk “Maksud dan Tujuan”, atau lewati." in response.content.decode()
    assert Section.objects.get().version == 0


def test_a_sheet_of_any_shape_is_looked_at_and_taken(plan, penyusun, client_for):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    client = client_for(penyusun)
    address = bring_sheet(client, section)
    html = client.get(address).content.decode()
    assert "Target / 2025" in html and "<strong>G8</strong>: Pagu “banyak” bukan angka." in html
    client.post(address, {"take": "1", "t-dilihat": "1", "t-ambil": "0"})
    program = Program.objects.get()
    assert (program.code, program.indicators.count()) == ("LIV-1-01", 2)
    assert list(program.budgets.values_list("year", "amount")) == [(2025, 250_500_000), (2026, 300_000_000)]


def test_a_sheet_with_a_problem_in_a_chosen_programme_saves_nothing(plan, penyusun, client_for):
    client = client_for(penyusun)
    address = bring_sheet(client, make.make_section(plan, kind=Section.Kind.PROGRAMS))
    response = client.post(address, {"take": "1", "t-dilihat": "1", "t-ambil": ["0", "1"]})
    assert "Masih ada yang perlu diperbaiki" in response.content.decode()
    assert not Program.objects.exists()


def test_the_meaning_of_a_column_can_be_changed(plan, penyusun, client_for):
    client = client_for(penyusun)
    address = bring_sheet(client, make.make_section(plan, kind=Section.Kind.PROGRAMS))
    table = client.post(address, {"look": "1", "t-kolom-6": "", "t-kolom-3": "", "t-skala": "1"}).context["table"]
    assert table.meanings[6] == ""
    assert not any("bukan angka" in text for p in table.programs for _, text in p.problems)


def test_the_page_asks_the_same_number_of_questions_for_many_parts(plan, penyusun, client_for):
    client = client_for(penyusun)
    counts = []
    for n in (1, 12):
        for title in range(n):
            make.make_section(plan, title=f"Bagian ke-{title} dari {n}")
        heads = [documents.p(f"Bagian ke-{k} dari {n}", '<w:pStyle w:val="Heading2"/>') for k in range(n)]
        xml = "".join(head + documents.p("Isi.") for head in heads)
        address = bring(client, plan, documents.body(xml)).url
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
