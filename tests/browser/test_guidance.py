"""Writing with help at hand: the guidance is read, a regulation cited by keyboard, and printed in full, then short."""
import re

import pytest
from playwright.sync_api import Page, expect

from masterplan.book import content
from pillars import citations
from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_guidance_is_read_and_a_regulation_cited_and_printed_in_full_then_short(page: Page, live_server, plan, penyusun):
    citations.ensure_national()
    section = make.make_section(plan, title="Dasar Hukum")
    make.write(section, "<p>Rencana ini berdasarkan .</p>")
    log_in(page, live_server.url, "penyusun")
    page.goto(f"{live_server.url}/rencana/{plan.code}/bagian/{section.code}/naskah")
    help_ = page.get_by_role("complementary", name="Petunjuk")
    expect(help_).to_contain_text("Urut menurut jenjang")
    help_.get_by_text("Pertanyaan evaluasi").click()
    expect(help_).to_contain_text("peraturan kepala daerah tentang smart city")
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    for _ in range(2):
        page.keyboard.press("Control+Shift+K")
        dialog = page.get_by_role("dialog", name="Kutip peraturan")
        page.keyboard.type("23 2014")
        expect(dialog.get_by_role("option")).to_have_count(1)
        expect(dialog.get_by_role("option")).to_contain_text("Pemerintahan Daerah")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        page.keyboard.type(" serta ")
    expect(page.locator("#save-state").get_by_text(re.compile(r"^Tersimpan \d"))).to_be_visible()
    section.refresh_from_db()
    assert citations.cited(section.body) == ["uu-23-2014", "uu-23-2014"]
    printed = content.collect(plan).books[0].chapters[0].sections[0].html
    assert "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah serta UU No. 23 Tahun 2014 serta" in printed


def test_the_help_for_a_field_opens_beside_it_and_closes_with_escape(page: Page, live_server, plan, penyusun):
    programs = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.write(programs)
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, live_server.url, "penyusun")
    page.goto(f"{live_server.url}/rencana/{plan.code}/bagian/{programs.code}/program/GOV-1-01")
    page.get_by_role("button", name="Petunjuk: Sasaran").press("Enter")
    bubble = page.get_by_role("dialog", name="Petunjuk: Sasaran")
    expect(bubble).to_contain_text("ditulis sebagai keadaan")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    expect(page.get_by_role("button", name="Petunjuk: Sasaran")).to_be_focused()
    page.get_by_role("button", name="Petunjuk", exact=True).click()
    expect(page.get_by_role("complementary", name="Petunjuk")).to_contain_text("tiap program ditulis satu kali di sini")
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Petunjuk")).to_be_hidden()
