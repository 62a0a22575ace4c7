from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo import expressions
from geo.article_times import article_times
from geo.calendar_days import publication
from geo.dates import event_interval, interval_for
from geo.errors import DataError
from geo.expressions import find_expressions
from geo.models import Interval, Precision, Span
from geo.text import sentences

TUESDAY = date(2022, 12, 20)


def interval_of(
    text: str, name: str, lang: str, published: date | None = TUESDAY, precision: Precision | None = "day"
) -> tuple[str, str] | None:
    start = text.index(name)
    found = event_interval(text, sentences(text), Span(start, start + len(name)), lang, published, precision)
    return None if found is None else (found.start.isoformat(), found.end.isoformat())


def days(first: str, last: str | None = None) -> tuple[str, str]:
    return first, last or first


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # a weekday is the latest one up to and including the publication day
        ("nl", "Dinsdag werd Tokmak geraakt.", days("2022-12-20")),
        ("nl", "Woensdagochtend werd Tokmak geraakt.", days("2022-12-14")),
        ("en", "Tokmak was hit on Monday.", days("2022-12-19")),
        ("de", "Am Montagabend wurde Tokmak getroffen.", days("2022-12-19")),
        ("fr", "Tokmak a été touchée lundi.", days("2022-12-19")),
        ("uk", "У понеділок Tokmak обстріляли.", days("2022-12-19")),
        ("uk", "У п’ятницю Tokmak обстріляли.", days("2022-12-16")),
        ("ru", "В среду Tokmak обстреляли.", days("2022-12-14")),
        # two months, two days with a dash, years and thirds of months as Ukrainian and Russian write them
        ("nl", "In maart en april 2022 werd Tokmak beschoten.", days("2022-03-01", "2022-04-30")),
        ("en", "Tokmak was shelled from March to September.", days("2022-03-01", "2022-09-30")),
        ("de", "Von Mai bis Juli wurde Tokmak beschossen.", days("2022-05-01", "2022-07-31")),
        ("fr", "Tokmak a été touchée entre décembre et février.", days("2021-12-01", "2022-02-28")),
        ("uk", "У березні—квітні 2022 року Tokmak обстріляли.", days("2022-03-01", "2022-04-30")),
        ("ru", "С марта по сентябрь Tokmak обстреливали.", days("2022-03-01", "2022-09-30")),
        ("en", "Tokmak was shelled on December 1-5.", days("2022-12-01", "2022-12-05")),
        ("uk", "Tokmak обстріляли 1–5 грудня.", days("2022-12-01", "2022-12-05")),
        ("ru", "Летом 2021-го Tokmak обстреляли.", days("2021-06-01", "2021-08-31")),
        ("ru", "В последней декаде мая Tokmak обстреляли.", days("2022-05-21", "2022-05-31")),
        # nights
        ("ru", "В ночь со среды на четверг Tokmak обстреляли.", days("2022-12-14", "2022-12-15")),
        ("de", "Letzte Nacht wurde Tokmak getroffen.", days("2022-12-19", "2022-12-20")),
        ("nl", "In de nacht van maandag op dinsdag werd Tokmak geraakt.", days("2022-12-19", "2022-12-20")),
        ("en", "Tokmak was hit overnight.", days("2022-12-19", "2022-12-20")),
        ("de", "In der Nacht zum Montag wurde Tokmak getroffen.", days("2022-12-18", "2022-12-19")),
        ("fr", "Dans la nuit de dimanche à lundi, Tokmak a été touchée.", days("2022-12-18", "2022-12-19")),
        ("uk", "У ніч на понеділок Tokmak обстріляли.", days("2022-12-18", "2022-12-19")),
        ("ru", "В ночь на понедельник Tokmak обстреляли.", days("2022-12-18", "2022-12-19")),
        # days counted back
        ("nl", "Gisteren werd Tokmak geraakt.", days("2022-12-19")),
        ("nl", "Eergisteren werd Tokmak geraakt.", days("2022-12-18")),
        ("nl", "Vannacht werd Tokmak geraakt.", days("2022-12-19", "2022-12-20")),
        ("nl", "Drie dagen geleden werd Tokmak geraakt.", days("2022-12-17")),
        ("en", "Yesterday Tokmak was hit.", days("2022-12-19")),
        ("en", "Two weeks ago Tokmak was hit.", days("2022-12-06")),
        ("de", "Gestern wurde Tokmak getroffen.", days("2022-12-19")),
        ("fr", "Hier, Tokmak a été touchée.", days("2022-12-19")),
        ("uk", "Учора Tokmak обстріляли.", days("2022-12-19")),
        ("ru", "Три дня назад Tokmak обстреляли.", days("2022-12-17")),
        ("en", "Over the past 24 hours Tokmak was shelled.", days("2022-12-19", "2022-12-20")),
        ("uk", "За минулу добу Tokmak обстріляли.", days("2022-12-19", "2022-12-20")),
        ("ru", "За последние сутки Tokmak обстреляли.", days("2022-12-19", "2022-12-20")),
        # weeks, months, years
        ("nl", "Vorige week werd Tokmak geraakt.", days("2022-12-12", "2022-12-18")),
        ("nl", "Vorige week woensdag werd Tokmak geraakt.", days("2022-12-14")),
        ("de", "In der vergangenen Woche wurde Tokmak getroffen.", days("2022-12-12", "2022-12-18")),
        ("nl", "Afgelopen weekend werd Tokmak geraakt.", days("2022-12-17", "2022-12-18")),
        ("nl", "Op 11 november werd Tokmak geraakt.", days("2022-11-11")),
        ("en", "On 24 December Tokmak was hit.", days("2021-12-24")),
        ("en", "On March 3, 2022, Tokmak was hit.", days("2022-03-03")),
        ("de", "Am 4. April wurde Tokmak getroffen.", days("2022-04-04")),
        ("fr", "Le 1er mai, Tokmak a été touchée.", days("2022-05-01")),
        ("uk", "24 лютого Tokmak обстріляли.", days("2022-02-24")),
        ("ru", "Tokmak обстреляли 05.12.2022.", days("2022-12-05")),
        ("en", "Tokmak was shelled from 3 to 5 May.", days("2022-05-03", "2022-05-05")),
        ("nl", "Tussen 3 en 5 mei werd Tokmak beschoten.", days("2022-05-03", "2022-05-05")),
        ("nl", "In september werd Tokmak beschoten.", days("2022-09-01", "2022-09-30")),
        ("uk", "У вересні Tokmak обстрілювали.", days("2022-09-01", "2022-09-30")),
        ("ru", "В сентябре Tokmak обстреливали.", days("2022-09-01", "2022-09-30")),
        ("nl", "Begin december werd Tokmak geraakt.", days("2022-12-01", "2022-12-10")),
        ("en", "In mid-March Tokmak was hit.", days("2022-03-11", "2022-03-20")),
        ("de", "Ende Februar wurde Tokmak getroffen.", days("2022-02-21", "2022-02-28")),
        ("nl", "In mei vorig jaar werd Tokmak beschoten.", days("2021-05-01", "2021-05-31")),
        ("nl", "In het voorjaar werd Tokmak beschoten.", days("2022-03-01", "2022-05-31")),
        ("uk", "Навесні Tokmak обстрілювали.", days("2022-03-01", "2022-05-31")),
        ("en", "Tokmak was shelled in 2014.", days("2014-01-01", "2014-12-31")),
        ("en", "Tokmak has been shelled since 11 November.", days("2022-11-11", "2022-12-20")),
        ("ru", "С понедельника Tokmak обстреливали.", days("2022-12-19", "2022-12-20")),
        # nothing said: news of the day
        ("nl", "Het leger vecht om Tokmak.", days("2022-12-20")),
        # plans, fears and conditions
        ("nl", "Volgende week valt Tokmak.", None),
        ("en", "The army could attack Tokmak.", None),
        ("en", "If Tokmak falls, the road lies open.", None),
        ("de", "Die Armee will Tokmak erobern.", None),
        ("en", "On 3 March 2030 Tokmak was hit.", None),
        # a weekday beside a plan may be the next one; today stays today
        ("nl", "De president reist maandag naar Tokmak.", None),
        ("nl", "De president reist dinsdag naar Tokmak.", days("2022-12-20")),
        ("nl", "De president reisde maandag naar Tokmak.", days("2022-12-19")),
        ("nl", "De president is vorige maandag naar Tokmak gereisd.", days("2022-12-19")),
        ("en", "The president will travel to Tokmak on Monday.", None),
        ("en", "Talks will resume on Monday, in Tokmak.", None),
        ("en", "The president said on Monday that talks would resume, in Tokmak.", days("2022-12-19")),
        ("de", "Der Präsident reist am Montag nach Tokmak.", None),
        ("fr", "Le président se rend lundi à Tokmak.", None),
        ("fr", "Le président se rendra lundi à Tokmak.", None),
        ("uk", "Президент прибуде у понеділок до Tokmak.", None),
        ("ru", "Президент прибывает в понедельник в Tokmak.", None),
        # habits
        ("en", "Tokmak has been shelled again and again.", None),
        # weeks of a month
        ("en", "Tokmak was hit in the last week of August.", days("2022-08-25", "2022-08-31")),
        ("fr", "La première semaine de mai, Tokmak a été touchée.", days("2022-05-01", "2022-05-07")),
        # "May" is a month only with a capital
        ("en", "Soldiers walked in to Tokmak, whatever may 3 of them say.", days("2022-12-20")),
    ],
)
def test_interval(lang: str, text: str, expected: tuple[str, str] | None) -> None:
    assert interval_of(text, "Tokmak", lang) == expected


