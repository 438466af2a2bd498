"""Workbooks for tests: written from a section, changed cell by cell as a person would, read back."""
from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.cell import Cell

from pillars.exports import matrix as exports
from pillars.imports import matrix as imports
from pillars.models import Section
from pillars.sheets import Matrices


def file_of(matrices: Matrices) -> bytes:
    file = io.BytesIO()
    exports.write(matrices, file)
    return file.getvalue()


def workbook(section: Section) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file_of(exports.of_section(section))))


def cell(book: openpyxl.Workbook, sheet: str, head: str, row: int = 5) -> Cell:
    """The cell under a head; the first programme begins in row 5."""
    page = next(page for page in book.worksheets if page.title.startswith(sheet))
    return next(page.cell(row, c.column) for c in page[4] if c.value == head)


def upload(book: openpyxl.Workbook | bytes) -> SimpleUploadedFile:
    if not isinstance(book, bytes):
        file = io.BytesIO()
        book.save(file)
        book = file.getvalue()
    return SimpleUploadedFile("program.xlsx", book)


def compared(section: Section, book: openpyxl.Workbook | bytes) -> imports.Comparison:
    return imports.compare(section, imports.read(upload(book), section.plan))


def through_office(data: bytes, folder: Path) -> bytes:
    """The file opened and saved again by LibreOffice; the test is skipped where that is not installed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "a.xlsx").write_bytes(data)
    subprocess.run([office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", folder / "a.xlsx"],
                   check=True, timeout=180, capture_output=True)
    return (folder / "out" / "a.xlsx").read_bytes()
