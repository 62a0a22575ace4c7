from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.models import Article
from geo.recognition import recognise

from .conftest import article


def kinds(gazetteer: Gazetteer, text: str, lang: str = "nl", title: str = "") -> list[tuple[str, str]]:
    return [(found.surface, found.kind) for found in recognise(article(text, lang, title=title), gazetteer)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # Places
        ("nl", "Er is gevochten bij Bakhmut en Soledar.", ["Bakhmut", "Soledar"]),
        ("en", "Shells fell on Kherson, Odesa's port and Kryvyi Rih.", ["Kherson", "Odesa", "Kryvyi Rih"]),
        ("nl", "De weg van Ivano-Frankivsk naar Lviv is open.", ["Ivano-Frankivsk", "Lviv"]),
        ("nl", "BACHMOET - De strijd gaat door.", ["BACHMOET"]),
        ("en", "Troops crossed the Dnipro in Kherson Oblast.", ["Dnipro", "Kherson Oblast"]),
        ("uk", "Бої тривають: Бахмут, Соледар.", ["Бахмут", "Соледар"]),
        ("fr", "Le convoi passe par l'Arménie, puis par le port d'Odessa.", ["Arménie", "Odessa"]),
        ("fr", "Des renforts attendent en Côte d'Ivoire.", ["Côte d'Ivoire"]),
        # Persons and organisations are no places
        ("nl", "President Vladimir Poetin sprak met Alexander Lukashenko.", []),
        ("en", "The Washington Post and the Kyiv Independent reported it.", []),
        ("en", "George Washington slept here.", []),
        ("nl", "Minister Lincoln kwam. Later zei Lincoln niets.", []),
        ("nl", "Sjachtar Donetsk won met 2-0.", []),
        ("nl", "Vrijwilliger Oleh (34) rijdt op en neer. Analist Jeroen van Leuven knikt.", []),
        ("de", "Die Verkäuferin Rosa (57) weinte.", []),
        # The Arabic article is written small
        ("nl", "Zij trokken naar Deir ez-Zor en naar al-Mawasi.", ["Deir ez-Zor", "al-Mawasi"]),
        ("ru", "Армия вошла в эль-Фашир.", ["эль-Фашир"]),
        # An adjective of a town before what lies there
        ("nl", "In de Kyivse wijk Obolon en aan het Bachmoetse front.", ["Kyivse", "Obolon", "Bachmoetse"]),
        ("de", "Am Charkiwer Flughafen brennt es, der Kiewer Bürgermeister schweigt.", ["Charkiwer"]),
        # A generic word in small letters begins the name
        ("fr", "La flotte a quitté la mer Noire pour le golfe d'Aden.", ["mer Noire", "golfe d'Aden"]),
        ("ru", "Бои идут в секторе Газа.", ["секторе Газа"]),
        # Who rules or lives there follows
        ("uk", "Мер Харкова Ігор Терехов заявив про удар.", ["Харкова"]),
        ("ru", "Глава Башкирии Радий Хабиров подтвердил атаку.", ["Башкирии"]),
        # Headlines
        ("nl", "RUSLAND BESTOOKT CHARKIV", ["CHARKIV"]),
        ("ru", "Перекрыли Каширское шоссе.", []),
        # Small towns of other wars are inflected, too
        ("uk", "Повстанці взяли Мінову, люди тікають до Тавіли.", ["Мінову", "Тавіли"]),
        # Common words are no places, though GeoNames has a place of each name
        ("nl", "Best gek. Over een week gaat het verder. Ten slotte: man en macht.", []),
        ("en", "More was needed. One man left. Most stayed.", []),
    ],
)
def test_places(gazetteer: Gazetteer, lang: str, text: str, expected: list[str]) -> None:
    found = [surface for surface, kind in kinds(gazetteer, text, lang) if kind == "place"]
    assert found == expected