def test_nearest_expression_of_the_sentence() -> None:
    text = "On Sunday Orikhiv was shelled, while on Monday drones hit Tokmak."
    assert interval_of(text, "Orikhiv", "en") == days("2022-12-18")
    assert interval_of(text, "Tokmak", "en") == days("2022-12-19")


def test_the_sentence_before_tells_when() -> None:
    text = "On Sunday rockets fell on Orikhiv. Tokmak was hit too.\nPolohy was hit too."
    assert interval_of(text, "Tokmak", "en") == days("2022-12-18")
    assert interval_of(text, "Polohy", "en") == days("2022-12-20"), "a paragraph ends it"


def test_the_sentence_after_an_opening_tells_when() -> None:
    assert interval_of("Tokmak is verloren. Dat meldde het leger zondag.", "Tokmak", "nl") == days("2022-12-18")


def test_a_relative_clause_tells_of_its_own_name_only() -> None:
    text = "Bij Orichiv, dat in mei werd bevrijd, vecht het leger verder voor Tokmak."
    assert interval_of(text, "Orichiv", "nl") == days("2022-05-01", "2022-05-31")
    assert interval_of(text, "Tokmak", "nl") == days("2022-12-20")


def test_the_day_before_leans_on_the_day_just_named() -> None:
    text = "Zondag viel Orichiv. Een dag eerder werd Tokmak geraakt."
    assert interval_of(text, "Tokmak", "nl") == days("2022-12-17")


