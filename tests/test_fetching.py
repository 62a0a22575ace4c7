"""Fetching: real servers on loopback that redirect inward, never end, drip, or send a bomb."""

from __future__ import annotations

import gzip
import resource
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from geo.articles import read_articles
from geo.articles.fetching import USER_AGENT, Fetched, fetch
from geo.articles.networks import Address, is_public
from geo.errors import FetchError

pytestmark = pytest.mark.enable_socket

HOME = "127.0.0.2"  # where the test's own servers listen; 127.0.0.1 stands for what must not be reached
CERTIFICATE = Path(__file__).parent / "news.example.pem"  # signed by itself, for news.example alone

Answer = Callable[[BaseHTTPRequestHandler], None]
Serve = Callable[..., str]


def only_home(address: Address) -> bool:
    return str(address) == HOME


visit = partial(fetch, permitted=only_home, resolve=lambda host, port: [HOME])


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer, host: str = HOME, tls: bool = False, server: type = ThreadingHTTPServer) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked.append(self.path)
                try:
                    answer(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        asked: list[str] = []
        started = server((host, 0), Handler)
        started.asked = asked
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            started.socket = context.wrap_socket(started.socket, server_side=True)
        threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(started)
        return f"http{'s' if tls else ''}://{'[' + host + ']' if ':' in host else host}:{started.server_port}"

    start.servers = servers  # type: ignore[attr-defined]
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def says(body: bytes, kind: str = "text/html; charset=UTF-8", status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def redirects(target: str, status: int = 302) -> Answer:
    return says(b"", status=status, Location=target)


def drips(head: bytes, piece: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        for _ in range(600):
            request.wfile.write(piece)
            time.sleep(0.05)

    return answer


def pours(head: str, piece: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{head}\r\n".encode())
        while True:
            request.wfile.write(piece)

    return answer


def refusal(url: str, **options: object) -> str:
    with pytest.raises(FetchError) as caught:
        visit(url, **options)
    assert str(caught.value).startswith(url)
    return str(caught.value)


# --- what is fetched ----------------------------------------------------------------------------------------------


def test_a_page_is_fetched_with_its_final_address(serve: Serve) -> None:
    seen: dict[str, str] = {}

    def page(request: BaseHTTPRequestHandler) -> None:
        seen.update(request.headers)
        says("<p>Бахмут</p>".encode())(request)

    url = serve(page)
    port = url.rpartition(":")[2]
    first = serve(redirects(f"http://News.Example:{port}/a b?q=1#top".replace(" ", "%20"), 301))
    assert visit(f"{first}/#x") == Fetched(
        f"http://news.example:{port}/a%20b?q=1", "text/html", "utf-8", "<p>Бахмут</p>".encode()
    )
    assert seen["Host"] == f"news.example:{port}"
    assert seen["User-Agent"] == USER_AGENT
    assert "frontline-atlas" in USER_AGENT
    assert "Cookie" not in seen
    assert "Authorization" not in seen


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_compressed_is_unpacked(serve: Serve, coding: str) -> None:
    packed = (gzip.compress if coding == "gzip" else zlib.compress)(b"<p>x</p>" * 1000)
    assert visit(serve(says(packed, Content_Encoding=coding))).data == b"<p>x</p>" * 1000


def test_relative_redirects_and_their_number(serve: Serve) -> None:
    def steps(request: BaseHTTPRequestHandler) -> None:
        left = int(request.path.rpartition("/")[2])
        (redirects(f"../n/{left - 1}", 307) if left else says(b"<p>", "text/html"))(request)

    url = serve(steps)
    assert visit(f"{url}/n/5").url == f"{url}/n/0"
    assert "more than 5 redirects" in refusal(f"{url}/n/6")


def test_a_host_with_several_addresses(serve: Serve) -> None:
    url = serve(says(b"<p>")).replace(HOME, "news.example")
    both = {"127.0.0.3", HOME}
    found = fetch(url, permitted=lambda address: str(address) in both, resolve=lambda host, port: ["127.0.0.3", HOME])
    assert found.data == b"<p>"  # nothing listens on the first


def test_certificates_are_those_of_the_name_and_not_of_the_number(serve: Serve) -> None:
    url = serve(says(b"<p>secret"), tls=True).replace(HOME, "news.example")
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert visit(url, tls=trusting).data == b"<p>secret"
    assert "cannot be reached" in refusal(url)  # nobody vouches for it
    assert "cannot be reached" in refusal(url.replace("news.example", "other.example"), tls=trusting)
    assert "cannot be reached" in refusal(url.replace("news.example", HOME), tls=trusting)


def test_a_proxy_of_the_environment_is_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(says(b"from the proxy"))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    assert visit(serve(says(b"<p>")).replace(HOME, "news.example")).data == b"<p>"


# --- where nothing is fetched from --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "0.1.2.3", "10.0.0.5", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254",
     "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
     "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
     "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
     "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
     "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(FetchError, match="leads to this machine or a private network"):
        fetch(f"http://{host}/", deadline_s=5)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "9.255.255.255", "11.0.0.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
     "192.0.1.1", "198.20.0.1", "223.255.255.255", "2606:2800:220:1::1", "2a00:1450:400e:80e::200e", "::ffff:1.1.1.1",
     "64:ff9b::101:101"],
)  # fmt: skip
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://0/",
     "http://127.0.0.1./", "http://0177.0.0.1/", "http://127.0.0.0x1/", "http://[fe80::1%25eth0]/", "http://1.1.1.1.1/",
     "http://16843009/", "http://127.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/"],
)  # fmt: skip
def test_odd_spellings_are_refused_before_they_are_looked_up(url: str) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError(host)

    with pytest.raises(FetchError, match=r"unusual spelling|no web address|private network"):
        fetch(url, resolve=never)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:" + "///etc/passwd", "only http and https"),
        ("ftp://news.example/a", "only http and https"),
        ("gopher://news.example/_x", "only http and https"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://news.example@127.0.0.1/", "user name or password"),
        ("http://", "no web address"),
        ("http:///a", "no web address"),
        ("http://news.example:99999/", "no web address"),
        ("http://news.example:0/", "no web address"),
        ("http://news.example/a b", "no web address"),
        ("http://news.example\\@127.0.0.1/", "no web address"),
        ("http://news.example/\r\nHost: x", "no web address"),
        ("http://[::1/", "no web address"),
        ("http://" + "a" * 70 + ".example/", "no web address|no such host"),
    ],
)
def test_addresses_that_are_none_of_the_web(url: str, why: str) -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        host.encode("idna")
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchError, match=why):
        fetch(url, resolve=nowhere)


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:{port}/", "//127.0.0.1:{port}/",
     "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://inside.example:{port}/",
     "file:" + "///etc/passwd", "http://u:p@news.example:{port}/"],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 303, 308])
