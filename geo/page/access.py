"""Who may write: reading is open to all, correcting to whoever sits at the one machine that the server is bound to."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

LOOPBACK = "127.0.0.1"
_LOCAL = {LOOPBACK, "localhost"}
# What proxies add to a request; any of them says that it comes from elsewhere.
_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def may_write() -> bool:
    """Whether this session may correct now; asked again before each write."""
    return is_local(str(st.get_option("server.address") or ""), st.context.headers)


def who() -> str:
    """Who writes, where that is known; empty where nobody signs in."""
    return ""


def is_local(address: str, headers: Mapping[str, str]) -> bool:
    """Whether a request was made on the machine itself: the server is bound to it alone, and the request's Host is its own.

    Parameters
    ----------
    address : str
        What the server is bound to.
    headers : mapping of str to str
        Of the request, in any case.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    host = lower.get("host", "").rpartition(":")[0] or lower.get("host", "")
    return address == LOOPBACK and host in _LOCAL and not any(name in lower for name in _FORWARDING)
