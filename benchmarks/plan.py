"""A plan of about so many pages from a seed, written straight into a throw-away database.

The mix is that of a real plan: prose with small tables and photographs, a third of the pages matrices of 12 to 18
columns, and what agencies write in sections of some six pages each. Every section is written from a seed of its own, so
that the sections that are edited are the same in a plan of 60 pages and in one of 600.

Rows are made in bulk and past the doors of `pillars`: a plan like this takes seconds, and nobody is to read it.
"""
from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from random import Random

from django.core.files.base import ContentFile
from django.db import transaction

from benchmarks.photographs import photograph
from benchmarks.words import QUALITIES, THINGS, UNITS, VERBS, Narrative, Writer
from opd.models import Agency, Membership, Region, Role, User
from pillars import cleaning
from pillars.models import (
    Attachment,
    Book,
    Budget,
    Chapter,
    Indicator,
    Mission,
    Pillar,
    Plan,
    Program,
    QuickWin,
    Section,
    SubDimension,
    Target,
)
from pillars.reference import ensure_pillars

YEARS = list(range(2025, 2030))
EVERY_FOURTH = 4  # programme is a quick win
FEW = 8  # pages of general text, below which only the chapters that every book needs are made
AGENCIES = {
    "diskominfo": "Dinas Komunikasi dan Informatika", "bappeda": "Badan Perencanaan Pembangunan Daerah",
    "dinkes": "Dinas Kesehatan", "disdik": "Dinas Pendidikan", "dpupr": "Dinas Pekerjaan Umum dan Penataan Ruang",
    "disperkim": "Dinas Perumahan dan Kawasan Permukiman", "dishub": "Dinas Perhubungan", "dlh": "Dinas Lingkungan Hidup",
    "dinsos": "Dinas Sosial", "dukcapil": "Dinas Kependudukan dan Pencatatan Sipil",
    "dpmptsp": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "dispar": "Dinas Pariwisata dan Kebudayaan",
    "diskop": "Dinas Koperasi dan Usaha Kecil Menengah", "disdag": "Dinas Perdagangan dan Perindustrian",
    "disnaker": "Dinas Tenaga Kerja dan Transmigrasi", "distan": "Dinas Pertanian", "dkp": "Dinas Kelautan dan Perikanan",
    "dkpangan": "Dinas Ketahanan Pangan", "dpmd": "Dinas Pemberdayaan Masyarakat dan Desa",
    "dp3a": "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "dppkb": "Dinas Pengendalian Penduduk dan Keluarga Berencana",
    "dispora": "Dinas Pemuda dan Olahraga", "dispusip": "Dinas Perpustakaan dan Kearsipan", "damkar": "Dinas Pemadam Kebakaran",
    "satpolpp": "Satuan Polisi Pamong Praja", "bpbd": "Badan Penanggulangan Bencana Daerah",
    "bkad": "Badan Keuangan dan Aset Daerah", "bapenda": "Badan Pendapatan Daerah", "bkpsdm": "Badan Kepegawaian Daerah",
    "kesbangpol": "Badan Kesatuan Bangsa dan Politik", "brida": "Badan Riset dan Inovasi Daerah", "inspektorat": "Inspektorat",
    "setda": "Sekretariat Daerah", "setwan": "Sekretariat DPRD", "rsud": "Rumah Sakit Umum Daerah",
    "kec-utara": "Kecamatan Utara", "kec-selatan": "Kecamatan Selatan", "kec-timur": "Kecamatan Timur",
    "kec-barat": "Kecamatan Barat", "kec-tengah": "Kecamatan Tengah",
}
GENERAL = {  # chapter: titles of its sections; each is written by another agency
    ("b1-01", "Pendahuluan"): ["Latar Belakang", "Dasar Hukum"],
    ("b1-02", "Gambaran Umum Daerah"): ["Geografis dan Kependudukan", "Perekonomian", "Pelayanan Dasar"],
    ("b1-03", "Kesiapan dan Kesenjangan"): ["Struktur", "Infrastruktur", "Suprastruktur", "Kesenjangan Enam Dimensi"],
    ("b2-01", "Arah Pembangunan"): ["Visi dan Misi", "Sasaran"],
    ("b3-01", "Ringkasan"): ["Arah dan Sasaran", "Program Unggulan"],
}
BOOKS = ["Analisis Strategis", "Masterplan", "Ringkasan Eksekutif"]


