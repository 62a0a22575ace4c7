"""Corrections by hand: what a person decided about a mention, and the table of mentions with those decisions in it.

A correction never changes what the program found. The table of mentions stays as it was located, the corrections stand beside
it, and `corrected` puts the two together, always from the start: so an article may be located anew, by whatever version of the
program, in whatever order with the corrections, and the outcome is the same.

*What a correction covers.* Of one article, by default all mentions of the name that was corrected, since a name that is used
several times in one text nearly always means the same each time (Gale, Church and Yarowsky, "One sense per discourse", 1992).
These are the mentions of the same kind that the program took for the same place: with the same surface, or another form of it,
which begins alike ("Ivanivka", "Ivanivku"); and those of the same surface that it could not place. Where it tells a town from the
province of that name, the correction of one leaves the other alone. With the scope "mention" it is that one mention.

*Finding it again.* A mention is the one that was corrected where the same surface stands at the same offsets. Where the text has
changed it is the only mention of that surface between the same words; a correction of the whole article goes by the name alone
where that has one sense in it. Where there is none, or more than one, nothing is guessed: the correction is kept, and told as not
applied.

*Which one holds.* Of several that cover a mention the newest; one that is taken back counts as never made, so that the one
before it holds again.

*Score.* A score is the share of such mentions that are right, and what is right is what people who read the text say it is: a
decision by hand is that standard itself, so its score is 1. Whoever wants to leave such decisions out has `basis`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from geo.errors import CorrectionError
from geo.frame import validate
from geo.models import Candidate, Kind, Level
from geo.reasons import join, say
from geo.text import normalise

Says = Literal["place", "not_a_place", "taken_back"]
Scope = Literal["article", "mention"]
State = Literal["applied", "replaced", "taken_back", "not_applied"]

OF_A_PLACE = ("place_id", "place_name", "level", "country_code", "admin1", "latitude", "longitude", "uncertainty_km")
POINT = "point:"  # start of the place_id of a spot that somebody pointed at; its latitude and longitude follow
_POINT_KM = 1.0  # radius of such a spot where nobody says: what a click on a map of a province is worth
_BESIDE = 60  # characters of the text that are kept on either side of a mention
_WORDS = 3  # nearest words on a side that are compared
_ENOUGH = 2  # words on both sides together without which a place in the text is not known again
_ALIKE = 3  # first letters that the forms of one name share
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention lies, as a correction says: the columns of the same names of the table of mentions."""

    place_id: str
    place_name: str
    level: Level
    country_code: str | None
    admin1: str | None
    latitude: float
    longitude: float
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the ledger.

    Attributes
    ----------
    recorded : datetime
        UTC; of several corrections of a mention the latest holds.
    says : {"place", "not_a_place", "taken_back"}
        The mention lies at `place`; it names no place; the correction `takes_back` is taken back.
    scope : {"article", "mention"}
        All mentions of the name in the article, or the one alone.
    start, end, surface, kind
        Of the mention on which it was made.
    before, after : str
        The text on either side of it.
    """

    correction_id: str
    article_id: str
    recorded: datetime
    who: str
    why: str
    says: Says
    scope: Scope
    start: int
    end: int
    surface: str
    kind: Kind
    before: str
    after: str
    place: Place | None = None
    takes_back: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The table of mentions with its corrections, and of each correction what became of it.

    Attributes
    ----------
    frame : pandas.DataFrame
        The columns of `geo.frame.COLUMNS`; what names no place is not in it.
    states : Mapping of str to str
        By correction_id: applied; replaced (newer ones hold of all that it covers); taken_back, also of the row that does so;
        not_applied (its mention is not found, or not with certainty).
    mentions : Mapping of str to int
        By correction_id: of how many mentions it holds.
    """

    frame: pd.DataFrame
    states: Mapping[str, State]
    mentions: Mapping[str, int]


def place_of(candidate: Candidate) -> Place:
    """A place of the gazetteer."""
    return Place(
        candidate.place_id,
        candidate.name,
        candidate.level,
        candidate.country_code or None,
        candidate.admin1 or None,
        candidate.latitude,
        candidate.longitude,
        candidate.uncertainty_km,
    )


def point(latitude: float, longitude: float, name: str = "", uncertainty_km: float | None = None) -> Place:
    """A spot that somebody pointed at.

    Parameters
    ----------
    latitude, longitude : float
        Decimal degrees, WGS84.
    name : str
        Empty: as the text calls it.
    uncertainty_km : float, optional
        Radius in km in which the thing named lies; without it 1.

    Raises
    ------
    CorrectionError
        Where the spot is not on earth, or the radius is negative or larger than the earth.
    """
    km = _POINT_KM if uncertainty_km is None else uncertainty_km
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise CorrectionError(f"{latitude:g},{longitude:g}: no spot on earth; latitude is -90..90, longitude -180..180")
    if not 0 <= km <= 20_000:
        raise CorrectionError(f"{km:g} km: no radius; give 0 to 20000")
    place_id = f"{POINT}{latitude:.5f},{longitude:.5f}"  # the fifth decimal is a metre
    return Place(place_id, name.strip(), "other", None, None, latitude, longitude, km)


def around(mention: Mapping[Any, Any]) -> tuple[str, str]:
    """The text before and after a mention, as far as its excerpt and `Correction` keep it."""
    excerpt, at = mention["excerpt"], mention["start"] - mention["excerpt_start"]
    return excerpt[max(0, at - _BESIDE) : at], excerpt[at + len(mention["surface"]) :][:_BESIDE]


