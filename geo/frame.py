"""The table of mentions: its columns, their dtypes, and the check that every frame passes at the border."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.errors import FrameError
from geo.models import BASES, KINDS, LEVELS, PRECISIONS, ROLES, Candidate

TEXT = "str"
DAY = "datetime64[s]"

# Column -> dtype, in the order of every file and export. Unknown is a missing value (NaN, NaT), never an empty text.
COLUMNS: dict[str, str] = {
    "mention_id": TEXT,  # the same for the same article and span
    "article_id": TEXT,
    "start": "int64",  # code points into the article's text
    "end": "int64",  # code points, exclusive
    "surface": TEXT,  # text[start:end]
    "kind": TEXT,
    "place_id": TEXT,  # geonames:ID or atlas:NAME; missing where unresolved, and then all to uncertainty_km with it
    "place_name": TEXT,
    "level": TEXT,
    "country_code": TEXT,  # ISO 3166-1 alpha-2; also missing for what lies in several countries
    "admin1": TEXT,  # English name of the first-order division; missing where unknown
    "latitude": "float64",  # degrees north, WGS84
    "longitude": "float64",  # degrees east, WGS84
    "uncertainty_km": "float64",  # km, radius in which the thing named lies
    "basis": TEXT,
    "score": "float64",  # 0..1, share of such mentions that are right
    "reason": TEXT,
    "role": TEXT,  # of places only
    "published": DAY,
    "published_precision": TEXT,
    "event_start": DAY,  # of places only, and only where the text says when
    "event_end": DAY,  # last day, included
    "story_id": TEXT,  # the same for versions of one story; missing outside the store
    "front_km": "float64",  # km to the line of control, negative inside; filled by geo.front.with_front
    "front_source": TEXT,
    "front_date": DAY,
    "lang": TEXT,  # ISO 639-1
    "title": TEXT,
    "source": TEXT,
    "url": TEXT,
    "excerpt": TEXT,  # the sentence with its neighbours
    "excerpt_start": "int64",  # code points into the article's text
}

_WORDS: dict[str, Sequence[str]] = {
    "kind": KINDS,
    "level": LEVELS,
    "basis": BASES,
    "role": ROLES,
    "published_precision": PRECISIONS,
}
_REQUIRED = ("mention_id", "article_id", "start", "end", "surface", "kind", "lang", "excerpt", "excerpt_start")
_OF_A_PLACE = ("place_name", "level", "latitude", "longitude", "basis")
_RANGES = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "score": (0.0, 1.0)}


def mention_id(article_id: str, start: int, end: int) -> str:
    """Identifier of a mention: 16 hexadecimal digits, the same for the same article and span."""
    return hashlib.sha256(f"{article_id}\0{start}\0{end}".encode()).hexdigest()[:16]


def to_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A checked table of mentions from rows that hold Python values (None for unknown).

    Returns
    -------
    pandas.DataFrame
        One row a mention with the columns and dtypes of `COLUMNS`.
    """
    blank = dict.fromkeys(COLUMNS)
    values = zip(*({**blank, **row}.values() for row in rows), strict=False) if rows else ((),) * len(COLUMNS)
    columns = {
        name: pd.Series(column, dtype=dtype) for (name, dtype), column in zip(COLUMNS.items(), values, strict=False)
    }
    return validate(pd.DataFrame(columns))


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, once it is known to keep the contract.

    Raises
    ------
    FrameError
        Naming the column, and the first row and value that break it.
    """
    if list(frame.columns) != list(COLUMNS):
        missing = [name for name in COLUMNS if name not in frame.columns]
        extra = [name for name in frame.columns if name not in COLUMNS]
        raise FrameError(f"columns: missing {missing}, unknown {extra}; a table of mentions has {', '.join(COLUMNS)}")
    for name, dtype in COLUMNS.items():
        if frame[name].dtype != dtype:
            raise FrameError(f"{name}: dtype is {frame[name].dtype}, must be {dtype}")
    for name in _REQUIRED:
        _refuse(frame, name, frame[name].isna(), "is missing")
    for name, words in _WORDS.items():
        _refuse(frame, name, ~(frame[name].isna() | frame[name].isin(words)), f"is none of {', '.join(words)}")
    for name, (low, high) in _RANGES.items():
        _refuse(frame, name, ~(frame[name].isna() | frame[name].between(low, high)), f"is outside {low:g}..{high:g}")
    resolved = frame["place_id"].notna()
    for name in _OF_A_PLACE:
        _refuse(frame, name, frame[name].isna() & resolved, "is missing although place_id is there")
        _refuse(frame, name, frame[name].notna() & ~resolved, "is there although place_id is missing")
    for name in ("role", "event_start", "event_end"):
        _refuse(frame, name, frame[name].notna() & (frame["kind"] != "place"), "is for mentions of kind place only")
    _refuse(frame, "event_start", frame["event_start"].isna() != frame["event_end"].isna(), "needs event_end beside it")
    _refuse(frame, "event_end", frame["event_end"] < frame["event_start"], "lies before event_start")
    _refuse(frame, "published", frame["published"].isna() != frame["published_precision"].isna(), "needs its precision")
    _refuse(frame, "surface", frame["surface"].str.len() != frame["end"] - frame["start"], "is not as long as its span")
    _refuse(frame, "mention_id", frame["mention_id"].duplicated(), "stands there twice")
    return frame


def _refuse(frame: pd.DataFrame, name: str, bad: pd.Series, what: str) -> None:
    if bool(bad.any()):
        row = int(bad.to_numpy().argmax())
        article = frame["article_id"].iloc[row]
        raise FrameError(f"{name}: row {row} (article {article}) {what}; its value is {frame[name].iloc[row]!r}")


def of_candidate(candidate: Candidate) -> dict[str, Any]:
    """What a candidate gives of a row: the columns from place_id to uncertainty_km."""
    return {
        "place_id": candidate.place_id,
        "place_name": candidate.name,
        "level": candidate.level,
        "country_code": candidate.country_code or None,
        "admin1": candidate.admin1 or None,
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "uncertainty_km": candidate.uncertainty_km,
    }
