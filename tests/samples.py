"""Test data that nobody here wrote: files inside archives that others published on a package registry. They are fetched once,
held to their checksum, and kept outside the tree (`~/.cache/masterplan-samples`, or MASTERPLAN_SAMPLES).

    folder = archive("html2text", "2020.1.16", "e296318e16b0…")     # of pip's index
    folder = archive("turndown", "7.2.0", "…", of="npm")            # of npm's registry

Nothing of an archive is ever run: it is read as a plain file, not through an installer.
"""
from __future__ import annotations

import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urljoin

import pytest
from pip._internal.models.index import PyPI

KEPT = Path(os.environ.get("MASTERPLAN_SAMPLES") or Path.home() / ".cache" / "masterplan-samples")
SUFFIXES = (".tar.gz", ".tgz", ".zip", ".tar.bz2", ".whl")


def archive(name: str, version: str, sha256: str, *, of: str = "pip") -> Path:
    """The folder with the unpacked archive of that package and version, of pip's index (its source archive, or the file
    that the checksum names) or of npm's registry.

    Skips the test, saying why, if the registry cannot be reached and the archive was never fetched before. Raises
    `AssertionError` if what comes is not the file that the checksum names.
    """
    folder = KEPT / f"{of}-{name.replace('/', '+')}-{version}-{sha256[:12]}"
    if folder.is_dir():
        return folder
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        file = Path(scratch) / "archive"
        try:
            found = _address(name, version, sha256) if of == "pip" else _npm_address(name, version)
            with urllib.request.urlopen(found, timeout=120) as answer:
                file.write_bytes(answer.read())
        except (urllib.error.URLError, TimeoutError, FileNotFoundError) as error:
            pytest.skip(f"{name} {version} tidak dapat diambil dari {of}: {error}")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert digest == sha256, f"{name} {version}: the archive has the checksum {digest}"
        unpacked = Path(scratch) / "unpacked"
        _unpack(file, unpacked)
        try:
            unpacked.rename(folder)
        except OSError:  # another process of the same run was quicker
            assert folder.is_dir()
    return folder


def _address(name: str, version: str, sha256: str) -> str:
    """Where pip's index has the archive with that checksum: its page of the project names it behind each address."""
    project = re.sub(r"[-_.]+", "-", name).lower()
    failure = None
    for index in _indexes():
        page = f"{index.rstrip('/')}/{project}/"
        try:
            with urllib.request.urlopen(page, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.URLError as error:
            failure = error
            continue
        links = [urljoin(page, html.unescape(link)) for link in re.findall(r'href="([^"]+)"', text)]
        ours = [link for link in links if f"-{version}." in link or f"-{version}-" in link]
        exact = [link for link in ours if link.endswith(f"sha256={sha256}")]
        sources = [link for link in ours if link.split("#")[0].endswith(SUFFIXES[:-1])]
        if exact or sources:
            return (exact or sources)[0].split("#")[0]
    raise failure or FileNotFoundError(f"no index has {name} {version}")


def _indexes() -> list[str]:
    """The indexes that pip would ask, in its order."""
    config = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    said = dict(re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", config, re.MULTILINE))
    first = os.environ.get("PIP_INDEX_URL") or said.get("index-url") or PyPI.simple_url
    more = os.environ.get("PIP_EXTRA_INDEX_URL") or said.get("extra-index-url") or ""
    return [first, *more.split()]


def _npm_address(name: str, version: str) -> str:
    if not shutil.which("npm"):
        raise FileNotFoundError("npm tidak terpasang")
    asked = subprocess.run(["npm", "view", f"{name}@{version}", "dist.tarball"], capture_output=True, text=True, check=False,
                           timeout=120)
    if not asked.stdout.strip():
        raise FileNotFoundError(asked.stderr.strip()[-200:] or "npm does not know it")
    return asked.stdout.strip().splitlines()[-1]


def _unpack(file: Path, into: Path) -> None:
    """Files only, and none outside the folder."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            packed.extractall(into)
    else:
        with tarfile.open(file) as packed:
            packed.extractall(into, filter="data")
