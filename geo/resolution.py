"""Toponym resolution: the toponyms of an article -> for each the candidate that fits best, or none, with a score and a reason.

A conditional logit with fitted weights (McFadden 1974): the sums of what speaks for each candidate of a name are compared by a
softmax with each other and with what speaks for none of them. It runs twice: first each name by itself, then with what the
likely places of all names say for each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.columns import Floats
from geo.models import Candidate, Resolution, Toponym
from geo.passage import WITH_ARTICLE
from geo.reasons import join, say
from geo.support import Article, Sense, sense_key, senses_of, support
from geo.usual import as_usually_meant
from geo.vocabulary import LIST_WORDS
from geo.weights import Weights, none_features, read_weights, score_evidence, score_of, theatre_share
from geo.why import reasons

# Below it a mention stays unplaced. About half of the F1 that is reached, where one more dot wins as much as it may lose
# (Lipton, Elkan & Naryanaswamy 2014).
LEAST_SURE = 0.35
_DIGITS = 4  # of a score
_CLOSE = 150  # characters, about a sentence
_INHERITED = 0.9  # how much surer the name is with its generic word than where it follows without one


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article with what speaks for each candidate.

    Attributes
    ----------
    alone : array of float, (candidates, len(STANDING) + CALLED)
        What each candidate says for itself.
    evidence : array of float, (candidates, len(STANDING) + len(SUPPORT))
        That, and what the other names say.
    odds : array of float, (candidates,)
        Log-odds of each candidate.
    nones : array of float, (toponyms, len(NONE))
    """

    senses: list[Sense]
    sense_at: list[int]
    article: Article
    alone: Floats
    evidence: Floats
    odds: Floats
    nones: Floats


def resolve(toponyms: Sequence[Toponym], text: str = "", lang: str = "") -> list[Resolution]:
    """The choice for each toponym of one article, in order.

    One name has one meaning in an article, unless a generic word beside it says otherwise.

    Parameters
    ----------
    toponyms : sequence of Toponym
        Of one article, in the order of its text.
    text : str
        The text that their spans count in; without it nothing is read between two names.
    lang : str
        ISO 639-1 code.
    """
    weights = read_weights()
    weighed = weigh(toponyms, text, lang, weights)
    if weighed is None:
        return [_unknown() for _ in toponyms]
    return as_usually_meant(text, toponyms, inherited(toponyms, choices(toponyms, weighed, weights), text))


def choices(
    toponyms: Sequence[Toponym], weighed: Weighed, weights: Weights, least: float = LEAST_SURE
) -> list[Resolution]:
    """The choice for each toponym by itself, as it was weighed; none where its score is below `least`."""
    verdicts = _verdicts(weighed, weights)
    nones = (weighed.nones @ weights.none_second).tolist()
    return [
        _unknown() if sense < 0 else _choose(verdicts[sense], toponym, none, weights, least)
        for toponym, sense, none in zip(toponyms, weighed.sense_at, nones, strict=True)
    ]


def weigh(toponyms: Sequence[Toponym], text: str, lang: str, weights: Weights) -> Weighed | None:
    """What speaks for each candidate of an article's toponyms; None where none has a candidate."""
    senses, sense_at = senses_of(toponyms)
    if not senses:
        return None
    article = Article(senses, sense_at, toponyms, text, lang)
    mentions = {number: len(sense.mentions) for number, sense in enumerate(senses)}
    theatre = theatre_share(toponyms)
    nones = np.array(
        [
            none_features(toponym, mentions.get(sense_at[index], 1), lang, theatre)
            for index, toponym in enumerate(toponyms)
        ]
    )
    alone = np.concatenate((article.standing, article.called), axis=1)
    first_none = nones[[sense.mentions[0] for sense in senses]] @ weights.none_first
    shares = _shares(article, alone @ weights.first, first_none)
    evidence = np.concatenate((article.standing, support(article, shares)), axis=1)
    return Weighed(senses, sense_at, article, alone, evidence, evidence @ weights.second, nones)


def _shares(article: Article, odds: Floats, none: Floats) -> Floats:
    """Probability of each candidate within its sense, of which `none` has the log-odds of being none of them."""
    starts = article.starts[:-1]
    top = np.maximum(np.maximum.reduceat(odds, starts), none)
    raised = np.exp(odds - top[article.own])
    total = np.add.reduceat(raised, starts) + np.exp(none - top)
    return np.asarray(raised / total[article.own])


