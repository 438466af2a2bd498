"""The printed page beside the form, in a real browser and with a real worker."""
import re

import pytest
from playwright.sync_api import Page, expect

from masterplan.book import press
from tests import factories as make
from tests.browser.conftest import log_in
from tests.browser.test_writing import open_editor, type_at_end

pytestmark = pytest.mark.django_db(transaction=True)
PATIENT = 40_000  # ms: a worker starts, on a busy machine


@pytest.fixture(autouse=True)
def worker(settings):
    settings.BOOK_PREVIEW_WORKERS = 1
    yield
    press.dismiss()


@pytest.fixture
def section(plan, penyusun):
    section = make.make_section(plan, title="Kesehatan")
    make.write(section)
    return section


@pytest.fixture
def writing(page: Page, live_server, section) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    return page


def picture(page: Page):
    return page.locator("#preview-pages li:not(.old) img").first


def open_preview(page: Page) -> str:
    """The address of the first picture."""
    page.get_by_role("button", name="Pratinjau cetak").click()
    expect(picture(page)).to_have_attribute("src", re.compile("^blob:"), timeout=PATIENT)
    return picture(page).get_attribute("src")


def test_the_page_follows_what_is_typed(writing):
    heard = []
    writing.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    before = open_preview(writing)
    type_at_end(writing, "Puskesmas Sepaku melayani pendatang baru.")

    expect(picture(writing)).not_to_have_attribute("src", before, timeout=PATIENT)
    assert writing.locator("#preview-pages").get_by_text("1 dari 1").count() == 1
    assert writing.evaluate("document.querySelector('#preview-pages img').naturalWidth") >= 680
    assert writing.locator(".ProseMirror").evaluate("e => e.contains(document.activeElement)")
    assert heard == []


def test_it_is_opened_and_closed_by_key_and_remembered(writing):
    writing.locator(".ProseMirror").click()
    writing.keyboard.press("Alt+p")
    expect(writing.locator("#preview")).to_be_visible()
    writing.reload()
    expect(writing.locator("#preview")).to_be_visible()
    writing.keyboard.press("Alt+p")
    expect(writing.locator("#preview")).to_be_hidden()
    writing.reload()
    expect(writing.get_by_role("toolbar")).to_be_visible()
    expect(writing.locator("#preview")).to_be_hidden()


def test_on_a_telephone_it_is_a_sheet_over_the_page(writing):
    writing.set_viewport_size({"width": 390, "height": 844})
    open_preview(writing)
    assert writing.locator("#preview").evaluate("e => e.matches(':modal')")
    writing.keyboard.press("Escape")
    expect(writing.locator("#preview")).to_be_hidden()
    assert writing.locator("#preview-toggle").evaluate("e => e === document.activeElement")


def test_never_more_than_one_request_is_under_way(writing):
    under_way, most = [], []

    def count(route):
        under_way.append(1)
        most.append(len(under_way))
        answer = route.fetch()
        under_way.pop()
        route.fulfill(response=answer)

    open_preview(writing)
    writing.route("**/pratinjau", count)
    for _ in range(4):
        type_at_end(writing, "Kalimat lagi. ")
        writing.wait_for_timeout(600)
    expect(writing.locator("#preview")).not_to_have_class(re.compile("busy"), timeout=PATIENT)
    assert max(most) == 1


def test_what_cannot_be_laid_out_is_said_and_typing_goes_on(writing, settings):
    open_preview(writing)
    settings.BOOK_PREVIEW_SECONDS = 0.001
    type_at_end(writing, "Kata.")
    expect(writing.locator("#preview-trouble")).to_contain_text("terlalu lama ditata", timeout=PATIENT)
    settings.BOOK_PREVIEW_SECONDS = 30
    type_at_end(writing, " Kata lain.")
    expect(writing.locator("#preview-trouble")).to_be_hidden(timeout=PATIENT)
    expect(writing.locator(".ProseMirror")).to_contain_text("Kata lain.")


def test_pages_further_down_are_drawn_when_they_are_looked_at(page, live_server, section):
    make.write(section, make.TEXT * 60)
    page.set_viewport_size({"width": 1280, "height": 800})
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    open_preview(page)
    last = page.locator("#preview-pages li").last
    assert page.locator("#preview-pages li").count() > 3
    last.scroll_into_view_if_needed()
    expect(last).not_to_have_class("old", timeout=PATIENT)


def test_a_programme_is_shown_as_it_was_saved(page, live_server, plan, penyusun):
    programmes = make.make_section(plan, kind="programs")
    program = make.make_program(programmes)
    page.set_viewport_size({"width": 1280, "height": 800})
    log_in(page, live_server.url, "penyusun")
    page.goto(f"{live_server.url}/rencana/{plan.code}/bagian/{programmes.code}/program/{program.code}")
    before = open_preview(page)
    page.locator("#id_name").fill("Antrean daring puskesmas")
    expect(picture(page)).not_to_have_attribute("src", before, timeout=PATIENT)
