"""What the pages weigh on a slow line: bytes by type and seconds until they can be used, with an empty and a warm cache."""
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from masterplan.processes import manage

# What a page must show to be usable; the first two only appear when their scripts have run.
PAGES = {
    "menulis": ("/rencana/{plan}/bagian/{text}/naskah", ".writing.ready"),
    "program": ("/rencana/{plan}/bagian/{programs}/program/{program}", "[data-add]:not([hidden])"),
    "membaca": ("/rencana/{plan}/baca/buku-1/b1-01", "footer"),
}
# Runs before the page's own scripts: the moment when the text stands there, and when the page is usable.
WATCH = """(() => {
  const seen = (name, selector) => {
    if (document.querySelector(selector)) { window[name] ??= performance.now(); return; }
    requestAnimationFrame(() => seen(name, selector));
  };
  seen("__usable", %r);
})()"""
FIRST_BYTE = "performance.getEntriesByType('navigation')[0].responseStart"
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass
class Load:
    """One load of a page: bytes on the wire by type, requests, seconds to the first byte, first paint and to usable."""

    bytes: Counter = field(default_factory=Counter)
    requests: int = 0
    server: float = 0.0
    paint: float = 0.0
    usable: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


class Command(BaseCommand):
    help = "Mengukur halaman pada sambungan lambat: bita terkirim menurut jenis, detik sampai dapat dipakai."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--url", help="aplikasi yang sudah berjalan; tanpa ini dijalankan satu dengan rencana contoh")
        parser.add_argument("--user", default="koordinator", help="bawaan: %(default)s")
        parser.add_argument("--password", default=settings.DEMO_PASSWORD, help="bawaan: sandi akun contoh")
        parser.add_argument("--plan", default="ppu", help="kode rencana; bawaan: %(default)s")
        parser.add_argument("--text", default="b1-02-04", help="bagian naskah yang terbuka; bawaan: %(default)s")
        parser.add_argument("--programs", default="b2-l1-dinkes", help="bagian program; bawaan: %(default)s")
        parser.add_argument("--program", default="LIV-2-01", help="kode program; bawaan: %(default)s")
        parser.add_argument("--kbit", type=float, default=400, help="kbit per detik; bawaan: %(default)s")
        parser.add_argument("--latency", type=float, default=150, help="milidetik tiap permintaan; bawaan: %(default)s")
        parser.add_argument("--page", choices=PAGES, action="append", help="hanya halaman ini; boleh berulang")
        parser.add_argument("--list", action="store_true", help="sebutkan setiap berkas yang dikirim")

    def handle(self, *, url: str | None, **options) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            raise CommandError("Perlu Playwright, paket pengembangan: .venv/bin/pip install -r requirements-dev.txt") from None
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if not chromium:
            raise CommandError("Perlu Chromium: apt-get install chromium")
        with tempfile.TemporaryDirectory(prefix="masterplan-measure-") as folder, sync_playwright() as playwright:
            app, url = (None, url.rstrip("/")) if url else self._start(folder)
            try:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                self._measure_all(browser, url, options)
                browser.close()
            finally:
                if app:
                    app.terminate()
                    app.wait(20)

    def _start(self, folder: str) -> tuple[subprocess.Popen, str]:
        """The app as `serve` runs it, on a database of its own with the sample plan."""
        self.stdout.write("Menyiapkan aplikasi dengan rencana contoh ...")
        env = {**os.environ, "MASTERPLAN_VAR": folder, "DATABASE_URL": "", "DEMO": "1"}
        for step in (["migrate", "-v0"], ["loadplan", "ppu"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run(manage(*step), env=env, check=True, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            bind = f"127.0.0.1:{free.getsockname()[1]}"
        app = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "masterplan.wsgi", "--bind", bind, "--threads", "4", "--no-control-socket",
             "--log-level", "error"], env=env, cwd=settings.BASE_DIR)
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://{bind}/healthz", timeout=1)
                return app, f"http://{bind}"
            except OSError:
                time.sleep(0.25)
        app.terminate()
        raise CommandError("Aplikasi tidak mau berjalan.")

    def _measure_all(self, browser, url: str, options: dict) -> None:
        cookies = self._log_in(browser, url, options)
        self.stdout.write(f"{options['kbit']:g} kbit/detik, {options['latency']:g} ms tiap permintaan\n\n")
        for name in options["page"] or PAGES:
            address, selector = PAGES[name]
            # A new context has an empty cache; its second load has a warm one.
            context = browser.new_context(storage_state=cookies, locale="id-ID")
            page = context.new_page()
            page.add_init_script(WATCH % selector)
            for state in ("kosong", "hangat"):
                load = self._load(page, url + address.format(**options), selector, options)
                kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in load.bytes.most_common())
                self.stdout.write(
                    f"{name:8} {state:7} {load.total / 1000:7.1f} kB  {load.requests:3} berkas  "
                    f"bita pertama {load.server:4.2f}  terbaca {load.paint:4.2f}  dapat dipakai {load.usable:4.2f} s  "
                    f"({kinds})")
                page.goto("about:blank")
            context.close()

    def _log_in(self, browser, url: str, options: dict) -> dict:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}/akun/masuk/")
        page.fill("[name=login]", options["user"])
        page.fill("[name=password]", options["password"])
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/pekerjaan")
        state = context.storage_state()
        context.close()
        return {**state, "origins": []}

    def _load(self, page, address: str, selector: str, options: dict) -> Load:
        load, kinds, names = Load(), {}, {}
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": options["latency"],
            "downloadThroughput": options["kbit"] * 125, "uploadThroughput": options["kbit"] * 125,
        })

        def answered(event) -> None:
            kinds[event["requestId"]], names[event["requestId"]] = event["type"], event["response"]["url"]

        def finished(event) -> None:
            size = int(event["encodedDataLength"])
            if not size or event["requestId"] not in kinds:
                return  # from the browser's own memory
            load.requests += 1
            load.bytes[kinds[event["requestId"]]] += size
            if options["list"]:
                self.stdout.write(f"    {size / 1000:7.1f} kB  {names[event['requestId']]}")

        line.on("Network.responseReceived", answered)
        line.on("Network.loadingFinished", finished)
        page.goto(address, wait_until="commit", timeout=90_000)
        page.wait_for_selector(selector, timeout=90_000, state="attached")
        page.wait_for_load_state("networkidle", timeout=90_000)
        load.usable = page.evaluate("window.__usable") / 1000
        load.server = page.evaluate(FIRST_BYTE) / 1000
        load.paint = page.evaluate(FIRST_PAINT) / 1000
        line.detach()
        return load
