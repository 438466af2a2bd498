"""Login, logout, own password and second factor: allauth's pages that we use, and none of the others."""
from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("terkunci/", account.account_inactive, name="account_inactive"),
    path("ulang-masuk/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("dua-langkah/", include("allauth.mfa.urls")),
]
