"""The kinds of section that are tables: one declaration a kind.

From a declaration follow the form, the checks, the workbook, the print form and the other formats. A new kind is an entry
in `TABLES` and in `Section.Kind`; only one with a picture needs more (masterplan/book/itemcharts.py).
What the columns are: the tables of real plans of regions, as far as they are known.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

UPRIGHT = 156  # millimetres of text on an upright page; a wider table is printed across
NUMBER = 8  # millimetres of the column that counts the rows

PILLARS = {"GOV": "Smart Governance", "BRA": "Smart Branding", "ECO": "Smart Economy", "LIV": "Smart Living",
           "SOC": "Smart Society", "ENV": "Smart Environment"}
LIKELIHOOD = {1: "sangat jarang", 2: "jarang", 3: "mungkin", 4: "sering", 5: "hampir pasti"}
IMPACT = {1: "sangat ringan", 2: "ringan", 3: "sedang", 4: "berat", 5: "sangat berat"}
MATURITY = {1: "belum ada", 2: "ada sebagian", 3: "berjalan tetap", 4: "terpadu", 5: "terus diperbaiki"}
TIERS = ((12, "tinggi"), (6, "sedang"), (1, "rendah"))  # of a risk: from which value on


@dataclass(frozen=True)
class Column:
    """A column. `type` is text, long, agency, choice, level (1 to 5), number, year, missions (of the RPJMD), or score: the
    product of the two columns `of`, which nobody types. `choices` are {key: words}; of levels, what each means."""

    key: str
    label: str
    type: str = "text"
    width: int = 25  # millimetres on paper
    required: bool = False  # without it the section cannot be submitted
    wanted: bool = False  # a reader would miss it
    help: str = ""
    head: str = ""  # on paper, where the label is too long
    choices: dict = field(default_factory=dict, hash=False)
    of: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        return self.type != "score"


@dataclass(frozen=True)
class Table:
    """`row` is what one row is called, `name` the column that tells it from others, `group` the one whose values head
    the groups in print, `total` one whose numbers are summed. `picture` is drawn of the rows, `checks` adds what only this
    kind can find wanting in a row."""

    kind: str
    address: str
    row: str
    caption: str
    name: str
    columns: tuple[Column, ...]
    group: str = ""
    total: str = ""
    picture: str = ""
    note: str = ""  # under the table in print
    checks: Callable[[dict], list[str]] = lambda row: []

    @property
    def typed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_typed)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns beside the group, which stands in rows of its own."""
        return tuple(column for column in self.columns if column.key != self.group)

    def printed(self, rows: list[dict]) -> tuple[Column, ...]:
        """The columns on paper, behind the one that counts; what no row says of its own free will is left out."""
        return tuple(column for column in self.shown if column.required or column.wanted or any(
            score(column, row) if column.of else row.get(column.key) not in ("", None, []) for row in rows))

    def is_wide(self, rows: list[dict]) -> bool:
        """The rows need a page across."""
        return NUMBER + sum(column.width for column in self.printed(rows)) > UPRIGHT

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def score(column: Column, row: dict) -> int | None:
    """The value of a score; None while one of its parts is not there."""
    parts = [row.get(key) for key in column.of]
    return parts[0] * parts[1] if all(parts) else None


def tier(value: int) -> str:
    """What a risk of this value is called."""
    return next(word for least, word in TIERS if value >= least)


def _of_risk(row: dict) -> list[str]:
    faults, risks = [], TABLES["risks"]
    before, after = score(risks.column("value"), row), score(risks.column("value_after"), row)
    if before and tier(before) == "tinggi" and not row["mitigation"]:
        faults.append("risiko tinggi belum mempunyai penanganan")
    if before and after and after > before:
        faults.append("nilai sisa lebih besar daripada nilai awal")
    return faults


def _of_gap(row: dict) -> list[str]:
    if row["level"] and row["level_wanted"] and row["level_wanted"] < row["level"]:
        return ["tingkat yang dituju lebih rendah daripada tingkat sekarang"]
    return []


def _of_application(row: dict) -> list[str]:
    if row["scope"] == "khusus" and row["status"] == "dikembangkan" and not row["basis"]:
        return ["aplikasi khusus yang dikembangkan memerlukan dasar atau alasan"]
    return []


