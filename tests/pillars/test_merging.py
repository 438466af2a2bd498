"""Two texts from one: what only one side changed is taken, what both changed the same too, and only the rest asks."""
import pytest

from pillars import merging

BASE = "<p>Puskesmas ada sebelas unit.</p><p>Dokter umum berjumlah dua puluh.</p>" \
    "<ul><li>Penajam</li><li>Waru dan Babulu</li></ul>"
TABLE = "<table><tbody><tr><td>2024</td><td>12</td></tr><tr><td>2025</td><td>14</td></tr></tbody></table>"


def merged(base: str, present: str, mine: str) -> str:
    merge = merging.texts(base, present, mine)
    assert merge.clashes == []
    return "".join(merge.blocks())


def test_different_paragraphs_and_list_items_come_together():
    text = merged(BASE, BASE.replace("sebelas", "dua belas"), BASE.replace("Babulu", "Sepaku"))
    assert "dua belas unit" in text
    assert "<li><p>Waru dan Sepaku</p></li>" in text


def test_rows_of_one_table_come_together():
    assert merged(TABLE, TABLE.replace(">12<", ">13<"), TABLE.replace(">14<", ">15<")) == (
        "<table><tbody><tr><td>2024</td><td>13</td></tr><tr><td>2025</td><td>15</td></tr></tbody></table>")


def test_what_both_put_in_at_the_same_place_stands_one_after_the_other():
    text = merged("<p>Awal.</p>", "<p>Awal.</p><p>Dari perencana.</p>", "<p>Awal.</p><p>Tentang posyandu keliling.</p>")
    assert text == "<p>Awal.</p><p>Dari perencana.</p><p>Tentang posyandu keliling.</p>"


def test_what_both_changed_the_same_way_stands_once():
    both = BASE.replace("sebelas", "dua belas")
    assert merged(BASE, both, both).count("dua belas") == 1


def test_what_one_removed_and_the_other_left_alone_goes():
    assert "Dokter" not in merged(BASE, BASE.replace("<p>Dokter umum berjumlah dua puluh.</p>", ""), BASE + "<p>Akhir.</p>")


def test_what_one_removed_and_the_other_changed_clashes():
    gone = BASE.replace("<p>Dokter umum berjumlah dua puluh.</p>", "")
    (clash,) = merging.texts(BASE, gone, BASE.replace("dua puluh", "tiga puluh")).clashes
    assert (clash.present, clash.mine) == ((), ("<p>Dokter umum berjumlah tiga puluh.</p>",))


def test_the_same_paragraph_clashes_and_each_answer_gives_its_text():
    merge = merging.texts(BASE, BASE.replace("dua puluh", "tiga puluh"), BASE.replace("dua puluh", "empat puluh"))
    (clash,) = merge.clashes
    assert "tiga puluh" in "".join(merge.blocks())
    assert "empat puluh" in "".join(merge.blocks({clash.key: clash.mine}))


def test_a_clash_keeps_its_name_while_the_rest_of_the_text_moves():
    present, mine = BASE.replace("dua puluh", "tiga puluh"), BASE.replace("dua puluh", "empat puluh")
    keys = [merging.texts(BASE, text, mine).clashes[0].key for text in (present, "<p>Judul baru.</p>" + present)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("spaced", ["<p>Puskesmas ada sebelas  unit. </p>", "<p>Puskesmas ada\nsebelas unit.</p>"])
def test_blanks_that_an_editor_sets_in_its_own_way_are_no_change(spaced):
    ours = BASE.replace("<p>Puskesmas ada sebelas unit.</p>", spaced)
    assert "dua belas" in merged(BASE, BASE.replace("sebelas", "dua belas"), ours)


def test_bare_text_inside_a_quotation_is_not_lost():
    quote = "<blockquote>Kata bupati tahun lalu</blockquote>"
    merge = merging.texts(quote, quote.replace("lalu", "ini"), quote.replace("bupati", "wali kota"))
    assert merge.clashes[0].mine == ("<blockquote>Kata wali kota tahun lalu</blockquote>",)


def test_rows_of_items_come_together_and_a_field_clashes():
    base = {"source": "BPS", "S": [{"text": "Layanan daring", "pillar": ""}]}
    present = {"source": "BPS 2024", "S": [*base["S"], {"text": "Pimpinan sepakat", "pillar": ""}]}
    mine = {"source": "Dinkes", "S": [{"text": "Layanan daring penuh", "pillar": ""}]}
    merges = merging.contents(base, present, mine)
    assert [row["text"] for row in merging.content_of(merges, mine)["S"]] == ["Layanan daring penuh", "Pimpinan sepakat"]
    assert [len(merges[name].clashes) for name in ("source", "S")] == [1, 0]


def test_amounts_of_different_years_come_together_and_none_is_kept():
    base = {"APBD": {"2025": 100, "2026": 100}, "note": None}
    merged = merging.values(base, {"APBD": {"2025": 120, "2026": 100}, "note": None}, {"APBD": {"2025": 100}, "note": None})
    assert merged == ({"APBD": {"2025": 120}, "note": None}, False)


def test_what_a_person_writes_in_a_list_is_an_item_and_clean():
    assert merging.own_blocks('<ul><li onclick="x()">Satu</li></ul>', "ul") == ("<li>Satu</li>",)
