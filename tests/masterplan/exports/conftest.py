"""A small plan with one of each kind of section as a `Content`, and ways to write and read files of other formats."""
from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile

import pytest
from lxml import etree

from masterplan.book.content import collect
from masterplan.book.shape import as_data
from masterplan.exports import FORMATS
from pillars.models import QuickWin
from tests import factories as make
from tests.masterplan.book.conftest import appendix, chapter, generated, programs, write, written  # noqa: F401

KINDS = ("matrix", "roadmap", "strategy", "summary", "alignment", "budget", "quickwins")


@pytest.fixture
def content(plan, written, programs):  # noqa: F811
    """Chapter I: a narrative and each generated kind; appendix 1: the programmes of an agency."""
    make.make_mission(plan)
    QuickWin.objects.create(program=programs.programs.first(), short_name="Satu Pintu", problem="Antrean panjang.")
    for kind in KINDS:
        generated(plan, kind, title=f"Tentang {kind}", pillar=make.make_pillar("GOV") if kind != "alignment" else None)
    return collect(plan, year=2026)


def file_of(content, key: str) -> bytes:
    """The file of `content`, written once for all tests that read the same."""
    name = key, json.dumps(as_data(content), sort_keys=True)
    if name not in _files:
        _files[name] = written_anew(content, key)
    return _files[name]


def written_anew(content, key: str) -> bytes:
    target = io.BytesIO()
    FORMATS[key].write(content, target)
    return target.getvalue()


_files: dict[tuple[str, str], bytes] = {}


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(data: bytes):
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))


def printed_by_office(data: bytes, suffix: str, folder) -> str:
    """The text that LibreOffice prints of a document; the test is skipped where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice tidak terpasang")
    file = folder / f"buku{suffix}"
    file.write_bytes(data)
    profile, filter_ = f"-env:UserInstallation=file://{folder}/profil", "txt:Text (encoded):UTF8"
    subprocess.run([office, profile, "--headless", "--convert-to", filter_, "--outdir", folder, file],
                   check=True, capture_output=True, timeout=180)
    return " ".join((folder / "buku.txt").read_text().split())
