from __future__ import annotations

import random
from pathlib import Path

import pytest

from geo import relations, roles
from geo.errors import DataError
from geo.models import ROLES, Level, Span
from geo.phrases import LANGUAGES
from geo.roles import is_origin, role_of
from geo.text import sentence_index, sentences


def role_in(text: str, name: str, lang: str, *others: str, level: Level | None = "populated_place") -> str:
    spans = [Span(text.index(other), text.index(other) + len(other)) for other in others]
    start = text.index(name)
    whole = sentences(text)
    sentence = whole[sentence_index(whole, start)]
    return role_of(text, sentence, Span(start, start + len(name)), lang, spans, level)


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        ("nl", "In de straten van Tokmak wordt zwaar gevochten.", "combat"),
        ("en", "Heavy fighting continues in the streets of Tokmak.", "combat"),
        ("de", "In den Straßen von Tokmak wird weiter gekämpft.", "combat"),
        ("fr", "De violents combats se poursuivent à Tokmak.", "combat"),
        ("uk", "У місті Tokmak тривають важкі бої.", "combat"),
        ("ru", "В городе Tokmak идут тяжёлые бои.", "combat"),
        ("nl", "Een kruisraket trof een flatgebouw in Tokmak.", "strike"),
        ("en", "A missile struck a block of flats in Tokmak.", "strike"),
        ("de", "Eine Rakete traf ein Wohnhaus in Tokmak.", "strike"),
        ("fr", "Un missile a frappé un immeuble à Tokmak.", "strike"),
        ("uk", "Ракета влучила в будинок у Tokmak.", "strike"),
        ("ru", "Ракета попала в жилой дом в Tokmak.", "strike"),
        ("nl", "Het leger heeft Tokmak heroverd.", "control"),
        ("en", "The army has recaptured Tokmak.", "control"),
        ("de", "Die Armee hat Tokmak zurückerobert.", "control"),
        ("fr", "L'armée a pris le contrôle de Tokmak.", "control"),
        ("uk", "Військові звільнили Tokmak від окупантів.", "control"),
        ("ru", "Военные освободили Tokmak.", "control"),
        ("nl", "De ministers onderhandelen in Wenen over een bestand.", "diplomacy"),
        ("en", "The two presidents met for talks in Vienna.", "diplomacy"),
        ("de", "Die Minister verhandeln in Wien über eine Waffenruhe.", "diplomacy"),
        ("fr", "Les ministres négocient à Vienne un cessez-le-feu.", "diplomacy"),
        ("uk", "Делегації провели переговори у Відні.", "diplomacy"),
        ("ru", "Делегации провели переговоры в Вене.", "diplomacy"),
        ("nl", "Duizenden vluchtelingen zijn geëvacueerd naar Lviv.", "humanitarian"),
        ("en", "Thousands of refugees were evacuated to Lviv.", "humanitarian"),
        ("de", "Tausende Flüchtlinge wurden nach Lwiw evakuiert.", "humanitarian"),
        ("fr", "Des milliers de réfugiés ont été évacués vers Lviv.", "humanitarian"),
        ("uk", "Тисячі біженців евакуювали до Lviv.", "humanitarian"),
        ("ru", "Тысячи беженцев эвакуировали во Lviv.", "humanitarian"),
        ("nl", "Tokmak ligt 70 kilometer van Zaporizja.", "other"),
        ("en", "Tokmak lies 70 kilometres from Zaporizhzhia.", "other"),
    ],
)
def test_role(lang: str, text: str, role: str) -> None:
    names = ("Tokmak", "Wenen", "Vienna", "Wien", "Vienne", "Відні", "Вене", "Lviv", "Lwiw")
    name = next(name for name in names if name in text)
    assert role_in(text, name, lang) == role


def test_a_point_of_reference_is_other() -> None:
    text = "Shells hit Orikhiv, 30 km north of Tokmak, on Monday."
    assert role_in(text, "Orikhiv", "en", "Tokmak") == "strike"
    assert role_in(text, "Tokmak", "en", "Orikhiv") == "other"


def test_where_nothing_finer_is_named_the_reference_carries_the_event() -> None:
    assert role_in("North of Tokmak there was fighting.", "Tokmak", "en") == "combat"