def test_redirects_inward_are_refused(serve: Serve, target: str, status: int) -> None:
    inner = serve(says(b"<p>the secret of the machine"), host="127.0.0.1")
    target = target.format(port=inner.rpartition(":")[2])
    url = serve(redirects(target, status))
    message = refusal(url, resolve=lambda host, port: ["127.0.0.1"] if host == "inside.example" else [HOME])
    assert "redirected to" in message
    assert serve.servers[0].asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], [HOME, "127.0.0.1"], [HOME, "::1"], ["169.254.169.254", HOME], ["fe80::1%eth0"], [], ["nonsense"]],
)
def test_every_answer_of_dns_must_be_public(serve: Serve, answers: list[str]) -> None:
    url = serve(says(b"<p>")).replace(HOME, "news.example")
    assert "private network" in refusal(url, resolve=lambda host, port: answers)
    assert serve.servers[0].asked == []  # type: ignore[attr-defined]


def test_a_name_is_looked_up_once_so_that_it_cannot_change_between_check_and_use(serve: Serve) -> None:
    serve(says(b"<p>the secret of the machine"), host="127.0.0.1")
    url = serve(says(b"<p>outside")).replace(HOME, "rebind.example")
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return [HOME] if len(asked) == 1 else ["127.0.0.1"]

    assert fetch(url, permitted=only_home, resolve=rebinding).data == b"<p>outside"
    assert asked == ["rebind.example"]
    assert serve.servers[0].asked == []  # type: ignore[attr-defined]


