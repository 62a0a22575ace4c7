"""What would be stored, drawn: each article with the places found in it, before anything of it is in the store."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from babel import Locale

from geo.intake import Preview
from geo.models import Article
from geo.page.words import _, count, language, level_name, percent, published
from geo.store.writing import State

_MOST_PLACES = 20  # of an article; the rest is counted
_MOST_PROBLEMS = 10
_AROUND = 160  # characters on either side of a name: of the excerpt of a long sentence no more is shown


def show(preview: Preview) -> None:
    """The articles, what was found in them and what could not be read."""
    _problems(preview)
    total, shown = len(preview.articles), len(preview.shown)
    if total > shown:
        st.info(
            count(
                "{n} article was read.", "{n} articles were read; the preview shows the first of them by date.", total
            ),
            icon=":material/inventory_2:",
        )
    of_article = {str(key): rows.to_dict("records") for key, rows in preview.mentions.groupby("article_id", sort=False)}
    if not preview.shown:  # an empty element is an error
        return
    # One element for all of them: article text stands in it escaped, as text.
    with st.container(key="preview"):
        st.html("".join(_article(article, preview, of_article.get(article.id, [])) for article in preview.shown))


def _problems(preview: Preview) -> None:
    if not preview.problems:
        return
    with st.container(border=True, key="unread"):
        many = len(preview.problems)
        st.markdown(":material/warning: " + count("{n} could not be read", "{n} could not be read", many))
        for problem in preview.problems[:_MOST_PROBLEMS]:
            st.text(problem)
        if many > _MOST_PROBLEMS:
            st.text(count("and {n} more", "and {n} more", many - _MOST_PROBLEMS))


def _article(article: Article, preview: Preview, mentions: list[dict[Hashable, Any]]) -> str:
    places = [mention for mention in mentions if mention["kind"] == "place"]
    found, lost = _gathered(places), [mention for mention in places if pd.isna(mention["place_id"])]
    state = preview.states[article.id]
    facts = [_date(article), _language(article.lang), article.source]
    lines = "".join(_place(rows) for rows in found[:_MOST_PLACES])
    if len(found) > _MOST_PLACES:
        lines += _line("why", count("and {n} more place", "and {n} more places", len(found) - _MOST_PLACES))
    if not found:
        lines += _line("why", _("No place was found in it."))
    if lost:
        names = dict.fromkeys(str(mention["surface"]) for mention in lost)
        lines += _line("lost", _("Could not be placed: {names}").format(names=", ".join(names)))
    story = preview.told.get(article.id)
    told = _line("why", _("Tells the same story as: {name}").format(name=story)) if story else ""
    return (
        f'<article class="mention given"><p class="title" dir="auto"><b>{_text(article.title or _opening(article))}</b>'
        f' <span class="state {state}">{_text(_state_name(state))}</span></p>'
        f"{_line('when', ' · '.join(fact for fact in facts if fact))}{told}{lines}</article>"
    )


def _gathered(mentions: list[dict[Hashable, Any]]) -> list[list[dict[Hashable, Any]]]:
    """The mentions of each place, in the order in which the text first names them."""
    places: dict[str, list[dict[Hashable, Any]]] = {}
    for mention in mentions:
        if pd.notna(mention["place_id"]):
            places.setdefault(mention["place_id"], []).append(mention)
    return list(places.values())


def _place(mentions: list[dict[Hashable, Any]]) -> str:
    first = mentions[0]
    where = [level_name(first["level"])]
    where += [str(first[name]) for name in ("admin1", "country_code") if pd.notna(first[name]) and first[name]]
    where.append(_("{share} sure").format(share=percent(first["score"])))
    if len(mentions) > 1:
        where.append(count("{n} mention", "{n} mentions", len(mentions)))
    return (
        f'<div class="found"><p><b>{_text(first["place_name"])}</b> · {_text(" · ".join(where))}</p>'
        f'<blockquote dir="auto" lang="{_text(first["lang"])}">{_sentence(first)}</blockquote></div>'
    )


def _sentence(mention: Mapping[Hashable, Any]) -> str:
    """The passage around a name, escaped, with the name marked."""
    excerpt = str(mention["excerpt"])
    start, end = mention["start"] - mention["excerpt_start"], mention["end"] - mention["excerpt_start"]
    before, after = excerpt[max(0, start - _AROUND) : start], excerpt[end : end + _AROUND]
    before = f"…{before}" if start > _AROUND else before
    after = f"{after}…" if len(excerpt) > end + _AROUND else after
    return f"{_text(before)}<mark>{_text(excerpt[start:end])}</mark>{_text(after)}"


def _date(article: Article) -> str:
    if article.published is not None and article.published_precision is not None:
        return published(pd.Timestamp(article.published), article.published_precision)
    if article.raw_published:
        return _("undated: “{date}” cannot be read as a date").format(date=article.raw_published)
    return _("undated")


def _language(code: str) -> str:
    return str(Locale(language()).languages.get(code, code))


def _opening(article: Article) -> str:
    first = article.text.strip().partition("\n")[0]
    return first if len(first) <= 90 else f"{first[:90]}…"


def _state_name(state: State) -> str:
    return {
        "new": _("new"),
        "changed": _("changed: replaces what is there"),
        "older": _("is there; is located anew"),
        "same": _("is there already"),
        "retracted": _("was retracted, and stays so"),
    }[state]


def _line(kind: str, words: str) -> str:
    return f'<p class="{kind}" dir="auto">{_text(words)}</p>'


def _text(words: object) -> str:
    return html.escape(str(words))
