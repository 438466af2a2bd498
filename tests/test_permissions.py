"""Every address asked by every kind of person, against the table in tests/permissions.py.

An address without a line fails: a new view comes with its rule.
"""
from __future__ import annotations

import io
import uuid
import zipfile
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from PIL import Image

from masterplan.models import BookBuild
from opd.models import User
from pillars import attachments, citations, comments, drafting, program_saving, programs
from pillars.models import Chapter, Import, LibraryIndicator, Plan, Section
from tests import factories as make
from tests.permissions import ALL, TABLE

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"


def addresses(patterns=None, prefix: str = "") -> dict[str, set[str]]:
    """{name: the arguments it takes} for the whole URL configuration."""
    found: dict[str, set[str]] = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            found.setdefault(entry.name, set()).update(entry.pattern.converters, prefix.split())
        else:
            found |= addresses(entry.url_patterns, " ".join([prefix, *entry.pattern.converters]))
    return found


ADDRESSES = addresses()


def test_every_address_has_a_line_in_the_table_and_every_line_an_address():
    assert set(ADDRESSES) == set(TABLE)


@pytest.fixture
def world(plan, settings, request):
    """A plan in the midst of life: everything that an address can name is there once, in Dinkes' section."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "book"]}}
    people = {name: request.getfixturevalue(name) for name in ALL}
    people["orang_daerah_lain"] = people["orang_daerah_lain"].koordinator
    Chapter.objects.create(book=plan.books.get(), code="b1-02", order=2, title="Bab kosong")
    section = make.make_section(plan)
    make.make_section(plan, code="b1-01-02")
    programmes = make.make_section(plan, code="b1-01-03", kind=Section.Kind.PROGRAMS)
    by = people["penyusun"]
    late = late_program(programmes, by)
    late_items = [late_save(make.make_section(plan, code=f"b1-01-{n:02d}", kind=kind), by)
                  for n, kind in enumerate(Section.ITEMIZED, 4)]
    make.write(section)
    aside = drafting.save_text(section, make.TEXT + "<p>Terlambat.</p>", based_on=0, once_key=uuid.uuid4(), by=by).save
    picture = attachments.accept(section, png(), by=by)
    comment = comments.add(section, "Mohon sumbernya.", by=people["pereviu"])
    build = BookBuild.objects.create(plan=plan, mode="draft", requested_by=people["koordinator"], office="Koordinator",
                                     state=BookBuild.State.FAILED, error="Tidak ada apa-apa.")
    own = LibraryIndicator.objects.create(region=plan.region, code="desa", name="Desa", unit="desa")
    post = make.make_position(None, section.lead, "Sekretaris", name="Sekretaris Dinas Kesehatan")
    plan.region.arms.save("64.09.png", ContentFile(png().read()))
    brought, sheet = imports_of(plan, programmes, picture.key, by)
    section.refresh_from_db()
    citations.ensure_national()
    short = plan.region.abbreviations.create(short="RTIK", long="Relawan Teknologi Informasi dan Komunikasi")
    return {
        "people": people, "plan": plan, "section": section, "plan_code": plan.code, "region_code": plan.region.code,
        "book": "b1", "key": picture.key,
        "numbers": {
            "program-aside": late.pk, "save-aside": aside.pk,
            **{f"{kind}-aside": save.pk for kind, save in zip(Section.ITEMIZED, late_items, strict=True)},
            "abbreviation-remove": short.pk, "comment-resolve": comment.pk, "book-build": build.pk, "book-file": build.pk,
            "library-entry": own.pk, "position": post.position_id, "membership-end": people["opd_lain"].memberships.get().pk,
            "import": brought, "import-present": brought, "import-picture": brought, "import-undo": brought,
            "import-discard": brought, "sheet-import": sheet,
        },
    }


def late_program(section: Section, by: User):
    """GOV-1-01 at version 1, and a save of it that came too late."""
    content = programs.snapshot(make.make_program(section)) | {"supporting": []}
    section.programs.all().delete()
    made = program_saving.save_program(section, content, code="", based_on=0, once_key=uuid.uuid4(), by=by)
    late = program_saving.save_program(section, content, code=made.save.program_code, based_on=0, once_key=uuid.uuid4(), by=by)
    return late.save


def late_save(section: Section, by: User):
    """Version 1 of a section of items, and a save that came too late."""
    for _ in range(2):
        saved = drafting.save_items(section, {}, based_on=0, once_key=uuid.uuid4(), by=by)
    return saved.save


def imports_of(plan: Plan, section: Section, key: uuid.UUID, by: User) -> tuple[int, int]:
    """A Word document with a picture, whose key here is `key`, and a sheet: both read and not decided on."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/media/a.png", png().read())
    word = Import(plan=plan, by=by, name="bab.docx", state="ready",
                  found={"parts": [], "matrices": [], "losses": [], "pictures": {str(key): "word/media/a.png"}})
    word.file.save("bab.docx", ContentFile(packed.getvalue()))
    sheet = Import.objects.create(plan=plan, section=section, by=by, name="matriks.xlsx", kind="sheet", state="ready",
                                  found={"sheets": [{"title": "A", "rows": [[["Program", "A1", True, ""]]]}], "losses": []})
    return word.pk, sheet.pk


