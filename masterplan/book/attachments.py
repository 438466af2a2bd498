"""What travels within a final book: the plan's data, for machines (PDF/A-3)."""
from __future__ import annotations

import json

from masterplan.book import shape
from masterplan.book.link import Attached
from masterplan.book.shape import Content


def of(content: Content) -> tuple[Attached, ...]:
    """The files that belong into the PDF of a content; none in a draft, which is PDF/A-2."""
    if content.is_draft:
        return ()
    data = json.dumps(shape.as_data(content), ensure_ascii=False, indent=1).encode()
    return (Attached("rencana-induk.json", "application/json", "Isi rencana sebagai data", data),)
