"""What a mention rests on, as HTML: its sentences with the names marked, what they were taken for, and what else they may be."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from geo.gazetteer import Gazetteer
from geo.page import front
from geo.page.correction import rival_words
from geo.page.words import _, basis_name, count, percent, published, reason_words, role_name, when
from geo.rivals import rivals_of
from geo.versions import Version

Mention = dict[Hashable, Any]
_MOST_TOLD = 8  # rivals of a name; the rest is counted


def passages(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions by the passage in which they stand: those of one article whose excerpts overlap stand in one.

    In the order in which their first mentions come; undone by what is not the same text, two versions of an article.
    """
    spans: dict[Hashable, list[list[Mention]]] = {}
    for mention in sorted(mentions, key=lambda one: int(one["excerpt_start"])):
        found = spans.setdefault(mention["article_id"], [])
        if found and _continues(found[-1], mention):
            found[-1].append(mention)
        else:
            found.append([mention])
    order = {id(mention): at for at, mention in enumerate(mentions)}
    every = [sorted(one, key=lambda mention: order[id(mention)]) for found in spans.values() for one in found]
    return sorted(every, key=lambda one: order[id(one[0])])


def _continues(passage: Sequence[Mention], mention: Mention) -> bool:
    text, origin = whole(passage)
    at = int(mention["excerpt_start"]) - origin
    shared = text[at : at + len(mention["excerpt"])]
    return at < len(text) and mention["excerpt"].startswith(shared)


def whole(passage: Sequence[Mention]) -> tuple[str, int]:
    """The text of overlapping excerpts, each character once, and where it begins in the article."""
    parts = sorted(passage, key=lambda one: int(one["excerpt_start"]))
    text, origin = str(parts[0]["excerpt"]), int(parts[0]["excerpt_start"])
    for part in parts[1:]:
        text += part["excerpt"][max(0, len(text) - (int(part["excerpt_start"]) - origin)) :]
    return text, origin


def written(mentions: Sequence[Mention], rest: Sequence[Version] = (), gazetteer: Gazetteer | None = None) -> str:
    """One passage with all of its mentions marked, and for each what it was taken for.

    Parameters
    ----------
    rest : sequence of Version
        The other articles that tell its story.
    gazetteer : Gazetteer, optional
        Where the rivals of the names are looked up; without it none are shown.
    """
    text = html.escape
    first = mentions[0]
    source = "".join(f" · {text(part)}" for part in known(first["source"]))
    days = "".join(
        f" · {text(days)}" for days in dict.fromkeys(when(m["event_start"], m["event_end"]) for m in mentions) if days
    )
    grounds = "".join(f"<p class='why'>{text(line)}</p>" for line in _grounds(mentions))
    return (
        "<article class='mention'>"
        f"<p class='when'><b>{text(published(first['published'], first['published_precision']))}</b>{days}</p>"
        f'<blockquote lang="{text(first["lang"])}" dir="auto">{_marked(mentions)}</blockquote>'
        f'<p class="title" dir="auto">{text(_title(first))}{source}{_link(first["url"])}</p>'
        f"{_versions(rest)}{grounds}{_rivals(mentions, gazetteer) if gazetteer else ''}"
        "</article>"
    )


def _versions(rest: Sequence[Version]) -> str:
    """All other articles with the same story, folded under the names of their papers."""
    if not rest:
        return ""
    papers = ", ".join(dict.fromkeys(one.source for one in rest if one.source))
    told = count("{n} other article tells the same story", "{n} other articles tell the same story", len(rest))
    return _folded(_("also in: {papers}").format(papers=papers) if papers else told, [_version(one) for one in rest])


def _version(one: Version) -> str:
    day = _("undated")
    if one.published is not None:
        day = published(pd.Timestamp(one.published), one.published_precision or "day")
    return html.escape(" · ".join(known(one.title, one.source, day))) + _link(one.url)


def _rivals(mentions: Sequence[Mention], gazetteer: Gazetteer) -> str:
    """The other places of these names, folded; nothing where there are none."""
    by_name = {str(one["surface"]): one for one in mentions}
    found = {rival.place.place_id: rival for one in by_name.values() for rival in rivals_of(one, gazetteer)}
    lines = [html.escape(rival_words(rival)) for rival in list(found.values())[:_MOST_TOLD]]
    left = len(found) - len(lines)
    if left:
        lines.append(html.escape(count("and {n} more", "and {n} more", left)))
    told = count("{n} other place has this name", "{n} other places have this name", len(found))
    return _folded(told, lines) if found else ""


def _folded(summary: str, lines: Sequence[str]) -> str:
    """A list under a line that opens it, by a click or by the keyboard; the lines are HTML, the summary is text."""
    items = "".join(f"<li dir='auto'>{line}</li>" for line in lines)
    return f"<details class='why'><summary dir='auto'>{html.escape(summary)}</summary><ul>{items}</ul></details>"


def _grounds(mentions: Sequence[Mention]) -> list[str]:
    """What the mentions of a passage were taken for and why: a line for each ground, with all roles that rest on it."""
    roles: dict[tuple[str, ...], list[str]] = {}
    for mention in mentions:
        certainty = _("{share} sure").format(share=percent(mention["score"]))
        ground = (basis_name(mention["basis"]), certainty, reason_words(mention["reason"]))
        roles.setdefault(ground, []).append(role_name(mention["role"]))
    told = [" · ".join((", ".join(dict.fromkeys(names)), *ground)) for ground, names in roles.items()]
    return [*told, *dict.fromkeys(line for mention in mentions for line in front.grounds(mention))]


def _marked(mentions: Sequence[Mention]) -> str:
    """The excerpt as escaped text with each surface marked by its offsets."""
    excerpt, origin = whole(mentions)
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
    words = html.escape(_("open the article"))
    return f' · <a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{words}</a>'


def known(*values: Any) -> list[str]:
    """Of some values those that are known, as text."""
    return [str(value) for value in values if pd.notna(value) and value != ""]
