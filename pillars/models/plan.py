"""The plan and its outline: books, chapters, sections; the pillars it is organised by; the stages of its review."""
from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opd.models import Agency, Region, Role, User, today


class Pillar(models.Model):
    """One of the six dimensions. The same for every region; seeded by `pillars.reference`."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(_("nama"), max_length=60)
    summary = models.CharField(_("ringkasan"), max_length=200)
    number = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class SubDimension(models.Model):
    """One of the eighteen official sub-dimensions (evaluation form of the ministry, 2023), three to a pillar."""

    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="sub_dimensions")
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pillar__number", "number"]

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Plans of the regions in which the user has an office today."""
        return self.filter(region__in=user.region_ids)

    def coordinated_by(self, user: User):
        return self.filter(region__in=user.coordinated_region_ids)


class Plan(models.Model):
    """A rencana induk of one region for one period, as it is being drafted."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="plans")
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    title = models.CharField(_("judul"), max_length=200)
    subtitle = models.CharField(_("anak judul"), max_length=200, blank=True)
    period_start = models.PositiveSmallIntegerField(_("tahun awal"))
    period_end = models.PositiveSmallIntegerField(_("tahun akhir"))
    vision = models.TextField(_("visi"), blank=True)
    due_on = models.DateField(_("tenggat rencana"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["region", "-period_start"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="plan_period_in_order"),
            models.CheckConstraint(condition=Q(period_end__lte=F("period_start") + 9), name="plan_ten_years_at_most"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> list[int]:
        return list(range(self.period_start, self.period_end + 1))

    @property
    def period(self) -> str:
        return f"{self.period_start}-{self.period_end}"


class Mission(models.Model):
    """A mission of the head of region's RPJMD that programmes serve."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="missions")
    number = models.PositiveSmallIntegerField(_("nomor"))
    text = models.TextField(_("bunyi misi"))
    source = models.CharField(_("sumber"), max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="mission_number_once")]

    def __str__(self) -> str:
        return f"Misi {self.number}"


class Stage(models.Model):
    """A stage of review, in order. Without an agency it is decided in the section's lead agency."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama tahap"), max_length=80)
    role = models.CharField(_("peran"), max_length=12, choices=Role)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name=_("perangkat daerah"),
        help_text=_("Kosong: diputuskan di perangkat daerah penanggung jawab bagian"),
    )
    days = models.PositiveSmallIntegerField(_("hari kerja"), default=5)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="stage_number_once")]

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="books")
    code = models.SlugField(max_length=12)
    number = models.PositiveSmallIntegerField(_("nomor"))
    title = models.CharField(_("judul"), max_length=160)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="book_code_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="book_number_once"),
        ]

    def __str__(self) -> str:
        return f"Buku {self.number}: {self.title}"


class Chapter(models.Model):
    """BAB. Front matter (bagian awal) has roman pages and no number, back matter (lampiran) is counted apart."""

    class Matter(models.TextChoices):
        FRONT = "front", _("Bagian awal")
        BODY = "body", _("Bab")
        BACK = "back", _("Lampiran")

    book = models.ForeignKey(Book, models.CASCADE, related_name="chapters")
    code = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("judul"), max_length=160)
    matter = models.CharField(_("letak"), max_length=5, choices=Matter, default=Matter.BODY)

    class Meta:
        ordering = ["book__number", "order"]
        constraints = [models.UniqueConstraint(fields=["book", "code"], name="chapter_code_once")]

    def __str__(self) -> str:
        return self.title


class SectionQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Sections whose working text the user may read: of the own agencies, as lead or supporting; all of a region
        for reviewers, coordinators and the others of `opd.models.REGION_WIDE`."""
        from opd.models import REGION_WIDE

        mine = user.agency_ids_as(Role.DRAFTER, Role.HEAD)
        return self.filter(
            Q(plan__region__in=user.region_ids_as(*REGION_WIDE))
            | Q(lead__in=mine)
            | Q(pk__in=Section.supporting.through.objects.filter(agency__in=mine).values("section"))
        )

    def coordinated_by(self, user: User):
        return self.filter(plan__region__in=user.coordinated_region_ids)

    def written(self):
        """Sections that somebody writes, as opposed to those that the app generates."""
        return self.filter(kind__in=Section.WRITTEN)

    def in_outline(self):
        return self.order_by("chapter__book__number", "chapter__order", "order")

    def waiting_for(self, user: User):
        """Submitted sections at a stage that one of the user's offices decides."""
        wanted = Q(pk__in=[])
        for office in user.offices:
            here = Q(stage__role=office.role, plan__region=office.agency.region_id)
            wanted |= here & (Q(stage__agency=office.agency_id) | Q(stage__agency=None, lead=office.agency_id))
        return self.filter(wanted, status=Section.Status.SUBMITTED)


