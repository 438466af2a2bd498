"""From what somebody asked for (`BookBuild`) to what is printed (`Content`)."""
from __future__ import annotations

from dataclasses import replace

from masterplan import frozen, notes
from masterplan.book import changes, shape
from masterplan.book import content as content_step
from masterplan.book.shape import Content
from masterplan.models import BookBuild
from pillars.refusals import Refused
from pillars.templatetags.words import day


def content_of(build: BookBuild, books: list[int] | None = None) -> Content:
    """The content as it is now, of the build's book (or of `books`), agency or chapter, without its looks and marks.

    Raises `Refused` when the chapter is there no more.
    """
    books = [build.book] if build.book else books
    content = content_step.collect(build.plan, books=books, agency=build.agency, mode=build.mode)
    if not build.chapter:
        return content
    content = shape.only_chapter(content, build.chapter)
    if not content.books:
        raise Refused("Bab itu tidak ada lagi dalam buku ini, atau belum ada bagiannya yang dapat dicetak.")
    return content


def dressed(content: Content, build: BookBuild) -> Content:
    """The content with the looks, the notes and the marks that were asked for.

    Raises `Refused` when the content of the earlier edition is kept no more.
    """
    if build.against:
        edition = f"{build.against.scope_title} final, {day(build.against.finished_at)}"
        content = changes.marked(content, frozen.content_of(build.against))
        content = replace(content, printing=replace(content.printing, against=edition))
    if build.has_notes:
        content = replace(content, notes=notes.gathered(build.plan, content))
    return replace(content, printing=replace(content.printing, look=build.look, has_notes=build.has_notes))
