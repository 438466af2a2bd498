"""Small steps around each request."""
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _


class InterfaceLanguage:
    """Indonesian unless the person chose otherwise. The browser's Accept-Language is not asked: an English Windows in an
    Indonesian office would get half-English pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get("language", "id")
        with translation.override(chosen if chosen in ("id", "en") else "id"):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class NeverStored:
    """Pages of a logged-in person are kept by no cache, shared or own: drafts must not outlive the session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
            patch_cache_control(response, private=True, no_store=True)
        return response


class FirstPassword:
    """Who came in with a temporary password chooses an own one before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        elsewhere = not request.path.startswith(("/akun/", "/bahasa/", "/static/"))
        if user.is_authenticated and user.must_change_password and elsewhere:
            messages.info(request, _("Pilih kata sandi Anda sendiri sebelum melanjutkan."))
            return redirect(reverse("account_change_password"))
        return self.get_response(request)


class PackedPages(GZipMiddleware):
    """Pages and their fragments are sent packed; a slow line carries a quarter. Books and pictures are packed already, and
    streams keep their length. Django pads each answer at random, so that its length tells nothing (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in ("text/html", "application/json"):
            return response
        return super().process_response(request, response)
