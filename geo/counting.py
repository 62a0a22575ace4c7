"""The same story counted once: of the mentions that a period keeps, those that no other version of their story has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stories import counted_once, story_units
from geo.views import Mask, Rows, Views


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Mentions of stories that several articles tell; the others count as they are.

    Attributes
    ----------
    rows : numpy.ndarray of int
        Of the mentions that are drawn, in the order of the columns.
    units : numpy.ndarray of int64
        Of each of them, the number that it shares with the same mention in other versions of its story.
    """

    rows: Rows
    units: npt.NDArray[np.int64]


def has_retold(view: Views) -> bool:
    """Whether some story is told by more than one article."""
    return bool(_is_retold(view).any())


def _is_retold(view: Views) -> Mask:
    """Which articles share their story with another one."""
    story = view.articles.story
    told = np.bincount(story[story >= 0], minlength=1)
    retold: Mask = (story >= 0) & (told[story] > 1)
    return retold


def units_of(view: Views) -> Units:
    """What of a state of the store is told more than once; made once for it, and used with any filter by `once`."""
    rows = np.flatnonzero(_is_retold(view)[view.article[: view.drawn]])
    article = view.article[rows].astype(np.int64)
    # In the order of the texts, so that the first mention of one version stands for the first of another.
    order = np.lexsort((view.start[rows], article))
    # What could not be placed is of no place: 0, and the places follow.
    place = view.place[rows][order].astype(np.int64) + 1
    story = view.articles.story[article[order]].astype(np.int64)
    units = np.empty(len(rows), dtype=np.int64)
    units[order] = story_units(article[order], story, place)
    return Units(rows, units)


def once(units: Units, mask: Mask) -> Mask:
    """The mentions of a mask with each story counted once; the columns stay as they are, so that row numbers hold."""
    kept = mask.copy()
    kept[units.rows] = counted_once(units.units, mask[units.rows])
    return kept
