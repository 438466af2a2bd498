"""Programmes with the columns that agencies know from their Renstra (Tabel T-C.27, Permendagri 86/2017)."""
from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opd.models import Agency, District, User, Village
from pillars.models.indicator_library import LibraryIndicator
from pillars.models.plan import Mission, Plan, Section, SubDimension


class FundingSource(models.TextChoices):
    APBD = "APBD", "APBD Kabupaten/Kota"
    APBD_PROV = "APBD-PROV", "APBD Provinsi"
    APBN = "APBN", "APBN"
    DAK_FISIK = "DAK-FISIK", "DAK Fisik"
    DAK_NONFISIK = "DAK-NONFISIK", "DAK Nonfisik"
    DAU = "DAU", "DAU"
    DBH = "DBH", "DBH"
    HIBAH = "HIBAH", "Hibah"
    CSR = "CSR", "CSR/TJSLP"
    KPBU = "KPBU", "KPBU"
    BLUD = "BLUD", "BLUD"
    DANA_DESA = "DANA-DESA", "Dana Desa"
    SWASTA = "SWASTA", "Swasta/masyarakat"
    BUMD = "BUMD", "BUMD"


class ProgramQuerySet(models.QuerySet):
    def with_figures(self):
        """Programmes with everything that a matrix prints, in a fixed number of queries."""
        return self.select_related("sub_dimension__pillar", "section__lead", "quick_win").prefetch_related(
            "indicators__targets", "budgets", "supporting", "missions", "districts", "villages__district"
        )


