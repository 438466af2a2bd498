"""Documents that nobody here wrote, through the import in a real browser: uploaded, looked at, taken, and read in the section.

They come in the source archives of packages that read and write Word files, where they are test data. The tally is printed.
"""
from __future__ import annotations

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect

from pillars.models import Import, Program, Section
from tests import factories as make
from tests.browser.conftest import log_in
from tests.pillars.imports import documents
from tests.samples import archive

pytestmark = pytest.mark.django_db(transaction=True)
ARCHIVES = {
    "pydocx": ("pydocx", "0.9.9", "2c79836c1e3faf4fd6a524ce2461a6575c4ba9edddbd6d715bba594e582dd1ab",
               "PyDocX-0.9.9/tests/fixtures"),
    "python-docx": ("python-docx", "1.2.0", "7bc9d7b7d8a69c9c02ca09216118c86552704edc23bac179283f2e38f86220ce",
                    "python_docx-1.2.0"),
}
FILES = [
    ("pydocx", "simple.docx"), ("pydocx", "nested_lists.docx"), ("pydocx", "attachment_is_tiff.docx"),
    ("pydocx", "external_image.docx"), ("pydocx", "table_col_row_span.docx"), ("pydocx", "nested_tables.docx"),
    ("pydocx", "textbox.docx"), ("pydocx", "export_from_googledocs.docx"), ("pydocx", "upper_alpha_all_bold.docx"),
    ("python-docx", "features/steps/test_files/comments-rich-para.docx"),
    ("python-docx", "features/steps/test_files/blk-paras-and-tables.docx"),
    ("python-docx", "features/steps/test_files/par-hyperlinks.docx"),
    ("python-docx", "features/steps/test_files/par-known-styles.docx"),
    ("python-docx", "features/steps/test_files/shp-inline-shape-access.docx"),
    ("python-docx", "features/steps/test_files/tbl-having-applied-style.docx"),
    ("python-docx", "tests/test_files/having-images.docx"),
]


@pytest.fixture
def section(plan, penyusun) -> Section:
    return make.make_section(plan, title="Keadaan kesehatan")


def inside(data: bytes) -> dict[str, int]:
    """What python-docx sees in a document: the other reader."""
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    blips = [b for b in body.iter(qn("a:blip")) if b.get(qn("r:embed")) in document.part.rels
             and not document.part.rels[b.get(qn("r:embed"))].is_external and not any(
                 a.tag.endswith("}Fallback") for a in b.iterancestors())]
    words = " ".join(t.text or "" for t in body.iter(qn("w:t")) if not any(
        a.tag.endswith(("}Fallback", "}del")) for a in t.iterancestors()))
    return {"tabel": len(list(body.iter(qn("w:tbl")))), "gambar": len(blips), "huruf": len(re.sub(r"\W", "", words))}


def kept(found: dict, body: str) -> dict[str, int]:
    """The same of the text that the section has now, with the titles of the parts that led here."""
    titles = "".join(f"{part['chapter']}{part['number']}{part['title']}" for part in found["parts"] if part["title"])
    words = re.sub(r"\W", "", titles + re.sub(r"<[^>]+>", "", body))
    return {"tabel": body.count("<table"), "gambar": body.count("<img"), "huruf": len(words)}


def bring(page: Page, base: str, section: Section, data: bytes, name: str = "naskah.docx") -> Import:
    page.goto(f"{base}/rencana/{section.plan.code}/impor?bagian={section.code}")
    page.get_by_label("Berkas Word (.docx, paling besar 25 MB)").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Unggah dan baca").click()
    page.wait_for_url(re.compile(r"/impor/\d+$"))
    return Import.objects.get(pk=page.url.rpartition("/")[2])


def test_documents_of_others_come_through(page: Page, live_server, section, capsys):
    log_in(page, live_server.url, "penyusun")
    tally, wrong, folders = [], [], {key: archive(*source[:3]) / source[3] for key, source in ARCHIVES.items()}
    for key, name in FILES:
        data = (folders[key] / name).read_bytes()
        found = bring(page, live_server.url, section, data).found
        for part in range(len(found["parts"])):
            page.locator(f"#bagian-{part}").select_option(section.code)
            page.locator(f"#ganti-{part}").check()
        page.get_by_role("button", name="Terapkan yang dipilih").click()
        expect(page.get_by_role("button", name="Urungkan seluruh impor")).to_be_visible()
        body = Section.objects.get(pk=section.pk).body
        there, here, losses = inside(data), kept(found, body), dict(found["losses"])
        tally.append(f"{name.rpartition('/')[2]:42} {there} → {here}; hilang: {losses or '–'}")
        if here["tabel"] != there["tabel"] or here["gambar"] != there["gambar"] or here["huruf"] < 0.98 * there["huruf"]:
            wrong.append(tally[-1])
        wrong += [f"{name}: {loss} is not named on the page" for loss in losses
                  if loss not in page.locator("#tidak-terbawa").inner_text()]
        wrong += [f"{name}: {bad}" for bad in ("<script", "style=", " on", "javascript:", "data:", "http://127")
                  if re.search(rf"<[^>]*{bad}", body)]
    with capsys.disabled():
        print(f"\nImpor Word, {len(tally)} berkas:\n" + "\n".join(tally))
    assert wrong == []
    assert len(tally) >= 15


def test_a_chapter_is_taken_part_by_part_and_undone(page: Page, live_server, section, plan):
    purpose = make.make_section(plan, title="Maksud dan Tujuan")
    programs = make.make_section(plan, title="Program Dinkes", kind=Section.Kind.PROGRAMS)
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    log_in(page, live_server.url, "penyusun")
    bring(page, live_server.url, section, documents.chapter())
    expect(page.locator("#bagian-1")).to_have_value(purpose.code)
    expect(page.locator("#jumlah-dipilih")).to_have_text("1 / 2")
    page.locator("#bagian-0").select_option(section.code)  # its title is another one, so nothing was proposed
    expect(page.locator("#ganti-0")).to_be_checked()
    page.locator("#m0-subdimensi").select_option("LIV-1")
    page.get_by_role("button", name="Baca ulang dengan pilihan ini").click()
    page.locator("#m0-ambil-0").check()
    page.locator("#m0-ambil-1").check()
    page.get_by_role("button", name="Terapkan yang dipilih").click()
    expect(page.get_by_text("3 bagian diisi dari dokumen")).to_be_visible()
    assert [p.code for p in programs.programs.all()] == ["LIV-1-01", "LIV-1-02"]
    assert "Telemedisin" not in Section.objects.get(pk=purpose.pk).body
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Urungkan seluruh impor").click()
    expect(page.get_by_text("3 bagian kembali ke isi sebelumnya")).to_be_visible()
    assert set(Section.objects.values_list("body", flat=True)) == {""}
    assert not Program.objects.exists()
    assert heard == []
