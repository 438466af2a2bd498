"""A real Chromium (Debian's) against a live server. Everything in this folder carries the mark `browser`."""
import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make

# Playwright's own event loop runs in this thread; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Makassar"}


@pytest.fixture(autouse=True)
def impatient(page: Page):
    """Ten seconds are long for a page of this app, also on a busy machine."""
    page.set_default_timeout(10_000)
    expect.set_options(timeout=10_000)


def log_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/akun/masuk/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(make.PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Pekerjaan saya")).to_be_visible()


def without_keys(html: str) -> str:
    """A text without the keys of captions and headings, which are drawn by lot."""
    return re.sub(r' data-key="[0-9a-f]{8}"', "", html)
