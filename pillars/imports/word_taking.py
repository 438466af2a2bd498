"""Applying what a person decided about an imported document, and undoing it: all in one transaction, through the same doors as
everybody's saves, so that versions, rules and the trail are theirs."""
from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from opd.models import User
from pillars import attachments, drafting, program_saving, programs
from pillars.imports import word
from pillars.models import Import, Section
from pillars.program_saving import Change
from pillars.refusals import NotAllowed, Refused, SectionMoved

REPLACE, APPEND, SKIP = "replace", "append", "skip"


@dataclass(frozen=True)
class Decision:
    """What becomes of one part: where it goes and how. `version` is that of the section which the person saw."""

    part: int
    section: Section
    how: str
    version: int


@dataclass(frozen=True)
class ProgramDecision:
    """Programmes to be saved in a section, in the form of `any_matrix.prepared`; `matrix` is the table they came from."""

    matrix: int
    section: Section
    prepared: list[dict]


def take(found: Import, decisions: list[Decision], of_programs: list[ProgramDecision], *, by: User) -> list[dict]:
    """Save all that was decided, or nothing. Returns what was changed, as `Import.taken` keeps it.

    Raises `SectionMoved` when a section changed since the person saw it, `NotAllowed` when one is not open any more, `Refused`
    when the import was decided on already.
    """
    with transaction.atomic():
        now = Import.objects.select_for_update().get(pk=found.pk)
        if now.state != Import.State.READY:
            raise Refused("Impor ini sudah diputuskan.")
        data = now.file.read() if now.file else b""  # a sheet was read when it came
        taken = {d.matrix for d in of_programs}
        changed = [_write(now, data, section, own, taken, by) for section, own in _by_section(decisions)]
        changed += [_save_programs(now, decision, by) for decision in of_programs]
        if not changed:
            raise Refused("Belum ada bagian yang dipilih untuk diambil.")
        chosen = {d.part for d in decisions} | {m["part"] for n, m in enumerate(now.found.get("matrices", [])) if n in taken}
        left = [part["title"] or "Awal dokumen" for n, part in enumerate(now.found.get("parts", [])) if n not in chosen]
        now.found = {"losses": now.found["losses"], "left_over": left}
        now.taken, now.state, now.decided_at = changed, Import.State.APPLIED, timezone.now()
        now.save(update_fields=["taken", "state", "decided_at", "found"])
        transaction.on_commit(lambda: forget_file(now))
    return changed


def undo(found: Import, *, by: User) -> tuple[list[str], list[str]]:
    """Bring every section back to what it was before. Returns (codes of those that went back, why others did not, in words).

    A section that was edited since stays as it is: nobody's later work is thrown away.
    """
    back, refused = [], []
    with transaction.atomic():
        now = Import.objects.select_for_update().get(pk=found.pk)
        if now.state != Import.State.APPLIED:
            raise Refused("Impor ini tidak dapat diurungkan.")
        for entry in reversed(now.taken):
            if entry.get("undone"):
                continue
            try:
                with transaction.atomic():
                    _undo(now, entry, by)
                entry["undone"] = True
                back.append(entry["section"])
            except Refused as refusal:
                refused.append(f"“{entry['title']}” tidak dikembalikan: {refusal}")
        if all(entry.get("undone") for entry in now.taken):
            now.state = Import.State.UNDONE
        now.save(update_fields=["taken", "state"])
    return back, refused


def forget_file(found: Import) -> None:
    """Remove the uploaded file, which nobody needs any more."""
    if found.file:
        found.file.delete(save=False)
        Import.objects.filter(pk=found.pk).update(file="")


def _by_section(decisions: list[Decision]) -> list[tuple[Section, list[Decision]]]:
    groups: dict[int, list[Decision]] = {}
    for decision in decisions:
        groups.setdefault(decision.section.pk, []).append(decision)
    return [(own[0].section, own) for own in groups.values()]