@pytest.mark.parametrize(
    ("lang", "text", "surface", "kind"),
    [
        ("nl", "De Russische troepen trokken verder.", "Russische", "demonym"),
        ("nl", "Oost-Oekraïense dorpen liggen in puin.", "Oekraïense", "demonym"),
        ("en", "Ukrainian soldiers held the line.", "Ukrainian", "demonym"),
        ("de", "Die russischen Truppen rückten vor.", "russischen", "demonym"),
        ("uk", "Російські війська відступили.", "Російські", "demonym"),
        ("nl", "Volgens het Kremlin was er niets gebeurd.", "Kremlin", "metonym"),
        ("nl", "Washington waarschuwt voor een nieuwe aanval.", "Washington", "metonym"),
        ("nl", "De minister reist naar Washington.", "Washington", "place"),
        ("en", "Moscow said it had shot down ten drones.", "Moscow", "metonym"),
        ("en", "Russian drones hit Kyiv, killing two people.", "Kyiv", "place"),
        ("nl", "Russische drones raakten Kyiv.", "Kyiv", "place"),
        ("nl", "Vannacht bestookte Kyiv de Krim.", "Kyiv", "metonym"),
        ("uk", "Дрони атакували Москву.", "Москву", "place"),
        ("uk", "У Печерському районі Києва впали уламки.", "Києва", "place"),
        ("en", "Kyiv came under attack overnight.", "Kyiv", "place"),
        ("nl", "Den Haag levert straaljagers.", "Den Haag", "metonym"),
        ("nl", "De rechters in Den Haag oordeelden.", "Den Haag", "place"),
        ("fr", "La Maison Blanche se tait.", "Maison Blanche", "metonym"),
        ("fr", "À l'ouest d'Erevan, des combats ont repris.", "Erevan", "place"),
        ("nl", "Israël bombardeerde de voorsteden van Beiroet.", "Beiroet", "place"),
        ("nl", "De oorlog tussen Iran en Israël duurde twaalf dagen.", "Iran", "metonym"),
        ("nl", "De raketten zijn geleverd door Londen.", "Londen", "metonym"),
        ("de", "Der Krieg zwischen Armenien und Aserbaidschan ist vorbei.", "Armenien", "metonym"),
        ("uk", "Переговори між Росією та Україною тривають.", "Росією", "metonym"),
        ("en", "The road between Kyiv and Chernihiv is open.", "Kyiv", "place"),
        ("en", "Ten drones were shot down over Moscow.", "Moscow", "place"),
        ("nl", "Kyiv werd vannacht beschoten.", "Kyiv", "place"),
        ("nl", "Rusland voert de druk op.", "Rusland", "metonym"),
        ("nl", "Hij wil Belarus niet innemen.", "Belarus", "place"),
        ("nl", "De provincies die Rusland heeft geannexeerd blijven leeg.", "Rusland", "metonym"),
        ("en", "The invasion of Ukraine began in February.", "Ukraine", "place"),
        ("en", "Refugees arrived in Poland.", "Poland", "place"),
        ("en", "Poland summoned the ambassador.", "Poland", "metonym"),
        ("nl", "Een drone trof vliegbasis Engels.", "Engels", "place"),
        ("nl", "Hij spreekt goed Engels.", "Engels", "demonym"),
    ],
)
def test_kinds(gazetteer: Gazetteer, lang: str, text: str, surface: str, kind: str) -> None:
    assert (surface, kind) in kinds(gazetteer, text, lang)


def test_a_person_named_in_full_stays_a_person(gazetteer: Gazetteer) -> None:
    text = "Defensieminister Lloyd Austin kwam aan. Volgens Austin is er hulp."
    assert [surface for surface, kind in kinds(gazetteer, text) if kind == "place"] == []


def test_a_name_unknown_to_the_gazetteer_is_kept_where_the_text_calls_it_a_place(gazetteer: Gazetteer) -> None:
    found = recognise(article("Het leger verliet het dorp Qwertzuiopske in de nacht."), gazetteer)
    assert [(toponym.surface, toponym.candidates) for toponym in found] == [("Qwertzuiopske", ())]
    assert found[0].levels == ("populated_place",)


