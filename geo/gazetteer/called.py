"""What readers of a language call a place: Ukraine's towns as Ukrainian and Dutch write them, Russia's in Russian.

GeoNames' alternate names come without their languages. A name is taken for one's own where its letters belong to that language
and the main name romanises it; what is doubtful is left out, and the main name is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.gazetteer.transliteration import spellings, spellings_in
from geo.text import normalise

OWN_LANGUAGES = {
    "UA": "uk",
    "RU": "ru",
}  # country -> the language that its places are written in, where names are known
_FOREIGN = {"uk": re.compile("[ыэёъЁЫЭЪ]"), "ru": re.compile("[іїєґІЇЄҐ'’ʼ]")}
_SOFT = re.compile("[сцз]ьк")  # -ськ, -цьк, -зьк: Ukrainian, where Russian has -ск, -цк
_UKRAINIAN = re.compile("[іїєґ'’ʼ]")


def own_name(main: Iterable[str], names: Iterable[str], lang: str) -> str:
    """That of `names` which is the place's own in `lang` ("uk", "ru"), of which the main name is a romanisation; empty for none.

    >>> own_name(("Toretsk",), ("Торецк", "Торецьк", "Дзержинськ"), "uk")
    'Торецьк'
    """
    keys = {normalise(name) for name in main}
    fit = [
        name
        for name in names
        if not _FOREIGN[lang].search(name) and not keys.isdisjoint(normalise(one) for one in spellings(name))
    ]
    sign = 1 if lang == "uk" else -1
    marks = [sign * (len(_SOFT.findall(name)) + len(_UKRAINIAN.findall(name.lower()))) for name in fit]
    return min(zip((-mark for mark in marks), fit, strict=True), default=(0, ""))[1]


def dutch_name(own: str, names: Iterable[str]) -> str:
    """That of `names` which spells a Ukrainian name as Dutch does, by the rules of `transliterations.csv`; empty for none.

    >>> dutch_name("Бахмут", ("Bakhmut", "Bachmoet", "Artjomovsk"))
    'Bachmoet'
    """
    keys = {normalise(one) for one in spellings_in(own, "uk", "nl")}
    return min(
        (name for name in names if name[:1].isupper() and normalise(name) in keys and "'" not in name), default=""
    )
