"""The book on the screen, asked for as people do."""
from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from masterplan import builds
from opd.models import Role
from pillars import attachments
from pillars.models import Book, Chapter, Section
from tests import factories as make
from tests.masterplan.conftest import finish

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def address(plan):
    return f"/rencana/{plan.code}/baca/"


@pytest.fixture
def two(plan, region):
    """A text of Dinkes and one of Setda in the same chapter."""
    own = make.make_section(plan, title="Kesehatan")
    make.write(own, "<p>Puskesmas melayani warga.</p>" + make.TEXT)
    other = make.make_section(plan, title="Kepegawaian", lead=make.make_agency(region, "setda"))
    make.write(other, "<p>Rahasia kepegawaian.</p>" + make.TEXT)
    return own, other


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


class TestTheList:
    def test_offers_each_book_to_who_reads_whole_books(self, address, two, client_for, pembaca):
        text = text_of(client_for(pembaca).get(address))

        assert "<h2>Buku 1: Analisis Strategis Smart City Daerah</h2>" in text
        assert f'href="{address}buku-1/"' in text

    def test_offers_a_drafter_the_own_agencys_part(self, address, two, client_for, penyusun):
        text = text_of(client_for(penyusun).get(address))

        assert "<h2>Dinas Kesehatan</h2>" in text
        assert f'href="{address}buku-1/?opd=dinkes"' in text
        assert "<h2>Buku 1" not in text

    def test_says_so_when_there_is_nothing_to_read(self, address, two, client_for, opd_lain):
        assert "Belum ada bagian yang dapat Anda baca" in text_of(client_for(opd_lain).get(address))

    def test_is_linked_from_the_book_page(self, plan, address, client_for, penyusun):
        assert f'href="{address}"' in text_of(client_for(penyusun).get(f"/rencana/{plan.code}/buku"))


class TestABook:
    def test_shows_its_contents_with_numbers_and_states(self, address, two, client_for, pereviu):
        text = text_of(client_for(pereviu).get(f"{address}buku-1/"))

        assert '<span class="bk-number">BAB I</span> Pendahuluan' in text
        assert f'href="{address}buku-1/b1-01#b1-01-02"><span class="bk-number">1.2</span> Kepegawaian' in text
        assert "<strong>0</strong> dari <strong>2</strong> bagian disetujui" in text

    def test_that_does_not_exist_is_not_found(self, address, two, client_for, pereviu):
        assert client_for(pereviu).get(f"{address}buku-9/").status_code == 404

    def test_finds_words_and_leads_to_them(self, address, two, client_for, pereviu):
        text = text_of(client_for(pereviu).get(f"{address}buku-1/?cari=puskesmas"))

        assert "1 tempat dalam 1 bab." in text
        assert f'href="{address}buku-1/b1-01?cari=puskesmas#b1-01-01">1.1 Kesehatan</a>' in text
        assert "<mark>Puskesmas</mark> melayani warga." in text

    def test_finds_nothing_that_the_person_may_not_read(self, address, two, client_for, penyusun):
        assert "Tidak ditemukan" in text_of(client_for(penyusun).get(f"{address}buku-1/?cari=rahasia"))

    def test_shows_what_was_looked_for_as_text(self, address, two, client_for, pereviu):
        answer = client_for(pereviu).get(f"{address}buku-1/", {"cari": "<script>alert(1)</script>"})

        assert b"<script>alert(1)" not in answer.content


class TestAChapter:
    def test_is_read_with_its_numbers(self, address, two, client_for, pembaca):
        text = text_of(client_for(pembaca).get(f"{address}buku-1/b1-01"))

        assert '<article class="chapter-page" lang="id">' in text
        assert '<span class="bk-number">1.2</span> Kepegawaian' in text
        assert "Rahasia kepegawaian." in text

    def test_shows_a_drafter_the_own_agencys_text_only_under_its_number(self, address, two, client_for, penyusun):
        text = text_of(client_for(penyusun).get(f"{address}buku-1/b1-01"))

        assert '<span class="bk-number">1.1</span> Kesehatan' in text
        assert "kepegawaian" not in text.lower()

    def test_is_kept_by_no_cache(self, address, two, client_for, pembaca):
        answer = client_for(pembaca).get(f"{address}buku-1/b1-01")

        assert {"private", "no-cache", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))

    def test_marks_the_words_that_were_looked_for(self, address, two, client_for, pembaca):
        text = text_of(client_for(pembaca).get(f"{address}buku-1/b1-01?cari=puskesmas"))

        assert "1 tempat dalam bab ini memuat “puskesmas”." in text
        assert "<mark>Puskesmas</mark> melayani" in text

    def test_leads_to_writing_where_the_person_may(self, plan, address, two, client_for, penyusun, pembaca):
        link = f'href="/rencana/{plan.code}/bagian/b1-01-01/tulis"'

        assert link in text_of(client_for(penyusun).get(f"{address}buku-1/b1-01"))
        assert link not in text_of(client_for(pembaca).get(f"{address}buku-1/b1-01"))

    def test_leads_to_the_newest_pdf(self, plan, address, two, client_for, koordinator):
        built = builds.request(plan, mode="draft", by=koordinator, book=1)
        finish(built)

        text = text_of(client_for(koordinator).get(f"{address}buku-1/b1-01"))

        assert f'href="/rencana/{plan.code}/buku/{built.pk}/unduh?simpan"' in text

    def test_leads_on_to_the_next(self, plan, address, two, client_for, pembaca):
        chapter = Chapter.objects.create(book=Book.objects.get(plan=plan), code="b1-02", order=2, title="Gambaran Umum")
        make.make_section(plan, chapter=chapter)

        text = text_of(client_for(pembaca).get(f"{address}buku-1/b1-01"))

        assert f'rel="next" href="{address}buku-1/b1-02"' in text

    def test_of_another_agency_does_not_exist(self, plan, address, two, client_for, opd_lain):
        assert client_for(opd_lain).get(f"{address}buku-1/b1-01").status_code == 404
        assert client_for(opd_lain).get(f"{address}buku-1/b1-01?opd=dinkes").status_code == 404

    def test_of_two_own_agencies_is_chosen_by_address(self, region, address, two, client_for, penyusun):
        make.make_membership(penyusun, make.make_agency(region, "setda"), Role.DRAFTER)

        text = text_of(client_for(penyusun).get(f"{address}buku-1/b1-01?opd=setda"))

        assert "Rahasia kepegawaian." in text
        assert "Puskesmas" not in text


