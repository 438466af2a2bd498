import datetime as dt
import time

import pytest
from django.contrib.auth.hashers import check_password

from opd import people, rules, trail
from opd.models import Event, Membership, PositionHolder, Role, User
from opd.people import PeopleError
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = make.today()
DAY = dt.timedelta(days=1)


def again(user: User) -> User:
    """The person at the next request, offices read anew."""
    return User.objects.get(pk=user.pk)


def account(dinkes, koordinator, username="penyusun.dinkes", **fields):
    fields = {"full_name": "Penyusun Dinkes", "agency": dinkes, "role": Role.DRAFTER, "by": koordinator, **fields}
    return people.make_account(dinkes.region, username=username, **fields)


def test_an_account_comes_with_an_office_and_a_password_to_change(dinkes, koordinator):
    user, password = account(dinkes, koordinator)
    assert user.check_password(password)
    assert user.must_change_password
    assert [str(o) for o in user.offices] == ["Penyusun Dinkes"]
    assert set(Event.objects.values_list("verb", flat=True)) == {"account-made", "membership-added"}


def test_a_name_that_is_taken_makes_nothing(dinkes, koordinator, penyusun):
    before = User.objects.count(), Membership.objects.count(), Event.objects.count()
    with pytest.raises(PeopleError, match="sudah dipakai"):
        account(dinkes, koordinator, username="penyusun")
    assert (User.objects.count(), Membership.objects.count(), Event.objects.count()) == before


def test_two_temporary_passwords_differ_and_read_well():
    one, other = people.temporary_password(), people.temporary_password()
    assert one != other
    assert not set(one) & set("0o1li")


