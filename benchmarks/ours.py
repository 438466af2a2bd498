"""What is measured of our own engine: a cold build, edits through the app's own doors, nothing changed, a preview.

The first four functions are all that the benchmark knows of the engine.
"""
from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from benchmarks import plan as plans
from benchmarks.meters import Cost, Meter
from masterplan.book import content, pdf, press, preview
from masterplan.book.build import Built, build, forget
from opd.models import User
from pillars import drafting, outlining, program_saving, programs
from pillars.models import Plan, Section
from pillars.refusals import Refused


def _build(plan: Plan) -> Built:
    return build(plan)


def _preview(section: Section, have: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Pictures of the printed pages of one section, without those that somebody has already; returns what he has then."""
    shown = preview.pages(section, section.body, have=have).pages
    return (*have, *(page.digest for page in shown if page.picture))


def _warm_up(plan: Plan) -> None:
    """Whatever a worker does only once."""
    pdf.warm_up()
    press.warm_up()
    build(plan, books=[3])


def _empty_caches() -> None:
    """On disk, and what this process has at hand."""
    shutil.rmtree(Path(settings.BOOK_CACHE), ignore_errors=True)
    forget()
    content.forget()


@dataclass(frozen=True)
class Measure:
    """What one piece of work cost; of a build also its pages and MB, and the sections that could not be typeset."""

    cost: Cost
    pages: int | None = None
    size_mb: float | None = None
    troubles: tuple[str, ...] = ()


@dataclass
class Bench:
    """Works on one plan, round for round. `works` gives, in their order, what is measured: name to function."""

    plan: Plan
    by: User
    count: int = field(default=0)

    def works(self) -> dict[str, Callable[[], Measure]]:
        return {
            "cold": self.cold, "edit": self.edit, "edit-program": self.edit_program, "edit-largest": self.edit_largest,
            "edit-title": self.edit_title, "edit-target": self.edit_target, "nothing": self.nothing,
            "preview": self.preview,
        }

    def warm_up(self) -> None:
        _warm_up(self.plan)

    def cold(self) -> Measure:
        _empty_caches()
        return self._built()

    def edit(self) -> Measure:
        self._rewrite(plans.usual_section(self.plan))
        return self._built()

    def edit_largest(self) -> Measure:
        self._rewrite(plans.largest_section(self.plan))
        return self._built()

    def edit_program(self) -> Measure:
        """Another description: it is printed with the agency's programmes only."""
        self._change_program(lambda data, n: data.update(description=f"Suntingan {n}. {data['description'][:300]}"))
        return self._built()

    def edit_target(self) -> Measure:
        """Another target: it is printed with the agency's programmes, in the matrix and in the road map."""
        def change(data: dict, n: int) -> None:
            targets = data["indicators"][0]["targets"]
            targets[max(targets)] = str(100 + n)

        self._change_program(change)
        return self._built()

    def edit_title(self) -> Measure:
        """Another title: it is printed in the contents and at the opening of the chapter too."""
        outlining.change_section(plans.usual_section(self.plan), {"title": f"Rencana Aksi Edisi {self._next()}"}, by=self.by)
        return self._built()

    def nothing(self) -> Measure:
        return self._built()

    def preview(self) -> Measure:
        """The clock runs from the changed text to the picture of the page that changed; the others are in the pane."""
        section = plans.usual_section(self.plan)
        have: tuple[str, ...] = ()
        while (more := _preview(section, have)) != have:
            have = more
        self._rewrite(section)
        with Meter() as meter:
            _preview(section, have)
        return Measure(meter.cost)

    def _built(self) -> Measure:
        with Meter() as meter:
            built = _build(self.plan)
        return Measure(meter.cost, built.pages, len(built.pdf) / 1e6, tuple(f"{t.code}: {t.why}" for t in built.troubles))

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _rewrite(self, section: Section) -> None:
        """One more sentence in the first paragraph, in the place of the one of the edit before."""
        start, words = "<p>Suntingan ke-", f"<p>Suntingan ke-{self._next()} dari naskah ini. "
        before, _, after = section.body.partition(start if start in section.body else "<p>")
        after = after.partition("naskah ini. ")[2] if start in section.body else after
        _refuse_unless(drafting.save_text(section, before + words + after, based_on=section.version, once_key=uuid.uuid4(),
                                          by=self.by))

    def _change_program(self, change: Callable[[dict, int], None]) -> None:
        section = plans.program_section(self.plan)
        program = section.programs.with_figures().first()
        data = programs.snapshot(program)
        change(data, self._next())
        _refuse_unless(program_saving.save_program(section, data, code=program.code, based_on=program.version,
                                                   once_key=uuid.uuid4(), by=self.by))


def _refuse_unless(saved: drafting.Saved) -> None:
    if not saved.applied:
        raise Refused("Suntingan uji tidak tersimpan.")
