"""What the itemized kinds take in, what they find missing, and how they read."""
import pytest

from pillars.kinds import readiness, swot
from pillars.refusals import Refused

ELEMENT = {"group": "struktur", "name": "Anggaran", "value": 3, "reason": "Tetap ada", "evidence": "DPA"}


def matrix(**rows) -> dict:
    return swot.tidy({key: [swot.read_line(key, line) for line in lines] for key, lines in rows.items()})


def test_elements_stand_in_the_order_of_their_groups_and_keep_nothing_unknown():
    late = {**ELEMENT, "group": "suprastruktur", "name": "  Kebijakan\n daerah ", "color": "red"}
    tidied = readiness.tidy({"elements": [late, ELEMENT, {**ELEMENT, "name": " "}]})
    assert [row["name"] for row in tidied["elements"]] == ["Anggaran", "Kebijakan daerah"]
    assert set(tidied["elements"][1]) == {"group", "name", "value", "reason", "evidence"}


@pytest.mark.parametrize("wrong", [{"value": 5}, {"value": "3"}, {"group": "lainnya"}])
def test_a_value_beyond_the_scale_or_a_strange_group_is_refused(wrong):
    with pytest.raises(Refused):
        readiness.tidy({"elements": [{**ELEMENT, **wrong}]})


def test_a_value_needs_its_reason_and_a_high_one_its_evidence():
    content = readiness.tidy({"source": "Diolah", "elements": [{**ELEMENT, "reason": "", "evidence": ""}]})
    assert readiness.blocking(content) == ["Anggaran: nilai belum diberi alasan"]
    assert readiness.missing(content)[1:] == ["Anggaran: nilai 3 memerlukan bukti"]
    assert readiness.blocking(readiness.tidy({})) == ["belum ada unsur yang dinilai"]


@pytest.mark.parametrize(("key", "line", "row"), [
    ("S", "GOV: Layanan daring", {"text": "Layanan daring", "pillar": "GOV"}),
    ("W", "Data: masih terpisah", {"text": "Data: masih terpisah", "pillar": ""}),
    ("SO", "Memadukan layanan (S1, O2)", {"text": "Memadukan layanan", "links": ["S1", "O2"]}),
    ("WT", "Menata kawasan (tahap awal)", {"text": "Menata kawasan (tahap awal)", "links": []}),
])
def test_a_line_is_read_and_written_back(key, line, row):
    assert swot.read_line(key, line) == row
    assert swot.write_line(row) == line


def test_every_quadrant_must_be_filled_and_a_strategy_name_what_is_there():
    content = matrix(S=["Satu"], W=["Dua"], O=["Tiga"], SO=["Maju (S1, O4)"])
    assert swot.blocking(content) == ["ancaman belum diisi"]
    assert "Strategi SO: butir O4 tidak ada" in swot.missing(content)


def test_what_a_writer_types_is_text_and_not_markup():
    assert "&lt;b&gt;Satu&lt;/b&gt;" in swot.as_html(matrix(S=["<b>Satu</b>"]))
    assert "&lt;i&gt;" in readiness.as_html(readiness.tidy({"elements": [{**ELEMENT, "name": "<i>Anggaran"}]}))
