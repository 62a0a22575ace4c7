"""The panel beside the map: the places of the period, or the sentences that name the chosen one."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.page.words import _, basis_name, count, level_name, percent, published, reason_words, role_name, when
from geo.views import Mask, Views, mentions_of

_PAGE = 10  # excerpts, or places, before the reader asks for more
MORE = "more"


def show(view: Views, mask: Mask, places: pd.DataFrame, selected_key: str) -> None:
    """Draw the panel; `selected_key` is where the session keeps the chosen place_id."""
    selected = st.session_state.get(selected_key)
    if selected is None:
        _list(places, selected_key)
        return
    known = view.places[view.places["place_id"] == selected]
    if known.empty:
        st.session_state[selected_key] = None
        _list(places, selected_key)
        return
    _place(known.iloc[0].to_dict(), mentions_of(view, mask, selected), selected_key)


def _choose(selected_key: str, place_id: str | None) -> None:
    st.session_state[selected_key] = place_id
    st.session_state[MORE] = _PAGE


def _list(places: pd.DataFrame, selected_key: str) -> None:
    st.subheader(_("Places"), anchor=False)
    st.caption(_("Most mentioned first. Choose one here or on the map to read the sentences that name it."))
    shown = places.head(st.session_state.setdefault(MORE, _PAGE))
    with st.container(key="place_list"):
        for place in shown.to_dict("records"):
            where = ", ".join(_known(place["admin1"], place["country_code"]))
            kind = "" if place["level"] == "populated_place" else f" · {level_name(place['level'])}"
            st.button(
                _plain(f"{place['place_name']} · {place['mentions']}"),
                key=f"place-{place['place_id']}",
                on_click=_choose,
                args=(selected_key, place["place_id"]),
                type="tertiary",
                width="stretch",
                help=_plain(f"{where}{kind} · {role_name(place['role'])} · {basis_name(place['basis'])}"),
            )
    _more(len(places) - len(shown))


def _more(left: int) -> None:
    if left > 0:
        st.button(count("Next {n}", "Next {n}", min(left, _PAGE)), key="show_more", on_click=_show_more)


def _show_more() -> None:
    st.session_state[MORE] = st.session_state.get(MORE, _PAGE) + _PAGE


def _place(place: Mapping[Hashable, Any], mentions: pd.DataFrame, selected_key: str) -> None:
    title, close = st.columns([5, 1], vertical_alignment="center")
    title.subheader(_plain(place["place_name"]), anchor=False)
    close.button(
        "",
        icon=":material/close:",
        help=_("Back to the list"),
        key="close_place",
        on_click=_choose,
        args=(selected_key, None),
        type="tertiary",
    )
    articles = mentions["article_id"].nunique()
    facts = [
        level_name(place["level"]),
        *_known(place["admin1"], place["country_code"]),
        count("{n} mention", "{n} mentions", len(mentions)),
        count("{n} article", "{n} articles", articles),
    ]
    st.caption(_plain(" · ".join(facts)))
    if mentions.empty:
        st.info(_("Not mentioned in this period."), icon=":material/event_busy:")
    shown = mentions.head(st.session_state.setdefault(MORE, _PAGE))
    # One element for all of them: article text stands in it escaped, as text.
    st.html("".join(_mention(mention) for mention in shown.to_dict("records")))
    _more(len(mentions) - len(shown))


def _mention(mention: Mapping[Hashable, Any]) -> str:
    text = html.escape
    certainty = _("{share} sure").format(share=percent(mention["score"]))
    facts = [role_name(mention["role"]), basis_name(mention["basis"]), certainty]
    days = when(mention["event_start"], mention["event_end"])
    source = " · ".join(text(part) for part in _known(mention["source"]))
    link = _link(mention["url"])
    return (
        '<article class="mention">'
        f'<p class="when"><b>{text(published(mention["published"], mention["published_precision"]))}</b>'
        f"{' · ' + text(days) if days else ''}</p>"
        f'<blockquote lang="{text(mention["lang"])}" dir="auto">{_marked(mention)}</blockquote>'
        f'<p class="title" dir="auto">{text(_title(mention))}{" · " + source if source else ""}{link}</p>'
        f'<p class="why">{text(" · ".join(facts))}<br>{text(reason_words(mention["reason"]))}</p>'
        "</article>"
    )


def _marked(mention: Mapping[Hashable, Any]) -> str:
    """The excerpt as escaped text with the surface marked by its offsets."""
    start = mention["start"] - mention["excerpt_start"]
    end = mention["end"] - mention["excerpt_start"]
    excerpt = mention["excerpt"]
    before, name, after = excerpt[:start], excerpt[start:end], excerpt[end:]
    return f"{html.escape(before)}<mark>{html.escape(name)}</mark>{html.escape(after)}"


def _title(mention: Mapping[Hashable, Any]) -> str:
    return str(mention["title"]) if pd.notna(mention["title"]) else str(mention["article_id"])


def _link(url: object) -> str:
    # Only a web address becomes a link: "javascript:" and its like stay text that nothing follows.
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        return ""
    return f' · <a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{html.escape(_("open the article"))}</a>'


def _known(*values: Any) -> list[str]:
    return [str(value) for value in values if pd.notna(value) and value != ""]


def _plain(text: str) -> str:
    """Text for Streamlit's Markdown, with every sign that Markdown reads kept as itself."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|$:~&^=\"'/" else sign for sign in text)
