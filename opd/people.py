"""Making and ending accounts, memberships and offices: the one door for each, and a row for every act."""
from __future__ import annotations

import datetime as dt
import secrets

from axes.utils import reset as forget_wrong_tries
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from opd import trail
from opd.models import Agency, Membership, Position, PositionHolder, Region, Role, User, today

# Without letters and digits that look alike on paper: the password is read out and typed.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class PeopleError(Exception):
    """Something may not be done with a person or an agency; `str()` says why, in Indonesian."""


def temporary_password() -> str:
    """Four groups of four, about 79 bits: "k7dm-w3xp-9hqa-t2ve"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _quick_hash(password: str) -> str:
    """A random password of 79 bits needs no slow hash, and a slow one would hold up an import of hundreds of accounts for
    minutes. The first login hashes it anew, and then the person chooses an own one."""
    hasher = get_hasher()
    options = {"iterations": 1000} if hasher.algorithm.startswith("pbkdf2") else {}
    return hasher.encode(password, hasher.salt(), **options)


def make_account(region: Region, *, username: str, full_name: str, agency: Agency, role: str, by: User | None,
                 nip: str = "", email: str = "") -> tuple[User, str]:
    """A new person with a first membership. Returns the user and the password to hand over (shown once).

    Raises `PeopleError` for a username that is taken.
    """
    password = temporary_password()
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=username, email=email, full_name=full_name, nip=nip, must_change_password=True,
                password=_quick_hash(password),
            )
            trail.record("account-made", by=by, region=region, subject=f"user:{username}", summary=full_name)
            add_membership(user, agency, role, by=by)
    except IntegrityError:
        raise PeopleError(f"Nama pengguna “{username}” sudah dipakai.") from None
    return user, password


def reset_password(user: User, region: Region, *, by: User) -> str:
    """Give the person a temporary password, end all the sessions and lift a lock after wrong tries. Returns the password
    (shown once)."""
    password = temporary_password()
    with transaction.atomic():
        user.password = _quick_hash(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        _end_sessions(user)
        forget_wrong_tries(username=user.username)
        trail.record("password-reset", by=by, region=region, subject=f"user:{user.username}", summary=str(user))
    return password


def set_active(user: User, region: Region, active: bool, *, by: User) -> None:
    """Close or open an account. Closing ends the sessions at once."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=active)
        if not active:
            _end_sessions(user)
        trail.record("account-opened" if active else "account-closed", by=by, region=region,
                     subject=f"user:{user.username}", summary=str(user))


def add_membership(user: User, agency: Agency, role: str, *, by: User | None, starts_on: dt.date | None = None,
                   ends_on: dt.date | None = None) -> Membership:
    """Let the person act in an agency in a role for a period. Raises `PeopleError` if the person already does."""
    starts_on = starts_on or today()
    if ends_on and ends_on < starts_on:
        raise PeopleError("Tanggal akhir mendahului tanggal mulai.")
    with transaction.atomic():
        if user.memberships.holding(starts_on).filter(agency=agency, role=role).exists():
            raise PeopleError(f"{user} sudah menjadi {Role(role).label} di {agency}.")
        membership = Membership.objects.create(user=user, agency=agency, role=role, starts_on=starts_on, ends_on=ends_on)
        trail.record("membership-added", by=by, region=agency.region, subject=f"user:{user.username}",
                     summary=f"{user}: {membership}", agency=agency.slug, role=role)
    return membership


def end_membership(membership: Membership, *, by: User) -> None:
    """Let a membership end yesterday, so that the right is gone at once; the row stays for the history.

    Raises `PeopleError` when it is the region's last coordinator, or when it has ended already.
    """
    last_day = today() - dt.timedelta(days=1)
    region = membership.agency.region
    with transaction.atomic():
        if membership.ends_on and membership.ends_on <= last_day:
            raise PeopleError("Tugas ini sudah berakhir.")
        if membership.role == Role.COORDINATOR:
            others = Membership.objects.holding().filter(agency__region=region, role=Role.COORDINATOR).exclude(pk=membership.pk)
            if not others.filter(user__is_active=True).exists():
                raise PeopleError("Ini koordinator terakhir daerah ini. Tunjuk penggantinya dulu.")
        _cut_off(membership, last_day)
        trail.record("membership-ended", by=by, region=region, subject=f"user:{membership.user.username}",
                     summary=f"{membership.user}: {membership}")


def _cut_off(membership: Membership, last_day: dt.date) -> None:
    """End the row on `last_day`. One that began later is shown as that one day, unless a row says so already."""
    starts_on = min(membership.starts_on, last_day)
    twins = Membership.objects.filter(
        user=membership.user, agency=membership.agency, role=membership.role, starts_on=starts_on
    ).exclude(pk=membership.pk)
    row = Membership.objects.filter(pk=membership.pk)
    if twins.exists():
        row.delete()
    else:
        row.update(starts_on=starts_on, ends_on=last_day)


def hold_position(position: Position, *, by: User, user: User | None, name: str, kind: str, starts_on: dt.date,
                  ends_on: dt.date | None = None) -> PositionHolder:
    """Put somebody in an office from a date on; whoever held it until then leaves the day before.

    Raises `PeopleError` when somebody else follows before the end.
    """
    if ends_on and ends_on < starts_on:
        raise PeopleError("Tanggal akhir mendahului tanggal mulai.")
    with transaction.atomic():
        following = position.holders.filter(starts_on__gt=starts_on).order_by("starts_on").first()
        if following and (ends_on is None or ends_on >= following.starts_on):
            raise PeopleError(f"Jabatan ini sudah diisi mulai {following.starts_on:%d-%m-%Y}; "
                              "isi tanggal akhir sebelum itu.")
        for earlier in position.holders.holding(starts_on):
            if earlier.starts_on >= starts_on:
                raise PeopleError(f"Jabatan ini sudah diisi mulai {earlier.starts_on:%d-%m-%Y}.")
            PositionHolder.objects.filter(pk=earlier.pk).update(ends_on=starts_on - dt.timedelta(days=1))
        holder = PositionHolder.objects.create(
            position=position, user=user, name=name, kind=kind, starts_on=starts_on, ends_on=ends_on
        )
        trail.record("position-held", by=by, region=position.agency.region, subject=f"agency:{position.agency.slug}",
                     summary=f"{holder.title}: {name or user or ''}")
    return holder


def _end_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
