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
    the same answer. A save that came too late is kept with `kept_aside`: shown beside, never dropped, never applied itself;
    what became of it together with the newer text is a save of its own, whose `merges` names it.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="saves")
    once_key = models.UUIDField()
    program_code = models.CharField(max_length=20, blank=True)
    based_on = models.PositiveIntegerField(help_text="version that the writer had before the eyes")
    version = models.PositiveIntegerField(help_text="version that this save made; for one kept aside the one it met")
    content = models.JSONField()
    kept_aside = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when the one kept aside was merged or dealt with")
    merges = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="merged_in", help_text="the late save that is part of this"
    )
    restores = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="restored_in", help_text="the save whose content this is"
    )
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

    @property
    def ref(self) -> str:
        """Its name in the history, see `pillars.versions`."""
        return f"s{self.pk}"


class Presence(models.Model):
    """A person has the section open: to write, or to read. Kept fresh by `pillars.presence`, void a minute after."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="present")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    office = models.CharField(max_length=200)
    writes = models.BooleanField(default=False)
    program_code = models.CharField(max_length=20, blank=True, help_text="the programme whose form is open")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.section}"


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

    @property
    def ref(self) -> str:
        """Its name in the history, see `pillars.versions`."""
        return f"r{self.number}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("Revisi tidak dapat diubah.")
        super().save(*args, **kwargs)
