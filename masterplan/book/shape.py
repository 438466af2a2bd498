"""What is in a book, as frozen dataclasses without any ORM: the common language of the pipeline and of every export.

`as_data` and `from_data` turn a `Content` into JSON and back, so that an edition can keep a copy and be built again
from it. Pictures travel beside the JSON, by their SHA-256.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property

from pillars.table_kinds import TABLES


def digest_of(parts: Iterable[str]) -> str:
    """One hash of many texts in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Agency:
    slug: str
    abbreviation: str
    name: str


@dataclass(frozen=True)
class SubDimension:
    code: str
    name: str


@dataclass(frozen=True)
class Pillar:
    code: str
    name: str
    summary: str
    subs: tuple[SubDimension, ...]


@dataclass(frozen=True)
class Mission:
    number: int
    text: str
    source: str


@dataclass(frozen=True)
class Indicator:
    name: str
    unit: str
    baseline: str
    baseline_year: int | None
    baseline_source: str
    baseline_note: str
    targets: dict[int, str]


@dataclass(frozen=True)
class Program:
    """One programme as `pillars.programs.snapshot` froze it. Words for codes (`horizon_label` ...) are resolved."""

    code: str
    name: str
    pillar: str
    sub_dimension: str
    lead: Agency
    supporting: tuple[Agency, ...]
    objective: str
    strategy: str
    description: str
    activities: tuple[str, ...]
    beneficiaries: str
    partners: str
    locations: tuple[str, ...]
    horizon: str
    horizon_label: str
    start_year: int
    end_year: int
    action_label: str
    nomenclature: tuple[str, ...]
    missions: tuple[int, ...]
    is_illustrative: bool
    indicators: tuple[Indicator, ...]
    budget: dict[str, dict[int, int]]  # {source: {year: rupiah}}
    quick_win: dict | None  # the sheet; with innovation_label and stage_label in words

    @cached_property
    def digest(self) -> str:
        return digest_of([repr(self)])

    def budget_of(self, year: int) -> int | None:
        """Rupiah of one year from all sources; None when nothing is budgeted."""
        amounts = [by_year[year] for by_year in self.budget.values() if year in by_year]
        return sum(amounts) if amounts else None

    @property
    def total(self) -> int:
        return sum(amount for by_year in self.budget.values() for amount in by_year.values())


@dataclass(frozen=True)
class Section:
    """`html` is the text of a narrative, `programs` are the codes of a section of programmes, `items` what an itemized
    kind holds (`pillars.kinds`: readiness, swot, tables)."""

    code: str
    title: str
    kind: str
    shows_heading: bool
    starts_page: bool
    pillar: str
    lead: Agency | None
    status: str
    status_label: str
    html: str = ""
    programs: tuple[str, ...] = ()
    is_left_out: bool = False  # counted in the numbers, not printed
    items: dict | None = None

    @cached_property
    def digest(self) -> str:
        return digest_of([repr(self)])

    @property
    def is_written(self) -> bool:
        """Somebody writes it, as opposed to what the app generates."""
        return self.kind in ("narrative", "programs", "readiness", "swot", *TABLES)


@dataclass(frozen=True)
class Chapter:
    code: str
    title: str
    matter: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Book:
    code: str
    number: int
    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Prepared:
    """Bytes that print HTML may ask for, known by their hash and read only when a page with them is laid out."""

    sha256: str
    media_type: str
    read: Callable[[], bytes] = field(repr=False, compare=False)

    @classmethod
    def of(cls, data: bytes, media_type: str) -> Prepared:
        return cls(hashlib.sha256(data).hexdigest(), media_type, lambda: data)

    @property
    def data(self) -> bytes:
        return self.read()


@dataclass(frozen=True)
class Picture(Prepared):
    """`key` is the part after /gambar/ in a text's HTML; empty for the coat of arms."""

    key: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Contributor:
    """An agency that writes (`stage` is 0) or decides at a stage of review, with its offices. A stage without an agency
    is decided in the one that wrote. `offices` are titles, with the holder's name where the region gave one."""

    stage: int
    task: str
    agency: Agency | None
    offices: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    code: str
    title: str
    book: int
    why: str


@dataclass(frozen=True)
class Style:
    """How the book looks where regions differ. Colours are "#rrggbb"; `css` sets the custom properties of book.css."""

    numbers_by_chapter: bool = True  # IV-12; else pages run through the book
    ink: str = "#12304f"
    muted: str = "#4a5560"
    alarm: str = "#b3261e"
    css: str = ""
    cover: str = "band"  # or "photograph", "plain"
    list_depth: int = 3  # levels of the contents: chapter, section, sub-heading
    pillars: dict[str, str] = field(default_factory=dict)  # colours of dimensions other than the usual, by code


