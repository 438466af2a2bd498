"""Who has a section open, for those who may see it, as long as it is true."""
import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from pillars import presence
from pillars.models import Presence
from tests import factories as make

pytestmark = pytest.mark.django_db


def ask(client, section, **data):
    return client.post(reverse("presence", args=[section.plan.code, section.code]), data)


def test_the_others_are_named_with_office_and_what_they_do(section, penyusun, koordinator, client_for):
    ask(client_for(penyusun), section, writes=1)
    (other,) = ask(client_for(koordinator), section).json()["present"]
    assert (other["name"], other["office"], other["writes"]) == ("Penyusun", "Penyusun Dinkes", True)
    assert other["says"].startswith("menulis sejak")


def test_nobody_is_told_of_himself(section, penyusun, client_for):
    assert [ask(client_for(penyusun), section).json()["present"] for _ in range(2)] == [[], []]


def test_who_was_silent_for_a_minute_or_left_is_gone(section, penyusun, koordinator, client_for):
    presence.note(section, penyusun, writes=True)
    Presence.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=61))
    assert presence.note(section, koordinator, writes=True) == []
    ask(client_for(koordinator), section, leaving=1)
    assert presence.note(section, penyusun, writes=True) == []


def test_a_reviewer_reads_whatever_the_page_says(section, pereviu, client_for):
    ask(client_for(pereviu), section, writes=1)
    assert not Presence.objects.get().writes


def test_the_answer_tells_of_a_newer_version_and_who_made_it(section, penyusun, koordinator, client_for):
    make.write(section, by=koordinator)
    found = ask(client_for(penyusun), section).json()
    assert (found["version"], found["by"]) == (1, "Koordinator")


@pytest.mark.parametrize("people", [1, 8])
def test_it_costs_the_same_for_one_and_for_many(section, penyusun, people, client_for, django_assert_num_queries):
    for n in range(people):
        presence.note(section, make.make_user(f"orang-{n}", ("drafter", section.lead)), writes=True)
    browser = client_for(penyusun)
    ask(browser, section, writes=1)
    with django_assert_num_queries(6):
        ask(browser, section, writes=1)


def test_old_rows_are_forgotten(section, penyusun):
    presence.note(section, penyusun, writes=True)
    Presence.objects.update(seen_at=timezone.now() - dt.timedelta(hours=1))
    assert (presence.forget_old(), Presence.objects.count()) == (1, 0)