def test_a_german_ordinal_does_not_end_the_sentence() -> None:
    text = "Die Stadt Tokmak wurde am 18. April getroffen."
    assert interval_of(text, "Tokmak", "de") == days("2022-04-18")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dinsdag werd Tokmak geraakt.", days("2022-12-01", "2022-12-31")),
        ("Gisteren werd Tokmak geraakt.", days("2022-12-01", "2022-12-31")),
        ("Het leger vecht om Tokmak.", days("2022-12-01", "2022-12-31")),
        ("Op 20 december werd Tokmak geraakt.", days("2022-12-20")),
        ("Begin december werd Tokmak geraakt.", days("2022-12-01", "2022-12-10")),
        ("In september werd Tokmak geraakt.", days("2022-09-01", "2022-09-30")),
    ],
)
def test_only_the_month_of_publication_is_known(text: str, expected: tuple[str, str]) -> None:
    assert interval_of(text, "Tokmak", "nl", date(2022, 12, 1), "month") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dinsdag werd Tokmak geraakt.", None),
        ("Op 20 december werd Tokmak geraakt.", None),
        ("In 2022 werd Tokmak geraakt.", None),
        ("Op 20 december 2022 werd Tokmak geraakt.", days("2022-12-20")),
    ],
)
def test_undated(text: str, expected: tuple[str, str] | None) -> None:
    assert interval_of(text, "Tokmak", "nl", None, None) == expected


@pytest.mark.parametrize("lang", ["pl", "", "xx"])
def test_an_unknown_language_has_no_expressions(lang: str) -> None:
    assert interval_of("On Monday Tokmak was hit on 3 May 2022.", "Tokmak", lang) is None
    assert find_expressions("Monday 3 May 2022", lang, publication(TUESDAY, "day")) == ()


