"""A slow line: the text can be read and written in before the editor is there, and the command counts what is sent."""
import subprocess
import time

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from masterplan.processes import manage
from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def section(plan, penyusun):
    section = make.make_section(plan, title="Kesehatan")
    make.write(section, "<p>Kesatu ditulis lebih dulu.</p><p>Kedua menyusul.</p>")
    return section


@pytest.fixture
def without_editor(page: Page, live_server, section) -> Page:
    """The writing page before the editor's library has come; `page.come()` lets it come."""
    log_in(page, live_server.url, "penyusun")
    waiting = []
    page.route("**/django_prose_editor/editor*.js", lambda route: waiting.append(route))
    page.come = lambda: [waiting.pop().continue_() for _ in waiting[:]]
    page.goto(f"{live_server.url}/rencana/{section.plan.code}/bagian/{section.code}/naskah", wait_until="commit")
    expect(page.get_by_role("textbox", name="Naskah")).to_have_attribute("contenteditable", "true")
    return page


def test_what_is_typed_before_the_editor_comes_is_taken_over_where_the_cursor_was(without_editor, section):
    page = without_editor
    page.locator("p", has_text="Kesatu ditulis").click()
    page.keyboard.press("Home")
    page.keyboard.type("Paling awal. ")
    page.come()
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.keyboard.type("Lalu ini. ")
    expect(page.locator(".ProseMirror")).to_contain_text("Paling awal. Lalu ini. Kesatu ditulis")
    page.keyboard.press("Control+s")
    for _ in range(100):
        section.refresh_from_db()
        if "Lalu ini." in section.body:
            break
        time.sleep(0.1)
    assert section.body == "<p>Paling awal. Lalu ini. Kesatu ditulis lebih dulu.</p><p>Kedua menyusul.</p>"


def test_a_paste_waits_for_the_editor_that_cleans_it(without_editor):
    page = without_editor
    page.locator("p", has_text="Kesatu ditulis").click()
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.setData("text/html", "<p style='color:red'><b>Dari Word</b></p>");
      document.querySelector(".first-words").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, cancelable: true}));
    }""")
    page.come()
    expect(page.locator(".ProseMirror strong")).to_have_text("Dari Word")


def test_without_an_editor_the_form_saves_by_itself(without_editor, section):
    page = without_editor
    page.locator("p", has_text="Kedua menyusul").click()
    page.keyboard.press("End")
    page.keyboard.type(" Tanpa editor.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kesehatan")
    section.refresh_from_db()
    assert "Tanpa editor." in section.body


def test_the_command_counts_what_a_page_sends(live_server, plan, penyusun):
    programs = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.write(programs)
    asked = manage("measurepages", "--url", live_server.url, "--user", "penyusun", "--password", make.PASSWORD, "--kbit", "50000",
                   "--latency", "1", "--page", "program", "--plan", plan.code, "--programs", programs.code,
                   "--program", "GOV-1-01")
    said = subprocess.run(asked, capture_output=True, text=True, cwd=settings.BASE_DIR, timeout=60)
    lines = [line.split() for line in said.stdout.splitlines() if line.startswith("program")]
    assert [line[1] for line in lines] == ["kosong", "hangat"], said.stderr
    assert all(float(line[2]) > 5 for line in lines)
