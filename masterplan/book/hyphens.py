"""Where an Indonesian word may be broken at the end of a line.

The dictionary that comes with pyphen knows words, and guesses badly at those it does not know ("memil-iki",
"masyarak-at"), breaks names ("Pena-jam") and English words. Indonesian is spelt by syllables, so a few rules do better;
in doubt a word stays whole, which costs a slightly wider space.
"""
from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import pyphen

VOWELS = "aiueo"
# Two letters, one sound: never torn.
SOUND = re.compile(r"ng|ny|sy|kh|[a-z]")
FOREIGN = re.compile(
    r"[^a-z]|sh|th|ph|ck|ee|oo(?!rd|pe)|gh|w[^aiueo]|[^aiueoklmnrst]y|"
    r"(?:tion|ment|ance|ence|ware|ding|ting|iety|age)$"
)
SUFFIX = re.compile(r"(?<=...)(?:nya|lah|kah|pun|mu|ku)$")
# In "diper-oleh" and "keber-adaan" the r belongs to the prefix, in "antar-instansi" likewise: no break before it.
PREFIX = re.compile(r"(?:(?:di|ke|se|mem|pem|mem|tak)?(?:ber|per|ter)|antar|inter)(?=[aiueo])")
VERB = re.compile(r"me|di|ter|ku")


class Syllables:
    """Stands for pyphen's table of patterns: `positions` gives the places where a word may be broken, in order."""

    def positions(self, word: str) -> list[pyphen.DataInt]:
        return [pyphen.DataInt(at, reference=1) for at in breaks(word)]


@lru_cache(maxsize=20_000)
def breaks(word: str) -> tuple[int, ...]:
    """Places in `word` before which it may be broken; none in a name, an acronym, a code or a foreign word."""
    if FOREIGN.search(word):
        return ()
    suffix = SUFFIX.search(word)
    stem = word[:suffix.start()] if suffix else word
    found = [at for at in _between_syllables(stem) if not _tears_an_affix(stem, at)]
    if suffix and len(suffix.group()) > 2:
        found.append(suffix.start())
    return tuple(found)


def _between_syllables(word: str) -> list[int]:
    """A consonant goes with the vowel behind it; of two or three, the first stays with the vowel before it."""
    sounds = [(m.start(), m.group()) for m in SOUND.finditer(word)]
    vowels = [i for i, (_, sound) in enumerate(sounds) if sound in VOWELS]
    found = []
    for one, other in pairwise(vowels):
        between = "".join(sound for _, sound in sounds[one + 1:other])
        if between and between not in ("str", "spr", "skr"):  # in doubt: infra-struktur, but regis-trasi
            whole = other - one > 3 and (between.startswith("ks") or (word.startswith("trans") and one == 2))
            found.append(sounds[one + 3 if whole else one + 2 if other - one > 2 else one + 1][0])
    return found


def _tears_an_affix(word: str, at: int) -> bool:
    """Suffixes keep what they were added to: kecamat-an, not kecama-tan; but -kan may stand alone in a verb."""
    rest = word[at:]
    if re.fullmatch(r"(?:ng|ny|sy|kh|[^aiueo])an", rest):
        before = word[at - 1]
        return not (rest == "kan" and (before not in VOWELS or VERB.match(word)))
    if rest in ("ngi", "nyi"):
        return True
    prefix = PREFIX.match(word)
    return bool(prefix) and at == prefix.end() - 1


def install() -> None:
    """Let WeasyPrint, which asks pyphen, break Indonesian words by these rules in this process."""
    pyphen.hdcache[pyphen.LANGUAGES["id"]] = Syllables()
