"""Old saves go, but none that a person could still want."""
import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from opd.models import Event
from pillars import drafting, review, thinning
from pillars.drafting import Origin
from pillars.models import Save
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = timezone.localtime().replace(hour=12, minute=0)


def save(section, n: int, by, based_on: int | None = None, **origin):
    section.refresh_from_db()
    return drafting.save_text(section, f"<p>Naskah ke-{n}.</p>", based_on=section.version if based_on is None else based_on,
                              once_key=uuid.uuid4(), by=by, origin=Origin(**origin)).save


def age(days: float, *saves: Save) -> None:
    """Let the saves be so old, a minute between them."""
    for n, one in enumerate(saves):
        Save.objects.filter(pk=one.pk).update(at=NOON - dt.timedelta(days=days) + dt.timedelta(minutes=n))


def left(section) -> set[int]:
    return set(section.saves.values_list("pk", flat=True))


def test_the_last_two_weeks_stay_whole(section, penyusun):
    saves = [save(section, n, penyusun) for n in range(4)]
    age(13, *saves)
    assert thinning.thin(section.plan.region).gone == 0


def test_of_an_older_hour_the_last_save_of_each_person_stays(section, penyusun, kepala):
    mine = [save(section, n, penyusun) for n in range(3)]
    other = save(section, 3, kepala)
    last = save(section, 4, penyusun)
    age(30, *mine, other)
    thinning.thin(section.plan.region)
    assert left(section) == {mine[2].pk, other.pk, last.pk}


def test_after_a_quarter_one_a_day_is_enough(section, penyusun):
    saves = [save(section, n, penyusun) for n in range(3)]
    age(100, saves[0])
    age(100 - 3 / 24, saves[1])
    assert thinning.thin(section.plan.region).gone == 1


def test_what_is_named_never_goes(section, penyusun, kepala):
    saves = [save(section, n, penyusun) for n in range(6)]
    aside = save(section, 7, kepala, based_on=2)
    restored = save(section, 8, penyusun, restores=saves[3])
    section.refresh_from_db()
    make.write(section, by=penyusun)
    review.submit(section, by=penyusun, version=section.version)
    age(50, *saves, aside, restored)
    thinning.thin(section.plan.region)
    assert {saves[1].pk, saves[3].pk, aside.pk, restored.pk} <= left(section)
    assert saves[0].pk not in left(section)


def test_the_command_says_what_it_did_and_leaves_an_event(section, penyusun):
    age(20, *[save(section, n, penyusun) for n in range(5)])
    out = StringIO()
    call_command("thinsaves", "--try", stdout=out)
    assert (section.saves.count(), "3 dari 5 simpanan akan ditipiskan" in out.getvalue()) == (5, True)
    call_command("thinsaves", stdout=out)
    assert "3 dari 5 simpanan ditipiskan" in out.getvalue()
    assert Event.objects.filter(verb="saves-thinned").count() == 1