class Program(models.Model):
    """A smart-city programme, written once in the section of its lead agency and printed many times.

    `code` (subdimension and number) stays for life, across revisions of the plan: the yearly evaluation asks for it.
    """

    class Horizon(models.TextChoices):
        SHORT = "short", _("Jangka pendek")
        MEDIUM = "medium", _("Jangka menengah")
        LONG = "long", _("Jangka panjang")

    class ActionType(models.TextChoices):
        PROGRAM = "program", _("Program dimensi")
        POLICY = "policy", _("Kebijakan dan kelembagaan")
        HUMAN = "human", _("Peningkatan kapasitas SDM")
        INFRASTRUCTURE = "infrastructure", _("Infrastruktur pendukung")
        APPLICATION = "application", _("Aplikasi dan perangkat lunak")
        LITERACY = "literacy", _("Literasi")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="programs")
    section = models.ForeignKey(Section, models.PROTECT, related_name="programs")
    code = models.CharField(_("kode program"), max_length=20)
    sub_dimension = models.ForeignKey(SubDimension, models.PROTECT, verbose_name=_("subdimensi"))
    name = models.CharField(_("program/inovasi"), max_length=200)
    objective = models.CharField(_("sasaran"), max_length=300, blank=True)
    strategy = models.CharField(_("strategi"), max_length=300, blank=True)
    description = models.TextField(_("deskripsi"), blank=True)
    activities = models.TextField(_("kegiatan"), blank=True, help_text=_("Satu kegiatan per baris"))
    beneficiaries = models.CharField(_("penerima manfaat"), max_length=300, blank=True)
    supporting = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("OPD pendukung"))
    partners = models.CharField(_("mitra"), max_length=300, blank=True)
    everywhere = models.BooleanField(_("seluruh wilayah"), default=True)
    districts = models.ManyToManyField(District, blank=True, verbose_name=_("kecamatan"))
    villages = models.ManyToManyField(Village, blank=True, verbose_name=_("kelurahan/desa"))
    horizon = models.CharField(_("jangka waktu"), max_length=6, choices=Horizon, default=Horizon.MEDIUM)
    start_year = models.PositiveSmallIntegerField(_("tahun mulai"))
    end_year = models.PositiveSmallIntegerField(_("tahun selesai"))
    action_type = models.CharField(_("jenis rencana aksi"), max_length=14, choices=ActionType, default=ActionType.PROGRAM)
    nomenclature = models.CharField(
        _("kode nomenklatur"), max_length=120, blank=True, help_text=_("Kode SIPD dipisah spasi, misalnya 2.16.03")
    )
    missions = models.ManyToManyField(Mission, blank=True, verbose_name=_("misi RPJMD yang didukung"))
    is_illustrative = models.BooleanField(_("angka ilustrasi"), default=False)
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["sub_dimension__pillar__number", "sub_dimension__number", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="program_code_once"),
            models.CheckConstraint(condition=Q(end_year__gte=F("start_year")), name="program_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """Indikator kinerja. Values are kept as text in plain form ("3.1", "WTP"), see `pillars.numbers`."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("indikator kinerja"), max_length=200)
    unit = models.CharField(_("satuan"), max_length=40)
    baseline = models.CharField(_("kondisi awal"), max_length=40, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("tahun kondisi awal"), null=True, blank=True)
    baseline_source = models.CharField(_("sumber kondisi awal"), max_length=160, blank=True)
    baseline_note = models.CharField(_("alasan bila belum ada"), max_length=160, blank=True)
    library = models.ForeignKey(LibraryIndicator, models.SET_NULL, null=True, blank=True, related_name="+",
                                verbose_name=_("dari pustaka indikator"))

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=40)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="target_year_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class Budget(models.Model):
    """Pagu indikatif of one year from one source, in whole rupiah. No row means "belum dianggarkan"."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="budgets")
    source = models.CharField(_("sumber dana"), max_length=12, choices=FundingSource)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["source", "year"]
        constraints = [
            models.UniqueConstraint(fields=["program", "source", "year"], name="budget_source_and_year_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"


class QuickWin(models.Model):
    """The sheet of a quick win: the ten heads that the ministry's evaluation scores (form of 2023, part quick win)."""

    class InnovationType(models.TextChoices):
        PROGRAM = "program", _("Program")
        PRODUCT = "produk", _("Produk")
        METHOD = "metode", _("Metode")
        CONCEPT = "konseptual", _("Konseptual")
        TECHNOLOGY = "teknologi", _("Teknologi")

    class InnovationStage(models.TextChoices):
        PROBLEM = "masalah", _("Masalah")
        IDEA = "ide", _("Ide")
        PLANNING = "perencanaan", _("Perencanaan")
        BUILDING = "pembangunan", _("Pembangunan")
        RUNNING = "implementasi", _("Implementasi")
        EVALUATION = "evaluasi", _("Evaluasi")

    program = models.OneToOneField(Program, models.CASCADE, related_name="quick_win")
    short_name = models.CharField(_("nama singkat inovasi"), max_length=80)
    proposer = models.CharField(_("pengusul"), max_length=160, blank=True)
    innovation_type = models.CharField(_("jenis inovasi"), max_length=12, choices=InnovationType, blank=True)
    summary = models.TextField(_("penjelasan singkat"), blank=True)
    problem = models.TextField(_("perumusan inovasi: masalah strategis yang dijawab"), blank=True)
    stakeholders = models.TextField(_("perumusan inovasi: pihak yang dilibatkan"), blank=True)
    attractiveness = models.TextField(_("daya tarik"), blank=True)
    benefits = models.TextField(_("manfaat"), blank=True)
    uniqueness = models.TextField(_("keunikan"), blank=True)
    partnership = models.TextField(_("peluang kemitraan"), blank=True)
    growth = models.TextField(_("potensi pengembangan"), blank=True)
    sustainability = models.TextField(_("keberlangsungan"), blank=True)
    resources = models.TextField(_("sumber daya"), blank=True)
    risk = models.TextField(_("identifikasi risiko"), blank=True)
    mitigation = models.TextField(_("mitigasi risiko"), blank=True)
    stage = models.CharField(_("keberlanjutan: status inovasi"), max_length=12, choices=InnovationStage, blank=True)
    progress = models.PositiveSmallIntegerField(_("kemajuan (%)"), null=True, blank=True)

    # The ten scored heads and the fields that answer them.
    HEADS = {
        "Perumusan inovasi": ("problem", "stakeholders"),
        "Daya tarik": ("attractiveness",),
        "Manfaat": ("benefits",),
        "Keunikan": ("uniqueness",),
        "Peluang kemitraan": ("partnership",),
        "Potensi pengembangan": ("growth",),
        "Keberlangsungan": ("sustainability",),
        "Sumber daya": ("resources",),
        "Manajemen risiko": ("risk", "mitigation"),
        "Keberlanjutan": ("stage", "progress"),
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(progress=None) | Q(progress__lte=100), name="progress_to_100")]

    def __str__(self) -> str:
        return self.short_name
