"""Sites with a name of their own that ends in words written small."""

from __future__ import annotations

from geo.gazetteer import Gazetteer
from geo.kinds import is_seat
from geo.models import Span, Toponym
from geo.text import normalise
from geo.tokens import Word


def site(text: str, sentence: list[Word], at: int, gazetteer: Gazetteer) -> tuple[Toponym, int] | None:
    """The site whose name begins at `at` and ends in words written small, and where to read on.

    "Al-Aqsa hospital", "Zaporizhzhia nuclear power plant"; no seat of power: "Белый дом" may stand for a government.
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
            sites = tuple(c for c in gazetteer.candidates(surface) if c.level == "facility")
            if sites and not is_seat(sites):
                found = Toponym(span, surface, "place", sites, ("facility",)), after
    return found
