"""Writing a narrative in a real browser: what was typed is stored, or is still there."""
import io
import re

import pytest
from django.contrib.sessions.models import Session
from PIL import Image
from playwright.sync_api import Page, expect

from pillars.models import Attachment, Save
from tests import factories as make
from tests.browser.conftest import log_in, without_keys

pytestmark = pytest.mark.django_db(transaction=True)
MORE = "Puskesmas Sepaku melayani pendatang baru."
OTHERS = make.TEXT.replace("warganya", "dunia usaha")


@pytest.fixture
def section(plan, penyusun):
    section = make.make_section(plan, title="Kesehatan")
    make.write(section)
    return section


@pytest.fixture
def writing(page: Page, live_server, section) -> Page:
    """The writing page of the section, open as its drafter."""
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    return page


def open_editor(page: Page, base: str, section) -> None:
    page.goto(f"{base}/rencana/{section.plan.code}/bagian/{section.code}/naskah")
    expect(page.get_by_role("toolbar")).to_be_visible()


def type_at_end(page: Page, text: str) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def saved(page: Page):
    """The state of the page, to be waited for: "Tersimpan 14.05"."""
    return expect(page.locator("#save-state").get_by_text(re.compile(r"^Tersimpan \d")))


def test_what_is_typed_is_saved_by_itself(writing, section):
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("Belum tersimpan")
    saved(writing).to_be_visible()
    section.refresh_from_db()
    assert MORE in section.body
    assert section.version == 2


def test_a_cut_line_keeps_the_text_and_sends_it_later(writing, section):
    writing.context.set_offline(True)
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("Tidak ada sambungan")
    writing.context.set_offline(False)
    saved(writing).to_be_visible(timeout=15000)
    section.refresh_from_db()
    assert MORE in section.body


def test_an_answer_that_got_lost_does_not_save_twice(writing, section):
    lost = []

    def lose_first(route):
        route.fetch()
        lost.append(route.abort() if not lost else None)

    writing.route("**/naskah/simpan", lose_first, times=1)
    type_at_end(writing, MORE)
    saved(writing).to_be_visible(timeout=15000)
    assert Save.objects.filter(section=section, kept_aside=False).count() == 2


def test_a_session_that_expired_is_renewed_in_another_tab(writing, section, live_server):
    Session.objects.all().delete()
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("Sesi berakhir")
    log_in(writing.context.new_page(), live_server.url, "penyusun")
    saved(writing).to_be_visible(timeout=30000)
    section.refresh_from_db()
    assert MORE in section.body


def test_a_browser_that_died_offers_the_text_again(writing, section, live_server):
    # A tab that is closed saves at the last moment; one that died does not.
    writing.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("Tidak ada sambungan")
    again = writing.context.new_page()
    writing.close(run_before_unload=False)
    open_editor(again, live_server.url, section)
    again.get_by_role("button", name="Pulihkan").click(timeout=10_000)
    expect(again.locator(".ProseMirror")).to_contain_text(MORE)
    saved(again).to_be_visible()


def test_two_writers_of_one_paragraph_both_keep_their_text(writing, section, koordinator):
    make.write(section, OTHERS, by=koordinator)
    type_at_end(writing, MORE)
    expect(writing.locator("#save-state")).to_contain_text("tidak hilang")
    section.refresh_from_db()
    assert section.body == OTHERS
    assert MORE in Save.objects.get(kept_aside=True).content["html"]


def test_the_writer_takes_the_text_that_was_kept_aside(writing, section, koordinator):
    make.write(section, OTHERS, by=koordinator)
    type_at_end(writing, MORE)
    writing.get_by_role("link", name="Gabungkan sekarang").click()
    writing.get_by_label("Pakai yang disisihkan").check()
    writing.get_by_role("button", name="Simpan gabungannya").click()
    expect(writing.locator(".ProseMirror")).to_contain_text(MORE)
    section.refresh_from_db()
    assert section.version == 3


def test_a_table_comes_with_its_caption_and_source(writing, section):
    type_at_end(writing, "")
    writing.get_by_role("button", name="Tabel", exact=True).first.click()
    writing.keyboard.type("Fasilitas kesehatan")
    writing.locator(".ProseMirror td").first.click()
    expect(writing.locator("#table-tools")).to_be_visible()
    saved(writing).to_be_visible()
    section.refresh_from_db()
    assert '<p class="caption">Fasilitas kesehatan</p>' in without_keys(section.body)
    assert "<thead>" in section.body
    assert '<p class="source">Sumber:' in section.body


def test_a_picture_is_uploaded_with_its_alternative_text(writing, section):
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "PNG")
    writing.get_by_role("button", name="Gambar", exact=True).click()
    writing.get_by_label("Berkas (JPG, PNG, atau WebP; paling besar 12 MB)").set_input_files(
        {"name": "puskesmas.png", "mimeType": "image/png", "buffer": out.getvalue()})
    writing.get_by_label("Teks pengganti").fill("Puskesmas Sepaku dari depan")
    writing.get_by_label("Judul gambar").fill("Puskesmas Sepaku")
    writing.locator("#picture-ok").click()
    saved(writing).to_be_visible()
    section.refresh_from_db()
    key = Attachment.objects.get().key
    assert f'<img src="/gambar/{key}" alt="Puskesmas Sepaku dari depan">' in section.body


def test_a_paste_from_word_keeps_the_shape_and_drops_the_styles(writing, section):
    word = """<html><body><h1 style="color:red">Pelayanan</h1><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
      <span style='mso-list:Ignore'>1.<span>  </span></span>Satu</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
      <span style='mso-list:Ignore'>2.<span>  </span></span>Dua<o:p></o:p></p><p style="font-size:30pt">Biasa</p></body></html>"""
    writing.locator(".ProseMirror").click()
    writing.keyboard.press("Control+A")
    writing.evaluate("""html => {
      const data = new DataTransfer();
      data.setData('text/html', html);
      const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
      document.querySelector('.ProseMirror').dispatchEvent(paste);
    }""", word)
    saved(writing).to_be_visible()
    section.refresh_from_db()
    assert without_keys(section.body) == "<h3>Pelayanan</h3><ol><li><p>Satu</p></li><li><p>Dua</p></li></ol><p>Biasa</p>"


def test_the_page_keeps_to_the_content_security_policy(page: Page, live_server, section):
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    type_at_end(page, MORE)
    saved(page).to_be_visible()
    assert heard == []
