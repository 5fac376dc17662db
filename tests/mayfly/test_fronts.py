"""Whose address counts when fronts stand between."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse

from mayfly.fronts import ClientAddress


def asked_by(rf, forwarded_for: str | None) -> str:
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for is not None else {}
    request = rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    ClientAddress(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("fronts", "forwarded_for", "address"),
    [
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.66, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.66, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_the_address_that_our_own_front_saw_counts(rf, settings, fronts, forwarded_for, address):
    settings.TRUSTED_PROXIES = fronts

    assert asked_by(rf, forwarded_for) == address


def test_without_a_front_nobody_is_believed(rf, settings):
    settings.TRUSTED_PROXIES = 0

    with pytest.raises(MiddlewareNotUsed):
        asked_by(rf, "203.0.113.5")
