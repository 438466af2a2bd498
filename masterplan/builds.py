"""Asking for a book, and looking after the builds: the door for views, and the errands of `manage.py work`.

    request -> waiting -> (a worker takes the lease) -> running -> done | failed
                  ^                                        |
                  +------ silent for too long: revived ----+      three times at most, then failed with the reason
"""
from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masterplan import rules, shelf
from masterplan.exports import PDF
from masterplan.leases import MAX_ATTEMPTS
from masterplan.models import BookBuild
from masterplan.tasks import build_book
from opd import trail
from opd.models import Agency, User
from pillars.models import Chapter, Plan
from pillars.refusals import NotAllowed, Refused

Mode, State = BookBuild.Mode, BookBuild.State
logger = logging.getLogger(__name__)


def request(plan: Plan, *, mode: str, by: User, book: int | None = None, agency: Agency | None = None, chapter: str = "",
            format: str = PDF, look: str = BookBuild.Look.COLOR, has_notes: bool = False,
            against: BookBuild | None = None) -> BookBuild:
    """Have a book (or all, one chapter, an agency's part) built. While one of the same scope is pending, that one is the
    answer. `against` is an earlier final, see `BookBuild.objects.comparable`.

    Raises `NotAllowed`, or `Refused` when the wishes do not go together.
    """
    _ask(plan, mode, by, agency)
    scope = {"mode": mode, "book": book, "agency": agency, "chapter": chapter, "format": format, "look": look,
             "has_notes": has_notes, "against": against}
    _refuse_the_impossible(plan, **scope)
    same = BookBuild.objects.of_scope(plan=plan, **scope)
    if present := same.pending().first():
        return present
    try:
        with transaction.atomic():
            build = BookBuild.objects.create(
                plan=plan, **scope, requested_by=by, office=trail.office_title(by, plan.region, agency)
            )
            trail.record(
                "book-requested", by=by, region=plan.region, subject=f"plan:{plan.code}", office=build.office,
                summary=str(build), build=build.pk,
            )
            build_book.enqueue(build.pk)
    except IntegrityError:
        # A double click: the other request was faster. Its build may even be finished by now, so the newest is meant.
        return same.latest("pk")
    return build


def _ask(plan: Plan, mode: str, by: User, agency: Agency | None) -> None:
    if mode == Mode.FINAL and not (rules.can_build_final(by, plan) and agency is None):
        raise NotAllowed("Hanya koordinator yang dapat menyusun buku final.")
    if mode == Mode.DRAFT and not rules.can_build_draft(by, plan, agency):
        raise NotAllowed("Jabatan Anda tidak berwenang menyusun draf buku ini.")


def _refuse_the_impossible(plan: Plan, *, mode: str, book: int | None, agency: Agency | None, chapter: str, format: str,
                           look: str, has_notes: bool, against: BookBuild | None) -> None:
    if format != PDF and (look != BookBuild.Look.COLOR or has_notes or against):
        raise Refused("Tampilan, catatan, dan tanda perubahan hanya untuk PDF.")
    if has_notes and mode != Mode.DRAFT:
        raise Refused("Catatan di tepi hanya untuk draf.")
    if chapter and (agency or not book):
        raise Refused("Pilih buku yang memuat bab itu.")
    if against and not BookBuild.objects.comparable(plan, book).filter(pk=against.pk).exists():
        raise Refused("Edisi pembanding itu tidak memuat buku yang dipilih, atau isinya tidak disimpan.")


def with_titles(builds: Iterable[BookBuild], plan: Plan) -> list[BookBuild]:
    """The builds, those of one chapter with its title at hand: one query, none without such a build."""
    rows = list(builds)
    if any(row.chapter for row in rows):
        titles = dict(Chapter.objects.filter(book__plan=plan).values_list("code", "title"))
        for row in rows:
            row._chapter_title = titles.get(row.chapter, "")
    return rows


def revive_stalled() -> int:
    """Queue again what a dead worker left behind; fail what died three times. Returns how many rows it touched."""
    silent_since = timezone.now() - dt.timedelta(seconds=settings.BOOK_LEASE)
    running = BookBuild.objects.filter(state=State.RUNNING)
    stalled = running.filter(Q(heartbeat_at=None) | Q(heartbeat_at__lt=silent_since))
    forgotten = BookBuild.objects.filter(state=State.WAITING, queued_at__lt=silent_since).exclude(pk__in=_in_queue())
    return sum(_revive(build) for build in [*stalled, *forgotten])


def _in_queue() -> set[int]:
    """Builds that some worker will still pick up by itself."""
    ready = DBTaskResult.objects.ready().filter(task_path=build_book.module_path)
    return {row["args"][0] for row in ready.values_list("args_kwargs", flat=True)}


def _revive(build: BookBuild) -> bool:
    # Only if nobody moved it since it was read: a heartbeat that came after all, or another machine that was faster.
    unmoved = BookBuild.objects.filter(
        pk=build.pk, state=build.state, attempts=build.attempts, heartbeat_at=build.heartbeat_at,
        queued_at=build.queued_at,
    )
    if build.attempts >= MAX_ATTEMPTS:
        return bool(unmoved.update(state=State.FAILED, finished_at=timezone.now(), error=_died(build)))
    with transaction.atomic():
        if not unmoved.update(state=State.WAITING, queued_at=timezone.now()):
            return False
        build_book.enqueue(build.pk)
    logger.warning("build %s fell silent at attempt %s; queued again", build.pk, build.attempts)
    return True


def _died(build: BookBuild) -> str:
    at = f", terakhir saat mengerjakan “{build.label}”" if build.label else ""
    return f"Proses di server mati {MAX_ATTEMPTS} kali di tengah penyusunan{at}. Hubungi pengelola aplikasi."


def tidy() -> None:
    """Keep the newest drafts of each scope and every final; drop the files and task rows that nobody needs. When the shelf
    is full all the same, the oldest drafts go first."""
    _forget_old_drafts()
    shelf.sweep(_named())
    if _forget_beyond(settings.BOOK_SHELF_MB * 2**20):
        shelf.sweep(_named())
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
    # The row of a task whose worker was killed says "running" for ever.
    yesterday = timezone.now() - dt.timedelta(days=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=yesterday).delete()


def _named() -> set[str]:
    """Everything on the shelf that some build still needs."""
    named = set(BookBuild.objects.exclude(sha256="").values_list("sha256", flat=True))
    for content, pictures in BookBuild.objects.exclude(content_sha256="").values_list("content_sha256", "content_pictures"):
        named |= {content, *pictures}
    return named


def _drafts():
    return BookBuild.objects.filter(state=State.DONE, mode=Mode.DRAFT).exclude(sha256="")


def _forget_beyond(limit: int) -> bool:
    """Let go of the oldest drafts until what is left fits; finals are never let go."""
    over, old = shelf.size() - limit, []
    for pk, size in _drafts().order_by("pk").values_list("pk", "size"):
        if over <= 0:
            break
        old.append(pk)
        over -= size or 0
    return bool(BookBuild.objects.filter(pk__in=old).update(sha256=""))


def _forget_old_drafts() -> None:
    kept, old = Counter(), []
    drafts = _drafts().order_by("-pk")
    for pk, *scope in drafts.values_list("pk", "plan", *BookBuild.SCOPE):
        kept[tuple(scope)] += 1
        if kept[tuple(scope)] > settings.BOOK_DRAFTS_KEPT:
            old.append(pk)
    BookBuild.objects.filter(pk__in=old).update(sha256="")
