"""Whatever stands in a text, nothing crashes, and every row still says truly where its name stands."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.articles import read_text
from geo.gazetteer import Gazetteer
from geo.locate import locate
from geo.models import Article

NAMES = st.sampled_from(
    ["Bakhmut", "Харкова", "Oekraïne", "Den Haag", "l’Ukraine", "Куп'янськ", "provincie Donetsk", "Saint-Denis", "ВСУ"]
)
OTHER_LANGUAGES = st.sampled_from(
    [
        "قال الجيش إن القوات انسحبت من خاركيف أمس",
        "הצבא הודיע כי הכוחות נסוגו מחרקוב אתמול",
        "军方说部队昨天从哈尔科夫撤退",
        "軍は昨日ハルキウから撤退したと発表した",
        "सेना ने कहा कि खार्किव से बल पीछे हट गए",
        "Ο στρατός είπε ότι αποχώρησε χθες από το Χάρκοβο",
        "სამხედროებმა თქვეს რომ ხარკოვი დატოვეს",
        "Wojsko podało, że wczoraj wycofało się z Charkowa",
        "Ordu dün Harkov'dan çekildiğini söyledi; İstanbul, IĞDIR",
        "กองทัพกล่าวว่าถอนกำลังออกจากคาร์คิฟ",
    ]
)
MARKS = st.text(
    st.one_of(
        st.characters(categories=["Cc", "Cf", "Co", "Cn"]),  # controls, directions, private and unassigned
        st.characters(categories=["Mn", "Mc", "Me"]),  # combining marks, with nothing to stand on
        st.characters(categories=["So", "Sk", "Nl", "No"]),  # emoji, keycaps, numbers that are no digits
        st.sampled_from("\u202e\u202b\u2066\u200d\u200b\ufeff\ufe0f\u0000\u001b\u0085\u2028ßİıŉǅﬁΐ"),
    ),
    max_size=12,
)
PLAIN = st.sampled_from(["on 12 December", "15 km ten zuiden van", "sinds maandag", "vom 3. bis", "«", "—", ". ", "\n"])
MIXED = st.text(st.sampled_from("aAаАαΑеE0٣५১'’-ʼ.,!?…()“”„"), max_size=12)
TEXTS = st.lists(
    st.tuples(st.one_of(NAMES, OTHER_LANGUAGES, MARKS, PLAIN, MIXED), st.sampled_from([" ", "", "\n", "\u00a0"])),
    max_size=30,
).map(lambda parts: "".join(piece + after for piece, after in parts))
LANGUAGES = st.sampled_from(["nl", "en", "uk", "ru", "de", "fr", "ar", "pl", "zz", ""])


def assert_true(text: str, frame: pd.DataFrame) -> None:
    rows = frame.to_dict("records")
    for row in rows:
        assert text[row["start"] : row["end"]] == row["surface"] != ""
        assert text[row["excerpt_start"] :].startswith(row["excerpt"])
        assert row["excerpt_start"] <= row["start"] < row["end"] <= row["excerpt_start"] + len(row["excerpt"])
    assert all(left["end"] <= right["start"] for left, right in pairwise(rows))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=TEXTS, title=TEXTS, lang=LANGUAGES, day=st.none() | st.dates())
def test_rows_are_true_on_any_text(gazetteer: Gazetteer, text: str, title: str, lang: str, day: date | None) -> None:
    article = Article("x", text, title, day, "day" if day else None, lang)
    assert_true(text, locate([article], gazetteer))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(text=TEXTS.map(lambda text: text.replace("\0", "")))  # the readers refuse a NUL by name
def test_rows_are_true_on_any_text_that_is_pasted(gazetteer: Gazetteer, text: str) -> None:
    article = read_text("Bakhmut. " + text)
    assert_true(article.text, locate([article], gazetteer))


@pytest.mark.parametrize(
    "text",
    [
        "قال الجيش إن القوات في Bakhmut انسحبت أمس",
        "\u202eBakhmut\u202c",
        "💥 Bakhmut 💥",
        "\u0301\u0308 Bakhmut",
        "\x00\x1b[31m Bakhmut \x1b[0m\x07",
        "军方说 Bakhmut 昨天",
    ],
)
def test_a_name_is_found_in_any_company(gazetteer: Gazetteer, text: str) -> None:
    frame = locate([Article("x", text, lang="en")], gazetteer)
    assert list(frame["surface"]) == ["Bakhmut"]
    assert_true(text, frame)


@pytest.mark.parametrize(
    "filler",
    ["x", ".", " ", "(", "\u0301", "…\n", ". ", "ab ", "Ab ", "12 ", "قال الجيش "],
    ids=["letters", "stops", "spaces", "brackets", "marks", "lines", "ends", "words", "capitals", "numbers", "arabic"],
)
def test_a_text_without_end_is_read_to_its_end(gazetteer: Gazetteer, filler: str) -> None:
    # Quadratic work takes some ten minutes here, linear work a part of a second: nothing is timed.
    text = f"Fighting in Bakhmut. {filler * (100_000 // len(filler))}, and in Kherson."
    frame = locate([Article("x", text, lang="en", published=date(2022, 12, 20), published_precision="day")], gazetteer)
    assert {"Bakhmut", "Kherson"} <= set(frame["surface"])
    assert_true(text, frame)


def test_five_megabytes_are_read_to_their_end(gazetteer: Gazetteer) -> None:
    # Long words: what grows with the characters is tried in a few seconds.
    paragraph = ("de kindercarnavalsoptochtvoorbereidingswerkzaamheden " * 20 + "gingen door.\n") * 10
    text = (paragraph + "Er is gevochten in Bakhmut.\n") * (5_000_000 // len(paragraph))
    frame = locate([Article("x", text, lang="nl")], gazetteer)
    assert set(frame["surface"]) == {"Bakhmut"}
    assert len(frame) == text.count("Bakhmut")
    assert_true(text, frame)
