"""The permission table: for every address of the app, who gets in and who may act.

One line an address, by its name. `get` names the people who see the page, `post` those whose act goes through; everyone
else gets 404, or, where they may see the section (`seen`) but not do this, a refusal that changes nothing. A method
that a line does not name must not work for anybody. A stranger is sent to the login unless the line says otherwise.

With `data` the post is a whole and proper one, and the test wants it to leave its trace; without, only that it is let
in.
`status` is the state of Dinkes' section beforehand, `code` which object the address names.
"""
from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from pillars.models import Section
from tests import factories as make

# The people of tests/conftest.py, by their fixtures.
PENYUSUN, KEPALA, PEREVIU, KOORDINATOR = "penyusun", "kepala", "pereviu", "koordinator"
PERSETUJUAN, PEMBACA, OPD_LAIN, DAERAH_LAIN = "pemberi_persetujuan", "pembaca", "opd_lain", "orang_daerah_lain"

ALL = (PENYUSUN, KEPALA, PEREVIU, KOORDINATOR, PERSETUJUAN, PEMBACA, OPD_LAIN, DAERAH_LAIN)
REGION = ALL[:-1]  # everyone with an office in the region
READERS = REGION[:-1]  # those who read a section of Dinkes
WRITERS = (PENYUSUN, KEPALA, KOORDINATOR)
WHOLE_REGION = (PEREVIU, KOORDINATOR, PERSETUJUAN, PEMBACA)
COORDINATORS = (KOORDINATOR,)
REGION_HEADS = (KOORDINATOR, DAERAH_LAIN)  # a coordinator of any region: the page shows the own one only
WRITERS_OF_REGION = (PENYUSUN, KEPALA, KOORDINATOR, OPD_LAIN)  # who may write something somewhere in the plan
NOBODY = ()


@dataclass(frozen=True)
class Rule:
    get: tuple | None = None
    post: tuple | None = None
    seen: tuple = READERS
    stranger: str | int = "login"  # or a status: 200 for what is public, 401 for what answers a script
    status: str = "draft"
    args: dict | None = None
    data: Callable[[dict], dict] | None = None


def note(world: dict) -> dict:
    return {"version": world["section"].version, "revision": 1, "note": "Tambahkan data.", "text": "Mohon sumbernya."}


def text(world: dict) -> dict:
    return {"html": make.TEXT, "based_on": world["section"].version, "once_key": uuid.uuid4()}


def swot(world: dict) -> dict:
    return {"S": "Layanan sudah daring", "based_on": 1, "once_key": uuid.uuid4()}


def readiness(world: dict) -> dict:
    return {"unsur-TOTAL_FORMS": 1, "unsur-INITIAL_FORMS": 0, "unsur-0-group": "struktur", "unsur-0-name": "Anggaran",
            "unsur-0-value": "2", "unsur-0-reason": "Belum bertanda", "based_on": 1, "once_key": uuid.uuid4()}


def take_present(world: dict) -> dict:
    return {"take": "present"}


def version(world: dict) -> dict:
    return {"version": world["section"].version}
def table(world: dict) -> dict:
    return {"baris-TOTAL_FORMS": 1, "baris-INITIAL_FORMS": 0, "source": "Diolah", "based_on": 1, "once_key": uuid.uuid4()}


def nothing(world: dict) -> dict:
    return {}


def title(world: dict) -> dict:
    return {"title": "Judul lain", "matter": "body", "kind": "narrative", "shows_heading": "on"}


def agency(world: dict) -> dict:
    return {"name": "Dinas Perhubungan", "abbreviation": "Dishub", "affairs": "2.15", "starts_on": "2020-01-01"}


