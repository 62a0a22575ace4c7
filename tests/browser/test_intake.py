"""Adding articles by hand: each way in with its preview, what is refused, and when nobody may."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from geo.store import open_store, snapshot
from tests.browser.conftest import Open, Serve, Server, Watch
from tests.browser.screen import PHONE, button, excerpts, map_frame, widths

HOSTILE = (
    '<img src=x onerror="window.hacked=1"> `${window.hacked=1}` </script> [a](javascript:window.hacked=1) **b** $x^2$'
)
FILE = "In Kherson werd dinsdag gevochten. Ook Mykolajiv werd beschoten."
AGENCY = (
    "Russian forces shelled the town of Bakhmut on Tuesday morning, killing two people and wounding nine more, the "
    "governor said in a statement on his channel. The strike on the town hit a market, where people were queueing for "
    "water. Rescue workers went on searching the rubble until late in the evening, and expected to find more victims."
)
LOCATED_S = 120


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intake")
    (folder / "a.txt").write_text(" date 2022-12-20 Kop\n\nIn Bakhmut werd dinsdag gevochten.\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def desk(serve: Serve, shelf: Path) -> Server:
    """A server for one person at one machine."""
    return serve(shelf, ATLAS_OPEN_WRITING="1")


def _open_dialog(page: Page) -> None:
    map_frame(page, LOCATED_S)
    button(page, "add_articles").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _paste(page: Page, text: str, **fields: str) -> None:
    page.get_by_label("Text of the article").fill(text)
    for name, value in fields.items():
        page.get_by_label(f"{name.capitalize()} (optional)").fill(value)
    button(page, "paste_preview").click()
    expect(page.locator(".st-key-preview article")).to_have_count(1, timeout=60_000)


def _store(page: Page) -> None:
    button(page, "intake_store").click()
    expect(page.get_by_text(re.compile(r"^Stored: "))).to_be_visible(timeout=60_000)
    button(page, "intake_close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def _articles(server: Server) -> int:
    return int(snapshot(open_store(server.log.parent / "store")).articles.count_rows())


def test_a_pasted_text_is_previewed_then_stored_and_shown(desk: Server, open_page: Open) -> None:
    page = open_page(desk)
    _open_dialog(page)
    before = _articles(desk)
    _paste(page, f"In Soledar {HOSTILE} werd gevochten.", title=f"Kop {HOSTILE}", date="2022-12-20", source="NRC")
    shown = page.locator(".st-key-preview")
    expect(shown).to_contain_text(f"Kop {HOSTILE}")
    expect(shown).to_contain_text("20 Dec 2022 · Dutch · NRC")
    expect(shown.locator("mark")).to_have_text(["Soledar"])
    assert _articles(desk) == before
    assert page.evaluate("window.hacked") is None
    _store(page)
    place = button(page, "place_list").filter(has_text="Soledar")
    expect(place).to_be_visible()
    place.click()
    expect(excerpts(page)).to_contain_text(HOSTILE)
    assert page.evaluate("window.hacked") is None


def test_files_are_uploaded_and_bad_ones_are_named(desk: Server, open_page: Open) -> None:
    page = open_page(desk, viewport=PHONE)
    _open_dialog(page)
    page.get_by_role("tab", name="Upload").click()
    files = [
        {"name": "b.txt", "mimeType": "text/plain", "buffer": FILE.encode()},
        {"name": "broken.parquet", "mimeType": "application/octet-stream", "buffer": b"no table"},
    ]
    page.locator(".st-key-upload_files input[type=file]").set_input_files(files)
    expect(page.get_by_text("broken.parquet")).to_be_visible()
    button(page, "upload_preview").click()
    expect(page.locator(".st-key-preview article")).to_have_count(1, timeout=60_000)
    expect(page.locator(".st-key-unread")).to_contain_text("broken.parquet")
    expect(page.locator(".st-key-preview")).to_contain_text("Mykolaiv")
    assert widths(page)["document"] <= PHONE["width"]
    _store(page)
    button(page, "add_articles").click()
    page.get_by_label("Text of the article").fill(FILE)
    button(page, "paste_preview").click()
    expect(page.locator(".st-key-preview .state")).to_have_text("is there already", timeout=60_000)


def test_an_upload_of_two_gigabytes_is_refused_before_it_is_read(desk: Server, open_page: Open, tmp_path: Path) -> None:
    page = open_page(desk)
    _open_dialog(page)
    before = _articles(desk)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)  # takes no room on the disk
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").set_input_files(huge)
    expect(page.get_by_text("File must be 200.0MB or smaller.")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-preview article")).to_have_count(0)
    assert _articles(desk) == before


def test_a_private_address_is_refused_with_a_sentence(desk: Server, open_page: Open) -> None:
    page = open_page(desk)
    _open_dialog(page)
    before = _articles(desk)
    page.get_by_role("tab", name="Web address").click()
    page.get_by_label("Address of a page, a feed or a file").fill(desk.url)
    button(page, "web_preview").click()
    expect(page.get_by_text("leads to this machine or a private network")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("There is nothing to store.")).to_be_visible()
    assert _articles(desk) == before


def test_the_same_story_counts_once_until_it_is_switched_off(desk: Server, open_page: Open) -> None:
    page = open_page(desk)
    for source in ("The Herald", "The Courier"):
        _open_dialog(page)
        _paste(page, AGENCY if source == "The Herald" else f"Two dead. {AGENCY}", source=source, date="2022-12-20")
        if source == "The Courier":
            expect(page.locator(".st-key-preview")).to_contain_text("Tells the same story as: The Herald")
        _store(page)
    row = button(page, "place_list").filter(has_text="Bakhmut")
    expect(row).to_contain_text(re.compile(r"^2\b"))
    page.locator(".st-key-story_once label").click()
    expect(row).to_contain_text(re.compile(r"^3\b"))
    row.click()
    expect(page.get_by_text("also in: The Courier")).to_be_visible()


class Proxy:
    """Passes connections on to a server, and says in the first request of each that it does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self._port)) as server:
            head = b""
            while b"\r\n" not in head and (part := client.recv(65536)):
                head += part
            server.sendall(head.replace(b"\r\n", b"\r\nX-Forwarded-For: 203.0.113.7\r\n", 1))
            threading.Thread(target=_pump, args=(server, client), daemon=True).start()
            _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxied(serve: Serve, shelf: Path) -> Iterator[tuple[Server, Proxy]]:
    server = serve(shelf, ATLAS_OPEN_WRITING="1")
    proxy = Proxy(urlsplit(server.url).port or 0)
    yield server, proxy
    proxy.close()


def test_open_writing_ends_for_all_with_the_first_forwarded_request(
    proxied: tuple[Server, Proxy], open_page: Open, watch: list[Watch]
) -> None:
    server, proxy = proxied
    page = open_page(server)
    _open_dialog(page)
    _paste(page, FILE)
    before = _articles(server)

    other = open_page(Server(proxy.url, server.log, server.process))
    map_frame(other)
    expect(other.get_by_text("a request came through a proxy")).to_be_visible()
    expect(button(other, "add_articles")).to_have_count(0)

    button(page, "intake_store").click()
    expect(page.get_by_role("dialog").get_by_text("a request came through a proxy")).to_be_visible()
    assert _articles(server) == before
    page.reload()
    map_frame(page)
    expect(page.get_by_text("a request came through a proxy")).to_be_visible()
    expect(button(page, "add_articles")).to_have_count(0)


def test_without_the_setting_the_page_is_for_reading(server: Server, open_page: Open) -> None:
    page = open_page(server)
    map_frame(page)
    expect(button(page, "add_articles")).to_have_count(0)
    expect(button(page, "sign_in")).to_have_count(0)
