"""The same story counted once: of the mentions that a period keeps, those that no other version of their story has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.stories import counted_once, story_units
from geo.views import Mask, Views

Units = npt.NDArray[np.int64]


def has_retold(view: Views) -> bool:
    """Whether some story is told by more than one article."""
    story = view.articles.story[view.articles.story >= 0]
    return bool(len(story)) and int(np.bincount(story).max()) > 1


def units_of(view: Views) -> Units:
    """For each mention that is drawn, the number that it shares with the same mention in other versions of its story.

    Made once for a state of the store (a second for a million mentions); an article without a story is a story of its own.
    """
    article = view.article[: view.drawn].astype(np.int64)
    story = view.articles.story.astype(np.int64)
    alone = story < 0
    story[alone] = story.max(initial=0) + 1 + np.arange(int(alone.sum()))
    # In the order of the texts, so that the first mention of one version stands for the first of another.
    order = np.lexsort((view.start[: view.drawn], article))
    units: Units = np.empty(view.drawn, dtype=np.int64)
    # What could not be placed is of no place: 0, and the places follow.
    place = view.place[: view.drawn][order].astype(np.int64) + 1
    units[order] = story_units(article[order], story[article[order]], place)
    return units


def once(view: Views, units: Units, mask: Mask) -> Mask:
    """The mentions of a mask with each story counted once; the columns stay as they are, so that row numbers hold."""
    kept: Mask = np.zeros(len(view), dtype=np.bool_)
    kept[: view.drawn] = counted_once(units, mask[: view.drawn])
    return kept


def also_in(view: Views, article: int) -> tuple[str, ...]:
    """The other papers that tell the story of an article (a row of `view.articles`), each once."""
    columns = view.articles
    story = int(columns.story[article])
    if story < 0:
        return ()
    others = np.flatnonzero(columns.story == story)
    codes = dict.fromkeys(int(columns.source[other]) for other in others if other != article)
    return tuple(columns.sources[code] for code in codes if code >= 0 and code != columns.source[article])
