"""Articles a second over the full chain on one core, beside a package that looks names up in a list."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version

from geotext import GeoText

from benchmarks.report import ALL, read_targets
from geo.frame import to_frame
from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article

_COUNT, _LENGTH = 200, 1500


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

    Each reads every article once, after one article of each language that loads what is loaded once.
    """
    made = made_articles(articles)
    first = list({article.lang: article for article in articles}.values())

    def chain(some: Sequence[Article]) -> None:
        to_frame([row for article in some for row in locate_article(article, gazetteer)])

    def beside(some: Sequence[Article]) -> None:
        for article in some:
            GeoText(article.text)

    return _per_second(chain, first, made), _per_second(beside, first, made)


def _per_second(run: Callable[[Sequence[Article]], None], first: Sequence[Article], made: Sequence[Article]) -> float:
    run(first)
    start = time.process_time()
    run(made)
    return len(made) / (time.process_time() - start)


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
        "statistic": "one pass, processor time",
        "beside": f"{other}: {theirs:.1f}; target: {target}",
        "ratio": round(ours / theirs, 3),
    }
    missed = "" if target.is_met(ours) else " (missed)"
    words = (
        f"{ours:.0f} articles of {_LENGTH} characters a second on one core, {target}{missed}; "
        f"{other} on the same: {theirs:.0f}, without kinds, coordinates, days or roles"
    )
    return json.dumps(line), words
