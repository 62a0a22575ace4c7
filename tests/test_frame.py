from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from geo.errors import FrameError
from geo.frame import COLUMNS, mention_id, to_frame, validate


def row(**changes: Any) -> dict[str, Any]:
    return {
        "mention_id": "a",
        "article_id": "x",
        "start": 3,
        "end": 10,
        "surface": "Bakhmut",
        "kind": "place",
        "place_id": "geonames:713174",
        "place_name": "Bakhmut",
        "level": "populated_place",
        "country_code": "UA",
        "latitude": 48.59,
        "longitude": 38.0,
        "basis": "named",
        "score": 0.9,
        "role": "combat",
        "published": date(2022, 12, 20),
        "published_precision": "day",
        "event_start": date(2022, 12, 20),
        "event_end": date(2022, 12, 20),
        "lang": "nl",
        "excerpt": "In Bakhmut.",
        "excerpt_start": 0,
        **changes,
    }


def test_columns_are_those_of_the_contract() -> None:
    frame = to_frame([row()])
    assert list(frame.columns) == list(COLUMNS)
    assert {name: str(frame[name].dtype) for name in COLUMNS} == COLUMNS


def test_unknown_is_missing_and_an_empty_table_has_the_columns() -> None:
    assert pd.isna(to_frame([row(title=None)])["title"].iloc[0])
    assert list(to_frame([]).columns) == list(COLUMNS)


def test_surface_length_counts_code_points() -> None:
    surface = "𝕂yiv🙂"
    assert len(to_frame([row(surface=surface, end=3 + len(surface))])) == 1


def test_mention_id_depends_on_article_and_span() -> None:
    ids = {mention_id("a", 1, 2), mention_id("a", 1, 3), mention_id("b", 1, 2), mention_id("a", 12, 3)}
    assert len(ids) == 4
    assert mention_id("a", 1, 2) == mention_id("a", 1, 2)


@pytest.mark.parametrize(
    ("column", "changes"),
    [
        ("kind", {"kind": "town"}),
        ("role", {"role": "war"}),
        ("role", {"kind": "metonym"}),
        ("latitude", {"latitude": 91.0}),
        ("score", {"score": 1.5}),
        ("surface", {"surface": "Bakhmu"}),
        ("place_name", {"place_name": None}),
        ("latitude", {"place_id": None, "place_name": None, "level": None}),
        ("event_start", {"event_end": None}),
        ("event_end", {"event_end": date(2022, 12, 1)}),
        ("published", {"published_precision": None}),
        ("lang", {"lang": None}),
    ],
)
def test_a_broken_row_is_refused_by_column(column: str, changes: dict[str, Any]) -> None:
    with pytest.raises(FrameError, match=f"^{column}: row 0 .article x"):
        to_frame([row(**changes)])


def test_a_mention_may_not_stand_there_twice() -> None:
    with pytest.raises(FrameError, match="mention_id: row 1"):
        to_frame([row(), row()])


def test_a_missing_column_and_a_wrong_dtype_are_named() -> None:
    frame = to_frame([row()])
    with pytest.raises(FrameError, match=r"missing .'score'."):
        validate(frame.drop(columns="score"))
    with pytest.raises(FrameError, match="score: dtype is str"):
        validate(frame.astype({"score": "str"}))
