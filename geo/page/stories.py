"""Whether a story that several papers tell counts once; on, until the reader says otherwise."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from geo.counting import Units, has_retold, once, units_of
from geo.views import Mask, Views, key_of

ONCE = "story_once"


def counts_once(view: Views) -> bool:
    """Whether stories are counted once: where there are any with several versions, unless the reader switched it off."""
    return is_retold(view) and bool(st.session_state.setdefault(ONCE, True))


def counted(view: Views, mask: Mask) -> Mask:
    """The mentions of a mask, each story once where the reader has it so."""
    return once(_units(view), mask) if counts_once(view) else mask


def retold(view: Views) -> Units | None:
    """What several articles tell, where each story is to count once."""
    return _units(view) if counts_once(view) else None


@lru_cache(maxsize=2)  # asked for several times in a run, for which Streamlit's own caches are slow
def is_retold(view: Views) -> bool:
    """Whether some story has several versions; without one there is nothing to switch."""
    return has_retold(view)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Views: key_of})
def _units(view: Views) -> Units:
    return units_of(view)
