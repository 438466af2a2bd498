"""The folders of pillars/samples and their files."""
from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import yaml

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass
class Folder:
    """The files of one sample. A file that is not there reads as empty."""

    path: Path

    def yaml(self, name: str) -> dict | list:
        file = self.path / name
        return (yaml.safe_load(file.read_text()) if file.exists() else None) or {}

    def rows(self, name: str) -> list[dict[str, str]]:
        file = self.path / name
        if not file.exists():
            return []
        with file.open(newline="") as lines:
            return [{k: (v or "").strip() for k, v in row.items()} for row in csv.DictReader(lines)]

    def picture(self, name: str) -> Path:
        return next((f for f in (self.path / name, self.path / "images" / name) if f.exists()), self.path / name)


def choices() -> list[str]:
    return sorted(p.name for p in SAMPLES.iterdir() if (p / "region.yaml").exists())


def named(name: str) -> Folder:
    return Folder(SAMPLES / name)
