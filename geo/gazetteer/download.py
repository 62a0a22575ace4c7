"""Fetches a country's dump from GeoNames' public export: over https, with checked certificates, within a size and a time."""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo.errors import GazetteerError

EXPORT = "https://download.geonames.org/export/dump"  # the setting ATLAS_GEONAMES_URL names a mirror
MAX_ZIP = 300_000_000  # bytes; the largest country's zip has some 70 million
TIMEOUT_S = 30.0  # without a byte
DEADLINE_S = 900.0  # for the whole file
_CHUNK = 1 << 16
_LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))


def dump_address(country: str) -> str:
    """Where the dump of a country lies: GeoNames' export, or the mirror of the setting `ATLAS_GEONAMES_URL`."""
    return f"{(os.environ.get('ATLAS_GEONAMES_URL') or EXPORT).rstrip('/')}/{country}.zip"


def fetch(
    url: str,
    target: Path,
    tell: Callable[[float, str], None],
    max_bytes: int = MAX_ZIP,
    deadline_s: float = DEADLINE_S,
) -> None:
    """Write what lies at `url` to `target`.

    Only https is followed, also by a redirect; plain http only on this machine's loopback, for a mirror of one's own.

    Raises
    ------
    GazetteerError
        Where it cannot be reached, is refused, too large, too slow, or ends early.
    """
    plain = _check(url, may_be_plain=True)
    started = time.monotonic()
    try:
        with _opener(plain).open(urllib.request.Request(url), timeout=TIMEOUT_S) as answer, target.open("wb") as file:
            length = answer.headers.get("Content-Length", "")
            expected = int(length) if length.isdigit() else None
            done = 0
            _limit(url, expected or 0, max_bytes)
            while chunk := answer.read1(_CHUNK):
                done += len(chunk)
                _limit(url, done, max_bytes)
                if time.monotonic() - started > deadline_s:
                    raise GazetteerError(f"{url}: not finished within {deadline_s:g} seconds; try again later")
                file.write(chunk)
                tell(done / expected if expected else 0.5, f"{done // 1_000_000} MB fetched")
    except urllib.error.HTTPError as error:
        error.close()
        raise GazetteerError(f"{url}: the server answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise GazetteerError(
            f"{url}: cannot be fetched ({reason}); with the file at hand: gazetteer add --file"
        ) from error
    if expected is not None and done < expected:
        raise GazetteerError(f"{url}: ended after {done:,} of {expected:,} bytes; try again")


def _limit(url: str, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise GazetteerError(f"{url}: larger than {max_bytes:,} bytes; refused")


def _check(url: str, may_be_plain: bool) -> bool:
    """Whether `url` is plain http on loopback; anything else but https is refused."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return False
    if parts.scheme == "http" and parts.hostname in _LOOPBACK and may_be_plain:
        return True
    raise GazetteerError(f"{url}: only https is fetched")


def _opener(plain: bool) -> urllib.request.OpenerDirector:
    """An opener that knows no other scheme; a proxy of the system is used, except for loopback."""

    class Redirects(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            _check(newurl, may_be_plain=plain)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.OpenerDirector()
    opener.addheaders = [("User-Agent", "frontline-atlas/0.1")]
    for handler in (
        urllib.request.ProxyHandler({} if plain else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        Redirects(),
    ):
        opener.add_handler(handler)
    return opener
