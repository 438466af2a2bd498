"""What something costs: wall and CPU seconds and peak memory, of this process and of all that it starts.

Read from /proc, so Linux only. CPU time of a process that ended is known to its parent; of one that lives on (a warm
worker) it stands in its own row, which is why both are added.
"""
from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.05  # seconds between looks at processes that may be gone before the end


@dataclass(frozen=True)
class Cost:
    """Seconds, and MB of the process itself and of the largest one that it started (None when there was none)."""

    wall: float
    cpu: float
    own_mb: float
    worker_mb: float | None


class Meter:
    """`with Meter() as meter: ...`, then `meter.cost`."""

    def __enter__(self) -> Meter:
        self._watch = _Watch(lambda: descendants(os.getpid()))
        self._cpu, self._start = _cpu_of_all(), time.perf_counter()
        return self

    def __exit__(self, *error) -> None:
        wall = time.perf_counter() - self._start
        peaks = self._watch.end()
        self.cost = Cost(wall, _cpu_of_all() - self._cpu, peak_mb(os.getpid()), max(peaks.values(), default=None))


def run(command: list[str], **options) -> Cost:
    """Run a whole process to its end. Raises `subprocess.CalledProcessError`, with what it said, when it fails.

    Its memory is that of the largest process it consisted of. (`ru_maxrss` will not do: it begins at what this process
    held when it started the other.)"""
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options) as process:
        watch = _Watch(lambda: [process.pid, *descendants(process.pid)])
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall, peaks = time.perf_counter() - start, watch.end()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Cost(wall, used.ru_utime + used.ru_stime, max(peaks.values(), default=0.0), None)


class _Watch:
    """Looks at processes that may be gone before the end: the peak memory of each that was ever seen, in MB."""

    def __init__(self, processes: Callable[[], list[int]]):
        self._processes, self._peaks, self._done = processes, {}, threading.Event()
        self._thread = threading.Thread(target=self._look_often, daemon=True)
        self._thread.start()

    def end(self) -> dict[int, float]:
        self._done.set()
        self._thread.join()
        self._look()
        return self._peaks

    def _look_often(self) -> None:
        while not self._done.wait(EVERY):
            self._look()

    def _look(self) -> None:
        for pid in self._processes():
            if peak := peak_mb(pid):
                self._peaks[pid] = peak


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started and that live, with those that they started."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def peak_mb(pid: int) -> float:
    """The most memory that a process ever held (since `forget_peaks`), 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


def forget_peaks() -> None:
    """Let the peaks of this process and of its workers begin anew, so that a small plan is not charged with a large one."""
    for pid in (os.getpid(), *descendants(os.getpid())):
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def _cpu_of_all() -> float:
    """CPU seconds of this process, of its children that ended, and of those that live."""
    mine = os.times()
    return mine.user + mine.system + mine.children_user + mine.children_system + sum(
        _cpu_of(pid) for pid in descendants(os.getpid())
    )


def _cpu_of(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(ticks) for ticks in after_name[11:15]) / TICKS  # user, system, and both of its ended children
