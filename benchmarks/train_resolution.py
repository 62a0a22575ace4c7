"""Fits the weights of toponym resolution to annotated articles and writes `data/models/resolution.csv`.

    python -m benchmarks.train_resolution --gold FOLDER

Every figure that it prints is of held-back articles: each is scored by weights that were fitted to the other folds.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration import calibration_error, folds_of
from benchmarks.conditional_logit import Choices, calibrated, fit
from benchmarks.gold import GOLD, OWN_SET, GoldSet, gold_sets
from benchmarks.scoring import Pair, Row, is_right, pair_mentions
from benchmarks.train_recognition import annotated, held_back_taggers
from geo.articles import read_articles
from geo.columns import MOST_CANDIDATES, Floats
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.headings import Headed, headed
from geo.models import Article, Candidate, Toponym
from geo.recognition import recognise
from geo.resolution import LEAST_SURE, choices, inherited, weigh
from geo.tagger import Tagger
from geo.weights import FEATURES, FILE, MOST_SURE, STAGES, Weights, score_evidence, score_of

FOLDS = 5
RIDGE = 1.0  # one unit of log-odds of a weight costs as much as half a mention
# A mention of war news weighs as much as so many of the general corpora, which hold five times as many and are about elsewhere.
SHARE = {"war_news": 5.0}
# What is known beforehand and too seldom annotated to be learnt: a generic word says what its name is, "Paris, Texas" lies in
# Texas, and where the war plays
# a small place is news. The weights are drawn to these as strongly as EXPECTED_RIDGE mentions would.
EXPECTED = {
    "called_town": 2.0,
    "called_division": 3.0,
    "called_district": 4.0,
    "called_else": 3.0,
    "called_no_town": -2.0,
    "called_no_area": -2.0,
    "held_by_next": 1.5,
    "theatre": 1.5,
    "theatre_share": 0.5,
    "theatre_language": 0.5,
    "other_name_in_theatre": 1.5,
    "in_theatre": -1.0,
    "theatre_article": -1.0,
    "at_front": -2.5,
}
EXPECTED_RIDGE = 30.0
EXACT_KM = 25.0  # of several candidates within the looser distance of a corpus the nearer ones are meant


@dataclass(frozen=True, slots=True)
class Example:
    """An article with what is right for each of its toponyms.

    Attributes
    ----------
    group : str
        Set and language.
    meant : tuple of array of bool or None
        For each toponym the candidates that are meant, none of them where it is no place; None where nothing is judged.
    right : tuple of array of bool or None
        Those near enough to count.
    annotated : int
        Number of annotated places.
    """

    name: str
    group: tuple[str, str]
    article: Article
    toponyms: tuple[Toponym, ...]
    meant: tuple[NDArray[np.bool_] | None, ...]
    right: tuple[NDArray[np.bool_] | None, ...]
    annotated: int


def examples_of(gold: GoldSet, gazetteer: Gazetteer, taggers: Mapping[str, Tagger]) -> list[Example]:
    """The articles of a set, recognised and compared with their annotation.

    An article that the tagger has learned from is read by another one, which has not (`taggers`, by article): the doubt of a
    tagger about what it knows by heart says nothing of its doubt about news.
    """
    records = {str(record["id"]): record for record in gold.records}
    found = []
    for article in read_articles([gold.bare]).articles:
        both = headed(article, recognise(article, gazetteer, taggers.get(article.id)), gazetteer)
        found.append(_example(gold, article, records[article.id], both))
    return found


def _example(gold: GoldSet, article: Article, record: Row, both: Headed) -> Example:
    toponyms, unjudged = both.own(article), (None,) * both.titled
    found = [
        {"start": t.span.start, "end": t.span.end, "kind": t.kind, "place_id": "", "index": index}
        for index, t in enumerate(toponyms)
    ]
    meant: list[NDArray[np.bool_] | None] = [None] * len(toponyms)
    right: list[NDArray[np.bool_] | None] = [None] * len(toponyms)
    for pair in pair_mentions(record["mentions"], found):
        if pair.found is None or not (pair.is_recognised or pair.is_false):
            continue
        index = int(pair.found["index"])
        candidates = toponyms[index].candidates[:MOST_CANDIDATES]
        right[index] = np.array([_is_right(pair, candidate, gold.km) for candidate in candidates], dtype=bool)
        meant[index] = _meant(pair, candidates, right[index], gold.km)
    annotated = sum(mention["kind"] in {"place", "any"} for mention in record["mentions"])
    under = replace(article, text=both.text)
    group, judgements = (gold.name, article.lang), ((*unjudged, *meant), (*unjudged, *right))
    return Example(article.id, group, under, both.toponyms, *judgements, annotated)


def _meant(
    pair: Pair, candidates: Sequence[Candidate], right: NDArray[np.bool_] | None, km: float
) -> NDArray[np.bool_]:
    """Of the candidates that count as right those that are nearer, and of the level that is annotated, where there are such."""
    meant = np.array(right, dtype=bool)
    level = None if pair.annotated is None else pair.annotated["level"]
    for is_better in (
        [_is_right(pair, candidate, min(km, EXACT_KM)) for candidate in candidates],
        [candidate.level == level for candidate in candidates],
    ):
        both = meant & np.array(is_better, dtype=bool)
        meant = both if both.any() else meant
    return meant


def _is_right(pair: Pair, candidate: Candidate, km: float) -> bool:
    if not pair.is_recognised:
        return False
    row: dict[str, Any] = {
        "place_id": candidate.place_id,
        "level": candidate.level,
        "country_code": candidate.country_code or None,
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
    }
    return is_right(replace(pair, found=row), km)


@dataclass(frozen=True, slots=True)
class Judged:
    """A choice: set and language, what its score is made of (`geo.weights.score_evidence`), and whether it is right."""

    group: tuple[str, str]
    evidence: tuple[float, ...]
    is_right: bool


def train(examples: Sequence[Example]) -> Weights:
    """Weights fitted to some articles: those of the names alone, then those of names among each other."""
    nothing = {stage: np.zeros(len(FEATURES[stage])) for stage in STAGES}
    weights = Weights(**{**nothing, "score": np.array([1.0, 0.0, 0.0])})
    first, none = _fitted(_gathered(examples, weights, is_first=True), "first")
    weights = replace(weights, first=first, none_first=none)
    second, none = _fitted(_gathered(examples, weights, is_first=False), "second")
    return replace(weights, second=second, none_second=none)


def _fitted(choices: Choices, stage: str) -> tuple[Floats, Floats]:
    names = (*FEATURES[stage], *FEATURES[f"none_{stage}"])
    expected = np.array([EXPECTED.get(name, 0.0) for name in names])
    ridge = np.array([EXPECTED_RIDGE if name in EXPECTED else RIDGE for name in names])
    return fit(choices, expected, ridge)


def _gathered(examples: Sequence[Example], weights: Weights, is_first: bool) -> Choices:
    evidence: list[Floats] = []
    meant: list[NDArray[np.bool_]] = []
    nones: list[Floats] = []
    share: list[float] = []
    for example in examples:
        weighed = weigh(example.toponyms, example.article.text, example.article.lang, weights)
        if weighed is None:
            continue
        rows = weighed.alone if is_first else weighed.evidence
        for index, wanted in enumerate(example.meant):
            sense = weighed.sense_at[index]
            if wanted is None or sense < 0:
                continue
            start, end = weighed.article.starts[sense], weighed.article.starts[sense + 1]
            if end - start != len(wanted):
                continue  # a mention whose form has other candidates than the first of its sense
            evidence.append(rows[start:end])
            meant.append(wanted)
            nones.append(weighed.nones[index])
            share.append(SHARE.get(example.group[0], 1.0))
    sizes = [len(rows) for rows in meant]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    return Choices(np.concatenate(evidence), np.concatenate(meant), starts, np.array(nones), np.array(share))


def judged(examples: Iterable[Example], weights: Weights) -> list[Judged]:
    """The choices for all mentions that are mapped or could be."""
    found = []
    for example in examples:
        weighed = weigh(example.toponyms, example.article.text, example.article.lang, weights)
        if weighed is None:
            continue
        chosen = inherited(example.toponyms, choices(example.toponyms, weighed, weights, least=0.0))
        for toponym, resolution, right in zip(example.toponyms, chosen, example.right, strict=True):
            if right is not None and resolution.candidate is not None:
                ids = [candidate.place_id for candidate in toponym.candidates[:MOST_CANDIDATES]]
                place = resolution.candidate.place_id
                is_hit = place in ids and bool(right[ids.index(place)])
                evidence = score_evidence(resolution.score / MOST_SURE, toponym.recognition)
                found.append(Judged(example.group, evidence, is_hit))
    return found


def cross_validated(examples: Sequence[Example]) -> list[Judged]:
    """As `judged`, of each article by weights that have not seen it."""
    found = []
    for fold in folds_of((f"{example.group[0]} {example.name}" for example in examples), FOLDS):
        seen = [example for example in examples if f"{example.group[0]} {example.name}" not in fold]
        held = [example for example in examples if f"{example.group[0]} {example.name}" in fold]
        found += judged(held, train(seen))
    return found


def figures(
    found: Sequence[tuple[Judged, float]], examples: Sequence[Example], least: float
) -> list[dict[str, object]]:
    """End-to-end figures of each set, and of each language of a set of several, with mentions below `least` left unplaced."""
    scored: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    annotated: dict[tuple[str, str], int] = defaultdict(int)
    several = {name for name, lang in {example.group for example in examples} if lang != "en"}
    for choice, score in found:
        name, lang = choice.group
        for key in ((name, "all"), (name, lang))[: 2 if name in several else 1]:
            scored[key] += [(score, choice.is_right)] if score >= least else []
    for example in examples:
        name, lang = example.group
        for key in ((name, "all"), (name, lang))[: 2 if name in several else 1]:
            annotated[key] += example.annotated
    return [
        {
            "set": name,
            "lang": lang,
            "end_to_end_f1": round(2 * sum(r for _, r in pairs) / (len(pairs) + annotated[name, lang]), 4),
            "end_to_end_precision": round(sum(r for _, r in pairs) / max(len(pairs), 1), 4),
            "calibration_error": round(calibration_error(pairs) or 0.0, 4),
            "n": annotated[name, lang],
        }
        for (name, lang), pairs in sorted(scored.items())
    ]


def write(weights: Weights, path: Path) -> None:
    """Write weights to a file, two decimals each: more says nothing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("stage", "feature", "weight"))
        for stage in STAGES:
            for name, weight in zip(FEATURES[stage], getattr(weights, stage), strict=True):
                writer.writerow((stage, name, f"{weight:.2f}"))


def main() -> None:
    """Cross-validate, print the figures, fit to all articles, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of annotated articles")
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    gazetteer = load_gazetteer()
    sets = [gold for gold in gold_sets(options.gold) if gold.form == "mentions"]
    learned = annotated((gold for gold in sets if gold.name != OWN_SET), gazetteer)
    taggers = held_back_taggers(learned, FOLDS)
    examples = [example for gold in sets for example in examples_of(gold, gazetteer, taggers)]
    found = cross_validated(examples)
    score = calibrated(
        np.array([choice.evidence for choice in found]),
        np.array([float(choice.is_right) for choice in found]),
        np.array([SHARE.get(choice.group[0], 1.0) for choice in found]),
        MOST_SURE,
    )
    held_back = [(choice, score_of(choice.evidence, score)) for choice in found]
    for figure in figures(held_back, examples, LEAST_SURE):
        print(json.dumps({"bench": "train_resolution", **figure}))
    write(replace(train(examples), score=score), options.out)
    print(f"{options.out}: written, fitted to {len(examples)} articles")


if __name__ == "__main__":
    main()
