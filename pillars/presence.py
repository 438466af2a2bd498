"""Who else has a section open. A row says so honestly: it is kept fresh by the page itself and void a minute after."""
from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from opd import trail
from opd.models import User
from pillars.models import Presence, Section

FRESH = dt.timedelta(seconds=60)
ENOUGH = dt.timedelta(seconds=10)  # a row as young as this is not written again


def note(section: Section, user: User, *, writes: bool, program_code: str = "") -> list[Presence]:
    """This person has the section open now. Gives the others who have, those who came first at the front."""
    now = timezone.now()
    rows = list(section.present.select_related("user"))
    mine = next((row for row in rows if row.user_id == user.pk), None)
    gone = mine is None or now - mine.seen_at > FRESH
    if gone or now - mine.seen_at > ENOUGH or (mine.writes, mine.program_code) != (writes, program_code):
        said = {"writes": writes, "program_code": program_code, "seen_at": now}
        if gone:
            said |= {"since": now, "office": trail.office_title(user, section.plan.region, section.lead)}
        Presence.objects.update_or_create(section=section, user=user, defaults=said)
    return [row for row in rows if row.user_id != user.pk and now - row.seen_at <= FRESH]


def leave(section: Section, user: User) -> None:
    """The page was closed."""
    section.present.filter(user=user).delete()


def forget_old() -> int:
    """Remove the rows that say nothing any more. Gives how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - FRESH).delete()[0]


def as_data(others: list[Presence]) -> list[dict]:
    """The others for the page: who, and in words what they do since when."""
    return [{"name": str(row.user), "office": row.office, "writes": row.writes, "says": _in_words(row)} for row in others]


def _in_words(row: Presence) -> str:
    at = timezone.localtime(row.since).strftime("%H.%M")
    if not row.writes:
        return _("membaca sejak %(at)s") % {"at": at}
    if row.program_code:
        return _("mengisi %(code)s sejak %(at)s") % {"code": row.program_code, "at": at}
    return _("menulis sejak %(at)s") % {"at": at}
