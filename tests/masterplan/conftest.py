"""Tasks wait in the queue, as they do in life, until somebody works on them."""
import gc

import pytest

from masterplan.book.build import Built
from masterplan.leases import Lease


@pytest.fixture(autouse=True, scope="module")
def what_stays_is_not_swept():
    """After each unit that is laid out garbage is collected; without this, a fifth of the time goes into looking through the
    test process's own modules each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "book"]}}


def finish(build, pdf: bytes = b"%PDF-1.7 isi buku", frozen=None, **result):
    """Take a waiting build and hand in a PDF for it, without the engine, which has tests of its own."""
    Lease.take(build.pk).finish(Built(**{"pdf": pdf, "pages": 12, "left_out": (), "troubles": (), **result}), frozen)
    build.refresh_from_db()
    return build
