"""Naskah: running text with headings, lists, tables, pictures and footnotes, as cleaned HTML (`pillars.cleaning`)."""
from __future__ import annotations

import re

from pillars.models import Section

SHORTEST = 20  # words; below this a section is not yet a text


def snapshot(section: Section) -> dict:
    """{"html": the cleaned text}"""
    return {"html": section.body}


def as_html(content: dict) -> str:
    """The content for reading on the screen and for comparing two revisions."""
    return content["html"]


def blocking(content: dict) -> list[str]:
    """Too short to be a text, or pictures without words for those who cannot see them."""
    words = len(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", content["html"])))
    faults = []
    if words < SHORTEST:
        faults.append(f"naskah baru {words} kata")
    if without := len(re.findall(r'<img(?![^>]*\salt="\s*[^"\s])', content["html"])):
        faults.append(f"{without} gambar belum diberi teks pengganti")
    return faults


def missing(content: dict) -> list[str]:
    """Besides: tables and pictures without caption or source."""
    html = content["html"]
    faults = blocking(content)
    tables, captions, sources = html.count("<table"), html.count('class="caption"'), html.count('class="source"')
    pictures = html.count("<img")
    if captions < tables + pictures:
        faults.append(f"{tables + pictures - captions} tabel atau gambar belum diberi judul")
    if sources < tables + pictures:
        faults.append(f"{tables + pictures - sources} tabel atau gambar belum diberi sumber")
    return faults
