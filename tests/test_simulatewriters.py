"""A few people writing the same section at once on a real web server: nothing is lost, nothing overwritten unseen."""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_five_writers_lose_nothing(tmp_path):
    command = [sys.executable, "manage.py", "simulatewriters", "--writers", "5", "--seconds", "2", "--pause", "0.2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, env={
        **os.environ, "DATABASE_URL": "", "MASTERPLAN_VAR": str(tmp_path), "LOG_LEVEL": "ERROR"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Semua simpanan ada di riwayat" in done.stdout
