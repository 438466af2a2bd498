"""Which programmes a file of data holds."""
from __future__ import annotations

from masterplan.book.shape import Content, Program


def programs_for(content: Content) -> list[Program]:
    """All of the plan in the order of print, or those that the agency leads when the content is an agency's part."""
    return [p for p in content.programs_of() if content.agency is None or p.lead.slug == content.agency.slug]
