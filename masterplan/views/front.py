"""The front door: where a person lands, the health check, the language."""
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To one's own work, or to the login."""
    return redirect("my-work" if request.user.is_authenticated else settings.LOGIN_URL)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For the front server: the app answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_POST
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the interface language in a cookie; the plan's own language stays Indonesian."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    response.set_cookie("language", code, max_age=365 * 24 * 3600, samesite="Lax", httponly=True, secure=settings.HTTPS)
    return response
