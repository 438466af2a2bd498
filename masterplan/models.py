"""What was printed: one row for each PDF that somebody asked for."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opd.models import REGION_WIDE, Agency, Role, User
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

    def of_scope(self, *, plan: Plan, mode: str, book: int | None, agency: Agency | None):
        return self.filter(plan=plan, mode=mode, book=book, agency=agency)


class BookBuild(models.Model):
    """One PDF: a book of a plan, all its books (no book number), or the part that one agency wrote.

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

    PENDING = (State.WAITING, State.RUNNING)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="builds")
    book = models.PositiveSmallIntegerField(_("buku"), null=True, blank=True, help_text=_("Kosong: semua buku"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perangkat daerah")
    )
    mode = models.CharField(_("jenis"), max_length=5, choices=Mode)
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
    left_out = models.JSONField(default=list, blank=True)
    troubles = models.JSONField(default=list, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = BookBuildQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Coalesce, because NULLs differ from each other in a unique index, and SQLite cannot be told otherwise.
            models.UniqueConstraint(
                "plan", "mode", Coalesce("book", 0), Coalesce("agency", 0),
                condition=Q(state__in=["waiting", "running"]), name="one_pending_build_a_scope",
            ),
            models.CheckConstraint(
                condition=Q(agency=None) | Q(book=None, mode="draft"), name="an_agencys_part_is_a_draft_of_no_book"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="a_failed_build_says_why"),
            models.CheckConstraint(condition=~Q(state="done") | Q(pages__gt=0), name="a_finished_build_has_pages"),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"]), models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return f"{self.scope_title} ({self.get_mode_display()})"

    @property
    def is_pending(self) -> bool:
        return self.state in self.PENDING

    @property
    def has_file(self) -> bool:
        return self.state == self.State.DONE and bool(self.sha256)

    @property
    def scope_title(self) -> str:
        """What is printed, in words for people."""
        if self.agency_id:
            return str(_("Bagian %(agency)s") % {"agency": self.agency.abbreviation})
        return str(_("Buku %(number)s") % {"number": self.book} if self.book else _("Semua buku"))

    @property
    def file_name(self) -> str:
        """A name that still says what the file is in somebody's download folder: ppu-2025-buku-2-draf-2026-11-24.pdf"""
        scope = f"bagian-{self.agency.slug}" if self.agency_id else f"buku-{self.book}" if self.book else "semua-buku"
        mode = "draf" if self.mode == self.Mode.DRAFT else "final"
        day = timezone.localdate(self.finished_at or self.requested_at)
        return f"{self.plan.code}-{scope}-{mode}-{day:%Y-%m-%d}.pdf"
