"""A second, made-up region comes to be in the app alone: its operator, coordinator, agencies, plan and first text."""
import re

import pytest
from django.core.management import call_command

from opd.models import Region, User
from pillars.models import Plan, Section

pytestmark = pytest.mark.django_db
REGION = {"code": "99.99", "name": "Tanjung Contoh", "kind": "kota", "capital": "Tanjung", "head_title": "Wali Kota",
          "timezone": "Asia/Jakarta", "agency_name": "Dinas Komunikasi dan Informatika", "agency_abbreviation": "Diskominfo",
          "username": "koordinator.contoh", "full_name": "Koordinator Tanjung Contoh"}
PLAN = {"title": "Rencana Induk Smart City Kota Tanjung Contoh", "code": "contoh-2026", "period_start": 2026,
        "period_end": 2030, "outline": "three_books", "vision": "Kota yang melayani"}


@pytest.fixture
def operator(monkeypatch) -> User:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "tiang-layar-dan-kemudi")
    call_command("createsuperuser", interactive=False, username="operator", full_name="Operator", verbosity=0)
    return User.objects.get(username="operator")


@pytest.fixture
def coordinator(operator, client_for, client):
    """The region made by the operator; its coordinator logged in, with a password of the own choice."""
    page = client_for(operator).post("/daerah/baru", REGION).content.decode()
    temporary = re.search(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", page).group(1)
    client.post("/akun/masuk/", {"login": "koordinator.contoh", "password": temporary})
    own = "perahu-di-muara-tenang"
    client.post("/akun/sandi/", {"oldpassword": temporary, "password1": own, "password2": own})
    return client


def make_plan(client) -> Plan:
    region = Region.objects.get(code="99.99")
    client.post("/daerah/99.99/opd-baru", {"name": "Badan Perencanaan", "abbreviation": "Bappeda", "affairs": "5.01",
                                           "starts_on": "2020-01-01"})
    client.post("/rencana/baru", {**PLAN, "region": region.pk})
    return Plan.objects.get(code="contoh-2026")


def test_who_comes_with_a_temporary_password_chooses_an_own_one_first(operator, client_for, client):
    page = client_for(operator).post("/daerah/baru", REGION).content.decode()
    temporary = re.search(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", page).group(1)
    client.post("/akun/masuk/", {"login": "koordinator.contoh", "password": temporary})
    assert client.get("/pekerjaan").url == "/akun/sandi/"


def test_a_coordinator_without_a_plan_is_led_to_the_first_one(coordinator):
    assert "/rencana/baru" in coordinator.get("/pekerjaan").content.decode()


def test_the_plan_comes_from_the_outline_with_its_writers(coordinator):
    plan = make_plan(coordinator)
    assert plan.sections.count() > 70
    assert plan.sections.get(code="b1-01-01").lead.abbreviation == "Diskominfo"
    assert list(plan.stages.values_list("name", flat=True)) == ["Kepala perangkat daerah", "Diskominfo", "Bappeda"]


def test_a_section_is_given_to_an_agency(coordinator):
    plan = make_plan(coordinator)
    bappeda = plan.region.agencies.get(slug="bappeda")
    address = f"/rencana/{plan.code}/kerangka/bagian/b1-02-02"
    coordinator.post(address, {"title": "Kependudukan", "kind": "narrative", "lead": bappeda.pk, "shows_heading": "on"})
    assert Section.objects.get(plan=plan, code="b1-02-02").lead == bappeda


def test_neither_region_sees_the_other(coordinator, plan, section, koordinator, client_for):
    mine = make_plan(coordinator)
    assert coordinator.get(f"/rencana/{plan.code}/bagian/{section.code}/").status_code == 404
    assert client_for(koordinator).get(f"/rencana/{mine.code}/kerangka").status_code == 404
    assert "Tanjung" not in client_for(koordinator).get("/pekerjaan").content.decode()


def test_nobody_but_the_operator_makes_a_region(koordinator, client_for):
    assert client_for(koordinator).post("/daerah/baru", REGION).status_code == 404
    assert not Region.objects.filter(code="99.99").exists()
