"""Names of one list: what is said of one holds for all."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from geo.models import Toponym
from geo.names import POSSESSIVES
from geo.vocabulary import LIST_WORDS, Vocabulary

_LONGEST_JOINT = max(map(len, LIST_WORDS)) + len(" de d' d’")
_FRENCH_ARTICLE = re.compile(r" (?:de|d['’]|la|le|les|l['’]|du|des)$")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")


def as_listed(text: str, found: list[Toponym], lists: Vocabulary) -> list[Toponym]:
    """What is said of one name of a list holds for all of them.

    A generic word does ("de regio's Cherson, Donetsk en Zaporizja", "Donetsk and Luhansk oblasts"), and so does a preposition
    of place before the first ("in Odesa and Kyiv").
    """
    listed = list(found)
    is_joint = [_in_one_list(text[left.span.end : right.span.start]) for left, right in pairwise(found)]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for index in order:
            if not is_joint[index if order.step < 0 else index - 1]:
                continue
            here, other = listed[index], listed[index - order.step]
            if not here.levels and any(candidate.level in other.levels for candidate in here.candidates):
                here = replace(here, levels=other.levels)
            is_one_of_towns = _is_capital(here) and _is_mere_town(other)
            # "at Chasiv Yar, Russia's ministry said"; "in Kursk, Seoul said"
            acts = text.startswith(POSSESSIVES, here.span.end) or _speaks(text, here.span.end, lists)
            if (here.kind, other.kind) == ("metonym", "place") and (order.step > 0 or is_one_of_towns) and not acts:
                here = replace(here, kind="place", why=other.why)
            listed[index] = here
    return listed


def _speaks(text: str, end: int, lists: Vocabulary) -> bool:
    """Whether a verb of telling follows a name."""
    following = _NEXT_WORD.match(text, end)
    return following is not None and lists.acts("acts", following[1])


def _is_capital(toponym: Toponym) -> bool:
    return bool(toponym.candidates) and toponym.candidates[0].is_capital


def _is_mere_town(toponym: Toponym) -> bool:
    """Whether a name is a town's that rules nothing ("Kyiv, Kharkiv and Lviv were among the targets")."""
    return all(c.level == "populated_place" and not c.is_capital for c in toponym.candidates[:1])


def _in_one_list(between: str) -> bool:
    joint = between.strip(" ,")
    if len(joint) > _LONGEST_JOINT:
        return False
    joint = _FRENCH_ARTICLE.sub("", joint)  # "de Kharkiv et de Soumy", "la Pologne et le Bélarus"
    return joint in LIST_WORDS and between.strip() != ""
