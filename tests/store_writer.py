"""A process that adds its articles to a store, one batch after the other, until it is done or killed; and a reader that checks.

python -m tests.store_writer write ADDRESS NUMBER BATCHES
python -m tests.store_writer watch ADDRESS SECONDS
"""

from __future__ import annotations

import sys
import time

import pandas as pd

from geo.frame import mention_id, to_frame
from geo.models import Article
from geo.store import add, articles_of, open_store, read, snapshot

PER_BATCH, PER_ARTICLE, SHARED = 4, 3, 5


def articles_of_writer(writer: int, batch: int) -> list[Article]:
    """Articles of its own, and one that all writers add in this round; some months, some undated."""
    own = [f"w{writer}-{batch}-{number}" for number in range(PER_BATCH)]
    return [_article(name) for name in [*own, f"shared-{batch % SHARED}"]]


def _article(name: str) -> Article:
    month = sum(map(ord, name)) % 4
    if month == 3:
        return Article(name, f"Text of {name}", lang="nl")
    day = pd.Timestamp(2022, 10 + month, 1 + len(name) % 20).date()
    return Article(name, f"Text of {name}", published=day, published_precision="day", lang="nl")


def mentions_of(articles: list[Article]) -> pd.DataFrame:
    rows = []
    for article in articles:
        for number in range(PER_ARTICLE):
            rows.append(
                {
                    "mention_id": mention_id(article.id, 9 * number, 9 * number + 7),
                    "article_id": article.id,
                    "start": 9 * number,
                    "end": 9 * number + 7,
                    "surface": "Bakhmut",
                    "kind": "place",
                    "place_id": f"geonames:{number}",
                    "place_name": "Bakhmut",
                    "level": "populated_place",
                    "latitude": 48.6,
                    "longitude": 38.0,
                    "basis": "named",
                    "score": 0.9,
                    "role": "combat",
                    "published": article.published,
                    "published_precision": article.published_precision,
                    "lang": "nl",
                    "excerpt": article.text,
                    "excerpt_start": 0,
                }
            )
    return to_frame(rows)


def write(address: str, writer: int, batches: int) -> None:
    store = open_store(address)
    for batch in range(batches):
        articles = articles_of_writer(writer, batch)
        add(store, articles, mentions_of(articles), located_by="v1")


def check(address: str) -> tuple[int, int]:
    """Articles and mentions that a reader sees now; every article has all of its mentions, once."""
    seen = snapshot(open_store(address))
    frame = read(seen)  # refuses a mention that stands there twice
    counts = frame["article_id"].value_counts()
    ids = [article.id for article in articles_of(seen)]
    assert len(ids) == len(set(ids)) == len(counts), f"{len(ids)} articles, {len(counts)} with mentions"
    assert (counts == PER_ARTICLE).all(), counts[counts != PER_ARTICLE]
    return len(ids), len(frame)


def watch(address: str, seconds: float) -> None:
    """Check again and again; that something was lost between two looks fails as well."""
    until, least, looks = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        articles, _ = check(address)
        assert articles >= least, f"{least} articles were there, now {articles}"
        least, looks = articles, looks + 1
    print(looks)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        watch(sys.argv[2], float(sys.argv[3]))
