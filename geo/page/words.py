"""The page's words in the reader's language: gettext catalogues, numbers and dates by Babel."""

from __future__ import annotations

import gettext
import io
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
import streamlit as st
from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from geo.models import ROLES, Interval
from geo.paths import DATA
from geo.reasons import read

LANGUAGES = {"en": "English", "nl": "Nederlands", "uk": "Українська"}
LOCALES = DATA / "locale"
CHOSEN_LANGUAGE = "language_chosen"


_run = threading.local()  # what this run of the page has found out


def look_up_language() -> None:
    """Look up the reader's language for what this thread does next: a run of the page asks for it hundreds of times."""
    _run.language = None
    _run.language = language()


def language() -> str:
    """The language chosen on the page or in the address, else the browser's where the page speaks it, else English."""
    found: str | None = getattr(_run, "language", None)
    if found is not None:
        return found
    asked = st.session_state.get(CHOSEN_LANGUAGE) or st.query_params.get("lang", "")
    if asked in LANGUAGES:
        return str(asked)
    browser = (st.context.locale or "en")[:2].lower()
    return browser if browser in LANGUAGES else "en"


def _(text: str) -> str:
    """A text of the page, in the reader's language; English where the catalogue lacks it."""
    return catalogue(language()).gettext(text)


def count(singular: str, plural: str, number: int) -> str:
    """A text with a number in it, in the right form; `{n}` stands for the number."""
    form = catalogue(language()).ngettext(singular, plural, number)
    return form.format(n=format_decimal(number, locale=language()))


def number(value: int) -> str:
    """A number as the reader's language writes it: "1,204"."""
    return str(format_decimal(value, locale=language()))


@lru_cache(maxsize=8)
def catalogue(lang: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled from its .po file; an empty one for English, in which the page is written."""
    file = LOCALES / f"{lang}.po"
    if not file.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def plain(text: str) -> str:
    """Text for Streamlit's Markdown, with every sign that Markdown reads kept as itself."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|$:~&^=\"'/" else sign for sign in text)


def day(value: date) -> str:
    """A day as the reader's language writes it: "20 Dec 2022"."""
    return format_date(value, "d MMM y", locale=language())


def days(period: Interval) -> str:
    """A period as the reader's language writes it; one day where it is one."""
    return day(period.start) if period.start == period.end else f"{day(period.start)} – {day(period.end)}"


def published(value: pd.Timestamp, precision: str) -> str:
    """A publication date with no more than is known of it: a day, a month, a year, or that it has none."""
    if pd.isna(value):
        return _("undated")
    pattern = {"day": "d MMM y", "month": "LLLL y", "year": "y"}[precision]
    return format_date(value.date(), pattern, locale=language())


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """The days of an event with no more than is known of them, empty where the text states none: a day, a month, a year, or
    between which days it lies.
    """
    if pd.isna(start):
        return ""
    first, last = start.date(), end.date()
    after = last + timedelta(1)
    if (first.day, after.day) == (1, 1) and first.month == last.month and first.year == last.year:
        return _("event: {days}").format(days=published(start, "month"))
    if (first.day, first.month) == (1, 1) and (after.day, after.month) == (1, 1) and first.year == last.year:
        return _("event: {days}").format(days=published(start, "year"))
    if first == last:
        return _("event: {days}").format(days=day(first))
    length = count("within {n} day", "within {n} days", (last - first).days + 1)
    return _("event: {days}").format(days=f"{days(Interval(first, last))} ({length})")


def date_format() -> str:
    """Pattern of a day in a chart; D3 knows only English names of months, so other languages get numbers."""
    return "%-d %b" if language() == "en" else "%-d-%-m"


def percent(share: float) -> str:
    """A share from 0 to 1 as the reader's language writes it: "80%"."""
    return "" if pd.isna(share) else format_percent(share, locale=language())


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return {
        "combat": _("combat"),
        "strike": _("strike"),
        "control": _("control"),
        "diplomacy": _("diplomacy"),
        "humanitarian": _("humanitarian"),
        "other": _("other"),
    }[role]


def level_name(level: str) -> str:
    """A level in the reader's language."""
    return {
        "populated_place": _("town or village"),
        "admin1": _("province"),
        "admin2": _("district"),
        "country": _("country"),
        "region": _("region"),
        "water": _("water"),
        "facility": _("site"),
        "other": _("other"),
    }[level]


def basis_name(basis: str) -> str:
    """How a place is known, in the reader's language."""
    return {
        "named": _("named in the text"),
        "inferred": _("inferred from the text"),
        "given": _("given by the source"),
        "manual": _("corrected by hand"),
    }[basis]


def kind_name(kind: str) -> str:
    """How a name is meant, in the reader's language."""
    return {
        "place": _("as a place"),
        "demonym": _("as a people (not on the map)"),
        "metonym": _("as who acts there (not on the map)"),
    }[kind]


def country_name(code: str) -> str:
    """A country in the reader's language; its code where that has none."""
    return str(Locale.parse(language()).territories.get(code, code))


def language_name(code: str) -> str:
    """A language in the reader's language; its code where that has none."""
    return str(Locale.parse(language()).languages.get(code, code))


def legend_words() -> dict[str, str]:
    """The texts of the map's legend and tooltips, under the keys of `geo.mapping.WORDS`."""
    return {
        "map": _("Map of the places in the news; the list beside it holds the same places"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "full": _("Full screen"),
        "legend": _("Legend"),
        "roles": _("What happens there"),
        **{role: role_name(role).capitalize() for role in ROLES},
        "symbols": _("How it is known"),
        "point": _("Named place"),
        "area": _("Area, not a point"),
        "inferred": _("Inferred, as a country at its capital"),
        "given": _("Given by the source"),
        "manual": _("Corrected by hand"),
        "mentions": _("Mentions"),
    }


def reason_words(reason: str) -> str:
    """The column `reason` in the reader's language."""
    return " · ".join(_(phrase).format(**_slots(values)) if values else _(phrase) for phrase, values in read(reason))


def _slots(values: Mapping[str, str]) -> dict[str, str]:
    return {name: level_name(value.replace(" ", "_")) if name == "level" else value for name, value in values.items()}