def test_ipv6_hosts(serve: Serve) -> None:
    class Server6(ThreadingHTTPServer):
        address_family = socket.AF_INET6

    try:
        url = serve(says(b"<p>six"), host="::1", server=Server6)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert fetch(url, permitted=lambda address: str(address) == "::1").data == b"<p>six"
    with pytest.raises(FetchError, match="private network"):
        fetch(url)


def test_a_resolver_that_hangs_is_left_behind() -> None:
    started = time.monotonic()
    assert "not resolved in time" in refusal(
        "http://slow.example/", resolve=lambda host, port: time.sleep(3) or [HOME], deadline_s=0.3
    )
    assert time.monotonic() - started < 2


# --- what a server may do -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n",
        b"",
    ],
    ids=["body", "header", "length", "chunk", "status"],
)
def test_a_server_that_drips_is_stopped(serve: Serve, head: bytes) -> None:
    started = time.monotonic()
    assert "not finished in time" in refusal(serve(drips(head, b"a")), deadline_s=0.7)
    assert time.monotonic() - started < 4


def test_a_server_that_says_nothing_is_stopped() -> None:
    with socket.create_server((HOME, 0)) as silent:
        port = silent.getsockname()[1]
        started = time.monotonic()
        assert "not finished in time" in refusal(f"http://{HOME}:{port}/", deadline_s=0.5)
        assert "http" in refusal(f"https://{HOME}:{port}/", deadline_s=0.5)
        assert time.monotonic() - started < 4


def test_a_content_without_end_is_cut_off(serve: Serve) -> None:
    piece = b"<item><title>again</title></item>" * 1000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 5 MB, or without an end" in refusal(serve(pours("", piece)), max_bytes=5_000_000)
    chunk = b"%x\r\n%b\r\n" % (len(piece), piece)
    chunked = serve(pours("Transfer-Encoding: chunked\r\n", chunk))
    assert "larger than 5 MB, or without an end" in refusal(chunked, max_bytes=5_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_what_announces_too_much_is_not_read(serve: Serve) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2000000000\r\n\r\n")

    assert "larger than" in refusal(serve(answer))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(serve: Serve, coding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    head = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = head + piece * 99
    assert len(bomb) < 1_100_000  # and a billion bytes unpacked
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert "larger than" in refusal(serve(says(bomb, Content_Encoding=coding)))
    assert time.monotonic() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000  # kB


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip, gzip", "compress"])
def test_codings_that_were_not_asked_for(serve: Serve, coding: str) -> None:
    assert "not asked for" in refusal(serve(says(b"xx", Content_Encoding=coding)))


def test_what_is_cut_short_is_no_content(serve: Serve) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>half")
        request.close_connection = True

    assert "cannot be fetched" in refusal(serve(answer))
    assert "cannot be fetched" in refusal(serve(says(b"no gzip at all", Content_Encoding="gzip")))


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 410, 429, 500, 503])
def test_answers_without_a_content_are_told(serve: Serve, status: int) -> None:
    assert f"the server answered {status}" in refusal(serve(says(b"", status=status)))


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "audio/mpeg", "application/msword"])
def test_what_holds_no_text_is_not_read(serve: Serve, kind: str) -> None:
    assert f"is {kind}" in refusal(serve(says(b"x", kind)))


@pytest.mark.parametrize("kind", ["application/vnd.google-earth.kml+xml", "application/geo+json", "text/csv"])
def test_lines_of_control_are_fetched_as_maps_serve_them(serve: Serve, kind: str) -> None:
    assert visit(serve(says(b"<kml/>", kind))).data == b"<kml/>"


def test_headers_without_end(serve: Serve) -> None:
    assert "cannot be fetched" in refusal(serve(pours("X: y\r\n" * 300, b"x")))
    assert "cannot be fetched" in refusal(serve(pours(f"X: {'y' * 100_000}\r\n", b"x")))


def test_the_command_refuses_what_lies_inside_and_reads_the_rest(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het leger meldde dat Bakhmut onder vuur lag.")
    url = serve(says(b"<p>the secret of the machine"), host="127.0.0.1")
    reading = read_articles([url, "http://169.254.169.254/", tmp_path])
    assert [article.id for article in reading.articles] == ["a.txt"]
    assert [str(error).partition(": ")[2][:21] for error in reading.errors] == ["leads to this machine"] * 2