class TestApprovedText:
    def test_is_what_was_approved_and_not_what_is_being_written(self, plan, address, client_for, pembaca):
        section = make.approved_section(plan, title="Kesehatan")
        Section.objects.filter(pk=section.pk).update(body="<p>Belum selesai.</p>")
        make.make_section(plan, title="Belum ditulis")

        text = text_of(client_for(pembaca).get(f"{address}buku-1/b1-01?naskah=disetujui"))

        assert "Kabupaten ini menyusun" in text
        assert "Belum selesai." not in text
        assert "1 bagian belum disetujui dan tidak ditampilkan" in text

    def test_of_which_there_is_none_leads_back_and_says_so(self, address, two, client_for, pembaca):
        answer = client_for(pembaca).get(f"{address}buku-1/b1-01?naskah=disetujui", follow=True)

        assert answer.redirect_chain[-1][0] == f"{address}?naskah=disetujui"
        assert "belum memuat naskah yang disetujui" in text_of(answer)


class TestAPicture:
    @pytest.fixture
    def picture(self, two, penyusun):
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(file, "PNG")
        return attachments.accept(two[0], SimpleUploadedFile("peta.png", file.getvalue()), by=penyusun)

    def test_is_served_under_the_right_to_read_and_asked_for_again_each_time(self, address, picture, client_for, penyusun):
        client = client_for(penyusun)
        answer = client.get(f"{address}gambar/{picture.key}")

        assert answer.headers["Content-Type"] == picture.media_type
        assert answer.headers["Cache-Control"] == "private, no-cache"
        again = client.get(f"{address}gambar/{picture.key}", headers={"if-none-match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_of_another_agencys_text_does_not_exist(self, address, picture, client_for, opd_lain):
        assert client_for(opd_lain).get(f"{address}gambar/{picture.key}").status_code == 404

    def test_of_another_plan_does_not_exist(self, plan, address, picture, client_for, koordinator):
        other = make.make_plan(plan.region, code="rencana-lain")

        assert client_for(koordinator).get(f"/rencana/{other.code}/baca/gambar/{picture.key}").status_code == 404

    def test_copied_into_an_own_text_is_read_there(self, address, two, picture, client_for, pembaca, region):
        sekretariat = make.make_user("penyusun-setda", (Role.DRAFTER, make.make_agency(region, "setda")))
        make.write(two[1], f'<p><img src="/gambar/{picture.key}" alt="Peta"></p>' + make.TEXT)

        assert client_for(sekretariat).get(f"{address}gambar/{picture.key}").status_code == 200


def grow(plan, books: range) -> None:
    for n in books:
        book = Book.objects.get_or_create(plan=plan, number=n, defaults={"code": f"b{n}"})[0]
        chapter = Chapter.objects.get_or_create(book=book, code=f"b{n}-01", defaults={"order": 1, "title": "Bab"})[0]
        make.write(make.make_section(plan, chapter=chapter))
        make.make_program(make.make_section(plan, chapter=chapter, kind="programs"))
        make.make_section(plan, chapter=chapter, kind="matrix")


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["", "buku-1/", "buku-1/?cari=layanan", "buku-1/b1-01", "buku-1/b1-01?naskah=disetujui"])
def test_a_page_takes_the_same_number_of_queries_however_large_the_plan(plan, address, client_for, koordinator, page):
    make.approved_section(plan)
    grow(plan, range(1, 2))
    client = client_for(koordinator)
    client.get(address + page)
    small = queries_of(client, address + page)

    grow(plan, range(1, 7))

    assert queries_of(client, address + page) <= 44  # rows that nobody read before
    assert queries_of(client, address + page) == small <= 34