def test_a_hundred_accounts_take_no_time_to_make(dinkes, koordinator, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    start = time.monotonic()
    made = [account(dinkes, koordinator, username=f"orang{n}") for n in range(100)]
    assert time.monotonic() - start < 5
    assert check_password(made[0][1], made[0][0].password)


def test_the_first_login_gives_a_temporary_password_the_usual_slow_hash(dinkes, koordinator, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user, password = account(dinkes, koordinator)
    assert "$1000$" in user.password
    assert user.check_password(password)
    assert "$1000$" not in again(user).password


def test_a_new_password_ends_all_sessions(dinkes, koordinator, penyusun, client_for):
    browser = client_for(penyusun)
    password = people.reset_password(penyusun, dinkes.region, by=koordinator)
    assert again(penyusun).check_password(password)
    assert browser.get("/pekerjaan").status_code == 302


def test_a_new_password_lifts_the_lock_after_wrong_tries(client, dinkes, koordinator, penyusun, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/akun/masuk/", {"login": "penyusun", "password": "salah"})
    password = people.reset_password(penyusun, dinkes.region, by=koordinator)
    assert client.post("/akun/masuk/", {"login": "penyusun", "password": password}).status_code == 302


def test_a_closed_account_is_out_at_once_and_comes_back_when_opened(dinkes, koordinator, penyusun, client_for):
    browser = client_for(penyusun)
    people.set_active(penyusun, dinkes.region, False, by=koordinator)
    assert browser.get("/pekerjaan").status_code == 302
    people.set_active(penyusun, dinkes.region, True, by=koordinator)
    assert client_for(again(penyusun)).get("/pekerjaan").status_code == 200


def test_the_same_office_twice_is_refused(dinkes, koordinator, penyusun):
    with pytest.raises(PeopleError, match="sudah menjadi Penyusun"):
        people.add_membership(penyusun, dinkes, Role.DRAFTER, by=koordinator)


def test_an_end_before_the_start_is_refused(dinkes, koordinator, penyusun):
    with pytest.raises(PeopleError, match="mendahului"):
        people.add_membership(penyusun, dinkes, Role.HEAD, by=koordinator, starts_on=TODAY, ends_on=TODAY - DAY)


def test_an_ended_office_gives_no_right_any_more_and_stays_in_the_history(dinkes, koordinator, penyusun):
    people.end_membership(penyusun.memberships.get(), by=koordinator)
    assert again(penyusun).offices == []
    assert penyusun.memberships.get().ends_on == TODAY - DAY


def test_an_office_may_begin_and_end_twice_on_one_day(dinkes, koordinator, penyusun):
    for _ in range(2):
        people.end_membership(people.add_membership(penyusun, dinkes, Role.HEAD, by=koordinator), by=koordinator)
    assert not again(penyusun).agency_ids_as(Role.HEAD)
    assert penyusun.memberships.filter(role=Role.HEAD).count() == 1


def test_an_office_that_ended_is_not_ended_again(dinkes, koordinator, penyusun):
    penyusun.memberships.update(ends_on=TODAY - 300 * DAY)
    with pytest.raises(PeopleError, match="sudah berakhir"):
        people.end_membership(penyusun.memberships.get(), by=koordinator)
    assert penyusun.memberships.get().ends_on == TODAY - 300 * DAY


def test_a_region_keeps_its_last_coordinator(dinkes, koordinator):
    with pytest.raises(PeopleError, match="koordinator terakhir"):
        people.end_membership(koordinator.memberships.get(), by=koordinator)
    make.make_user("wakil", (Role.COORDINATOR, dinkes))
    people.end_membership(koordinator.memberships.get(), by=koordinator)
    assert again(koordinator).offices == []


def test_who_takes_an_office_ends_the_one_before(dinkes, koordinator, kepala):
    before = make.make_position(kepala, dinkes, "Kepala Dinas")
    people.hold_position(before.position, by=koordinator, user=None, name="Pelaksana tugas", kind="Plt.", starts_on=TODAY)
    before.refresh_from_db()
    assert before.ends_on == TODAY - DAY
    assert [h.title for h in PositionHolder.objects.holding()] == ["Plt. Kepala Dinas"]


def test_no_two_people_hold_an_office_on_one_day(dinkes, koordinator):
    holder = make.make_position(None, dinkes, "Kepala Dinas", name="Yang kini", starts_on=TODAY)
    with pytest.raises(PeopleError, match="sudah diisi mulai"):
        people.hold_position(holder.position, by=koordinator, user=None, name="Pendahulu", kind="", starts_on=TODAY - 9 * DAY)
    people.hold_position(holder.position, by=koordinator, user=None, name="Pendahulu", kind="",
                         starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    assert holder.position.holders.holding().count() == 1


def test_the_history_names_the_acting_title_held_on_the_day(dinkes, kepala):
    make.make_position(kepala, dinkes, "Kepala Dinas", kind="Plt.", ends_on=TODAY)
    assert trail.office_title(kepala, dinkes.region) == "Plt. Kepala Dinas"
    kepala.positions.update(ends_on=TODAY - DAY)
    assert trail.office_title(kepala, dinkes.region, dinkes) == "Kepala perangkat daerah Dinkes"


def test_an_event_names_the_office_of_its_own_region(dinkes, orang_daerah_lain, kepala):
    make.make_position(kepala, make.make_agency(orang_daerah_lain.region), "Sekretaris", kind="Pj.")
    make.make_membership(kepala, make.make_agency(orang_daerah_lain.region), Role.VIEWER)
    event = trail.record("x", by=kepala, region=dinkes.region, subject="section:b1-01-01", summary="y" * 400)
    assert event.office == "Kepala perangkat daerah Dinkes"
    assert len(event.summary) == 300


def test_who_acts_in_another_region_too_keeps_the_account_out_of_a_coordinators_hand(koordinator, penyusun, orang_daerah_lain):
    assert rules.may_keep_account(koordinator, penyusun)
    make.make_membership(penyusun, make.make_agency(orang_daerah_lain.region), Role.COORDINATOR)
    assert not rules.may_keep_account(koordinator, again(penyusun))
