"""A conditional logit with "none of these" among the choices, fitted by Newton's method, and the calibration of its scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Floats

_STEPS = 60
_STILL = 1e-7
_FAR = 1.0  # log-odds; the first steps overshoot where there are few wrong choices


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


def calibrated(rows: Floats, is_right: Floats, share: Floats, most: float) -> Floats:
    """Weights that make scores mean what they say (Platt 1999, with a ceiling), from held-back choices, by Fisher scoring.

    Parameters
    ----------
    rows : array of float, (n, evidence)
        What a score is made of: `geo.weights.score_evidence`.
    is_right, share : array of float, (n,)
        1 where the choice was right; how much it weighs.
    most : float
        The score that is approached and never reached: `most` times the logistic function of the weighed evidence.
    """
    fitted = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ fitted))
        wrong = 1 - most * chance
        slope = np.where(is_right > 0, 1 - chance, -most * chance * (1 - chance) / wrong)
        bend = most * chance * (1 - chance) ** 2 / wrong
        step = np.linalg.solve((rows * (share * bend)[:, None]).T @ rows, rows.T @ (share * slope))
        fitted = fitted + np.clip(step, -_FAR, _FAR)
        if np.abs(step).max() < _STILL:
            break
    return fitted
