"""Text that reads, breaks and hyphenates like a plan's Indonesian, from a seed. Nothing in it is true of any region."""
from __future__ import annotations

from random import Random

ACTORS = [
    "Pemerintah daerah", "Perangkat daerah", "Tim Pelaksana", "Pemerintah desa", "Kecamatan", "Pelaku usaha mikro",
    "Perguruan tinggi", "Komunitas warga", "Puskesmas", "Sekolah", "Kelompok tani", "Badan usaha milik desa",
]
VERBS = [
    "menyusun", "memadukan", "memperluas", "memantau", "menata", "memperkuat", "menyederhanakan", "membuka", "memetakan",
    "mendampingi", "memutakhirkan", "membangun", "mengukur", "menyediakan", "menjangkau", "melindungi",
]
THINGS = [
    "layanan perizinan", "data kependudukan", "jaringan serat optik", "pengangkutan sampah", "pelayanan kesehatan ibu",
    "jalan lingkungan", "pasar rakyat", "titik layanan internet", "arsip elektronik", "peringatan dini bencana",
    "destinasi wisata bahari", "pembayaran nontunai", "air minum perdesaan", "angkutan pelajar", "ruang terbuka hijau",
    "penerangan jalan", "literasi digital", "pengaduan masyarakat", "aset daerah", "lumbung pangan", "kawasan industri",
    "keamanan informasi", "perpustakaan desa", "pengelolaan limbah", "tata ruang wilayah", "pelatihan aparatur",
]
QUALITIES = [
    "terpadu", "mudah dijangkau", "tepat sasaran", "berkelanjutan", "hemat anggaran", "terbuka", "dapat diperiksa",
    "aman", "merata sampai perdesaan", "berbasis data", "tanggap", "inklusif", "terukur",
]
OPENINGS = [
    "Selama tiga tahun terakhir", "Menurut hasil diskusi kelompok terpumpun", "Pada tingkat kecamatan",
    "Sejalan dengan RPJMD", "Dalam pelaksanaannya", "Berbeda dengan keadaan sebelumnya", "Sebagai tindak lanjut",
    "Di wilayah pesisir", "Dengan anggaran yang terbatas", "Untuk menjawab kesenjangan itu",
]
ENDINGS = [
    "sehingga waktu tunggu warga berkurang", "dan hasilnya dilaporkan setiap triwulan", "tanpa menambah beban pegawai",
    "melalui kerja sama antarperangkat daerah", "agar pertanggungjawabannya jelas", "sampai ke seluruh desa dan kelurahan",
    "dengan memakai aplikasi umum nasional", "sebelum akhir kurun waktu rencana ini", "bersama dunia usaha",
]
UNITS = ["persen", "dokumen", "unit", "orang", "lokasi", "aplikasi", "desa", "indeks", "titik", "kegiatan"]


class Writer:
    """Writes from one seed: the same seed gives the same text, whatever else is written elsewhere."""

    def __init__(self, seed: str):
        self.random = Random(seed)
        self.pick = self.random.choice

    def phrase(self) -> str:
        return f"{self.pick(VERBS)} {self.pick(THINGS)} yang {self.pick(QUALITIES)}"

    def title(self) -> str:
        return f"{self.pick(THINGS)} yang {self.pick(QUALITIES)}".title().replace(" Yang ", " yang ")

    def sentence(self) -> str:
        kind = self.random.random()
        actor, thing, other = self.pick(ACTORS), self.pick(THINGS), self.pick(THINGS)
        if kind < 0.35:
            return f"{actor} {self.phrase()} serta {self.phrase()}, {self.pick(ENDINGS)}."
        if kind < 0.65:
            return f"{self.pick(OPENINGS)}, {actor.lower()} {self.phrase()} {self.pick(ENDINGS)}."
        if kind < 0.85:
            share = f"{self.random.uniform(12, 97):.2f}".replace(".", ",")
            return f"Cakupan {thing} mencapai {share} persen, sedangkan {other} masih bergantung pada {self.pick(THINGS)}."
        return f"Keadaan {thing} yang belum {self.pick(QUALITIES)} memengaruhi {other}, {self.pick(ENDINGS)}."

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def number(self, low: float = 5, high: float = 99) -> str:
        return f"{self.random.uniform(low, high):.1f}".replace(".", ",")


