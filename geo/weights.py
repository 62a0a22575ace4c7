"""The fitted weights of the evidence: `data/models/resolution.csv`, written by `benchmarks/train_resolution.py`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path

import numpy as np

from geo.columns import STANDING, Floats, columns_of
from geo.errors import DataError
from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Toponym
from geo.paths import MODELS
from geo.support import CALLED, SUPPORT, THEATRE_LANGUAGES

FILE = MODELS / "resolution.csv"
STAGES = ("first", "second", "none_first", "none_second", "score")
# What speaks for a mention being none of its candidates, in the order of the weights.
NONE = (
    "always",
    "recognition_doubt",
    "unlocated",
    "candidates",
    "called",
    "single_word",
    "capitals",
    "theatre_language",
    "no_known_town",
    "unlocated_small",
    "mentions",
    "in_theatre",
    "other_language",
    "theatre_article",
    "at_front",
)
_SUREST = 0.01  # of being a toponym, and of being none
# What a score is made of: the log-odds of the choice, a constant, and the log-odds of the name being a toponym at all.
SCORE = ("slope", "offset", "recognition")
MOST_SURE = 0.99  # no name is beyond doubt; approached and never reached, so that no two scores are equal for it
FEATURES: Mapping[str, tuple[str, ...]] = {
    "first": (*STANDING, *SUPPORT[:CALLED]),
    "second": (*STANDING, *SUPPORT),
    "none_first": NONE,
    "none_second": NONE,
    "score": SCORE,
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of each piece of evidence.

    Attributes
    ----------
    first : array of float
        Of a candidate by itself: STANDING and whether a generic word fits.
    second : array of float
        Of a candidate among the likely places of the article: STANDING and SUPPORT.
    none_first, none_second : array of float
        Of being none of the candidates, with the one and with the other.
    score : array of float, (len(SCORE),)
        From what `score_evidence` says of the best candidate to the log-odds of its being right.
    """

    first: Floats
    second: Floats
    none_first: Floats
    none_second: Floats
    score: Floats


@lru_cache(maxsize=2)
def read_weights(path: Path = FILE) -> Weights:
    """The weights of a file.

    Raises
    ------
    DataError
        Where the file is missing or holds other features than this program computes.
    """
    found: dict[str, dict[str, float]] = {stage: {} for stage in STAGES}
    for row in read_list(path, ("stage", "feature", "weight")):
        stage = row.one_of("stage", STAGES)
        found[stage][row.one_of("feature", FEATURES[stage])] = row.number("weight", -1000, 1000)
    for stage, features in FEATURES.items():
        missing = [name for name in features if name not in found[stage]]
        if missing:
            raise DataError(f"{path.name}: stage {stage} has no {', '.join(missing)}; train it anew")
    return Weights(**{stage: np.array([found[stage][name] for name in FEATURES[stage]]) for stage in STAGES})


def theatre_share(toponyms: Sequence[Toponym]) -> float:
    """Share of an article's toponyms whose first candidate lies in the theatre."""
    first = [toponym.candidates[0] for toponym in toponyms if toponym.candidates]
    return sum(c.country_code in THEATRE_COUNTRIES for c in first) / len(first) if first else 0.0


def score_evidence(share: float, recognition: float) -> tuple[float, ...]:
    """What says how sure a choice is: one number for each of `SCORE`.

    Parameters
    ----------
    share : float
        Of the softmax, from 0 to 1.
    recognition : float
        Probability that the name is a toponym, from 0 to 1.
    """
    return _log_odds(share, 1e-6), 1.0, _recognition_odds(recognition)


def score_of(evidence: tuple[float, ...], weights: Floats) -> float:
    """Probability that a choice is right, from what `score_evidence` says of it."""
    odds = sum(map(mul, evidence, weights.tolist()))
    return MOST_SURE / (1 + math.exp(-odds))


def _log_odds(share: float, least: float) -> float:
    share = min(max(share, least), 1 - least)
    return math.log(share / (1 - share))


@lru_cache(maxsize=2_000)  # it has three decimals
def _recognition_odds(recognition: float) -> float:
    return _log_odds(recognition, _SUREST)


def none_features(toponym: Toponym, mentions: int, lang: str, theatre: float) -> tuple[float, ...]:
    """What speaks for a mention being none of its candidates: one number for each of `NONE`."""
    surface, candidates, levels = toponym.surface, toponym.candidates, toponym.levels
    columns = columns_of(candidates) if candidates else None
    in_theatre = columns is not None and columns.in_theatre
    # In the theatre small places are news; elsewhere a small one is more often another word.
    is_small = columns is None or columns.is_small
    is_located = toponym.is_located or levels != ()
    return (
        1.0,
        -_recognition_odds(toponym.recognition),
        not is_located,
        math.log(len(candidates)) if candidates else 0.0,
        levels != (),
        " " not in surface,
        surface.isupper(),
        lang in THEATRE_LANGUAGES,
        is_small,
        is_small and not is_located,
        math.log(mentions),
        in_theatre,
        lang != "en",
        theatre,
        columns is not None and columns.at_front,
    )
