"""What travels within a final book: the plan's data, for machines and for spreadsheets (PDF/A-3)."""
from __future__ import annotations

import io

from masterplan.book.link import Attached
from masterplan.book.shape import Content

FILES = (("json", "rencana-induk.json", "Isi rencana sebagai data"),
         ("xlsx", "matriks-program.xlsx", "Matriks program sebagai lembar kerja"))


def of(content: Content) -> tuple[Attached, ...]:
    """The files that belong into the PDF of a content; none in a draft, which is PDF/A-2."""
    if content.is_draft:
        return ()
    from masterplan.exports import FORMATS  # its writers stand on this room

    made = []
    for key, name, says in FILES:
        out = io.BytesIO()
        FORMATS[key].write(content, out, lambda done, total, label: None)
        made.append(Attached(name, FORMATS[key].media_type, says, out.getvalue()))
    return tuple(made)
