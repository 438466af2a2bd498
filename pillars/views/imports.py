"""Importing: a Word document or a sheet of programmes is uploaded, looked at part by part, taken, and undone at will.

An import belongs to the person who brought the file; for everybody else it does not exist.
"""
from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opd.models import User
from pillars import attachments, rules, tasks
from pillars.forms.imports import WordForm
from pillars.imports import any_matrix, columns, sheet, word, word_matching, word_package, word_taking
from pillars.imports.any_matrix import Options, Proposed
from pillars.imports.columns import Cell
from pillars.models import FundingSource, Import, Plan, Section, SubDimension
from pillars.refusals import Refused
from pillars.views._load import plan_for, section_for_writing

DAYS_KEPT = 14  # a file on which nobody decided
SLOW = dt.timedelta(minutes=3)  # after this the page says that something is wrong
SCALES = [(1, "Rp1"), (1_000, "Rp1.000"), (1_000_000, "Rp1.000.000"), (1_000_000_000, "Rp1.000.000.000")]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Upload a Word document for a plan; below, what was imported before. `bagian` names the section where it was begun."""
    plan = plan_for(request.user, plan_code)
    if not _writes_in(request.user, plan):
        raise Http404
    code = request.POST.get("bagian") or request.GET.get("bagian")
    section = Section.objects.visible_to(request.user).filter(plan=plan, code=code).first() if code else None
    form, error = WordForm(request.POST or None, request.FILES or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import", plan_code, _begin(request.user, plan, section, form.cleaned_data["document"]).pk)
        except Refused as refusal:
            error = str(refusal)
    return render(request, "pillars/import_start.html", {
        "plan": plan, "section": section, "form": form, "error": error,
        "earlier": plan.imports.filter(by=request.user).defer("found")[:20],
    })


def _begin(user: User, plan: Plan, section: Section | None, upload) -> Import:
    name = (upload.name or "dokumen.docx")[-200:]
    if upload.size > word_package.MOST_BYTES:
        word_package.refuse_others(b" " * (word_package.MOST_BYTES + 1), name)
    data = upload.read()
    word_package.refuse_others(data, name)
    _sweep(user)
    found = Import(plan=plan, section=section, by=user, name=name)
    found.file.save(f"{uuid.uuid4()}.docx", ContentFile(data), save=False)
    found.save()
    tasks.read_word.enqueue(found.pk)
    return found


def _sweep(user: User) -> None:
    """Files of one's own that were never decided on do not lie about for ever."""
    old = Import.objects.filter(by=user, decided_at=None, at__lt=timezone.now() - dt.timedelta(days=DAYS_KEPT))
    for found in old:
        found.file.delete(save=False)
        found.delete()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """One import: while it is read, its progress; then part by part beside what the sections have; at the end what came of it."""
    found = _import_for(request.user, plan_code, number)
    if found.kind == Import.Kind.SHEET and found.state == Import.State.READY:
        return redirect("sheet-import", plan_code, found.section.code, found.pk)
    polled = bool(request.headers.get("HX-Request"))
    if found.state == Import.State.READING:
        return render(request, "pillars/_import_state.html" if polled else "pillars/import_done.html",
                      {"found": found, "plan": found.plan, "is_slow": timezone.now() - found.at > SLOW})
    if polled:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.state != Import.State.READY:
        return render(request, "pillars/import_done.html", {"found": found, "plan": found.plan})
    page = _Page(request, found)
    if request.method == "POST" and "take" in request.POST and page.decide():
        return redirect("import", plan_code, found.pk)
    return render(request, "pillars/import_word.html", {"found": found, "plan": found.plan, "page": page, "SCALES": SCALES})


