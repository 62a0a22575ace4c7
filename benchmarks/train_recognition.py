"""Train the tagger of toponyms on annotated articles, and say how right it is on articles that it was not trained on.

    python -m benchmarks.train_recognition FOLDER [--folds 5] [--write]

FOLDER holds annotated articles as `benchmarks.gold` reads them. The model is a logistic regression with an L1 penalty, which
leaves most features without a weight, found by FISTA (Beck and Teboulle 2009, "A fast iterative shrinkage-thresholding
algorithm"); nothing in it is left to chance. `--write` trains on all of them and writes `data/models/recognition.csv`.
The project's own articles are never trained on, wherever they lie: they are what the program is measured with.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from benchmarks.calibration import folds_of
from benchmarks.gold import OWN_SET, GoldSet, gold_sets
from benchmarks.scoring import Row, match
from geo.articles import read_articles
from geo.features import features, usage
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.kinds import is_seat
from geo.models import Article
from geo.passage import passages_of
from geo.proposals import proposals
from geo.recognition import recognise
from geo.tagger import LANGUAGES, WEIGHTS, Tagger

PENALTY = 1.0  # of a weight of 1, against the log-loss of one proposal
FEWEST_ARTICLES = 3  # a feature of fewer says something about these articles rather than about the language
_STEPS = 400
_DIGITS = 2  # of a weight; 0.01 in log-odds is nothing
_NAMES = ("any", "place", "metonym")  # kinds of annotated mentions that a proposal should find

Example = tuple[list[str], bool]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its annotation and what may be learned from it."""

    name: str
    article: Article
    gold: dict[tuple[int, int], Row]
    examples: list[Example]


def annotated(sets: Iterable[GoldSet], gazetteer: Gazetteer) -> list[Annotated]:
    """The articles of a language that is learned, with an example for each proposal."""
    found = []
    for gold in sets:
        records = {str(record["id"]): record for record in gold.records if gold.form == "mentions"}
        articles = [article for article in read_articles([gold.bare]).articles if article.lang in LANGUAGES]
        for article in tqdm(articles if records else [], desc=gold.name, disable=None, leave=False):
            spans = {(m["start"], m["end"]): m for m in records[article.id]["mentions"]}
            found.append(Annotated(gold.name, article, spans, _examples(article, spans, gazetteer)))
    return found


def _examples(article: Article, gold: dict[tuple[int, int], Row], gazetteer: Gazetteer) -> list[Example]:
    passages = passages_of(article, gazetteer)
    if not passages:
        return []
    lists = passages[0].lists
    article_usage = usage(article.text, [passage.sentence for passage in passages], lists)
    proposed = [
        (passage, at, reading)
        for passage in passages
        for at, word in enumerate(passage.sentence)
        if lists.people(word.text) is None
        for reading in proposals(passage, at)
        if not is_seat(reading.candidates)
    ]
    spans = {(reading.span.start, reading.span.end) for _, _, reading in proposed}
    examples = []
    for passage, at, reading in proposed:
        taught = answer(article.text, (reading.span.start, reading.span.end), gold, spans)
        if taught is not None:
            examples.append((features(passage, at, reading, article_usage), taught))
    return examples


def answer(
    text: str, span: tuple[int, int], gold: dict[tuple[int, int], Row], proposed: set[tuple[int, int]]
) -> bool | None:
    """Whether a span is annotated as a name; None where the annotation leaves it open.

    A span that begins or ends an annotated one, or the other way round, counts where the annotated one itself is not proposed.
    """
    if span in gold:
        return None if gold[span]["kind"] == "ignore" else gold[span]["kind"] in _NAMES
    is_name = False
    for other, mention in gold.items():
        if max(other[0], span[0]) >= min(other[1], span[1]):
            continue
        if mention["kind"] == "ignore":
            return None
        if mention["kind"] in _NAMES and other not in proposed:
            starts = text[other[0] : other[1]].startswith(text[span[0] : span[1]])
            ends = text[span[0] : span[1]].endswith(text[other[0] : other[1]])
            is_name = is_name or starts or ends
    return is_name