@dataclass(frozen=True)
class Printing:
    """How one printing differs from the whole book in colour. `look` is "color", "gray" (black and white) or "office"
    (little ink); `chapter` is the code of the one chapter that is printed; `against` names, for people, the earlier
    edition that changes are marked against."""

    look: str = "color"
    chapter: str = ""
    has_notes: bool = False
    against: str = ""


@dataclass(frozen=True)
class Note:
    """What stands in the margin of a draft: kind "comment", "finding" or "hand" (who wrote it last). `by` is an office,
    `quote` the passage that a comment is about."""

    kind: str
    text: str
    by: str = ""
    on: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that differs from an earlier edition. `kind` is "new", "changed" or "removed"; `program` and `what` say
    of which programme and field, with the `old` and `new` value; empty for the section itself."""

    section: str
    title: str
    kind: str
    program: str = ""
    what: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Content:
    """All that is printed. `books` are those asked for; `programs` are those of the whole plan, by code."""

    plan: str
    title: str
    subtitle: str
    region: str
    region_kind: str
    region_name: str
    capital: str
    period_start: int
    period_end: int
    year: int  # of printing: on the cover and in the source lines
    vision: str
    mode: str  # "draft" or "final"
    sources: dict[str, str]  # funding source: its name
    heads: dict[str, tuple[str, ...]]  # head of the evaluation: the fields of a quick win that answer it
    pillars: tuple[Pillar, ...]
    missions: tuple[Mission, ...]
    books: tuple[Book, ...]
    programs: dict[str, Program]
    pictures: dict[str, Picture]  # by key
    arms: Picture | None
    left_out: tuple[LeftOut, ...]
    agency: Agency | None = None  # set when only an agency's own part is printed
    style: Style = Style()
    head_title: str = "Kepala Daerah"  # what the head of the region is called: Bupati, Wali Kota, Gubernur
    contributors: tuple[Contributor, ...] = ()
    printing: Printing = Printing()
    logos: tuple[Picture, ...] = ()  # beside the coat of arms on the cover
    photograph: Picture | None = None  # of a cover that has one
    notes: dict[str, tuple[Note, ...]] = field(default_factory=dict)  # {section code: notes in the margin}
    changes: tuple[Change, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.mode == "draft"

    @cached_property
    def look_digest(self) -> str:
        """Of what every section's print HTML depends on."""
        return digest_of([self.mode, repr(self.style), repr(self.printing)])

    @cached_property
    def facts_digest(self) -> str:
        """Of everything but texts, programmes and pictures."""
        heavy = {"books", "programs", "pictures", "left_out", "notes", "changes"}
        return digest_of(repr(getattr(self, f.name)) for f in fields(self) if f.name not in heavy)

    @cached_property
    def digest(self) -> str:
        """Of all that is printed."""
        return digest_of([
            self.facts_digest, *(p.digest for p in self.programs.values()), repr(self.left_out), repr(self.notes),
            repr(self.changes),
            *(p.sha256 for p in self.pictures.values()),
            *(x for b in self.books for c in b.chapters for x in (b.code, str(b.number), b.title, c.code, c.title, c.matter,
                                                                  *(s.digest for s in c.sections))),
        ])

    @property
    def is_excerpt(self) -> bool:
        """A part of a book, without front matter and lists."""
        return bool(self.agency or self.printing.chapter)

    @property
    def is_dark_cover(self) -> bool:
        """Whether the cover is filled with colour, so that what stands on it is white."""
        return self.style.cover != "plain" and self.printing.look != "office"

    @property
    def years(self) -> list[int]:
        return list(range(self.period_start, self.period_end + 1))

    @property
    def period(self) -> str:
        return f"{self.period_start}–{self.period_end}"

    @property
    def file_title(self) -> str:
        """The title in the metadata of a printed file."""
        title = self.title
        if self.agency:
            title = f"{title}: {self.agency.name}"
        elif len(self.books) == 1:
            title = f"{title}: Buku {self.books[0].number}, {self.books[0].title}"
            chapter = next((c for c in self.books[0].chapters if c.code == self.printing.chapter), None)
            title += f", {chapter.title}" if chapter else ""
        if self.printing.against:
            title = f"{title}, perubahan terhadap {self.printing.against}"
        return title + (" (DRAF)" if self.is_draft else "")

    def pillar(self, code: str) -> Pillar | None:
        return next((p for p in self.pillars if p.code == code), None)

    def programs_of(self, pillar: str = "") -> list[Program]:
        """Programmes of one pillar (or of all), in the order of their codes."""
        order = [s.code for p in self.pillars for s in p.subs]
        chosen = [p for p in self.programs.values() if not pillar or p.pillar == pillar]
        return sorted(chosen, key=lambda p: (order.index(p.sub_dimension), p.code))


