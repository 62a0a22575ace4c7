"""The same story in several papers: joined where it is the same copy, and only there."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import stories
from geo.articles import read_articles
from geo.paths import BUNDLED_ARTICLES
from geo.stories import Version, by_day, counted_once, led_by, sign, story_ids, story_units

DAY = date(2022, 12, 20)
REPORTS = [article.text for article in read_articles([BUNDLED_ARTICLES]).articles]
LEADS = [
    "In het oosten van het land is de toestand opnieuw verslechterd, zo blijkt uit berichten van beide partijen van vandaag.",
    "What began as a quiet night ended, officials said, with one of the heaviest exchanges that the region has seen this month.",
]
BACKGROUND = (
    "Russia began its full-scale invasion of Ukraine on 24 February 2022. Since then millions of people have left their homes "
    "and tens of thousands of soldiers and civilians have been killed or wounded on both sides of the front."
)


def version(
    name: str, text: str, source: str | None = None, day: date | None = DAY, story: str | None = None
) -> Version:
    return Version(name, day, source or f"paper of {name}", sign(text), story)


def joined(first: Version, second: Version) -> bool:
    found = dict(story_ids(sorted([first, second], key=by_day)))
    return found[first.article_id] == found[second.article_id]


# --- what papers do to agency copy --------------------------------------------------------------------------------


def whole(text: str) -> str:
    return text


def other_layout(text: str) -> str:
    return text.upper().replace(". ", ".\n\n").replace(",", " –")


def new_lead(text: str) -> str:
    sentences = text.replace("\n", " ").split(". ")
    return ". ".join([LEADS[len(text) % 2].rstrip("."), *sentences[1:]])


def half(text: str) -> str:
    words = text.split()
    return " ".join(words[: len(words) // 2])


def new_lead_and_cut(text: str) -> str:
    words = new_lead(text).split()
    return " ".join(words[: len(words) * 3 // 4])


def edited(text: str) -> str:
    words = text.split()
    return " ".join("meanwhile" if n % 15 == 7 else word for n, word in enumerate(words))


def with_a_tail(text: str) -> str:
    return f"{text}\n\n{BACKGROUND}"


@pytest.mark.parametrize(
    ("change", "least"),
    [(whole, 1.0), (other_layout, 1.0), (with_a_tail, 1.0), (new_lead, 0.9), (half, 0.9), (edited, 0.9), (new_lead_and_cut, 0.8)],
)  # fmt: skip
def test_copy_that_papers_have_changed_is_one_story(change: object, least: float) -> None:
    found = [joined(version("a", text), version("b", change(text))) for text in REPORTS]  # type: ignore[operator]
    assert len(found) >= 18
    assert np.mean(found) >= least


@pytest.mark.parametrize("source", ["one paper", None])
def test_different_reports_are_different_stories(source: str | None) -> None:
    for change in (whole, with_a_tail):
        versions = [version(f"{n}", change(text), source) for n, text in enumerate(REPORTS)]
        assert len(set(dict(story_ids(versions)).values())) == len(REPORTS)


def test_an_item_of_a_digest_is_not_the_story_of_the_digest() -> None:
    english = [text for text in REPORTS if " the " in text]
    digest = version("0", "\n\n".join(english[:3]))
    items = [version(str(n), text) for n, text in enumerate(english[:3], 1)]
    found = dict(story_ids([digest, *items]))
    assert len({found[str(n)] for n in (1, 2, 3)}) == 3
    assert found["2"] != found["0"] != found["3"]


def test_the_daily_figures_of_one_paper_are_a_report_each() -> None:
    def figures(n: int) -> str:
        return REPORTS[0] + f" Het waren {n} aanvallen."

    days = [version(f"{n}", figures(n), "Generale staf", DAY + timedelta(n)) for n in range(4)]
    assert len(set(dict(story_ids(days)).values())) == 4
    assert joined(version("a", figures(1), "x"), version("b", figures(1), "x"))  # one page at two addresses
    assert joined(version("a", figures(1), "x"), version("b", figures(1), "y", DAY + timedelta(2)))
    assert not joined(version("a", figures(1), "x"), version("b", figures(1), "y", DAY + timedelta(3)))


def test_short_texts_are_alike_by_chance() -> None:
    assert not joined(version("a", "Luchtalarm in Kyiv en omgeving."), version("b", "Luchtalarm in Kyiv en omgeving."))
    assert not joined(version("a", ""), version("b", ""))


def test_undated_articles_are_compared_among_themselves() -> None:
    assert joined(version("a", REPORTS[0], day=None), version("b", REPORTS[0], day=None))
    assert not joined(version("a", REPORTS[0], day=None), version("b", REPORTS[0]))


def test_a_chain_of_updates_does_not_grow_one_story() -> None:
    words = " ".join(REPORTS).split()
    steps = [version(f"{n}", " ".join(words[n * 60 : n * 60 + 200])) for n in range(12)]
    found = dict(story_ids(steps))
    assert found["0"] == found["1"]
    assert found["0"] != found["6"] != found["11"]


# --- one by one, and again ----------------------------------------------------------------------------------------


def crowd(number: int, seed: int = 1) -> list[Version]:
    """Versions of stories, some told by several papers over some days."""
    chance = random.Random(seed)
    versions = []
    for n in range(number):
        text = REPORTS[n % 18]  # few, so that every story is told several times however many reports are bundled
        change = chance.choice([whole, new_lead, half, edited])
        day = DAY + timedelta(10 * chance.randrange(3) + chance.randrange(2))
        versions.append(version(f"{n}", change(text), day=day))
    return sorted(versions, key=by_day)


def test_one_by_one_gives_the_same_as_all_at_once() -> None:
    everything = crowd(120)
    at_once = dict(story_ids(everything))
    assert 18 < len(set(at_once.values())) < 80
    known: list[Version] = []
    for new in everything:
        [(article, story)] = story_ids([new], known)
        assert story == at_once[article]
        known.append(Version(new.article_id, new.published, new.source, new.signature, story))
    assert dict(story_ids(everything, known)) == at_once  # what leads a story goes on leading it


def test_what_is_added_late_joins_the_story_that_is_there() -> None:
    first = version("late", REPORTS[0], day=DAY + timedelta(1), story=led_by("late"))
    assert dict(story_ids([version("early", new_lead(REPORTS[0]))], [first])) == {"early": led_by("late")}
    follower = version("b", REPORTS[0], story=led_by("gone"))
    assert dict(story_ids([version("c", REPORTS[0])], [follower])) == {"c": led_by("c")}


def test_signatures_are_the_same_everywhere() -> None:
    assert len(sign("")) == len(sign(REPORTS[0])) == 580
    assert np.frombuffer(sign("Een twee drie, vier!"), "<u4")[:3].tolist() == SIGNATURE
    assert sign("Een twee drie, vier!") == sign("EEN  twee\ndrie vier")


SIGNATURE = [2, 567767173, 368763486]


@pytest.mark.slow
def test_a_stream_passes_through_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "_MOST_HELD", 2_000)
    chance = np.random.default_rng(1)

    def many(number: int) -> Iterator[Version]:
        for n in range(number):
            values = chance.integers(0, 2**32, 145, dtype=np.uint32)
            values[0] = 300
            day = DAY + timedelta(days=n // 1_000) if n % 2 else DAY
            yield Version(f"{n}", max(day, DAY + timedelta(days=n // 1_000)), None, values.astype("<u4").tobytes())

    tracemalloc.start()
    started = time.monotonic()
    distinct = len({story for _, story in story_ids(many(10_000))})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert distinct == 10_000
    assert peak < 60_000_000  # 2,000 leaders, and the ids that this test keeps
    assert time.monotonic() - started < 60


# --- counted once -------------------------------------------------------------------------------------------------


def test_a_story_counts_once_however_many_papers_print_it() -> None:
    #                   paper A  paper B    another story
    article = np.array([0, 0, 0, 1, 1, 1, 1, 2])
    story = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    place = np.array([7, 7, 8, 7, 7, 7, 9, 7])
    units = story_units(article, story, place)
    everything = np.ones(8, dtype=bool)
    assert counted_once(units, everything).tolist() == [True, True, True, False, False, True, True, True]
    # Where the filter leaves the second paper alone, its mentions stand for the story.
    assert counted_once(units, article != 0).tolist() == [False, False, False, True, True, True, True, True]
    assert counted_once(units, ~everything).sum() == 0
    assert counted_once(units[:0], everything[:0]).tolist() == []


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=40),
    story_of=st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_a_place_counts_as_often_as_the_version_that_names_it_most(
    rows: list[tuple[int, int, bool]], story_of: list[int]
) -> None:
    article = np.array([row[0] for row in rows], dtype=np.int64)
    place = np.array([row[1] for row in rows], dtype=np.int64)
    story = np.array([story_of[number] for number in article], dtype=np.int64)
    everything = np.ones(len(rows), dtype=bool)
    units = story_units(article, story, place)
    once = counted_once(units, everything)
    for one in set(story.tolist()):
        for where in set(place.tolist()):
            here = (story == one) & (place == where)
            most = max((int((here & (article == n)).sum()) for n in set(article.tolist())), default=0)
            assert int((once & here).sum()) == most
    kept = np.array([row[2] for row in rows], dtype=bool)
    filtered = counted_once(units, kept)
    assert not (filtered & ~kept).any()
    assert set(units[filtered].tolist()) == set(units[kept].tolist())
    assert len(units[filtered]) == len(set(units[filtered].tolist()))
