import pytest

from masterplan import builds, shelf
from masterplan.frozen import Frozen
from masterplan.leases import Lease
from masterplan.models import BookBuild
from tests import factories as make
from tests.masterplan.conftest import finish

pytestmark = pytest.mark.usefixtures("queue")
HTMX = {"headers": {"hx-request": "true"}}


@pytest.fixture
def address(plan):
    return f"/rencana/{plan.code}/buku"


@pytest.fixture
def book(plan, koordinator):
    return builds.request(plan, mode="draft", by=koordinator, book=1)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_coordinator_sees_each_book_and_what_a_final_would_leave_out(address, plan, client_for, koordinator):
    make.approved_section(plan)
    make.make_section(plan, title="Analisis kesenjangan")

    text = text_of(client_for(koordinator).get(address))

    assert "<strong>1</strong> dari <strong>2</strong> bagian disetujui" in text
    assert "<li>Analisis kesenjangan (Dinkes)</li>" in text
    assert "Susun final" in text


def test_a_reviewer_is_offered_a_draft_but_no_final(address, section, client_for, pereviu):
    text = text_of(client_for(pereviu).get(address))

    assert "Susun draf" in text
    assert "Susun final" not in text


def test_a_reader_is_offered_nothing_to_build(address, section, client_for, pembaca):
    assert "Susun draf" not in text_of(client_for(pembaca).get(address))


def test_a_drafter_sees_the_own_agencys_part_only(address, section, book, client_for, penyusun):
    text = text_of(client_for(penyusun).get(address))

    assert "<h2>Dinas Kesehatan</h2>" in text
    assert "Buku 1" not in text


def test_for_another_region_there_is_no_such_page(address, book, client_for, orang_daerah_lain):
    client = client_for(orang_daerah_lain.koordinator)

    assert client.get(address).status_code == 404
    assert client.post(f"{address}/susun", {"mode": "draft"}).status_code == 404
    assert client.get(f"{address}/{book.pk}", **HTMX).status_code == 404
    assert client.get(f"{address}/{book.pk}/unduh").status_code == 404


def test_a_drafter_cannot_read_the_build_of_a_book(address, book, client_for, penyusun):
    finish(book)

    assert client_for(penyusun).get(f"{address}/{book.pk}").status_code == 404
    assert client_for(penyusun).get(f"{address}/{book.pk}/unduh").status_code == 404


def test_asking_for_a_draft_makes_a_build(address, plan, client_for, pereviu):
    response = client_for(pereviu).post(f"{address}/susun", {"mode": "draft", "book": 1}, follow=True)

    build = BookBuild.objects.get()
    assert build.book == 1
    assert response.redirect_chain == [(f"{address}#susunan-{build.pk}", 302)]
    assert "Buku 1 (Draf) sedang disusun" in text_of(response)


@pytest.mark.parametrize(("part", "scope"), [("", (None, "")), ("1", (1, "")), ("1:b1-01", (1, "b1-01"))])
def test_the_other_choices_name_a_book_or_a_chapter(address, plan, client_for, pereviu, part, scope):
    wish = {"mode": "draft", "part": part, "format": "pdf", "look": "gray", "has_notes": "on"}
    client_for(pereviu).post(f"{address}/susun", wish)

    build = BookBuild.objects.get()
    assert ((build.book, build.chapter), build.look, build.has_notes) == (scope, "gray", True)


def test_the_other_choices_offer_a_drafter_the_own_part_only(address, section, client_for, penyusun):
    text = text_of(client_for(penyusun).get(address))

    assert 'value="opd:dinkes"' in text
    assert "Semua buku dalam satu berkas" not in text


def test_a_chapter_is_named_by_its_title(address, plan, client_for, koordinator):
    builds.request(plan, mode="draft", by=koordinator, book=1, chapter="b1-01", look="office")

    assert "Buku 1, Pendahuluan (Draf, Hemat tinta untuk pencetak kantor)" in text_of(client_for(koordinator).get(address))


