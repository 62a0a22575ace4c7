"""The method page: how places are found and how often that is wrong, what colours and shapes mean, sources and licences."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import quote

import streamlit as st

from geo import palette
from geo.errors import GeoError
from geo.method import ARTICLES, EVERY, FIGURES, figures, sources
from geo.models import ROLES
from geo.page import front
from geo.page.comparing import change_name
from geo.page.words import _, language, language_name, number, percent, role_name

PAGE, METHOD = "page", "method"  # name and value in the address
_INK = {"light": "#1b232b", "dark": "#f2f4f6"}
# What assets/atlas-symbols.js draws, in a box from -10 to 10.
_DOT = '<circle r="7" {}/>'
_DIAMOND = '<path d="M0-9 9 0 0 9-9 0z" {}/>'
_CHANGED = {
    "new": ('<path d="M-3-8h6v5h5v6h-5v5h-6v-5h-5v-6h5z" {}/>', "strike"),
    "risen": ('<path d="M0-8 8 6H-8z" {}/>', "strike"),
    "fallen": ('<path d="M0 8 8-6H-8z" {}/>', "control"),
    "gone_quiet": ('<path d="M-8-3H8v6H-8z" {}/>', "control"),
    "steady": (_DOT, "other"),
}


def is_asked() -> bool:
    """Whether the address asks for this page instead of the map."""
    return bool(st.query_params.get(PAGE) == METHOD)


def link() -> str:
    """A link to this page, as Markdown; it opens in a tab of its own, so that the map stays as it is."""
    text = _("How this is made")
    return f"[{text}](?{PAGE}={METHOD}&lang={language()})"


def show() -> None:
    """All of the page below its heading."""
    if st.query_params.get("lang") != language():
        st.query_params["lang"] = language()
    with st.container(key="method"):
        back = html.escape(_("To the map"))
        st.html(f'<p><a href="?lang={html.escape(language())}">{back}</a></p>')
        st.header(_("How this is made"), anchor=False)
        _found()
        _wrong()
        _meaning()
        _sources()


def _found() -> None:
    st.subheader(_("How places are found"), anchor=False)
    for text in (
        _(
            "A program reads the articles; no person looks at them first. It looks for names that a list of places holds, also "
            "inflected and in other spellings, and leaves out persons, peoples, and governments that are named by their capital."
        ),
        _(
            "Many villages share a name. Which one is meant is weighed: where the war is, what else the article names, the "
            "province that it tells, how large each is. The score says how sure that is: of the mentions at 80%, eight in "
            "ten are right."
        ),
        _(
            "What happens there is read from the words of the sentence, and when from its expressions of time, counted from the "
            "day of publication. A mention of which only the month is known is shown as a month."
        ),
        _(
            "Names that could not be placed are counted under the map and listed below it; none is dropped. An area is drawn as an "
            "area, and a country beside its capital with a symbol of its own. Corrections by hand are marked as such."
        ),
    ):
        st.markdown(text)


def _wrong() -> None:
    st.subheader(_("How often that is wrong"), anchor=False)
    try:
        told = figures()
    except GeoError as error:
        st.error(str(error))
        return
    articles = number(int(told.get(EVERY, {}).get(ARTICLES, 0)))
    st.markdown(
        _(
            "Measured on {n} war reports of our own in which every place was marked; 100% is perfect. The program was developed "
            "beside these reports, so expect somewhat less on other articles."
        ).format(n=articles)
    )
    languages = [*(lang for lang in told if lang != EVERY), EVERY]
    head = "".join(f'<th scope="col">{html.escape(_language(lang))}</th>' for lang in languages)
    body = "".join(
        f'<tr><th scope="row">{html.escape(_figure_name(name))}</th>'
        + "".join(f"<td>{_share(told[lang].get(name))}</td>" for lang in languages)
        + "</tr>"
        for name in FIGURES
    )
    # Wider than a phone: its frame scrolls, and so must be reached by keys.
    name, first = html.escape(_("How often that is wrong")), html.escape(_("figure"))
    st.html(
        f'<div class="wide" tabindex="0" role="region" aria-label="{name}"><table class="sources figures"><thead><tr>'
        f'<th scope="col">{first}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    st.caption(
        _(
            "F1 weighs what is missed against what is found wrongly. The last line is the gap between the score that the program "
            "gives and the share that was right: the smaller the better. Each excerpt says how sure the program is and why."
        )
    )


def _language(lang: str) -> str:
    return _("all") if lang == EVERY else language_name(lang)


def _share(value: float | None) -> str:
    return "" if value is None else percent(round(value, 2))


def _figure_name(name: str) -> str:
    return {
        "recognition_f1": _("Places recognised, F1"),
        "others_f1": _("Peoples and governments recognised, F1"),
        "end_to_end_f1": _("On the map within 10 km of where it is, F1"),
        "role_accuracy": _("What happened there is right"),
        "when_accuracy": _("First and last day are right"),
        "calibration_error": _("Gap between score and share right"),
    }[name]


def _meaning() -> None:
    st.subheader(_("What colours and shapes mean"), anchor=False)
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    colours: dict[Any, str] = dict(palette.DARK if scheme == "dark" else palette.LIGHT)
    ink = _INK[scheme]
    filled = {role: f'fill="{colours[role]}"' for role in ROLES}
    hollow = f'fill="none" stroke="{ink}" stroke-width="2"'
    ring = f'fill="none" stroke="{ink}" stroke-width="1.5"'
    st.markdown(_("The colour of a place on the map is what most of its mentions that say something tell of:"))
    _key([(_DOT.format(filled[role]), role_name(role)) for role in ROLES])
    st.markdown(_("Shape and outline say how the place is known. The larger the symbol, the more mentions."))
    _key(
        [
            (_DOT.format(f'fill="{ink}"'), _("a place that the text names")),
            (_DOT.format(f'{hollow} stroke-dasharray="4 2.6"'), _("an area: the symbol stands somewhere in it")),
            (
                _DIAMOND.format(hollow),
                _("inferred: the point is not the thing named, such as a country beside its capital"),
            ),
            (f'<circle r="5" fill="{ink}"/><circle r="8.5" {ring}/>', _("given by the source, with a ring")),
            (
                f'<circle r="8" {ring}/><circle r="5" {hollow}/><circle r="2" fill="{ink}"/>',
                _("corrected by hand, with a ring and a point in it"),
            ),
        ]
    )
    st.markdown(_("Where two periods are compared, shape and colour say what changed:"))
    _key([(shape.format(f'fill="{colours[role]}"'), change_name(change)) for change, (shape, role) in _CHANGED.items()])


def _key(rows: list[tuple[str, str]]) -> None:
    """Symbols with their words. As pictures: Streamlit takes drawings out of the HTML that it shows."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 20 20">{}</svg>'
    items = "".join(
        f'<li><img src="data:image/svg+xml,{quote(frame.format(drawn))}" width="20" height="20" alt=""> {html.escape(text)}</li>'
        for drawn, text in rows
    )
    st.html(f'<ul class="key">{items}</ul>')


