"""Other ways to make the same book: one document in one go, each as a whole process that starts from nothing.

Peers are optional; which are installed is asked when they are to run. What each is given: `oneshot`, `typst_source`,
`docx_source`.
"""
from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from benchmarks import meters, oneshot
from benchmarks.ours import Measure
from masterplan.book.shape import Content


@dataclass(frozen=True)
class Peer:
    """`command` takes the folder with the sources and the folder for plan.pdf."""

    key: str
    title: str
    command: Callable[[Path, Path], list[str]]
    is_there: Callable[[], bool]

    def run(self, folder: Path) -> Measure:
        """Make the PDF and say what it cost. Raises `subprocess.CalledProcessError` when the engine fails."""
        out = folder / "out" / self.key
        out.mkdir(parents=True, exist_ok=True)
        # LibreOffice finds the fonts where a user would have put them.
        environment = {**os.environ, "XDG_DATA_HOME": str(folder), "HOME": str(out)}
        cost = meters.run(self.command(folder, out), cwd=folder, env=environment)
        (file,) = out.glob("*.pdf")
        with pikepdf.open(file) as made:
            return Measure(cost, len(made.pages), file.stat().st_size / 1e6)


def prepare(content: Content, folder: Path, peers: list[Peer]) -> None:
    """Write what the peers print into `folder`; of the sources only those that one of them reads."""
    folder.mkdir(parents=True)
    document = oneshot.write(content, folder)
    keys = {peer.key for peer in peers}
    if "typst" in keys:
        from benchmarks import typst_source

        typst_source.write(document)
    if "libreoffice" in keys:
        _docx(content, document)


def _docx(content: Content, document: Path) -> None:
    from benchmarks import docx_source

    docx_source.write(document)


def _weasyprint(*options: str) -> Callable[[Path, Path], list[str]]:
    return lambda folder, out: [sys.executable, "-m", "weasyprint", "--quiet", *options, "plan.html", str(out / "plan.pdf")]


def _typst(folder: Path, out: Path) -> list[str]:
    code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=['fonts'])"
    return [sys.executable, "-c", code, "plan.typ", str(out / "plan.pdf")]


def _chromium(folder: Path, out: Path) -> list[str]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [_chromium_program(), "--headless", *as_root, "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={out / 'profile'}", f"--print-to-pdf={out / 'plan.pdf'}",
            (folder / "plan-chromium.html").as_uri()]


def _chromium_program() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _libreoffice(folder: Path, out: Path) -> list[str]:
    return ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(out / 'profile').as_uri()}",
            "--convert-to", "pdf", "--outdir", str(out), str(folder / "plan.docx")]


def _has(*modules: str) -> Callable[[], bool]:
    return lambda: all(importlib.util.find_spec(module) for module in modules)


PEERS = [
    Peer("weasyprint-tagged", "WeasyPrint sekali jalan, bertag", _weasyprint("--pdf-tags"), lambda: True),
    Peer("weasyprint", "WeasyPrint sekali jalan, tanpa tag", _weasyprint(), lambda: True),
    Peer("typst", "Typst dari awal", _typst, _has("typst")),
    Peer("chromium", "Chromium cetak ke PDF", _chromium, lambda: bool(_chromium_program())),
    Peer("libreoffice", "LibreOffice dari DOCX", _libreoffice, lambda: bool(shutil.which("soffice")) and _has("docx")()),
]
NAMES = ["weasyprint", "typst", "chromium", "libreoffice"]  # as the command takes them


def chosen(names: list[str]) -> list[Peer]:
    """The peers of these names; WeasyPrint stands for both of its ways."""
    return [peer for peer in PEERS if peer.key.split("-")[0] in names]


def words(error: subprocess.CalledProcessError) -> str:
    """Why a peer failed, in its own last line."""
    return (error.output or b"").decode(errors="replace").strip().split("\n")[-1][:200]