def test_a_container_is_other() -> None:
    text = "Het leger heroverde Orichiv, in de provincie Zaporizja."
    assert role_in(text, "Orichiv", "nl", "Zaporizja") == "control"
    assert role_in(text, "Zaporizja", "nl", "Orichiv", level="admin1") == "other"


def test_a_province_alone_carries_the_event() -> None:
    assert role_in("Raketten troffen de provincie Zaporizja.", "Zaporizja", "nl", level="admin1") == "strike"


def test_a_launch_site_is_other() -> None:
    text = "Drones launched from Tokmak struck Orikhiv."
    assert role_in(text, "Tokmak", "en", "Orikhiv") == "other"
    assert role_in(text, "Orikhiv", "en", "Tokmak") == "strike"


def test_a_dateline_is_other() -> None:
    text = "TOKMAK - In Orichiv wordt gevochten."
    assert role_in(text, "TOKMAK", "nl", "Orichiv") == "other"
    assert role_in(text, "Orichiv", "nl", "TOKMAK") == "combat"


def test_an_office_that_speaks_is_diplomacy() -> None:
    text = "Volgens het ministerie in Wenen is Tokmak ingenomen."
    assert role_in(text, "Wenen", "nl", "Tokmak") == "diplomacy"
    assert role_in(text, "Tokmak", "nl", "Wenen") == "control"


def test_names_of_one_row_share_their_role() -> None:
    text = "Artillery shelled Orikhiv, Polohy, Huliaipole and Tokmak."
    names = ("Orikhiv", "Polohy", "Huliaipole", "Tokmak")
    assert {role_in(text, name, "en", *(other for other in names if other != name)) for name in names} == {"strike"}


def test_a_very_long_sentence_and_the_places_of_the_whole_article() -> None:
    text = "The ministers held peace talks in Vienna, while missiles struck Tokmak, and " * 3_000
    sentence = Span(0, len(text))
    names = [Span(at, at + 6) for at in range(len(text)) if text.startswith(("Vienna", "Tokmak"), at)]
    found = {text[name.start : name.end]: role_of(text, sentence, name, "en", names) for name in names[1000:1040]}
    assert found == {"Vienna": "diplomacy", "Tokmak": "strike"}


def test_the_nearest_clause_weighs_most() -> None:
    text = "Talks began in Vienna, while missiles struck Tokmak."
    assert role_in(text, "Vienna", "en", "Tokmak") == "diplomacy"
    assert role_in(text, "Tokmak", "en", "Vienna") == "strike"


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        ("nl", "Hroza ligt vijf kilometer ten zuiden van Tokmak, dat eind juli werd bevrijd.", "control"),
        ("nl", "Hroza ligt vijf kilometer ten zuiden van Tokmak, de oude hoofdstad.", "other"),
        ("en", "Hroza lies five kilometres south of Tokmak, which was captured in July.", "control"),
        ("en", "Hroza lies five kilometres south of Tokmak, which has a market.", "other"),
        ("uk", "Hroza лежить за п'ять кілометрів від Tokmak, який звільнили в липні.", "control"),
    ],
)
def test_a_point_of_reference_has_the_role_that_its_relative_clause_tells(lang: str, text: str, role: str) -> None:
    assert role_in(text, "Tokmak", lang, "Hroza") == role


