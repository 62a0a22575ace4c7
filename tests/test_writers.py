"""Who may write: whom the settings name, and when one machine's open writing ends."""

from __future__ import annotations

from typing import Any

import pytest

from geo.writers import OpenWriting, is_local, is_loopback, verified_email, writers

LOCAL = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501", "User-Agent": "x", "Sec-WebSocket-Key": "x"}


def test_writers_are_separated_by_commas() -> None:
    assert writers(" Anna@Example.org, bert@example.org ,,") == {"anna@example.org", "bert@example.org"}
    assert writers("") == writers(" , ") == frozenset()


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": " Anna@Example.org", "email_verified": True}, "anna@example.org"),
        ({"email": "anna@example.org", "email_verified": "true"}, "anna@example.org"),
        ({"email": "anna@example.org", "email_verified": False}, None),
        ({"email": "anna@example.org", "email_verified": "false"}, None),
        ({"email": "anna@example.org"}, None),
        ({"email": "", "email_verified": True}, None),
        ({"email": ["anna@example.org"], "email_verified": True}, None),
        ({"email_verified": True}, None),
        ({}, None),
    ],
)
def test_only_a_verified_address_counts(claims: dict[str, Any], email: str | None) -> None:
    assert verified_email(claims) == email


def test_a_letter_that_folds_into_another_is_not_that_letter() -> None:
    # The Kelvin sign is a k in lower case.
    assert verified_email({"email": "kim\u212a@example.org", "email_verified": True}) not in writers("kimk@example.org")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_addresses_of_this_machine(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["", "0.0.0.0", "::", "192.168.1.4", "example.org", "unix:///tmp/x", "localhost.org"]
)
def test_other_addresses(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8501", "localhost", "Localhost:80", "[::1]", "[::1]:8501"])
def test_local_hosts(host: str) -> None:
    assert is_local(host)
    assert OpenWriting().permits("127.0.0.1", {"host": host})


@pytest.mark.parametrize(
    "host",
    ["", "example.org", "127.0.0.1.example.org", "localhost.example.org:80", "127.0.0.1:80:90", "192.168.1.2", "::1x"],
)
def test_another_host_ends_open_writing(host: str) -> None:
    opened = OpenWriting()
    assert not opened.permits("127.0.0.1", LOCAL | {"Host": host})
    assert opened.ended == "host"
    assert not opened.permits("127.0.0.1", LOCAL)


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-proto",
        "X-Forwarded-Host",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
        "cf-ray",
        "True-Client-IP",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Fly-Client-IP",
        "X-Envoy-External-Address",
        "X-Original-Host",
    ],
)
def test_a_forwarding_header_ends_open_writing_for_good(name: str) -> None:
    opened = OpenWriting()
    assert opened.permits("127.0.0.1", LOCAL)
    assert not opened.permits("127.0.0.1", LOCAL | {name: ""})
    assert opened.ended == "forwarded"
    assert not opened.permits("127.0.0.1", LOCAL)


def test_a_server_for_all_is_never_open() -> None:
    opened = OpenWriting()
    assert not opened.permits("", LOCAL)
    assert opened.ended == "bound"


@pytest.mark.parametrize("origin", ["https://atlas.example.org", "null", "http://127.0.0.1.example.org:8501"])
def test_a_page_opened_elsewhere_is_seen_behind_a_rewritten_host(origin: str) -> None:
    opened = OpenWriting()
    assert not opened.permits("127.0.0.1", LOCAL | {"Origin": origin})
    assert opened.ended == "host"


def test_what_a_browser_sends_by_itself_is_no_sign_of_a_proxy() -> None:
    names = [
        "Accept-Language",
        "Cache-Control",
        "Connection",
        "Cookie",
        "Pragma",
        "Upgrade",
        "Sec-Fetch-Site",
        "Priority",
    ]
    assert OpenWriting().permits("127.0.0.1", LOCAL | dict.fromkeys(names, "x"))