@dataclass(frozen=True)
class Size:
    """How much of each there is in a plan of so many pages."""

    agencies: int  # that write
    usual: float  # pages of an agency's text
    largest: float  # pages of the largest text
    programs: int  # of each agency that writes
    general: float  # pages of the other texts together
    photographs: int
    by_pillar: bool  # matrices and road maps for each pillar, or one for all

    @classmethod
    def of(cls, pages: int) -> Size:
        agencies = min(max(1, round((pages - 60) / 20)), len(AGENCIES))
        share = min(pages / 60, 1)
        return cls(
            agencies=agencies, usual=6 * share, largest=15 * share, programs=max(2, round(8 * share)),
            general=max(1.0, pages - 66 - 17.4 * agencies), photographs=max(1, round(pages * 38 / 300)),
            by_pillar=agencies > 2,
        )


def make_plan(pages: int, seed: int = 64) -> Plan:
    """Write a region with a plan of about so many pages, and return the plan. One goes into a database, no more."""
    with transaction.atomic():
        return _Maker(pages, seed).make()


def usual_section(plan: Plan) -> Section:
    """The text of one agency, about six pages."""
    return plan.sections.select_related("plan__region").get(code="b2-l2-diskominfo")


def largest_section(plan: Plan) -> Section:
    """The largest text, about fifteen pages."""
    return plan.sections.select_related("plan__region").get(code="b2-l2-terbesar")


def program_section(plan: Plan) -> Section:
    """The programmes of one agency, about six pages."""
    return plan.sections.select_related("plan__region").get(code="b2-l1-diskominfo")


def coordinator(plan: Plan) -> User:
    """Who may change all of the plan."""
    return User.objects.get(memberships__agency__region=plan.region)


