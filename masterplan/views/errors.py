"""Clear pages for what goes wrong. Each says what happened and what to do now; none shows internals."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """400: the request cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    """403: the office does not allow it."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """404: not there, or not for this person."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; needs neither database nor context."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A stale form: the login changed in another tab, or the page is older than the session."""
    return render(request, "errors/stale_form.html", {"posted": _what_was_typed(request)}, status=403)


def _what_was_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The text fields of the refused form, shown back so that nothing typed is lost."""
    hidden = ("csrfmiddlewaretoken", "password", "once_key", "version", "based_on")
    try:
        return [(k, v) for k, v in request.POST.items() if v.strip() and not k.startswith(hidden) and "password" not in k]
    except Exception:
        return []
