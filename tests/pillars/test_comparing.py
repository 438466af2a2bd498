"""What changed is marked where it changed: words, items, cells."""
from pillars import comparing


def test_words_of_a_paragraph_are_marked():
    marked = comparing.changes("<p>Ada sebelas <em>unit</em>.</p>", "<p>Ada dua belas <em>unit</em>.</p>")
    assert marked == "<p>Ada <del>sebelas</del> <ins>dua belas</ins> <em>unit</em>.</p>"


def test_of_a_table_only_the_cell_that_changed_is_marked():
    table = "<table><tbody><tr><td>2024</td><td>12 unit</td></tr><tr><td>2025</td><td>14 unit</td></tr></tbody></table>"
    marked = comparing.changes(table, table.replace("14", "15"))
    assert "<td>2024</td><td>12 unit</td>" in marked
    assert "<td><del>14</del> <ins>15</ins> unit</td>" in marked


def test_a_new_row_is_marked_cell_by_cell_inside_the_table():
    table = "<table><tbody><tr><td>2024</td><td>12</td></tr></tbody></table>"
    marked = comparing.changes(table, table.replace("</tbody>", "<tr><td>2025</td><td>14</td></tr></tbody>"))
    assert "<tr><td><ins>2025</ins></td><td><ins>14</ins></td></tr></tbody></table>" in marked


def test_of_a_list_only_the_item_that_changed_is_marked():
    items = "<ul><li><p>Penajam</p></li><li><p>Waru dan Babulu</p></li></ul>"
    marked = comparing.changes(items, items.replace("Babulu", "Sepaku"))
    assert "<li><p>Penajam</p></li>" in marked
    assert "<ins>Sepaku</ins>" in marked
