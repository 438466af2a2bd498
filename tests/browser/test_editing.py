"""Tables, figures, finding and pasting as a writer does it, in a real browser."""
import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pillars.models import Attachment
from tests import factories as make
from tests.browser.conftest import log_in, without_keys
from tests.browser.test_writing import open_editor, saved

pytestmark = pytest.mark.django_db(transaction=True)
PASTE = """({html, text}) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text || '');
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector('.ProseMirror').dispatchEvent(paste);
  return document.getElementById('html').value;
}"""
EDITOR = "document.querySelector('.ProseMirror').editor"
WORD = """<p class=MsoCaption>Tabel 2.1 Puskesmas</p><table><tr><td><p><b>Nama</b></p></td><td><p><b>Pegawai</b></p></td></tr>
<tr><td rowspan=2>Sepaku</td><td align=right>1.204</td></tr><tr><td align=right>37</td></tr></table>
<p class=MsoNormal>Sumber: Dinkes, 2025</p>
<p>Layanan<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> <del>lama</del>
<ins>baru</ins><a class=msocomanchor href="#_msocom_1">[A1]</a>.</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>a.<span> </span></span>Satu</p>
<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>i)<span> </span></span>Dalam</p>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>
<a href="#_ftnref1" name="_ftn1">[1]</a> Menurut profil.</p></div></div>"""
LIBREOFFICE = """<p>Luas
<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p>
<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>BPS, 2025</p></div>"""
GOOGLE = """<b style="font-weight:normal" id="docs-internal-guid-1"><p><span
style="font-weight:700">Tebal</span><span> biasa</span></p>
<ul><li><p>a</p></li><ul><li><p>b</p></li></ul></ul></b>"""
PDF = """Pembangunan daerah diarahkan pada peningkatan pela-
yanan dasar bagi seluruh masyarakat, terutama di wila-
yah pesisir dan masing-
masing kecamatan.
• Sepaku
• Waru"""
EXCEL = "<table><tr><td class=xl65>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"


@pytest.fixture
def paper(page: Page, live_server, plan, penyusun) -> Page:
    section = make.make_section(plan, title="Kesehatan")
    make.write(section, "<p></p>")
    log_in(page, live_server.url, "penyusun")
    open_editor(page, live_server.url, section)
    page.locator(".ProseMirror").click()
    return page


def put(page: Page, html: str = "", text: str = "") -> str:
    page.evaluate(f"() => {EDITOR}.chain().focus().clearContent(true).run()")
    return page.evaluate(PASTE, {"html": html, "text": text})


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


def test_what_office_programs_mean_is_understood(paper):
    html = without_keys(put(paper, WORD))
    assert '<p class="caption">Puskesmas</p><table><tbody><tr><th><p>Nama</p></th>' in html
    assert '<td rowspan="2"><p>Sepaku</p></td><td class="number"><p>1.204</p></td>' in html
    assert '<p class="source">Sumber: Dinkes, 2025</p>' in html
    assert 'Layanan<span data-footnote="Menurut profil."' in html
    assert "lama" not in html
    assert "<li><p>Satu</p><ol" in html
    notes = paper.locator("#paste-notes")
    expect(notes).to_contain_text("1 penghapusan terlacak")
    expect(notes).to_contain_text("1 komentar")
    notes.get_by_role("button", name="Tutup").click()
    expect(notes).to_be_hidden()
    assert 'data-footnote="BPS, 2025"' in put(paper, LIBREOFFICE)
    assert "<p><strong>Tebal</strong> biasa</p><ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>" in put(paper, GOOGLE)
    made = put(paper, text=PDF)
    assert "peningkatan pelayanan dasar" in made
    assert "masing-masing kecamatan." in made
    assert "<ul><li><p>Sepaku</p></li><li><p>Waru</p></li></ul>" in made


def test_a_paste_is_undone_in_one_step_apart_from_what_was_typed(paper):
    paper.keyboard.type("Awal. ")
    before = paper.locator("#html").input_value()
    paper.evaluate(PASTE, {"html": WORD, "text": ""})
    paper.keyboard.press("Control+z")
    assert paper.locator("#html").input_value() == before


