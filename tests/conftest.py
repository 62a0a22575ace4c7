"""What all tests share: a folder of their own for what the program writes, and the gazetteer, built once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.models import Article


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No test reads or writes what a user keeps, and none inherits a setting of the machine that it runs on.
    for name in [
        name for name in os.environ if name.startswith("ATLAS_") and name not in {"ATLAS_GAZETTEER", "ATLAS_CHROMIUM"}
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ATLAS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "store"))


def article(text: str, lang: str = "nl", **fields: object) -> Article:
    return Article(id="test", text=text, lang=lang, **fields)  # type: ignore[arg-type]
