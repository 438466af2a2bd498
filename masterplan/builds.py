"""Asking for a book, and looking after the builds: the door for views, and the errands of `manage.py work`.

    request -> waiting -> (a worker takes the lease) -> running -> done | failed
                  ^                                        |
                  +------ silent for too long: revived ----+      three times at most, then failed with the reason
"""
from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masterplan import rules, shelf
from masterplan.leases import MAX_ATTEMPTS
from masterplan.models import BookBuild
from masterplan.tasks import build_book
from opd import trail
from opd.models import Agency, User
from pillars.models import Plan
from pillars.refusals import NotAllowed

Mode, State = BookBuild.Mode, BookBuild.State
logger = logging.getLogger(__name__)


def request(plan: Plan, *, mode: str, by: User, book: int | None = None, agency: Agency | None = None) -> BookBuild:
    """Have a book (or all, or an agency's part) built. While one of the same scope is pending, that one is the answer.

    Raises `NotAllowed`.
    """
    _ask(plan, mode, by, agency)
    same = BookBuild.objects.of_scope(plan=plan, mode=mode, book=book, agency=agency)
    if present := same.pending().first():
        return present
    try:
        with transaction.atomic():
            build = BookBuild.objects.create(
                plan=plan, mode=mode, book=book, agency=agency, requested_by=by,
                office=trail.office_title(by, plan.region, agency),
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
    """Keep the newest drafts of each scope and every final; drop the files and task rows that nobody needs."""
    _forget_old_drafts()
    shelf.sweep(named=set(BookBuild.objects.exclude(sha256="").values_list("sha256", flat=True)))
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
    # The row of a task whose worker was killed says "running" for ever.
    yesterday = timezone.now() - dt.timedelta(days=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=yesterday).delete()


def _forget_old_drafts() -> None:
    kept, old = Counter(), []
    drafts = BookBuild.objects.filter(state=State.DONE, mode=Mode.DRAFT).exclude(sha256="").order_by("-pk")
    for pk, *scope in drafts.values_list("pk", "plan", "book", "agency"):
        kept[tuple(scope)] += 1
        if kept[tuple(scope)] > settings.BOOK_DRAFTS_KEPT:
            old.append(pk)
    BookBuild.objects.filter(pk__in=old).update(sha256="")
