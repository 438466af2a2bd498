"""axe over the main pages, at phone and desktop width, light and dark: nothing serious, and nothing wider than the screen."""
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pillars import drafting
from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "penyusun": ["/pekerjaan", "/rencana/{plan}/bagian/{text}/", "/rencana/{plan}/bagian/{text}/naskah",
                 "/rencana/{plan}/bagian/{text}/riwayat", "/rencana/{plan}/bagian/{programs}/program",
                 "/rencana/{plan}/bagian/{text}/riwayat/kini", "/rencana/{plan}/bagian/{text}/bandingkan?dari=kini&ke=kini",
                 "/rencana/{plan}/bagian/{text}/naskah/disisihkan/{aside}",
                 "/rencana/{plan}/bagian/{programs}/program/unggah", "/rencana/{plan}/bagian/{swot}/swot",
                 "/rencana/{plan}/bagian/{readiness}/kesiapan", "/rencana/{plan}/bagian/{vision}/arah",
                 "/rencana/{plan}/bagian/{risks}/isian/excel", "/rencana/{plan}/bagian/{programs}/program/tabel",
                 "/rencana/{plan}/bagian/{programs}/program/GOV-1-01", "/rencana/{plan}/buku", "/akun/sandi/",
                 "/akun/dua-langkah/", "/rencana/{plan}/baca/", "/rencana/{plan}/baca/buku-1/b1-01"],
    "kepala": ["/rencana/{plan}/bagian/{sent}/", "/reviu"],
    "koordinator": ["/rencana/{plan}/kemajuan", "/rencana/{plan}/kerangka", "/rencana/{plan}/kerangka/bagian/{text}",
                    "/rencana/{plan}/tahap", "/rencana/{plan}/pengaturan", "/daerah/64.09/opd", "/daerah/64.09/opd/dinkes",
                    "/daerah/64.09/orang", "/daerah/64.09/orang/penyusun", "/daerah/64.09/impor/orang", "/daerah/64.09/",
                    "/rencana/{plan}/baca/buku-1/", "/rencana/{plan}/baca/buku-1/b1-01", "/rencana/{plan}/buku",
                    "/rencana/{plan}/baca/buku-1/?cari=layanan", "/rencana/{plan}/baca/buku-1/b1-01?cari=layanan",
                    "/daerah/64.09/gaya-buku", "/rencana/{plan}/nomenklatur", "/rencana/{plan}/pustaka-indikator"],
}


@pytest.fixture
def codes(plan, penyusun, kepala, koordinator) -> dict:
    programs = make.make_section(plan, kind=Section.Kind.PROGRAMS)
    make.write(programs)
    table = '<p class="caption">Judul</p><table><tr><th>A</th></tr><tr><td>1</td></tr></table><p class="source">Sumber: BPS</p>'
    text = make.make_section(plan, title="Kesehatan")
    note = '<h3>Keadaan</h3><p>Luas wilayah tetap<span data-footnote="Menurut BPS, 2025."></span>.</p>'
    make.write(text, make.TEXT + table + note)
    text.refresh_from_db()
    make.write(text, text.body.replace("tetap", "bertambah"))
    late = drafting.save_text(text, make.TEXT + table + note.replace("tetap", "berkurang"), based_on=1, once_key=uuid.uuid4(),
                              by=penyusun)
    for kind in ("matrix", "roadmap", "budget", "alignment"):  # wide tables and a chart, read on the screen
        make.make_section(plan, kind=kind, lead=None)
    itemized = {kind: make.make_section(plan, kind=kind).code for kind in Section.ITEMIZED}
    return {**itemized, "plan": plan.code, "text": text.code, "programs": programs.code,
            "aside": late.save.pk, "sent": make.submitted_section(plan).code}


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_nothing_stands_in_anybodys_way(who, width, theme, page: Page, live_server, codes):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    log_in(page, live_server.url, who)
    found = []
    for address in PAGES[who]:
        page.goto(live_server.url + address.format(**codes))
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address}: wider than the screen")
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                found.append(f"{address}: {fault['id']} {fault['nodes'][0]['html'][:150]}")
    assert found == []
