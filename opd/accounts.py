"""How people come in: accounts are made by a coordinator, nobody signs up."""
import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def clean_password(self, password, user=None) -> str:
        """An own password is another one than the temporary one, which the coordinator knows."""
        if user and user.must_change_password and user.check_password(password):
            raise ValidationError(_("Pilih kata sandi lain daripada kata sandi sementara."))
        return super().clean_password(password, user)

    def get_password_change_redirect_url(self, request) -> str:
        return resolve_url("home")

    def set_password(self, user, password) -> None:
        """The person chose an own password: the temporary one is done with."""
        user.must_change_password = False
        super().set_password(user, password)


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, as the outermost of our own front servers saw it.

    Each front server appends the address it saw, so only the last `PROXY_COUNT` entries are ours; what stands before
    them is what the browser claims.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXY_COUNT and len(seen) >= settings.PROXY_COUNT:
        try:
            return str(ipaddress.ip_address(seen[-settings.PROXY_COUNT].strip()))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR")