def png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return SimpleUploadedFile("peta.png", out.getvalue())


def address_of(name: str, world: dict) -> str:
    known = {**world, "number": world["numbers"].get(name), **(TABLE[name].args or {})}
    return reverse(name, kwargs={argument: known[argument] for argument in ADDRESSES[name]})


def ask(client, method: str, name: str, world: dict):
    rule, address = TABLE[name], address_of(name, world)
    data = rule.data(world) if rule.data else {}
    return client.get(address, data if rule.post is None else {}) if method == "get" else client.post(address, data)


def traces() -> dict:
    """What acts leave behind: rows of the three rooms (having read something is no act), and the sections' state."""
    counted = {
        m.__name__: m.objects.count() for room in ("opd", "pillars", "masterplan")
        for m in apps.get_app_config(room).get_models() if m.__name__ != "Seen"
    }
    sections = Section.objects.order_by("pk").values_list("status", "version", "stage", "order")
    return counted | {"sections": list(sections)}


def is_login(response) -> bool:
    return response.status_code == 302 and response.url.startswith(LOGIN)


def bring(section: Section, status: str) -> None:
    if status != "draft":
        make.submit(section)
        while status == "approved" and section.status != status:
            make.approve_once(section)


def lines(method: str) -> list[str]:
    return [name for name, rule in TABLE.items() if getattr(rule, method) is not None]


def dozens(method: str):
    """The addresses of a method, twelve a test: to make the world takes as long as to ask ten of them."""
    names = lines(method)
    return [pytest.param(names[n:n + 12], id=names[n]) for n in range(0, len(names), 12)]


@contextmanager
def undone(section: Section):
    """Whatever is done here is as if it had not been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    section.refresh_from_db()


class Browsers:
    """A browser for each person, logged in once: whatever an act does with the session, the next finds it as it was."""

    def __init__(self, world: dict, client_for):
        self.clients = {who: client_for(user) for who, user in world["people"].items()}
        self.sessions = {who: client.cookies[settings.SESSION_COOKIE_NAME].value for who, client in self.clients.items()}

    def each(self):
        for who, client in self.clients.items():
            client.cookies.clear()
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
            yield who, client


@pytest.mark.parametrize("names", dozens("get"))
def test_a_page_opens_for_those_named_and_does_not_exist_for_others(names, world, client_for):
    section, browsers = world["section"], Browsers(world, client_for)
    for name in names:
        with undone(section):
            bring(section, TABLE[name].status)
            for who, client in browsers.each():
                with undone(section):
                    check_page(name, who, ask(client, "get", name, world))


def check_page(name: str, who: str, response) -> None:
    opened = TABLE[name].get
    if who in opened:
        assert response.status_code in (200, 302), (name, who, response.status_code)
        assert not is_login(response), (name, who)
    else:
        assert response.status_code in (404, 405) or not opened, (name, who, response.status_code)


@pytest.mark.parametrize("names", dozens("post"))
def test_an_act_goes_through_for_those_named_and_leaves_no_trace_of_others(names, world, client_for):
    section, browsers = world["section"], Browsers(world, client_for)
    for name in names:
        with undone(section):
            bring(section, TABLE[name].status)
            before = traces()
            for who, client in browsers.each():
                with undone(section):
                    response = ask(client, "post", name, world)
                    check_act(name, who, response, traces() != before)


def check_act(name: str, who: str, response, acted: bool) -> None:
    rule = TABLE[name]
    if who in rule.post:
        assert response.status_code in (200, 302, 400), (name, who, response.status_code)
        assert acted or rule.data is None, f"{name}, {who}: nothing happened, {response.status_code}"
    else:
        assert not acted, (name, who)
        refused = (302, 403, 404, 409) if who in rule.seen else (404,)
        assert response.status_code in refused, (name, who, response.status_code)


def test_a_method_without_a_line_works_for_nobody(world, client_for):
    works = []
    for who, user in world["people"].items():
        client = client_for(user)
        for name, method in [(n, m) for n, rule in TABLE.items() for m in ("get", "post") if getattr(rule, m) is None]:
            response = client.generic(method.upper(), address_of(name, world))
            if response.status_code not in (404, 405):
                works.append((name, method, who, response.status_code))
    assert works == []


def test_a_stranger_is_sent_to_the_login_and_leaves_no_trace(world, client_for):
    stranger, before, wrong = client_for(None), traces(), []
    for name, method in [(n, m) for m in ("get", "post") for n in lines(m)]:
        response, expected = ask(stranger, method, name, world), TABLE[name].stranger
        if not (is_login(response) if expected == "login" else response.status_code == expected):
            wrong.append((name, method, response.status_code))
    assert wrong == []
    assert traces() == before


def test_a_former_colleague_is_let_in_nowhere(world, client_for, penyusun):
    """Whose last office has ended sees the own account, and of the region nothing."""
    penyusun.memberships.update(ends_on=make.LONG_AGO)
    former = client_for(User.objects.get(pk=penyusun.pk))
    for name in lines("get"):
        if "plan_code" in ADDRESSES[name] or name == "picture":
            assert ask(former, "get", name, world).status_code == 404, name
