"""The scripts of a page: one line in the template names them, what they import is found by reading them."""
from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
STATIC = Path(settings.BASE_DIR) / "static"
IMPORT = re.compile(r'\bfrom "masterplan/([\w/-]+)"')


@register.simple_tag(takes_context=True)
def modules(context, *pages: str) -> SafeString:
    """The import map for the scripts `pages` (names in static/js), a preload of all that they import, so that a slow line
    asks for it at once and not step by step, and the scripts themselves."""
    needed = sorted(set().union(*(_imports(page) for page in pages)))
    entries = ", ".join(f'"masterplan/{name}": "{static(_file(name))}"' for name in needed)
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>{}{}', context["CSP_NONCE"],
        mark_safe(f'{{"imports": {{{entries}}}}}'),  # addresses of our own files
        format_html_join("", '<link rel="modulepreload" href="{}">', [(static(_file(name)),) for name in needed]),
        format_html_join("\n", '<script type="module" src="{}"></script>', [(static(_file(page)),) for page in pages]),
    )


@cache
def _imports(name: str) -> frozenset[str]:
    found = frozenset(IMPORT.findall((STATIC / _file(name)).read_text()))
    return found.union(*(_imports(each) for each in found))


@cache
def _file(name: str) -> str:
    inside = f"js/{name}/index.js"
    return inside if (STATIC / inside).exists() else f"js/{name}.js"
