"""What must hold for every page: nothing inline, nothing from outside, nothing kept, nobody let in by guessing."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from opd.models import User
from pillars.models import Plan, Section
from tests import factories as make

ROOT = Path(__file__).parent.parent
# Templates of pages. Those in book/ are print only: they never reach a browser.
TEMPLATES = [f for f in (ROOT / "templates").rglob("*") if f.is_file() and "book" not in f.relative_to(ROOT).parts]
SCRIPTS = [f for f in (ROOT / "static" / "js").rglob("*.js") if f.is_file()]
OUTSIDE = re.compile(r"""(?:src|href|action|srcset|url\()\s*=?\s*["'(]?\s*(?:https?:)?//(?!www\.w3\.org)""", re.I)


def find(pattern: str, files=TEMPLATES) -> list[str]:
    expression = re.compile(pattern, re.I)
    return [
        f"{f.relative_to(ROOT)}:{n}: {line.strip()}" for f in files
        for n, line in enumerate(f.read_text().splitlines(), 1) if expression.search(line)
    ]


def test_no_template_has_a_style_attribute():
    assert find(r"""<[^>]*\sstyle\s*=""") == []


def test_no_template_has_an_event_handler():
    assert find(r"""<[^>]*\son[a-z]+\s*=|hx-on|javascript:|\bjs:""") == []


def test_inline_scripts_and_styles_carry_a_nonce():
    assert [hit for hit in find(r"<script(?![^>]*\bsrc=)|<style") if "nonce" not in hit] == []


def test_no_template_switches_escaping_off():
    """What is shown as HTML comes as such from the code that cleaned it."""
    assert find(r"\|\s*safe\b|autoescape off|safeseq") == []


def test_nothing_is_fetched_from_outside():
    assert find(OUTSIDE.pattern, [*TEMPLATES, *(ROOT / "static" / "css").rglob("*.css")]) == []


def test_no_script_evaluates_text():
    assert find(r"\beval\(|new Function\(|document\.write|\.innerHTML\s*=\s*[^'\"`;]*\+", SCRIPTS) == []


@pytest.mark.django_db
class TestAPage:
    @pytest.fixture
    def pages(self, plan, penyusun, kepala, koordinator, client_for):
        """Responses of the pages that people see most, each as somebody who may."""
        section = make.submitted_section(plan)
        coordinator, drafter = client_for(koordinator), client_for(penyusun)
        return [
            client_for(None).get(reverse("account_login")), drafter.get(reverse("my-work")),
            drafter.get(reverse("section", args=[plan.code, section.code])), client_for(kepala).get(reverse("queue")),
            coordinator.get(reverse("board", args=[plan.code])), coordinator.get(reverse("outline", args=[plan.code])),
            coordinator.get(reverse("books", args=[plan.code])), coordinator.get("/tidak-ada"),
        ]

    def test_has_a_strict_content_security_policy(self, pages):
        for page in pages:
            policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
            assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
            assert "unsafe" not in page.headers["Content-Security-Policy"]
            assert "*" not in page.headers["Content-Security-Policy"]

    def test_names_no_outside_host_that_it_would_fetch(self, pages):
        for page in pages:
            assert OUTSIDE.findall(page.content.decode()) == []

    def test_has_the_usual_headers(self, pages):
        for page in pages:
            assert page.headers["X-Frame-Options"] == "DENY"
            assert page.headers["X-Content-Type-Options"] == "nosniff"
            assert page.headers["Referrer-Policy"] == "same-origin"

    def test_of_a_logged_in_person_is_kept_by_no_cache(self, pages):
        for page in pages[1:]:
            assert {"private", "no-store"} <= set(page.headers["Cache-Control"].replace(" ", "").split(","))

    def test_has_every_form_protected_against_forgery(self, pages):
        for page in pages:
            forms = re.findall(r"<form[^>]*method=.post.*?</form>", page.content.decode(), re.I | re.S)
            assert all("csrfmiddlewaretoken" in form for form in forms)


def test_the_deployment_check_is_clean_with_https(tmp_path):
    chosen = {"HTTPS": "1", "ALLOWED_HOSTS": "rencana.example.go.id", "MASTERPLAN_VAR": str(tmp_path)}
    environment = {**os.environ, **chosen}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests set it
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_secret_key_is_readable_by_its_owner_only(tmp_path):
    environment = {**os.environ, "MASTERPLAN_VAR": str(tmp_path)}
    environment.pop("SECRET_KEY", None)
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
class TestLogin:
    def log_in(self, client, password: str, address: str = "10.0.0.1"):
        return client.post(reverse("account_login"), {"login": "penyusun", "password": password}, REMOTE_ADDR=address)

    def test_the_right_password_leads_to_ones_work(self, client, penyusun):
        assert self.log_in(client, make.PASSWORD).url == reverse("home")

    def test_too_many_wrong_tries_lock_the_name_at_that_address(self, client, penyusun):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            self.log_in(client, "salah")
        assert self.log_in(client, make.PASSWORD).status_code == 429

    def test_a_strangers_tries_do_not_lock_the_owner_out(self, client, penyusun):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            self.log_in(client, "salah", "10.0.0.66")
        assert self.log_in(client, make.PASSWORD, "10.0.0.1").status_code == 302

    def test_a_forged_forwarding_header_escapes_no_lock(self, client, penyusun):
        for n in range(settings.AXES_FAILURE_LIMIT + 1):
            answer = client.post(reverse("account_login"), {"login": "penyusun", "password": "salah"},
                                 REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.{n}")
        assert answer.status_code == 429

    def test_behind_a_front_server_the_lock_holds_for_the_address_that_it_saw(self, client, penyusun, settings):
        settings.PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        data = {"login": "penyusun", "password": "salah"}
        for n in range(settings.AXES_FAILURE_LIMIT + 1):
            seen = f"10.9.9.{n}, 203.0.113.7"  # claimed by the browser, seen by the front server
            answer = client.post(reverse("account_login"), data, HTTP_X_FORWARDED_FOR=seen)
        assert answer.status_code == 429
        data["password"] = make.PASSWORD
        assert client.post(reverse("account_login"), data, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 302

    def test_a_wrong_name_and_a_wrong_password_read_the_same(self, client, penyusun):
        wrong_password = self.log_in(client, "salah").content.decode()
        wrong_name = client.post(reverse("account_login"), {"login": "tidak-ada", "password": "salah"}).content.decode()
        message = "Nama pengguna dan/atau kata sandi"
        assert (message in wrong_password) == (message in wrong_name)

    def test_it_follows_no_way_out_of_the_app(self, client, penyusun):
        data = {"login": "penyusun", "password": make.PASSWORD, "next": "https://example.com/"}
        assert client.post(reverse("account_login"), data).url == reverse("home")

    @pytest.mark.parametrize("path", ["akun/daftar/", "akun/signup/", "accounts/signup/", "admin/"])
    def test_nobody_signs_up(self, client, path):
        assert client.get(f"/{path}").status_code == 404


@pytest.mark.django_db
class TestRegions:
    def test_a_person_sees_no_row_of_another_region(self, plan, orang_daerah_lain):
        make.approved_section(plan)
        for person in vars(orang_daerah_lain).values():
            if isinstance(person, User):
                assert not Plan.objects.visible_to(person).exists()
                assert not Section.objects.visible_to(person).exists()
                assert not Section.objects.waiting_for(person).exists()

    def test_lists_of_one_region_name_nothing_of_the_other(self, plan, orang_daerah_lain, client_for):
        section = make.submitted_section(plan, title="Rahasia Penajam")
        other = make.make_plan(orang_daerah_lain.region)
        make.submitted_section(other, title="Urusan Balikpapan")
        client = client_for(orang_daerah_lain.koordinator)
        for name, args in (("my-work", []), ("queue", []), ("board", [other.code]), ("outline", [other.code])):
            page = client.get(reverse(name, args=args))
            assert section.title not in page.content.decode(), name
            assert plan.code not in page.content.decode(), name

    def test_who_works_for_two_regions_sees_both(self, plan, orang_daerah_lain, koordinator):
        other = make.make_plan(orang_daerah_lain.region)
        make.make_membership(koordinator, make.make_agency(orang_daerah_lain.region, "diskominfo"), "viewer")
        assert set(Plan.objects.visible_to(koordinator)) == {plan, other}


def test_no_migration_is_missing():
    done = subprocess.run([sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
