"""Fetches a web address that a user typed: from public hosts alone, within a size and a time, whatever the server does."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from geo.articles.fields import MAX_TEXT
from geo.articles.networks import Address, is_public, parse_address
from geo.errors import FetchError

DEADLINE_S = 30.0  # for all of it: names, redirects, and the last byte
USER_AGENT = "frontline-atlas/0.1 (fetches single pages and feeds that a reader asks for)"

_SILENCE_S = 10.0  # without a byte
_MOST_REDIRECTS = 5  # as the Fetch standard's first draft; news sites need two
_MOST_ADDRESSES = 4  # of a host, tried one after another
_CHUNK = 1 << 16
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_NEVER_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")
# A host whose last part is a number is an IPv4 address (WHATWG URL, "ends in a number"), in decimal, octal or hexadecimal.
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_NOT_READ = re.compile(
    r"(?:image|audio|video|font|model)/"
    r"|application/(?:zip|gzip|x-(?:zip|tar|gzip|rar|7z|bzip)|vnd\.(?!apache\.parquet|google-earth\.kml\+xml)|msword|wasm)"
)

Permitted = Callable[[Address], bool]
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds.

    Attributes
    ----------
    url : str
        Where it was found, after redirects and without a fragment.
    content_type, charset : str
        As the server named them, in lower case; empty where it did not.
    data : bytes
        Decompressed.
    """

    url: str
    content_type: str
    charset: str
    data: bytes


