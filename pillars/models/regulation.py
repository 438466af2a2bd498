"""The registry of regulations that texts cite, and the region's own abbreviations."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opd.models import Region


class RegulationQuerySet(models.QuerySet):
    def for_region(self, region: Region) -> list[Regulation]:
        """National ones and the region's own, in the order of a list of legal bases; where the region wrote down a
        national one anew, its own row counts."""
        found = {row.code: row for row in self.filter(Q(region=None) | Q(region=region)).order_by(
            models.F("region").asc(nulls_first=True))}
        return sorted(found.values(), key=lambda row: row.rank)


class Regulation(models.Model):
    """One regulation. `code` ("uu-23-2014") is for life: texts name it."""

    class Kind(models.TextChoices):
        """In the order of UU 12/2011, article 7 and 8."""

        UUD = "uud", _("Undang-Undang Dasar")
        UU = "uu", _("Undang-Undang")
        PERPPU = "perppu", _("Peraturan Pemerintah Pengganti Undang-Undang")
        PP = "pp", _("Peraturan Pemerintah")
        PERPRES = "perpres", _("Peraturan Presiden")
        INPRES = "inpres", _("Instruksi Presiden")
        PERMEN = "permen", _("Peraturan Menteri")
        KEPMEN = "kepmen", _("Keputusan Menteri")
        INMEN = "inmen", _("Instruksi Menteri")
        PERDA = "perda", _("Peraturan Daerah")
        PERKADA = "perkada", _("Peraturan Bupati/Wali Kota/Gubernur")
        KEPKADA = "kepkada", _("Keputusan Bupati/Wali Kota/Gubernur")

    class Status(models.TextChoices):
        IN_FORCE = "berlaku", _("Berlaku")
        CHANGED = "diubah", _("Berlaku, sudah diubah")
        REVOKED = "dicabut", _("Dicabut")

    # How a kind is printed: in full, where "{}" is who issued it, and short.
    NAMES = {
        Kind.UUD: ("Undang-Undang Dasar", "UUD"), Kind.UU: ("Undang-Undang", "UU"),
        Kind.PERPPU: ("Peraturan Pemerintah Pengganti Undang-Undang", "Perppu"), Kind.PP: ("Peraturan Pemerintah", "PP"),
        Kind.PERPRES: ("Peraturan Presiden", "Perpres"), Kind.INPRES: ("Instruksi Presiden", "Inpres"),
        Kind.PERMEN: ("Peraturan {}", "Permen"), Kind.KEPMEN: ("Keputusan {}", "Kepmen"),
        Kind.INMEN: ("Instruksi {}", "Inmen"), Kind.PERDA: ("Peraturan Daerah {}", "Perda"),
        Kind.PERKADA: ("Peraturan {}", "Perkada"), Kind.KEPKADA: ("Keputusan {}", "SK"),
    }

    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="regulations")
    code = models.SlugField(_("kode"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    issuer = models.CharField(
        _("pembuat"), max_length=120, blank=True, help_text=_("Misalnya Menteri Dalam Negeri, atau Kabupaten Penajam Paser Utara")
    )
    abbreviation = models.CharField(_("singkatan jenis"), max_length=30, blank=True, help_text=_("Misalnya Permendagri"))
    number = models.CharField(_("nomor"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("tahun"), null=True, blank=True)
    title = models.CharField(_("tentang"), max_length=300)
    status = models.CharField(_("keadaan"), max_length=8, choices=Status, default=Status.IN_FORCE)
    changed_by = models.CharField(
        _("diubah atau dicabut dengan"), max_length=200, blank=True, help_text=_("Misalnya UU No. 6 Tahun 2023")
    )
    checked = models.BooleanField(_("sudah diperiksa pada naskah resminya"), default=False)
    source = models.CharField(_("dari mana keterangan ini"), max_length=200, blank=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="regulation_once_a_region"),
            models.UniqueConstraint(fields=["code"], condition=Q(region=None), name="national_regulation_once"),
            models.CheckConstraint(condition=Q(kind="uud") | (~Q(number="") & Q(year__isnull=False)),
                                   name="regulation_has_number_and_year"),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def full(self) -> str:
        """Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah"""
        if self.kind == self.Kind.UUD:
            return self.title
        kind = self.NAMES[self.kind][0].format(self.issuer).strip()
        return f"{kind} Nomor {self.number} Tahun {self.year} tentang {self.title}"

    @property
    def short(self) -> str:
        """UU No. 23 Tahun 2014"""
        kind = self.abbreviation or self.NAMES[self.kind][1]
        return kind if self.kind == self.Kind.UUD else f"{kind} No. {self.number} Tahun {self.year}"

    @property
    def rank(self) -> tuple:
        """Where it stands in a list of legal bases: by kind, then year, then number."""
        digits = "".join(c for c in self.number if c.isdigit())
        return list(self.Kind).index(self.kind), self.year or 0, int(digits or 0), self.number

    @property
    def warning(self) -> str:
        """What a writer should know before citing it, in words; empty when nothing speaks against it."""
        if self.status == self.Status.REVOKED:
            return f"{self.short} sudah dicabut" + (f" dengan {self.changed_by}" if self.changed_by else "")
        if self.status == self.Status.CHANGED:
            return f"{self.short} sudah diubah" + (f" dengan {self.changed_by}" if self.changed_by else "")
        return ""


class Abbreviation(models.Model):
    """A short word of the region and what it stands for, beside the common ones (pillars/abbreviations.yaml)."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="abbreviations")
    short = models.CharField(_("singkatan"), max_length=30)
    long = models.CharField(_("kepanjangan"), max_length=160)

    class Meta:
        ordering = ["short"]
        constraints = [models.UniqueConstraint(fields=["region", "short"], name="abbreviation_once_a_region")]

    def __str__(self) -> str:
        return self.short