def test_a_reference_has_no_days() -> None:
    text = "Dinsdag werd Tokmak geraakt."
    times = article_times(text, sentences(text), "nl", TUESDAY, "day")
    mention = Span(text.index("Tokmak"), text.index("Tokmak") + 6)
    assert interval_for(mention, times, "other") is None
    assert interval_for(mention, times, "strike") == Interval(TUESDAY, TUESDAY)


WORDS = re.findall(
    r"\S+",
    """
    dinsdag maandag gisteren eergisteren mei 31 30 29 0 999 februari 2022 2024 1900 9999 sinds van tot op in de nacht
    vorig jaar maand geleden vorige week yesterday May March since ago years 31st February 3 to 5 the past 24 hours
    Monday in early вчора з 3 по 5 травня минулого року у ніч на п'ятницю вторник с прошлого года назад лет hier mai
    l'an dernier gestern am 18. April vor Jahren . , ; ( ) 😀 \u202e שלום 31.02.2022 2022-13-45 00.00.0000 ٣ ² einen
    Tag nach 500 days before
    """,
)


@pytest.mark.parametrize("precision", ["day", "month", "year"])
@pytest.mark.parametrize("lang", ["nl", "en", "uk", "ru", "de", "fr"])
def test_random_texts(lang: str, precision: Precision) -> None:
    chance = random.Random(f"{lang}{precision}")
    for _ in range(150):
        published = date(1900, 1, 1) + timedelta(chance.randrange(70_000))
        if precision != "day":
            published = published.replace(day=1)
        text = chance.choice((" ", " ", "\n")).join(chance.choice(WORDS) for _ in range(chance.randrange(40)))
        window = publication(published, precision)
        assert window is not None
        for found in find_expressions(text, lang, window):
            assert 0 <= found.start < found.end <= len(text)
            if found.interval is not None:
                assert found.interval.start <= found.interval.end <= window.end
        times = article_times(text, sentences(text), lang, published, precision)
        for start in range(0, len(text), 7):
            interval = interval_for(Span(start, min(len(text), start + 3)), times)
            assert interval is None or interval.start <= interval.end <= window.end


@pytest.mark.parametrize("name", ["dinsdag", "gisteren", "vannacht", "drie dagen geleden", "vorige week"])
def test_a_month_hides_the_day(name: str) -> None:
    (found,) = find_expressions(name, "nl", publication(date(2024, 2, 1), "month"))
    assert found.interval == Interval(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nl,{weekday,weekday,,own", "pattern"),
        ("nl,{weekday},werkdag,,own", "werkdag"),
        ("xx,{weekday},weekday,,own", "xx"),
        ("nl,{weekday},weekday,,", "source"),
        ("nl,gisteren,weekday,,own", "lacks a slot"),
        ("nl,(gisteren),days,-1 -1,own", "empty"),
        ("nl,gisteren,days", "3 cells"),
    ],
)
def test_a_broken_lexicon_names_the_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "time_expressions.csv"
    path.write_text(f"lang,pattern,rule,argument,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"time_expressions\.csv:2.*{message}"):
        expressions._phrases("nl", path)


@pytest.mark.parametrize(
    "row", ["nl,weekday,7,zevendag,own", "nl,dag,1,zondag,own", "nl,unit,day,,own", "xx,unit,day,dag,own"]
)
def test_broken_words(tmp_path: Path, row: str) -> None:
    path = tmp_path / "time_words.csv"
    path.write_text(f"lang,slot,value,forms,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"time_words\.csv:2"):
        expressions._words(path)


def test_a_planned_weekday_dates_no_other_sentence() -> None:
    text = "De president reist maandag naar Orichiv. Tokmak werd geraakt."
    assert interval_of(text, "Orichiv", "nl") is None
    assert interval_of(text, "Tokmak", "nl") == days("2022-12-20")


def test_the_day_before_and_the_same_night() -> None:
    text = "On Sunday Orikhiv was shelled. That night Tokmak was hit. Polohy had been hit the evening before."
    assert interval_of(text, "Tokmak", "en") == days("2022-12-18")
    assert interval_of(text, "Polohy", "en") == days("2022-12-17")


def test_a_very_long_article() -> None:
    text = "On Monday Tokmak was hit, and " * 2_000
    spans = sentences(text)
    times = article_times(text, spans, "en", TUESDAY, "day")
    mentions = [Span(at, at + 6) for at in range(10, len(text), 3_000)]
    assert {interval_for(mention, times) for mention in mentions} == {Interval(date(2022, 12, 19), date(2022, 12, 19))}


def test_the_same_day_is_the_one_just_named() -> None:
    text = "On Saturday Orikhiv was shelled. Polohy was hit on Sunday. The same day shells fell on Tokmak."
    assert interval_of(text, "Tokmak", "en") == days("2022-12-18")


def test_the_items_of_a_list_have_the_day_of_the_line_before_it() -> None:
    text = "Op zondag zijn dorpen beschoten:\n– Orichiv: twee doden.\n– Tokmak: schade."
    assert interval_of(text, "Orichiv", "nl") == days("2022-12-18")
    assert interval_of(text, "Tokmak", "nl") == days("2022-12-18")
    assert interval_of("🔥 Zondag Orichiv geraakt.\n🔥 Tokmak geraakt.", "Tokmak", "nl") == days("2022-12-20")


def test_what_goes_on_in_a_relative_clause_is_no_day_of_the_main_one() -> None:
    text = "У неділю обстріляли Оріхів. Під удар потрапив завод у Токмаку, де виготовляють дрони."
    assert interval_of(text, "Токмаку", "uk") == days("2022-12-18")


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "A missile hit Tokmak shortly after midnight on Sunday.", "2022-12-18"),
        ("en", "A missile hit Tokmak in the small hours of December 17.", "2022-12-17"),
        ("fr", "Un missile a frappé Tokmak dans la soirée du 17 décembre.", "2022-12-17"),
        ("fr", "Un missile a frappé Tokmak aux premières heures de dimanche.", "2022-12-18"),
        ("uk", "Ракета влучила невдовзі після опівночі в неділю у Tokmak.", "2022-12-18"),
        ("ru", "Ракета попала вскоре после полуночи в воскресенье в Tokmak.", "2022-12-18"),
    ],
)
def test_an_hour_has_the_day_that_stands_beside_it(lang: str, text: str, day: str) -> None:
    assert interval_of(text, "Tokmak", lang) == days(day)