def corrected(frame: pd.DataFrame, corrections: Sequence[Correction]) -> Corrected:
    """The table of mentions with what was decided by hand.

    Parameters
    ----------
    frame : pandas.DataFrame
        Mentions as they were located, with the columns of `geo.frame.COLUMNS`; all of an article or none. It is not changed.
    corrections : sequence of Correction
        In any order; also of articles that are not in `frame`, to which they are not applied.

    Returns
    -------
    Corrected
    """
    holding: dict[int, Correction] = {}
    covered = {}
    of_article = _rows(frame, {correction.article_id for correction in corrections})
    for correction in standing(corrections):
        covered[correction.correction_id] = covers(correction, of_article[correction.article_id])
        holding |= dict.fromkeys(covered[correction.correction_id], correction)
    mentions = {correction.correction_id: 0 for correction in corrections}
    for correction in holding.values():
        mentions[correction.correction_id] += 1
    states = {key: _state(covered.get(key), count) for key, count in mentions.items()}
    return Corrected(_changed(frame, holding), states, mentions)


def standing(corrections: Sequence[Correction]) -> list[Correction]:
    """Those that are not taken back, the newest last."""
    gone = {correction.takes_back for correction in corrections}
    left = (one for one in corrections if one.says != "taken_back" and one.correction_id not in gone)
    return sorted(left, key=lambda one: (one.recorded, one.correction_id))


def _state(covered: Sequence[int] | None, mentions: int) -> State:
    if covered is None:
        return "taken_back"
    if mentions:
        return "applied"
    return "replaced" if covered else "not_applied"


def _rows(frame: pd.DataFrame, ids: set[str]) -> dict[str, list[dict[Any, Any]]]:
    """The mentions of some articles by their id, each with its row number as `row`."""
    found = defaultdict(list)
    some = frame.assign(row=range(len(frame)))[frame["article_id"].isin(sorted(ids)).to_numpy()]
    for mention in some.to_dict("records"):
        found[mention["article_id"]].append(mention)
    return found


def covers(correction: Correction, mentions: Sequence[Mapping[Any, Any]]) -> list[int]:
    """The values of `row` of those mentions of its article, as they were located, that a correction is about."""
    here = [one for one in mentions if (one["start"], one["surface"]) == (correction.start, correction.surface)]
    anchor = here or _between_the_same_words(correction, mentions)
    if correction.scope == "mention":
        return [one["row"] for one in anchor]
    name = normalise(correction.surface)
    alike = [
        (one, normalise(one["surface"]) == name)
        for one in mentions
        if one["kind"] == correction.kind and normalise(one["surface"])[:_ALIKE] == name[:_ALIKE]
    ]
    places = {_place_id(one) for one in anchor or (one for one, is_same in alike if is_same)}
    if len(places - {None}) > 1:
        return []  # several senses, and nothing says which of them was meant
    place = next(iter(places - {None}), None)
    found = [
        one
        for one, is_same in alike
        if (is_same and _place_id(one) in {place, None}) or _place_id(one) == place is not None
    ]
    return sorted({one["row"] for one in (*anchor, *found)})


def _place_id(mention: Mapping[Any, Any]) -> str | None:
    return mention["place_id"] if isinstance(mention["place_id"], str) else None


def _between_the_same_words(
    correction: Correction, mentions: Sequence[Mapping[Any, Any]]
) -> Sequence[Mapping[Any, Any]]:
    """The one mention of this surface with the same words on both sides, or failing that on one; none where there are several."""
    same = [(one, *around(one)) for one in mentions if one["surface"] == correction.surface]
    sides = [
        (one, _alike(correction.before, left, -1), _alike(correction.after, right, 1)) for one, left, right in same
    ]
    both = [one for one, left, right in sides if left >= 0 and right >= 0 and left + right >= _ENOUGH]
    found = both or [one for one, left, right in sides if max(left, right) == _WORDS]
    return found if len(found) == 1 else []


def _alike(was: str, now: str, direction: int) -> int:
    """How many of the words nearest to the mention are the same, outwards; -1 where one of them is another."""
    old, new = (_WORD.findall(text.casefold())[::direction][:_WORDS] for text in (was, now))
    shared = min(len(old), len(new))  # an article may have begun or ended there
    return shared if old[:shared] == new[:shared] else -1


def _changed(frame: pd.DataFrame, holding: Mapping[int, Correction]) -> pd.DataFrame:
    if not holding:
        return frame
    placed = {row: one for row, one in holding.items() if one.place is not None}
    rows = list(placed)
    changed = frame.reset_index(drop=True)
    values: dict[str, list[Any]] = {name: [getattr(one.place, name) for one in placed.values()] for name in OF_A_PLACE}
    values["basis"], values["score"] = ["manual"] * len(rows), [1.0] * len(rows)
    found = changed["place_name"].iloc[rows]
    values["reason"] = [_reason(one, before) for one, before in zip(placed.values(), found, strict=True)]
    for name, column in values.items():
        changed.loc[rows, name] = pd.Series(column, index=rows, dtype=changed[name].dtype)
    dropped = [row for row, one in holding.items() if one.says == "not_a_place"]
    return validate(changed.drop(index=dropped).reset_index(drop=True))


def _reason(correction: Correction, found: str | float) -> str:
    is_other = isinstance(found, str) and correction.place is not None and found != correction.place.place_name
    by_hand = say("by_hand", who=_phrase(correction.who), why=_phrase(correction.why))
    return join((by_hand, say("instead_of", name=found) if is_other else ""))


def _phrase(text: str) -> str:
    """Words that stand in a reason without being taken for its separators."""
    return " ".join(text.replace(";", ",").split())