def system_addresses(host: str, port: int) -> list[str]:
    """All addresses of a host, as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    max_bytes: int = MAX_TEXT,
    deadline_s: float = DEADLINE_S,
    permitted: Permitted = is_public,
    resolve: Resolve = system_addresses,
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """What lies at an address.

    The host's addresses are looked up once, all of them must be permitted, and the connection goes to the very address that
    was checked; a redirect is checked in the same way. No proxy of the environment is used, no cookie kept, and no name or
    password sent.

    Parameters
    ----------
    url : str
        Of http or https.
    max_bytes : int
        Of the content, decompressed.
    deadline_s : float
        Seconds for the whole.
    permitted : function
        Of an IP address: whether it may be connected to.
    resolve : function
        Of host and port: the host's addresses.
    tls : ssl.SSLContext, optional
        Without it certificates are checked against the system's authorities.

    Raises
    ------
    FetchError
        Where it may not be fetched, cannot be reached, is no text, too large or too slow; the message names the address.
    """
    end = time.monotonic() + deadline_s
    context = tls or ssl.create_default_context()
    where = url
    for _ in range(_MOST_REDIRECTS + 1):
        told = url if where == url else f"{url}: redirected to {where}"
        parts = _checked(where, told)
        addresses = _resolved(parts, told, resolve, permitted, end)
        answer = _get(parts, addresses, told, context, max_bytes, end)
        if isinstance(answer, Fetched):
            return answer
        where = urljoin(parts.url, answer)
    raise FetchError(f"{url}: more than {_MOST_REDIRECTS} redirects; give the address of the page itself")


def _checked(where: str, told: str) -> Url:
    """The parts of an address that may be asked for, as far as its spelling shows."""
    if _NEVER_IN_URL.search(where):
        raise FetchError(f"{told}: no web address (it holds a space, a control character or a backslash)")
    try:
        parts = parse_url(where)
    except (HTTPError, ValueError) as error:
        raise FetchError(f"{told}: no web address") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"{told}: only http and https are fetched")
    if parts.auth is not None:
        raise FetchError(f"{told}: an address with a user name or password in it is not fetched")
    host = (parts.host or "").strip("[]")
    if not host or not host.isascii() or parts.port == 0:
        raise FetchError(f"{told}: no web address")
    if parse_address(host) is None and ("%" in host or ":" in host or _ENDS_IN_NUMBER.search(host)):
        raise FetchError(f"{told}: an unusual spelling of an IP address; refused")
    return parts._replace(fragment=None)


def _resolved(parts: Url, told: str, resolve: Resolve, permitted: Permitted, end: float) -> list[str]:
    """The addresses of the host, each of them permitted."""
    host = (parts.host or "").strip("[]")
    if parse_address(host) is not None:
        texts: Sequence[str] = [host]
    else:
        found: list[Sequence[str] | Exception] = []
        # The system's resolver cannot be told to stop: it is left behind when the time is over.
        thread = threading.Thread(target=_look_up, args=(resolve, host, _port(parts), found), daemon=True)
        thread.start()
        thread.join(max(0.0, min(_SILENCE_S, end - time.monotonic())))
        if not found:
            raise FetchError(f"{told}: the name of the host was not resolved in time; try again later")
        if isinstance(found[0], Exception):
            raise FetchError(f"{told}: no such host ({found[0]}); check the address") from found[0]
        texts = found[0]
    addresses = [parse_address(text) for text in texts]
    if not addresses or not all(address is not None and permitted(address) for address in addresses):
        raise FetchError(f"{told}: leads to this machine or a private network; only public addresses are fetched")
    return list(texts)


def _look_up(resolve: Resolve, host: str, port: int, found: list[Sequence[str] | Exception]) -> None:
    try:
        found.append(resolve(host, port))
    except (OSError, UnicodeError) as error:
        found.append(error)


def _port(parts: Url) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _get(
    parts: Url, addresses: Sequence[str], told: str, context: ssl.SSLContext, max_bytes: int, end: float
) -> Fetched | str:
    """What the server answers: a content, or where it redirects to."""
    expired = threading.Event()
    connection = _connected(parts, addresses, told, context, end)
    # Timeouts hold for a single read alone; a server that sends a byte a second is stopped by closing the socket.
    timer = threading.Timer(max(0.0, end - time.monotonic()), _shut, (connection.sock, expired))
    timer.start()
    answer: BaseHTTPResponse | None = None
    try:
        # The connection is that of the checked IP; Host, and the name in TLS, are those of the address.
        connection.request(
            "GET",
            parts.request_uri,
            headers={
                "Host": parts.netloc or "",
                "User-Agent": USER_AGENT,
                "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            },
            preload_content=False,
        )
        answer = connection.getresponse()
        if answer.status in _REDIRECTS and answer.headers.get("Location"):
            return _location(answer.headers["Location"])
        content_type, charset = _type(answer)
        data = _content(answer, content_type, told, max_bytes)
        if expired.is_set():
            raise OSError  # a content without a length looks whole when its socket is closed
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        if expired.is_set() or time.monotonic() >= end:
            raise FetchError(f"{told}: not finished in time; refused") from error
        raise FetchError(f"{told}: cannot be fetched ({_reason(error)})") from error
    finally:
        timer.cancel()
        if answer is not None:
            answer.close()
        connection.close()
    return Fetched(parts.url, content_type, charset, data)


def _connected(parts: Url, addresses: Sequence[str], told: str, context: ssl.SSLContext, end: float) -> HTTPConnection:
    """A connection to the first of the addresses that takes one."""
    host = (parts.host or "").strip("[]")
    failed: Exception = OSError("no address")
    for address in addresses[:_MOST_ADDRESSES]:
        timeout = min(_SILENCE_S, end - time.monotonic())
        if timeout <= 0:
            break
        connection = (
            HTTPSConnection(address, _port(parts), timeout=timeout, ssl_context=context, server_hostname=host)
            if parts.scheme == "https"
            else HTTPConnection(address, _port(parts), timeout=timeout)
        )
        try:
            connection.connect()
        except (HTTPError, OSError, ValueError) as error:
            connection.close()
            failed = error
        else:
            return connection
    raise FetchError(f"{told}: cannot be reached ({_reason(failed)}); try again later") from failed


def _shut(sock: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not that of TLS, which would wait for its peer


def _location(header: str) -> str:
    """The address in a header: http.client reads bytes as Latin-1, and servers write UTF-8."""
    try:
        return header.strip().encode("latin-1").decode()
    except UnicodeError:
        return header.strip()


def _type(answer: BaseHTTPResponse) -> tuple[str, str]:
    header = Message()
    header["Content-Type"] = answer.headers.get("Content-Type", "")
    named = "" if not answer.headers.get("Content-Type") else header.get_content_type()
    return named, header.get_content_charset("") or ""


def _content(answer: BaseHTTPResponse, content_type: str, told: str, max_bytes: int) -> bytes:
    if answer.status != 200:
        raise FetchError(f"{told}: the server answered {answer.status} {answer.reason or ''}".rstrip())
    if _NOT_READ.match(content_type):
        raise FetchError(f"{told}: is {content_type}; a page, a feed, a PDF or a text is read")
    coding = answer.headers.get("Content-Encoding", "").strip().lower()
    if coding not in _CODINGS:
        raise FetchError(f"{told}: is compressed with {coding}, which was not asked for")
    too_large = FetchError(f"{told}: larger than {max_bytes // 1_000_000:,} MB, or without an end; refused")
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise too_large
    data = bytearray()
    while chunk := answer.read(min(_CHUNK, max_bytes + 1 - len(data)), decode_content=True):
        data += chunk
        if len(data) > max_bytes:
            raise too_large
    return bytes(data)


def _reason(error: Exception) -> str:
    return str(error.__cause__ or error)[:200] or type(error).__name__