class Section(models.Model):
    """A sub-chapter: the unit of assignment, drafting and review.

    Its status changes in `pillars/review.py` and nowhere else; its text in `pillars/drafting.py` and nowhere else.
    `code` is for life: addresses, anchors in the PDF and files of samples use it, whatever the order becomes.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Diajukan")
        RETURNED = "returned", _("Dikembalikan")
        APPROVED = "approved", _("Disetujui")

    class Kind(models.TextChoices):
        NARRATIVE = "narrative", _("Naskah")
        PROGRAMS = "programs", _("Program perangkat daerah")
        STRATEGY = "strategy", _("Tabel strategi dan program")
        MATRIX = "matrix", _("Matriks program")
        ROADMAP = "roadmap", _("Peta jalan")
        SUMMARY = "summary", _("Program ringkas")
        QUICKWINS = "quickwins", _("Lembar quick win")
        ALIGNMENT = "alignment", _("Keterkaitan RPJMD")
        BUDGET = "budget", _("Rekapitulasi pagu")
        RECAP = "recap", _("Rekapitulasi pagu lengkap")
        CARDS = "cards", _("Kartu program")
        GANTT = "gantt", _("Peta jalan batang")
        COVERAGE = "coverage", _("Sebaran program menurut misi")
        TREE = "tree", _("Pohon visi")
        READINESS = "readiness", _("Penilaian kesiapan")
        SWOT = "swot", _("Matriks SWOT")
        GAP = "gap", _("Analisis kesenjangan")
        APPLICATIONS = "applications", _("Inventaris aplikasi")
        INFRASTRUCTURE = "infrastructure", _("Inventaris infrastruktur")
        REGULATIONS = "regulations", _("Inventaris peraturan")
        ICT_STAFF = "ict_staff", _("SDM TIK")
        VISION = "vision", _("Misi, tujuan, dan sasaran")
        INSTITUTIONS = "institutions", _("Kelembagaan")
        RISKS = "risks", _("Daftar risiko")
        SIGNATURE = "signature", _("Lembar pengesahan")
        ABBREVIATIONS = "abbreviations", _("Daftar singkatan")
        CONTRIBUTORS = "contributors", _("Tim penyusun")
        INDEX = "index", _("Indeks program dan perangkat daerah")

    TABLES = (Kind.GAP, Kind.APPLICATIONS, Kind.INFRASTRUCTURE, Kind.REGULATIONS, Kind.ICT_STAFF, Kind.VISION,
              Kind.INSTITUTIONS, Kind.RISKS)  # pillars.table_kinds
    ITEMIZED = (Kind.READINESS, Kind.SWOT, *TABLES)
    WRITTEN = (Kind.NARRATIVE, Kind.PROGRAMS, *ITEMIZED)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="sections")
    code = models.SlugField(_("kode"), max_length=40)
    order = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("judul"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=16, choices=Kind, default=Kind.NARRATIVE)
    shows_heading = models.BooleanField(_("bernomor dan berjudul"), default=True)
    starts_page = models.BooleanField(_("mulai di halaman baru"), default=False)
    pillar = models.ForeignKey(Pillar, models.PROTECT, null=True, blank=True, verbose_name=_("dimensi"))
    lead = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="led_sections", verbose_name=_("penanggung jawab")
    )
    supporting = models.ManyToManyField(Agency, blank=True, related_name="supported_sections", verbose_name=_("pendukung"))
    due_on = models.DateField(_("tenggat"), null=True, blank=True)

    # The working text. `version` grows by one with each acknowledged save, of the text or of one of the programmes.
    body = models.TextField(_("naskah"), blank=True)
    items = models.JSONField(default=dict, blank=True, help_text="what an itemized kind holds, as its `tidy` makes it")
    version = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0, help_text="words of a narrative, number of programmes or items")
    missing = models.JSONField(default=list, help_text="what a reader would miss, in words; kept up to date by each save")
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    # The review: status and stage move together, see pillars/review.py.
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True)
    submitted_revision = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    approved_revision = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["chapter", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="section_code_once"),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(approved_revision__isnull=False),
                name="approved_has_its_revision",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", stage__isnull=False, submitted_revision__isnull=False)
                | (~Q(status="submitted") & Q(stage__isnull=True)),
                name="a_stage_only_while_submitted",
            ),
        ]
        indexes = [models.Index(fields=["status", "stage"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_written(self) -> bool:
        return self.kind in self.WRITTEN

    @property
    def is_empty(self) -> bool:
        """Nothing was written yet (programmes count as saves)."""
        return self.version == 0

    def is_overdue(self, on: dt.date | None = None) -> bool:
        return bool(self.due_on) and self.status != self.Status.APPROVED and self.due_on < (on or today())