def _unknown() -> Resolution:
    return Resolution(None, 0.0, say("unknown"))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The best candidate of a sense.

    Attributes
    ----------
    mates : float
        Log of the summed odds of the candidates at its spot: a town and the district called after it are equally right.
    total : float
        The same of all candidates.
    """

    candidate: Candidate
    mates: float
    total: float
    reason: str


def _verdicts(weighed: Weighed, weights: Weights) -> list[_Verdict]:
    """The verdict on each sense."""
    article, odds, starts = weighed.article, weighed.odds, weighed.article.starts[:-1]
    top = np.maximum.reduceat(odds, starts)
    is_top = np.flatnonzero(odds == top[article.own])
    best = is_top[np.searchsorted(is_top, starts)]  # of equal candidates the first
    raised = np.exp(odds - top[article.own])
    mates = top + np.log(np.add.reduceat(raised * article.mates(best), starts))
    total = top + np.log(np.add.reduceat(raised, starts))
    said = reasons(article, weighed.senses, best, weighed.evidence, weights.second)
    return [
        _Verdict(sense.toponym.candidates[at], *odds_of, join(reason))
        for sense, at, odds_of, reason in zip(
            weighed.senses,
            (best - starts).tolist(),
            zip(mates.tolist(), total.tolist(), strict=True),
            said,
            strict=True,
        )
    ]


def _choose(verdict: _Verdict, toponym: Toponym, none: float, weights: Weights, least: float) -> Resolution:
    """The verdict on a sense for one of its mentions, against `none`: the log-odds of this mention being no candidate at all."""
    total = max(verdict.total, none) + math.log1p(math.exp(-abs(verdict.total - none)))
    share = math.exp(verdict.mates - total)
    score = score_of(score_evidence(share, toponym.recognition), weights.score)
    candidate = verdict.candidate
    if score < least and toponym.kind == "place":
        code = candidate.country_code
        undecided = (
            say("undecided", name=candidate.name, code=code) if code else say("undecided_area", name=candidate.name)
        )
        return Resolution(None, 0.0, undecided)
    return Resolution(candidate, round(score, _DIGITS), verdict.reason)


def _is_beside_a_town(toponyms: Sequence[Toponym], chosen: list[Resolution], index: int, text: str) -> bool:
    """Whether the next name of a list is a town's, and this one can be a town's."""
    here = chosen[index].candidate
    if index + 1 == len(toponyms) or here is None or here.level != "populated_place":
        return False
    following = chosen[index + 1].candidate
    between = text[toponyms[index].span.end : toponyms[index + 1].span.start]
    in_list = between.strip() != "" and between.strip(" ,") in LIST_WORDS
    is_town = following is not None and following.level == "populated_place" and not toponyms[index + 1].levels
    return in_list and is_town


def _follows(text: str, end: int, start: int) -> bool:
    """Whether a name stands close behind another one, in the same paragraph."""
    return start - end < _CLOSE and "\n" not in text[end:start]


def inherited(toponyms: Sequence[Toponym], chosen: list[Resolution], text: str = "") -> list[Resolution]:
    """A bare name right after the same name with its generic word means the same ("de provincie Donetsk ... Donetsk").

    In a list with a town it is the town ("in het district Izjoem ... Izjoem en Koepjansk").
    """
    if not any(toponym.levels for toponym in toponyms):
        return chosen
    result = list(chosen)
    explicit: dict[str, tuple[int, Resolution]] = {}
    for index, toponym in enumerate(toponyms):
        name, levels = sense_key(toponym)
        end, before = explicit.get(name, (-_CLOSE, None))
        if levels and levels != WITH_ARTICLE:  # "the Dnipro ... Dnipro": the river, and the city
            explicit[name] = toponym.span.end, chosen[index]
        elif before is not None and before.candidate is not None and _follows(text, end, toponym.span.start):
            if _is_beside_a_town(toponyms, chosen, index, text):
                continue
            reason = join((say("as_before"), before.reason))
            result[index] = Resolution(before.candidate, round(before.score * _INHERITED, _DIGITS), reason)
    return result
