"""Lines in an object store, over S3 on loopback."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

import pytest

from geo.front import add_lines, front, front_version, lines, remove_lines
from geo.front.reading import Layer
from geo.store import open_store, read

from .made_front import line
from .object_store import BUCKET, object_store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    with object_store() as settings:
        yield settings


def test_lines_are_kept_beside_the_articles_of_an_object_store(
    service: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in service.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ATLAS_STORE", f"s3://{BUCKET}/{uuid.uuid4()}")
    assert (lines(), front_version()) == ([], "")
    add_lines([Layer(date(2022, 12, 20), line().area, "a")], source="made", licence="CC0", attribution="Nobody")
    assert [one.day for one in front().lines] == [date(2022, 12, 20)]
    assert front_version()
    assert read(open_store()).empty
    assert remove_lines("made") == 1
    assert lines() == []
