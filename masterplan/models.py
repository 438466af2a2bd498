"""What was printed, one row for each file that somebody asked for; and how a region wants its books to look."""
from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masterplan.exports import PDF, format_of
from opd.models import REGION_WIDE, Agency, Region, Role, User
from pillars.models import Plan


class BookBuildQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Every build of the regions whose drafts the user reads; for writers those of their own agency's part."""
        return self.filter(
            Q(plan__region__in=user.region_ids_as(*REGION_WIDE))
            | Q(agency__in=user.agency_ids_as(Role.DRAFTER, Role.HEAD))
        )

    def pending(self):
        """Waiting for a worker, or in its hands."""
        return self.filter(state__in=BookBuild.PENDING)

    def of_scope(self, *, plan: Plan, **scope):
        """Builds of exactly the same: `scope` names every one of `BookBuild.SCOPE`."""
        return self.filter(plan=plan, **scope)

    def comparable(self, plan: Plan, book: int | None = None):
        """Finished finals that changes can be marked against: those that hold the book (all books, without one)."""
        kept = self.filter(plan=plan, state=BookBuild.State.DONE, mode=BookBuild.Mode.FINAL).exclude(content_sha256="")
        return kept.filter(Q(book=None) | Q(book=book)) if book else kept


class BookBuild(models.Model):
    """One file: a book of a plan, all its books (no book number), one chapter of a book, or the part that one agency
    wrote; in a format, and for PDF in a look, with notes, or with the changes against an earlier final marked.

    Its state changes in `masterplan/leases.py` (a worker's moves) and `masterplan/builds.py`, nowhere else. `attempts`
    is also the lease: a worker writes only while the row is running at the attempt that it claimed, so one that was
    given up can no longer touch it.
    """

    class Mode(models.TextChoices):
        DRAFT = "draft", _("Draf")
        FINAL = "final", _("Final")

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu giliran")
        RUNNING = "running", _("Sedang disusun")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")

    class Look(models.TextChoices):
        COLOR = "color", _("Berwarna")
        GRAY = "gray", _("Hitam putih")
        OFFICE = "office", _("Hemat tinta untuk pencetak kantor")

    PENDING = (State.WAITING, State.RUNNING)
    # What makes two builds of a plan the same.
    SCOPE = ("mode", "book", "agency", "chapter", "format", "look", "has_notes", "against")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="builds")
    book = models.PositiveSmallIntegerField(_("buku"), null=True, blank=True, help_text=_("Kosong: semua buku"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perangkat daerah")
    )
    mode = models.CharField(_("jenis"), max_length=5, choices=Mode)
    chapter = models.SlugField(_("bab"), max_length=20, blank=True, help_text="code of a chapter; blank: the whole")
    format = models.CharField(_("format"), max_length=8, default=PDF)
    look = models.CharField(_("tampilan"), max_length=6, choices=Look, default=Look.COLOR)
    has_notes = models.BooleanField(_("dengan catatan di tepi"), default=False)
    against = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tandai perubahan terhadap")
    )
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    requested_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=200, blank=True, help_text="what the engine is at, for people")

    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="names the file; empty when tidied away")
    size = models.PositiveBigIntegerField(null=True, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True, help_text="names the frozen content of a final")
    content_pictures = models.JSONField(default=list, blank=True, help_text="SHA-256 of the pictures in it")
    left_out = models.JSONField(default=list, blank=True)
    troubles = models.JSONField(default=list, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = BookBuildQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Coalesce, because NULLs differ from each other in a unique index, and SQLite cannot be told otherwise.
            models.UniqueConstraint(
                "plan", "mode", Coalesce("book", 0), Coalesce("agency", 0), "chapter", "format", "look", "has_notes",
                Coalesce("against", 0),
                condition=Q(state__in=["waiting", "running"]), name="one_pending_build_a_scope",
            ),
            models.CheckConstraint(
                condition=Q(agency=None) | Q(book=None, mode="draft"), name="an_agencys_part_is_a_draft_of_no_book"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="a_failed_build_says_why"),
            models.CheckConstraint(
                condition=~Q(state="done", format="pdf") | Q(pages__gt=0), name="a_finished_build_has_pages"
            ),
            models.CheckConstraint(condition=Q(chapter="") | Q(book__isnull=False), name="a_chapter_is_of_a_book"),
            models.CheckConstraint(
                condition=Q(format="pdf") | Q(look="color", has_notes=False, against=None),
                name="looks_notes_and_marks_are_printed",
            ),
            models.CheckConstraint(condition=Q(has_notes=False) | Q(mode="draft"), name="only_a_draft_has_notes"),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"]), models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return f"{self.scope_title} ({', '.join([str(self.get_mode_display()), *self.options])})"

    @property
    def is_pending(self) -> bool:
        return self.state in self.PENDING

    @property
    def has_file(self) -> bool:
        return self.state == self.State.DONE and bool(self.sha256)

    @property
    def is_pdf(self) -> bool:
        return self.format == PDF

    @property
    def media_type(self) -> str:
        return format_of(self.format).media_type

    @property
    def suffix(self) -> str:
        """The end of the file's name: ".pdf"."""
        return format_of(self.format).suffix

    @property
    def scope_title(self) -> str:
        """What is printed, in words for people."""
        if self.agency_id:
            return str(_("Bagian %(agency)s") % {"agency": self.agency.abbreviation})
        title = str(_("Buku %(number)s") % {"number": self.book} if self.book else _("Semua buku"))
        return f"{title}, {self.chapter_title or self.chapter}" if self.chapter else title

    @property
    def chapter_title(self) -> str:
        """The title of the chapter, where `builds.with_titles` put it."""
        return getattr(self, "_chapter_title", "")

    @property
    def options(self) -> list[str]:
        """What is not as usual, in words for people."""
        words = [] if self.is_pdf else [str(format_of(self.format).label)]
        words += [str(self.get_look_display())] if self.look != self.Look.COLOR else []
        words += [str(_("dengan catatan"))] if self.has_notes else []
        return words + ([str(_("perubahan ditandai"))] if self.against_id else [])

    @property
    def file_name(self) -> str:
        """A name that still says what the file is in somebody's download folder:
        ppu-2025-buku-2-draf-hitam-putih-2026-11-24.pdf"""
        scope = f"bagian-{self.agency.slug}" if self.agency_id else f"buku-{self.book}" if self.book else "semua-buku"
        words = [self.plan.code, scope, self.chapter, "draf" if self.mode == self.Mode.DRAFT else "final"]
        words += [{"gray": "hitam-putih", "office": "hemat-tinta"}.get(self.look, "")]
        words += ["catatan" if self.has_notes else "", "perubahan" if self.against_id else ""]
        day = timezone.localdate(self.finished_at or self.requested_at)
        return "-".join(filter(None, words)) + f"-{day:%Y-%m-%d}{self.suffix}"


class BookStyle(models.Model):
    """How the books of a region look. Without a row they look as usual; see `masterplan.styles.style_of`."""

    class Cover(models.TextChoices):
        BAND = "band", _("Warna penuh dengan pita enam dimensi")
        PHOTOGRAPH = "photograph", _("Foto di bagian atas")
        PLAIN = "plain", _("Polos")

    class Typeface(models.TextChoices):
        SOURCE = "source", _("Source Serif dan Source Sans")
        LORA = "lora", _("Lora dan Public Sans")

    class Depth(models.IntegerChoices):
        TWO = 2, _("bab dan subbab")
        THREE = 3, _("bab, subbab, dan anak subbab")

    region = models.OneToOneField(Region, models.CASCADE, related_name="book_style")
    cover = models.CharField(_("sampul"), max_length=10, choices=Cover, default=Cover.BAND)
    photograph = models.ImageField(_("foto sampul"), upload_to="covers/", blank=True)
    brand = models.CharField(_("warna utama"), max_length=7, default="#12304f")
    accent = models.CharField(_("warna aksen"), max_length=7, default="#c9962b")
    pillars = models.JSONField(_("warna dimensi"), default=dict, blank=True, help_text="{code: colour} where not usual")
    typeface = models.CharField(_("huruf"), max_length=10, choices=Typeface, default=Typeface.SOURCE)
    text_size = models.DecimalField(
        _("ukuran huruf naskah (pt)"), max_digits=3, decimal_places=1, default="10.5",
        validators=[MinValueValidator(9.5), MaxValueValidator(12)],
    )
    margin_top = models.PositiveSmallIntegerField(
        _("tepi atas (mm)"), default=27, validators=[MinValueValidator(20), MaxValueValidator(40)])
    margin_bottom = models.PositiveSmallIntegerField(
        _("tepi bawah (mm)"), default=25, validators=[MinValueValidator(20), MaxValueValidator(40)])
    margin_left = models.PositiveSmallIntegerField(
        _("tepi jilid, kiri (mm)"), default=30, validators=[MinValueValidator(25), MaxValueValidator(45)])
    margin_right = models.PositiveSmallIntegerField(
        _("tepi kanan (mm)"), default=24, validators=[MinValueValidator(15), MaxValueValidator(40)])
    numbers_by_chapter = models.BooleanField(_("nomor halaman per bab (IV-12)"), default=True)
    list_depth = models.PositiveSmallIntegerField(_("isi daftar isi"), choices=Depth, default=Depth.THREE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(cover="photograph") | ~Q(photograph=""), name="a_cover_with_a_photograph_has_one"
            ),
            models.CheckConstraint(
                condition=Q(margin_left__gte=25, margin_right__gte=15, margin_top__gte=20, margin_bottom__gte=20),
                name="margins_leave_room_for_binding",
            ),
        ]

    def __str__(self) -> str:
        return str(self.region)


class Logo(models.Model):
    """A logo beside the coat of arms on the cover; encoded anew when it came in. Three at most."""

    MOST = 3

    style = models.ForeignKey(BookStyle, models.CASCADE, related_name="logos")
    file = models.ImageField(upload_to="logos/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name
