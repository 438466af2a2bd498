"""The generated parts as they are printed: text that can be read and copied, words for what is drawn, links that land."""
import uuid

import pikepdf
import pytest

from masterplan.book.build import build
from pillars import drafting
from pillars.models import Chapter, QuickWin, Section
from tests import factories as make
from tests.masterplan.book.conftest import Printed, generated, write

Kind = Section.Kind
ELEMENTS = [
    {"group": "struktur", "name": name, "value": n, "reason": "Ada"}
    for n, name in enumerate(("Anggaran", "Pegawai", "Data"), 1)
]
SWOT = {key: [{"text": f"Butir {key}"}] for key in ("S", "W", "O", "T", "SO")}
TOLD = ("2025: Rp750.000.000", "Dinkes: 0,75 miliar rupiah", "APBD Kabupaten/Kota: 100,0%", "Anggaran: 1; Pegawai: 2; Data: 3")


@pytest.fixture
def book(plan, programs, appendix, settings, tmp_path_factory):
    """A draft with one of each; laid out once for all tests."""
    settings.BOOK_CACHE = tmp_path_factory.getbasetemp() / "generated-book"
    plan.vision = "Maju dan setara"
    plan.save()
    make.make_mission(plan, text="Melayani lebih dekat")
    write(make.make_section(plan), "<p>Sistem Pemerintahan Berbasis Elektronik (SPBE) dan XYZQ.</p>")
    QuickWin.objects.create(program=programs.programs.first(), short_name="Satu Pintu")
    for kind in (Kind.GANTT, Kind.RECAP, Kind.COVERAGE, Kind.TREE, Kind.CARDS, Kind.STRATEGY):
        generated(plan, kind, lead=None, title=f"Tentang {kind}", pillar=make.make_pillar("GOV"))
    items(generated(plan, Kind.READINESS, title="Tentang kesiapan"), {"elements": ELEMENTS})
    items(generated(plan, Kind.SWOT, title="Tentang swot"), SWOT)
    for kind in (Kind.CONTRIBUTORS, Kind.INDEX):
        generated(plan, kind, chapter=appendix, lead=None, title=f"Tentang {kind}")
    front = Chapter.objects.create(book=appendix.book, code="b1-00", order=0, title="Bagian Awal", matter="front")
    for kind in (Kind.SIGNATURE, Kind.ABBREVIATIONS):
        generated(plan, kind, chapter=front, lead=None, title=f"Tentang {kind}")
    return Printed(build(plan).pdf)


def items(section: Section, content: dict) -> None:
    drafting.save_items(section, content, based_on=0, once_key=uuid.uuid4(), by=make.drafter_of(section.lead))


@pytest.mark.parametrize("words", [
    "Bupati Penajam Paser Utara", "SPBE Sistem Pemerintahan Berbasis Elektronik", "Dipakai tetapi belum dijelaskan: XYZQ.",
    "Peta Jalan Smart Governance Tahun 2025–2029", "mulai quick win", "Belum ada program pada subdimensi ini.",
    "Pagu Indikatif Menurut Dimensi dan Tahun 2025–2029 (juta rupiah)", "Sebaran Program Menurut Misi RPJMD dan Subdimensi",
    "Maju dan setara", "GOV-1 Layanan Publik 1 program", "GOV-2 Kebijakan Publik belum ada program", "Gambar 1.5 Radar Kesiapan",
    "Matriks SWOT Smart City", "S1 Butir S", "Program menurut nama", "memimpin GOV-1-01", "Perangkat Daerah Penyusun",
])
def test_it_is_printed_as_text(book, words):
    assert words in book.text


def test_every_figure_tells_its_numbers(book):
    told = list(alternatives(book.file.Root.StructTreeRoot.K))
    for words in TOLD:
        assert any(words in alt for alt in told), words


def alternatives(node):
    """The /Alt of every element of the structure tree, depth first."""
    for child in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(child, pikepdf.Dictionary):
            if "/Alt" in child:
                yield str(child.Alt)
            if "/K" in child:
                yield from alternatives(child.K)


def test_an_entry_of_the_index_leads_to_the_card(book):
    page = book.file.pages[book.page_of("Program menurut kode")]
    assert "p-GOV-1-01" in {str(a.Dest) for a in page.Annots if "/Dest" in a}
