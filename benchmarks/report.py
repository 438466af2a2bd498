"""The measures as tables for people (Markdown, in Indonesian), and what the project demands of them beside what they say.

The demands are those for a plan of 300 pages on two cores; for other sizes the same lines are printed for comparison.
"""
from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from benchmarks.ours import Measure

WORKS = {
    "cold": "Dari nol (cache kosong, pekerja hangat)",
    "edit": "Naskah biasa diubah",
    "edit-program": "Uraian satu program diubah",
    "edit-largest": "Naskah terbesar diubah",
    "edit-title": "Judul bagian diubah (daftar isi ikut)",
    "edit-target": "Target program diubah (matriks, peta jalan ikut)",
    "nothing": "Tidak ada perubahan",
    "preview": "Pratinjau naskah biasa",
}
MISSING = "tidak terpasang"


@dataclass
class Results:
    """All of one size. `rounds` are by work or peer: for each round its measures. `failed` says why a peer has none."""

    wanted: int
    programs: int
    photographs: int
    peers: dict[str, str]  # key: title, of those asked for
    rounds: dict[str, list[list[Measure]]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def note(self, key: str, measures: list[Measure]) -> None:
        self.rounds.setdefault(key, []).append(measures)

    def of(self, key: str) -> list[Measure]:
        return [measure for measures in self.rounds.get(key, []) for measure in measures]

    @property
    def pages(self) -> int:
        return self.of("cold")[0].pages

    @property
    def troubles(self) -> list[str]:
        return sorted({trouble for key in WORKS for measure in self.of(key) for trouble in measure.troubles})

    def seconds(self, key: str) -> float | None:
        """The median over everything measured; None when nothing was."""
        walls = [measure.cost.wall for measure in self.of(key)]
        return statistics.median(walls) if walls else None

    def ratio(self, other: str, mine: str) -> float | None:
        """How many times as long `other` takes: the median over the rounds, since both were measured within each."""
        pairs = zip(self.rounds.get(other, []), self.rounds.get(mine, []), strict=False)
        ratios = [_wall(theirs) / _wall(ours) for theirs, ours in pairs]
        return statistics.median(ratios) if ratios else None

    def worker_mb(self) -> float:
        """The most that any process held which laid out pages (this one, where there are no workers)."""
        costs = [measure.cost for key in WORKS for measure in self.of(key)]
        return max(cost.worker_mb or cost.own_mb for cost in costs)

    def as_data(self) -> dict:
        return {
            "wanted": self.wanted, "pages": self.pages, "programs": self.programs, "photographs": self.photographs,
            "troubles": self.troubles, "failed": self.failed,
            "rounds": {key: [[asdict(m) for m in measures] for measures in rounds] for key, rounds in self.rounds.items()},
            "demands": [asdict(demand) | {"is_met": demand.is_met} for demand in demands(self)],
        }


@dataclass(frozen=True)
class Demand:
    """What is demanded of one figure: at most `limit`, or at least when it is a number of times."""

    title: str
    measured: float | None
    limit: float
    unit: str = "detik"
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def demands(results: Results) -> list[Demand]:
    """What the project demands of one size."""
    def faster(title: str, other: str, mine: str, limit: float) -> Demand:
        return Demand(title, results.ratio(other, mine), limit, "kali", at_least=True)

    return [
        Demand("Naskah biasa diubah", results.seconds("edit"), 0.3),
        Demand("Uraian satu program diubah", results.seconds("edit-program"), 0.3),
        Demand("Naskah terbesar diubah", results.seconds("edit-largest"), 0.6),
        Demand("Tidak ada perubahan", results.seconds("nothing"), 0.05),
        Demand("Pratinjau naskah biasa", results.seconds("preview"), 0.25),
        Demand("Memori pekerja terbesar", results.worker_mb(), 450, "MB"),
        faster("Naskah biasa diubah, dibanding Typst dari awal", "typst", "edit", 8),
        faster("Dari nol, dibanding WeasyPrint bertag", "weasyprint-tagged", "cold", 5),
        faster("Dari nol, dibanding Chromium", "chromium", "cold", 2),
        faster("Dari nol, dibanding LibreOffice", "libreoffice", "cold", 2),
    ]


def growth(all_results: list[Results]) -> list[Demand]:
    """What is demanded of the sizes together: an edit hardly grows with the plan."""
    small, large = (choose(all_results, key=lambda r: r.wanted) for choose in (min, max))
    if small is large:
        return []
    sizes = f"{small.pages} ke {large.pages} halaman"
    return [
        Demand(f"{WORKS[key]}, dari {sizes}", large.seconds(key) / small.seconds(key), 2.5, "kali")
        for key in ("edit", "edit-program")
    ]


def table(results: Results) -> Iterator[str]:
    """The lines of one size."""
    yield (f"## {results.pages} halaman (diminta {results.wanted}): {results.programs} program, "
           f"{results.photographs} foto")
    yield ""
    yield "| pekerjaan | detik | detik CPU | memori proses (MB) | memori pekerja (MB) | halaman | berkas (MB) |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for key, title in (WORKS | results.peers).items():
        measures = results.of(key)
        if measures:
            yield f"| {title} | " + " | ".join(_columns(measures)) + " |"
        else:
            yield f"| {title} | {results.failed.get(key, MISSING)} | | | | | |"
    for trouble in results.troubles:
        yield f"\nTidak dapat ditata seperti yang ditulis: {trouble}"
    yield ""
    yield from demand_table(demands(results))


def demand_table(found: list[Demand]) -> Iterator[str]:
    """The lines of what is demanded."""
    yield "| tuntutan | terukur | batas | |"
    yield "| --- | ---: | ---: | --- |"
    words = {True: "tercapai", False: "belum", None: "tidak diukur"}
    for demand in found:
        sign = "≥" if demand.at_least else "≤"
        measured = "–" if demand.measured is None else f"{_number(demand.measured)} {demand.unit}"
        limit = f"{demand.limit:g}".replace(".", ",")
        yield f"| {demand.title} | {measured} | {sign} {limit} {demand.unit} | {words[demand.is_met]} |"
    yield ""


def _columns(measures: list[Measure]) -> list[str]:
    costs = [measure.cost for measure in measures]
    workers = [cost.worker_mb for cost in costs if cost.worker_mb]
    last = measures[-1]
    return [
        _spread([cost.wall for cost in costs]), _spread([cost.cpu for cost in costs]),
        f"{max(cost.own_mb for cost in costs):.0f}", f"{max(workers):.0f}" if workers else "–",
        str(last.pages) if last.pages else "–", _number(last.size_mb) if last.size_mb else "–",
    ]


def _spread(values: list[float]) -> str:
    return f"{_number(statistics.median(values))} ({_number(min(values))}–{_number(max(values))})"


def _number(value: float) -> str:
    digits = 3 if value < 1 else 2 if value < 10 else 1
    return f"{value:.{digits}f}".replace(".", ",")


def _wall(measures: list[Measure]) -> float:
    return statistics.median(measure.cost.wall for measure in measures)
