"""A small plan with one of each, and ways to read what was printed."""
from __future__ import annotations

import io
import re
import subprocess

import pikepdf
import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from masterplan.book import build
from pillars.models import Book, Chapter, Plan, QuickWin, Section
from tests import factories as make


@pytest.fixture(autouse=True)
def in_this_process(settings):
    """Workers cost a second each to start; the tests that are about workers ask for them."""
    settings.BOOK_WORKERS = 0
    build.forget()


@pytest.fixture
def chapter(plan) -> Chapter:
    return Chapter.objects.get(book__plan=plan, code="b1-01")


@pytest.fixture
def appendix(plan) -> Chapter:
    book = Book.objects.get(plan=plan, code="b1")
    return Chapter.objects.create(book=book, code="b1-l1", order=9, title="Program OPD", matter=Chapter.Matter.BACK)


@pytest.fixture
def of_every_kind(plan, written, programs, settings, tmp_path_factory) -> Plan:
    """A plan with a chapter, generated sections and an appendix. Its units are laid out once for all tests."""
    settings.BOOK_CACHE = tmp_path_factory.getbasetemp() / "one-book"
    QuickWin.objects.create(program=programs.programs.first(), short_name="Satu Pintu", problem="Antrean panjang.")
    for kind in ("matrix", "roadmap", "strategy", "summary", "alignment", "budget", "quickwins"):
        generated(plan, kind, title=f"Tentang {kind}", pillar=make.make_pillar("GOV") if kind != "alignment" else None)
    make.make_mission(plan)
    return plan


@pytest.fixture
def book(of_every_kind) -> Printed:
    """Its printed draft."""
    return Printed(build.build(of_every_kind).pdf)


@pytest.fixture
def written(plan, chapter) -> Section:
    """A narrative with a sub-heading, a table and a footnote."""
    return write(make.make_section(plan, title="Latar Belakang"), RICH)


@pytest.fixture
def programs(plan, appendix) -> Section:
    """Dinkes's section with two programmes; nothing approved."""
    section = make.make_section(plan, chapter=appendix, kind=Section.Kind.PROGRAMS, title="Dinas Kesehatan")
    make.write(section)
    make.make_program(section, sub_dimension=make.make_sub_dimension("LIV-2"), name="Puskesmas terhubung")
    return section


RICH = (
    '<h3>Keadaan wilayah</h3><p>Luas wilayah 3.333,06 km²<span data-footnote="Menurut BPS, 2025."></span>.</p>'
    '<p class="caption">Luas tiap kecamatan</p>'
    "<table><tbody><tr><th>Kecamatan</th><th>Luas</th></tr><tr><td>Penajam</td><td>1.207,37</td></tr></tbody></table>"
    '<p class="source">BPS, 2025</p><h4>Lebih rinci</h4><p>Selesai sampai di sini dulu ya semuanya.</p>'
) + make.TEXT


def write(section: Section, html: str) -> Section:
    make.write(section, html)
    return section


def generated(plan: Plan, kind: str, **fields) -> Section:
    return make.make_section(plan, kind=kind, **fields)


def texts(pdf: bytes) -> list[str]:
    """The text of each page in the order in which eyes meet it."""
    run = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


class Printed:
    """A PDF, read back: `pages` are texts with spaces made even, in the order in which they were written,
    `seen` in the order in which eyes meet them; `labels` are the page labels of the file."""

    def __init__(self, pdf: bytes):
        self.data = pdf
        self.file = pikepdf.open(io.BytesIO(pdf))
        reader = PdfReader(io.BytesIO(pdf))
        self.pages = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
        self.seen = [re.sub(r"\s+", " ", text) for text in texts(pdf)]
        self.labels = reader.page_labels
        self.text = " ".join(self.pages)

    def listed(self):
        """(text of a line in the lists, label of the page that its link leads to)"""
        names = self.file.Root.Names.Dests.Names
        places = {str(names[i]): names[i + 1][0].objgen for i in range(0, len(names), 2)}
        numbers = {page.objgen: n for n, page in enumerate(self.file.pages)}
        shown = pdfium.PdfDocument(self.data)
        for n, text in enumerate(self.seen):
            if not any(title in text for title in ("DAFTAR ISI", "DAFTAR TABEL", "DAFTAR GAMBAR")):
                continue
            reading = shown[n].get_textpage()
            for link in self.file.pages[n].Annots:
                left, right = sorted(map(float, link.Rect[::2]))
                bottom, top = sorted(map(float, link.Rect[1::2]))
                line = reading.get_text_bounded(left=left, right=right, bottom=bottom, top=top)
                yield " ".join(line.split()), self.labels[numbers[places[str(link.Dest)]]]

    def page_of(self, words: str) -> int:
        """The last page (from 0) with the words: lists come before what they list."""
        return max(i for i, text in enumerate(self.pages) if words in text)