class _Maker:
    def __init__(self, pages: int, seed: int):
        self.seed, self.size = seed, Size.of(pages)
        self.sections: list[Section] = []
        self.photographs_left = self.size.photographs

    def make(self) -> Plan:
        ensure_pillars()
        self._region()
        self.plan = Plan.objects.create(
            region=self.region, code="contoh", title=f"Rencana Induk Smart City {self.region.name}",
            period_start=YEARS[0], period_end=YEARS[-1], vision=self._writer("visi").phrase().capitalize(),
        )
        Mission.objects.bulk_create(
            Mission(plan=self.plan, number=n, text=self._writer(f"misi-{n}").phrase().capitalize()) for n in range(1, 6)
        )
        self._outline()
        Section.objects.bulk_create(self.sections)
        self._texts()
        self._programs()
        return self.plan

    def _writer(self, name: str) -> Writer:
        return Writer(f"{self.seed}:{name}")

    def _region(self) -> None:
        self.region = Region.objects.create(code="00.00", name="Contoh", capital="Contoh")
        starts_on = "2020-01-01"
        Agency.objects.bulk_create(
            Agency(region=self.region, slug=slug, abbreviation=slug.title(), name=name, starts_on=starts_on)
            for slug, name in AGENCIES.items()
        )
        self.agencies = {a.slug: a for a in self.region.agencies.all()}
        self.user = User.objects.create(username="koordinator", full_name="Koordinator")
        Membership.objects.create(user=self.user, agency=self.agencies["diskominfo"], role=Role.COORDINATOR,
                                  starts_on=starts_on)
        self.writing = [self.agencies[slug] for slug in list(AGENCIES)[:self.size.agencies]]

    # --- the outline ---------------------------------------------------------------------------------------------------

    def _outline(self) -> None:
        books = Book.objects.bulk_create(
            Book(plan=self.plan, code=f"b{n}", number=n, title=title) for n, title in enumerate(BOOKS, 1)
        )
        self.books, self.chapters = {b.code: b for b in books}, {}
        pillars = list(Pillar.objects.all()) if self.size.by_pillar else [None]
        for book in books:
            front = self._chapter(f"{book.code}-00", "Bagian Awal", Chapter.Matter.FRONT)
            self._section(front, f"{book.code}-00-01", "Kata Pengantar")
        for (code, title), sections in GENERAL.items():
            if self.size.general < FEW and code in ("b1-02", "b1-03"):
                continue
            chapter = self._chapter(code, title)
            for n, name in enumerate(sections, 1):
                self._section(chapter, f"{code}-{n:02d}", name)
        self._section(self.chapters["b2-01"], "b2-01-09", "Keterkaitan RPJMD", kind="alignment")
        strategies = self._chapter("b2-02", "Strategi Pembangunan")
        self._for_each(pillars, strategies, "Strategi", kind="strategy")
        actions = self._chapter("b2-03", "Rencana Aksi")
        self._for_each(pillars, actions, "Matriks", kind="matrix")
        self._section(actions, "b2-03-qw", "Quick Win", kind="quickwins")
        roads = self._chapter("b2-04", "Peta Jalan dan Pembiayaan")
        self._for_each(pillars, roads, "Peta Jalan", kind="roadmap")
        self._section(roads, "b2-04-pagu", "Rekapitulasi Pagu", kind="budget")
        self._section(self.chapters["b3-01"], "b3-01-09", "Program Ringkas", kind="summary")
        programs = self._chapter("b2-l1", "Program Menurut Perangkat Daerah", Chapter.Matter.BACK)
        texts = self._chapter("b2-l2", "Rencana Aksi Perangkat Daerah", Chapter.Matter.BACK)
        for agency in self.writing:
            self._section(programs, f"b2-l1-{agency.slug}", agency.name, kind="programs", lead=agency, starts_page=True)
            self._section(texts, f"b2-l2-{agency.slug}", agency.name, lead=agency, starts_page=True)
        self._section(texts, "b2-l2-terbesar", "Analisis Bersama Perangkat Daerah", starts_page=True)

    def _for_each(self, pillars: list[Pillar | None], chapter: Chapter, title: str, kind: str) -> None:
        for pillar in pillars:
            code, name = (pillar.code.lower(), pillar.name) if pillar else ("semua", "Semua Dimensi")
            self._section(chapter, f"{chapter.code}-{code}", f"{title} {name}", kind=kind, pillar=pillar)

    def _chapter(self, code: str, title: str, matter: str = Chapter.Matter.BODY) -> Chapter:
        book = self.books[code.split("-")[0]]
        order = 1 + sum(c.book_id == book.pk for c in self.chapters.values())
        self.chapters[code] = Chapter.objects.create(book=book, code=code, order=order, title=title, matter=matter)
        return self.chapters[code]

    def _section(self, chapter: Chapter, code: str, title: str, kind: str = "narrative", lead: Agency | None = None,
                 **fields) -> None:
        order = 1 + sum(s.chapter_id == chapter.pk for s in self.sections)
        lead = lead or (self.agencies["bappeda"] if kind == "narrative" else None)
        self.sections.append(Section(plan=self.plan, chapter=chapter, code=code, order=order, title=title, kind=kind,
                                     lead=lead, **fields))

    # --- the texts -----------------------------------------------------------------------------------------------------

    def _texts(self) -> None:
        # Those of the agencies first, so that a small plan has their photographs too.
        narratives = sorted((s for s in self.sections if s.kind == "narrative"), key=lambda s: "-l2-" not in s.code)
        general = [s for s in narratives if not s.code.startswith("b2-l2") and "-00-" not in s.code]
        each = self.size.general / len(general)
        self.attachments: list[Attachment] = []
        for section in narratives:
            if section.code == "b2-l2-terbesar":
                body = self._text(section, self.size.largest, matrices=3, photographs=3)
            elif section.code.startswith("b2-l2"):
                body = self._text(section, self.size.usual, matrices=1, photographs=2)
            elif section in general:
                body = self._text(section, each, photographs=round(each / 2.2))
                section.starts_page = each >= 3
            else:
                body = self._text(section, 0.5)
            section.body, section.version, section.words = cleaning.clean(body, plan=self.plan), 1, body.count(" ")
        Attachment.objects.bulk_create(self.attachments)
        Section.objects.bulk_update(narratives, ["body", "version", "words", "starts_page"])

    def _text(self, section: Section, pages: float, *, matrices: int = 0, photographs: int = 0) -> str:
        """Prose of so many pages; photographs and matrices stand among it and take their part of the pages."""
        writer = self._writer(section.code)
        text = Narrative(writer, ["b1-01-01", "b2-01-01", "b2-01-02", "b2-l2-terbesar"])
        rows = round(pages * 4.5 / matrices) if matrices else 0
        photographs = min(photographs, self.photographs_left)
        prose = pages * (0.5 if matrices else 1) - 0.5 * photographs
        places = max(matrices, photographs, 1)
        for n in range(places):
            text.prose(max(prose, 0.2) / places)
            if n < photographs:
                text.photograph(self._photograph(section, writer.random))
            if n < matrices:
                text.matrix(rows, YEARS)
        return text.html

    def _photograph(self, section: Section, random: Random) -> str:
        self.photographs_left -= 1
        key = uuid.UUID(int=random.getrandbits(128), version=4)
        data = photograph(str(key))
        picture = Attachment(key=key, plan=self.plan, section=section, sha256=hashlib.sha256(data).hexdigest(),
                             media_type="image/jpeg", original_name=f"{key}.jpg", by=self.user)
        picture.file.save(f"{key}.jpg", ContentFile(data, f"{key}.jpg"), save=False)
        self.attachments.append(picture)
        return str(key)

    # --- the programmes ------------------------------------------------------------------------------------------------

    def _programs(self) -> None:
        subs, counts = list(SubDimension.objects.select_related("pillar")), {}
        programs, sections = [], [s for s in self.sections if s.kind == "programs"]
        for section in sections:
            writer = self._writer(section.code)
            for n in range(self.size.programs):
                # Spread so that a few programmes already reach all six pillars.
                sub = subs[(len(programs) * 3 + len(programs) // 6) % len(subs)]
                counts[sub.code] = counts.get(sub.code, 0) + 1
                programs.append(self._program(writer, section, sub, f"{sub.code}-{counts[sub.code]:02d}", n))
            section.version, section.words = 1, self.size.programs
        Program.objects.bulk_create(programs)
        Section.objects.bulk_update(sections, ["version", "words"])
        self._parts(programs)

    def _program(self, writer: Writer, section: Section, sub: SubDimension, code: str, number: int) -> Program:
        start = writer.pick(YEARS[:3])
        return Program(
            plan=self.plan, section=section, sub_dimension=sub, code=code, version=1,
            name=f"Program {writer.pick(THINGS)} yang {writer.pick(QUALITIES)}", objective=writer.phrase().capitalize(),
            strategy=f"{writer.pick(VERBS).capitalize()} {writer.pick(THINGS)}", description=writer.text(3),
            activities="\n".join(writer.phrase().capitalize() for _ in range(writer.random.randint(3, 5))),
            beneficiaries="Warga dan pelaku usaha di seluruh kecamatan", partners="Perguruan tinggi, dunia usaha",
            horizon=writer.pick(["short", "medium", "long"]), start_year=start, end_year=YEARS[-1],
            nomenclature=f"2.{number + 10}.03", is_illustrative=True,
        )

    def _parts(self, programs: list[Program]) -> None:
        """What hangs on the programmes: indicators with targets, budgets, quick wins, missions, supporting agencies."""
        writer = self._writer("program")
        missions, agencies = list(self.plan.missions.all()), list(self.agencies.values())
        indicators = Indicator.objects.bulk_create(
            Indicator(program=p, order=n, name=f"Cakupan {writer.pick(THINGS)}", unit=writer.pick(UNITS),
                      baseline=str(writer.random.randint(2, 40)), baseline_year=2024, baseline_source="Perangkat daerah")
            for p in programs for n in range(1, writer.random.randint(2, 3) + 1)
        )
        Target.objects.bulk_create(
            Target(indicator=i, year=year, value=str(int(i.baseline) + 5 * (year - i.program.start_year + 1)))
            for i in indicators for year in range(i.program.start_year, i.program.end_year + 1)
        )
        Budget.objects.bulk_create(
            Budget(program=p, source=source, year=year, amount=writer.random.randint(90, 9000) * 1_000_000)
            for p in programs for source in ("APBD", *writer.pick([(), ("APBN",), ("CSR",)]))
            for year in range(p.start_year, p.end_year + 1)
        )
        QuickWin.objects.bulk_create(_quick_win(writer, p) for p in programs[::EVERY_FOURTH])
        Program.missions.through.objects.bulk_create(
            Program.missions.through(program=p, mission=writer.pick(missions)) for p in programs
        )
        Program.supporting.through.objects.bulk_create(
            Program.supporting.through(program=p, agency=writer.pick(agencies)) for p in programs
        )


def _quick_win(writer: Writer, program: Program) -> QuickWin:
    texts = {name: writer.text(2) for names in QuickWin.HEADS.values() for name in names if name not in ("stage", "progress")}
    return QuickWin(program=program, short_name=writer.title()[:80], proposer="Perangkat daerah", summary=writer.text(2),
                    innovation_type="program", stage="perencanaan", progress=writer.random.randint(0, 60), **texts)