@pytest.mark.parametrize("lang", ["pl", "", "xx"])
def test_an_unknown_language_is_other(lang: str) -> None:
    assert role_in("Missiles struck Tokmak.", "Tokmak", lang) == "other"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_random_texts(lang: str) -> None:
    chance = random.Random(lang)
    letters = "abcäéжіїє'’- ,.;:()\n0123😀\u202eש\x00"
    for _ in range(200):
        text = "".join(chance.choice(letters) for _ in range(chance.randrange(1, 120)))
        for sentence in sentences(text):
            start = chance.randrange(sentence.start, sentence.end)
            others = [Span(at, at + 1) for at in range(sentence.start, sentence.end, 9) if at != start]
            assert role_of(text, sentence, Span(start, start + 1), lang, others, "admin1") in ROLES


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nl,vecht*,battle,3,own", "battle"),
        ("nl,vecht*,combat,heavy,own", "heavy"),
        ("nl,vecht*,combat,99,own", "99"),
        ("xx,vecht*,combat,3,own", "xx"),
        ("nl,,combat,3,own", "pattern"),
        ("nl,vecht**,combat,3,own", "pattern"),
        ("nl,vecht*,combat,3,", "source"),
        ("nl,vecht*,combat,3", "4 cells"),
    ],
)
def test_a_broken_lexicon_names_the_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "roles.csv"
    path.write_text(f"lang,pattern,role,weight,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"roles\.csv:2.*{message}"):
        roles._cues("nl", path)


def test_a_province_right_after_its_village_is_other() -> None:
    text = "Отражены атаки в районах Синьковки Харьковской области и Терны."
    others = ("Синьковки", "Терны")
    assert role_in(text, "Харьковской области", "ru", *others, level="admin1") == "other"
    assert role_in(text, "Терны", "ru", "Синьковки", "Харьковской области") == "combat"


def test_near_names_where_it_is_in_a_report_of_sectors() -> None:
    text = "Russian forces attacked northeast of Kupyansk near Synkivka and west of Kreminna near Terny."
    names = ("Kupyansk", "Synkivka", "Kreminna", "Terny")
    roles_of = [role_in(text, name, "en", *(other for other in names if other != name)) for name in names]
    assert roles_of == ["other", "combat", "other", "combat"]


def test_near_opens_a_list_as_well() -> None:
    text = "Ворог просунувся у Торецьку, поблизу Зоряного, Новосадового та Невельського."
    names = ("Торецьку", "Зоряного", "Новосадового", "Невельського")
    assert {role_in(text, name, "uk", *(other for other in names if other != name)) for name in names} == {"combat"}


def test_what_and_joins_is_no_point_of_reference() -> None:
    text = "Дрони вразили нафтобазу у Феодосії та арсенал поблизу Карачева."
    assert role_in(text, "Карачева", "uk", "Феодосії") == "strike"


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("uk", "Противник атакував 62 дронами із напрямків: Курськ, Орел, Навля.", ("Курськ", "Орел", "Навля")),
        ("ru", "Дроны атаковали Киев с аэродромов Оленья и Моздок.", ("Оленья", "Моздок")),
        ("en", "The drones were launched from Kursk, Oryol and Navlya.", ("Kursk", "Oryol", "Navlya")),
        ("de", "Die Drohnen kamen aus den Richtungen Kursk, Orjol und Nawlja.", ("Kursk", "Orjol", "Nawlja")),
    ],
)
def test_all_launch_sites_of_a_row_are_origins(lang: str, text: str, names: tuple[str, ...]) -> None:
    whole = sentences(text)[0]
    spans = [Span(text.index(name), text.index(name) + len(name)) for name in names]
    for span in spans:
        others = [other for other in spans if other != span]
        assert role_of(text, whole, span, lang, others, "populated_place") == "other"
        assert is_origin(text, whole, span, lang, others)


def test_broken_references(tmp_path: Path) -> None:
    path = tmp_path / "references.csv"
    path.write_text("lang,pattern,relation,source\nnl,naast,beside,own\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"references\.csv:2.*beside"):
        relations.relations_of("nl", path)


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        roles._cues("nl", tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("lang", "text", "name", "other", "role"),
    [
        (
            "nl",
            "In Tokmak, vijftig kilometer ten zuiden van Orichiv, sloegen drones in.",
            "Tokmak",
            "Orichiv",
            "strike",
        ),
        (
            "en",
            "One district of Tokmak, known as Velykyi Tokmak until 1962, lost electricity.",
            "Tokmak",
            "Velykyi",
            "humanitarian",
        ),
        ("de", "In Tokmak, einer kleinen Stadt am Fluss, schlugen zwei Raketen ein.", "Tokmak", "Stadt", "strike"),
        ("uk", "Токмак, невелике місто на південь від Оріхова, ворог обстріляв двічі.", "Токмак", "Оріхова", "strike"),
    ],
)
def test_what_is_told_goes_on_behind_an_aside(lang: str, text: str, name: str, other: str, role: str) -> None:
    assert role_in(text, name, lang, other) == role
