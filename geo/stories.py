"""The same story in several papers: articles -> story ids, and mentions counted once a story.

Agency copy is recognised by its words: MinHash signatures (Broder 1997) of three-word shingles, candidates by banding
(locality-sensitive hashing), and thresholds on the estimated resemblance and containment. A story is led by the first article
that told it, and every other article of it is like that one: stories never grow together over a chain of updates.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

DAYS = 2  # between two papers that print the same copy
_WORDS = 3  # of a shingle
_FEWEST = 20  # shingles; shorter texts ("Air raid alert in Kyiv") are alike by chance
_HASHES = 128  # of a signature; the resemblance is estimated to within 0.04
_ROWS = (
    3  # of a band: of pairs that resemble each other by 0.35 nine in ten become candidates, of those by 0.05 one in 200
)
_BANDS = _HASHES // _ROWS
_OPENING = 30  # shingles of the opening of a text
_OPENING_HASHES = 16
_OPENINGS_ALIKE = 0.3
# Resemblance |A and B| / |A or B|, and containment |A and B| / |the smaller|, estimated. Unrelated war reports of the same days
# stay below 0.1 and 0.3, with the same paragraph of background below 0.25 and 0.45.
_SAME_OPENING = (0.25, 0.5)  # of what begins alike, or has lost its end
_OTHER_OPENING = (0.3, 0.5)  # under a new lead; unless it is
_WHOLLY_WITHIN = (
    0.7,
    0.92,
)  # the middle of a longer text as it stands: an item of a digest is not the story of the digest
_SAME_PAPER = (0.6, 0.8)  # one page at two addresses, or an update
_MOST_HELD = (
    50_000  # stories that are compared with at a time: some 300 MB; with more a day than that the oldest drop out
)

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Version:
    """An article as one version of a story.

    Attributes
    ----------
    article_id : str
    published : date or None
        First day of the period in which it was published.
    source : str or None
        The paper; all articles without one count as of the same.
    signature : bytes
        As `sign` made it.
    story_id : str or None
        Of an article that has been through `story_ids` before.
    """

    article_id: str
    published: date | None
    source: str | None
    signature: bytes
    story_id: str | None = None


def sign(text: str) -> bytes:
    """The signature of a text: 580 bytes, the same on every machine, of its shingles, their number and those of its opening.

    Case, punctuation and line breaks do not count; a title is no part of it.
    """
    words = _WORD.findall(text.casefold())
    shingles = [" ".join(words[n : n + _WORDS]).encode(errors="surrogatepass") for n in range(len(words) - _WORDS + 1)]
    whole = _hashes(sorted(set(shingles)), _HASHES)
    opening = _hashes(sorted(set(shingles[:_OPENING])), _OPENING_HASHES)
    return np.concatenate(([len(set(shingles))], whole, opening)).astype("<u4").tobytes()


def _hashes(shingles: list[bytes], number: int) -> NDArray[np.uint32]:
    minhash = _empty(number).copy()
    minhash.update_batch(shingles)
    hashes: NDArray[np.uint32] = minhash.hashvalues
    return hashes


@cache
def _empty(number: int) -> Any:
    from datasketch import MinHash  # here: it brings scipy along

    return MinHash(num_perm=number, seed=1, scheme="affine32")


def led_by(article_id: str) -> str:
    """The id of the story that an article is the first to tell."""
    return f"story-{hashlib.sha256(article_id.encode()).hexdigest()[:16]}"


def story_ids(new: Iterable[Version], known: Iterable[Version] = ()) -> Iterator[tuple[str, str]]:
    """Article id and story id of each new article; an article that nobody has told before leads a story of its own.

    Both streams are read once, and only the stories of a few days are held: a million articles pass through bounded memory.
    The result depends on the articles alone, and on their order where they are of the same day.

    Parameters
    ----------
    new : iterable of Version
        By day, the undated first (as `by_day` sorts them).
    known : iterable of Version
        By day as well, with their story ids; at least those within `DAYS` of a new one.

    Yields
    ------
    (str, str)
        In the order of `new`.
    """
    leaders = _Leaders()
    waiting = iter(known)
    ahead: Version | None = next(waiting, None)
    for version in new:
        while ahead is not None and _day(ahead) <= _day(version) + DAYS:
            if ahead.story_id == led_by(ahead.article_id):
                leaders.add(ahead)
            ahead = next(waiting, None)
        leaders.forget(_day(version) - DAYS)
        story = leaders.story_of(version)
        if story is None:
            story = led_by(version.article_id)
            leaders.add(version)
        yield version.article_id, story


def by_day(version: Version) -> tuple[int, str]:
    """The order in which articles are compared, as a key for sorting."""
    return _day(version), version.article_id


def _day(version: Version) -> int:
    return -DAYS - 1 if version.published is None else version.published.toordinal()


class _Leaders:
    """The first articles of the stories of some days, findable by the bands of their signatures."""

    def __init__(self) -> None:
        self._held: deque[int] = deque()  # numbers of the leaders, oldest first
        self._versions: dict[int, tuple[Version, NDArray[np.uint32], list[int]]] = {}
        self._bands: dict[
            int, int | tuple[int, ...]
        ] = {}  # a tuple only where two leaders share a band: saves half the memory
        self._ids: dict[str, int] = {}
        self._next = 0

    def add(self, version: Version) -> None:
        number, self._next = self._next, self._next + 1
        values = np.frombuffer(version.signature, "<u4")
        keys = _band_keys(values)
        for key in keys:
            there = self._bands.get(key)
            self._bands[key] = number if there is None else (*_numbers(there), number)
        self._versions[number] = (version, values, keys)
        self._ids[version.article_id] = number
        self._held.append(number)
        if len(self._held) > _MOST_HELD:
            self._drop()

    def forget(self, before: int) -> None:
        while self._held and _day(self._versions[self._held[0]][0]) < before:
            self._drop()

    def _drop(self) -> None:
        number = self._held.popleft()
        version, _, keys = self._versions.pop(number)
        self._ids.pop(version.article_id, None)
        for key in keys:
            left = tuple(other for other in _numbers(self._bands[key]) if other != number)
            if left:
                self._bands[key] = left[0] if len(left) == 1 else left
            else:
                del self._bands[key]

    def story_of(self, version: Version) -> str | None:
        """The story of the leader that an article is most like; None where it is like none."""
        if version.article_id in self._ids:
            return led_by(version.article_id)  # who leads a story goes on doing so, also with a changed text
        values = np.frombuffer(version.signature, "<u4")
        if values[0] < _FEWEST:
            return None
        shared = (self._bands.get(key) for key in _band_keys(values))
        candidates = sorted(set(chain.from_iterable(_numbers(found) for found in shared if found is not None)))
        best, most = None, 0.0
        for number in candidates:
            leader, others, _ = self._versions[number]
            likeness = _likeness(version, values, leader, others)
            if likeness > most:
                best, most = led_by(leader.article_id), likeness
        return best


def _numbers(there: int | tuple[int, ...]) -> tuple[int, ...]:
    return (there,) if isinstance(there, int) else there


def _band_keys(values: NDArray[np.uint32]) -> list[int]:
    """A number of 64 bits for each band of a signature, another one for the same values in another band."""
    rows = values[1 : 1 + _BANDS * _ROWS].astype(np.uint64).reshape(_BANDS, _ROWS)
    keys = np.arange(1, _BANDS + 1, dtype=np.uint64)
    for column in rows.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)  # wraps around, as it is meant to
        keys ^= keys >> np.uint64(29)
    found: list[int] = keys.tolist()
    return found


def _likeness(version: Version, values: NDArray[np.uint32], leader: Version, others: NDArray[np.uint32]) -> float:
    """Estimated containment of the shorter of two texts in the longer; 0 where they are not the same story."""
    if others[0] < _FEWEST or abs(_day(version) - _day(leader)) > DAYS:
        return 0.0
    same_paper = version.source == leader.source
    if same_paper and version.published != leader.published:
        return 0.0  # the daily figures of one paper are worded alike every day
    alike = values == others
    resemblance = float(np.mean(alike[1 : 1 + _HASHES]))
    sizes = int(values[0]), int(others[0])
    containment = min(1.0, resemblance / (1 + resemblance) * sum(sizes) / min(sizes))
    least = _SAME_OPENING if np.mean(alike[1 + _HASHES :]) >= _OPENINGS_ALIKE else _OTHER_OPENING
    if least is _OTHER_OPENING and containment > _WHOLLY_WITHIN[1] and resemblance < _WHOLLY_WITHIN[0]:
        return 0.0
    if same_paper:
        least = _SAME_PAPER
    return containment if resemblance >= least[0] and containment >= least[1] else 0.0


def story_units(article: NDArray[np.int64], story: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers that mentions share where they are the same mention in several versions of a story.

    The first mention of a place in one version is the same as its first mention in any other, the second as the second, and so
    on: a place counts as often as the version that names it most often.

    Parameters
    ----------
    article, story, place : array of int, shape (n,)
        Codes of each mention, in the order of the articles and their texts.

    Returns
    -------
    array of int, shape (n,)
        From 0 up; made once for a table, and used with any filter by `counted_once`.
    """
    order = np.lexsort((np.arange(len(article)), place, article))
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (article[order][1:] != article[order][:-1]) | (place[order][1:] != place[order][:-1])
    firsts = np.flatnonzero(starts)
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = np.arange(len(order)) - np.repeat(firsts, np.diff(np.append(firsts, len(order))))
    if not len(order):
        return nth
    both = story * (int(place.max()) + 1) + place
    _, units = np.unique(both * (int(nth.max()) + 1) + nth, return_inverse=True)
    numbers: NDArray[np.int64] = units.astype(np.int64)
    return numbers


def counted_once(units: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the mentions that a filter keeps, the first of each unit: shape (n,), one pass, a few ms for a million."""
    once = np.zeros(len(units), dtype=bool)
    chosen = np.flatnonzero(kept)
    if len(chosen):
        first = np.full(int(units.max()) + 1, -1, dtype=np.int64)
        first[units[chosen[::-1]]] = chosen[::-1]  # of several writes to one place the last stands
        once[first[first >= 0]] = True
    return once
