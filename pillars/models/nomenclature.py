"""The official names of programmes, kegiatan and sub kegiatan (Permendagri 90/2019 and its yearly updates)."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opd.models import Region


class NomenclatureQuerySet(models.QuerySet):
    def known_in(self, region: Region):
        """The entries of the region and those of the whole installation."""
        return self.filter(Q(region=None) | Q(region=region))


class Nomenclature(models.Model):
    """One official code in one edition of the list. Without a region it serves all regions of the installation."""

    class Level(models.TextChoices):
        AFFAIR = "urusan", _("Urusan")
        FIELD = "bidang", _("Bidang urusan")
        PROGRAM = "program", _("Program")
        ACTIVITY = "kegiatan", _("Kegiatan")
        SUB_ACTIVITY = "sub", _("Sub kegiatan")

    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")
    edition = models.CharField(_("edisi"), max_length=60)
    code = models.CharField(_("kode"), max_length=24)
    level = models.CharField(_("tingkat"), max_length=8, choices=Level)
    name = models.CharField(_("nama"), max_length=400)
    indicator = models.CharField(_("indikator"), max_length=300, blank=True)
    unit = models.CharField(_("satuan"), max_length=60, blank=True)
    note = models.CharField(_("sumber dan catatan"), max_length=200, blank=True)
    words = models.CharField(max_length=440, editable=False, db_index=True, help_text="code and name in lower case")

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["region", "edition", "code"], name="nomenclature_code_once"),
            models.UniqueConstraint(fields=["edition", "code"], condition=Q(region=None), name="nomenclature_shared_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
