"""Indicators that plans of smart cities use again and again, with what they mean and how they are counted."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opd.models import Region
from pillars.models.plan import Pillar


class LibraryQuerySet(models.QuerySet):
    def known_in(self, region: Region):
        """The entries of the region and those of the whole installation."""
        return self.filter(Q(region=None) | Q(region=region))


class LibraryIndicator(models.Model):
    """An indicator of the library. Without a region it comes with the app (pillars/data/indicators.csv)."""

    class Direction(models.TextChoices):
        UP = "naik", _("Makin tinggi makin baik")
        DOWN = "turun", _("Makin rendah makin baik")
        STEADY = "tetap", _("Dipertahankan")

    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("nama indikator"), max_length=200)
    definition = models.TextField(_("definisi"), blank=True)
    formula = models.TextField(_("rumus"), blank=True)
    unit = models.CharField(_("satuan"), max_length=40)
    direction = models.CharField(_("arah"), max_length=5, choices=Direction, default=Direction.UP)
    source = models.CharField(_("sumber"), max_length=120, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    pillar = models.ForeignKey(Pillar, models.SET_NULL, null=True, blank=True, verbose_name=_("dimensi"), related_name="+")

    objects = LibraryQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="library_code_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(region=None), name="library_shared_code_once"),
        ]

    def __str__(self) -> str:
        return self.name
