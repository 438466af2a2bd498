"""Columns recognised by the usual spellings of their heads."""
import pytest

from pillars.imports import columns
from pillars.imports.columns import Cell

YEARS = [2025, 2026, 2027, 2028, 2029]


def rows(*lines: list[str]) -> list[list[Cell]]:
    return [[Cell(text) for text in line] for line in lines]


def meanings(*lines: list[str]) -> list[str]:
    return columns.recognise(rows(*lines), YEARS).meanings


@pytest.mark.parametrize(("head", "meaning"), [
    ("Program", "name"), ("PROGRAM / INOVASI", "name"), ("Nama Program", "name"), ("Program dan Kegiatan", "name"),
    ("Kegiatan", "activities"), ("Sub Kegiatan", "activities"), ("Indikator Kinerja Program (Outcome)", "indicator"),
    ("Tolok Ukur", "indicator"), ("Satuan", "unit"), ("Kondisi Awal", "baseline"), ("Baseline 2024", "baseline"),
    ("Kondisi Kinerja Awal RPJMD (2024)", "baseline"), ("Target 2026", "target:2026"), ("2026", "target:2026"),
    ("Tahun ke-2", "target:2026"), ("Pagu 2026 (Rp)", "budget:2026"), ("Anggaran Tahun 2026", "budget:2026"),
    ("Rp 2026", "budget:2026"), ("Sumber Pendanaan", "source"), ("Sumber Dana", "source"), ("OPD", "lead"),
    ("Perangkat Daerah Penanggung Jawab", "lead"), ("Penanggung Jawab", "lead"), ("Sasaran Strategis", "objective"),
    ("Sub Dimensi", "sub_dimension"), ("Dimensi Smart City", "pillar"), ("Jumlah", ""), ("Keterangan", ""), ("No.", ""),
])
def test_a_head_in_any_usual_spelling(head, meaning):
    around = {"name": "Nama Program", "indicator": "Indikator", "unit": "Satuan", "budget:2029": "Pagu 2029"}
    assert meanings([*[other for key, other in around.items() if key != meaning], head])[-1] == meaning


def test_years_under_merged_groups():
    assert meanings(["Program", "Indikator", "Target", "Target", "Pagu Indikatif (Rp)", "Pagu Indikatif (Rp)"],
                    ["Program", "Indikator", "2025", "2026", "2025", "2026"]) == [
        "name", "indicator", "target:2025", "target:2026", "budget:2025", "budget:2026"]


def test_target_and_money_under_each_year_as_in_renstra():
    top = ["Program", "Indikator", *["Target Kinerja Program dan Kerangka Pendanaan"] * 4]
    assert meanings(top, ["Program", "Indikator", "Tahun 2025", "Tahun 2025", "Tahun 2026", "Tahun 2026"],
                    ["Program", "Indikator", "Target", "Rp", "Target", "Rp"])[2:] == [
        "target:2025", "budget:2025", "target:2026", "budget:2026"]


def test_titles_above_the_head_are_passed_over_and_tell_the_scale():
    heads = columns.recognise(rows(["MATRIKS PROGRAM", "", ""], ["(dalam juta rupiah)", "", ""],
                                   ["Program", "Indikator", "Pagu 2025"], ["Telemedisin", "Desa", "250"]), YEARS)
    assert (heads.first, heads.scale) == (3, 1_000_000)


def test_money_without_a_year_is_told():
    heads = columns.recognise(rows(["Program", "Indikator", "Satuan", "Pagu"]), YEARS)
    assert (heads.meanings[3], heads.unsure) == ("", ["Pagu"])


@pytest.mark.parametrize("head", [["Tahun", "Dokter", "Perawat"], ["No", "Nama", "Alamat"], ["Kecamatan", "2023", "2024"],
                                  ["Program", "Keterangan"], ["Misi", "Tujuan", "Sasaran"]])
def test_other_tables_are_none_of_ours(head):
    found = columns.recognise(rows(head, ["1"] * len(head)), YEARS)
    assert found is None or not found.is_matrix
