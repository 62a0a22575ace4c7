"""A conditional logit with "none of these" among the choices, fitted by Newton's method, and the calibration of its scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Floats

_STEPS = 60
_STILL = 1e-7


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices to fit weights to: the stacked candidates of all mentions, and what is said of each mention."""

    evidence: Floats
    is_meant: NDArray[np.bool_]
    starts: NDArray[np.int64]
    nones: Floats
    share: Floats


def fit(choices: Choices, expected: Floats, ridge: Floats) -> tuple[Floats, Floats]:
    """Weights of the candidates' and of the mentions' evidence that make what is meant likeliest, by Newton's method.

    Where several candidates are right, or none is, the probability of all of them, or of none, is what is maximised.

    Parameters
    ----------
    choices : Choices
    expected, ridge : array of float, (evidence of candidates + evidence of mentions,)
        What each weight is drawn to, and how strongly: as so many mentions would.
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


def calibrated(score: Floats, is_right: Floats, share: Floats) -> Floats:
    """Slope and offset of the log-odds that make scores mean what they say (Platt 1999), from held-back scores."""
    rows = np.stack((log_odds(score), np.ones(len(score))), axis=1)
    fitted = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ fitted))
        slope = rows.T @ (share * (chance - is_right))
        bend = rows.T @ (rows * (share * chance * (1 - chance))[:, None])
        fitted = fitted - np.linalg.solve(bend, slope)
    return fitted


def moved(score: Floats, fitted: Floats) -> Floats:
    """Scores by a slope and an offset of their log-odds."""
    return np.asarray(1 / (1 + np.exp(-(fitted[0] * log_odds(score) + fitted[1]))))


def log_odds(score: Floats) -> Floats:
    """Log-odds of scores, as far as 0.01 and 0.99."""
    kept = np.clip(score, 0.01, 0.99)
    return np.asarray(np.log(kept / (1 - kept)))
