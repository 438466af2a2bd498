"""Frozen text: every acknowledged save, and the numbered revisions that reviews judge."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from opd.models import User
from pillars.models.plan import Section


class Save(models.Model):
    """One acknowledged save of a section's text, or of one of its programmes (then `program_code` names it).

    `once_key` is made by the browser for one save; sent again (a lost answer, a double click) it finds this row and gets
    the same answer. A save that came too late is kept with `kept_aside`: shown beside, never dropped, never applied.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="saves")
    once_key = models.UUIDField()
    program_code = models.CharField(max_length=20, blank=True)
    based_on = models.PositiveIntegerField(help_text="version that the writer had before the eyes")
    version = models.PositiveIntegerField(help_text="version that this save made; for one kept aside the one it met")
    content = models.JSONField()
    kept_aside = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when a person dealt with the one kept aside")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "once_key"], name="a_save_only_once"),
            models.UniqueConstraint(
                fields=["section", "program_code", "version"], condition=Q(kept_aside=False), name="a_version_only_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.version}"


class Revision(models.Model):
    """The content of a section at the moment it was submitted. Reviews judge it, the final book prints it; it never
    changes.

    `content` for a narrative: {"html": str}; for programmes: {"programs": [...]} as `pillars.programs.snapshot` makes it.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    version = models.PositiveIntegerField(help_text="version of the section that was frozen")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"revisi {self.number}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("Revisi tidak dapat diubah.")
        super().save(*args, **kwargs)
