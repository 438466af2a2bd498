"""Which column of a table of programmes means what, by the usual spellings of its head.

A table is a list of rows of `Cell`; merged cells are filled. Heads have one to three rows ("Target" over "2025 | 2026", "Tahun
2025" over "Target | Rp"). A meaning is a short word, `LABELS` says it to people; those of a year carry it: "target:2025",
"budget:2025". "" is a column that is passed over.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

HEAD_WITHIN = 15  # rows in which the head is looked for
HEAD_ROWS = 3
NONE = ""

LABELS = {
    "code": _("Kode program"), "sub_dimension": _("Subdimensi"), "pillar": _("Dimensi"), "name": _("Program/inovasi"),
    "activities": _("Kegiatan"), "objective": _("Sasaran"), "strategy": _("Strategi"), "description": _("Deskripsi"),
    "indicator": _("Indikator kinerja"), "unit": _("Satuan"), "baseline": _("Kondisi awal"), "source": _("Sumber dana"),
    "lead": _("OPD penanggung jawab"), "beneficiaries": _("Penerima manfaat"), "partners": _("Mitra"),
    "nomenclature": _("Kode nomenklatur"), "period": _("Tahun pelaksanaan"),
}
# Looked for in the words of a head, in this order; the whole head must be of these words.
_WORDS = [
    ("number", r"no|nomor|no urut|no program"),
    ("nomenclature", r"kode (rekening|nomenklatur|sipd|urusan|program kegiatan|kegiatan|sub kegiatan).*|nomenklatur.*"),
    ("code", r"kode( program| inovasi| smart city)*"),
    ("sub_dimension", r"(sub ?dimensi|sub ?pilar|sub ?aspek)( smart city)?"),
    ("pillar", r"(dimensi|pilar)( smart city)?"),
    ("supporting", r"(opd|skpd|perangkat daerah|instansi) (pendukung|terkait)|pendukung"),
    ("lead", r"(nama )?(opd|skpd|perangkat daerah|unit kerja|instansi|dinas|pelaksana|leading sector)( penanggung ?jawab"
             r"| pelaksana| pengampu| utama)*|penanggung ?jawab|(unit kerja )?(perangkat daerah|opd|skpd) penanggung ?jawab"),
    ("beneficiaries", r"penerima manfaat|kelompok sasaran|sasaran penerima.*"),
    ("source", r"(sumber|asal) (dana|pendanaan|pembiayaan|anggaran|biaya)"),
    ("baseline", r"(data |kondisi |capaian )?(kinerja |capaian )?(pada )?(tahun )?(awal|eksisting|baseline|dasar)( kinerja"
                 r"| periode| rpjmd| perencanaan| renstra| program)*|base ?line.*|kondisi saat ini|data capaian.*awal.*"),
    ("end", r"(kondisi |target |capaian )?(kinerja )?(pada )?(akhir|akhir periode).*"),
    ("indicator", r"indikator.*|tolok ukur.*|ukuran (kinerja|keberhasilan)|key performance indicator|kpi|output|outcome"
                  r"|keluaran|hasil"),
    ("unit", r"satuan.*|sat|unit"),
    ("objective", r"(sasaran|tujuan)( strategis| program| daerah| smart city| rpjmd| pembangunan)*"),
    ("strategy", r"strategi( pembangunan| smart city)?|arah kebijakan|kebijakan"),
    ("activities", r"((uraian|rincian|nama|bentuk|jenis) )?(sub )?(kegiatan|aktivitas)( dan| sub| kegiatan| utama"
                   r"| prioritas| program)*"),
    ("name", r"((nama|judul|uraian) )?(program|inovasi|rencana aksi|aksi|quick ?win|layanan|aplikasi)( dan| atau| inovasi"
             r"| kegiatan| sub| prioritas| unggulan| utama| smart city| daerah| aksi| aplikasi| layanan| outcome| pembangunan)*"),
    ("description", r"deskripsi.*|uraian|penjelasan.*|gambaran.*|keterangan program"),
    ("partners", r"mitra.*|kemitraan|kerja ?sama"),
    ("places", r"lokasi.*|wilayah|kecamatan"),
    ("period", r"(tahun|waktu|periode|jangka waktu|jadwal)( pelaksanaan| program| mulai selesai)*"),
    ("other", r"(jumlah|total|keterangan|ket|catatan).*"),
]
_WORDS = [(meaning, re.compile(words)) for meaning, words in _WORDS]
_MONEY = re.compile(r"\b(pagu|anggaran|rp|rupiah|dana|biaya|pendanaan|pembiayaan|keuangan)\b")
_TARGET = re.compile(r"\b(target|capaian|kinerja|volume|fisik|k)\b")
_SUM = re.compile(r"\b(jumlah|total)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_NTH = re.compile(r"\b(?:tahun|thn|th|t) ?(?:ke ?)?([1-9]|10|i{1,3}|iv|v)\b")


class Cell(NamedTuple):
    """What stands in a cell. `own` is False for the copies that fill a merged one."""

    text: str
    place: str = ""
    own: bool = True
    fault: str = ""


@dataclass(frozen=True)
class Heads:
    """Where the rows of programmes begin, what each column means, its head as the table has it, what its money counts."""

    first: int
    meanings: list[str]
    words: list[str]
    scale: int
    unsure: list[str]

    @property
    def is_matrix(self) -> bool:
        return is_matrix(self.meanings)


def is_matrix(meanings: list[str]) -> bool:
    """These columns tell of programmes: what it is called, and how it is measured or paid."""
    kinds = {meaning.partition(":")[0] for meaning in meanings}
    named = kinds & {"name", "activities"}
    return bool(named and kinds & {"indicator", "target", "budget"} and len(kinds - {NONE, "number", "other"}) >= 3)


def recognise(rows: list[list[Cell]], years: list[int]) -> Heads | None:
    """The head of a table, or None where no rows look like the head of a table of programmes."""
    best, best_score = None, 2.5
    for first in range(min(HEAD_WITHIN, len(rows))):
        for height in range(1, HEAD_ROWS + 1):
            head = rows[first:first + height]
            if len(head) < height:
                break
            texts = [[row[at].text for row in head if at < len(row)] for at in range(max(map(len, head)))]
            meanings = _meanings(texts, years)
            score = _score(meanings, texts)
            if score > best_score and (is_matrix([m or NONE for m in meanings]) or _looks_named(meanings)):
                best, best_score = (first, height, meanings, texts), score
    if best is None:
        return None
    first, height, meanings, texts = best
    while first and height < HEAD_ROWS and _hangs_on(rows[first], rows[first - 1]):  # "Target" over the years that were found
        first, height = first - 1, height + 1
        texts = [[row[at].text for row in rows[first:first + height] if at < len(row)] for at in range(len(texts))]
        meanings = _meanings(texts, years)
    around = " ".join(cell.text for row in rows[:first + height] for cell in row)
    words = [" / ".join(_distinct(levels)) for levels in texts]
    unsure = [word for word, meaning in zip(words, meanings, strict=True) if meaning in ("budget", "target")]
    known = [meaning if meaning in LABELS or ":" in (meaning or "") else NONE for meaning in meanings]
    return Heads(first + height, _once(known), words, _scale(around), unsure)


def choices(years: list[int]) -> list[tuple[str, str]]:
    """What a column can be, for a person to choose from."""
    return [(NONE, _("(lewati kolom ini)")), *LABELS.items(),
            *[(f"target:{y}", _("Target %(year)s") % {"year": y}) for y in years],
            *[(f"budget:{y}", _("Pagu %(year)s") % {"year": y}) for y in years]]


def plain(text: str) -> str:
    """A head in small letters without signs, for comparing: "Pagu Indikatif (Rp.)" → "pagu indikatif rp"."""
    return " ".join(re.sub(r"[^\w%]+", " ", text.casefold()).split())


def _meanings(texts: list[list[str]], years: list[int]) -> list[str | None]:
    """The meaning of each column, None where its head says nothing known."""
    found = [_meaning([plain(t) for t in _distinct(levels)], years) for levels in texts]
    # Bare years twice over: the targets come first, the money after them.
    seen: set[str] = set()
    for at, meaning in enumerate(found):
        if meaning and meaning.startswith("target:") and meaning in seen:
            found[at] = meaning.replace("target:", "budget:")
        seen.add(meaning or "")
    return found


def _meaning(levels: list[str], years: list[int]) -> str | None:
    if not levels:
        return NONE
    joined = " ".join(levels)
    if year := _year(joined, years):
        return _of_year(levels, joined, year)
    for text in (levels[-1], joined, levels[0]):
        for meaning, words in _WORDS:
            if words.fullmatch(re.sub(r"\b(rp|rupiah|juta|ribu|dalam|outcome|output|impact|dan|atau)\b", "", text).strip()
                               if meaning != "indicator" else text) or words.fullmatch(text):
                return meaning
    if _MONEY.search(joined):
        return "other" if _SUM.search(joined) else "budget"
    return "target" if re.search(r"\btarget\b", joined) else None


def _of_year(levels: list[str], joined: str, year: int) -> str:
    if re.search(r"\b(awal|baseline|base line|eksisting|dasar)\b", joined):
        return "baseline"
    if re.search(r"\b(akhir|realisasi)\b", joined) or (_SUM.search(joined) and not re.search(r"target|pagu", joined)):
        return "other"
    for text in reversed(levels):
        money, target = _MONEY.search(text), _TARGET.search(text)
        if bool(money) != bool(target):
            return f"{'budget' if money else 'target'}:{year}"
    return f"target:{year}"


def _year(text: str, years: list[int]) -> int | None:
    named = set(map(int, _YEAR.findall(text)))
    if len(named) == 1:
        return named.pop()
    if not named and (nth := _NTH.search(text)):
        n = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}.get(nth[1]) or int(nth[1])
        return years[n - 1] if n <= len(years) else None
    return None


def _hangs_on(row: list[Cell], above: list[Cell]) -> bool:
    """Cells of the row above reach down into this one."""
    return any(not cell.own and cell.text and cell.text == over.text for cell, over in zip(row, above, strict=False))


def _score(meanings: list[str | None], texts: list[list[str]]) -> float:
    """More columns that are understood are better; unknown words and long texts are not what heads are made of."""
    known = {m for m in meanings if m and m not in ("other",)}
    unknown = sum(m is None for m in meanings)
    long = sum(len(text) > 90 for levels in texts for text in set(levels))
    doubled = len([m for m in meanings if m]) - len(known)
    return len(known) - 0.6 * unknown - long - 0.1 * doubled - 0.05 * (len(texts[0]) if texts else 0)


def _looks_named(meanings: list[str | None]) -> bool:
    kinds = {(m or "").partition(":")[0] for m in meanings}
    return bool(kinds & {"name", "activities"}) and bool(kinds & {"indicator", "unit", "budget", "target"})


def _once(meanings: list[str]) -> list[str]:
    """A column that means what an earlier one means already is passed over; activities may have several."""
    seen: set[str] = set()
    found = []
    for meaning in meanings:
        found.append(NONE if meaning in seen else meaning)
        seen.add(meaning)
    if "name" not in seen and "activities" in seen:
        found[found.index("activities")] = "name"
    return found


def _scale(text: str) -> int:
    """What the amounts count: rupiah, thousands, or millions, where the table says so."""
    words = plain(text)
    if re.search(r"\b(dalam )?(juta|jutaan)( rupiah)?\b|\brp juta\b", words):
        return 1_000_000
    if re.search(r"\b(dalam )?(ribuan|ribu)( rupiah)?\b|\brp ribu\b|\brp 000\b", words):
        return 1_000
    if re.search(r"\b(miliar|milyar)", words):
        return 1_000_000_000
    return 1


def _distinct(texts: list[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        text = " ".join(text.split())
        if text and (not kept or plain(text) != plain(kept[-1])):
            kept.append(text)
    return kept
