"""Who: regions, their agencies (OPD), positions, people and what each of them may act as, by date."""
from __future__ import annotations

import datetime as dt
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def today() -> dt.date:
    """The date in the installation's time zone (WITA unless set otherwise)."""
    return timezone.localdate()


class Period(models.Model):
    """Something that holds from a date to a date; an open end means it still holds."""

    starts_on = models.DateField(_("berlaku mulai"), default=today)
    ends_on = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, on: dt.date | None = None) -> bool:
        on = on or today()
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class PeriodQuerySet(models.QuerySet):
    def holding(self, on: dt.date | None = None):
        """Rows that hold on the date `on` (today)."""
        on = on or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def period_constraint(name: str) -> models.CheckConstraint:
    """A period does not end before it begins; held by the database."""
    return models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name=name)


class RegionQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Regions in which the user has an office today; everyone else gets none."""
        return self.filter(pk__in=user.region_ids)


class Region(models.Model):
    """A regency, city or province (daerah). Everything about a plan hangs on one region."""

    class Kind(models.TextChoices):
        REGENCY = "kabupaten", _("Kabupaten")
        CITY = "kota", _("Kota")
        PROVINCE = "provinsi", _("Provinsi")

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB (UTC+7)"
        WITA = "Asia/Makassar", "WITA (UTC+8)"
        WIT = "Asia/Jayapura", "WIT (UTC+9)"

    code = models.CharField(_("kode Kemendagri"), max_length=5, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind, default=Kind.REGENCY)
    capital = models.CharField(_("ibu kota"), max_length=120, blank=True)
    head_title = models.CharField(_("sebutan kepala daerah"), max_length=40, default="Bupati")
    timezone = models.CharField(_("zona waktu"), max_length=32, choices=Zone, default=Zone.WITA)
    arms = models.ImageField(_("lambang daerah"), upload_to="arms/", blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class District(models.Model):
    """Kecamatan."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="districts")
    code = models.CharField(_("kode"), max_length=8)
    name = models.CharField(_("nama"), max_length=120)
    area_km2 = models.DecimalField(_("luas (km²)"), max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="district_code_once")]

    def __str__(self) -> str:
        return f"Kecamatan {self.name}"


class Village(models.Model):
    """Kelurahan or desa."""

    class Kind(models.TextChoices):
        URBAN = "kelurahan", _("Kelurahan")
        RURAL = "desa", _("Desa")

    district = models.ForeignKey(District, models.CASCADE, related_name="villages")
    code = models.CharField(_("kode"), max_length=13)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="village_code_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class AgencyQuerySet(PeriodQuerySet):
    def visible_to(self, user: User):
        """Agencies of the regions in which the user has an office."""
        return self.filter(region__in=user.region_ids)

    def managed_by(self, user: User):
        """Agencies of the regions that the user coordinates."""
        return self.filter(region__in=user.coordinated_region_ids)


class Agency(Period):
    """Perangkat daerah (OPD). A renamed agency is a new row; the old one gets an end date and a successor."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="agencies")
    slug = models.SlugField(_("kode singkat"), max_length=40)
    abbreviation = models.CharField(_("singkatan"), max_length=40)
    name = models.CharField(_("nama resmi"), max_length=200)
    affairs = models.CharField(
        _("bidang urusan"), max_length=60, blank=True, help_text=_("Kode dipisah spasi, misalnya 2.16 2.20 2.21")
    )
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name=_("dilanjutkan oleh"))

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="agency_slug_once"),
            period_constraint("agency_period_in_order"),
        ]

    def __str__(self) -> str:
        return self.abbreviation

    @property
    def affair_codes(self) -> list[str]:
        return self.affairs.split()


class Position(models.Model):
    """An office (jabatan) of an agency; who holds it, and how, is in `PositionHolder`."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="positions")
    title = models.CharField(_("nama jabatan"), max_length=160)
    rank = models.PositiveSmallIntegerField(_("urutan"), default=9, help_text=_("1 = pimpinan"))

    class Meta:
        ordering = ["agency", "rank", "title"]
        constraints = [models.UniqueConstraint(fields=["agency", "title"], name="position_title_once")]

    def __str__(self) -> str:
        return self.title


class UserQuerySet(models.QuerySet):
    def managed_by(self, user: User):
        """People with a membership (past or present) in a region that the user coordinates."""
        return self.filter(memberships__agency__region__in=user.coordinated_region_ids).distinct()



