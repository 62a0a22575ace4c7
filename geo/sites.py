"""Sites, regions and waters with a name of their own that ends in words written small."""

from __future__ import annotations

from geo.gazetteer import Gazetteer
from geo.kinds import is_seat
from geo.models import Span, Toponym
from geo.text import normalise
from geo.tokens import Word
from geo.vocabulary import Vocabulary

_WITH_A_NAME = frozenset(("facility", "region", "water"))


def site(
    text: str, sentence: list[Word], at: int, lists: Vocabulary, gazetteer: Gazetteer
) -> tuple[Toponym, int] | None:
    """The site, region or water whose name begins at `at` and ends in words written small, and where to read on.

    "Al-Aqsa hospital", "Zaporizhzhia nuclear power plant", "Asie centrale"; no seat of power, as "Белый дом" may stand for a
    government, and no airfield, which is its town's ("Saky air base").
    """
    first, after = sentence[at], at + 1
    found: tuple[Toponym, int] | None = None
    while after < len(sentence) and sentence[after].joined:
        span = Span(first.start, sentence[after].end)
        surface = text[span.start : span.end]
        if not gazetteer.has_prefix(normalise(surface)):
            break
        after += 1
        if not sentence[after - 1].is_capitalised:
            sites = tuple(c for c in gazetteer.candidates(surface) if c.level in _WITH_A_NAME)
            if sites and not is_seat(sites) and not lists.acts("airfield", sentence[after - 1].text):
                found = Toponym(span, surface, "place", sites, (sites[0].level,)), after
    return found
