"""Every address of the app. Each has its rule in tests/test_permissions.py; one without fails the tests."""
from django.urls import include, path

from masterplan.views import errors, front

urlpatterns = [
    path("", front.home, name="home"),
    path("healthz", front.healthz, name="healthz"),
    path("bahasa/<str:code>", front.choose_language, name="choose-language"),
    path("akun/", include("opd.account_urls")),
    path("daerah/", include("opd.urls")),
    path("", include("pillars.urls")),
    path("", include("masterplan.book_urls")),
    path("", include("masterplan.read_urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
