"""Fits the weights of toponym resolution to annotated articles and writes `data/models/resolution.csv`.

    python -m benchmarks.train_resolution --gold FOLDER

Every figure that it prints is of held-back articles: each is scored by weights that were fitted to the other folds.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration import calibration_error, folds_of
from benchmarks.gold import GOLD, GoldSet, gold_sets
from benchmarks.scoring import Pair, Row, is_right, pair_mentions
from geo.articles import read_articles
from geo.columns import MOST_CANDIDATES, Floats
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.models import Article, Candidate, Toponym
from geo.recognition import recognise
from geo.resolution import LEAST_SURE, choices, inherited, weigh
from geo.weights import FEATURES, FILE, STAGES, Weights

FOLDS = 5
RIDGE = 1.0  # one unit of log-odds of a weight costs as much as half a mention
# A mention of war news weighs as much as so many of the general corpora, which hold five times as many and are about elsewhere.
SHARE = {"war_news": 5.0}
# What is known beforehand and too seldom annotated to be learnt: a generic word says what its name is, and where the war plays
# a small place is news. The weights are drawn to these as strongly as EXPECTED_RIDGE mentions would.
EXPECTED = {
    "called_town": 2.0,
    "called_division": 3.0,
    "called_district": 4.0,
    "called_else": 3.0,
    "called_no_town": -2.0,
    "called_no_area": -2.0,
    "theatre": 1.5,
    "theatre_share": 0.5,
    "theatre_language": 0.5,
    "other_name_in_theatre": 1.0,
    "in_theatre": -1.0,
    "theatre_article": -1.0,
}
EXPECTED_RIDGE = 30.0
EXACT_KM = 25.0  # of several candidates within the looser distance of a corpus the nearer ones are meant
_STEPS = 60
_STILL = 1e-7


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


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices to fit weights to: the stacked candidates of all mentions, and what is said of each mention."""

    evidence: Floats
    is_meant: NDArray[np.bool_]
    starts: NDArray[np.int64]
    nones: Floats
    share: Floats


def examples_of(gold: GoldSet, gazetteer: Gazetteer) -> list[Example]:
    """The articles of a set, recognised and compared with their annotation."""
    records = {str(record["id"]): record for record in gold.records}
    return [
        _example(gold, article, records[article.id], recognise(article, gazetteer))
        for article in read_articles([gold.bare]).articles
    ]


def _example(gold: GoldSet, article: Article, record: Row, toponyms: Sequence[Toponym]) -> Example:
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
    return Example(
        article.id, (gold.name, article.lang), article, tuple(toponyms), tuple(meant), tuple(right), annotated
    )


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


def train(examples: Sequence[Example]) -> Weights:
    """Weights fitted to some articles: those of the names alone, then those of names among each other."""
    nothing = {stage: np.zeros(len(FEATURES[stage])) for stage in STAGES}
    weights = Weights(**{**nothing, "score": np.array([1.0, 0.0])})
    first, none = fit(_gathered(examples, weights, is_first=True), FEATURES["first"])
    weights = replace(weights, first=first, none_first=none)
    second, none = fit(_gathered(examples, weights, is_first=False), FEATURES["second"])
    return replace(weights, second=second, none_second=none)


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