def test_a_generic_word_holds_for_a_whole_list(gazetteer: Gazetteer) -> None:
    found = recognise(article("Granaten vielen in de regio's Cherson, Donetsk en Zaporizja."), gazetteer)
    assert ["admin1" in toponym.levels for toponym in found] == [True, True, True]


HOSTILE = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("АаЇїكתْ‏‮\u0000\u200b🙂👩‍👩‍👧'-’. \n")),
    max_size=200,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    text=HOSTILE,
    place=st.sampled_from(["Bakhmut", "Харків", "Oekraïne", "Den Haag", ""]),
    lang=st.sampled_from(["nl", "en", "uk", "ar", ""]),
)
def test_offsets_are_true_on_any_text(gazetteer: Gazetteer, text: str, place: str, lang: str) -> None:
    whole = f"{text} in {place} {text}"
    found = recognise(Article(id="x", text=whole, lang=lang), gazetteer)
    assert all(whole[t.span.start : t.span.end] == t.surface != "" for t in found)
    assert all(left.span.end <= right.span.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("fr", "Les rebelles tiennent l'aéroport de Bilonga, dit-il.", "Bilonga"),
        ("fr", "Ils ont attaqué Bilonga, une cité minière.", "Bilonga"),
        ("nl", "Rebellen vielen Bilonga aan. Zij namen Bilonga, een dorp aan het meer.", "Bilonga"),
        ("de", "Sie nahmen Bilonga, ein Dorf am See.", "Bilonga"),
    ],
)
def test_a_name_that_no_list_knows_is_a_place_where_its_neighbours_say_so(
    gazetteer: Gazetteer, lang: str, text: str, surface: str
) -> None:
    found = recognise(article(text, lang), gazetteer)
    assert [(t.surface, t.candidates) for t in found if t.surface == surface] == [(surface, ())]


@pytest.mark.parametrize(
    ("lang", "text"), [("fr", "Ils ont vu Bilonga, une amie."), ("nl", "Zij zagen Bilonga, een schrijver.")]
)
def test_a_name_that_no_list_knows_is_no_place_by_itself(gazetteer: Gazetteer, lang: str, text: str) -> None:
    assert recognise(article(text, lang), gazetteer) == []


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("uk", "Під Чорнобаївкою ЗСУ знищили склад.", "Чорнобаївкою"),  # who acts there follows the name
        ("ru", 'Поврежден военный аэродром "Миргород" ночью.', "Миргород"),
        ("uk", "Горить Львівська нафтобаза.", "Львівська"),
        ("uk", "Пожежа у Феодосійському порту.", "Феодосійському"),
    ],
)
def test_a_site_is_the_town_that_it_is_called_after(gazetteer: Gazetteer, lang: str, text: str, surface: str) -> None:
    assert [t.surface for t in recognise(article(text, lang), gazetteer) if t.kind == "place"] == [surface]


