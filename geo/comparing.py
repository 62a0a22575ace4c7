"""Two periods side by side: of each place its mentions in both, and whether it is new, went quiet, rose or fell.

What a place has in either period is compared by the conditional test of two Poisson rates (J. Przyborowski and H. Wilenski,
"Homogeneity of results in testing samples from Poisson series", Biometrika 31, 1940): were the rate the same, then of the n
articles that name the place in one of the periods those of the second would be binomial, n times the share of the second
period in the days of both. Articles are what is tested, for the mentions of one article do not come independently. Of thousands
of places some rise by chance alone: the chances are adjusted to hold the share of false alarms (Y. Benjamini and Y. Hochberg,
"Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 1995). Places that too few articles name
for any division between the periods to be telling are not tested (R. E. Tarone, "A modified Bonferroni method for discrete
data", Biometrics 46, 1990).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.models import Interval
from geo.timeline import FIRST_DAY
from geo.views import Mask, Views, places_of

CHANGES = ("new", "gone_quiet", "risen", "fallen", "steady")
ALPHA = 0.05  # of the places that are called risen or fallen, at most so many are expected to be so by chance

Counts = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float64]


def length(period: Interval) -> int:
    """Days of a period, both ends included."""
    return (period.end - period.start).days + 1


def period_before(period: Interval) -> Interval | None:
    """The period of the same length that ends the day before; None where it would begin before the page's first day."""
    end = period.start - timedelta(1)
    days = length(period) - 1
    if (end - date.min).days < days or end - timedelta(days) < FIRST_DAY:
        return None
    return Interval(end - timedelta(days), end)


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two periods share a day."""
    return one.start <= other.end and other.start <= one.end


def compare(view: Views, before: Mask, after: Mask, days_before: int, days_after: int) -> pd.DataFrame:
    """The places that either mask keeps, with what they have in both.

    Parameters
    ----------
    before, after : numpy.ndarray of bool
        The mentions of the two periods, of those that are drawn. Where an article names a place in both, by an interval of days
        that reaches from one into the other, its mentions count in both, and it is left out of the test.
    days_before, days_after : int
        Lengths of the periods, by which the test weights them.

    Returns
    -------
    pandas.DataFrame
        As `geo.views.places_of` of both masks together, with the columns before and after (mentions), articles_before and
        articles_after, chance (0..1: how likely so great a change of rate is where there is none, adjusted for the number of
        places; NaN where too few articles name the place to tell) and change (one of `CHANGES`: new and gone_quiet where one
        period has no mention at all, whatever the chance). The greatest change first.

    Raises
    ------
    ValueError
        Where a period has no days.
    """
    if days_before < 1 or days_after < 1:
        raise ValueError(f"periods of {days_before} and {days_after} days cannot be compared; each needs one at least")
    table = places_of(view, before | after)
    row = pd.Index(view.places["place_id"]).get_indexer(table["place_id"])
    was, now = (_mentions(view, mask)[row] for mask in (before, after))
    seen_before, seen_after = _pairs(view, before), _pairs(view, after)
    alone = _by_place(view, seen_before & ~seen_after)[row], _by_place(view, seen_after & ~seen_before)[row]
    chance = adjusted(rate_chance(*alone, days_before, days_after), is_testable(*alone, days_before, days_after))
    table = table.assign(
        before=was,
        after=now,
        articles_before=_by_place(view, seen_before)[row],
        articles_after=_by_place(view, seen_after)[row],
        chance=chance,
        change=np.array(CHANGES, dtype=object)[
            _changes(was, now, alone, chance, days_after / (days_before + days_after))
        ],
    )
    order = np.lexsort((table["place_name"], -table["mentions"], -np.abs(now / days_after - was / days_before)))
    return table.iloc[order].reset_index(drop=True)


def change_columns(table: pd.DataFrame) -> dict[str, Any]:
    """What the map draws of a comparison, as columns of plain values; `changes` are the words that `change` points into."""
    order = {change: number for number, change in enumerate(CHANGES)}
    return {
        "before": [int(count) for count in table["before"]],
        "after": [int(count) for count in table["after"]],
        "change": [order[change] for change in table["change"]],
        "changes": CHANGES,
    }


def _mentions(view: Views, mask: Mask) -> Counts:
    rows = np.flatnonzero(mask[: view.drawn] & (view.place[: view.drawn] >= 0))
    counts: Counts = np.bincount(view.place[rows], minlength=len(view.places))
    return counts


def _pairs(view: Views, mask: Mask) -> Mask:
    """Which pairs of a place and an article a mask keeps."""
    pairs = view.pair[: view.drawn][mask[: view.drawn]]
    seen: Mask = np.zeros(len(view.pair_place), dtype=np.bool_)
    seen[pairs[pairs >= 0]] = True
    return seen


def _by_place(view: Views, pairs: Mask) -> Counts:
    """How many articles of these pairs name each place."""
    counts: Counts = np.bincount(view.pair_place[pairs], minlength=len(view.places))
    return counts


def _changes(
    was: Counts, now: Counts, alone: tuple[Counts, Counts], chance: Chances, share: float
) -> npt.NDArray[np.intp]:
    clear = chance <= ALPHA  # never where it is NaN
    rises = alone[1] > share * (alone[0] + alone[1])
    conditions = [was == 0, now == 0, clear & rises, clear & ~rises]
    found: npt.NDArray[np.intp] = np.select(conditions, range(len(conditions)), len(conditions)).astype(np.intp)
    return found


def rate_chance(before: Counts, after: Counts, days_before: int, days_after: int) -> Chances:
    """How likely so great a difference of counts is where the rate a day is the same: twice the smaller tail, at most 1.

    Parameters
    ----------
    before, after : numpy.ndarray of int64
        Counts in the two periods, one pair a place. Time and memory grow with their sum.
    """
    # Places of the same counts share their chance, and most are named by few articles.
    pairs, place = np.unique(np.column_stack([before, after]), axis=0, return_inverse=True)
    if not len(pairs):
        return np.empty(0)
    late = pairs[:, 1]
    both = pairs.sum(axis=1)
    share = days_after / (days_before + days_after)
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(both.max()) + 1)))])  # its logarithm
    width = both + 1
    begins = np.cumsum(width) - width
    n = np.repeat(both, width)
    k = np.arange(len(n)) - np.repeat(begins, width)
    log = factorial[n] - factorial[k] - factorial[n - k] + k * np.log(share) + (n - k) * np.log1p(-share)
    terms, told = np.exp(log), np.repeat(late, width)
    low, high = (np.add.reduceat(np.where(side, terms, 0.0), begins) for side in (k <= told, k >= told))
    chance: Chances = np.minimum(1.0, 2 * np.minimum(low, high))[place.reshape(-1)]
    return chance


def is_testable(before: Counts, after: Counts, days_before: int, days_after: int) -> Mask:
    """Where counts are so many that all of them in the shorter period would be telling; this asks for nothing but their sum."""
    smaller = min(days_before, days_after) / (days_before + days_after)
    able: Mask = 2 * smaller ** (before + after).astype(np.float64) <= ALPHA
    return able


def adjusted(chance: Chances, tested: Mask) -> Chances:
    """Chances adjusted for how many are tested (Benjamini and Hochberg); NaN for what is not tested."""
    found = np.full(len(chance), np.nan)
    rows = np.flatnonzero(tested)
    order = rows[np.argsort(chance[rows], kind="stable")]
    scaled = chance[order] * len(rows) / np.arange(1, len(rows) + 1)
    # Step up: what is less likely than another is never adjusted to more than that.
    found[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return found
