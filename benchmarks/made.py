"""Seeded articles with mentions of 5,000 places, as many as are asked for, as the store takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.frame import COLUMNS
from geo.models import ROLES, Article, Precision

PLACES, MENTIONS_EACH = 5000, 10
_FIRST_DAY, _DAYS = date(2022, 1, 1), 4 * 365
_SENTENCES = 2000
_WORDS = re.findall(
    r"\w+",
    "de troepen meldden dat het front bij de rivier sinds dinsdag opnieuw onder vuur lag en dat bewoners van het dorp "
    "hulp kregen terwijl de stroom uitviel volgens het bestuur van de provincie na een nacht met drones en raketten",
)


def made_batches(mentions: int, batch: int = 200_000, seed: int = 0) -> Iterator[tuple[list[Article], pd.DataFrame]]:
    """Batches of articles, ten mentions each, in the order of their dates, with the table of their mentions.

    A twentieth is undated, a tenth is known to a month only, a fifth of the mentions has days of its own, one in fifty has no
    place; few places are named often and many seldom.
    """
    chance = np.random.default_rng(seed)
    names = np.array([f"Plaats {number}" for number in range(PLACES)], dtype=object)
    where = chance.uniform((44.0, 22.0), (52.0, 40.0), (PLACES, 2)).round(4)
    sentences = np.array([" ".join(chance.choice(_WORDS, 14)).capitalize() for _ in range(_SENTENCES)], dtype=object)
    for begun in range(0, mentions, batch):
        count = min(batch, mentions - begun)
        yield _batch(chance, begun, count, mentions, names, where, sentences)


def _batch(
    chance: np.random.Generator,
    begun: int,
    count: int,
    total: int,
    names: np.ndarray,
    where: np.ndarray,
    sentences: np.ndarray,
) -> tuple[list[Article], pd.DataFrame]:
    articles = [
        _article(chance, begun // MENTIONS_EACH + number, total, sentences) for number in range(count // MENTIONS_EACH)
    ]
    of = np.repeat(np.arange(len(articles)), MENTIONS_EACH)
    place = np.minimum(chance.pareto(0.7, count) * 8, PLACES - 1).astype(int)
    is_lost = chance.random(count) < 0.02
    kind = np.where(chance.random(count) < 0.85, "place", "metonym").astype(object)
    published = np.array([article.published for article in articles], dtype="datetime64[s]")[of]
    precision = np.array([article.published_precision for article in articles], dtype=object)[of]
    has_event = (chance.random(count) < 0.2) & (kind == "place") & ~np.isnat(published)
    event = np.where(
        has_event, published - chance.integers(0, 30, count).astype("timedelta64[D]"), np.datetime64("NaT")
    )
    until = event + np.where(chance.random(count) < 0.2, chance.integers(1, 9, count), 0).astype("timedelta64[D]")
    start = np.tile(np.arange(MENTIONS_EACH) * 120, len(articles)) + 4
    surface = names[place]
    left, right = sentences[chance.integers(0, _SENTENCES, (2, count))]
    columns = {
        "mention_id": [f"{number:016x}" for number in range(begun, begun + count)],
        "article_id": np.array([article.id for article in articles], dtype=object)[of],
        "start": start,
        "end": start + np.array([len(word) for word in surface]),
        "surface": surface,
        "kind": kind,
        "place_id": np.char.add("geonames:", place.astype(str)).astype(object),
        "place_name": surface,
        "level": "populated_place",
        "country_code": "UA",
        "admin1": "Donetsk Oblast",
        "latitude": where[place, 0],
        "longitude": where[place, 1],
        "uncertainty_km": 2.0,
        "basis": np.where(chance.random(count) < 0.9, "named", "inferred").astype(object),
        "score": chance.random(count).round(2),
        "reason": "in the theatre of the war",
        "role": pd.Series(np.array(ROLES, dtype=object)[chance.integers(0, len(ROLES), count)]).where(kind == "place"),
        "published": published,
        "published_precision": precision,
        "event_start": event,
        "event_end": until,
        "lang": "nl",
        "title": np.array([article.title for article in articles], dtype=object)[of],
        "source": np.array([article.source for article in articles], dtype=object)[of],
        "excerpt": "Bij " + surface + " " + left + ". " + right + ".",
        "excerpt_start": start - 4,
    }
    frame = pd.DataFrame({name: columns.get(name) for name in COLUMNS})
    unknown = ["place_id", "place_name", "level", "country_code", "admin1", "basis"]
    frame.loc[is_lost, unknown] = None
    frame.loc[is_lost, ["latitude", "longitude", "uncertainty_km", "score"]] = np.nan
    return articles, frame.astype(COLUMNS)


def _article(chance: np.random.Generator, number: int, total: int, sentences: np.ndarray) -> Article:
    # In order of date, as an archive is ingested; the last ones are the newest.
    day = _FIRST_DAY + timedelta(number * MENTIONS_EACH * _DAYS // total)
    kind = chance.random()
    precision: Precision | None = None if kind < 0.05 else "month" if kind < 0.15 else "day"
    published = None if precision is None else day.replace(day=1) if precision == "month" else day
    text = ". ".join(sentences[chance.integers(0, len(sentences), 4)])
    return Article(
        id=f"archive/{day:%Y/%m}/{number:08d}.txt",
        text=text,
        title=f"Bericht {number}",
        published=published,
        published_precision=precision,
        lang="nl",
        source=f"Krant {number % 40}",
    )