def test_only_a_pdf_is_shown_in_the_browser(address, plan, client_for, koordinator):
    build = builds.request(plan, mode="draft", by=koordinator, format="json")
    with shelf.being_written() as file:
        file.write(b"{}")
        Lease.take(build.pk).finish_export(file, ())

    assert "Buka<" not in text_of(client_for(koordinator).get(address))
    response = client_for(koordinator).get(f"{address}/{build.pk}/unduh")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    response.close()


def test_asking_for_an_agencys_part_takes_its_short_code(address, section, client_for, penyusun, dinkes):
    client_for(penyusun).post(f"{address}/susun", {"mode": "draft", "agency": "dinkes"})

    assert BookBuild.objects.get().agency == dinkes


def test_a_refusal_is_shown_in_words(address, plan, client_for, pereviu):
    response = client_for(pereviu).post(f"{address}/susun", {"mode": "final"}, follow=True)

    assert "Hanya koordinator yang dapat menyusun buku final." in text_of(response)
    assert not BookBuild.objects.exists()


@pytest.mark.parametrize(
    "asked", [{"mode": "draft", "book": 9}, {"mode": "cetak"}, {"mode": "draft", "agency": "tidak-ada"}]
)
def test_a_part_that_does_not_exist_is_refused(address, plan, client_for, koordinator, asked):
    response = client_for(koordinator).post(f"{address}/susun", asked, follow=True)

    assert "Bagian itu tidak ada dalam rencana ini" in text_of(response)


def test_the_row_of_a_running_build_asks_again_each_second(address, book, client_for, koordinator):
    Lease.take(book.pk).progress(2, 8, "BAB II")

    text = text_of(client_for(koordinator).get(f"{address}/{book.pk}", **HTMX))

    assert 'hx-trigger="every 1s"' in text
    assert 'max="8" value="2"' in text
    assert "2 dari 8 · BAB II" in text


def test_the_row_of_a_finished_build_stops_asking_and_says_so(address, book, client_for, koordinator):
    finish(book)

    text = text_of(client_for(koordinator).get(f"{address}/{book.pk}", **HTMX))

    assert "hx-trigger" not in text
    assert '<div id="kabar-susunan" hx-swap-oob="innerHTML">Buku 1 (Draf): Selesai</div>' in text


def test_a_failed_build_says_why(address, book, client_for, koordinator):
    Lease.take(book.pk).fail("Gambar rusak di BAB III.")

    assert "Gambar rusak di BAB III." in text_of(client_for(koordinator).get(address))


def test_without_htmx_the_row_leads_to_the_page(address, book, client_for, koordinator):
    assert client_for(koordinator).get(f"{address}/{book.pk}").headers["Location"] == address


def test_the_file_is_private_and_has_a_speaking_name(address, book, client_for, koordinator):
    finish(book)

    response = client_for(koordinator).get(f"{address}/{book.pk}/unduh")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{book.file_name}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]
    assert b"".join(response).startswith(b"%PDF-")


def test_the_file_can_be_saved(address, book, client_for, koordinator):
    finish(book)

    response = client_for(koordinator).get(f"{address}/{book.pk}/unduh?simpan")

    assert response.headers["Content-Disposition"] == f'attachment; filename="{book.file_name}"'
    response.close()


def test_a_build_without_file_leads_back_with_a_message(address, book, client_for, koordinator):
    client = client_for(koordinator)
    assert "tidak disimpan lagi" in text_of(client.get(f"{address}/{book.pk}/unduh", follow=True))
    shelf.path_of(finish(book).sha256).unlink()
    assert "tidak disimpan lagi" in text_of(client.get(f"{address}/{book.pk}/unduh", follow=True))


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_takes_a_fixed_number_of_queries(
    address, plan, client_for, koordinator, django_assert_num_queries, rows
):
    for n in range(rows):
        make.make_section(plan)
        builds.request(plan, mode="draft", by=koordinator, book=n + 1)
        finish(builds.request(plan, mode="final", by=koordinator, book=n + 1), frozen=Frozen("a" * 64, ()))
    client = client_for(koordinator)
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)


def test_the_row_takes_a_fixed_number_of_queries(address, book, client_for, koordinator, django_assert_num_queries):
    client = client_for(koordinator)
    client.get(address)
    with django_assert_num_queries(5):
        client.get(f"{address}/{book.pk}", **HTMX)
