"""What a drafter may put into a text by its code, and how such a text looks on a page of the app: live numbers and
references filled in from the working record, with where they come from."""
from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from lxml.html import HtmlElement, builder

from masterplan.book import content as content_step
from masterplan.book import live
from masterplan.book.kept import Kept
from masterplan.book.live import Record
from masterplan.book.shape import Content
from opd.models import User
from pillars import references, values
from pillars.models import Plan, Section
from pillars.values import Value

FRESH = 10.0  # seconds for which the plan is not read again while somebody types what he looks for
MOST = 8  # of a group that a search shows
GROUPS = {"value": _("Angka"), "table": _("Tabel"), "figure": _("Gambar"), "section": _("Bagian"), "program": _("Program")}


@dataclass(frozen=True)
class Offer:
    """One thing to put in: `mark` is "value" or "ref", `text` what it prints now, `about` what that is."""

    group: str
    mark: str
    code: str
    text: str
    about: str
    url: str = ""


@dataclass(frozen=True)
class Working:
    """A plan as it is being worked on: its content and what texts are filled in from."""

    content: Content
    record: Record
    homes: dict[str, str] = field(default_factory=dict)  # {programme: code of the section that it is written in}


def working(plan: Plan) -> Working:
    """The plan as it stands. A fixed number of queries; what did not change is not read again."""
    content = content_step.collect(plan)
    figures = live.figures(content, values.places_of(plan))
    homes = {code: s.code for b in content.books for c in b.chapters for s in c.sections for code in s.programs}
    return Working(content, Record(figures, live.places(content)), homes)


class Reader:
    """One person before one plan: which sections he may read as they stand. One query."""

    def __init__(self, user: User, plan: Plan):
        self.plan = plan
        self.sections = set(Section.objects.visible_to(user).filter(plan=plan).values_list("code", flat=True))

    def address(self, section: str) -> str:
        """Of a section's page; "" for one that this person cannot open."""
        return self._addresses.get(section, "")

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {code: reverse("section", args=[self.plan.code, code]) for code in self.sections}


def shown(html: str, section: Section, user: User, *, editing: bool = False) -> str:
    """The text of a section for a page: numbers and references as they are now, each with its source as title and, where
    the person may open it, the way there. `editing`: for the editor, which shows that in its own way. A text without them
    is given back as it is, and asks nothing."""
    if not references.has_marks(html):
        return html
    now, reader = working(section.plan), Reader(user, section.plan)

    def mark(span: HtmlElement, about: str, url: str) -> None:
        span.set("class", "live")
        span.set("title", about)
        if url and editing:
            span.set("data-url", url)
        elif url:
            link = builder.A(span.text, href=url)
            span.text = None
            span.append(link)

    return now.record.filled(
        html, section.chapter.book.number,
        on_value=lambda span, value: mark(span, value.source, reader.address(now.homes.get(value.program, ""))),
        on_place=lambda span, place: mark(span, place.title, _address(span.get("data-ref"), now, reader)),
    )


def search(section: Section, user: User, query: str) -> dict[str, list[Offer]]:
    """{heading of a group: what fits all words of the query}, of what the person may read: every chapter and section of
    the outline and all that the app sets out; tables, figures, sub-headings, programmes and their numbers of the sections
    that he sees. Sums of the plan and of a pillar are for everyone who writes in it."""
    now, reader = _lately(section.plan), Reader(user, section.plan)
    words = query.casefold().split()[:8]
    found: dict[str, list[Offer]] = {group: [] for group in GROUPS}
    for offer in _offers(now, reader, section.chapter.book.number):
        group = found[offer.group]
        said = f"{offer.text} {offer.about} {offer.code}".casefold()
        if len(group) < MOST and all(word in said for word in words):
            group.append(offer)
    return {str(GROUPS[group]): offers for group, offers in found.items() if offers}


def _offers(now: Working, reader: Reader, book: int) -> Iterator[Offer]:
    figures = now.record.figures
    mine = {code for code, home in now.homes.items() if home in reader.sections}
    allowed = mine | {f"agency={figures.programs[code].lead.slug}" for code in mine}
    for value in _all_values(now):
        if not values.programs_in([value.code]) <= allowed:
            continue
        unit = f" ({value.unit})" if value.unit else ""
        url = reader.address(now.homes.get(value.program, ""))
        yield Offer("value", "value", value.code, value.text, value.source + unit, url)
    seen = reader.sections | {s.code for b in now.content.books for c in b.chapters for s in c.sections if not s.is_written}
    for code, place in now.record.places.items():
        kind, where, *_ = code.split(":")
        is_closed = {"program": where not in mine}.get(kind, kind in references.PLACED and where not in seen)
        if is_closed:
            continue
        group = kind if kind in GROUPS else "section"
        yield Offer(group, "ref", code, live.named(place, book), place.title, _address(code, now, reader))


def _all_values(now: Working) -> tuple[Value, ...]:
    """Written once while the plan stays the same: there are thousands."""
    known = now.content.digest
    return _written.get(known) or _written.put(known, tuple(values.offered(now.record.figures, now.record.figures.programs)))


_written: Kept[str, tuple[Value, ...]] = Kept(entries=4)


def _address(code: str, now: Working, reader: Reader) -> str:
    kind, where, *_ = code.split(":")
    return reader.address(now.homes.get(where, "") if kind == "program" else where)


def _lately(plan: Plan) -> Working:
    known = _kept.get(plan.pk)
    if known is None or time.monotonic() - known[0] > FRESH:
        known = _kept.put(plan.pk, (time.monotonic(), working(plan)))
    return known[1]


_kept: Kept[int, tuple[float, Working]] = Kept(entries=8)


def forget() -> None:
    """Read everything anew the next time; for tests."""
    _kept.clear()
    _written.clear()
