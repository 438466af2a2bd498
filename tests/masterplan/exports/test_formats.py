"""The registry of formats, and the command that writes them."""
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from masterplan.exports import FORMATS


def test_the_web_server_does_not_load_the_libraries_of_formats():
    asked = "import sys, masterplan.exports; print([m for m in ('docx', 'lxml', 'weasyprint') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_each_format_tells_of_its_steps(content, tmp_path):
    for key, format in FORMATS.items():
        told = []
        with (tmp_path / f"buku{format.suffix}").open("wb") as target:
            format.write(content, target, lambda *step, told=told: told.append(step))
        assert told[-1][0] == told[-1][1] == max(done for done, _, _ in told), key


def test_the_command_writes_a_file(plan, content, tmp_path):
    out = tmp_path / "buku.epub"
    call_command("exportbook", plan=plan.code, format="epub", out=out)
    assert out.read_bytes().startswith(b"PK")


def test_a_refused_book_leaves_no_file(plan, section, tmp_path):
    out = tmp_path / "buku.epub"
    with pytest.raises(CommandError, match="belum ada bagian yang disetujui"):
        call_command("exportbook", plan=plan.code, format="epub", final=True, out=out)
    assert not out.exists()
