"""What a person may do hangs on offices, and offices on dates."""
import datetime as dt

import pytest
from django.core.management import call_command

from opd.models import Event, Membership, Role, User
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = make.today()
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(("starts_on", "ends_on", "holds"), [
    (TODAY, None, True), (TODAY, TODAY, True), (TODAY - DAY, TODAY - DAY, False), (TODAY + DAY, None, False),
])
def test_a_period_holds_from_its_first_to_its_last_day(dinkes, starts_on, ends_on, holds):
    user = make.make_user("penyusun")
    office = make.make_membership(user, dinkes, starts_on=starts_on, ends_on=ends_on)
    assert office.holds() is holds
    assert Membership.objects.holding().exists() is holds
    assert (user.region_ids == {dinkes.region_id}) is holds


def test_a_right_is_gone_the_day_after_a_membership_ends(section, penyusun, client_for):
    penyusun.memberships.update(ends_on=TODAY)
    page = f"/rencana/{section.plan.code}/bagian/{section.code}/"
    assert client_for(penyusun).get(page).status_code == 200
    penyusun.memberships.update(ends_on=TODAY - DAY)
    assert client_for(penyusun).get(page).status_code == 404


def test_an_agency_under_another_name_keeps_its_members(dinkes, penyusun):
    dinkes.name = "Dinas Kesehatan dan Keluarga Berencana"
    dinkes.save()
    assert penyusun.offices[0].agency.name == dinkes.name


def test_the_best_fitting_office_comes_first(dinkes, diskominfo):
    user = make.make_user("dua-tugas", (Role.DRAFTER, dinkes), (Role.REVIEWER, diskominfo))
    assert user.office_in(dinkes.region, agency=diskominfo).role == Role.REVIEWER
    assert user.office_in(dinkes.region, agency=dinkes).role == Role.DRAFTER
    assert user.office_in(dinkes.region, roles=(Role.HEAD,)) is None


@pytest.mark.parametrize(("kind", "title"), [("", "Kepala Dinas"), ("Plt.", "Plt. Kepala Dinas"), ("Pj.", "Pj. Kepala Dinas")])
def test_a_title_says_how_the_office_is_held(dinkes, kind, title):
    assert make.make_position(None, dinkes, "Kepala Dinas", kind=kind, name="Kepala Dinas").title == title


def test_an_event_is_neither_changed_nor_deleted(region):
    event = Event.objects.create(verb="x", subject="region:64.09", region=region)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_the_operator_is_made_by_djangos_own_command(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", make.PASSWORD)
    call_command("createsuperuser", username="pengelola", full_name="Pengelola", interactive=False)
    operator = User.objects.get(username="pengelola")
    assert operator.is_superuser
    assert (str(operator), operator.must_change_password) == ("Pengelola", False)
