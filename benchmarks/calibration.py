"""Whether a score means what it says: of the mentions at 0.8, eight in ten should be right."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Example = TypeVar("Example")


def calibration_error(scored: Iterable[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error over equally filled bins.

    Parameters
    ----------
    scored : iterable of (float, bool)
        A score from 0 to 1, and whether what it was given to is right.
    bins : int
        How many; the scores are sorted and cut into so many parts of the same size. Of equal scores the wrong ones come
        first, so that a score of few steps is judged harder than one that tells more apart.

    Returns
    -------
    float or None
        Mean gap between score and share right, weighed by the size of the bins; None where there are fewer scores than bins.
    """
    ordered = sorted(scored)
    if len(ordered) < bins:
        return None
    edges = [index * len(ordered) // bins for index in range(bins + 1)]
    parts = [ordered[start:end] for start, end in pairwise(edges)]
    return sum(abs(sum(value - right for value, right in part)) for part in parts) / len(ordered)


def folds_of(articles: Iterable[str], count: int, seed: int = 0) -> list[set[str]]:
    """Articles dealt into `count` folds by chance, the same for the same seed."""
    shuffled = sorted(articles)
    random.Random(seed).shuffle(shuffled)
    return [set(shuffled[index::count]) for index in range(count)]


def held_back(
    examples: Mapping[str, Sequence[tuple[Example, bool]]],
    fit: Callable[[Sequence[tuple[Example, bool]]], Callable[[Example], float]],
    folds: Sequence[set[str]],
) -> list[tuple[float, bool]]:
    """Scores that each example gets from a fit that has not seen its article; `calibration_error` takes them.

    Parameters
    ----------
    examples : mapping of str to sequence of (Example, bool)
        By article: whatever the fit reads of a mention, and whether its place is right.
    fit : callable
        From the examples of the other folds to a function that scores one example from 0 to 1.
    folds : sequence of set of str
        Articles; every one of `examples` in one fold (`folds_of`). Mentions of one article never stand on both sides.
    """
    scored = []
    for fold in folds:
        score = fit([example for article in examples if article not in fold for example in examples[article]])
        for article in sorted(fold & examples.keys()):
            scored += [(score(example), right) for example, right in examples[article]]
    return scored
