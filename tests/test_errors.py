"""What goes wrong gets a clear page in Indonesian, and nothing typed is lost."""
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(plan, penyusun, client_for):
    section = make.make_section(plan)
    address = f"/rencana/{plan.code}/bagian/{section.code}/gambar"
    return lambda name, data: client_for(penyusun).post(address, {"picture": SimpleUploadedFile(name, data)})


def test_a_forbidden_address_reads_like_one_that_is_not_there(plan, opd_lain, client_for):
    section = make.make_section(plan)
    foreign = client_for(opd_lain).get(f"/rencana/{plan.code}/bagian/{section.code}/")
    assert foreign.status_code == 404
    assert "Halaman tidak ada" in foreign.content.decode()


def test_an_unknown_login_is_refused_in_words(client):
    answer = client.post("/akun/masuk/", {"login": "tidak.ada", "password": "salah-sekali-ini"})
    assert "tidak" in answer.content.decode().lower()
    assert answer.status_code == 200


def test_a_file_that_is_no_picture_is_refused(upload):
    answer = upload("surat.png", b"<svg onload=alert(1)>")
    assert (answer.status_code, answer.json()["error"]) == (
        400, "Berkas ini bukan gambar yang dapat dibaca. Gunakan JPG, PNG, atau WebP.")


def test_a_picture_of_too_many_bytes_is_refused(upload, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024**2
    answer = upload("besar.png", b"0" * (1024**2 + 1))
    assert "terlalu besar. Batasnya 1 MB" in answer.json()["error"]


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(upload, settings):
    settings.ATTACHMENT_MAX_PIXELS = 10_000
    out = io.BytesIO()
    Image.new("L", (200, 200)).save(out, "PNG")
    assert "200 × 200 titik" in upload("luas.png", out.getvalue()).json()["error"]


def test_a_stale_form_shows_what_was_typed(plan, penyusun):
    section = make.make_section(plan)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(penyusun)
    answer = browser.post(f"/rencana/{plan.code}/bagian/{section.code}/catatan", {"text": "Mohon sumber datanya."})
    assert answer.status_code == 403
    assert "sudah kedaluwarsa" in answer.content.decode()
    assert "Mohon sumber datanya." in answer.content.decode()


def test_a_refused_note_is_shown_back(plan, kepala, client_for):
    section = make.submitted_section(plan)
    client = client_for(kepala)
    answer = client.post(f"/rencana/{plan.code}/bagian/{section.code}/kembalikan", {"revision": 9, "note": "Perbaiki tabel."})
    assert answer.status_code == 409
    assert "Perbaiki tabel." in answer.content.decode()


def test_a_fault_of_ours_is_told_without_its_insides(monkeypatch, client):
    client.raise_request_exception = False
    monkeypatch.setattr("masterplan.views.front.connection", None)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "Terjadi gangguan" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
