"""The book on the screen: which books there are, what is in one, one chapter, and its pictures.

`?naskah=disetujui` shows approved text only, as a final would print it; without it the draft. `?opd=dinkes` shows the own
part of an agency; who does not read whole books gets that of the own agency. `?cari=` looks for words.
"""
from __future__ import annotations

import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from masterplan import parts, reading, rules
from masterplan.book import content as content_step
from masterplan.book.shape import Book, Content
from masterplan.models import BookBuild
from opd.models import Agency, User
from pillars import rules as pillar_rules
from pillars.models import Attachment, Plan
from pillars.views._load import plan_for

SHOWN = 5  # passages of one chapter in the list of what was found


@login_required
@require_safe
def index(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The books that the person may read, or the own agency's part of them."""
    plan = plan_for(request.user, plan_code)
    books = {book.pk: book for book in plan.books.all()}
    naskah = {"naskah": "disetujui"} if _wants_approved(request) else {}
    shelves = [
        {"part": part, "query": urlencode(({"opd": part.agency.slug} if part.agency else {}) | naskah),
         "books": [books[pk] for pk in sorted({s.chapter.book_id for s in part.sections}, key=list(books).index)]}
        for part in parts.parts_for(request.user, plan) if part.book or part.agency
    ]
    return render(request, "masterplan/reading/index.html", {
        "plan": plan, "shelves": [s for s in shelves if s["books"]], "approved": bool(naskah),
    })


@login_required
@require_safe
def book(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """Cover and contents of a book, or with `?cari=` the passages that were found in it."""
    plan = plan_for(request.user, plan_code)
    content = _content(request, plan)
    found = _book(content, number)
    if found is None:
        return _nothing_approved(request, content, reverse("reading", args=[plan.code]))
    frame = _frame(request, plan, content, found)
    if frame["asked"]:
        return render(request, "masterplan/reading/search.html", frame | _search(content, found, frame))
    written = [s for c in found.chapters for s in c.sections if s.is_written and not s.is_left_out]
    return render(request, "masterplan/reading/book.html", frame | {
        "written": len(written), "approved": sum(s.status == "approved" for s in written),
        "left_out": [x for x in content.left_out if x.book == number],
    })


@login_required
@require_safe
def chapter(request: HttpRequest, plan_code: str, number: int, code: str) -> HttpResponse:
    """One chapter, with the words of `?cari=` marked in it."""
    plan = plan_for(request.user, plan_code)
    content = _content(request, plan)
    found = _book(content, number)
    try:
        page = reading.page(content, found, code) if found else None
    except KeyError:
        page = None
    if page is None:
        return _nothing_approved(request, content, reverse("reading-book", args=[plan.code, number]))
    frame = _frame(request, plan, content, found)
    at = [listed.code for listed in frame["chapters"]].index(code)
    here = {s.code for c in found.chapters if c.code == code for s in c.sections}
    return render(request, "masterplan/reading/chapter.html", frame | {
        "page": page, "here": code,
        "parts": [(part, reading.highlight(part.html, frame["words"])) for part in page.parts],
        "before": frame["chapters"][at - 1] if at else None,
        "after": next(iter(frame["chapters"][at + 1:]), None),
        "hits": len(reading.find(page, frame["words"])),
        "writable": _writable(request.user, plan, [part.code for part in page.parts]),
        "left_out": [x for x in content.left_out if x.code in here],
    })


@login_required
@require_safe
def picture(request: HttpRequest, plan_code: str, key: uuid.UUID) -> HttpResponse:
    """A picture that stands in a text which the person may read here."""
    plan = plan_for(request.user, plan_code)
    pictures = Attachment.objects.filter(plan=plan)
    if not rules.reads_whole_books(request.user, plan):
        own = plan.sections.filter(lead__in=list(_own_agencies(request.user, plan).values()))
        # A picture of another section that was copied into an own text is read there.
        if not own.filter(body__contains=f"/gambar/{key}").exists():
            pictures = pictures.filter(section__in=own)
    found = get_object_or_404(pictures, key=key)
    etag = quote_etag(found.sha256)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(found.file.read(), content_type=found.media_type)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _content(request: HttpRequest, plan: Plan) -> Content:
    """What the person reads of the plan: the whole, or the part of an own agency."""
    own, asked = _own_agencies(request.user, plan), request.GET.get("opd", "")
    agency = own.get(asked)
    if asked and agency is None:
        raise Http404
    if agency is None and not rules.reads_whole_books(request.user, plan):
        agency = next(iter(own.values()), None)
        if agency is None:
            raise Http404
    return content_step.collect(plan, agency=agency, mode="final" if _wants_approved(request) else "draft")


def _own_agencies(user: User, plan: Plan) -> dict[str, Agency]:
    return {
        o.agency.slug: o.agency for o in user.offices
        if o.role in pillar_rules.WRITERS and o.agency.region_id == plan.region_id
    }


def _wants_approved(request: HttpRequest) -> bool:
    return request.GET.get("naskah") == "disetujui"


def _book(content: Content, number: int) -> Book | None:
    return next((b for b in content.books if b.number == number), None)


def _nothing_approved(request: HttpRequest, content: Content, above: str) -> HttpResponse:
    """A draft that is not there is nowhere; one of which nothing is approved yet leads a step up and says so."""
    if content.is_draft:
        raise Http404
    messages.info(request, _("Bagian buku itu belum memuat naskah yang disetujui."))
    return redirect(above + reading.query(content))


def _frame(request: HttpRequest, plan: Plan, content: Content, found: Book) -> dict:
    """What every page of a book shows around its text."""
    asked = " ".join(request.GET.get("cari", "").split())[:100]
    query = reading.query(content)
    other = reading.query(replace(content, mode="final" if content.is_draft else "draft"))
    return {
        "plan": plan, "content": content, "book": found, "chapters": reading.contents(content, found),
        "query": query, "other": other or "?", "asked": asked, "words": reading.words_of(asked),
        "searched": f"{query}{'&' if query else '?'}{urlencode({'cari': asked})}" if asked else query,
        "pdf": _latest_pdf(request.user, plan, content, found), "can_build": _can_build(request.user, plan, content),
    }


def _latest_pdf(user: User, plan: Plan, content: Content, found: Book) -> BookBuild | None:
    scope = {"agency__slug": content.agency.slug} if content.agency else {"agency": None, "book": found.number}
    return (
        BookBuild.objects.visible_to(user).filter(plan=plan, mode=content.mode, state=BookBuild.State.DONE, **scope)
        .exclude(sha256="").select_related("agency", "plan").first()
    )


def _can_build(user: User, plan: Plan, content: Content) -> bool:
    if not content.is_draft:
        return rules.can_build_final(user, plan) and not content.agency
    own = _own_agencies(user, plan).get(content.agency.slug) if content.agency else None
    return rules.can_build_draft(user, plan, own)


def _search(content: Content, found: Book, frame: dict) -> dict:
    words, groups = frame["words"], []
    for listed in frame["chapters"] if words else ():
        page = reading.page(content, found, listed.code)
        passages = reading.find(page, words)
        if passages:
            groups.append({"chapter": listed, "count": len(passages), "shown": [
                (p.anchor, page.title_of(p.anchor), reading.pieces(p.text, words, around=110)) for p in passages[:SHOWN]
            ]})
    return {"groups": groups, "count": sum(group["count"] for group in groups)}


def _writable(user: User, plan: Plan, codes: list[str]) -> set[str]:
    sections = plan.sections.filter(code__in=codes).select_related("plan__region").prefetch_related("supporting")
    return {section.code for section in sections if pillar_rules.can_write(user, section)}
