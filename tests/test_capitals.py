"""Capitals that are struck, taken or left in the dark are places; those that speak are governments."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.models import Article
from geo.recognition import recognise


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("uk", "Вночі Київ обстріляли балістикою.", "Київ"),
        ("uk", "Бейрут бомбили всю ніч.", "Бейрут"),
        ("uk", "Армія відбила Хартум.", "Хартум"),
        ("uk", "Київ під ракетним ударом.", "Київ"),
        ("ru", "Киев атаковали беспилотники.", "Киев"),
        ("ru", "Хартум освобожден.", "Хартум"),
        ("nl", "Vannacht beschoot Rusland Kyiv met raketten.", "Kyiv"),
        ("nl", "Israël bombardeerde Beiroet.", "Beiroet"),
        ("nl", "Kyiv zit zonder stroom.", "Kyiv"),
        ("en", "Beirut was bombed all night.", "Beirut"),
        ("en", "Fragments fell on Kyiv.", "Kyiv"),
        ("en", "Explosions were heard in the Ukrainian capital Kyiv.", "Kyiv"),
        ("en", "A blast in the Syrian capital, Damascus, killed two.", "Damascus"),
        ("nl", "In de Oekraïense hoofdstad Kyiv waren explosies.", "Kyiv"),
        ("de", "In der ukrainischen Hauptstadt Kiew gab es Explosionen.", "Kiew"),
        ("fr", "Des explosions dans la capitale ukrainienne Kiev.", "Kiev"),
        ("fr", "La capitale syrienne, Damas, a été visée.", "Damas"),
        ("ru", "В южном Ливане идут бои.", "Ливане"),
        ("uk", "У північно-західній Сирії тривають бої.", "Сирії"),
        ("en", "Fighting in northwestern Syria.", "Syria"),
        ("de", "In der Nacht beschoss Russland Kiew mit Raketen.", "Kiew"),
        ("de", "Die Bewohner Kiews suchten Schutz.", "Kiew"),
        ("fr", "La Russie pilonne Kiev à nouveau.", "Kiev"),
        ("fr", "L'armée a repris Khartoum.", "Khartoum"),
        ("fr", "Les hôpitaux de Khartoum n'ont plus de médicaments.", "Khartoum"),
        ("fr", "La Russie a lancé 120 drones contre Kiev.", "Kiev"),
        ("fr", "Le ministre s'est envolé pour Kiev.", "Kiev"),
        ("uk", "У лікарнях Хартума закінчилися ліки.", "Хартума"),
        ("uk", "Армія повернула контроль над аеропортом Хартума.", "Хартума"),
        ("ru", "В школах Киева возобновили занятия.", "Киева"),
        ("nl", "De ziekenhuizen van Khartoem hebben geen medicijnen meer.", "Khartoem"),
        ("en", "The hospitals of Khartoum have run out of medicine.", "Khartoum"),
        ("de", "Den Krankenhäusern Khartums gehen die Medikamente aus.", "Khartum"),
    ],
)
def test_a_capital_that_suffers_is_a_place(lang: str, text: str, name: str, gazetteer: Gazetteer) -> None:
    kinds = {toponym.surface: toponym.kind for toponym in recognise(Article(id="a", text=text, lang=lang), gazetteer)}
    assert kinds[name] == "place"


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("uk", "Київ і Москва обмінялися полоненими.", ["Київ", "Москва"]),
        ("uk", "Київ атакував нафтобазу.", ["Київ"]),
        ("ru", "Киев и Москва обменялись пленными.", ["Киев", "Москва"]),
        ("nl", "Gisteren bombardeerde Moskou Charkiv.", ["Moskou"]),
        ("en", "Kyiv was told to wait, and Moscow denies it.", ["Moscow"]),
        ("en", "Residents fled the capital, Kyiv said.", ["Kyiv"]),
        ("en", "Russia claimed the capture of Marinka, Kyiv denies it.", ["Russia", "Kyiv"]),
        ("de", "Kiew erklärte, Moskau lehne ab.", ["Kiew", "Moskau"]),
        ("fr", "Moscou revendique la prise de Marïnka, Kiev dément.", ["Moscou", "Kiev"]),
    ],
)
def test_a_capital_that_acts_is_a_government(lang: str, text: str, names: list[str], gazetteer: Gazetteer) -> None:
    found = recognise(Article(id="a", text=text, lang=lang), gazetteer)
    assert [toponym.surface for toponym in found if toponym.kind == "metonym"] == names


@pytest.mark.parametrize(
    ("lang", "text", "name", "kind"),
    [
        ("uk", "Вторгнення Росії в Україну почалося 24 лютого.", "Росії", "metonym"),
        ("uk", "Вторгнення Росії в Україну почалося 24 лютого.", "Україну", "place"),
        ("ru", "Вторжение России в Украину началось.", "России", "metonym"),
        ("en", "They support Ukraine in the war against Russia.", "Russia", "metonym"),
        ("nl", "De invasie van Oekraïne door Rusland.", "Rusland", "metonym"),
        ("nl", "De oorlog tegen Rusland duurt voort.", "Rusland", "metonym"),
        ("fr", "L'invasion de l'Ukraine par la Russie.", "Russie", "metonym"),
        ("fr", "L'invasion de l'Ukraine par la Russie.", "Ukraine", "place"),
        ("fr", "Des livraisons d'armes à Kiev.", "Kiev", "metonym"),
        ("fr", "Les rebelles, soutenus par le Rwanda, ont pris Goma.", "Rwanda", "metonym"),
        ("fr", "Le plan a été rejeté par les États-Unis.", "États-Unis", "metonym"),
        ("fr", "La milice financée par les Émirats arabes unis avance.", "Émirats arabes unis", "metonym"),
        ("fr", "Le convoi est passé par la Pologne.", "Pologne", "place"),
        ("fr", "Arrivés par la Moldavie, ils repartent.", "Moldavie", "place"),
        ("en", "The U.S. said it would act.", "U.S.", "metonym"),
        ("en", "U.S. troops left.", "U.S.", "metonym"),
        ("en", "He lives in the U.K. and works there.", "U.K.", "place"),
        ("en", "The US-led coalition struck the town.", "US", "metonym"),
        ("de", "US-Präsident Trump sprach mit Selenskyj.", "US", "demonym"),
        ("nl", "De VS-gezant reisde naar Moskou.", "VS", "demonym"),
        ("ru", "Он обратился за помощью к Москве.", "Москве", "metonym"),
        ("de", "Der Präsident Russlands sprach.", "Russland", "metonym"),
        ("de", "Die Armee Russlands zieht ab.", "Russland", "metonym"),
        ("en", "Russian troops pulled out of the Kyiv region.", "Kyiv", "place"),
        ("en", "Our correspondent in Kherson (Ukraine) reports.", "Ukraine", "place"),
        ("en", "A deal between the US and Ukraine was signed.", "Ukraine", "metonym"),
        ("de", "Nach Angaben aus Kiew starben drei Menschen.", "Kiew", "metonym"),
        ("de", "In der gesamten Ukraine fiel der Strom aus.", "Ukraine", "place"),
        ("fr", "Il marche le long de la frontière entre la Pologne et le Bélarus.", "Bélarus", "place"),
        ("uk", "Схід України під обстрілами.", "України", "place"),
        ("ru", "Они стоят на границе Польши и Белоруссии.", "Белоруссии", "place"),
    ],
)
def test_sides_of_a_war_are_governments_and_what_is_invaded_is_land(
    lang: str, text: str, name: str, kind: str, gazetteer: Gazetteer
) -> None:
    kinds = {toponym.surface: toponym.kind for toponym in recognise(Article(id="a", text=text, lang=lang), gazetteer)}
    assert kinds[name] == kind


@pytest.mark.parametrize(
    ("lang", "text", "name", "kind"),
    [
        ("de", "Die Ostukraine brennt.", "Ostukraine", "place"),
        ("de", "Die größte Stadt Ostkongos ist gefallen.", "Ostkongo", "place"),
        ("nl", "Oost-Oekraïne is verwoest.", "Oost-Oekraïne", "place"),
        ("nl", "De tweede stad van Oost-Congo is gevallen.", "Oost-Congo", "place"),
        ("de", "Südkorea kündigte Hilfe an.", "Südkorea", "metonym"),
        ("nl", "Zuid-Soedan vraagt hulp.", "Zuid-Soedan", "metonym"),
    ],
)
def test_a_part_of_a_country_has_no_government(
    lang: str, text: str, name: str, kind: str, gazetteer: Gazetteer
) -> None:
    kinds = {toponym.surface: toponym.kind for toponym in recognise(Article(id="a", text=text, lang=lang), gazetteer)}
    assert kinds[name] == kind
