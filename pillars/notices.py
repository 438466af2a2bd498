"""Messages about moves: who has to know, and the e-mail that tells them. Sent after the transaction committed."""
from __future__ import annotations

from pillars.models import StatusChange


def about_move(change: StatusChange) -> None:
    """Tell the people whose turn it now is. Called inside the transaction of the move."""
