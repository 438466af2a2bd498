"""Measure the printing of books: manage.py benchbook --pages 60 300 --peers typst --json hasil.json"""
from __future__ import annotations

import json
import logging
import os
import platform
from importlib import metadata
from pathlib import Path
from subprocess import CalledProcessError

from django.conf import settings
from django.core.management.base import BaseCommand

from benchmarks import meters, peers, report
from benchmarks.ours import Bench
from benchmarks.plan import coordinator, make_plan
from benchmarks.scratch import scratch
from masterplan.book import content


class Command(BaseCommand):
    help = (
        "Mengukur pencetakan buku pada rencana buatan, di basis data sementara; rencana yang ada tidak disentuh. "
        "Baca benchmarks/README.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("--pages", type=int, nargs="+", default=[60, 150, 300, 600], help="kira-kira jumlah halaman")
        parser.add_argument("--rounds", type=int, default=3, help="putaran; dalam tiap putaran semua bergiliran")
        parser.add_argument("--repeat", type=int, default=3, help="kali tiap suntingan dalam satu putaran")
        parser.add_argument("--peers", nargs="*", default=peers.NAMES, choices=peers.NAMES, help="pembanding")
        parser.add_argument("--seed", type=int, default=64, help="benih rencana buatan")
        parser.add_argument("--json", type=Path, help="berkas untuk semua angka")

    def handle(self, **options):
        logging.disable(logging.INFO)
        self.stdout.write(f"{_machine()}; {options['rounds']} putaran, median (terkecil–terbesar); benih {options['seed']}\n")
        results, chosen = [], peers.chosen(options["peers"])
        for wanted in options["pages"]:
            with scratch() as folder:
                results.append(self._measure(wanted, folder, chosen, options))
            self._print(report.table(results[-1]))
        if found := report.growth(results):
            self._print(["## Pertumbuhan biaya satu suntingan", "", *report.demand_table(found)])
        if options["json"]:
            _write(options["json"], results, options["seed"])

    def _measure(self, wanted: int, folder: Path, chosen: list[peers.Peer], options: dict) -> report.Results:
        self._say(f"{wanted} halaman: menulis rencana")
        plan = make_plan(wanted, options["seed"])
        results = report.Results(wanted, plan.programs.count(), plan.attachments.count(), {p.key: p.title for p in chosen})
        ready = [peer for peer in chosen if peer.is_there()]
        if ready:
            peers.prepare(content.collect(plan), folder / "peers", ready)
        bench = Bench(plan, coordinator(plan))
        bench.warm_up()
        meters.forget_peaks()
        for number in range(1, options["rounds"] + 1):
            self._say(f"{wanted} halaman: putaran {number} dari {options['rounds']}")
            for key, work in bench.works().items():
                results.note(key, [work() for _ in range(1 if key == "cold" else options["repeat"])])
            for peer in ready:
                self._run(peer, folder / "peers", results)
        return results

    def _run(self, peer: peers.Peer, folder: Path, results: report.Results) -> None:
        if peer.key in results.failed:
            return
        self._say(f"  {peer.title}")
        try:
            results.note(peer.key, [peer.run(folder)])
        except CalledProcessError as error:
            results.failed[peer.key] = f"gagal: {peers.words(error)}"

    def _print(self, lines) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()

    def _say(self, words: str) -> None:
        self.stderr.write(words)


def _machine() -> str:
    return (f"{os.cpu_count()} inti, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
            f"WeasyPrint {metadata.version('weasyprint')}, {settings.BOOK_WORKERS} pekerja")


def _write(file: Path, results: list[report.Results], seed: int) -> None:
    data = {"machine": _machine(), "seed": seed, "sizes": [r.as_data() for r in results],
            "growth": [demand.__dict__ | {"is_met": demand.is_met} for demand in report.growth(results)]}
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1))
