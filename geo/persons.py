"""Words that stand for persons: titles, first names, patronymics, and the surnames that an article introduces with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo.forms import with_forms
from geo.tokens import Word
from geo.vocabulary import vocabulary

PersonWord = Literal["title", "first_name", "patronymic", "surname"]

# Grammar of Ukrainian and Russian patronymics in the nominative; the other cases come from `geo.forms`.
_PATRONYMICS = ("ович", "евич", "йович", "івна", "ївна", "овна", "евна")
_SHORTEST_PATRONYMIC = 7


@lru_cache(maxsize=100_000)
def person_classes(key: str, lang: str) -> frozenset[PersonWord]:
    """What a normalised word, in whatever case, can be of a person's name."""
    lists = vocabulary(lang)
    forms = with_forms(key, lang)
    found: set[PersonWord] = set()
    if not lists.titles.isdisjoint(forms):
        found.add("title")
    if not lists.first_names.isdisjoint(forms):
        found.add("first_name")
    if not lists.surnames.isdisjoint(forms):
        found.add("surname")
    if len(forms) > 1 and len(key) >= _SHORTEST_PATRONYMIC and any(form.endswith(_PATRONYMICS) for form in forms):
        found.add("patronymic")
    return frozenset(found)


@lru_cache(maxsize=100_000)
def _begins(key: str, is_capitalised: bool, lang: str) -> bool:
    classes = person_classes(key, lang)
    return "title" in classes or (is_capitalised and not classes.isdisjoint(("first_name", "patronymic")))


@dataclass(frozen=True, slots=True)
class Persons:
    """The persons of one article.

    Attributes
    ----------
    names : frozenset of str
        Words that follow a title or a first name somewhere in the article, with their base forms: later on they stand alone
        for the person.
    """

    lang: str
    names: frozenset[str]

    def knows(self, word: Word) -> bool:
        """Whether the article introduces a person of this name."""
        return not self.names.isdisjoint(with_forms(word.key, self.lang))

    def begins(self, word: Word) -> bool:
        """Whether a name of a person follows `word`: a title, a first name, a patronymic."""
        return _begins(word.key, word.is_capitalised, self.lang)

    def is_part(self, words: list[Word], at: int, end: int) -> bool:
        """Whether the neighbours of `words[at:end]` make it a part of a person's name."""
        if at > 0 and words[at].joined:
            before = words[at - 1]
            if self.begins(before) or (before.is_capitalised and self.knows(before)):
                return True
        if at > 1 and words[at].joined and words[at - 1].joined and self._is_surname(words, at):
            return True
        if end - at == 1 and end < len(words) and "first_name" in person_classes(words[at].key, self.lang):
            after = words[end]
            return after.is_capitalised and after.joined and after.key not in vocabulary(self.lang).calendar
        return False

    def _is_surname(self, words: list[Word], at: int) -> bool:
        """Whether a particle and a first name stand before a name: "Jeroen van Leuven"."""
        particle, first = words[at - 1], words[at - 2]
        if particle.key not in vocabulary(self.lang).particles:
            return False
        return first.is_capitalised and "first_name" in person_classes(first.key, self.lang)


def persons_of(split: list[list[Word]], lang: str, is_place: Callable[[Word], bool]) -> Persons:
    """The persons that the sentences of an article introduce.

    A word that `is_place` says yes to is no person for following a title alone ("президент України").
    """
    found: set[str] = set()
    for sentence in split:
        introduced = False
        for word in sentence:
            begins = _begins(word.key, word.is_capitalised, lang)
            if word.is_capitalised and introduced and word.joined and not begins:
                if is_place(word):
                    introduced = False
                    continue
                found.update(with_forms(word.key, lang))
            introduced = begins or (introduced and word.is_capitalised and word.joined)
    return Persons(lang, frozenset(found))
