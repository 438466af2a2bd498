"""No process outlives the one that started it, not even when that one is killed with kill -9.

Nothing of Django is imported here: a chapter's process starts with this.
"""
from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with(parent: int, signum: int = signal.SIGTERM) -> None:
    """Called in a child: have it sent `signum` when its parent (process `parent`) dies. On Linux only, and there also when
    only the parent's thread ends that started the child: start children from a thread that stays."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(signum))
    if os.getppid() != parent:  # it died before we asked
        os._exit(0)
