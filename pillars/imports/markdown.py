"""Markdown with the few things an official document needs → the HTML vocabulary of `pillars.cleaning`.

The format for writers is in pillars/samples/README.md: `##` and `###` become h3 and h4, the paragraphs that begin with
`Tabel:`, `Gambar:` and `Sumber:` captions and source lines, right-aligned columns td.number, `^[note]` a footnote that
carries its text, `{=code}` a live number, `{@code}` a reference (`pillars.values`, `pillars.references`), and `{#key}` at the
end of a caption or heading the key that references call it by.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

# How a paragraph begins, what class it gets, and what of the beginning is not part of the text: the book writes
# "Tabel 2.1" itself, the source line keeps its word.
MARKS = {"Tabel:": ("caption", "Tabel:"), "Gambar:": ("caption", "Gambar:"), "Sumber:": ("source", "")}
MARK = re.compile(r"\{([=@])([^{}\s]+)\}")
KEY = re.compile(r"\s*\{#([\w-]+)\}$")
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def to_html(text: str, picture: Callable[[str], str] = str) -> str:
    """The HTML of a Markdown text. `picture` gives the address for a picture's file name."""
    env: dict = {}
    tokens = _parser().parse(text, env)
    for token in tokens:
        _to_vocabulary(token)
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open":
            _mark(opening, inline)
        if opening.type in ("paragraph_open", "heading_open"):
            _name(opening, inline)
    notes = env.get("footnotes", {}).get("list", {})
    for token in list(_all(tokens)):
        token.children = [piece for child in token.children for piece in _pieces(child)] if token.children else token.children
    for token in _all(tokens):
        if token.type == "image":
            token.attrs["src"] = picture(str(token.attrs["src"]))
        elif token.type == "footnote_ref":
            token.type, token.content = "html_inline", _note(notes[token.meta["id"]])
    return _parser().renderer.render(tokens, _parser().options, env).strip()


def _parser() -> MarkdownIt:
    # Without its tail the plugin leaves the notes where they are: each mark then carries its own text.
    return MarkdownIt("commonmark").enable("table").use(footnote_plugin).disable("footnote_tail")


def _to_vocabulary(token: Token) -> None:
    token.tag = HEADINGS.get(token.tag, token.tag)
    if token.type in ("td_open", "th_open"):
        style = str(token.attrs.pop("style", ""))
        if "right" in style:
            token.attrSet("class", "number")


def _mark(opening: Token, inline: Token) -> None:
    """Give a caption or source line its class, and take the word away that the book writes anew."""
    for word, (name, unwanted) in MARKS.items():
        if inline.content.startswith(word) and inline.children:
            opening.attrSet("class", name)
            first = inline.children[0]
            first.content = first.content.removeprefix(unwanted).lstrip()


def _name(opening: Token, inline: Token) -> None:
    """Give a caption or heading the key that is written behind it."""
    last = inline.children[-1] if inline.children else None
    if last and (found := KEY.search(last.content)) and (opening.type == "heading_open" or opening.attrGet("class") == "caption"):
        opening.attrSet("data-key", found[1])
        last.content = last.content[:found.start()]


def _pieces(token: Token) -> list[Token]:
    """A piece of text with its live numbers and references as spans; the app fills them in."""
    if token.type != "text" or not MARK.search(token.content):
        return [token]
    texts = MARK.split(token.content)
    pieces = [Token("text", "", 0, content=texts[0])]
    for sign, code, after in zip(texts[1::3], texts[2::3], texts[3::3], strict=True):
        kind = "value" if sign == "=" else "ref"
        pieces.append(Token("html_inline", "", 0, content=f'<span data-{kind}="{escape(code)}"></span>'))
        pieces.append(Token("text", "", 0, content=after))
    return pieces


def _note(note: dict) -> str:
    text = "".join(child.content for token in note["tokens"] for child in token.children or [token])
    return f'<span data-footnote="{escape(" ".join(text.split()))}"></span>'


def _all(tokens: list[Token]):
    for token in tokens:
        yield token
        yield from _all(token.children or [])
