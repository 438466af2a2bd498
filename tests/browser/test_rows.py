"""A risk register filled in a real browser: from the keyboard alone, from a pasted range, and on a phone."""
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
RANGE = "\n".join(("Risiko\tPenyebab\tKemungkinan\tDampak", "Kebakaran lahan\tMusim kering\t4\t5",
                   'Gangguan jaringan\t"Jalur\ntunggal"\t3 – mungkin\t2', ""))
PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def register(plan, penyusun, page: Page, live_server) -> Section:
    section = make.make_section(plan, kind="risks")
    log_in(page, live_server.url, "penyusun")
    page.goto(f"{live_server.url}/rencana/{plan.code}/bagian/{section.code}/tulis")
    return section


def saved(page: Page, section: Section) -> list[dict]:
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#save-state")).to_contain_text("Tersimpan ")
    section.refresh_from_db()
    return section.items["rows"]


def test_a_register_is_filled_moved_and_mended_from_the_keyboard(register, page: Page):
    page.get_by_label("Risiko, risiko 1", exact=True).focus()
    for word in ("Banjir", "Tab", "Hujan lebat", "Tab", "4", "Tab", "3"):
        page.keyboard.press(word) if word == "Tab" else page.keyboard.type(word)
    expect(page.locator(".row-score").first).to_have_text("12 · tinggi")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Mutasi")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#row-notice")).to_contain_text("Dipindahkan ke nomor 1.")
    rows = saved(page, register)
    assert [(row["risk"], row["likelihood"], row["impact"]) for row in rows] == [("Mutasi", None, None), ("Banjir", 4, 3)]
    page.get_by_label("Risiko, risiko 1", exact=True).focus()
    page.keyboard.press("Alt+Delete")
    assert [row["key"] for row in saved(page, register)] == [rows[1]["key"]]
    page.get_by_role("button", name="Batalkan").press("Enter")
    assert saved(page, register) == rows


def test_a_range_from_a_spreadsheet_fills_cards_and_a_phone_has_room_for_them(register, page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_label("Risiko, risiko 1", exact=True).evaluate(PASTE, RANGE)
    expect(page.locator("#row-notice")).to_contain_text("2 baris ditempel.")
    rows = saved(page, register)
    assert [(row["risk"], row["cause"], row["likelihood"], row["impact"]) for row in rows] == [
        ("Kebakaran lahan", "Musim kering", 4, 5), ("Gangguan jaringan", "Jalur tunggal", 3, 2)]
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert [f["id"] for f in Axe().run(page).response["violations"] if f["impact"] in ("serious", "critical")] == []
