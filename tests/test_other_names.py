"""Names that hold a place and are none, and sites whose names end in words written small."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate
from geo.models import Article
from geo.recognition import recognise


def _named(text: str, lang: str, gazetteer: Gazetteer) -> list[str]:
    return [toponym.surface for toponym in recognise(Article(id="a", text=text, lang=lang), gazetteer)]


@pytest.mark.parametrize(
    ("lang", "text", "named"),
    [
        ("en", "The Red Cross and the Kyiv Independent reached Izium under the Minsk agreements.", ["Izium"]),
        ("nl", "De Europese Unie en het Rode Kruis hielpen in Izjoem; de Zwarte Zeevloot voer uit.", ["Izjoem"]),
        (
            "de",
            "Das Rote Kreuz erreichte Isjum, wie das Minsker Abkommen und die Europäische Union fordern.",
            ["Isjum"],
        ),
        ("fr", "La Croix-Rouge a atteint Izioum ; l'Union européenne invoque les accords de Minsk.", ["Izioum"]),
        ("uk", "Корабель Чорноморського флоту і мінські угоди; «Українська правда» пише про Ізюм.", ["Ізюм"]),
        ("ru", "Черноморский флот и Минские соглашения; газета «Красная звезда» пишет про Изюм.", ["Изюм"]),
    ],
)
def test_organisations_media_and_treaties_are_no_places(
    lang: str, text: str, named: list[str], gazetteer: Gazetteer
) -> None:
    assert _named(text, lang, gazetteer) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Shells hit the Zaporizhzhia nuclear power plant.", "Zaporizhzhia nuclear power plant"),
        ("Medics at Al-Aqsa hospital said four had died.", "Al-Aqsa hospital"),
        ("Traffic on the Crimean bridge was halted.", "Crimean bridge"),
    ],
)
def test_a_site_ends_in_words_written_small(text: str, named: str, gazetteer: Gazetteer) -> None:
    found = recognise(Article(id="a", text=text, lang="en"), gazetteer)
    assert [toponym.surface for toponym in found] == [named]
    assert {candidate.level for candidate in found[0].candidates} == {"facility"}


def test_the_white_house_acts_where_its_name_ends_small(gazetteer: Gazetteer) -> None:
    found = recognise(Article(id="a", text="Белый дом сообщил о переговорах.", lang="ru"), gazetteer)
    assert [toponym.kind for toponym in found] == ["metonym"]


def test_a_listed_phrase_is_a_name_only_with_a_capital(gazetteer: Gazetteer) -> None:
    assert _named("Це не просто українська правда.", "uk", gazetteer) == ["українська"]


@pytest.mark.parametrize(
    ("lang", "text", "place_id"),
    [
        ("en", "Troops were seen in the Gulf of Aden on Monday.", "atlas:gulf-of-aden"),
        ("en", "Unrest spread in the Sahel.", "atlas:sahel"),
        ("fr", "Des soldats ont été vus en Asie centrale.", "atlas:central-asia"),
        ("nl", "De opstand breidde zich uit over de Sahel.", "atlas:sahel"),
    ],
)
def test_regions_and_waters_are_found_whole(lang: str, text: str, place_id: str, gazetteer: Gazetteer) -> None:
    found = locate([Article(id="a", text=text, lang=lang)], gazetteer)
    assert found["place_id"].tolist() == [place_id]


def test_latin_letters_in_a_cyrillic_text_name_no_place_abroad(gazetteer: Gazetteer) -> None:
    assert _named("Засновник Pink Floyd закликав Shell піти з Mariupol.", "uk", gazetteer) == ["Mariupol"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Volodymyr zegt dat het stil is. In de kelder zit Larisa met haar zoon. Morozov zei maandag niets."),
        ("en", "Vladimir says it is quiet. Her neighbour Artem shakes his head. According to Stoltenberg, it fell."),
        ("de", "Jaroslav sagt, es sei still. Im Keller sitzt Viktoria mit dem Kind. Laut Austin ist es ruhig."),
        ("fr", "Vladimir dit que c'est calme. Dans la cave, Antonina attend. Kozlov a déclaré lundi que oui."),
        ("uk", "Володимир каже, що стало тихо. Сусідка Вікторія хитає головою. Станіслав каже те саме. Остін прибув."),
        ("ru", "Владимир говорит, что тихо. Соседка Антонина качает головой. Жданов считает иначе. Остин прибыл."),
    ],
)
def test_people_of_a_report_are_no_places(lang: str, text: str, gazetteer: Gazetteer) -> None:
    assert _named(text, lang, gazetteer) == []


@pytest.mark.parametrize(
    ("lang", "text", "named"),
    [
        ("nl", "Drones vielen neer in Vladimir. Ook Rjazan, Vladimir en Kaloega werden geraakt.", 4),
        ("en", "In Vladimir, a depot burned. Explosions shook the city of Artem.", 2),
        ("uk", "Обстріляли Білозерку, Станіслав і Дніпровське. Вибухи у Жданові.", 4),
        ("ru", "Дроны атаковали Рязань, Владимир и Калугу. Взрывы в Артёме.", 4),
    ],
)
def test_towns_called_like_people_stay_places(lang: str, text: str, named: int, gazetteer: Gazetteer) -> None:
    assert len(_named(text, lang, gazetteer)) == named


@pytest.mark.parametrize(
    ("lang", "text", "named"),
    [
        ("uk", "Бої точаться поблизу Вільного. Ворог просунувся у Відродженні.", ["Вільного", "Відродженні"]),
        ("uk", "Обстріляли Білозерку, Зелене і Берислав.", ["Білозерку", "Зелене", "Берислав"]),
        ("ru", "Бои идут в Торецке и у Дружбы. Погиб мужчина в селе Мирное.", ["Торецке", "Дружбы", "Мирное"]),
        ("uk", "Це була Надія. Він любить Свободу.", []),
    ],
)
def test_villages_called_like_words_are_read_where_a_place_is_called_for(
    lang: str, text: str, named: list[str], gazetteer: Gazetteer
) -> None:
    assert _named(text, lang, gazetteer) == named
