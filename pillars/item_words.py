"""What the itemized kinds count and how it is called: used by their forms, by their checks and by the book."""
from __future__ import annotations

# Readiness: groups, the elements that every plan looks at, the meaning of the values.
GROUPS = {"struktur": "Struktur", "infrastruktur": "Infrastruktur", "suprastruktur": "Suprastruktur"}
USUAL = {
    "struktur": ("Sumber daya manusia aparatur", "Sumber daya manusia masyarakat", "Anggaran", "Tata kelola"),
    "infrastruktur": ("Fisik", "Digital", "Sosial"),
    "suprastruktur": ("Kebijakan", "Kelembagaan", "Tata laksana"),
}
VALUES = {
    1: "belum ada atau baru gagasan", 2: "sebagian ada, belum tetap", 3: "berjalan tetap", 4: "dinilai dan diperbaiki berkala",
}

# SWOT: the quadrants, and the strategies that bring two of them together.
QUADRANTS = {"S": "Kekuatan", "W": "Kelemahan", "O": "Peluang", "T": "Ancaman"}
STRATEGIES = {"SO": "Strategi SO", "WO": "Strategi WO", "ST": "Strategi ST", "WT": "Strategi WT"}