def _write(found: Import, data: bytes, section: Section, decisions: list[Decision], taken: set[int], by: User) -> dict:
    """Several parts may go into one section: in the order of the document, behind what it has unless one replaces it."""
    now = drafting.locked(section)
    drafting.refuse_unless_writable(by, now)
    if now.version != decisions[0].version:
        raise SectionMoved(f"“{now.title}” diubah sejak pratinjau ini dibuat. Tidak ada yang disimpan; muat ulang halaman, lalu "
                           "periksa lagi.")
    before = now.body
    replaced = any(d.how == REPLACE for d in decisions)
    html = "" if replaced else before
    several = len(decisions) > 1
    for decision in decisions:
        part = found.found["parts"][decision.part]
        html += (f"<h3>{escape(part['title'])}</h3>" if several and part["title"] else "") + word.html_of(part, taken)
    html = _with_own_pictures(found, data, now, html, by)
    saved = drafting.save_text(now, html, based_on=now.version, once_key=uuid.uuid4(), by=by)
    drafting.trace("imported", now, by, f"Naskah {'diganti' if replaced else 'ditambah'} dari berkas {found.name}")
    return {"section": now.code, "title": now.title, "version": saved.version, "html": before,
            "words": drafting.count_words(html)}


def _with_own_pictures(found: Import, data: bytes, section: Section, html: str, by: User) -> str:
    """Store the pictures that the text shows with the section, and point to them."""
    for key, name in found.found["pictures"].items():
        if f"/gambar/{key}" in html:
            file = SimpleUploadedFile(name.rpartition("/")[2], word.picture(data, name))
            html = html.replace(f"/gambar/{key}", f"/gambar/{attachments.accept(section, file, by=by).key}")
    return html


def _save_programs(found: Import, decision: ProgramDecision, by: User) -> dict:
    """Save the programmes; of those that were there before, keep what they were."""
    section = decision.section
    entry = {"section": section.code, "title": section.title, "programs": [], "version": 0}
    changes = [Change(p["code"], p["based_on"], uuid.uuid4(), p["content"]) for p in decision.prepared]
    there = section.programs.with_figures().filter(code__in=[change.code for change in changes])
    before = {program.code: programs.snapshot(program) for program in there}
    for change, saved in zip(changes, program_saving.save_programs(section, changes, by=by), strict=True):
        if not saved.applied:
            raise SectionMoved(f"{change.code} diubah orang lain sejak pratinjau ini dibuat. Tidak ada yang disimpan; muat ulang "
                               "halaman.")
        code = saved.save.program_code
        entry["programs"].append({"code": code, "version": saved.version, "before": before.get(change.code)})
    drafting.trace("imported", section, by, f"{len(decision.prepared)} program dari berkas {found.name}")
    return entry


def _undo(found: Import, entry: dict, by: User) -> None:
    section = Section.objects.filter(plan=found.plan, code=entry["section"]).first()
    if section is None:
        raise Refused("bagian itu sudah dihapus dari kerangka.")
    now = drafting.locked(section)
    try:
        drafting.refuse_unless_writable(by, now)
    except NotAllowed:
        raise NotAllowed(f"bagian itu sedang tidak terbuka ({now.get_status_display().lower()}).") from None
    if "programs" in entry:
        _undo_programs(now, entry["programs"], by)
    elif now.version != entry["version"]:
        raise SectionMoved("bagian itu sudah disunting sesudah impor. Pakai riwayat bagian untuk mengambil naskah sebelumnya.")
    else:
        drafting.save_text(now, entry["html"], based_on=now.version, once_key=uuid.uuid4(), by=by)
    drafting.trace("import-undone", now, by, f"Impor dari berkas {found.name} diurungkan")


def _undo_programs(section: Section, taken: list[dict], by: User) -> None:
    present = dict(section.programs.values_list("code", "version"))
    if edited := [p["code"] for p in taken if present.get(p["code"]) != p["version"]]:
        raise SectionMoved(f"program {', '.join(edited[:5])} sudah disunting atau dihapus sesudah impor.")
    back = [Change(p["code"], p["version"], uuid.uuid4(), p["before"]) for p in taken]  # without a content the programme goes
    program_saving.save_programs(section, back, by=by)
