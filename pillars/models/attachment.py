"""Pictures that authors put into a plan. Made by `pillars.attachments.accept` only, which re-encodes what came in."""
from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from opd.models import User
from pillars.models.plan import Plan, Section


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Pictures of the sections whose working text the user may read."""
        return self.filter(section__in=Section.objects.visible_to(user))


class Attachment(models.Model):
    """One picture. `key` names it in addresses and in the stored HTML (`/gambar/<key>`)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="attachments")
    section = models.ForeignKey(Section, models.CASCADE, related_name="attachments")
    file = models.ImageField(upload_to="pictures/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    original_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["section", "sha256"], name="a_picture_only_once")]

    def __str__(self) -> str:
        return self.original_name or str(self.key)
