"""Word documents as colleagues in an OPD write them, made by python-docx in the test itself."""
from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

MATRIX = [
    ["No", "Program", "Indikator", "Satuan", "2025", "2026", "Pagu 2025 (Rp)", "Sumber Dana"],
    ["1", "Telemedisin desa", "Puskesmas terhubung", "puskesmas", "5", "10", "250.000.000", "APBD"],
    ["2", "Rekam medis terpadu", "Rekam medis daring", "persen", "40", "80", "1.250.000.000", "DAK Fisik"],
    ["", "Jumlah", "", "", "", "", "1.500.000.000", ""],
]


def png(color: str = "teal") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(out, "PNG")
    out.seek(0)
    return out


def table(document, rows: list[list[str]]):
    made = document.add_table(len(rows), len(rows[0]))
    for line, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    return made


def bold(document, text: str):
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    return paragraph


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def chapter() -> bytes:
    """A chapter with styled headings: two sections, a picture, a list, a table of data and a table of programmes."""
    document = docx.Document()
    document.add_heading("BAB I PENDAHULUAN", 1)
    document.add_heading("1.1 Latar Belakang", 2)
    document.add_paragraph("Pelayanan kesehatan di daerah tersebar di banyak desa yang berjauhan letaknya.")
    document.add_paragraph("Puskesmas", style="List Bullet")
    document.add_paragraph("Posyandu", style="List Bullet")
    document.add_heading("Keadaan sekarang", 3)
    document.add_picture(png())
    document.add_paragraph("Gambar 1.1 Peta puskesmas")
    document.add_paragraph("Sumber: Dinas Kesehatan, 2024")
    document.add_heading("1.2 Maksud dan Tujuan", 2)
    document.add_paragraph("Tabel 1.1 Jumlah tenaga kesehatan")
    table(document, [["Tahun", "Dokter"], ["2023", "12"], ["2024", "15"]])
    document.add_paragraph("Sumber: Dinas Kesehatan, 2024")
    document.add_paragraph("Tabel 1.2 Program prioritas")
    table(document, MATRIX)
    return saved(document)


def typed_by_hand() -> bytes:
    """The same without a single style: bold lines, numbers by hand, the chapter in two lines."""
    document = docx.Document()
    bold(document, "BAB II")
    bold(document, "GAMBARAN UMUM")
    bold(document, "2.1 Latar Belakang")
    document.add_paragraph("Isi bagian pertama.")
    bold(document, "2.1.1 Rincian")
    document.add_paragraph("Isi rincian.")
    bold(document, "2.2 Maksud dan Tujuan")
    document.add_paragraph("2.3 Ini kalimat biasa yang kebetulan mulai dengan angka.")
    return saved(document)


def changed(data: bytes, **parts: str | bytes | None) -> bytes:
    """The archive with some parts put in the place of others, or added; None takes one away. "/" is written as "__"."""
    wanted = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, content in wanted.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def body(xml: str) -> bytes:
    """A document with this in its body; the usual prefixes are known."""
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
             "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
             "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
             "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
             "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
             "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
             "v": "urn:schemas-microsoft-com:vml",
             "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
             "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"}
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    return changed(saved(docx.Document()), word__document__xml=None, **{
        "word__document.xml": f'<?xml version="1.0"?><w:document {spaces}><w:body>{xml}</w:body></w:document>'})


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def outline_level(paragraph, level: int) -> None:
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(element)
