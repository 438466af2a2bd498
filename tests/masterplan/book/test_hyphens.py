"""Where lines may end within a word, and where not."""
import io
import re
from itertools import pairwise

import pytest
from pypdf import PdfReader

from masterplan.book.hyphens import breaks
from masterplan.book.typeset import typeset
from tests.masterplan.book.test_typeset import job, unit


def broken(word: str) -> str:
    places = [0, *(at for at in breaks(word) if 3 <= at <= len(word) - 3), len(word)]
    return "-".join(word[a:b] for a, b in pairwise(places))


@pytest.mark.parametrize("word", [
    "memi-liki", "masya-ra-kat", "elek-tro-nik", "peme-rin-tahan", "ling-kungan", "meng-gu-na-kan", "kebi-jakan",
    "trans-por-tasi", "diper-oleh".replace("-", ""), "layanan-nya", "mengoor-di-na-si-kan", "menyam-bung-kan",
])
def test_a_word_is_broken_between_syllables_and_never_within_an_affix(word):
    found = broken(word.replace("-", ""))
    assert found == word or (word == "diperoleh" and found in ("dipero-leh", "diperoleh"))


@pytest.mark.parametrize("word", ["Penajam", "SIHARPA", "GOV-1-01", "dashboard", "governance", "kecama²", "layanan"])
def test_names_codes_and_foreign_words_stay_whole(word):
    assert broken(word) == word


def test_the_printed_page_follows_these_rules():
    layout = typeset(job(unit(("a", "<p>" + "masyarakat yang memiliki Penajam dan " * 60 + "</p>"))))
    text = PdfReader(io.BytesIO(layout.pdf)).pages[0].extract_text()
    ends = set(re.findall(r"(\w+)-\n", text))
    assert ends
    assert ends <= {"masya", "masyara", "memi"}  # never "Pena"
