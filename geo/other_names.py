"""Names that hold a place and are none: organisations, media, treaties, parties, clubs, fleets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from geo.lists import read_list
from geo.models import Toponym
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES, Phrases, sequences

OTHER_NAMES_FILE = LEXICONS / "other_names.csv"


def without_other_names(text: str, toponyms: Sequence[Toponym], lang: str) -> list[Toponym]:
    """The toponyms that are no part of a listed name: without "Minsk" in "the Minsk agreements".

    Parameters
    ----------
    text : str
        Of the article.
    toponyms : sequence of Toponym
        In the order of the text.
    lang : str
        ISO 639-1; for a language without a list all are kept.
    """
    if not toponyms or lang not in LANGUAGES:
        return list(toponyms)
    hits = [hit for hit in _other_names(lang).find(text) if not text[hit.start : hit.end].islower()]
    if not hits:
        return list(toponyms)
    return [
        toponym
        for toponym in toponyms
        if not any(hit.start < toponym.span.end and toponym.span.start < hit.end for hit in hits)
    ]


@cache
def _other_names(lang: str, path: Path = OTHER_NAMES_FILE) -> Phrases[bool]:
    rows = read_list(path, ("lang", "pattern", "source"))
    return Phrases(lang, [(words, True) for row in rows if row["lang"] == lang for words in sequences(row)])
