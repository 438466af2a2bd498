"""Filling in readiness and SWOT in a real browser: saved as one types, also from the keyboard alone."""
import pytest
from playwright.sync_api import Page, expect

from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def open_form(page: Page, base: str, section: Section) -> None:
    log_in(page, base, "penyusun")
    page.goto(f"{base}/rencana/{section.plan.code}/bagian/{section.code}/tulis")


def test_swot_saves_itself_while_one_types(plan, penyusun, page: Page, live_server):
    section = make.make_section(plan, kind=Section.Kind.SWOT)
    open_form(page, live_server.url, section)
    page.get_by_label("Kekuatan (S)").fill("Layanan sudah daring\nPimpinan sepakat")
    expect(page.locator("#save-state")).to_contain_text("Tersimpan ")
    section.refresh_from_db()
    assert [row["text"] for row in section.items["S"]] == ["Layanan sudah daring", "Pimpinan sepakat"]
    expect(page.locator("#missing")).to_contain_text("kelemahan belum diisi")


def test_an_element_is_valued_from_the_keyboard(plan, penyusun, page: Page, live_server):
    page.set_viewport_size({"width": 360, "height": 800})
    section = make.make_section(plan, kind=Section.Kind.READINESS)
    open_form(page, live_server.url, section)
    page.get_by_label("Nilai, baris 1", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Kecakapan belum merata")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#save-state")).to_contain_text("Tersimpan ")
    section.refresh_from_db()
    first = section.items["elements"][0]
    assert (first["name"], first["value"], first["reason"]) == ("Sumber daya manusia aparatur", 2, "Kecakapan belum merata")


def test_a_faulty_row_is_marked_and_nothing_is_lost(plan, penyusun, page: Page, live_server):
    section = make.make_section(plan, kind=Section.Kind.READINESS)
    open_form(page, live_server.url, section)
    page.get_by_label("Alasan, baris 12", exact=True).fill("Tanpa nama")
    expect(page.locator(".fault")).to_contain_text("Sebutkan unsurnya")
    expect(page.get_by_label("Alasan, baris 12", exact=True)).to_have_value("Tanpa nama")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('butir:')).length") == 1