@pytest.mark.parametrize(
    ("text", "lang", "name", "kind"),
    [
        ("Het gebied dat door Rusland wordt bezet, is groot.", "nl", "Rusland", "metonym"),
        ("Zij reden door Rusland naar de kust.", "nl", "Rusland", "place"),
        ("Het leger trok Oekraïne binnen, zei hij.", "nl", "Oekraïne", "place"),
        ("Kyiv, Kharkiv and Lviv were among the targets.", "en", "Kyiv", "place"),
        ("The road leads to Melitopol, which Russia occupies.", "en", "Russia", "metonym"),
        ("Het dorp ligt op vijf kilometer van Rusland.", "nl", "Rusland", "place"),
        ("Уламки впали в кількох районах Києва.", "uk", "Києва", "place"),
        ("The country borders on two states, Estonia and Latvia.", "en", "Latvia", "place"),
        ("The port is close to Estonia; Poland is some 600 kilometres away.", "en", "Poland", "place"),
        ("Rusland viel vannacht Kyiv aan.", "nl", "Kyiv", "place"),
        ("Rusland viel vannacht Kyiv aan.", "nl", "Rusland", "metonym"),
        ("Het leger dat met tanks Georgië binnenviel na een week, trok zich terug.", "nl", "Georgië", "place"),
        ("Het gebied dat Oekraïne in augustus innam, is leeg.", "nl", "Oekraïne", "metonym"),
        ("A source in Ukraine's security service confirmed it.", "en", "Ukraine", "metonym"),
        ("It happened near Chasiv Yar, Russia's defence ministry said.", "en", "Russia", "metonym"),
        ("According to the Kremlin, nothing had been agreed.", "en", "Kremlin", "metonym"),
        ("The delegation left the White House in the evening.", "en", "White House", "place"),
        ("The White House denied the report.", "en", "White House", "metonym"),
        ("Gas still reaches Poland through Belarus.", "en", "Poland", "place"),
        ("Het gaat om Engels, in de regio Saratov.", "nl", "Engels", "place"),
        ("Hij spreekt Engels, in de regel zacht.", "nl", "Engels", "demonym"),
    ],
)  # fmt: skip
def test_a_state_acts_or_is_where_it_happens(gazetteer: Gazetteer, text: str, lang: str, name: str, kind: str) -> None:
    found = {toponym.surface: toponym.kind for toponym in recognise(Article("a", text, lang=lang), gazetteer)}
    assert found[name] == kind


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Raketten troffen het landingsschip Novotsjerkassk.", "nl", "Novotsjerkassk"),
        ("De legergroep Chortytsja meldde dat woensdag.", "nl", "Chortytsja"),
    ],
)
def test_a_name_behind_a_bearer_is_no_place(gazetteer: Gazetteer, text: str, lang: str, name: str) -> None:
    assert name not in {toponym.surface for toponym in recognise(Article("a", text, lang=lang), gazetteer)}


@pytest.mark.parametrize(
    ("text", "named"),
    [("It was the largest ship of the Black Sea fleet.", False), ("The ship sank in the Black Sea.", True)],
)
def test_a_fleet_is_not_the_sea_that_it_is_called_after(gazetteer: Gazetteer, text: str, named: bool) -> None:
    found = {toponym.surface for toponym in recognise(Article("a", text, lang="en"), gazetteer)}
    assert ("Black Sea" in found) is named


