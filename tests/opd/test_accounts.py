import pytest
from django.test import RequestFactory

from opd.accounts import address_of


@pytest.mark.parametrize(("count", "forwarded", "address"), [
    (0, "203.0.113.7", "10.0.0.1"),
    (1, "203.0.113.7", "203.0.113.7"),
    (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),
    (2, "1.2.3.4, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
    (2, "203.0.113.7", "10.0.0.1"),
    (1, "bukan alamat", "10.0.0.1"),
    (1, "2001:db8::7", "2001:db8::7"),
    (1, "", "10.0.0.1"),
])
def test_only_what_our_own_front_servers_saw_is_believed(settings, count, forwarded, address):
    settings.PROXY_COUNT = count
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address