class Narrative:
    """The HTML of one section, block by block, in the vocabulary of `pillars.cleaning`."""

    def __init__(self, writer: Writer, references: list[str]):
        self.writer, self.random, self.references = writer, writer.random, references
        self.blocks: list[str] = []

    @property
    def html(self) -> str:
        return "".join(self.blocks)

    def prose(self, pages: float) -> None:
        """Sub-headings, paragraphs, lists and now and then a small table, of about so many pages."""
        left, step = pages, 0
        while left > 0:
            if step % 6 == 0:
                self._heading("h3" if step % 18 == 0 else "h4")
                left -= 0.05
            left -= self._list() if step % 5 == 3 else self._small_table() if step % 9 == 7 else self._paragraph()
            step += 1

    def photograph(self, key: str) -> None:
        title = f"Dokumentasi {self.writer.pick(THINGS)}"
        self.blocks.append(f'<p><img src="/gambar/{key}" alt="{title}"></p><p class="caption">{title}</p>'
                           '<p class="source">Dokumentasi perangkat daerah</p>')

    def matrix(self, rows: int, years: list[int]) -> None:
        """A table of 12 to 17 columns, as agencies type it: landscape in print."""
        heads = ["No", "Program/kegiatan", "Indikator", "Satuan", "Awal", *(f"Target {y}" for y in years), "Sumber dana",
                 "Pelaksana", *self.random.choice([[], ["Lokasi"], [f"Pagu {y}" for y in years]])]
        self._table(f"Matriks {self.writer.pick(THINGS)}", heads, [self._matrix_row(n, heads) for n in range(1, rows + 1)])

    def _matrix_row(self, number: int, heads: list[str]) -> list[str]:
        writer, start, step = self.writer, self.random.randint(4, 40), self.random.randint(1, 9)
        cells = {"No": str(number), "Program/kegiatan": writer.phrase().capitalize(),
                 "Indikator": f"Cakupan {writer.pick(THINGS)}", "Satuan": writer.pick(UNITS), "Awal": str(start),
                 "Sumber dana": "APBD", "Pelaksana": writer.pick(["Diskominfo", "Dinkes", "Bappeda", "DLH", "DPUPR"]),
                 "Lokasi": "Seluruh kecamatan"}
        for head in heads:
            if head.startswith("Target"):
                start += step
                cells[head] = str(start)
            elif head.startswith("Pagu"):
                cells[head] = f"{self.random.randint(80, 9500):,}".replace(",", ".")
        return [cells[head] for head in heads]

    def _heading(self, tag: str) -> None:
        self.blocks.append(f"<{tag}>{self.writer.title()}</{tag}>")

    def _paragraph(self) -> float:
        text = self.writer.text(self.random.randint(3, 6))
        words = text.count(" ") + 1
        extra = self.random.random()
        if extra < 0.15:
            first, rest = text.split(" ", 1)
            text = f"<strong>{first}</strong> {rest}"
        elif extra < 0.35:
            text += f' Rinciannya ada pada <a href="#{self.writer.pick(self.references)}">bagian terkait</a>.'
        elif extra < 0.5:
            text += f'<span data-footnote="{self.writer.sentence()}"></span>'
        self.blocks.append(f"<p>{text}</p>")
        return words / 430

    def _list(self) -> float:
        items = [self.writer.phrase() + ";" for _ in range(self.random.randint(4, 6))]
        tag = self.writer.pick(["ul", "ol"])
        self.blocks.append(f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>")
        return len(items) / 38

    def _small_table(self) -> float:
        rows = self.random.randint(5, 8)
        self._table(f"Perkembangan {self.writer.pick(THINGS)}", ["Uraian", "Satuan", "2022", "2023", "2024"], [
            [self.writer.pick(THINGS).capitalize(), self.writer.pick(UNITS), *(self.writer.number() for _ in range(3))]
            for _ in range(rows)
        ])
        return (rows + 4) / 45

    def _table(self, title: str, heads: list[str], rows: list[list[str]]) -> None:
        def cell(text: str) -> str:
            return f'<td class="number">{text}</td>' if text.replace(".", "").replace(",", "").isdigit() else f"<td>{text}</td>"

        head = "".join(f"<th>{text}</th>" for text in heads)
        body = "".join("<tr>" + "".join(cell(text) for text in row) + "</tr>" for row in rows)
        self.blocks.append(f'<p class="caption">{title}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
                           '<p class="source">Diolah dari data perangkat daerah, 2025</p>')
