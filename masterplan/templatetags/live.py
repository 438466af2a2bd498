"""Texts on pages of the app, with their live numbers and references filled in."""
from django import template
from django.utils.safestring import mark_safe

from masterplan import inserting
from pillars import references
from pillars.models import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context, html: str, section: Section):
    """`html`, cleaned before, as it reads now."""
    return mark_safe(inserting.shown(html, section, context["request"].user))


@register.simple_tag(takes_context=True)
def live_for_editor(context, html: str, section: Section) -> str:
    """The text for the editor's field, which is escaped there; with keys on captions and headings, so that references to
    them outlast a new title."""
    return inserting.shown(references.keyed(html), section, context["request"].user, editing=True)
