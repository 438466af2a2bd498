"""Citations of regulations in a text. A text names a regulation by its code in the registry:

    <cite data-regulation="uu-23-2014">Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah</cite>

The words inside are what was known when it was put in; what is printed comes from the registry of the day. The first mention
in a section is in full, later ones are short; standing alone in a line of a list it is in full with its changes.
"""
from __future__ import annotations

import csv
import re
from functools import lru_cache
from html import unescape
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from opd import trail
from opd.models import Region, User
from pillars import cleaning
from pillars.models import Plan, Regulation, Section
from pillars.refusals import Refused

MARK = "data-regulation="
CITED = re.compile(r'<cite data-regulation="([\w-]+)">')
FILE = Path(__file__).parent / "regulations.csv"
COLUMNS = ("code", "kind", "issuer", "abbreviation", "number", "year", "title", "status", "changed_by", "checked", "source")
# "UU 23/2014", "Undang-Undang Nomor 23 Tahun 2014", "Permendagri No. 90 Tahun 2019", "Perda Kabupaten X Nomor 3 Tahun 2016".
KINDS = {
    "uu": "Undang-Undang|UU", "perppu": "Perppu", "pp": "Peraturan Pemerintah|PP", "perpres": "Peraturan Presiden|Perpres",
    "inpres": "Instruksi Presiden|Inpres", "permen": r"Peraturan Menteri(?: [A-Z]\w+){1,6}|Permen\w*",
    "kepmen": r"Keputusan Menteri(?: [A-Z]\w+){1,6}|Kepmen\w*", "inmen": r"Inmen\w*",
    "perda": r"Peraturan Daerah(?: [A-Z]\w+){0,6}|Perda(?: [A-Z]\w+){0,4}",
    "perkada": r"Peraturan (?:Bupati|Wali Kota|Gubernur)(?: [A-Z]\w+){0,5}|Per(?:bup|wali|gub)(?: [A-Z]\w+){0,4}",
}
NUMBERED = r"\s+(?:(?:Nomor|No\.?)\s*(\d+)\s+Tahun\s+(\d{4})|(?:Nomor\s+|No\.?\s*)?(\d+)/(\d{4}))"
TYPED = {kind: re.compile(rf"\b(?:{words}){NUMBERED}") for kind, words in KINDS.items()}
SHOWN = 20


def cited(html: str) -> list[str]:
    """The codes that a cleaned text cites, in its order."""
    return CITED.findall(html) if MARK in html else []


def resolve(html: str, registry: tuple[tuple[str, str, str, str], ...]) -> str:
    """A text with its citations as they are printed; `registry` holds (code, full, with changes, short). Costs nothing for a
    text without any."""
    return _resolved(html, registry) if MARK in html else html


@lru_cache(maxsize=300)
def _resolved(html: str, registry: tuple) -> str:
    known = {code: forms for code, *forms in registry}
    root = cleaning.tree_of(html)
    seen: set[str] = set()
    for cite in list(root.iter("cite")):
        code = cite.get("data-regulation")
        if forms := known.get(code):
            full, changed, short = forms
            cite.text = changed if _stands_alone(cite) else short if code in seen else full
            seen.add(code)
        cite.drop_tag()
    return cleaning.html_of(root)


def _stands_alone(cite) -> bool:
    line = cite.getparent()
    if line.tag == "p" and line.getparent() is not None and line.getparent().tag == "li":
        line = line.getparent()
    words = "".join(line.itertext()).strip().rstrip(";.")
    return line.tag == "li" and words == (cite.text or "").strip()


def printed(region: Region) -> tuple[tuple[str, str, str, str], ...]:
    """The registry of a region as `resolve` takes it: one query."""
    return tuple((r.code, r.full, _with_changes(r), r.short) for r in Regulation.objects.for_region(region))


def _with_changes(regulation: Regulation) -> str:
    changed = regulation.status == Regulation.Status.CHANGED and re.match(r"[A-Z]", regulation.changed_by)
    return f"{regulation.full} sebagaimana telah diubah dengan {regulation.changed_by}" if changed else regulation.full


