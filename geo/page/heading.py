"""The top of the page: its name, what it shows, the language; and at its foot where the data comes from."""

from __future__ import annotations

import streamlit as st

from geo.page import access, intake, method
from geo.page.start import Shown
from geo.page.words import CHOSEN_LANGUAGE, LANGUAGES, _, count, language

_MOST_PROBLEMS = 5


def show(shown: Shown) -> None:
    """Name, one sentence, the switch of languages, and what could not be read; nothing where the page is embedded."""
    if st.context.is_embedded:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title("Frontline Atlas", anchor=False, width="content")
        st.caption(
            _("Where the news places the war: every dot rests on a sentence that you can read."), width="stretch"
        )
        intake.button()
        access.show()
        _languages()
    with st.container():  # always there, so that what comes below stays where it is
        _news(shown)
        intake.show()


def show_short() -> None:
    """Name and switch of languages alone, for a page beside the map."""
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title("Frontline Atlas", anchor=False, width="stretch")
        _languages()


def _languages() -> None:
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        default=language(),
        format_func=str.upper,
        key="language",
        on_change=_choose_language,
        label_visibility="collapsed",
        width="content",
    )


def _news(shown: Shown) -> None:
    access.say()
    problems = shown.problems
    if problems:
        with st.expander(
            count("{n} source could not be read", "{n} sources could not be read", len(problems)),
            icon=":material/warning:",
        ):
            for problem in problems[:_MOST_PROBLEMS]:
                st.text(problem)
            if len(problems) > _MOST_PROBLEMS:
                st.text("…")
    if shown.outdated:
        st.info(
            count(
                "{n} article was located by an older version. To locate it anew: python -m geo ingest",
                "{n} articles were located by an older version. To locate them anew: python -m geo ingest",
                shown.outdated,
            )
        )
    if shown.loaded.articles == 0:
        st.info(_("There are no articles. Put some into data/articles, or start with: make run ARTICLES=PATH"))


def _choose_language() -> None:
    chosen = st.session_state["language"]
    if chosen:
        # The bar of filters writes it into the address; the server would put back the address that the page was opened with.
        st.session_state[CHOSEN_LANGUAGE] = chosen


def foot() -> None:
    """Sources and licences."""
    if st.context.is_embedded:
        return
    st.caption(
        _(
            "Place names: GeoNames (CC BY 4.0) and our own lists; names of countries: Unicode CLDR; base map: Natural Earth. "
            "Places are found by a program and can be wrong: each excerpt says how sure it is and why."
        )
        + f" {method.link()}"
    )
