"""Who may write: people named in the settings, or whoever sits at the one machine on which the page is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

Ended = Literal["bound", "forwarded", "host"]

# What proxies add to a request: RFC 7239 (Forwarded) and RFC 9110 (Via), and the names in common use before them and beside them.
_FORWARDING = re.compile(
    r"forwarded|forwarded-.*|x-forwarded.*|x-forward-for|x-original-.*|x-real-.*|x-client-.*|x-cluster-.*|x-proxy.*|x-envoy-.*"
    r"|x-arr-.*|x-appengine-.*|x-azure-.*|x-amz.*|x-cloud-.*|x-vercel-.*|via|cf-.*|cdn-.*|fastly-.*|fly-.*|true-client-ip"
    r"|client-ip|remote-addr|x-remote-.*|proxy-.*|ngrok-.*|tailscale-.*",
    re.IGNORECASE,
)
_PORT = re.compile(r":\d{1,5}$")


def writers(setting: str) -> frozenset[str]:
    """The e-mail addresses of the setting `ATLAS_WRITERS`, which separates them by commas."""
    return frozenset(_plain(part) for part in setting.split(",") if part.strip())


def verified_email(claims: Mapping[str, object]) -> str | None:
    """The e-mail address of a signed-in user, as the provider has verified it; None where it has not.

    Parameters
    ----------
    claims : mapping
        Of an OpenID Connect identity token: `email`, and `email_verified`, which some providers write as a word.
    """
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        return None
    return _plain(email) or None


def _plain(email: str) -> str:
    # Of other letters than ASCII's two may look alike or fold into one: such addresses are compared as they stand.
    return email.strip().lower() if email.isascii() else email.strip()


def is_loopback(address: str) -> bool:
    """Whether a server that is bound to this address hears this machine alone; without an address it hears all."""
    if address.lower() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def is_local(host: str) -> bool:
    """Whether a Host header names this machine: 127.0.0.1, localhost or [::1], with or without a port."""
    return _PORT.sub("", host.strip()).lower() in {"127.0.0.1", "localhost", "[::1]"}


@dataclass(slots=True)
class OpenWriting:
    """Writing by whoever is at this machine; it ends for the life of the process with the first request from elsewhere.

    Attributes
    ----------
    ended : str or None
        Why: the server is bound to other addresses too, or a request was forwarded, or was made to another host's name.
    """

    ended: Ended | None = None

    def permits(self, bound: str, headers: Mapping[str, str]) -> bool:
        """Look at a session's request, and say whether writing is still open.

        Parameters
        ----------
        bound : str
            Address that the server listens at; empty where it listens at all.
        headers : mapping
            Of the request that began the session.
        """
        self.ended = self.ended or _sign_of_others(bound, headers)
        return self.ended is None


def _sign_of_others(bound: str, headers: Mapping[str, str]) -> Ended | None:
    if not is_loopback(bound):
        return "bound"
    if any(_FORWARDING.fullmatch(name) for name in headers):
        return "forwarded"
    named = {name.lower(): value for name, value in headers.items()}
    if not is_local(named.get("host", "")):
        return "host"
    # A proxy may put its own name for this server into Host; where the page was opened stands in Origin all the same.
    origin = named.get("origin")
    return None if origin is None or is_local(urlsplit(origin).netloc) else "host"
