"""What stands beside a form: the help for one section, or for one field of the programme form, in one plan."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pillars.models.plan import Plan, Section


class Guidance(models.Model):
    """The help of one plan for a section, or for a field of the programme form.

    A part that is empty here is shown from the general text (pillars/outlines/guidance): `topic` says which. All texts are
    Markdown as coordinators write it: paragraphs, "- " for a list, "Sumber:" for where it comes from.
    """

    PARTS = ("contents", "example", "questions", "before")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="guidance")
    section = models.OneToOneField(Section, models.CASCADE, null=True, blank=True, related_name="guidance")
    field = models.SlugField(max_length=40, blank=True)
    topic = models.SlugField(_("petunjuk umum yang dipakai"), max_length=40, blank=True)
    summary = models.TextField(_("petunjuk singkat"), blank=True)
    contents = models.TextField(_("isi yang harus ada"), blank=True)
    example = models.TextField(_("contoh penulisan"), blank=True)
    questions = models.TextField(_("pertanyaan evaluasi"), blank=True)
    before = models.TextField(_("rencana sebelumnya"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, field="") | (Q(section__isnull=True) & ~Q(field="")),
                name="guidance_of_a_section_or_a_field",
            ),
            models.UniqueConstraint(fields=["plan", "field"], condition=~Q(field=""), name="guidance_once_a_field"),
        ]

    def __str__(self) -> str:
        return self.summary