def program(world: dict) -> dict:
    rows = {f"{p}-{n}": v for p in ("ind", "bud") for n, v in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    return rows | {
        "sub_dimension": make.make_sub_dimension().pk, "name": "Antrean daring", "action_type": "program",
        "horizon": "medium", "start_year": 2025, "end_year": 2029, "everywhere": "on", "based_on": 1,
        "once_key": uuid.uuid4(),
    }


def regulation(world: dict) -> dict:
    return {"kind": "perda", "number": "4", "year": 2025, "title": "Rencana Induk", "issuer": "Kabupaten X", "status": "berlaku"}
def grid(world: dict) -> dict:
    cells = {"sub_dimension": make.make_sub_dimension().code, "name": "Antrean daring"}
    programs = [{"key": "a", "code": "", "version": 0, "cells": cells, "lines": [{"row": "r", "cells": {}}]}]
    return {"rows": json.dumps({"programs": programs, "removed": []}), "once_key": uuid.uuid4()}


def library(world: dict) -> dict:
    return {"name": "Desa cerdas", "unit": "desa", "direction": "naik"}


def style(world: dict) -> dict:
    colors = {"GOV": "#1f4e8c", "BRA": "#9a3b73", "ECO": "#a8620a", "LIV": "#0f766e", "SOC": "#5b4aa8", "ENV": "#3f7d20"}
    return {f"color_{code}": color for code, color in colors.items()} | {
        "cover": "band", "brand": "#12304f", "accent": "#c9962b", "typeface": "source", "text_size": "10.5",
        "margin_left": 30, "margin_right": 24, "margin_top": 27, "margin_bottom": 25, "numbers_by_chapter": "on",
        "list_depth": 3,
    }


PROGRAMS = {"code": "b1-01-03"}
PROGRAM = {**PROGRAMS, "program_code": "GOV-1-01"}
CODE = {"code": "b1-01-01"}
READINESS, SWOT = {"code": "b1-01-04"}, {"code": "b1-01-05"}
TABLES = {kind: {"code": f"b1-01-{n:02d}"} for n, kind in enumerate(Section.TABLES, 6)}
CHAPTER = {"code": "b1-01"}
EMPTY_CHAPTER = {"code": "b1-02"}

TABLE = {
    # the front door
    "home": Rule(get=ALL),
    "healthz": Rule(get=ALL, stranger=200),
    "choose-language": Rule(post=ALL, stranger=302, args={"code": "en"}),
    # one's own account: allauth's pages, each about the person who asks
    "account_login": Rule(get=ALL, post=ALL, stranger=200),
    "account_logout": Rule(get=ALL, post=ALL, stranger=302),
    "account_inactive": Rule(get=ALL, stranger=200),
    "account_reauthenticate": Rule(get=ALL, post=ALL),
    "account_change_password": Rule(get=ALL, post=ALL),
    "mfa_index": Rule(get=ALL),
    "mfa_authenticate": Rule(get=ALL, post=ALL),
    "mfa_reauthenticate": Rule(get=ALL, post=ALL),
    "mfa_activate_totp": Rule(get=ALL, post=ALL),
    "mfa_deactivate_totp": Rule(get=NOBODY, post=NOBODY),  # nobody here has one
    "mfa_view_recovery_codes": Rule(get=NOBODY),
    "mfa_generate_recovery_codes": Rule(get=ALL, post=ALL),
    "mfa_download_recovery_codes": Rule(get=NOBODY),
    # people and agencies of the region
    "region-new": Rule(get=NOBODY, post=NOBODY, seen=NOBODY),  # the installation's operator only
    "region": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS),
    "arms": Rule(get=REGION),
    "arms-change": Rule(post=COORDINATORS, seen=COORDINATORS),
    "agencies": Rule(get=COORDINATORS),
    "agency-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=agency),
    "agency": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=agency, args={"slug": "dinkes"}),
    "position-new": Rule(post=COORDINATORS, seen=COORDINATORS, args={"slug": "dinkes"},
                         data=lambda w: {"title": "Sekretaris Dinas", "rank": 2}),
    "position": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args={"slug": "dinkes"},
                     data=lambda w: {"name": "Kepala Dinas", "kind": "Plt.", "starts_on": "2026-01-05"}),
    "persons": Rule(get=COORDINATORS),
    "person-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS,
                       data=lambda w: {"full_name": "Penyusun baru", "username": "penyusun.baru", "role": "drafter",
                                       "agency": w["section"].lead_id}),
    "person": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args={"username": "opd-lain"},
                   data=lambda w: {"agency": w["section"].lead_id, "role": "viewer", "starts_on": "2026-01-05"}),
    "person-password": Rule(post=COORDINATORS, seen=COORDINATORS, args={"username": "opd-lain"}, data=nothing),
    "person-active": Rule(post=COORDINATORS, seen=COORDINATORS, args={"username": "opd-lain"}, data=nothing),
    "membership-end": Rule(post=COORDINATORS, seen=COORDINATORS, data=nothing),
    "import-sheet": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args={"kind": "opd"}),
    # one's own work
    "my-work": Rule(get=ALL),
    "queue": Rule(get=ALL),
    # reading a section
    "section": Rule(get=READERS, args=CODE),
    "section-history": Rule(get=READERS, args=CODE),
    "section-version": Rule(get=READERS, args={**CODE, "ref": "kini"}),
    "presence": Rule(post=READERS, args=CODE, stranger=401, data=lambda w: {"writes": 1}),
    "section-compare": Rule(get=READERS, args=CODE, status="submitted", data=lambda w: {"dari": 1, "ke": 1}),
    "picture": Rule(get=READERS),
    # writing it
    "section-write": Rule(get=READERS, args=CODE),
    "narrative-write": Rule(get=WRITERS, args=CODE),
    "narrative-save": Rule(post=WRITERS, seen=WRITERS, args=CODE, data=text, stranger=401),
    "save-aside": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=CODE, data=take_present),
    "version-restore": Rule(post=WRITERS, args={**CODE, "ref": "kini"}, data=version),
    "picture-upload": Rule(post=WRITERS, seen=WRITERS, args=CODE, stranger=401),
    # writing programmes: the section of Dinkes' programmes
    "programs-write": Rule(get=WRITERS, args=PROGRAMS),
    "program-grid": Rule(get=WRITERS, args=PROGRAMS),
    "program-grid-save": Rule(post=WRITERS, seen=WRITERS, args=PROGRAMS, data=grid, stranger=401),
    "matrix-download": Rule(get=WRITERS, args=PROGRAMS),
    "matrix-upload": Rule(get=WRITERS, post=WRITERS, seen=NOBODY, args=PROGRAMS),
    # importing: an import is its uploader's own, here the drafter's; 1 is a sheet for the section of programmes
    "sheet-import": Rule(get=(PENYUSUN,), post=(PENYUSUN,), seen=NOBODY, args=PROGRAMS),
    "imports": Rule(get=WRITERS_OF_REGION, post=WRITERS_OF_REGION, seen=NOBODY),
    "import": Rule(get=(PENYUSUN,), post=(PENYUSUN,), seen=NOBODY),
    "import-present": Rule(get=(PENYUSUN,)),
    "import-picture": Rule(get=(PENYUSUN,)),
    "import-undo": Rule(post=(PENYUSUN,), seen=NOBODY),
    "import-discard": Rule(post=(PENYUSUN,), seen=NOBODY, data=nothing),
    "program-new": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=PROGRAMS, data=program),
    "program-edit": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=PROGRAM, data=program),
    "program-remove": Rule(post=WRITERS, seen=WRITERS, args=PROGRAM, data=lambda w: {"based_on": 1}),
    "program-aside": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=PROGRAMS, data=take_present),
    # writing items: sections of readiness and of SWOT
    "readiness-write": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=READINESS, data=readiness),
    "readiness-aside": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=READINESS, data=take_present),
    "swot-write": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=SWOT, data=swot),
    "swot-aside": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=SWOT, data=take_present),
    # the same as tables: a kind that is one, and all kinds through Excel
    **{f"{kind}-write": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=code, data=table) for kind, code in TABLES.items()},
    **{f"{kind}-aside": Rule(get=WRITERS, post=WRITERS, seen=WRITERS, args=code, data=take_present)
       for kind, code in TABLES.items()},
    "items-download": Rule(get=WRITERS, args=READINESS),
    "items-sheet": Rule(get=WRITERS, post=WRITERS, seen=NOBODY, args=READINESS),
    # the help beside the forms
    "guidance-part": Rule(get=READERS, args={**CODE, "name": "before"}),
    "guidance-of-field": Rule(get=REGION, args={"field": "name"}),
    "guidance": Rule(get=COORDINATORS),
    "guidance-section": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args=CODE,
                             data=lambda w: {"before": "Rencana 2022: belum ada."}),
    "guidance-field": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args={"field": "name"},
                           data=lambda w: {"contents": "Nama resmi."}),
    # regulations and short words
    "regulation-search": Rule(get=REGION),
    "regulations": Rule(get=COORDINATORS),
    "regulation-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=regulation),
    "regulation": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args={"regulation": "uu-23-2014"},
                       data=regulation),
    "regulations-import": Rule(post=COORDINATORS, seen=COORDINATORS),
    "abbreviations": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS,
                          data=lambda w: {"short": "KIM", "long": "Kelompok Informasi Masyarakat"}),
    "abbreviation-remove": Rule(post=COORDINATORS, seen=COORDINATORS, data=nothing),
    # moving it
    "section-submit": Rule(post=WRITERS, args=CODE, data=note),
    "section-withdraw": Rule(post=WRITERS, args=CODE, data=note, status="submitted"),
    "section-approve": Rule(post=(KEPALA,), args=CODE, data=note, status="submitted"),
    "section-return": Rule(post=(KEPALA,), args=CODE, data=note, status="submitted"),
    "section-reopen": Rule(post=(KEPALA, KOORDINATOR), args=CODE, data=note, status="approved"),
    "comment-add": Rule(post=(PENYUSUN, KEPALA, PEREVIU, KOORDINATOR, PERSETUJUAN), args=CODE, data=note),
    "comment-resolve": Rule(post=(PENYUSUN, KEPALA, PEREVIU, KOORDINATOR, PERSETUJUAN), args=CODE, data=note),
    # the plan
    "board": Rule(get=WHOLE_REGION),
    "plan-new": Rule(get=REGION_HEADS, post=REGION_HEADS),
    "outline": Rule(get=COORDINATORS),
    "nomenclature": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS),
    "library": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS),
    "library-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=library),
    "library-entry": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=library),
    "nomenclature-search": Rule(get=REGION),
    "library-search": Rule(get=REGION),
    "plan-settings": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS),
    "stages": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS),
    "stage-remove": Rule(post=COORDINATORS, seen=COORDINATORS, args={"number": 3}, data=nothing),
    "chapter-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=title),
    "chapter-edit": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args=CHAPTER, data=title),
    "chapter-remove": Rule(post=COORDINATORS, seen=COORDINATORS, args=EMPTY_CHAPTER, data=nothing),
    "chapter-move": Rule(post=COORDINATORS, seen=COORDINATORS, args=CHAPTER, data=lambda w: {"step": "1"}),
    "section-new": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args=CHAPTER, data=title),
    "section-outline": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, args=CODE, data=title),
    "section-remove": Rule(post=COORDINATORS, seen=COORDINATORS, args={"code": "b1-01-02"}, data=nothing),
    "section-move": Rule(post=COORDINATORS, seen=COORDINATORS, args=CODE, data=lambda w: {"step": "1"}),
    # the printed book
    "books": Rule(get=REGION),
    "book-request": Rule(
        post=(PEREVIU, KOORDINATOR, PERSETUJUAN), seen=REGION, data=lambda w: {"mode": "draft", "book": 1}),
    "book-style": Rule(get=COORDINATORS, post=COORDINATORS, seen=COORDINATORS, data=style),
    "book-build": Rule(get=WHOLE_REGION),
    "book-file": Rule(get=WHOLE_REGION),
    # the book on the screen: those who read whole books, and Dinkes its own part; `number` is that of the book
    "preview": Rule(post=WRITERS, args=CODE, seen=WRITERS, stranger=401),
    "reference-search": Rule(get=WRITERS, args=CODE),
    "reading": Rule(get=REGION),
    "reading-book": Rule(get=READERS, args={"number": 1}),
    "reading-chapter": Rule(get=READERS, args={"number": 1, **CHAPTER}),
    "reading-picture": Rule(get=READERS),
}
