"""What reviewers say and decide, and the trace of every move."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opd.models import User
from pillars.models.plan import Section, Stage
from pillars.models.revision import Revision


class Review(models.Model):
    """The decision of one stage about one revision."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Disetujui")
        RETURNED = "returned", _("Dikembalikan")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=8, choices=Decision)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "stage"], name="one_decision_a_stage"),
            models.CheckConstraint(condition=Q(decision="approved") | ~Q(note=""), name="a_return_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_decision_display()}"


class StatusChange(models.Model):
    """One move of a section, written by `pillars.review` together with the move. The history page reads these."""

    class Move(models.TextChoices):
        SUBMIT = "submit", _("mengajukan")
        WITHDRAW = "withdraw", _("menarik kembali")
        APPROVE = "approve", _("menyetujui")
        RETURN = "return", _("mengembalikan")
        REOPEN = "reopen", _("membuka kembali")

    section = models.ForeignKey(Section, models.CASCADE, related_name="changes")
    move = models.CharField(max_length=8, choices=Move)
    old = models.CharField(max_length=10, choices=Section.Status)
    new = models.CharField(max_length=10, choices=Section.Status)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.old} → {self.new}"


class Comment(models.Model):
    """A note about a section, with the passage it quotes; answered in a thread, closed when dealt with."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="comments")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="comments")
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    quote = models.CharField(_("kutipan"), max_length=300, blank=True)
    text = models.TextField(_("catatan"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Seen(models.Model):
    """A person had this revision open. The reading page marks what changed since the one seen before."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="seen")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "user"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.revision}"
