"""Ukrainian names as Ukraine writes them in Latin letters.

GeoNames' main names of towns in Ukraine mostly follow BGN/PCGN 1965 ("Slovyansk"); Ukraine's own rule is resolution 55 of its
Cabinet of Ministers of 27 January 2010 ("Sloviansk"), which UNGEGN and BGN/PCGN have taken over. The two differ in how they
write ь, ', and the soft vowels inside a word, which can be told from the older form alone.
"""

from __future__ import annotations

import re

_APOSTROPHE = "['’`ʼ]"
_STEPS = (
    (re.compile(_APOSTROPHE + "yi"), "i"),  # 'ї
    (re.compile(_APOSTROPHE), ""),
    (re.compile(r"yy\b"), "yi"),  # ий
    (re.compile(r"(?<=[aeiou])yi"), "i"),  # ї after a vowel
    (re.compile(r"(?<=\w)(?<!\bPr)y(?=[aeu])"), "i"),  # я, є, ю inside a word; not the и of the prefix При-
    (re.compile(r"(?<=[aeiou])y(?![aeiouy])"), "i"),  # й after a vowel
)


def official_name(name: str) -> str:
    """The romanisation of 2010 for a name in that of 1965; a name already in the newer one stays as it is."""
    for pattern, letters in _STEPS:
        name = pattern.sub(letters, name)
    return name
