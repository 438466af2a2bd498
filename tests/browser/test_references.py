"""Putting a live number and a reference into a text, with the keyboard alone."""
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from masterplan import inserting
from pillars import drafting, references
from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = '<p class="caption">Luas tiap kecamatan</p><table><tbody><tr><td><p>1</p></td></tr></tbody></table>'


@pytest.fixture
def programs(plan, penyusun):
    section = make.make_section(plan, kind=Section.Kind.PROGRAMS, title="Program Dinkes")
    make.write(section)
    return section


@pytest.fixture
def section(plan, penyusun):
    section = make.make_section(plan, title="Kesehatan")
    make.write(section, make.TEXT + TABLE)
    return section


def insert(page: Page, words: str, group: str) -> None:
    """Look for `words` and take the first that fits, which stands in `group`."""
    page.keyboard.press("Control+Shift+R")
    page.keyboard.type(words)
    expect(page.locator("#reference-offers [role=option]")).to_have_count(1)
    expect(page.locator("#reference-offers").get_by_role("group", name=group)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_number_and_a_reference_are_put_in_and_follow_the_plan(page, live_server, plan, programs, section):
    inserting.forget()
    log_in(page, live_server.url, "penyusun")
    here = f"{live_server.url}/rencana/{plan.code}/bagian/{section.code}"
    page.goto(f"{here}/naskah")
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Control+Shift+R")
    expect(page.locator("#reference-offers [role=option]").first).to_be_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")] == []
    page.keyboard.press("Escape")
    insert(page, "target layanan 2027", "Angka")
    insert(page, "luas tiap kecamatan", "Tabel")
    expect(page.locator(".ProseMirror .live")).to_have_text(["10", "Tabel 1.1"])
    page.locator(".ProseMirror .live").first.click()
    expect(page.locator("#reference-about")).to_contain_text("Target “Layanan yang terpadu” tahun 2027")
    expect(page.get_by_role("link", name="Buka sumbernya")).to_have_attribute("href", re.compile(programs.code))
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state").get_by_text(re.compile(r"^Tersimpan \d"))).to_be_visible()

    section.refresh_from_db()
    key = references.fingerprint("Luas tiap kecamatan")
    assert references.marks(section.body) == (
        ["target:GOV-1-01:layanan-yang-terpadu:2027"], [f"table:{section.code}:{key}"])
    assert f'data-key="{key}"' in section.body

    programs.programs.get().indicators.get().targets.filter(year=2027).update(value="1234.5")
    page.goto(here)
    expect(page.locator("#isi-naskah .live").first).to_have_text("1.234,5")
    expect(page.locator("#isi-naskah .live").first).to_have_attribute("title", re.compile("GOV-1-01"))
    programs.programs.get().indicators.all().delete()
    drafting.touch_programs(programs, by=make.drafter_of(programs.lead))
    page.goto(f"{here}/naskah")
    expect(page.locator("#missing")).to_contain_text("nilai tidak ada lagi")
    expect(page.locator(".ProseMirror .live").first).to_contain_text("[nilai tidak ada lagi: target layanan yang terpadu 2027")
