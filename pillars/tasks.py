"""Slow work of this room, run by `manage.py work`."""
from __future__ import annotations

import logging

from django_tasks import task

from pillars.imports import word, word_matching
from pillars.models import Import
from pillars.refusals import Refused

logger = logging.getLogger(__name__)


@task()
def read_word(import_id: int) -> None:
    """Read the document of one `Import`. Started twice, it reads the same again."""
    found = Import.objects.select_related("plan", "section", "by").get(pk=import_id)
    if found.state != Import.State.READING:
        return

    def progress(step: str) -> None:
        Import.objects.filter(pk=import_id).update(step=step)

    try:
        with found.file.open("rb") as file:
            found.found = word.read(file.read(), found.name, found.plan, progress)
        sections = word_matching.open_sections(found.plan, found.by)
        progress("Mencari bagian yang sesuai")
        parts = found.found["parts"]
        codes = word_matching.propose(parts, sections, word_matching.numbers_of(found.plan), found.section)
        for part, code in zip(parts, codes, strict=True):
            part["proposed"] = code
        for matrix in found.found["matrices"]:
            part = parts[matrix["part"]]
            matrix["proposed"] = word_matching.propose_programs(matrix, part, part["proposed"], sections, found.section)
        found.state = Import.State.READY
    except Refused as refusal:
        found.state, found.error = Import.State.FAILED, str(refusal)[:300]
    except Exception:
        logger.exception("import %s failed", import_id)
        found.state = Import.State.FAILED
        found.error = f"Aplikasi menemui kesalahan saat membaca berkas ini. Sebutkan impor nomor {import_id} kepada pengelola."
    Import.objects.filter(pk=import_id, state=Import.State.READING).update(
        found=found.found, state=found.state, error=found.error, step="")
