"""Files that a person brought along: a Word document or a sheet of programmes, read once, decided on, and undone at will."""
from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opd.models import User
from pillars.models.plan import Plan, Section


class Import(models.Model):
    """One uploaded file. Only the person who brought it sees it; what it changed is in the history of the sections.

    `found` is what was read from it (see `pillars.imports.word` and `any_matrix`), `taken` what applying it changed: enough to
    undo it. The file itself goes once it is applied or given up.
    """

    class Kind(models.TextChoices):
        WORD = "word", "Word"
        SHEET = "sheet", "Excel"

    class State(models.TextChoices):
        READING = "reading", _("Sedang dibaca")
        READY = "ready", _("Menunggu keputusan Anda")
        FAILED = "failed", _("Tidak dapat dibaca")
        APPLIED = "applied", _("Diterapkan")
        UNDONE = "undone", _("Diurungkan")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="imports")
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="+",
                                help_text="where it was begun; a sheet goes nowhere else")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.WORD)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/", blank=True)
    step = models.CharField(max_length=80, blank=True, help_text="what is being done while it is read")
    error = models.CharField(max_length=300, blank=True)
    found = models.JSONField(default=dict)
    taken = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
