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