def test_a_small_town_that_was_fought_for_is_known_by_its_name(gazetteer: Gazetteer) -> None:
    text = "It was the second site to be captured: Chornobyl was occupied."
    assert "Chornobyl" in {toponym.surface for toponym in recognise(Article("a", text, lang="en"), gazetteer)}


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("uk", "У захопленому Сватовому пролунали вибухи.", "Сватовому"),
        ("uk", "У деокупованій Балаклії працює пошта.", "Балаклії"),
        ("ru", "В захваченном Сватово прогремели взрывы.", "Сватово"),
        ("ru", "В осаждённом Мариуполе нет воды.", "Мариуполе"),
        ("en", "Shelling went on in besieged Mariupol overnight.", "Mariupol"),
        ("nl", "In het heroverde Lyman werkt de post weer.", "Lyman"),
        ("de", "Im befreiten Lyman gibt es wieder Strom.", "Lyman"),
    ],
)
def test_what_was_done_to_a_town_stands_between_it_and_in(
    gazetteer: Gazetteer, lang: str, text: str, surface: str
) -> None:
    found = {toponym.surface for toponym in recognise(Article("a", text, lang=lang), gazetteer)}
    assert found == {surface}


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("KIEV, MOSKOU - Het leger valt aan.", "nl", ["KIEV", "MOSKOU"]),
        ("Damaskus/Beirut (dpa) – Die Armee zieht ab.", "de", ["Damaskus", "Beirut"]),
        ("KIEV, 5 mai (AFP) - L'armée recule.", "fr", ["KIEV"]),
        ("Kyiv (AP) — The army pulls back.", "en", ["Kyiv"]),
        ("КИЕВ, 5 мая (Рейтер) — Армия отходит.", "ru", ["КИЕВ"]),
        ("Київ (Укрінформ) — Армія відходить.", "uk", ["Київ"]),
    ],
)
def test_a_dateline_is_where_the_report_was_written(
    gazetteer: Gazetteer, text: str, lang: str, names: list[str]
) -> None:
    assert [(t.surface, t.kind) for t in recognise(article(text, lang), gazetteer)] == [(n, "place") for n in names]


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("Odesa-regio: drones raakten een zonnepark.", "nl", [("Odesa", "admin1")]),
        ("In der Charkiw-Region starben zwei Menschen.", "de", [("Charkiw", "admin1")]),
        ("De raffinaderij van Rosneft staat in brand.", "nl", []),
        ("Een soldaat met de roepnaam Odesa vreest dat.", "nl", []),
        ("Feldwebel Oleh, Kampfname »Odessa«, fürchtet das.", "de", []),
        ("Каже боєць із позивним Дрогобич.", "uk", []),
    ],
)
def test_what_hangs_on_a_name_and_names_of_other_things(
    gazetteer: Gazetteer, text: str, lang: str, found: list[tuple[str, str]]
) -> None:
    assert [(t.surface, *t.levels) for t in recognise(article(text, lang), gazetteer)] == found


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Chasiv Yar's mayor left.", "en", "Chasiv Yar"),
        ("New York’s port was closed.", "en", "New York"),
        ("El Fasher's Abu Shouk camp was shelled.", "en", "El Fasher"),
        ("Kryvy Rihs fabriek staat stil.", "nl", "Kryvy Rih"),
        ("Nowa Kachowkas Damm brach.", "de", "Nowa Kachowka"),
    ],
)
def test_names_of_several_words_with_a_possessive(gazetteer: Gazetteer, text: str, lang: str, name: str) -> None:
    first = recognise(article(text, lang), gazetteer)[0]
    assert first.surface == name
    assert first.candidates != ()


@pytest.mark.parametrize("name", ["Popiv Yar", "Nova Poltavka", "Zatoka", "Chernihivka", "Veselaya Lopan", "Khrinivka"])
def test_villages_of_the_war_are_read_in_english(name: str, gazetteer: Gazetteer) -> None:
    """The corpora that the tagger learned from know none of them."""
    found = recognise(Article("a", f"The army said {name} was shelled.", lang="en"), gazetteer)
    assert [toponym.surface for toponym in found] == [name]


def test_a_town_is_no_surname_in_another_case(gazetteer: Gazetteer) -> None:
    found = recognise(Article("a", "Росіяни завдали удару по Рені.", lang="uk"), gazetteer)
    assert "Рені" in {toponym.surface for toponym in found}


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("en", "The Svatove-Kreminna line was attacked.", ["Svatove", "Kreminna"]),
        ("en", "The Israel-Hamas war goes on.", ["Israel"]),
        ("en", "US-Russia talks began.", ["US", "Russia"]),
        ("en", "Anne Smith-Jones spoke in Ivano-Frankivsk.", ["Ivano-Frankivsk"]),
        ("uk", "Бої на ділянці Покровськ-Мирноград.", ["Покровськ", "Мирноград"]),
        ("ru", "Трасса Москва-Воронеж перекрыта, Орехово-Зуево без света.", ["Москва", "Воронеж", "Орехово-Зуево"]),
        ("nl", "Het Rusland-Oekraïne-conflict duurt voort.", ["Rusland", "Oekraïne"]),
        ("de", "Der Ukraine-Krieg und die Charkiw-Offensive.", ["Ukraine", "Charkiw"]),
        ("de", "Asow-Kämpfer, Leopard-Panzer und Wagner-Söldner.", []),
        ("fr", "La ligne Svatove-Kreminna tient.", ["Svatove", "Kreminna"]),
    ],
)
def test_names_that_a_hyphen_joins(lang: str, text: str, names: list[str], gazetteer: Gazetteer) -> None:
    assert [toponym.surface for toponym in recognise(Article("a", text, lang=lang), gazetteer)] == names