def train(examples: Sequence[tuple[str, list[Example]]]) -> Tagger:
    """The tagger that fits the examples of some articles, each with the article's id."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for name, found in examples:
        for feature in {feature for row, _ in found for feature in row}:
            seen[feature].add(name)
    columns = {
        feature: index
        for index, feature in enumerate(sorted(f for f, articles in seen.items() if len(articles) >= FEWEST_ARTICLES))
    }
    rows = [([columns[f] for f in row if f in columns], answer) for _, found in examples for row, answer in found]
    weights = _fista(rows, len(columns))
    kept = {feature: round(float(weights[index]), _DIGITS) for feature, index in columns.items()}
    return Tagger({feature: weight for feature, weight in kept.items() if weight})


def _fista(rows: Sequence[tuple[list[int], bool]], width: int) -> Floats:
    indices = np.fromiter((index for row, _ in rows for index in row), dtype=np.int64)
    lengths = np.array([len(row) for row, _ in rows])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    answers = np.array([answer for _, answer in rows], dtype=np.float64)
    # Each feature has a step of its own: a quarter of the second derivative that it can have at most (times the others').
    steps = 1.0 / (0.25 * np.bincount(indices, weights=np.repeat(lengths, lengths), minlength=width) + 1e-9)
    weights = np.zeros(width)
    ahead, momentum = weights, 1.0
    for _ in range(_STEPS):
        wrong = 1.0 / (1.0 + np.exp(-np.add.reduceat(ahead[indices], starts))) - answers
        slope = np.bincount(indices, weights=np.repeat(wrong, lengths), minlength=width)
        moved = ahead - steps * slope
        new = np.sign(moved) * np.maximum(np.abs(moved) - steps * PENALTY, 0.0)
        next_momentum = (1.0 + np.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        ahead = new + (momentum - 1.0) / next_momentum * (new - weights)
        weights, momentum = new, next_momentum
    return weights


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="train on all articles, and write the weights")
    options = parser.parse_args()
    gazetteer = load_gazetteer()
    articles = annotated((found for found in gold_sets(options.folder) if found.name != OWN_SET), gazetteer)
    if options.folds > 1:
        for line in cross_validated(articles, options.folds, gazetteer):
            print(line)
    if options.write:
        tagger = train([(found.article.id, found.examples) for found in articles])
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("feature", "weight"))
            writer.writerows(sorted(tagger.weights.items()))
        print(f"{len(tagger.weights)} weights from {sum(len(found.examples) for found in articles)} proposals")


def held_back_taggers(articles: Sequence[Annotated], folds: int) -> dict[str, Tagger]:
    """By article a tagger that has not seen it."""
    taggers: dict[str, Tagger] = {}
    for fold in folds_of([found.article.id for found in articles], folds):
        tagger = train([(found.article.id, found.examples) for found in articles if found.article.id not in fold])
        taggers |= dict.fromkeys(fold, tagger)
    return taggers


def cross_validated(articles: Sequence[Annotated], folds: int, gazetteer: Gazetteer) -> list[str]:
    """Recognition on each set, by taggers that have not seen the article: lines to print."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    taggers = held_back_taggers(articles, folds)
    for found in articles:
        counts[found.name].update(_count(found, taggers[found.article.id], gazetteer))
    return [
        f"{name:12} precision {c['right'] / c['found']:.3f} recall {c['right'] / c['gold']:.3f} "
        f"F1 {2 * c['right'] / (c['found'] + c['gold']):.3f}"
        for name, c in counts.items()
    ]


def _count(found: Annotated, tagger: Tagger, gazetteer: Gazetteer) -> Counter[str]:
    spans = {(t.span.start, t.span.end): t.kind for t in recognise(found.article, gazetteer, tagger)}
    paired = match(found.gold, spans)
    wanted = {span: mention["kind"] for span, mention in found.gold.items() if mention["kind"] in {"any", "place"}}
    right = sum(span in wanted and (wanted[span] == "any" or spans[paired[span]] == "place") for span in paired)
    ignored = [span for span, mention in found.gold.items() if mention["kind"] == "ignore"]
    extra = sum(
        spans[span] == "place" and not any(a <= span[0] < b or span[0] <= a < span[1] for a, b in ignored)
        for span in spans.keys() - set(paired.values())
    )
    return Counter(gold=len(wanted), right=right, found=right + extra)


if __name__ == "__main__":
    main()