def _of_vision(row: dict) -> list[str]:
    faults = [] if not row["baseline"] or row["baseline_year"] else ["kondisi awal belum bertahun"]
    return faults if not row["indicator"] or row["unit"] else [*faults, "indikator belum bersatuan"]


SUB_DIMENSIONS = {f"{pillar}-{n}": f"{pillar}-{n}" for pillar in PILLARS for n in (1, 2, 3)}

_ALL = (
    Table("vision", "arah", "sasaran", "Misi, Tujuan, dan Sasaran Pembangunan Smart City", "objective", (
        Column("mission", "Misi smart city", "long", required=True, help="Sasaran dengan misi yang sama dikelompokkan."),
        Column("goal", "Tujuan", "long", 52, required=True),
        Column("objective", "Sasaran", "long", 56, required=True),
        Column("indicator", "Indikator", "long", 54, wanted=True),
        Column("unit", "Satuan", "text", 18),
        Column("baseline", "Kondisi awal", "number", 18, wanted=True),
        Column("baseline_year", "Tahun kondisi awal", "year", 16, head="Tahun"),
        Column("target", "Target akhir", "number", 18, wanted=True),
        Column("missions", "Misi RPJMD", "missions", 20, wanted=True, help="Nomor misi RPJMD yang didukung, misalnya 1, 3"),
    ), group="mission", picture="vision", checks=_of_vision),
    Table("gap", "kesenjangan", "kesenjangan", "Kesenjangan Menurut Subdimensi", "sub_dimension", (
        Column("pillar", "Dimensi", "choice", required=True, choices=PILLARS),
        Column("sub_dimension", "Subdimensi", "text", 33, required=True),
        Column("present", "Keadaan sekarang", "long", 48, required=True),
        Column("wanted", "Keadaan yang diharapkan", "long", 48, required=True),
        Column("gap", "Kesenjangan", "long", 42, required=True),
        Column("cause", "Penyebab", "long", 42, wanted=True),
        Column("proposal", "Usulan", "long", 40, wanted=True),
        Column("level", "Tingkat sekarang", "level", 11, wanted=True, choices=MATURITY, head="Kini"),
        Column("level_wanted", "Tingkat yang dituju", "level", 11, wanted=True, choices=MATURITY, head="Tuju"),
    ), group="pillar", picture="gap", checks=_of_gap,
        note="Tingkat: " + "; ".join(f"{n} {words}" for n, words in MATURITY.items()) + "."),
    Table("applications", "aplikasi", "aplikasi", "Inventaris Aplikasi", "name", (
        Column("name", "Nama aplikasi", "text", 34, required=True),
        Column("owner", "OPD pemilik", "agency", 28, required=True),
        Column("use", "Fungsi", "long", 50, required=True),
        Column("scope", "Jenis", "choice", 22, required=True, choices={"umum": "umum (nasional)", "khusus": "khusus (daerah)"}),
        Column("users", "Pengguna", "choice", 20, choices={
            "internal": "internal", "publik": "publik", "keduanya": "internal dan publik"}),
        Column("platform", "Platform", "text", 20, help="Misalnya web, Android"),
        Column("year", "Tahun", "year", 14),
        Column("status", "Status", "choice", 22, required=True, choices={
            "aktif": "aktif", "dikembangkan": "dikembangkan", "tidak-aktif": "tidak aktif"}),
        Column("integration", "Integrasi", "long", 32, wanted=True, help="Tersambung dengan apa; “belum” bila belum"),
        Column("basis", "Dasar hukum atau alasan", "long", 30, head="Dasar"),
    ), picture="owners", checks=_of_application),
    Table("infrastructure", "infrastruktur", "sarana", "Inventaris Infrastruktur Digital", "name", (
        Column("type", "Jenis", "choice", required=True, choices={
            "jaringan": "Jaringan", "pusat-data": "Pusat data dan peladen", "wifi": "Internet publik",
            "menara": "Menara telekomunikasi", "cctv": "Kamera pengawas", "kendali": "Pusat kendali", "lain": "Lainnya"}),
        Column("name", "Nama sarana", "text", 36, required=True),
        Column("place", "Lokasi", "text", 27, required=True),
        Column("number", "Jumlah", "number", 13, wanted=True),
        Column("unit", "Satuan", "text", 14),
        Column("capacity", "Kapasitas", "text", 18),
        Column("condition", "Kondisi", "choice", 14, wanted=True, choices={"baik": "baik", "sedang": "sedang", "buruk": "buruk"}),
        Column("owner", "Pemilik atau pengelola", "agency", 26, required=True, head="Pemilik"),
    ), group="type", picture="owners"),
    Table("regulations", "peraturan", "peraturan", "Inventaris Peraturan Pendukung", "title", (
        Column("type", "Jenis", "choice", required=True, choices={
            "uu": "Undang-Undang", "pp": "Peraturan Pemerintah", "perpres": "Peraturan Presiden", "permen": "Peraturan Menteri",
            "perda": "Peraturan Daerah", "perkada": "Peraturan Kepala Daerah", "keputusan": "Keputusan", "lain": "Lainnya"}),
        Column("number", "Nomor", "text", 14, help="Kosongkan bila belum ditetapkan"),
        Column("year", "Tahun", "year", 14),
        Column("title", "Tentang", "long", 58, required=True),
        Column("status", "Status", "choice", 22, required=True, choices={
            "berlaku": "berlaku", "diubah": "berlaku, diubah", "dicabut": "dicabut", "rancangan": "rancangan",
            "belum": "belum ada"}),
        Column("action", "Tindak lanjut", "long", 40),
        Column("link", "Tautan JDIH", "text", 24, help="Alamat pada jaringan dokumentasi dan informasi hukum"),
    ), group="type"),
    Table("ict_staff", "sdm-tik", "jabatan", "Sumber Daya Manusia Teknologi Informasi", "position", (
        Column("agency", "Perangkat daerah", "agency", required=True),
        Column("position", "Jabatan", "text", 50, required=True, help="Jabatan, bukan nama orang"),
        Column("education", "Pendidikan", "choice", 32, wanted=True, choices={
            "sma": "SMA/sederajat", "diploma": "Diploma", "sarjana": "Sarjana", "pasca": "Pascasarjana", "campuran": "campuran"}),
        Column("skill", "Keahlian", "text", 36),
        Column("number", "Jumlah (orang)", "number", 20, required=True, head="Jumlah"),
    ), group="agency", total="number", picture="staff"),
    Table("institutions", "kelembagaan", "unsur", "Kelembagaan Smart City", "office", (
        Column("body", "Lembaga", "text", required=True, help="Misalnya Dewan Smart City, Tim Pelaksana, Pokja Smart Living"),
        Column("role", "Kedudukan", "text", 30, required=True, help="Misalnya ketua, sekretaris, anggota"),
        Column("office", "Jabatan atau unsur", "long", 50, required=True, help="Jabatan, bukan nama orang"),
        Column("task", "Tugas", "long", 66, wanted=True),
    ), group="body"),
    Table("risks", "risiko", "risiko", "Daftar Risiko", "risk", (
        Column("risk", "Risiko", "long", 46, required=True),
        Column("cause", "Penyebab", "long", 42, wanted=True),
        Column("likelihood", "Kemungkinan", "level", 9, required=True, choices=LIKELIHOOD, head="K"),
        Column("impact", "Dampak", "level", 9, required=True, choices=IMPACT, head="D"),
        Column("value", "Nilai", "score", 16, of=("likelihood", "impact")),
        Column("mitigation", "Penanganan", "long", 62, wanted=True),
        Column("owner", "Pemilik risiko", "agency", 38, required=True, head="Pemilik"),
        Column("likelihood_after", "Kemungkinan sisa", "level", 9, choices=LIKELIHOOD, head="K"),
        Column("impact_after", "Dampak sisa", "level", 9, choices=IMPACT, head="D"),
        Column("value_after", "Nilai sisa", "score", 16, of=("likelihood_after", "impact_after"), head="Sisa"),
    ), picture="risks", checks=_of_risk,
        note="K kemungkinan, D dampak, masing-masing 1 sampai 5; nilai 1–5 rendah, 6–11 sedang, 12–25 tinggi. "
             "Sisa: nilai setelah ditangani."),
)
TABLES = {table.kind: table for table in _ALL}