def test_a_table_is_filled_widened_and_aligned_with_the_keyboard(paper):
    paper.get_by_role("button", name="Tabel", exact=True).first.click()
    paper.keyboard.type("Luas")
    paper.locator(".ProseMirror td").first.click()
    paper.evaluate(PASTE, {"html": EXCEL, "text": ""})
    assert paper.locator(".ProseMirror td").all_text_contents() == ["1", "2", "", "3", "4", ""]
    paper.locator(".ProseMirror td").first.click()
    paper.wait_for_function("!document.querySelector('.selectedCell')")
    paper.keyboard.press("Alt+Shift+ArrowRight")
    paper.get_by_role("button", name="Rata angka").click()
    for name in ("Kolom baru di kanan", "Baris baru di atas", "Kolom kepala"):
        paper.get_by_title(name).or_(paper.get_by_role("button", name=name)).first.click()
    saved(paper).to_be_visible()
    html = paper.locator("#html").input_value()
    assert html.count("<tr>") == 4
    assert html.count('class="number"') == 3  # the head, and two rows; the new row has its own
    assert "colwidth=" in html
    paper.keyboard.press("Tab")
    paper.keyboard.type("tab")
    assert "tab" in paper.locator(".ProseMirror table").inner_text()


def test_pictures_arrive_and_wait_for_their_words(paper):
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture()} for n in "ab"]
    paper.get_by_role("button", name="Gambar", exact=True).click()
    paper.locator("#picture-file").set_input_files(files)
    paper.locator("#picture-ok").click()
    expect(paper.locator('.picture img[src^="/gambar/"]')).to_have_count(2)
    expect(paper.locator("#without-alt")).to_contain_text("2 gambar belum diberi teks pengganti")
    paper.locator("#without-alt").get_by_role("button").click()
    paper.locator("#alt-text").fill("Puskesmas Sepaku")
    paper.locator("#dialog-alt").get_by_role("button", name="Pasang").click()
    expect(paper.locator("#without-alt")).to_contain_text("1 gambar")
    saved(paper).to_be_visible()
    assert Attachment.objects.count() == 1  # the same picture twice
    assert paper.locator("#html").input_value().count('alt="Puskesmas Sepaku"') == 1


def test_a_pasted_picture_is_uploaded_where_it_stood(paper):
    data = base64.b64encode(picture()).decode()
    put(paper, f'<p>Satu</p><img src="data:image/png;base64,{data}" alt="Peta"><p>Dua</p><img src="file:///C:/a.png">')
    expect(paper.locator('.picture img[src^="/gambar/"]')).to_have_count(1)
    expect(paper.locator("#paste-notes")).to_contain_text("1 gambar tertaut ke berkas di komputer lain")
    key = Attachment.objects.get().key
    assert f'<p>Satu</p><img src="/gambar/{key}" alt="Peta"><p>Dua</p>' in paper.locator("#html").input_value()


def test_words_are_found_and_replaced(paper):
    put(paper, "<p>Puskesmas <b>Sepaku</b> dan puskesmas Waru.</p>")
    paper.keyboard.press("Control+h")
    paper.keyboard.type("puskesmas")
    count = paper.locator("#finding .find-count")
    expect(count).to_have_text("1 dari 2")
    paper.keyboard.press("Enter")
    expect(count).to_have_text("2 dari 2")
    paper.get_by_label("Bedakan huruf besar").check()
    expect(count).to_have_text("1 dari 1")
    paper.get_by_label("Ganti dengan").fill("klinik")
    paper.get_by_role("button", name="Ganti semua").click()
    assert "<p>Puskesmas <strong>Sepaku</strong> dan klinik Waru.</p>" in paper.locator("#html").input_value()
    paper.keyboard.press("Escape")
    expect(paper.locator(".ProseMirror")).to_be_focused()
    paper.keyboard.press("Control+a")
    expect(paper.locator("#word-count")).to_have_text("5 dari 5 kata")
    paper.keyboard.press("Control+/")
    expect(paper.locator("#dialog-shortcuts")).to_be_visible()
