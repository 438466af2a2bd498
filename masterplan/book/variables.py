"""Custom properties of the book's style sheets, put in before the engine sees them.

What `html` sets is the same for every element, and the engine would look it up anew for each. Properties that other rules
set again (the colours of a pillar) are left to it.
"""
from __future__ import annotations

import re
from functools import lru_cache

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SET = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)")
DEPTH = 8  # of properties that are made of others


@lru_cache(maxsize=32)
def filled(css: str) -> str:
    """The style sheet with every property that only `html` sets written out."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    known: dict[str, str] = {}
    elsewhere: set[str] = set()
    for selector, body in _RULE.findall(plain):
        found = dict(_SET.findall(body))
        if selector.strip() in ("html", ":root"):
            known |= {name: value.strip() for name, value in found.items()}
        else:
            elsewhere |= set(found)
    for name in elsewhere:
        known.pop(name, None)
    for _ in range(DEPTH):
        css, before = _USED.sub(lambda m: known.get(m[1], m[0]), css), css
        if css == before:
            break
    return css
