"""The worker as it is in life: own processes, an own database, and kill -9."""
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from masterplan.processes import manage

pytestmark = pytest.mark.slow

SEED = """
from tests import factories as make
from masterplan import builds
from opd.models import Role
plan = make.make_plan()
make.approved_section(plan)
koordinator = make.make_user("koordinator", (Role.COORDINATOR, make.make_agency(slug="diskominfo")))
builds.request(plan, mode="draft", by=koordinator)
"""
ENDLESS = """
import time
from masterplan.leases import Heartbeat, Lease
with Heartbeat(Lease.take(1)):
    time.sleep(30)
"""


class Installation:
    """An installation of its own, whose workers count as dead after two seconds of silence."""

    def __init__(self, folder: Path, like: Path | None = None):
        """`like` is the folder of another installation, whose plan this one has, too."""
        self.folder = folder
        if like:
            shutil.copytree(like, folder, dirs_exist_ok=True)
        self.env = {
            **os.environ, "MASTERPLAN_VAR": str(folder), "DATABASE_URL": "", "BOOK_LEASE": "2", "BOOK_TIME_LIMIT": "60",
            "EMAIL_URL": "dummymail://",
        }
        if not like:
            self.run("migrate", "-v0")
            self.run("shell", "-v0", "-c", SEED)

    def run(self, *args: str, check: bool = True, **env: str) -> int:
        return subprocess.run(manage(*args), env={**self.env, **env}, cwd=settings.BASE_DIR, check=check).returncode

    def start(self, *args: str) -> subprocess.Popen:
        return subprocess.Popen(manage(*args), env=self.env, cwd=settings.BASE_DIR)

    def build(self) -> sqlite3.Row:
        with sqlite3.connect(self.folder / "masterplan.sqlite3", timeout=20) as db:
            db.row_factory = sqlite3.Row
            return db.execute("SELECT * FROM masterplan_bookbuild").fetchone()

    def wait_for(self, state: str, seconds: float = 60) -> sqlite3.Row:
        until = time.monotonic() + seconds
        while (build := self.build())["state"] != state:
            assert time.monotonic() < until, f"{state} did not come, {dict(build)}"
            time.sleep(0.02)
        return build


def children(pid: int) -> list[int]:
    """The child processes of a process, by their ids; of one that just ended, none."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descendants(pid: int) -> list[int]:
    """Its children, their children, and so on."""
    return [d for child in children(pid) for d in (child, *descendants(child))]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def eventually(answer, seconds: float = 60):
    """The first answer that is true, asked for again and again."""
    until = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Installation:
    return Installation(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def installation(first, tmp_path) -> Installation:
    return Installation(tmp_path, like=first.folder)


@pytest.fixture
def ended():
    """Processes put in here are ended after the test, whatever happened in it."""
    processes = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_a_build_survives_kill_9_of_its_worker(installation, ended):
    work = installation.start("work")
    ended.append(work)
    installation.wait_for("running")
    (worker,) = children(work.pid)
    layouts = eventually(lambda: [p for p in descendants(worker) if b"spawn_main" in command_line(p)])
    os.kill(worker, signal.SIGKILL)
    assert installation.build()["state"] == "running"

    build = installation.wait_for("done")

    assert build["attempts"] == 2
    file = installation.folder / "books" / "builds" / build["sha256"][:2] / f"{build['sha256']}.pdf"
    assert file.stat().st_size == build["size"]
    assert not any(alive(pid) for pid in layouts)
    work.terminate()
    assert work.wait(15) == 0


def test_a_worker_that_is_told_twice_to_stop_gives_its_build_back(installation, ended):
    worker = installation.start("db_worker", "--queue-name", "book", "--no-reload")
    ended.append(worker)
    installation.wait_for("running")
    worker.terminate()
    time.sleep(0.2)
    worker.terminate()
    worker.wait(20)

    assert (installation.build()["state"], installation.build()["heartbeat_at"]) == ("running", None)


def test_the_worker_ends_with_its_parent_even_by_kill_9(installation, ended):
    work = installation.start("work")
    ended.append(work)
    worker = eventually(lambda: children(work.pid))

    work.kill()

    eventually(lambda: not any(alive(pid) for pid in worker), seconds=15)


def test_serving_answers_restarts_what_died_and_leaves_no_orphans(installation, ended):
    address = f"127.0.0.1:{free_port()}"
    serve = installation.start("serve", "--bind", address)
    ended.append(serve)
    eventually(lambda: answers(f"http://{address}/healthz"))
    web, work = eventually(lambda: len(c := children(serve.pid)) == 2 and c)
    os.kill(work, signal.SIGKILL)
    again = eventually(lambda: len(c := children(serve.pid)) == 2 and work not in c and c)
    assert web in again
    installation.wait_for("done")
    everyone = descendants(serve.pid)
    assert len(everyone) >= 5  # gunicorn and its two, work and its one

    serve.terminate()

    assert serve.wait(30) == 0
    assert not any(alive(pid) for pid in everyone)


def test_a_text_that_keeps_the_engine_busy_without_end_ends_the_worker_with_a_reason(installation):
    code = installation.run("shell", "-v0", "-c", ENDLESS, check=False, BOOK_TIME_LIMIT="0.5")

    assert code == 70
    assert installation.build()["error"].startswith("Penyusunan dihentikan karena berlangsung lebih dari")
