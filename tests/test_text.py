from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.models import Span
from geo.text import excerpt, normalise, sentences
from geo.tokens import split_words


def cut(text: str, spans: Iterable[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bakhmut ligt er. Kyiv ook!", ["Bakhmut ligt er.", "Kyiv ook!"]),
        ("Dr. Ivanov sprak met V. Zelensky. Klaar.", ["Dr. Ivanov sprak met V. Zelensky.", "Klaar."]),
        ("De aanval, o.a. op Kyiv, mislukte.", ["De aanval, o.a. op Kyiv, mislukte."]),
        ("Kop zonder punt\nDan tekst.", ["Kop zonder punt", "Dan tekst."]),
        ("Бої у с. Опитне. Далі тиша.", ["Бої у с. Опитне.", "Далі тиша."]),
        ("“Stop!” Hij ging.", ["“Stop!”", "Hij ging."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text, sentences(text)) == expected


def test_words_keep_hyphens_and_apostrophes() -> None:
    text = "Ivano-Frankivsk, Куп'янськ – 'Kyiv'."
    words = split_words(text, Span(0, len(text)))
    assert [word.text for word in words] == ["Ivano-Frankivsk", "Куп'янськ", "Kyiv"]
    assert cut(text, [word.span for word in words]) == [word.text for word in words]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BAKHMUT", "bakhmut"),
        ("Kup’iansk", "Kupiansk"),
        ("Куп’янськ", "Куп'янськ"),
        ("Ivano-Frankivsk", "Ivano Frankivsk"),
        ("Przemyśl", "Przemysl"),
        ("Королёв", "Королев"),
        ("Oekraïne", "OEKRAINE"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Київ", "Киів"), ("Край", "Краи")])
def test_cyrillic_letters_keep_their_marks(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_excerpt_is_the_sentence_with_its_neighbours_in_its_paragraph() -> None:
    text = "Titel.\n\nEen. Twee noemt Bakhmut. Drie. Vier.\n\nAndere alinea."
    start = text.index("Bakhmut")
    span = excerpt(text, sentences(text), Span(start, start + 7))
    assert text[span.start : span.end] == "Een. Twee noemt Bakhmut. Drie."


def test_excerpt_of_a_runaway_sentence_is_cut_around_the_name() -> None:
    text = "woord " * 2000 + "Bakhmut " + "woord " * 2000
    start = text.index("Bakhmut")
    span = excerpt(text, sentences(text), Span(start, start + 7))
    assert span.end - span.start <= 700
    assert span.start <= start < start + 7 <= span.end


@given(st.text())
def test_sentences_are_in_order_and_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    inside = {offset for span in spans for offset in range(span.start, span.end)}
    assert all(text[offset].isspace() for offset in range(len(text)) if offset not in inside)
