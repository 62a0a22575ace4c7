"""Correcting by hand: from what somebody points at in an article to a row of the store's ledger, and what became of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from geo.corrections import (
    OF_A_PLACE,
    Correction,
    Place,
    Scope,
    State,
    around,
    corrected,
    covers,
    place_of,
    standing,
)
from geo.errors import CorrectionError
from geo.gazetteer import Gazetteer
from geo.recognition import recognise
from geo.rivals import Rival, others
from geo.store import Store, articles_of, corrections, read, record, snapshot
from geo.store.ledger import refuse_unknown
from geo.text import normalise

_TOLD = 12  # mentions that a message lists


@dataclass(frozen=True, slots=True)
class Told:
    """A correction of the ledger, what became of it, and of how many mentions it holds."""

    correction: Correction
    state: State
    mentions: int


def gazetteer_place(place_id: str, gazetteer: Gazetteer) -> Place:
    """The place of an id, as a correction keeps it.

    Raises
    ------
    CorrectionError
        Where the gazetteer does not hold it.
    """
    found = gazetteer.place(place_id)
    if found is None:
        raise CorrectionError(
            f"{place_id}: no place of this id in the gazetteer; python -m geo gazetteer lookup NAME gives the ids"
        )
    return place_of(found)


def correct(
    store: Store,
    article_id: str,
    where: str | int,
    place: Place | None,
    *,
    who: str,
    why: str,
    scope: Scope = "article",
) -> Told:
    """Say by hand where a mention lies, or that it names no place.

    Parameters
    ----------
    where : str or int
        The surface of the mention, or its start in the article's text in code points.
    place : Place or None
        None: it names no place. One without a name is called as the mention is.
    who, why : str
        Both are required, and stand in the mention's reason.
    scope : {"article", "mention"}
        All mentions of the name in the article, as `geo.corrections` says, or the one alone.

    Raises
    ------
    CorrectionError
        Where who or why is empty, or the article has no such mention, or several that differ.
    StoreError
        Where the article is not in the store or is retracted, or the store cannot be written. Nothing is written then.
    """
    who, why = _said(who, "who corrects it"), _said(why, "why")
    seen = snapshot(store)
    refuse_unknown(seen, article_id)
    mention = _mention(read(seen, ids=[article_id], by_hand=False), article_id, where, scope)
    before, after = around(mention)
    if place is not None and not place.place_name:
        place = replace(place, place_name=mention["surface"])
    made = Correction(
        correction_id="",
        article_id=article_id,
        recorded=datetime.now(UTC),
        says="not_a_place" if place is None else "place",
        scope=scope,
        before=before,
        after=after,
        place=place,
        who=who,
        why=why,
        start=mention["start"],
        end=mention["end"],
        surface=mention["surface"],
        kind=mention["kind"],
    )
    return _told(store, record(store, made))


def rivals(store: Store, mention: Mapping[Any, Any], gazetteer: Gazetteer, name: str = "") -> list[Rival]:
    """What a mention may mean besides what it is shown as, the likelier first; at most 20.

    Parameters
    ----------
    mention : mapping
        A row of the table of mentions.
    name : str
        Look this name up, in place of the one in the text in whatever form it stands there.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    found = list(gazetteer.candidates(name.strip() or str(mention["surface"])))
    if not name.strip():
        for article in articles_of(store, [mention["article_id"]]):
            for toponym in recognise(article, gazetteer):
                if toponym.span.start == mention["start"]:
                    found += toponym.candidates
    return others(mention, found, gazetteer, name.strip())


def take_back(store: Store, article_id: str, where: str | int, *, who: str, why: str) -> Told:
    """Take back the newest correction of a mention; the one before it holds again, or what the program found.

    Parameters
    ----------
    where : str or int
        As for `correct`; also the surface or start of a correction that could not be applied.

    Returns
    -------
    Told
        The correction that was taken back.

    Raises
    ------
    CorrectionError
        Where who or why is empty, or nothing of the mention is corrected.
    StoreError
        As for `correct`.
    """
    who, why = _said(who, "who takes it back"), _said(why, "why")
    seen = snapshot(store)
    refuse_unknown(seen, article_id)
    mentions = _numbered(read(seen, ids=[article_id], by_hand=False))
    meant = {mention["row"] for mention in mentions if _is_meant(mention["surface"], mention["start"], where)}
    left = standing(corrections(seen, [article_id]))
    about = [
        one for one in left if _is_meant(one.surface, one.start, where) or meant.intersection(covers(one, mentions))
    ]
    if not about:
        raise CorrectionError(f"{article_id}: no correction of {where!r} is there to be taken back")
    last = about[-1]
    record(store, replace(last, says="taken_back", takes_back=last.correction_id, place=None, who=who, why=why))
    return _told(store, last)


def told(store: Store, ids: Sequence[str] | None = None) -> list[Told]:
    """The ledger, oldest first, with what has become of each correction; of some articles.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = snapshot(store)
    ledger = corrections(seen, ids)
    found = read(seen, ids=sorted({one.article_id for one in ledger}), by_hand=False)
    outcome = corrected(found, ledger)
    return [Told(one, outcome.states[one.correction_id], outcome.mentions[one.correction_id]) for one in ledger]


def _told(store: Store, correction: Correction) -> Told:
    return next(
        one for one in told(store, [correction.article_id]) if one.correction.correction_id == correction.correction_id
    )


def row_of(one: Told) -> dict[str, Any]:
    """A row of `correct --list`: what the ledger says, `state` and `mentions`; None for what does not apply."""
    row = asdict(one.correction)
    place: dict[str, Any] = row.pop("place") or dict.fromkeys(OF_A_PLACE)
    when = {"recorded": one.correction.recorded.isoformat()}
    return {**row, **place, **when, "state": one.state, "mentions": one.mentions}


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise CorrectionError(f"{what} is missing; a correction is kept with who made it and why")
    return " ".join(text.split())


def _numbered(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.assign(row=range(len(frame))).to_dict("records")


def _is_meant(surface: str, start: int, where: str | int) -> bool:
    return start == where if isinstance(where, int) else normalise(surface) == normalise(where)


def _mention(frame: pd.DataFrame, article_id: str, where: str | int, scope: Scope) -> dict[Any, Any]:
    """The mention that is meant, in the table as the program located it."""
    found = frame[
        [_is_meant(surface, start, where) for surface, start in zip(frame["surface"], frame["start"], strict=True)]
    ]
    if found.empty:
        raise CorrectionError(f"{article_id}: names no {where!r}; it names {_listed(frame) or 'nothing'}")
    senses = found[["kind", "place_id"]].drop_duplicates()
    if len(found) > 1 and (scope == "mention" or len(senses) > 1):
        raise CorrectionError(f"{article_id}: names {where!r} several times; give the start of one: {_listed(found)}")
    mention: dict[Any, Any] = found.iloc[0].to_dict()
    return mention


def _listed(frame: pd.DataFrame) -> str:
    columns = [frame[name].head(_TOLD) for name in ("start", "surface", "kind", "place_name")]
    names = [
        f"{start} {surface!r} ({kind}, {place if isinstance(place, str) else 'not placed'})"
        for start, surface, kind, place in zip(*columns, strict=True)
    ]
    return ", ".join(names) + (f" and {len(frame) - _TOLD} more" if len(frame) > _TOLD else "")
