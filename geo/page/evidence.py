"""The panel beside the map: the places of the period, or the sentences that name the chosen one."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.counting import also_in
from geo.front import with_front
from geo.loading import Loaded, excerpts
from geo.page import correction, front
from geo.page.access import may_write
from geo.page.words import _, basis_name, count, level_name, percent, plain, published, reason_words, role_name, when
from geo.views import Mask, Rows, rows_of

_PAGE = 10  # excerpts, or places, before the reader asks for more
MORE = "more"


def show(loaded: Loaded, mask: Mask, places: pd.DataFrame, selected_key: str, at: front.At) -> None:
    """Draw the panel; `selected_key` is where the session keeps the chosen place_id."""
    selected = st.session_state.get(selected_key)
    if selected is None:
        _list(places, selected_key)
        return
    known = loaded.view.places[loaded.view.places["place_id"] == selected]
    if known.empty:
        st.session_state[selected_key] = None
        _list(places, selected_key)
        return
    _place(known.iloc[0].to_dict(), loaded, rows_of(loaded.view, mask, selected), selected_key, at)


def _choose(selected_key: str, place_id: str | None) -> None:
    st.session_state[selected_key] = place_id
    st.session_state[MORE] = _PAGE


def _list(places: pd.DataFrame, selected_key: str) -> None:
    st.subheader(_("Places"), anchor=False)
    st.caption(_("Most mentioned first. Choose one here or on the map to read the sentences that name it."))
    shown = places.head(st.session_state.setdefault(MORE, _PAGE))
    with st.container(key="place_list"):
        for place in shown.to_dict("records"):
            where = _where(place)
            st.button(
                f"{place['mentions']} \u2002 **{plain(place['place_name'])}** \u2002 :gray[{plain(where)}]",
                key=f"place-{place['place_id']}",
                on_click=_choose,
                args=(selected_key, place["place_id"]),
                type="tertiary",
                width="stretch",
                help=plain(f"{level_name(place['level'])} · {role_name(place['role'])} · {basis_name(place['basis'])}"),
            )
    _more(len(places) - len(shown))


def _where(place: Mapping[Hashable, Any]) -> str:
    """What it is, unless a town, and what holds it: its province, unless it is one, and its country."""
    level = None if place["level"] == "populated_place" else level_name(place["level"])
    admin1 = place["admin1"] if place["admin1"] != place["place_name"] else None
    code = place["country_code"] if place["level"] != "country" else None
    return ", ".join(_known(level, admin1, code))


def _more(left: int) -> None:
    if left > 0:
        st.button(count("Next {n}", "Next {n}", min(left, _PAGE)), key="show_more", on_click=_show_more)


def _show_more() -> None:
    st.session_state[MORE] = st.session_state.get(MORE, _PAGE) + _PAGE


def _place(place: Mapping[Hashable, Any], loaded: Loaded, rows: Rows, selected_key: str, at: front.At) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(place["place_name"]), anchor=False, width="stretch")
        st.button(
            _("Back to the list"),
            icon=":material/arrow_back:",
            key="close_place",
            on_click=_choose,
            args=(selected_key, None),
            type="tertiary",
        )
    articles = len(np.unique(loaded.view.article[rows]))
    facts = [
        *_known(_where(place)),
        count("{n} mention", "{n} mentions", len(rows)),
        count("{n} article", "{n} articles", articles),
        *front.facts(place, at),
    ]
    st.caption(plain(" · ".join(facts)))
    if not len(rows):
        st.info(_("Not mentioned in this period."), icon=":material/event_busy:")
        return
    front.chart(place, at.ground)
    found = excerpts(loaded, rows[: st.session_state.setdefault(MORE, _PAGE)])
    shown = with_front(found, at.ground.front, most_age=at.ground.stale)
    papers = [", ".join(also_in(loaded.view, int(code))) for code in loaded.view.article[rows[: len(shown)]]]
    groups = shown.assign(also_in=papers).groupby(["article_id", "excerpt_start", "excerpt"], sort=False)
    passages = [mentions.to_dict("records") for _key, mentions in groups]
    if may_write():
        for mentions in passages:
            st.html(_passage(mentions))
            correction.control(mentions, loaded.seen.store)
    else:
        # One element for all of them: article text stands in it escaped, as text.
        st.html("".join(map(_passage, passages)))
    _more(len(rows) - len(shown))


def _passage(mentions: list[dict[Hashable, Any]]) -> str:
    """One excerpt with all of its mentions marked, and for each what it was taken for."""
    text = html.escape
    first = mentions[0]
    source = "".join(f" · {text(part)}" for part in _known(first["source"]))
    days = "".join(
        f" · {text(days)}" for days in dict.fromkeys(when(m["event_start"], m["event_end"]) for m in mentions) if days
    )
    papers = first.get("also_in")
    also = f"<p class='why' dir='auto'>{text(_('also in: {papers}').format(papers=papers))}</p>" if papers else ""
    grounds = "".join(f"<p class='why'>{text(line)}</p>" for line in _grounds(mentions))
    return (
        "<article class='mention'>"
        f"<p class='when'><b>{text(published(first['published'], first['published_precision']))}</b>{days}</p>"
        f'<blockquote lang="{text(first["lang"])}" dir="auto">{_marked(mentions)}</blockquote>'
        f'<p class="title" dir="auto">{text(_title(first))}{source}{_link(first["url"])}</p>{also}{grounds}'
        "</article>"
    )


def _grounds(mentions: list[dict[Hashable, Any]]) -> list[str]:
    """What the mentions of a passage were taken for and why: a line for each ground, with all roles that rest on it."""
    roles: dict[tuple[str, ...], list[str]] = {}
    for mention in mentions:
        certainty = _("{share} sure").format(share=percent(mention["score"]))
        ground = (basis_name(mention["basis"]), certainty, reason_words(mention["reason"]))
        roles.setdefault(ground, []).append(role_name(mention["role"]))
    told = [" · ".join((", ".join(dict.fromkeys(names)), *ground)) for ground, names in roles.items()]
    return [*told, *dict.fromkeys(line for mention in mentions for line in front.grounds(mention))]


def _marked(mentions: list[dict[Hashable, Any]]) -> str:
    """The excerpt as escaped text with each surface marked by its offsets."""
    excerpt, origin = mentions[0]["excerpt"], mentions[0]["excerpt_start"]
    parts, done = [], 0
    for mention in sorted(mentions, key=lambda mention: mention["start"]):
        start, end = mention["start"] - origin, mention["end"] - origin
        parts += [html.escape(excerpt[done:start]), f"<mark>{html.escape(excerpt[start:end])}</mark>"]
        done = end
    return "".join(parts) + html.escape(excerpt[done:])


def _title(mention: Mapping[Hashable, Any]) -> str:
    return str(mention["title"]) if pd.notna(mention["title"]) else str(mention["article_id"])


def _link(url: object) -> str:
    # Only a web address becomes a link: "javascript:" and its like stay text that nothing follows.
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        return ""
    return f' · <a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{html.escape(_("open the article"))}</a>'


def _known(*values: Any) -> list[str]:
    return [str(value) for value in values if pd.notna(value) and value != ""]
