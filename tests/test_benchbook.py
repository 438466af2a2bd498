"""The benchmark of the book works, and measures the same plan every time. What it measures is no matter of tests."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from benchmarks import meters, report
from benchmarks.meters import Cost
from benchmarks.ours import Measure
from benchmarks.plan import largest_section, make_plan, usual_section
from masterplan.book import content, shape

ROOT = Path(__file__).parent.parent


def printed(seed: int) -> str:
    """All that would be printed of a small plan with this seed, which is gone afterwards."""
    with transaction.atomic():
        found = content.collect(make_plan(20, seed))
        transaction.set_rollback(True)
    return json.dumps(shape.as_data(found), sort_keys=True)


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_plan():
    assert printed(64) == printed(64)


@pytest.mark.django_db
def test_another_seed_gives_another_plan():
    assert printed(64) != printed(65)


@pytest.mark.django_db
def test_the_edited_sections_are_the_same_in_a_small_and_a_large_plan():
    texts = []
    for pages in (60, 100):
        with transaction.atomic():
            plan = make_plan(pages)
            texts.append((usual_section(plan).body, largest_section(plan).body))
            transaction.set_rollback(True)
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_it_prints_a_row_for_everything_it_measures(tmp_path):
    """As its own process, with a database of its own."""
    command = [sys.executable, "manage.py", "benchbook", "--pages", "20", "--rounds", "1", "--repeat", "1", "--peers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "MASTERPLAN_VAR": str(tmp_path), "BOOK_WORKERS": "0"})
    assert done.returncode == 0, done.stderr
    missing = [title for title in report.WORKS.values() if f"| {title} |" not in done.stdout]
    assert (missing, "Tidak dapat ditata" in done.stdout) == ([], False)


def test_a_peer_that_is_missing_is_named_and_no_error():
    results = report.Results(20, 3, 3, {"typst": "Typst dari awal"})
    assert report.MISSING in next(line for line in report.table(measured(results)) if "| Typst dari awal |" in line)


def test_demands_on_what_was_not_measured_are_neither_met_nor_failed():
    faster = [d for d in report.demands(measured(report.Results(20, 3, 3, {}))) if d.at_least]
    assert {d.is_met for d in faster} == {None}


def test_ratios_compare_what_was_measured_in_the_same_round():
    results = report.Results(20, 3, 3, {})
    for ours, theirs in ((1, 10), (2, 20), (4, 40)):
        results.note("cold", [measure(ours)])
        results.note("typst", [measure(theirs)])
    assert results.ratio("typst", "cold") == 10


def test_the_cpu_time_and_memory_of_a_worker_that_lives_on_are_counted():
    code = "x = bytearray(60 << 20); sum(range(3_000_000)); print('done', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        with meters.Meter() as meter:
            worker.stdout.readline()
        worker.communicate(b"\n")
    assert (meter.cost.cpu > 0.03, meter.cost.worker_mb > 60) == (True, True)


def measured(results: report.Results) -> report.Results:
    for key in report.WORKS:
        results.note(key, [measure(0.2)])
    return results


def measure(seconds: float) -> Measure:
    return Measure(Cost(seconds, seconds, 100, 80), 12, 0.5)
