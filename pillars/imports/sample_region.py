"""The region of a sample: its places, agencies and positions, and the demo people who work in it."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files import File

from opd.models import Agency, Membership, Position, PositionHolder, Region, Role, User, Village, today
from pillars.imports.folder import Folder
from pillars.models import Section, Stage
from pillars.refusals import Refused

TITLES = {Role.DRAFTER: "Penyusun", Role.HEAD: "Kepala", Role.REVIEWER: "Pereviu"}


def make(folder: Folder) -> Region:
    """The region with its districts, villages, agencies and positions; what is there already is brought up to date."""
    data = folder.yaml("region.yaml")
    fields = {k: data[k] for k in ("name", "kind", "capital", "head_title", "timezone") if k in data}
    region, _ = Region.objects.update_or_create(code=str(data["code"]), defaults=fields)
    arms = folder.picture(data.get("arms") or "arms-placeholder.png")
    if arms.exists() and not region.arms:
        with arms.open("rb") as file:
            region.arms.save(f"{region.code}{arms.suffix}", File(file))
    _make_places(folder, region)
    _make_agencies(folder, region)
    return region


def _make_places(folder: Folder, region: Region) -> None:
    for row in folder.rows("districts.csv"):
        area = Decimal(row["area_km2"]) if row.get("area_km2") else None
        region.districts.update_or_create(code=row["code"], defaults={"name": row["name"], "area_km2": area})
    districts = {d.code: d for d in region.districts.all()}
    known = set(villages_of(region).values_list("code", flat=True))
    Village.objects.bulk_create(
        Village(district=_found(districts, row["district_code"], "villages.csv"), code=row["code"], name=row["name"],
                kind=row["kind"])
        for row in folder.rows("villages.csv") if row["code"] not in known
    )


def villages_of(region: Region):
    return Village.objects.filter(district__region=region)


def _make_agencies(folder: Folder, region: Region) -> None:
    for row in folder.rows("agencies.csv"):
        fields = {k: row[k] for k in ("abbreviation", "name", "affairs")}
        if row.get("valid_from"):
            fields["starts_on"] = dt.date.fromisoformat(row["valid_from"])
        ends_on = dt.date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None
        region.agencies.update_or_create(slug=row["slug"], defaults={**fields, "ends_on": ends_on})
    agencies = {a.slug: a for a in region.agencies.all()}
    for row in folder.rows("positions.csv"):
        agency = _found(agencies, row["agency"], "positions.csv")
        agency.positions.update_or_create(title=row["title"], defaults={"rank": int(row.get("rank") or 9)})


def _found(rows: dict, key: str, file: str):
    if key not in rows:
        raise Refused(f"{file}: “{key}” tidak ada.")
    return rows[key]


@dataclass
class People:
    """The demo people of a region. An agency whose turn it is without anybody in accounts.yaml gets its own."""

    region: Region
    agencies: dict[str, Agency]
    password: str

    def agency(self, slug: str) -> Agency:
        return _found(self.agencies, slug, "perangkat daerah")

    def coordinator(self) -> User | None:
        return self._whose(Role.COORDINATOR).first()

    def named(self, username: str) -> User:
        return self._whose(*Role.values).filter(username=username).first() or _found({}, username, "accounts.yaml")

    def writer(self, section: Section) -> User:
        return self._whose(Role.DRAFTER, agency=section.lead).first() or self.hire(Role.DRAFTER, section.lead)

    def decider(self, section: Section, stage: Stage) -> User:
        """Someone who may decide the stage and did not write the text."""
        agency = stage.agency or section.lead
        able = self._whose(stage.role, agency=agency).exclude(pk=section.edited_by_id).first()
        return able or self.hire(stage.role, agency)

    def hire(self, role: str, agency: Agency, username: str = "", name: str = "", position: str = "") -> User:
        """A demo account with its office, and the position that it holds, if one is named."""
        word = TITLES.get(role, Role(role).label)
        username = username or f"{word.lower()}.{agency.slug}".replace(" ", "-")
        user, _ = User.objects.get_or_create(
            username=username, defaults={"full_name": name or f"{word} {agency}", "password": self.password}
        )
        since = max(agency.starts_on, today().replace(month=1, day=1))
        Membership.objects.get_or_create(user=user, agency=agency, role=role, defaults={"starts_on": since})
        if position:
            held = Position.objects.get_or_create(agency=agency, title=position)[0]
            PositionHolder.objects.get_or_create(position=held, user=user, defaults={"starts_on": since})
        return user

    def _whose(self, *roles: str, agency: Agency | None = None):
        agencies = [agency] if agency else list(self.agencies.values())
        holding = Membership.objects.holding().filter(role__in=roles, agency__in=agencies)
        return User.objects.filter(memberships__in=holding).order_by("memberships__pk")


def make_people(folder: Folder, region: Region) -> People:
    """The people of accounts.yaml. All share one password, so it is hashed once: hashing is slow on purpose."""
    people = People(region, {a.slug: a for a in region.agencies.all()}, make_password(settings.DEMO_PASSWORD))
    for row in folder.yaml("accounts.yaml"):
        people.hire(
            row["role"], people.agency(row["agency"]), row["username"], row.get("name", ""), row.get("position") or ""
        )
    return people
