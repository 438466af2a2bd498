"""Words and numbers for templates: Rupiah, id-ID numbers, dates as offices write them. Loaded everywhere (settings)."""
from __future__ import annotations

import datetime as dt

from babel.dates import format_date, format_datetime
from django import template
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from pillars import numbers

register = template.Library()
register.filter("number", numbers.show)
register.filter("rupiah", numbers.rupiah)
register.filter("millions", numbers.millions)
register.filter("roman", numbers.roman)

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def _locale() -> str:
    return "en_GB" if translation.get_language() == "en" else "id_ID"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """22 Agustus 2022"""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return format_date(value, "d MMMM y", locale=_locale()) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """22 Agustus 2022 14.05 WITA"""
    if not value:
        return ""
    local = timezone.localtime(value)
    return format_datetime(local, "d MMMM y HH.mm", locale=_locale(), tzinfo=local.tzinfo) + " " + _zone()


def _zone() -> str:
    name = timezone.get_current_timezone_name()
    return ZONES.get(name, name)


@register.filter
def lookup(mapping, key):
    """mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def cleaned_html(html: str):
    """Text of a section for a page. It was cleaned when it was stored; it is cleaned again here, since this is where it
    would do harm."""
    from pillars import cleaning

    return mark_safe(cleaning.clean(html))


@register.filter
def marked_changes(html: str):
    """What `pillars.comparing` made: cleaned there, with <ins> and <del>."""
    return mark_safe(html)


@register.filter
def own_html(html: str):
    """HTML that one of our own templates made from escaped values (`kinds.programs.as_html`)."""
    return mark_safe(html)


@register.simple_tag
def icon(name: str, label: str = ""):
    """An icon of the sprite; decorative unless `label` says what it means."""
    return mark_safe(render_to_string("_icon.html", {"name": name, "label": label}).strip())