@login_required
@require_safe
def present(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """What a section has now, for the other side of a part; the section is in the parameter that the choice sends."""
    found = _import_for(request.user, plan_code, number)
    code = next((value for name, value in request.GET.items() if name.startswith("bagian-")), "")
    section = Section.objects.visible_to(request.user).filter(plan=found.plan, code=code).first() if code else None
    return render(request, "pillars/_import_present.html", {"section": section})


@login_required
@require_safe
def picture(request: HttpRequest, plan_code: str, number: int, key: uuid.UUID) -> HttpResponse:
    """A picture of a document that is not taken yet."""
    found = _import_for(request.user, plan_code, number)
    name = found.found.get("pictures", {}).get(str(key))
    if name is None or not found.file:
        raise Http404
    with found.file.open("rb") as file:
        data, media_type, _suffix = attachments.reencode(io.BytesIO(word.picture(file.read(), name)))
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_POST
def undo(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """Bring every section of an import back to what it was, except those that were edited since."""
    found = _import_for(request.user, plan_code, number)
    try:
        back, refused = word_taking.undo(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import", plan_code, number)
    if back:
        messages.success(request, _("Impor diurungkan: %(n)d bagian kembali ke isi sebelumnya.") % {"n": len(back)})
    for text in refused:
        messages.error(request, text)
    return redirect("import", plan_code, number)


@login_required
@require_POST
def discard(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """Give up a file that was not taken."""
    found = _import_for(request.user, plan_code, number)
    if found.state in (Import.State.APPLIED, Import.State.UNDONE):
        messages.error(request, _("Impor ini sudah diputuskan."))
        return redirect("import", plan_code, number)
    found.file.delete(save=False)
    found.delete()
    messages.success(request, _("Berkas dibuang. Tidak ada bagian yang berubah."))
    return redirect("imports", plan_code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_import(request: HttpRequest, plan_code: str, code: str, number: int) -> HttpResponse:
    """A sheet of any shape: what its columns mean, which programmes it tells of, what is wrong in which cell; then take it."""
    section = section_for_writing(request.user, plan_code, code, Section.Kind.PROGRAMS)
    found = get_object_or_404(Import, plan=section.plan, section=section, pk=number, by=request.user, kind=Import.Kind.SHEET)
    if found.state != Import.State.READY:
        return redirect("import", plan_code, number)
    table = _Table(section, "t", _cells(found.found["sheets"][_sheet_at(request, found)]["rows"]), request.POST)
    if request.method == "POST" and "take" in request.POST:
        try:
            prepared = table.prepared()
            word_taking.take(found, [], [word_taking.ProgramDecision(-1, section, prepared)] if prepared else [], by=request.user)
            messages.success(request, _("%(n)d program disimpan dari berkas. Impor ini dapat diurungkan.") % {"n": len(prepared)})
            return redirect("import", plan_code, number)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return render(request, "pillars/import_sheet.html", {
        "found": found, "section": section, "plan": section.plan, "table": table, "at": _sheet_at(request, found),
        "SCALES": SCALES,
    })


def begin_sheet(user: User, section: Section, upload) -> Import:
    """Keep a workbook that the app did not make, to be looked at. Raises `opd.imports.SheetError`."""
    sheets = sheet.read(upload)
    _sweep(user)
    return Import.objects.create(plan=section.plan, section=section, by=user, kind=Import.Kind.SHEET, state=Import.State.READY,
                                 name=(upload.name or "matriks.xlsx")[-200:], found={"sheets": sheets, "losses": []})


def _sheet_at(request: HttpRequest, found: Import) -> int:
    """Which sheet of the workbook: the chosen one, else the first that looks like a matrix."""
    asked = request.POST.get("lembar", "")
    sheets = found.found["sheets"]
    if asked.isdecimal() and int(asked) < len(sheets):
        return int(asked)
    years = found.plan.years
    return next((n for n, s in enumerate(sheets) if columns.recognise(_cells(s["rows"]), years)), 0)


def _import_for(user: User, plan_code: str, number: int) -> Import:
    imports = Import.objects.select_related("plan__region", "section")
    return get_object_or_404(imports, plan=plan_for(user, plan_code), pk=number, by=user)


def _writes_in(user: User, plan: Plan) -> bool:
    agencies = plan.region.agencies.filter(pk__in=user.agency_ids_as(*rules.WRITERS))
    return rules.can_coordinate(user, plan) or agencies.exists()


def _cells(rows: list) -> list[list[Cell]]:
    return [[Cell(*cell) for cell in row] for row in rows]


class _Table:
    """A table of programmes on a page: the choices about it as they stand, and the programmes that come of them."""

    def __init__(self, section: Section | None, name: str, rows: list[list[Cell]], data):
        self.section, self.name, self.rows = section, name, rows
        years = section.plan.years if section else []
        self.heads = columns.recognise(rows, years) if section else None
        width = max(map(len, rows), default=0)
        self.words = self.heads.words if self.heads else [f"Kolom {n + 1}" for n in range(width)]
        meanings = self.heads.meanings if self.heads else [columns.NONE] * width
        known = {str(value) for value, _label in columns.choices(years)}
        asked = [data.get(f"{name}-kolom-{n}") for n in range(width)]
        self.meanings = [a if a in known else m for a, m in zip(asked, meanings, strict=True)]
        self.choices = columns.choices(years)
        self.scale = int(data.get(f"{name}-skala") or (self.heads.scale if self.heads else 1))
        self.first = self.heads.first if self.heads else 1
        self.sub_dimensions = list(SubDimension.objects.select_related("pillar"))
        self.sub_dimension = data.get(f"{name}-subdimensi", self._usual_sub_dimension())
        self.source = data.get(f"{name}-sumber") if data.get(f"{name}-sumber") in FundingSource.values else FundingSource.APBD
        self.sources = FundingSource.choices
        self.is_matrix = columns.is_matrix(self.meanings)
        options = Options(self.meanings, self.first, self.scale, self.source, self.sub_dimension)
        self.programs = any_matrix.programs_of(section, rows, options) if section and self.is_matrix else []
        asked = set(data.getlist(f"{name}-ambil")) if hasattr(data, "getlist") and f"{name}-dilihat" in data else None
        usual = [p.suggested for p in self.programs]
        self.chosen = usual if asked is None else [str(n) in asked for n in range(len(usual))]

    def _usual_sub_dimension(self) -> str:
        pillar = self.section.pillar_id if self.section else None
        return next((s.code for s in self.sub_dimensions if s.pillar_id == pillar), "")

    @property
    def shown(self) -> list[tuple[int, Proposed, bool]]:
        return [(n, p, c) for n, (p, c) in enumerate(zip(self.programs, self.chosen, strict=True))]

    @property
    def columns(self) -> list[tuple[int, str, str, list[str]]]:
        """(index, head, meaning, the first values below it)"""
        rows = self.rows[self.first:]
        return [(n, word_, meaning, [r[n].text for r in rows if n < len(r) and r[n].own and r[n].text.strip()][:2])
                for n, (word_, meaning) in enumerate(zip(self.words, self.meanings, strict=True)) if word_ or meaning]

    @property
    def number(self) -> int:
        return sum(self.chosen)

    def prepared(self) -> list[dict]:
        """The chosen programmes. Raises `Refused` when something is wrong with one of them."""
        chosen = [p for p, c in zip(self.programs, self.chosen, strict=True) if c]
        if wrong := [f"“{p.name[:60]}”" for p in chosen if p.content is None]:
            raise Refused(_("Masih ada yang perlu diperbaiki pada %(names)s. Perbaiki berkasnya, ubah arti kolomnya, atau "
                            "lepaskan centangnya. Belum ada yang disimpan.") % {"names": ", ".join(wrong[:3])})
        return [p.prepared() for p in chosen]


@dataclass
class _Row:
    """A part on the page, with what was chosen for it."""

    n: int
    part: dict
    html: str
    code: str
    how: str
    section: Section | None = None
    fault: str = ""
    matrices: list = field(default_factory=list)


class _Page:
    """All parts of a document with the choices: those proposed, or those that were sent."""

    def __init__(self, request: HttpRequest, found: Import):
        self.request, self.found, data = request, found, request.POST
        self.sections = word_matching.open_sections(found.plan, request.user)
        by_code = {s.code: s for s in self.sections}
        self.texts = word_matching.chapters_first(s for s in self.sections if s.kind == Section.Kind.NARRATIVE)
        self.for_programs = word_matching.chapters_first(s for s in self.sections if s.kind == Section.Kind.PROGRAMS)
        # What the person saw; comes back with the choices, so that a text that changed since is noticed.
        self.seen = json.loads(data["seen"]) if "seen" in data else {s.code: s.version for s in self.sections}
        self.rows = [self._row(n, part, by_code, data) for n, part in enumerate(found.found["parts"])]
        for m, matrix in enumerate(found.found["matrices"]):
            self.rows[matrix["part"]].matrices.append(self._matrix(m, matrix, by_code, data))
        self.many = len(self.rows) > 6

    @property
    def seen_json(self) -> str:
        return json.dumps(self.seen)

    def _row(self, n: int, part: dict, by_code: dict, data) -> _Row:
        code = data.get(f"bagian-{n}", part["proposed"])
        section = by_code.get(code)
        usual = word_taking.SKIP if section is None else word_taking.APPEND if section.body else word_taking.REPLACE
        html = word.html_of(part)
        for key in self.found.found["pictures"]:
            html = html.replace(f"/gambar/{key}", reverse("import-picture", args=[self.found.plan.code, self.found.pk, key]))
        return _Row(n, part, html, code, data.get(f"cara-{n}", usual), section)

    def _matrix(self, m: int, matrix: dict, by_code: dict, data) -> tuple[int, dict, str, str, _Table]:
        code = data.get(f"program-{m}", matrix["proposed"])
        section = by_code.get(code)
        how = data.get(f"tabel-{m}", "programs" if section else "table")
        return m, matrix, code, how, _Table(section, f"m{m}", _cells(matrix["rows"]), data)

    def decide(self) -> bool:
        """Take what was chosen; False when something stands in the way, which is then said on the page."""
        decisions, of_programs = [], []
        try:
            for row in self.rows:
                for m, _matrix, _code, how, table in row.matrices:
                    if how == "programs" and table.section is None:
                        raise Refused(_("Pilih bagian program untuk tabel di “%(title)s”.") % {"title": row.part["title"]})
                    if how == "programs" and (prepared := table.prepared()):
                        of_programs.append(word_taking.ProgramDecision(m, table.section, prepared))
                if row.how != word_taking.SKIP:
                    if row.section is None or row.section.kind != Section.Kind.NARRATIVE:
                        row.fault = _("Pilih bagiannya, atau lewati.")
                        title = row.part["title"] or _("Awal dokumen")
                        raise Refused(_("Pilih bagian untuk “%(title)s”, atau lewati.") % {"title": title})
                    version = int(self.seen.get(row.section.code, -1))
                    decisions.append(word_taking.Decision(row.n, row.section, row.how, version))
            changed = word_taking.take(self.found, decisions, of_programs, by=self.request.user)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return False
        messages.success(self.request, _("%(n)d bagian diisi dari dokumen. Impor ini dapat diurungkan.") % {"n": len(changed)})
        return True
