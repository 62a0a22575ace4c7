"""What could not be placed, searched: by the name, its sentence, the article's title, or why it has no place."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from geo.loading import Loaded, excerpts
from geo.text import normalise
from geo.views import Rows

_BLOCK = 5_000  # mentions read at once
_PATIENCE_S = 4.0  # what lies further back is not searched; the reader is told


def unplaced_with(
    loaded: Loaded, rows: Rows, text: str, in_words: Callable[[str], str] = str, patience_s: float = _PATIENCE_S
) -> tuple[Rows, int]:
    """Those of some mentions without a place that hold all words of `text`, and how many were searched.

    Whatever their case and accents, in the surface, the excerpt, the title or the reason.

    Parameters
    ----------
    rows : numpy.ndarray
        As `geo.views.rows_of` gives them: newest first.
    in_words : callable
        From a reason as it is kept to what the reader reads.
    patience_s : float
        After so many seconds no further block is read.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    wanted = [word for word in (normalise(part) for part in text.split()) if word]
    if not wanted:
        return rows, len(rows)
    until, found, done = time.monotonic() + patience_s, [], 0
    while done < len(rows) and (not done or time.monotonic() < until):
        block = rows[done : done + _BLOCK]
        columns = excerpts(loaded, block)[["surface", "excerpt", "title", "reason"]].fillna("")
        said = [
            normalise(f"{surface} {excerpt} {title} {in_words(reason)}")
            for surface, excerpt, title, reason in columns.itertuples(index=False)
        ]
        found.append(block[np.array([all(word in text for word in wanted) for text in said], dtype=np.bool_)])
        done += len(block)
    return (np.concatenate(found) if found else rows[:0]), done
