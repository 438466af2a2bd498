"""What templates of the book ask for beside their own rows."""
from django import template

from masterplan.book import tables

register = template.Library()


@register.simple_tag(takes_context=True)
def pillar_opening(context) -> dict | None:
    """The facts for the band that opens a pillar, when the section in `context` opens one; else None."""
    return tables.opening(context["content"], context["section"])
