"""The same few people in every test: `penyusun` drafts for Dinas Kesehatan, `kepala` heads it, `pereviu` reviews at
Diskominfo, `koordinator` coordinates the region, `opd_lain` drafts for another agency and must see nothing."""
from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from opd.models import Agency, Region, Role, User
from pillars.models import Plan, Section
from tests import factories as make

# The same whatever the database: how pages are set (`content.py` reads rows and is not among them), and processes, which
# have a database of their own.
ONCE = ("tests/masterplan/book/", "tests/masterplan/exports/", "tests/masterplan/test_processes.py", "tests/test_benchbook.py",
        "tests/test_simulatewriters.py")
READS_ROWS = "test_content.py"


def pytest_collection_modifyitems(items) -> None:
    """Mark what `./run.sh test` need not try on both databases."""
    for item in items:
        place = item.path.relative_to(item.config.rootpath).as_posix()
        if place.startswith(ONCE) and item.path.name != READS_ROWS:
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def quick_and_apart(settings, tmp_path):
    """Cheap passwords, static files as they lie, tasks at once, and nothing written outside the test's own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "book"]}
    }
    settings.MEDIA_ROOT, settings.BOOK_ROOT, settings.BOOK_CACHE = (tmp_path / n for n in ("files", "books", "cache"))
    settings.BOOK_PREVIEW_WORKERS, settings.BOOK_PREVIEW_SECONDS = 0, 30
    settings.WHITENOISE_AUTOREFRESH = True  # no scan of the static files at each client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as in life: the one in memory locks its tables between the threads of a live server."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"


@pytest.fixture
def region(db) -> Region:
    return make.make_region()


@pytest.fixture
def dinkes(region) -> Agency:
    return make.make_agency(region, "dinkes")


@pytest.fixture
def diskominfo(region) -> Agency:
    return make.make_agency(region, "diskominfo")


@pytest.fixture
def bapelitbang(region) -> Agency:
    return make.make_agency(region, "bapelitbang")


@pytest.fixture
def plan(region) -> Plan:
    return make.make_plan(region)


@pytest.fixture
def section(plan) -> Section:
    """A narrative of Dinkes, nothing written yet."""
    return make.make_section(plan)


@pytest.fixture
def penyusun(dinkes) -> User:
    return make.make_user("penyusun", (Role.DRAFTER, dinkes))


@pytest.fixture
def kepala(dinkes) -> User:
    return make.make_user("kepala", (Role.HEAD, dinkes))


@pytest.fixture
def pereviu(diskominfo) -> User:
    return make.make_user("pereviu", (Role.REVIEWER, diskominfo))


@pytest.fixture
def perencana(bapelitbang) -> User:
    """The reviewer of the last stage, at the planning agency."""
    return make.make_user("pereviu-bapelitbang", (Role.REVIEWER, bapelitbang))


@pytest.fixture
def koordinator(diskominfo) -> User:
    return make.make_user("koordinator", (Role.COORDINATOR, diskominfo))


@pytest.fixture
def pemberi_persetujuan(region) -> User:
    return make.make_user("pemberi-persetujuan", (Role.APPROVER, make.make_agency(region, "setda")))


@pytest.fixture
def pembaca(region) -> User:
    return make.make_user("pembaca", (Role.VIEWER, make.make_agency(region, "setda")))


@pytest.fixture
def opd_lain(region) -> User:
    return make.make_user("opd-lain", (Role.DRAFTER, make.make_agency(region, "disdikpora")))


@pytest.fixture
def orang_daerah_lain(db) -> SimpleNamespace:
    """People of a second region: .region, .penyusun, .kepala, .pereviu, .koordinator. They must see nothing here."""
    region = make.make_region("64.71", "Balikpapan", kind=Region.Kind.CITY)
    dinkes, diskominfo = make.make_agency(region, "dinkes"), make.make_agency(region, "diskominfo")
    return SimpleNamespace(
        region=region,
        penyusun=make.make_user("penyusun-6471", (Role.DRAFTER, dinkes)),
        kepala=make.make_user("kepala-6471", (Role.HEAD, dinkes)),
        pereviu=make.make_user("pereviu-6471", (Role.REVIEWER, diskominfo)),
        koordinator=make.make_user("koordinator-6471", (Role.COORDINATOR, diskominfo)),
    )


@pytest.fixture
def client_for(db):
    """client_for(user): a browser in which the user is logged in; client_for(None) is a stranger's."""

    def client(user: User | None) -> Client:
        browser = Client()
        if user:
            browser.force_login(user)
        return browser

    return client


def pytest_terminal_summary(terminalreporter) -> None:
    """Tallies that tests recorded (`record_property("tally", text)`) stand at the end, also when many processes ran them."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, text in report.user_properties:
            if name == "tally" and report.when == "call":
                terminalreporter.write_sep("-", report.nodeid)
                terminalreporter.write_line(text)
