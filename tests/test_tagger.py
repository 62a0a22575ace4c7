"""The learned tagger: how its weights are read, what it is trained to do, and what it does."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pytest

from benchmarks.train_recognition import answer, train
from geo.errors import DataError
from geo.gazetteer import Gazetteer
from geo.passage import passages_of
from geo.proposals import proposals
from geo.recognition import recognise
from geo.tagger import THRESHOLD, Tagger, read_tagger, tagger_of

from .conftest import article


def test_a_probability_is_the_logistic_of_the_weights() -> None:
    tagger = Tagger({"in a list": 2.0, "after a title": -0.5})
    assert tagger.probability(["in a list", "after a title", "never seen"]) == pytest.approx(1 / (1 + exp(-1.5)))
    assert tagger.probability([]) == 0.5


def test_a_broken_weight_is_refused_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("feature,weight\nbias,-1.5\ncapital,heavy\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"weights\.csv:3: weight is 'heavy'"):
        read_tagger(path)


def test_training_keeps_what_tells_and_drops_what_does_not() -> None:
    # Of a hundred articles each has a place after "in", a person after "Mr", a feature of both and one of its own.
    examples = [
        (str(n), [(["bias", "in", "both", f"only {n}"], True), (["bias", "Mr", "both"], False)]) for n in range(100)
    ]
    weights = train(examples).weights
    assert weights["in"] > 1 > -1 > weights["Mr"]
    assert not any(feature.startswith("only") for feature in weights)
    tagger = Tagger(weights)
    assert tagger.probability(["bias", "in", "both"]) > 0.95 > 0.05 > tagger.probability(["bias", "Mr", "both"])


@pytest.mark.parametrize(
    ("proposed", "kind", "expected"),
    [
        ("Walker County", "any", True),
        ("Walker", "any", False),  # the longer name is proposed too
        ("Sheriff", "any", False),
        ("Walker County", "ignore", None),
        ("Walker", "ignore", None),
        ("Walker County", "demonym", False),
        ("Walker County", "metonym", True),
    ],
)
def test_what_a_proposal_is_taught(proposed: str, kind: str, expected: bool | None) -> None:
    text = "The Walker County Sheriff spoke."
    spans = {name: (text.index(name), text.index(name) + len(name)) for name in ("Walker", "Walker County", "Sheriff")}
    gold = {spans["Walker County"]: {"kind": kind}}
    assert answer(text, spans[proposed], gold, set(spans.values())) is expected


def test_a_part_is_right_where_the_whole_is_not_proposed() -> None:
    text = "In Walker County it rained."
    assert answer(text, (3, 9), {(3, 16): {"kind": "any"}}, {(3, 9)}) is True
    assert answer(text, (10, 16), {(3, 16): {"kind": "any"}}, {(10, 16)}) is False


def test_proposals_are_known_names_first_then_unknown_runs(gazetteer: Gazetteer) -> None:
    (passage,) = passages_of(article("Guards at Lincoln Qwertz Bridge Station met Zorbax's staff.", "en"), gazetteer)
    words = [word.text for word in passage.sentence]
    assert [passage.text[r.span.start : r.span.end] for r in proposals(passage, words.index("Lincoln"))] == [
        "Lincoln",
        "Lincoln Qwertz Bridge Station",
        "Lincoln Qwertz Bridge",
    ]
    assert [r.candidates != () for r in proposals(passage, words.index("Lincoln"))] == [True, False, False]
    assert proposals(passage, words.index("Qwertz")) == []
    assert [passage.text[r.span.start : r.span.end] for r in proposals(passage, words.index("Zorbax's"))] == ["Zorbax"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The storm flooded streets in Lincoln on Friday.", ["Lincoln"]),
        ("Abraham Lincoln spoke first. Later Lincoln left.", []),
        ("Mr Hamilton said he would stay. Hamilton's lawyer agreed.", []),
        ("The fire started in the town of Qwertzburg, police in Hamburg said.", ["Qwertzburg", "Hamburg"]),
        ("A woman from Dayton, Ohio, was hurt when a bus overturned outside Austin.", ["Dayton", "Austin"]),
        ("A guide, Jordan Blake, met Sydney Marsh. Blake and Marsh won.", []),
    ],
)
def test_english_names_of_places_and_of_persons(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    found = [t.surface for t in recognise(article(text, "en"), gazetteer) if t.kind == "place" and t.surface != "Ohio"]
    assert found == expected


def test_a_toponym_says_how_likely_it_is(gazetteer: Gazetteer) -> None:
    text = "The storm flooded streets in Paris and the village of Qwertz on Friday."
    found = {t.surface: t.recognition for t in recognise(article(text, "en"), gazetteer)}
    assert THRESHOLD <= found["Qwertz"] < found["Paris"] <= 1
    rules = recognise(article("De storm trof straten in Parijs.", "nl"), gazetteer)
    assert [(t.surface, t.recognition) for t in rules] == [("Parijs", 1.0)]


def test_another_tagger_decides_otherwise(gazetteer: Gazetteer) -> None:
    text = article("The storm flooded streets in Paris.", "en")
    assert recognise(text, gazetteer, Tagger({"bias": -9.0})) == []
    assert tagger_of("nl") is None


@pytest.mark.parametrize("capital", ["Washington", "Beijing", "Berlin", "Ankara", "Riga", "Islamabad"])
@pytest.mark.parametrize(
    "text",
    ["{} denied that it had sent weapons.", "On Tuesday {} rejected the proposal.", "{} warned that more would come."],
)
def test_a_capital_that_speaks_is_no_person(gazetteer: Gazetteer, capital: str, text: str) -> None:
    assert [(t.surface, t.kind) for t in recognise(article(text.format(capital), "en"), gazetteer)] == [
        (capital, "metonym")
    ]


@pytest.mark.parametrize("town", ["Kramatorsk", "Belgorod", "Goma", "Jenin", "Stepanakert", "Khan Younis"])
@pytest.mark.parametrize(
    "text",
    [
        "On Monday {} was shelled again.",
        "Yesterday {} fell.",
        "After {} was hit, people fled.",
        "The army said {} had fallen.",
        "{} was hit by two missiles, the governor said.",
    ],
)
def test_a_town_behind_a_word_with_a_capital_of_its_own(gazetteer: Gazetteer, town: str, text: str) -> None:
    assert [(t.surface, t.kind) for t in recognise(article(text.format(town), "en"), gazetteer)] == [(town, "place")]


@pytest.mark.parametrize(
    "text",
    ["Kati Mather made an improbable appearance.", "Denzel Washington plays a spy. Washington said he liked it."],
)
def test_persons_called_like_towns_of_wars_and_capitals(gazetteer: Gazetteer, text: str) -> None:
    assert recognise(article(text, "en"), gazetteer) == []
