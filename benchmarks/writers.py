"""Many people writing the same section at once, against a real web server: is every acknowledged save kept, and is nothing
overwritten unseen? Each writer does what the writing page does (static/js/autosave.js) and, at a clash, what a person does.
"""
from __future__ import annotations

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.scratch import scratch
from masterplan.management.commands.serve import web
from masterplan.processes import manage
from opd.models import Agency, Membership, Region, Role, User
from pillars import asides, cleaning
from pillars.models import Book, Chapter, Plan, Save, Section

ROOT = Path(__file__).parent.parent
EVERY = 4  # of a writer's saves also changes the paragraph that all share
TOKEN = re.compile(r"\bw\d+n\d+\b")
SECRET = "k" * 32  # of the cross-site check: the cookie and the header must be the same, nothing more


@dataclass
class Writer:
    """One person at the writing page."""

    number: int
    cookie: str
    address: str
    seed: int
    text: str = ""
    version: int = 0
    after: str = ""  # see Autosave.after in static/js/autosave.js
    count: int = 0
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)  # (key, text as sent, what became of it)
    settled: list[str] = field(default_factory=list)  # words that a clash was settled with
    seconds: list[float] = field(default_factory=list)
    errors: Counter = field(default_factory=Counter)

    def write(self, section: int, host: str, until: float, pause: float) -> None:
        """Write, save, take in what came back; until the time is over."""
        random = Random(self.seed * 1000 + self.number)
        self.reload(section)
        while time.monotonic() < until:
            time.sleep(pause * random.uniform(0.5, 1.5))
            self.count += 1
            word = f"w{self.number}n{self.count}"
            for start in (f"Penulis {self.number}:", *(["Bersama:"] if self.count % EVERY == 0 else [])):
                self.text = re.sub(rf"(<p>{start}[^<]*)", rf"\1 {word}", self.text, count=1)
            self.save(section, host)
        connection.close()

    def save(self, section: int, host: str) -> None:
        key = str(uuid.uuid4())
        told = {"html": self.text, "based_on": self.version, "once_key": key, "after": self.after, "merging": 1}
        found = self.post(host, f"{self.address}/naskah/simpan", told)
        if found is None:
            return
        self.acknowledged.append((key, self.text, found["state"]))
        if found["state"] == "aside":
            self.settle(section, key, host)
        else:
            self.text, self.version, self.after = found.get("text", self.text), found["version"], ""

    def settle(self, section: int, key: str, host: str) -> None:
        """At a clash: keep the words of both sides, as a person who reads both would."""
        while True:
            here, late = Section.objects.select_related("plan").get(pk=section), Save.objects.get(once_key=key)
            answers = {"take": "merge", "version": here.version}
            for clash in asides.meeting(here, late).clashing:
                words = sorted(set(TOKEN.findall("".join([*clash.present, *clash.mine]))))
                start = re.match(r"<p>([^:]*:)", "".join(clash.present or clash.mine))
                answers[f"pilih-{clash.key}"] = "own"
                answers[f"sendiri-{clash.key}"] = f"<p>{start[1] if start else ''} {' '.join(words)}</p>"
            self.post(host, f"{self.address}/naskah/disisihkan/{late.pk}", answers, reads=False)
            late.refresh_from_db()
            if late.settled_at:
                self.settled += TOKEN.findall(late.content["html"])
                return self.reload(section)

    def reload(self, section: int) -> None:
        self.text, self.version = Section.objects.values_list("body", "version").get(pk=section)
        self.after = ""

    def post(self, host: str, path: str, data: dict, *, reads: bool = True) -> dict | None:
        """Send; a try without an answer is sent again with its own key, as the page does."""
        body = urlencode(data)
        headers = {"Cookie": f"sessionid={self.cookie}; csrftoken={SECRET}", "X-CSRFToken": SECRET,
                   "Accept": "application/json" if reads else "text/html", "Content-Type": "application/x-www-form-urlencoded"}
        for _try in range(5):
            began = time.monotonic()
            try:
                line = http.client.HTTPConnection(host, timeout=30)
                line.request("POST", path, body, headers)
                answer = line.getresponse()
                content = answer.read()
                line.close()
            except OSError as error:
                self.errors[type(error).__name__] += 1
                continue
            if answer.status < 400:
                self.seconds.append(time.monotonic() - began)
                return json.loads(content) if reads else {}
            self.errors[answer.status] += 1
            if not reads:
                return None
        return None


