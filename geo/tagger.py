"""The learned tagger: how likely a proposed name is a toponym rather than a person, an organisation or a common word.

A logistic regression over the features of `geo.features`, trained by `benchmarks.train_recognition`; `data/models/recognition.md`
says on what. Its weights are a list: what is not in it weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

from geo.lists import read_list
from geo.paths import DATA

LANGUAGES = frozenset(
    {"en"}
)  # enough articles are annotated to learn from; elsewhere the rules of `geo.objections` decide
WEIGHTS = DATA / "models" / "recognition.csv"
THRESHOLD = (
    0.3  # of being a toponym; between 0.25 and 0.4 the F1 of articles held back is the same, and this misses fewer
)
_HEAVIEST = 50.0


@dataclass(frozen=True, slots=True)
class Tagger:
    """Weights of features, in log-odds."""

    weights: dict[str, float]

    def probability(self, features: Iterable[str]) -> float:
        """How likely what has these features is a toponym, from 0 to 1."""
        weights = self.weights
        return 1.0 / (1.0 + exp(-sum([weights[feature] for feature in features if feature in weights])))


def tagger_of(lang: str) -> Tagger | None:
    """The tagger of a language; None where none was trained.

    Raises
    ------
    DataError
        Where the list of weights is missing or broken, naming file, line and value.
    """
    return read_tagger(WEIGHTS) if lang in LANGUAGES else None


@lru_cache(maxsize=4)
def read_tagger(path: Path) -> Tagger:
    """The tagger of a list of weights."""
    rows = read_list(path, ("feature", "weight"))
    return Tagger({row["feature"]: row.number("weight", -_HEAVIEST, _HEAVIEST) for row in rows})
