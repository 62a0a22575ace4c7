"""Signing in with OpenID Connect: a provider on loopback, the browser's way to it and back, and who may then write."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from geo.store import open_store, snapshot
from geo.store.snapshots import heads
from tests.browser.conftest import STARTED_S, Open, Serve, Server, Watch, free_port
from tests.browser.screen import button, map_frame

LOCATED_S = 120
ANNA = {"sub": "anna", "email": "anna@example.org", "email_verified": True}
BERT = {"sub": "bert", "email": "bert@example.org", "email_verified": True}  # nobody named him
CLARA = {"sub": "clara", "email": "clara@example.org", "email_verified": False}
_STYLES = "cdn.jsdelivr.net"  # the provider's own page asks it for a style sheet, which it is not given
TEXT = "In Kherson werd dinsdag gevochten. Ook Mykolajiv werd beschoten."


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows three people and asks for no password."""
    port = free_port()
    users = [part for user in (ANNA, BERT, CLARA) for part in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTED_S
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=5):
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def newsroom(serve: Serve, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server on which only those who are named and signed in may write."""
    folder, port = tmp_path_factory.mktemp("newsroom"), free_port()
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text(
        " date 2022-12-20 Kop\n\nIn Bakhmut werd dinsdag gevochten.\n", encoding="utf-8"
    )
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "only of this test, and long enough for it"
client_id = "atlas"
client_secret = "of no worth"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    return serve(
        folder / "articles",
        port,
        ATLAS_WRITERS="Anna@example.org, clara@example.org",
        STREAMLIT_SECRETS_FILES=str(secrets),
    )


def _sign_in(page: Page, watch: Watch, provider: str, who: dict[str, object]) -> None:
    watch.also |= {provider.removeprefix("http://"), _STYLES}
    page.route(f"https://{_STYLES}/**", lambda route: route.fulfill(body="", content_type="text/css"))
    expect(button(page, "add_articles")).to_have_count(0)
    button(page, "sign_in").click()
    page.wait_for_url(f"{provider}/**")
    page.get_by_role("button", name=str(who["sub"])).first.click()
    expect(button(page, "sign_out")).to_be_visible(timeout=60_000)


def test_a_named_person_signs_in_adds_an_article_and_signs_out(
    newsroom: Server, provider: str, open_page: Open, watch: list[Watch]
) -> None:
    page = open_page(newsroom)
    map_frame(page, LOCATED_S)
    _sign_in(page, watch[0], provider, ANNA)
    button(page, "add_articles").click()
    page.get_by_label("Text of the article").fill(TEXT)
    page.get_by_label("Date (optional)").fill("2022-12-21")
    button(page, "paste_preview").click()
    expect(page.locator(".st-key-preview article")).to_have_count(1, timeout=60_000)
    button(page, "intake_store").click()
    expect(page.get_by_text(re.compile(r"^Stored: "))).to_be_visible(timeout=60_000)
    added = heads(snapshot(open_store(newsroom.log.parent / "store"))).to_pylist()
    assert [row["who"] for row in added if row["who"]] == ["anna@example.org"]
    button(page, "intake_close").click()
    button(page, "sign_out").click()
    page.get_by_role("button", name="End session").click()  # the provider asks, then leads back
    expect(button(page, "sign_in")).to_be_visible(timeout=60_000)
    expect(button(page, "add_articles")).to_have_count(0)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (BERT, "You are signed in, but not named among those who may add and correct: you can read."),
        (CLARA, "the provider does not say that your e-mail address is verified"),
    ],
    ids=["not named", "not verified"],
)
def test_others_are_told_why_they_can_only_read(
    newsroom: Server, provider: str, open_page: Open, watch: list[Watch], who: dict[str, object], sentence: str
) -> None:
    page = open_page(newsroom)
    map_frame(page, LOCATED_S)
    _sign_in(page, watch[0], provider, who)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(button(page, "add_articles")).to_have_count(0)