def _sources() -> None:
    st.subheader(_("Sources and licences"), anchor=False)
    try:
        known = sources()
    except GeoError as error:
        st.error(str(error))
        return
    rows = [(use_name(source.use), source.name, source.licence, source.url) for source in known]
    lines = front.ground().front.lines
    for name, licence, attribution in dict.fromkeys((line.source, line.licence, line.attribution) for line in lines):
        rows.append((_("lines of control that were added here"), f"{name}: {attribution}", licence, ""))
    text = html.escape
    body = "".join(
        f"<tr><td>{text(use)}</td><td>{_linked(name, url)}</td><td>{text(licence)}</td></tr>"
        for use, name, licence, url in rows
    )
    head = "".join(f'<th scope="col">{text(word)}</th>' for word in (_("for what"), _("from whom"), _("licence")))
    st.html(f'<table class="sources"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
    st.caption(_("The articles on the map keep the rights of their publishers; each excerpt names its source."))


def _linked(name: str, url: str) -> str:
    if not url.startswith("https://"):
        return html.escape(name)
    return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{html.escape(name)}</a>'


def use_name(use: str) -> str:
    """What a source is used for, in the reader's language."""
    return {
        "code": _("the program"),
        "articles": _("the articles that come with the program"),
        "lists": _("lists of places and words of our own"),
        "places": _("names and coordinates of places"),
        "villages": _("villages near the front"),
        "divisions": _("provinces and districts"),
        "countries": _("names of countries, months and days"),
        "base_map": _("base map: coasts, borders, rivers"),
        "drawing": _("the map in the browser"),
        "streets": _("street map, only where you switch it on"),
    }[use]
