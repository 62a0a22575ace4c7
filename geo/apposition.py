"""What the punctuation about a name says of it: the province behind its comma, what it is, the full stops of its initials."""

from __future__ import annotations

from geo.names import Reading
from geo.passage import Passage

_DIVISIONS = frozenset(("admin1", "admin2"))


def is_told_where(passage: Passage, at: int) -> bool:
    """Whether the province or district that a name lies in follows after a comma: "Engels, in de regio Saratov"."""
    words, lists, head = passage.sentence, passage.lists, at + 2
    if head < len(words) and any(lists.acts(kind, words[head].text) for kind in ("article", "determiner")):
        head += 1
    if head >= len(words) or passage.text[words[at].end : words[at + 1].start] != ", ":
        return False
    levels, _ = lists.generics.get(words[head].key, ((), ""))
    return lists.acts("locative", words[at + 1].text) and not _DIVISIONS.isdisjoint(levels)


def is_explained(passage: Passage, at: int) -> bool:
    """Whether what the word is follows in apposition: "attaquant Nyabibwe, une cité minière"."""
    words, after = passage.sentence, at + 2
    if after >= len(words) or passage.text[words[at].end : words[at + 1].start] != ", ":
        return False
    levels, _ = passage.lists.generics.get(words[after].key, ((), ""))
    return "populated_place" in levels and passage.lists.acts("determiner", words[at + 1].text)


def is_initials(passage: Passage, reading: Reading) -> bool:
    """Whether a name is the initials of a country with full stops ("U.S."), and no highway's ("U.S. 54")."""
    words, span = passage.sentence, reading.span
    is_number = reading.end < len(words) and words[reading.end].text[0].isdecimal()
    is_country = any(candidate.level == "country" for candidate in reading.candidates)
    return is_country and not is_number and passage.text[span.end - 1] == "."
