"""The main job once, the whole way, each in the own browser: draft, approve, return, mend, approve, print."""
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from pillars.models import Book, Chapter, Indicator, Section, Target
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Antrean daring melayani warga Sepaku sejak pagi."
MENDED = "Sumber data berasal dari Dinas Kesehatan tahun 2025."


@pytest.fixture
def texts(plan, penyusun, kepala, pereviu, perencana, koordinator) -> tuple[Section, Section]:
    """Buku 2 with a narrative of Dinkes, its programmes and the matrix that is made from them."""
    book = Book.objects.create(plan=plan, code="b2", number=2, title="Masterplan Smart City Daerah")
    strategy = Chapter.objects.create(book=book, code="b2-03", order=1, title="Strategi Pembangunan")
    action = Chapter.objects.create(book=book, code="b2-04", order=2, title="Rencana Aksi")
    narrative = make.make_section(plan, chapter=strategy, title="Smart Living")
    make.write(narrative)
    pillar = make.make_pillar("LIV")
    make.make_section(plan, chapter=action, kind=Section.Kind.MATRIX, pillar=pillar, title="Matriks Program", lead=None)
    programs = make.make_section(plan, chapter=action, kind=Section.Kind.PROGRAMS, title="Program Dinas Kesehatan")
    program = make.make_program(programs, code="LIV-2-01", sub_dimension=make.make_sub_dimension("LIV-2"))
    indicator = program.indicators.first() or Indicator.objects.create(program=program, name="Fasilitas terhubung", unit="unit")
    Target.objects.update_or_create(indicator=indicator, year=2027, defaults={"value": "10"})
    return narrative, programs


@pytest.fixture
def as_person(browser, browser_context_args, live_server):
    """as_person(username): a page in a browser of its own, logged in."""
    pages: dict[str, Page] = {}

    def page_of(username: str) -> Page:
        if username not in pages:
            pages[username] = browser.new_context(**browser_context_args, base_url=live_server.url).new_page()
            log_in(pages[username], live_server.url, username)
        return pages[username]

    yield page_of
    for page in pages.values():
        page.context.close()


def at(section: Section, rest: str = "") -> str:
    return f"/rencana/{section.plan.code}/bagian/{section.code}/{rest}"


def write(page: Page, section: Section, sentence: str) -> None:
    page.goto(at(section, "naskah"))
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {sentence}")
    expect(page.locator("#save-state").get_by_text(re.compile(r"^Tersimpan \d"))).to_be_visible()


def change_target(page: Page, section: Section, value: str) -> None:
    page.goto(at(section, "program"))
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    page.get_by_label("Target 2027, baris 1").fill(value)
    expect(page.locator("#save-state").get_by_text(re.compile(r"^Tersimpan \d"))).to_be_visible()


def submit(page: Page, section: Section) -> None:
    page.goto(at(section))
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Bagian diajukan.")).to_be_visible()


def approve(page: Page, section: Section) -> None:
    page.goto("/reviu")
    page.get_by_role("link", name=section.title).click()
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Disetujui.")).to_be_visible()


def send_back(page: Page, section: Section, note: str) -> None:
    page.goto(at(section))
    page.get_by_role("textbox", name="Catatan", exact=True).fill(note)
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_text("Dikembalikan kepada penyusun")).to_be_visible()


def build_final(page: Page, plan) -> bytes:
    page.goto(f"/rencana/{plan.code}/buku")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("^Buku 2")))
    card.get_by_role("button", name=re.compile("Susun final")).click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name=re.compile("Unduh")).first.click(timeout=60_000)
    return download.value.path().read_bytes()


def pages_with(pdf: bytes, text: str, tmp_path) -> list[str]:
    """The page labels on which a text stands."""
    file = tmp_path / "buku.pdf"
    file.write_bytes(pdf)
    reader = PdfReader(file)
    squeeze = lambda s: re.sub(r"[\s\u00ad]|-\n", "", s)  # noqa: E731
    return [reader.page_labels[i] for i, page in enumerate(reader.pages) if squeeze(text) in squeeze(page.extract_text())]


def test_from_the_first_draft_to_the_printed_book(texts, plan, as_person, tmp_path):
    narrative, programs = texts
    penyusun, kepala = as_person("penyusun"), as_person("kepala")
    pereviu, perencana = as_person("pereviu"), as_person("pereviu-bapelitbang")
    write(penyusun, narrative, SENTENCE)
    change_target(penyusun, programs, "17,5")
    for section in texts:
        submit(penyusun, section)
        approve(kepala, section)
    send_back(pereviu, narrative, "Tambahkan sumber data.")
    penyusun.goto("/pekerjaan")
    expect(penyusun.get_by_role("heading", name=re.compile("Dikembalikan"))).to_be_visible()
    write(penyusun, narrative, MENDED)
    submit(penyusun, narrative)
    approve(kepala, narrative)
    pereviu.goto(at(narrative))
    expect(pereviu.get_by_role("heading", name=re.compile("Yang berubah sejak Anda membaca revisi 1"))).to_be_visible()
    for section in texts:
        approve(pereviu, section)
        approve(perencana, section)
    pdf = build_final(as_person("koordinator"), plan)
    assert [label.split("-")[0] for label in pages_with(pdf, SENTENCE, tmp_path)] == ["I"]
    assert pages_with(pdf, MENDED, tmp_path) == pages_with(pdf, SENTENCE, tmp_path)
    assert "II" in {label.split("-")[0] for label in pages_with(pdf, "17,5", tmp_path)}
    assert pages_with(pdf, "DRAF", tmp_path) == []
    penyusun.goto(at(narrative, "riwayat"))
    story = penyusun.get_by_role("listitem").filter(has=penyusun.locator("time"))
    expect(story).to_have_count(9)
    expect(penyusun.get_by_text("Tambahkan sumber data.")).to_be_visible()