def only_chapter(content: Content, code: str) -> Content:
    """The same with one chapter only. The others of its book are counted, not printed: every number stays that of the
    whole. No book is left when there is no such chapter."""
    books = tuple(
        replace(book, chapters=tuple(c if c.code == code else _hidden(c) for c in book.chapters))
        for book in content.books if any(c.code == code for c in book.chapters)
    )
    kept = {s.code for b in books for c in b.chapters if c.code == code for s in c.sections}
    return replace(
        content, books=tuple(b for b in books if any(not s.is_left_out for c in b.chapters for s in c.sections)),
        left_out=tuple(x for x in content.left_out if x.code in kept), printing=replace(content.printing, chapter=code),
    )


def _hidden(chapter: Chapter) -> Chapter:
    return replace(chapter, sections=tuple(replace(s, is_left_out=True) for s in chapter.sections))


def all_pictures(content: Content) -> list[Picture]:
    """Everything in a content whose bytes travel beside its JSON."""
    return [p for p in (*content.pictures.values(), content.arms, *content.logos, content.photograph) if p]


def as_data(content: Content) -> dict:
    """`content` as JSON-ready data. Bytes of pictures are left out: keep those of `all_pictures` beside it."""
    data = asdict(content)
    for picture in [*data["pictures"].values(), data["arms"], *data["logos"], data["photograph"]]:
        if picture:
            del picture["read"]
    return data


def from_data(data: dict, pictures: dict[str, bytes]) -> Content:
    """The inverse of `as_data`, after a way through JSON; `pictures` are bytes by SHA-256."""
    data = dict(data)
    data["pillars"] = tuple(
        Pillar(**{**p, "subs": tuple(SubDimension(**s) for s in p["subs"])}) for p in data["pillars"]
    )
    data["missions"] = tuple(Mission(**m) for m in data["missions"])
    data["books"] = tuple(_book(b) for b in data["books"])
    data["programs"] = {code: _program(p) for code, p in data["programs"].items()}
    data["pictures"] = {key: _picture(p, pictures) for key, p in data["pictures"].items()}
    data["arms"] = _picture(data["arms"], pictures) if data["arms"] else None
    data["heads"] = {head: tuple(names) for head, names in data["heads"].items()}
    data["contributors"] = tuple(
        Contributor(**{**c, "agency": _agency(c["agency"]), "offices": tuple(c["offices"])}) for c in data["contributors"]
    )
    data["left_out"] = tuple(LeftOut(**x) for x in data["left_out"])
    data["agency"] = _agency(data["agency"])
    data["style"] = Style(**data.get("style", {}))
    data["printing"] = Printing(**data.get("printing", {}))
    data["logos"] = tuple(_picture(p, pictures) for p in data.get("logos", ()))
    data["photograph"] = _picture(data["photograph"], pictures) if data.get("photograph") else None
    data["notes"] = {code: tuple(Note(**n) for n in notes) for code, notes in data.get("notes", {}).items()}
    data["changes"] = tuple(Change(**c) for c in data.get("changes", ()))
    return Content(**data)


def _picture(data: dict, pictures: dict[str, bytes]) -> Picture:
    return Picture(**data, read=lambda: pictures[data["sha256"]])


def _agency(data: dict | None) -> Agency | None:
    return Agency(**data) if data else None


def _book(data: dict) -> Book:
    chapters = tuple(
        Chapter(**{**c, "sections": tuple(_section(s) for s in c["sections"])}) for c in data["chapters"]
    )
    return Book(**{**data, "chapters": chapters})


def _section(data: dict) -> Section:
    return Section(**{**data, "lead": _agency(data["lead"]), "programs": tuple(data["programs"])})


def _program(data: dict) -> Program:
    """JSON knows no tuples and no whole numbers as keys: both come back here."""
    data = {f.name: tuple(v) if isinstance(v := data[f.name], list) else v for f in fields(Program)}
    data["lead"] = _agency(data["lead"])
    data["supporting"] = tuple(_agency(a) for a in data["supporting"])
    data["indicators"] = tuple(
        Indicator(**{**i, "targets": {int(y): v for y, v in i["targets"].items()}}) for i in data["indicators"]
    )
    data["budget"] = {s: {int(y): a for y, a in by_year.items()} for s, by_year in data["budget"].items()}
    return Program(**data)
