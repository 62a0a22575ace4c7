"""Articles a second over the full chain on one core, beside a package that looks names up in a list."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, TypeVar

from geotext import GeoText

from benchmarks.report import ALL, read_targets
from geo.frame import to_frame
from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article

T = TypeVar("T")

_COUNT, _LENGTH = 200, 1500
_TURN = 10  # articles


def made_articles(
    articles: Sequence[Article], count: int = _COUNT, length: int = _LENGTH, seed: int = 0
) -> list[Article]:
    """Articles of `length` characters, made by chance of the paragraphs of real ones in the same language.

    Languages are as frequent as among the real ones; the same seed gives the same articles.
    """
    chance = random.Random(seed)
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        paragraphs[article.lang] += article.text.split("\n")
    made = []
    for number in range(count):
        like = chance.choice(articles)
        parts: list[str] = []
        while sum(len(part) + 1 for part in parts) <= length:
            parts += chance.sample(paragraphs[like.lang], len(paragraphs[like.lang]))
        made.append(
            Article(
                id=f"made-{number}",
                text="\n".join(parts)[:length],
                title=like.title,
                published=like.published,
                published_precision=like.published_precision,
                lang=like.lang,
            )
        )
    return made


def measure_speed(articles: Sequence[Article], gazetteer: Gazetteer) -> tuple[float, float]:
    """Articles a second of processor time: of the full chain up to the checked frame, and of geotext.

    Each reads every article once, after one article of each language that loads what is loaded once. They take turns, a few
    articles at a time, so that what else the machine does slows both down alike.
    """
    made = made_articles(articles)
    rows: list[dict[str, Any]] = []

    def chain(some: Sequence[Article]) -> None:
        rows.extend(row for article in some for row in locate_article(article, gazetteer))

    def beside(some: Sequence[Article]) -> None:
        for article in some:
            GeoText(article.text)

    for run in (chain, beside):
        run(list({article.lang: article for article in articles}.values()))
    rows.clear()
    ours = theirs = 0.0
    for start in range(0, len(made), _TURN):
        ours += _seconds(chain, made[start : start + _TURN])
        theirs += _seconds(beside, made[start : start + _TURN])
    ours += _seconds(to_frame, rows)
    return len(made) / ours, len(made) / theirs


def _seconds(run: Callable[[Sequence[T]], object], some: Sequence[T]) -> float:
    start = time.process_time()
    run(some)
    return time.process_time() - start


def speed_report(articles: Sequence[Article], gazetteer: Gazetteer, added: Sequence[str]) -> tuple[str, str]:
    """The JSON line, and the sentence for people."""
    ours, theirs = measure_speed(articles, gazetteer)
    other = f"geotext {version('geotext')}"
    target = read_targets(added)[("speed", "articles_per_s", False)]
    line = {
        "bench": "quality",
        "figure": f"speed.{ALL}.articles_per_s",
        "n": _COUNT,
        "value": round(ours, 1),
        "unit": "articles/s",
        "statistic": "one pass in turns, processor time",
        "beside": f"{other}: {theirs:.1f}; target: {target}",
        "ratio": round(ours / theirs, 4),
    }
    missed = "" if target.is_met(ours) else " (missed)"
    words = (
        f"{ours:.0f} articles of {_LENGTH} characters a second on one core, {target}{missed}; "
        f"{other} on the same: {theirs:.0f}, without kinds, coordinates, days or roles"
    )
    return json.dumps(line), words