def test_an_ordinal_number_ends_no_sentence() -> None:
    text = "Eine Rakete traf in der Nacht vom 15. auf den 16. Dezember die Stadt Tokmak."
    assert interval_of(text, "Tokmak", "de") == days("2022-12-15", "2022-12-16")
    assert len(sentences("Die 32. Brigade kämpft. Es waren 15. Die Stadt schweigt.")) == 3


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "17.05 – Tokmak is opnieuw bestookt. Zondag werd ook Orichiv geraakt."),
        ("en", "07:45 GMT – Drones hit Tokmak. On Sunday, Orikhiv was shelled."),
        ("de", "+++ 16.40 Uhr: Tokmak ist getroffen worden. Am Sonntag war es Orichiw. +++"),
        ("fr", "18 h 30 – Une frappe a visé Tokmak. Dimanche, Orikhiv avait été touchée."),
        ("uk", "17:05 У Tokmak пролунали вибухи. У неділю ворог обстріляв Оріхів."),
        ("ru", "17:05 В Tokmak прогремели взрывы. В воскресенье обстрелян Орехов."),
    ],
)
def test_an_entry_of_a_live_blog_is_of_its_own_day(lang: str, text: str) -> None:
    assert interval_of(text, "Tokmak", lang) == days("2022-12-20")
    without_hour = text[text.index("Tokmak") :]
    assert interval_of(without_hour, "Tokmak", lang) == days("2022-12-18")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Zondag en maandag werd Tokmak geraakt."),
        ("en", "Tokmak was hit on Sunday and Monday."),
        ("de", "Tokmak wurde am Sonntag und Montag getroffen."),
        ("fr", "Tokmak a été touchée dimanche et lundi."),
        ("uk", "У неділю та понеділок Tokmak обстріляли."),
        ("ru", "В воскресенье и в понедельник Tokmak обстреляли."),
    ],
)
def test_two_days_that_follow_one_another_are_both(lang: str, text: str) -> None:
    assert interval_of(text, "Tokmak", lang) == days("2022-12-18", "2022-12-19")


def test_two_days_apart_are_not_the_days_between_them() -> None:
    assert interval_of("Tokmak was hit on Wednesday and Friday.", "Tokmak", "en") == days("2022-12-16")