@dataclass
class Result:
    """What came of it."""

    saves: int
    merged: int
    clashes: int
    seconds: list[float]
    errors: Counter
    faults: list[str]

    def lines(self) -> list[str]:
        p50 = statistics.median(self.seconds) if self.seconds else 0
        p95 = sorted(self.seconds)[int(len(self.seconds) * 0.95)] if self.seconds else 0
        trouble = ", ".join(f"{name}: {n}" for name, n in self.errors.items()) or "tidak ada"
        return [
            f"Simpanan yang diakui: {self.saves}; digabung sendiri: {self.merged}; tabrakan yang ditunjukkan: {self.clashes}",
            f"Waktu jawab: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; galat: {trouble}",
            *(self.faults or ["Semua simpanan ada di riwayat; tidak ada yang tertimpa tanpa ditunjukkan."]),
        ]


def simulate(writers: int, seconds: float, pause: float, seed: int = 64) -> Result:
    """Let so many people write one section of a throw-away plan for so long, and check what is left."""
    with scratch() as folder:
        section, people = _prepare(writers, seed)
        with _server(folder) as host:
            until = time.monotonic() + seconds
            threads = [threading.Thread(target=w.write, args=(section.pk, host, until, pause)) for w in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return _judge(section, people)


def _prepare(number: int, seed: int) -> tuple[Section, list[Writer]]:
    region = Region.objects.create(code="00.00", name="Uji")
    agency = Agency.objects.create(region=region, slug="uji", name="Dinas Uji", abbreviation="Uji")
    plan = Plan.objects.create(region=region, code="uji", title="Uji", period_start=2025, period_end=2029)
    book = Book.objects.create(plan=plan, code="b1", number=1, title="Uji")
    chapter = Chapter.objects.create(book=book, code="b1-01", order=1, title="Uji")
    text = "<p>Bersama: mulai.</p>" + "".join(f"<p>Penulis {n}: mulai.</p>" for n in range(number))
    section = Section.objects.create(plan=plan, chapter=chapter, code="uji", order=1, title="Uji", lead=agency, body=text,
                                     version=1)
    people = [User(username=f"penulis-{n}", full_name=f"Penulis {n}") for n in range(number)]
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(user=user, agency=agency, role=Role.DRAFTER) for user in people)
    Save.objects.create(section=section, once_key=uuid.uuid4(), based_on=0, version=1, content={"html": text}, by=people[0])
    writers = []
    for n, user in enumerate(people):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        writers.append(Writer(n, cookie, f"/rencana/{plan.code}/bagian/{section.code}", seed))
    return section, writers


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The web server as `manage.py serve` starts it, on the throw-away database; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "MASTERPLAN_VAR": str(folder), "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": _url(),
                   "HTTPS": "0", "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    if Path(settings.STATIC_ROOT, "staticfiles.json").exists():  # pages name their files by it
        (folder / "static").symlink_to(settings.STATIC_ROOT)
    else:
        collect = manage("collectstatic", "--noinput", "-v0")
        subprocess.run(collect, cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)
    with subprocess.Popen(web(host), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(host)
            yield host
        finally:
            server.terminate()


def _url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    given = os.environ["DATABASE_URL"]
    return re.sub(r"(://[^/]*/)[^?]*", rf"\g<1>{name}", given)


def _wait_for(host: str) -> None:
    for _try in range(300):
        try:
            line = http.client.HTTPConnection(host, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the web server did not start")


def _judge(section: Section, people: list[Writer]) -> Result:
    section.refresh_from_db()
    saves = {str(save.once_key): save for save in section.saves.all()}
    sent = [one for writer in people for one in writer.acknowledged]
    states = Counter(state for _key, _text, state in sent)
    faults = []
    for key, text, state in sent:
        if key not in saves or saves[key].content["html"] != cleaning.clean(text):
            faults.append(f"HILANG: simpanan {key} ({state}) tidak ada di riwayat.")
    applied = sorted((s for s in saves.values() if not s.kept_aside), key=lambda s: s.version)
    if [s.version for s in applied] != list(range(1, section.version + 1)) or applied[-1].content["html"] != section.body:
        faults.append("Riwayat versi tidak utuh.")
    for earlier, later in pairwise(applied):
        if lost := set(TOKEN.findall(earlier.content["html"])) - set(TOKEN.findall(later.content["html"])):
            faults.append(f"TERTIMPA: {sorted(lost)[:5]} hilang pada versi {later.version}.")
    promised = {word for _key, text, state in sent if state != "aside" for word in TOKEN.findall(text)}
    promised |= {word for writer in people for word in writer.settled}
    if lost := promised - set(TOKEN.findall(section.body)):
        faults.append(f"HILANG: {len(lost)} kata yang diakui tidak ada di naskah akhir: {sorted(lost)[:5]}")
    if waiting := section.saves.filter(kept_aside=True, settled_at=None).count():
        faults.append(f"{waiting} simpanan masih disisihkan.")
    if not sent:
        faults.append("Tidak ada simpanan yang diakui.")
    return Result(len(sent), states["merged"], states["aside"], [s for w in people for s in w.seconds],
                  sum((w.errors for w in people), Counter()), faults)
