"""The located articles on disk: located once, read again while nothing that they come from has changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geo.articles import Reading, read_articles
from geo.frame import COLUMNS, to_frame, validate
from geo.gazetteer import Gazetteer, build_index
from geo.gazetteer.build import stamp
from geo.geocoding import online_geocoder
from geo.locate import locate_article
from geo.paths import DATA, ROOT, cache_folder

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Located:
    """A table of mentions and what is to be told of the articles that it comes from.

    Attributes
    ----------
    frame : pandas.DataFrame
        As `geo.frame` says.
    articles, undated : int
        How many articles were read, and how many of them have no date.
    problems : tuple of str
        What could not be read, a sentence each.
    """

    frame: pd.DataFrame
    articles: int
    undated: int
    problems: tuple[str, ...]


def locate_once(paths: Sequence[Path], progress: Progress) -> Located:
    """Locate the articles of `paths`, or read the result of the last time where nothing has changed since.

    Raises
    ------
    GeoError
        Where the gazetteer cannot be built, or the online geocoder of the settings cannot be reached.
    """
    reading = read_articles(paths)
    table = cache_folder() / f"located-{_fingerprint(reading)}.parquet"
    frame = _read(table)
    if frame is None:
        progress(0.0, "gazetteer")
        gazetteer, online = Gazetteer(build_index(lambda share, words: progress(0.7 * share, words))), online_geocoder()
        rows: list[dict[str, Any]] = []
        for done, article in enumerate(reading.articles):
            progress(0.7 + 0.3 * done / len(reading.articles), f"{done} / {len(reading.articles)}")
            rows.extend(locate_article(article, gazetteer, online))
        frame = to_frame(rows)
        _keep(frame, table)
    undated = sum(article.published is None for article in reading.articles)
    return Located(frame, len(reading.articles), undated, tuple(str(error) for error in reading.errors))


def _fingerprint(reading: Reading) -> str:
    digest = hashlib.sha256(f"{stamp()} {list(COLUMNS)} {os.environ.get('ATLAS_GEOCODER', '')}".encode())
    for file in sorted([*(DATA / "lexicons").glob("*.csv"), *(ROOT / "geo").rglob("*.py")]):
        digest.update(file.read_bytes())
    for article in reading.articles:
        digest.update(
            json.dumps([str(value) for value in (article.id, article.text, article.title, article.published)]).encode()
        )
        digest.update(f"{article.published_precision} {article.lang} {article.source} {article.url}".encode())
    return digest.hexdigest()[:16]


def _read(table: Path) -> pd.DataFrame | None:
    try:
        return validate(pd.read_parquet(table).astype(COLUMNS))
    except Exception:
        # Missing, half written or of an older form: locating anew mends all three, and costs seconds.
        return None


def _keep(frame: pd.DataFrame, table: Path) -> None:
    try:
        table.parent.mkdir(parents=True, exist_ok=True)
        for old in table.parent.glob("located-*.parquet"):
            old.unlink(missing_ok=True)
        draft = table.with_suffix(f".{os.getpid()}")
        frame.to_parquet(draft, index=False)
        os.replace(draft, table)
    except OSError:
        return  # a folder that cannot be written costs the next start some seconds, and nothing else
