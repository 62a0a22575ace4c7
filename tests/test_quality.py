"""The gate: no change lowers a figure unseen. And what the figures are made with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.calibration import calibration_error, folds_of, held_back
from benchmarks.conditional_logit import calibrated
from benchmarks.gold import GOLD, OWN_SET, GoldSet, gold_sets, located, measured
from benchmarks.pinned import README, as_list, complaints, read_pins, to_pins, with_table
from benchmarks.report import ALL, json_lines, read_targets, table
from benchmarks.scoring import Figure, Row, match, score, score_points
from benchmarks.speed import made_articles
from geo.articles import read_articles
from geo.errors import DataError
from geo.gazetteer import Gazetteer, build_index
from geo.method import ARTICLES, MEASURED, figures


@pytest.fixture(scope="module")
def gold() -> GoldSet:
    return next(found for found in gold_sets(GOLD) if found.name == OWN_SET)


@pytest.fixture(scope="module")
def rows(gold: GoldSet) -> list[dict[str, Any]]:
    # The figures are pinned without the lists of countries that a developer may have added.
    return located(read_articles([gold.bare]).articles, Gazetteer(build_index(added=())))


def test_no_figure_is_lowered_and_none_raised_unseen(gold: GoldSet, rows: list[dict[str, Any]]) -> None:
    refused = complaints(read_pins(), to_pins(measured(gold, rows)))
    assert refused == [], "\n".join(["", *refused])


@pytest.mark.parametrize(
    ("lang", "change", "lowered"),
    [
        ("ru", {"latitude": 0.0}, "ru end_to_end_f1"),
        ("nl", {"kind": "metonym"}, "nl recognition_f1"),
        ("fr", {"role": "none"}, "fr role_accuracy"),
        ("uk", {"event_start": "1900-01-01"}, "uk when_accuracy"),
    ],
)
def test_the_gate_refuses_a_worse_table(
    gold: GoldSet, rows: list[dict[str, Any]], lang: str, change: dict[str, object], lowered: str
) -> None:
    spoilt = [{**row, **change} if row["lang"] == lang and row["kind"] == "place" else row for row in rows]
    refused = complaints(read_pins(), to_pins(measured(gold, spoilt)))
    assert any(line.startswith(f"{lowered}:") and "worse" in line and "make quality PIN=1" in line for line in refused)
    assert {line.split()[0] for line in refused} <= {lang, ALL}


def test_the_gate_tells_rounding_from_change() -> None:
    pinned = {"nl": {"end_to_end_f1": 0.8765}, ALL: {"calibration_error": 0.05}}

    def gate(f1: float, error: float) -> list[str]:
        return complaints(pinned, {"nl": {"end_to_end_f1": f1}, ALL: {"calibration_error": error}})

    assert gate(0.87646, 0.05004) == []
    assert gate(0.8814, 0.046) == []  # a small gain may wait
    assert ["worse" in line for line in gate(0.8763, 0.05)] == [True]
    assert ["better" in line for line in gate(0.8816, 0.05)] == [True]
    assert ["worse" in line for line in gate(0.8765, 0.0502)] == [True]
    assert ["better" in line for line in gate(0.8765, 0.04)] == [True]


def test_the_gate_misses_no_figure() -> None:
    pinned = {"nl": {"end_to_end_f1": 0.9}, "fr": {"end_to_end_f1": 0.8}}
    assert [line.split(";")[0] for line in complaints(pinned, {"nl": {"end_to_end_f1": 0.9, "others_f1": 0.9}})] == [
        "nl others_f1 is measured only",
        "fr end_to_end_f1 is pinned only",
    ]


def test_the_readme_shows_the_pinned_figures() -> None:
    readme = README.read_text(encoding="utf-8")
    assert "| Dutch | English | Ukrainian | Russian | German | French |" in readme
    assert with_table(readme, read_pins()) == readme, "run `make quality PIN=1`"


def test_the_page_tells_the_pinned_figures() -> None:
    assert MEASURED.read_text(encoding="utf-8") == as_list(read_pins()), "run `make quality PIN=1`"
    told = figures()
    assert {lang: {name: value for name, value in of.items() if name != ARTICLES} for lang, of in told.items()} == (
        read_pins()
    )
    assert told[ALL][ARTICLES] == sum(of[ARTICLES] for lang, of in told.items() if lang != ALL) >= 70


# What the figures are made with


def mention(start: int, end: int, **fields: object) -> Row:
    """A mention of a town at 50, 30, annotated and found alike."""
    town = {"level": "populated_place", "country_code": "UA", "latitude": 50.0, "longitude": 30.0, "place_id": "x:1"}
    told = {"role": "combat", "event_start": "2022-12-20", "event_end": "2022-12-20", "score": 1.0}
    return {"article_id": "a", "start": start, "end": end, "kind": "place", **town, **told, **fields}


def scored(annotated: list[Row], found: list[Row], km: float = 10.0) -> dict[str, float | None]:
    return {name: figure.value for name, figure in score([{"id": "a", "mentions": annotated}], found, km).items()}


def test_equal_spans_are_matched_first_and_each_once() -> None:
    assert match([(0, 9), (10, 17)], [(10, 17), (3, 9), (0, 2)]) == {(10, 17): (10, 17), (0, 9): (0, 2)}
    assert match([(0, 5)], [(3, 8)]) == {}  # overlapping is not the same mention
    assert match([(0, 9), (2, 4)], [(2, 4)]) == {(2, 4): (2, 4)}


def test_all_right() -> None:
    found = scored([mention(0, 6), mention(10, 20)], [mention(0, 6), mention(12, 20)])
    assert [found[name] for name in ("recognition_f1", "end_to_end_f1", "role_accuracy", "when_accuracy")] == [1.0] * 4


def test_extra_missed_and_unplaced() -> None:
    unplaced = {"place_id": None, "latitude": None, "longitude": None, "score": None}
    found = scored(
        [mention(0, 6), mention(10, 16), mention(20, 26)],
        [mention(0, 6), mention(10, 16, **unplaced), mention(30, 36), mention(40, 46, **unplaced)],
    )
    assert found["recognition_precision"] == pytest.approx(2 / 4)  # an unplaced row too claims that there is a place
    assert found["recognition_recall"] == pytest.approx(2 / 3)
    assert found["end_to_end_precision"] == pytest.approx(1 / 2)  # but only a dot can be a wrong dot
    assert found["end_to_end_recall"] == pytest.approx(1 / 3)
    assert found["resolution_within_10km"] == pytest.approx(1 / 2)


def test_a_dot_for_a_government_is_a_wrong_dot() -> None:
    found = scored(
        [mention(0, 6, kind="metonym"), mention(10, 16, kind="demonym")],
        [mention(0, 6), mention(10, 16, kind="demonym")],
    )
    assert (found["others_f1"], found["recognition_precision"], found["end_to_end_precision"]) == (2 / 3, 0.0, 0.0)


def test_ignored_and_any() -> None:
    found = scored(
        [mention(0, 20, kind="ignore"), mention(30, 36, kind="any")],
        [mention(0, 6), mention(10, 16), mention(30, 36, kind="metonym")],
    )
    assert (found["recognition_precision"], found["end_to_end_f1"], found["others_f1"]) == (1.0, 1.0, None)


@pytest.mark.parametrize(
    ("annotated", "found", "is_right"),
    [
        ({}, {"latitude": 50.08}, True),
        ({}, {"latitude": 50.1}, False),
        ({"latitude": None, "level": "admin1"}, {"level": "region"}, True),
        ({"latitude": None, "level": "admin1"}, {"level": "populated_place"}, False),
        ({"latitude": None, "level": "country"}, {"level": "country", "country_code": "RU"}, False),
        ({"latitude": None, "level": "region"}, {"level": "region", "country_code": None}, True),
        ({"latitude": None, "level": "water"}, {"level": "region"}, True),
    ],
)
def test_when_a_place_is_right(annotated: dict[str, object], found: dict[str, object], is_right: bool) -> None:
    figures = scored([mention(0, 6, **annotated)], [mention(0, 6, **found)])
    assert figures["end_to_end_f1"] == float(is_right)


def test_points_within_reach_and_how_many_were_tried() -> None:
    records = [{"latitude": 50.0, "longitude": 30.0}, {"latitude": 60.0, "longitude": 30.0}]
    tried = [[mention(0, 1, latitude=40.0), mention(1, 2), mention(2, 3)], [mention(0, 1, latitude=None)]]
    found = score_points(records, tried, 15.0)
    assert {name: figure.value for name, figure in found.items()} == {
        "within_15km": 0.5,
        "with_any_place": 0.5,
        "places_each": 1.0,
    }


def test_calibration() -> None:
    assert calibration_error([(0.5 + step / 1e6, step % 2 == 0) for step in range(100)]) == pytest.approx(0.0, abs=1e-4)
    assert calibration_error([(0.9, False)] * 50 + [(0.1, False)] * 50) == pytest.approx(0.5)
    assert calibration_error([(1.0, True)] * 9) is None


def test_calibrated_weights_give_back_the_chances_that_made_the_choices() -> None:
    chance = np.random.default_rng(0)
    rows = np.stack((chance.normal(2.0, 2.0, 20_000), np.ones(20_000)), axis=1)
    is_right = chance.random(20_000) < 0.99 / (1 + np.exp(-rows @ np.array([0.8, -0.3])))
    fitted = calibrated(rows, is_right.astype(float), np.ones(20_000), 0.99)
    assert fitted == pytest.approx([0.8, -0.3], abs=0.06)


def test_held_back_scores_come_from_other_articles() -> None:
    examples = {f"a{number}": [(f"a{number}", True)] for number in range(10)}
    folds = folds_of(examples, 3)
    assert sorted(article for fold in folds for article in fold) == sorted(examples)
    seen: list[str] = []

    def fit(others: Any) -> Any:
        known = {name for name, _ in others}
        return lambda name: seen.append(name) or float(name in known)

    assert held_back(examples, fit, folds) == [(0.0, True)] * 10
    assert sorted(seen) == sorted(examples)


def test_targets_stand_beside_the_figures() -> None:
    measured = {
        ALL: {"end_to_end_f1": Figure(0.91, 9), "calibration_error": Figure(0.06, 9)},
        "nl": {"end_to_end_f1": Figure(0.89, 9), "calibration_error": Figure(None, 9)},
    }
    shown = table("war_news", measured, [], 10.0).split("\n")
    assert shown[1].split() == ["end_to_end_f1", "0.910", "0.890<", "at", "least", "0.9,", "each", "language"]
    assert shown[2].split() == ["calibration_error", "0.060>", "-", "at", "most", "0.05"]
    assert len(json_lines("war_news", measured, [], 10.0)) == 3


def test_a_target_may_ask_for_a_countrys_full_list() -> None:
    key = ("war_news", "end_to_end_f1", True)
    assert (read_targets([])[key].value, read_targets(["UA"])[key].value) == (0.9, 0.94)
    assert ("viina", "within_15km", False) not in read_targets([])


def test_a_folder_without_annotations_is_refused(tmp_path: Any) -> None:
    with pytest.raises(DataError, match="holds no annotated articles"):
        gold_sets(tmp_path)
    (tmp_path / "x.jsonl").write_text('{"id": "a"}\n{"id": "b", "mentions": [{"start": 1}]}\n')
    with pytest.raises(DataError, match=r"x\.jsonl:2"):
        gold_sets(tmp_path)


def test_articles_to_time_are_the_same_each_time(gold: GoldSet) -> None:
    articles = read_articles([gold.bare]).articles
    made = made_articles(articles, 20)
    assert made == made_articles(articles, 20)
    assert {len(article.text) for article in made} == {1500}
    assert len({article.text for article in made}) == 20
