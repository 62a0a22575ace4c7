"""Who may write on the page, by what Streamlit says of the session."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from geo.page import access, words
from geo.writers import OpenWriting

LOCAL = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}
ANNA = {"is_logged_in": True, "email": "Anna@example.org", "email_verified": True}


class Session:
    """What Streamlit knows of a session: its headers, its user, and the setting of a provider."""

    def __init__(self, headers: dict[str, str], user: dict[str, Any], provider: bool) -> None:
        self.headers, self._user, self._provider = headers, user, provider

    def to_dict(self) -> dict[str, Any]:
        return self._user

    def load_if_toml_exists(self) -> bool:
        return self._provider

    def __contains__(self, name: str) -> bool:
        return name == "auth"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")
    monkeypatch.setattr(access, "_open", OpenWriting())
    monkeypatch.delenv("ATLAS_WRITERS", raising=False)
    monkeypatch.delenv("ATLAS_OPEN_WRITING", raising=False)


def begin(
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str] = LOCAL,
    user: dict[str, Any] | None = None,
    address: str | None = "127.0.0.1",
) -> None:
    session = Session(headers, user or {}, user is not None)
    for name in ("context", "user", "secrets"):
        monkeypatch.setattr(st, name, session)
    monkeypatch.setattr(st, "get_option", lambda name: address)


def test_nobody_writes_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch)
    assert not access.may_write()
    assert "sign in" in access.refusal()


def test_one_person_at_one_machine_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_OPEN_WRITING", "1")
    begin(monkeypatch)
    assert access.may_write()
    assert access.who() == access.ALONE


@pytest.mark.parametrize(
    ("headers", "address", "said"),
    [
        (LOCAL | {"X-Forwarded-For": "203.0.113.7"}, "127.0.0.1", "proxy"),
        (LOCAL | {"Host": "atlas.example.org"}, "127.0.0.1", "another address"),
        (LOCAL, "0.0.0.0", "other machines"),
        (LOCAL, None, "other machines"),
    ],
)
def test_open_writing_ends_for_every_session(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], address: str | None, said: str
) -> None:
    monkeypatch.setenv("ATLAS_OPEN_WRITING", "1")
    begin(monkeypatch, headers, address=address)
    assert not access.may_write()
    begin(monkeypatch)
    assert not access.may_write()
    assert said in access.refusal()


def test_who_is_named_writes_wherever_the_request_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_WRITERS", "bert@example.org,anna@example.org")
    begin(monkeypatch, {"Host": "atlas.example.org", "X-Forwarded-For": "203.0.113.7"}, ANNA, None)
    assert access.may_write()
    assert access.who() == "anna@example.org"


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (ANNA | {"email": "eve@example.org"}, "not named"),
        (ANNA | {"email_verified": False}, "verified"),
        ({"is_logged_in": True}, "verified"),
        (ANNA | {"is_logged_in": False}, "sign in"),
        ({"email": "anna@example.org", "email_verified": True}, "sign in"),
    ],
)
def test_who_is_not_named_reads(monkeypatch: pytest.MonkeyPatch, user: dict[str, Any], said: str) -> None:
    monkeypatch.setenv("ATLAS_WRITERS", "anna@example.org")
    begin(monkeypatch, user=user)
    assert not access.may_write()
    assert said in access.refusal()


def test_a_user_whom_no_provider_of_the_settings_named_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_WRITERS", "anna@example.org")
    begin(monkeypatch, user=ANNA)
    monkeypatch.setattr(st.secrets, "_provider", False)
    assert not access.may_write()