def remarks(html: str, registry: list[Regulation]) -> list[str]:
    """What a writer should mend, in words: regulations typed by hand that the registry has, revoked ones, unknown ones."""
    known = {row.code: row for row in registry}
    found = []
    for code in dict.fromkeys(cited(html)):
        if code not in known:
            found.append(f"peraturan “{code}” tidak ada lagi dalam daftar")
        elif known[code].status == Regulation.Status.REVOKED:
            found.append(known[code].warning)
    by_number = {(row.kind, row.number, row.year): row for row in registry}
    text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"<cite\b.*?</cite>|</(?:p|li|h\d|t[dh])>", " \n", html, flags=re.DOTALL)))
    typed: dict[str, Regulation] = {}
    for kind, pattern in TYPED.items():
        for match in pattern.finditer(text):
            number, year = match[1] or match[3], int(match[2] or match[4])
            if row := by_number.get((kind, number, year)):
                typed.setdefault(" ".join(match[0].split()), row)
    for words, row in typed.items():
        found.append(f"“{words}” diketik sendiri; pakai Kutip peraturan" + (f" ({row.warning})" if row.warning else ""))
    return found


def search(region: Region, words: str) -> list[Regulation]:
    """Regulations that have all the words in name or number, in the order of a list of legal bases."""
    wanted = words.casefold().replace("/", " ").split()
    rows = Regulation.objects.for_region(region)
    return [row for row in rows if all(w in f"{row.full} {row.short}".casefold() for w in wanted)][:SHOWN]


def cited_in(plan: Plan) -> list[Regulation]:
    """Every regulation that a text of the plan cites, in the order of a list of legal bases."""
    citing = plan.sections.filter(kind=Section.Kind.NARRATIVE, body__contains=MARK)
    codes = {code for body in citing.values_list("body", flat=True) for code in cited(body)}
    return [row for row in Regulation.objects.for_region(plan.region) if row.code in codes]


def code_for(kind: str, abbreviation: str, number: str, year: int | None) -> str:
    """"permendagri-90-2019" """
    return slugify(f"{abbreviation or kind} {number.replace('/', '-').replace('.', '-')} {year or ''}")


def save(region: Region, fields: dict, *, by: User, code: str = "") -> Regulation:
    """Put down a regulation for a region, or change one; a national one is put down anew for the region alone."""
    code = code or code_for(fields["kind"], fields["abbreviation"], fields["number"], fields["year"])
    with transaction.atomic():
        row, made = Regulation.objects.update_or_create(region=region, code=code, defaults=fields)
        trail.record("regulation-added" if made else "regulation-changed", by=by, region=region, subject=f"regulation:{code}",
                     summary=row.full)
    return row


def read(rows: list[dict]) -> list[dict]:
    """Rows of a CSV as fields of the model. Raises `Refused` with the number of the line that cannot be read."""
    found = []
    for n, row in enumerate(rows, 2):
        data = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if data["kind"] not in Regulation.Kind.values:
            raise Refused(f"Baris {n}: jenis “{data['kind']}” tidak dikenal. Pilihan: {', '.join(Regulation.Kind.values)}.")
        if data["kind"] != "uud" and not (data["number"] and data["year"].isdecimal()):
            raise Refused(f"Baris {n}: nomor dan tahun wajib diisi; tahun empat angka.")
        if not data["title"]:
            raise Refused(f"Baris {n}: kolom title (tentang) kosong.")
        if len(data["title"]) > 300 or len(data["number"]) > 40:
            raise Refused(f"Baris {n}: judul atau nomornya terlalu panjang.")
        status = data["status"] or Regulation.Status.IN_FORCE
        if status not in Regulation.Status.values:
            raise Refused(f"Baris {n}: keadaan “{status}” tidak dikenal. Pilihan: {', '.join(Regulation.Status.values)}.")
        year = int(data["year"]) if data["year"] else None
        found.append({**data, "year": year, "status": status, "checked": data["checked"] in ("yes", "ya", "1"),
                      "code": slugify(data["code"]) or code_for(data["kind"], data["abbreviation"], data["number"], year)})
    return found


def take_in(region: Region, rows: list[dict], *, by: User) -> int:
    """Rows of a CSV into the region's registry, all or none. Returns how many. Raises `Refused`."""
    with transaction.atomic():
        for fields in read(rows):
            Regulation.objects.update_or_create(region=region, code=fields.pop("code"), defaults=fields)
        trail.record("regulations-imported", by=by, region=region, subject=f"region:{region.code}",
                     summary=f"{len(rows)} peraturan")
    return len(rows)


def ensure_national() -> None:
    """Put down the national regulations that are not there yet."""
    have = set(Regulation.objects.filter(region=None).values_list("code", flat=True))
    with FILE.open(newline="") as file:
        rows = read(list(csv.DictReader(file)))
    Regulation.objects.bulk_create(Regulation(**row) for row in rows if row["code"] not in have)