class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """Django's own, with our questions. Migrations have no need of it."""

    use_in_migrations = False


class User(AbstractUser):
    """A person who logs in. Rights never hang on the person but on memberships (agency, role, period)."""

    full_name = models.CharField(_("nama"), max_length=160)
    nip = models.CharField("NIP", max_length=18, blank=True)
    language = models.CharField(_("bahasa"), max_length=2, choices=[("id", "Indonesia"), ("en", "English")], default="id")
    must_change_password = models.BooleanField(default=False)

    first_name = last_name = None
    objects = PeopleManager()
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    @cached_property
    def offices(self) -> list[Membership]:
        """The memberships that hold today, read once a request: every rule asks them."""
        return list(self.memberships.holding().select_related("agency__region").order_by("pk"))

    @cached_property
    def region_ids(self) -> set[int]:
        return {office.agency.region_id for office in self.offices}

    @cached_property
    def coordinated_region_ids(self) -> set[int]:
        return {o.agency.region_id for o in self.offices if o.role == Role.COORDINATOR}

    @cached_property
    def coordinated_regions(self) -> list[Region]:
        regions = {o.agency.region_id: o.agency.region for o in self.offices if o.role == Role.COORDINATOR}
        return list(regions.values())

    def region_ids_as(self, *roles: str) -> set[int]:
        """Regions in which the user holds one of the roles today."""
        return {o.agency.region_id for o in self.offices if o.role in roles}

    def agency_ids_as(self, *roles: str) -> set[int]:
        """Agencies in which the user holds one of the roles today."""
        return {o.agency_id for o in self.offices if o.role in roles}

    @property
    def reads_whole_regions(self) -> bool:
        """Holds a role that looks beyond one agency (menus ask this)."""
        return bool(self.region_ids_as(*REGION_WIDE))

    def office_in(self, region: Region, *, agency: Agency | None = None, roles: tuple = ()) -> Membership | None:
        """The membership under which the user acts in the region, the best fitting one first."""
        mine = [o for o in self.offices if o.agency.region_id == region.pk and (not roles or o.role in roles)]
        mine.sort(key=lambda o: agency is None or o.agency_id != agency.pk)
        return mine[0] if mine else None


class Role(models.TextChoices):
    """What a member of an agency may act as. What each may do is in the rules.py of each room."""

    DRAFTER = "drafter", _("Penyusun")
    HEAD = "head", _("Kepala perangkat daerah")
    REVIEWER = "reviewer", _("Pereviu")
    COORDINATOR = "coordinator", _("Koordinator")
    APPROVER = "approver", _("Pemberi persetujuan")
    ADVISER = "adviser", _("Pendamping")
    VIEWER = "viewer", _("Pembaca")


# Roles that read the drafts of the whole region; drafters and heads read those of their agency only.
REGION_WIDE = (Role.REVIEWER, Role.COORDINATOR, Role.APPROVER, Role.ADVISER, Role.VIEWER)


class Membership(Period):
    """A user acts in an agency in a role for a period. Staff rotate; ending a membership ends the right the next day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="memberships", verbose_name=_("perangkat daerah"))
    role = models.CharField(_("peran"), max_length=12, choices=Role)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "starts_on"], name="membership_once"),
            period_constraint("membership_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.agency}"


class PositionHolder(Period):
    """Who holds a position when: definitive, or acting (Plt., Plh., Pj.)."""

    class Kind(models.TextChoices):
        DEFINITIVE = "", _("definitif")
        ACTING = "Plt.", _("Plt. (pelaksana tugas)")
        DAILY = "Plh.", _("Plh. (pelaksana harian)")
        CARETAKER = "Pj.", _("Pj. (penjabat)")

    position = models.ForeignKey(Position, models.CASCADE, related_name="holders")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="positions")
    name = models.CharField(_("nama dengan gelar"), max_length=160, blank=True)
    kind = models.CharField(_("cara menjabat"), max_length=4, choices=Kind, blank=True, default=Kind.DEFINITIVE)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["position", "-starts_on"]
        constraints = [period_constraint("holder_period_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.kind} {self.position.title}".strip()


class Event(models.Model):
    """One act of one person, for the record. Written by `opd.trail.record` only, never changed, never deleted."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="events")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="kind:code of what was acted on, as section:b2-03-01")
    summary = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "subject"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("Jejak tidak dapat diubah.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Jejak tidak dapat dihapus.")
