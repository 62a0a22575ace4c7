"""The language of an article: the code that was given, else what py3langid makes of the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Languages in which there is news to be read; the fewer there are, the fewer short texts are taken for a neighbour's.
NEWS_LANGUAGES = (  # noqa: SIM905 - codes read better as a line than as a column
    "nl en uk ru be de fr es it pt ca pl cs sk sl hr sr bs mk bg ro hu sq el tr sv da no fi et lv lt ar he fa ps "
    "ur ku ka hy az kk uz hi bn ta th vi id my am so sw zh ja ko"
).split()

# ISO 639-1, whole: a code outside it ("ua", "cyr?", "xx") is no language, and the text decides.
_ISO_639_1 = frozenset(
    (  # noqa: SIM905
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
        "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
        "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
        "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
        "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
        "za zh zu"
    ).split()
)

_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9_-]+)?", re.ASCII | re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 3_000  # characters; a news text shows its language long before that
_FEWEST_LETTERS = 12  # a single name ("Kramatorsk", "Бахмут") is of no language


def normalise_language(code: str | None) -> str | None:
    """ISO 639-1 code of a given language tag ("nl-NL" -> "nl", "UK" -> "uk"); None where it is none."""
    found = _CODE.fullmatch(code.strip()) if code else None
    base = found[1].lower() if found else ""
    return base if base in _ISO_639_1 else None


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language of `text`, one of `NEWS_LANGUAGES`, by its first 3,000 characters.

    "und" (undetermined) for fewer than 12 letters.
    """
    sample = text[:_SAMPLE]
    if len(_LETTER.findall(sample)) < _FEWEST_LETTERS:
        return "und"
    language, _ = _identifier().classify(sample)
    return str(language)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # An identifier of our own: py3langid.set_languages would change the one that all other code in the process uses.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(NEWS_LANGUAGES)
    return identifier
