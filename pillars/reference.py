"""The six pillars and eighteen sub-dimensions: names of the ministry's evaluation form of 2023, in its order."""
from __future__ import annotations

from pillars.models import Pillar, SubDimension

PILLARS = [
    ("GOV", "Smart Governance", "Pelayanan, kebijakan, dan birokrasi yang cepat, terbuka, dan terukur",
     ["Layanan Publik", "Kebijakan Publik", "Tata Kelola Birokrasi"]),
    ("BRA", "Smart Branding", "Daerah yang dikenal wisatawan, penanam modal, dan warganya",
     ["Membangun dan Memasarkan Ekosistem Pariwisata", "Membangun Platform dan Memasarkan Ekosistem Bisnis Daerah",
      "Membangun dan Memasarkan Wajah Kota"]),
    ("ECO", "Smart Economy", "Pelaku usaha yang berdaya saing, pendapatan yang layak, transaksi yang mudah",
     ["Ekosistem Industri yang Berdaya Saing", "Kesejahteraan Rakyat", "Ekosistem Transaksi Keuangan"]),
    ("LIV", "Smart Living", "Ruang hidup yang sehat, tertata, dan mudah dijangkau",
     ["Harmonisasi Tata Ruang Wilayah", "Prasarana Kesehatan", "Ketersediaan Sarana Telekomunikasi dan Transportasi"]),
    ("SOC", "Smart Society", "Warga yang berjejaring, terus belajar, dan merasa aman",
     ["Interaksi Masyarakat yang Efisien", "Ekosistem Belajar yang Efisien", "Sistem Keamanan Masyarakat"]),
    ("ENV", "Smart Environment", "Lingkungan yang bersih, tangguh, dan hemat energi",
     ["Program Proteksi Lingkungan", "Tata Kelola Sampah dan Limbah", "Tata Kelola Energi yang Bertanggung Jawab"]),
]


def ensure_pillars() -> None:
    """Make the pillars and sub-dimensions that are not there yet; names that someone edited stay as they are."""
    if SubDimension.objects.count() >= 18:
        return
    for number, (code, name, summary, subs) in enumerate(PILLARS, 1):
        pillar, _ = Pillar.objects.get_or_create(code=code, defaults={"name": name, "summary": summary, "number": number})
        for n, sub in enumerate(subs, 1):
            SubDimension.objects.get_or_create(code=f"{code}-{n}", defaults={"pillar": pillar, "name": sub, "number": n})
