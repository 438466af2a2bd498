"""What can happen to a text while it is written: the line cut, the session gone, the browser killed, two people at once."""
import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from pillars.models import Save
from tests import factories as make
from tests.browser.conftest import log_in
from tests.browser.test_writing import MORE, open_editor, saved, type_at_end

pytestmark = pytest.mark.django_db(transaction=True)
TWO = make.TEXT + "<p>Rumah sakit rujukan ada di Penajam.</p>"


@pytest.fixture
def section(plan, penyusun):
    section = make.make_section(plan, title="Kesehatan")
    make.write(section, TWO)
    return section


@pytest.fixture
def writing(page: Page, live_server, section) -> Page:
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    return page


def test_cut_in_the_middle_of_a_word_and_sent_when_the_line_is_back(writing, section):
    type_at_end(writing, "Posyandu ")
    writing.context.set_offline(True)
    writing.keyboard.type("keliling melayani hulu.")
    expect(writing.locator("#save-state")).to_contain_text("Tidak ada sambungan")
    writing.context.set_offline(False)
    saved(writing).to_be_visible()
    section.refresh_from_db()
    assert "Posyandu keliling melayani hulu." in section.body


def test_after_an_expired_session_the_small_window_logs_in_and_the_save_goes_on(writing, section):
    Session.objects.all().delete()
    type_at_end(writing, MORE)
    with writing.expect_popup() as opened:
        writing.get_by_role("dialog").get_by_role("button", name="Masuk lagi").click()
    window = opened.value
    window.locator("[name=login]").fill("penyusun")
    window.locator("[name=password]").fill(make.PASSWORD)
    window.get_by_role("button", name="Masuk").click()
    saved(writing).to_be_visible()
    expect(writing.get_by_role("dialog")).to_have_count(0)
    section.refresh_from_db()
    assert MORE in section.body


def test_a_killed_browser_offers_the_text_with_what_differs(playwright, tmp_path, live_server, section, penyusun):
    profile = tmp_path / "profile"

    def browser():
        return playwright.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), locale="id-ID",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"])

    page = browser().new_page()
    log_in(page, live_server.url, "penyusun")
    cookies = page.context.cookies()
    open_editor(page, live_server.url, section)
    page.context.set_offline(True)
    type_at_end(page, MORE)
    expect(page.locator("#save-state")).to_contain_text("Tidak ada sambungan")
    kill(profile)
    again = browser()
    again.add_cookies(cookies)  # a session cookie would have gone with the browser
    page = again.new_page()
    open_editor(page, live_server.url, section)
    page.get_by_text("Apa yang berbeda").click()
    expect(page.locator("#journal-differences ins")).to_contain_text(MORE)
    page.get_by_role("button", name="Pulihkan").click()
    saved(page).to_be_visible()
    again.close()
    section.refresh_from_db()
    assert MORE in section.body


def kill(profile: Path) -> None:
    """The browser of this profile, at once and without a farewell."""
    found = subprocess.run(["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=True)
    for pid in found.stdout.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def test_two_browsers_merge_what_fits_and_settle_what_clashes(writing, section, koordinator, browser, live_server):
    other = browser.new_context(locale="id-ID").new_page()
    log_in(other, live_server.url, "koordinator")
    open_editor(other, live_server.url, section)
    expect(other.locator("#presence")).to_contain_text("Penyusun")

    # Different paragraphs: one after the other, without a question.
    other.locator(".ProseMirror p").first.click()
    other.keyboard.press("Home")
    other.keyboard.type("Pembukaan. ")
    saved(other).to_be_visible()
    type_at_end(writing, " Dokternya dua puluh.")
    expect(writing.locator("#newer")).to_contain_text("Digabung dengan simpanan Koordinator")
    expect(writing.locator(".ProseMirror")).to_contain_text("Pembukaan.")

    # The same paragraph: the second sees both and says.
    other.reload()
    type_at_end(other, " Perawatnya enam puluh.")
    saved(other).to_be_visible()
    type_at_end(writing, " Bidannya sembilan.")
    writing.get_by_role("link", name="Gabungkan sekarang").click()
    writing.get_by_label("Pakai keduanya, berurutan").focus()
    writing.keyboard.press("Space")
    writing.get_by_role("button", name="Simpan gabungannya").press("Enter")
    expect(writing.locator(".ProseMirror")).to_contain_text("Perawatnya enam puluh.")
    section.refresh_from_db()
    assert all(words in section.body for words in ("Pembukaan.", "Dokternya dua puluh.", "Perawatnya", "Bidannya sembilan."))
    assert Save.objects.filter(section=section, merges__isnull=False).count() == 2
    other.context.close()


def test_two_tabs_of_one_browser_keep_the_same_text(writing, section, live_server):
    second = writing.context.new_page()
    open_editor(second, live_server.url, section)
    expect(second.locator("#presence")).to_contain_text("tab lain")
    type_at_end(writing, MORE)
    saved(writing).to_be_visible()
    expect(second.locator(".ProseMirror")).to_contain_text(MORE)
    type_at_end(second, " Dan seterusnya.")
    saved(second).to_be_visible()
    expect(writing.locator(".ProseMirror")).to_contain_text("Dan seterusnya.")
    assert not Save.objects.filter(section=section, kept_aside=True).exists()


def test_a_server_in_trouble_gets_the_text_when_it_is_well_again(writing, section):
    writing.route("**/naskah/simpan", lambda route: route.fulfill(status=500, body="<h1>500</h1>"), times=1)
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("sedang sibuk")
    saved(writing).to_be_visible()
    section.refresh_from_db()
    assert MORE in section.body