def fit(choices: Choices, features: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights of the candidates' and of the mentions' evidence that make what is meant likeliest, by Newton's method.

    Where several candidates are right, or none is, the probability of all of them, or of none, is what is maximised.
    """
    own = np.repeat(np.arange(len(choices.starts)), np.diff([*choices.starts, len(choices.evidence)]))
    # One more row a mention, for none of its candidates, with evidence of its own.
    width, further = choices.evidence.shape[1], choices.nones.shape[1]
    rows = np.zeros((len(choices.evidence) + len(choices.starts), width + further))
    rows[: len(choices.evidence), :width] = choices.evidence
    rows[len(choices.evidence) :, width:] = choices.nones
    mention = np.concatenate((own, np.arange(len(choices.starts))))
    has_right = np.bincount(own, choices.is_meant, len(choices.starts)) > 0
    is_meant = np.concatenate((choices.is_meant, ~has_right))
    names = (*features, *FEATURES["none_first"])
    expected = np.array([EXPECTED.get(name, 0.0) for name in names])
    ridge = np.array([EXPECTED_RIDGE if name in EXPECTED else RIDGE for name in names])
    weights = expected.copy()
    loss = np.inf
    for _ in range(_STEPS):
        odds = rows @ weights
        top = np.full(len(choices.starts), -np.inf)
        np.maximum.at(top, mention, odds)
        raised = np.exp(odds - top[mention])
        total = np.bincount(mention, raised)
        right = np.maximum(np.bincount(mention, raised * is_meant), 1e-300)
        before, loss = (
            loss,
            float((choices.share * np.log(total / right)).sum() + (ridge * (weights - expected) ** 2).sum() / 2),
        )
        if abs(before - loss) < _STILL * max(loss, 1.0):
            break
        chance, wanted = raised / total[mention], raised * is_meant / right[mention]
        slope = rows.T @ (choices.share[mention] * (chance - wanted)) + ridge * (weights - expected)
        means = np.zeros((len(choices.starts), rows.shape[1]))
        np.add.at(means, mention, rows * chance[:, None])
        bend = rows.T @ (rows * (choices.share[mention] * chance)[:, None])
        bend -= means.T @ (means * choices.share[:, None])
        weights = weights - np.linalg.solve(bend + np.diag(ridge), slope)
    return weights[:width], weights[width:]


def judged(examples: Iterable[Example], weights: Weights) -> list[tuple[str, tuple[str, str], float, bool]]:
    """Article, group, score and whether it is right, of all mentions that are mapped or could be."""
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
                found.append((example.name, example.group, resolution.score, is_hit))
    return found


def cross_validated(examples: Sequence[Example]) -> list[tuple[str, tuple[str, str], float, bool]]:
    """As `judged`, of each article by weights that have not seen it."""
    found = []
    for fold in folds_of((f"{example.group[0]} {example.name}" for example in examples), FOLDS):
        seen = [example for example in examples if f"{example.group[0]} {example.name}" not in fold]
        held = [example for example in examples if f"{example.group[0]} {example.name}" in fold]
        found += judged(held, train(seen))
    return found


def calibrated(found: Sequence[tuple[str, tuple[str, str], float, bool]]) -> Floats:
    """Slope and offset of the log-odds that make scores mean what they say (Platt 1999), from held-back scores."""
    score = np.clip([value for _, _, value, _ in found], 0.01, 0.99)
    share = np.array([SHARE.get(group[0], 1.0) for _, group, _, _ in found])
    odds = np.log(score / (1 - score))
    rows = np.stack((odds, np.ones(len(odds))), axis=1)
    wanted = np.array([right for *_, right in found], dtype=float)
    fitted = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ fitted))
        slope = rows.T @ (share * (chance - wanted))
        bend = rows.T @ (rows * (share * chance * (1 - chance))[:, None])
        fitted = fitted - np.linalg.solve(bend, slope)
    return fitted


def figures(
    found: Sequence[tuple[str, tuple[str, str], float, bool]], examples: Sequence[Example], least: float
) -> list[dict[str, object]]:
    """End-to-end figures of each set, and of each language of a set of several, with mentions below `least` left unplaced."""
    scored: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    annotated: dict[tuple[str, str], int] = defaultdict(int)
    several = {name for name, lang in {example.group for example in examples} if lang != "en"}
    for _, (name, lang), score, right in found:
        for key in ((name, "all"), (name, lang))[: 2 if name in several else 1]:
            scored[key] += [(score, right)] if score >= least else []
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
    examples = [example for gold in sets for example in examples_of(gold, gazetteer)]
    found = cross_validated(examples)
    score = calibrated(found)
    moved = [(*head, _moved(value, score), right) for *head, value, right in found]
    for figure in figures(moved, examples, LEAST_SURE):  # type: ignore[arg-type]
        print(json.dumps({"bench": "train_resolution", **figure}))
    write(replace(train(examples), score=score), options.out)
    print(f"{options.out}: written, fitted to {len(examples)} articles")


def _moved(value: float, score: Floats) -> float:
    value = min(max(value, 0.01), 0.99)
    return float(1 / (1 + np.exp(-(score[0] * np.log(value / (1 - value)) + score[1]))))


if __name__ == "__main__":
    main()
