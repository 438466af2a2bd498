import hashlib
import os
import time

from masterplan import shelf


def age(file, seconds=2 * 3600):
    os.utime(file, (time.time() - seconds,) * 2)


def test_a_file_is_named_by_its_content():
    sha256 = shelf.put(b"%PDF-1.7")

    assert sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert shelf.path_of(sha256).read_bytes() == b"%PDF-1.7"


def test_the_same_content_is_stored_once():
    shelf.put(b"sama")
    shelf.put(b"sama")

    assert len([f for f in shelf.folder().rglob("*") if f.is_file()]) == 1


def test_sweeping_drops_what_nobody_names_and_what_was_left_half_written():
    kept, dropped = shelf.put(b"satu"), shelf.put(b"dua")
    half = shelf.path_of(dropped).with_name("tmp123.part")
    half.write_bytes(b"%PD")
    for file in (shelf.path_of(kept), shelf.path_of(dropped), half):
        age(file)

    assert shelf.sweep(named={kept}) == 2
    assert shelf.path_of(kept).exists()


def test_sweeping_spares_a_file_that_a_build_is_about_to_name():
    new = shelf.put(b"baru")

    assert shelf.sweep(named=set()) == 0
    assert shelf.path_of(new).exists()
