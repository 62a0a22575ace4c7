"""The readers: every format, every date, and bad input that never costs the good input beside it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.articles import (
    Reading,
    detect_language,
    normalise_language,
    parse_published,
    published,
    read_articles,
    read_text,
)
from geo.articles.records import read_records
from geo.errors import ArticleError
from geo.models import Article

DUTCH = "Het leger meldde dinsdag dat de stad opnieuw onder vuur lag."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_one(path: Path) -> Article:
    reading = read_articles([path])
    assert [str(error) for error in reading.errors] == []
    assert len(reading.articles) == 1
    return reading.articles[0]


def error_of(path: Path) -> str:
    reading = read_articles([path])
    assert reading.articles == ()
    assert len(reading.errors) == 1
    return str(reading.errors[0])


def texts(reading: Reading) -> list[str]:
    return [article.text for article in reading.articles]


def messages(reading: Reading) -> list[str]:
    return [str(error) for error in reading.errors]


# --- plain text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "published", "precision", "title", "raw"),
    [
        (" date 2022-12 Zelensky bezoekt front", date(2022, 12, 1), "month", "Zelensky bezoekt front", "2022-12"),
        ("date 2022-12 Zelensky bezoekt front", date(2022, 12, 1), "month", "Zelensky bezoekt front", "2022-12"),
        (" date 2022-12-20 Kop, met 'quote'", date(2022, 12, 20), "day", "Kop, met 'quote'", "2022-12-20"),
        (" date 2022 Kop", date(2022, 1, 1), "year", "Kop", "2022"),
        (" date 20/12/2022 Kop", date(2022, 12, 20), "day", "Kop", "20/12/2022"),
        ("Date: 2022-12-20", date(2022, 12, 20), "day", "", "2022-12-20"),
        (" date soon Kop", None, None, "Kop", "soon"),
        (" date soon Kop gaat verder...", None, None, "Kop gaat verder...", "soon"),
        ("date soon Kop", None, None, "Kop", "soon"),
        ("date 2022-13-45 Kop.", None, None, "Kop.", "2022-13-45"),
        (" date  Kop van twee", None, None, "Kop van twee", None),
    ],
)
def test_header_line(
    tmp_path: Path, header: str, published: date | None, precision: str | None, title: str, raw: str | None
) -> None:
    article = read_one(write(tmp_path, "a.txt", f"{header}\n\n{DUTCH}\n\nTweede alinea.\n"))
    assert article.text == f"{DUTCH}\n\nTweede alinea.\n"
    assert (article.published, article.published_precision) == (published, precision)
    assert (article.title, article.raw_published, article.id, article.lang) == (title, raw, "a.txt", "nl")


@pytest.mark.parametrize(
    "text",
    [
        "date palms in Basra were destroyed by fire.\n\nThe orchards burned for days.",
        " date palms in Basra were destroyed by fire.\n\nThe orchards burned for days.",
        "date palms in Basra were destroyed by\nfire, a farmer said.",
        "Date palms burn in Basra\n\nThe orchards burned for days.",
        "Dates for the talks were not given.\n\nThe ministers left.",
        "\n\n date 2022-12-20 is not in the first line",
        "  Een tekst zonder kop, met spaties om zich heen.  \n\n",
    ],
)
def test_text_without_header_is_kept_whole(tmp_path: Path, text: str) -> None:
    article = read_one(write(tmp_path, "a.txt", text))
    assert (article.text, article.title, article.published, article.raw_published) == (text, "", None, None)


def test_line_ends_and_offsets_stay_true(tmp_path: Path) -> None:
    body = f"{DUTCH}\r\n \r\nRegel twee 🇺🇦 na Бахмут\r\n"
    article = read_one(write(tmp_path, "a.txt", b"\xef\xbb\xbf" + f" date 2022-12 Kop\r\n \t\r\n\r\n{body}".encode()))
    assert article.text == body
    assert article.text[article.text.index("Бахмут") :] == "Бахмут\r\n"


def test_header_with_old_line_ends(tmp_path: Path) -> None:
    assert read_one(write(tmp_path, "a.txt", f" date 2022-12 Kop\r\r{DUTCH}")).text == DUTCH


@pytest.mark.parametrize("content", ["", "  \n\n", " date 2022-12 Kop\n\n", " date 2022-12 Kop", "\ufeff"])
def test_empty_text_is_an_error(tmp_path: Path, content: str) -> None:
    assert error_of(write(tmp_path, "a.txt", content)) == f"{tmp_path}/a.txt:1: the text is empty; an article needs one"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_not_utf8_names_the_line_of_the_first_wrong_byte(tmp_path: Path, name: str) -> None:
    message = error_of(write(tmp_path, name, b"een\r\ntwee\rdrie\nvi\xe9r\n\xff"))
    assert message == f"{tmp_path}/{name}:4: not UTF-8 (byte 0xE9); save the file as UTF-8"


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
def test_utf16_is_called_by_its_name(tmp_path: Path, name: str) -> None:
    assert "/a." in (message := error_of(write(tmp_path, name, DUTCH.encode("utf-16"))))
    assert "UTF-16" in message


def test_nul_byte_is_an_error(tmp_path: Path) -> None:
    assert "a.txt:2: a NUL byte" in error_of(write(tmp_path, "a.txt", "een\ntwee\x00"))


@given(body=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_text_is_the_end_of_the_file_character_for_character(tmp_path: Path, body: str) -> None:
    for name, head in (("a.txt", " date 2022-12-20 Kop\n"), ("a.md", "---\ntitle: Kop\n---\n")):
        reading = read_articles([write(tmp_path, name, head + body)])
        if reading.articles:
            text = reading.articles[0].text
            assert body.endswith(text)
            assert not body[: len(body) - len(text)].strip()
        else:
            assert not body.strip()


# --- Markdown -----------------------------------------------------------------------------------------------------


def test_front_matter(tmp_path: Path) -> None:
    head = (
        "---\ntitle: 'Kop: met dubbele punt'\npublished: 2022-12-20\nlang: nl-NL\nsource: Eigen verslag\n"
        "url: https://example.org/a\ntags: [oorlog, front]\nauthor:\n  name: X\n---\n\n"
    )
    body = f"# Kop\n\n{DUTCH} **Bakhmut** [link](https://example.org)\n---\nnog iets\n"
    article = read_one(write(tmp_path, "a.md", head + body))
    assert article == Article(
        id="https://example.org/a",
        text=body,
        title="Kop: met dubbele punt",
        published=date(2022, 12, 20),
        published_precision="day",
        lang="nl",
        source="Eigen verslag",
        url="https://example.org/a",
        raw_published="2022-12-20",
    )


@pytest.mark.parametrize(
    ("written", "published", "precision"),
    [
        ("2022", date(2022, 1, 1), "year"),
        ("2022-12", date(2022, 12, 1), "month"),
        ("'2022-12'", date(2022, 12, 1), "month"),
        ("2022-12-20 23:30:00 -05:00", date(2022, 12, 20), "day"),
        ("2022-12-20T23:30:00Z", date(2022, 12, 20), "day"),
        ("20 december 2022", date(2022, 12, 20), "day"),
        ("december 2022", date(2022, 12, 1), "month"),
        ("soon", None, None),
    ],
)
def test_front_matter_dates(tmp_path: Path, written: str, published: date | None, precision: str | None) -> None:
    article = read_one(write(tmp_path, "a.md", f"---\npublished: {written}\n---\n{DUTCH}"))
    assert (article.published, article.published_precision) == (published, precision)
    assert article.raw_published == written.strip("'")


def test_front_matter_values_are_the_words_of_the_file(tmp_path: Path) -> None:
    article = read_one(
        write(tmp_path, "a.md", f"\ufeff---\r\nid: 007\r\nlang: no\r\nTitle: ~\r\n...\r\n\r\n{DUTCH}\r\n")
    )
    assert (article.id, article.lang, article.title, article.text) == ("007", "no", "", f"{DUTCH}\r\n")


@pytest.mark.parametrize("content", [f"# Kop\n\n{DUTCH}\n", f"\n---\n{DUTCH}\n---\n", f"----\n{DUTCH}"])
def test_markdown_without_front_matter_is_all_text(tmp_path: Path, content: str) -> None:
    article = read_one(write(tmp_path, "a.md", content))
    assert (article.text, article.title) == (content, "")


def test_empty_front_matter(tmp_path: Path) -> None:
    assert read_one(write(tmp_path, "a.md", f"---\n---\n{DUTCH}")).text == DUTCH


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"---\ntitle: Kop\n\n{DUTCH}", "a.md:1: the front matter that opens here is never closed"),
        (f"---\nlang: nl\ntitle: Kop: staart\n---\n{DUTCH}", "a.md:3: the front matter cannot be read"),
        (f"---\n{'[' * 1500}\n---\n{DUTCH}", "a.md:2: the front matter cannot be read"),
        (f"---\ntitle: \x07\n---\n{DUTCH}", "the front matter cannot be read"),
        (f"---\nlosse woorden\n---\n{DUTCH}", "a.md:2: the front matter holds no lines of the form"),
        (f"---\ntitle: [een, twee]\n---\n{DUTCH}", "a.md:1: title is a list"),
        ("---\ntitle: Kop\n---\n\n", "a.md:1: the text is empty"),
    ],
)
def test_broken_front_matter(tmp_path: Path, content: str, message: str) -> None:
    assert message in error_of(write(tmp_path, "a.md", content))


# --- tables -------------------------------------------------------------------------------------------------------

ROW = {
    "id": "x-1",
    "text": f" {DUTCH}\r\n\n",
    "title": "Kop",
    "published": "2022-12",
    "lang": "nl",
    "source": "Eigen verslag",
    "url": "https://example.org/x",
    "mentions": "ignored",
}
ARTICLE = Article(
    id="x-1",
    text=ROW["text"],
    title="Kop",
    published=date(2022, 12, 1),
    published_precision="month",
    lang="nl",
    source="Eigen verslag",
    url="https://example.org/x",
    raw_published="2022-12",
)


def csv_of(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def test_each_table_format_reads_the_same_article(tmp_path: Path) -> None:
    assert read_one(write(tmp_path, "a.csv", csv_of([ROW]))) == ARTICLE
    assert read_one(write(tmp_path, "b.csv", "\ufeff" + csv_of([ROW], ";"))) == ARTICLE
    assert read_one(write(tmp_path, "a.jsonl", "\ufeff" + json.dumps(ROW))) == ARTICLE
    pd.DataFrame([ROW]).to_parquet(tmp_path / "a.parquet")
    assert read_one(tmp_path / "a.parquet") == ARTICLE


def test_ids_fall_back_on_url_then_on_path_and_row(tmp_path: Path) -> None:
    rows = [ROW | {"id": ""}, ROW | {"id": "", "url": ""}, ROW | {"id": " 7 ", "url": ""}]
    write(tmp_path, "deep/a.csv", csv_of(rows))
    write(tmp_path, "deep/b.jsonl", "\n\n" + json.dumps({"text": DUTCH}) + "\n" + json.dumps({"text": DUTCH, "id": 8}))
    pd.DataFrame({"text": [DUTCH], "id": [None]}).to_parquet(tmp_path / "c.parquet")
    write(tmp_path, "deep/er/d.txt", DUTCH)
    reading = read_articles([tmp_path])
    assert [article.id for article in reading.articles] == [
        "c.parquet#1", "https://example.org/x", "deep/a.csv#2", "7", "deep/b.jsonl#1", "8", "deep/er/d.txt",
    ]  # fmt: skip
    assert [article.id for article in read_articles([tmp_path / "deep/b.jsonl"]).articles] == ["b.jsonl#1", "8"]


def test_published_precision_is_kept_where_it_is_coarser(tmp_path: Path) -> None:
    given_precisions = [
        ("2022-12-01", "month", date(2022, 12, 1), "month"),
        ("2022-12-20", "month", date(2022, 12, 1), "month"),
        ("2022-12-20", "year", date(2022, 1, 1), "year"),
        ("2022-12", "day", date(2022, 12, 1), "month"),
        ("2022-12-20", "week", date(2022, 12, 20), "day"),
        (None, "day", None, None),
    ]
    rows = [{"text": DUTCH, "published": day, "published_precision": name} for day, name, _, _ in given_precisions]
    reading = read_articles([write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))])
    found = [(article.published, article.published_precision) for article in reading.articles]
    assert found == [(day, name) for _, _, day, name in given_precisions]
    assert reading.articles[1].raw_published == "2022-12-20"


def test_csv_cells_are_exact(tmp_path: Path) -> None:
    cell = ' "Kop", zei hij\r\nregel twee\nregel drie; \t'
    reading = read_articles([write(tmp_path, "a.csv", csv_of([ROW | {"text": cell}, ROW | {"id": "x-2"}]))])
    assert texts(reading) == [cell, ROW["text"]]


@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
def test_tables_give_back_what_was_written(tmp_path: Path, cells: list[str]) -> None:
    rows = [{"id": f"n{number}", "text": cell} for number, cell in enumerate(cells)]
    kept = [cell for cell in cells if cell.strip()]
    write(tmp_path, "a.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    write(tmp_path, "a.csv", "id,text\n" + "".join(csv_of([row]).partition("\r\n")[2] for row in rows))
    assert texts(read_articles([tmp_path / "a.jsonl"])) == kept
    assert texts(read_articles([tmp_path / "a.csv"])) == kept


def test_csv_with_large_cells_and_blank_rows(tmp_path: Path) -> None:
    large = "woord " * 100_000
    reading = read_articles([write(tmp_path, "a.csv", f'\n Text ,id\n"{large}",a\n\n,\n{DUTCH},b\n')])
    assert texts(reading) == [large, DUTCH]
    assert messages(reading) == []


def test_csv_rows_that_cannot_be_read_cost_only_themselves(tmp_path: Path) -> None:
    content = (
        b"id,text,title\n"
        b"a,Goede tekst nummer een,\n"
        b"b,Tekst met, een komma te veel,\n"
        b"c,te weinig\n"
        b'd,"lange tekst\nmet een f\xe9ut",\n'
        b"e,nul\x00,\n"
        b"f,,leeg\n"
        b'g,"aan"halingstekens,\n'
        b"h,Goede tekst nummer twee,\n"
        b'i,"nooit gesloten,\n'
        b"j,Goede tekst nummer drie,\n"
    )
    reading = read_articles([write(tmp_path, "a.csv", content)])
    assert [article.id for article in reading.articles] == ["a", "h", "j"]
    for line, words in enumerate(
        ["4 cells where the header has 3", "2 cells", "not UTF-8 (byte 0xE9)", "a NUL byte", "the text is empty",
         "a double quote that does not fit", "a double quote that does not fit"]
    ):  # fmt: skip
        place = [3, 4, 6, 7, 8, 9, 11][line]
        assert messages(reading)[line].startswith(f"{tmp_path}/a.csv:{place}: ")
        assert words in messages(reading)[line]
    assert len(reading.errors) == 7


def test_csv_that_is_all_broken_quotes_ends(tmp_path: Path) -> None:
    reading = read_articles([write(tmp_path, "a.csv", "text,id\n" + 'a","b\n' * 2_000)])
    assert reading.articles == ()
    assert "from here on nothing is read" in messages(reading)[-1]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("id,body\n1,x\n", "'id', 'body'"),
        ("id;body\n1;x\n", "'id', 'body'"),
        ("\n\nBody\n1\n", "'body'"),
        ('"body\n1\n', "none"),
    ],
)
def test_csv_without_text_column(tmp_path: Path, content: str, found: str) -> None:
    line = 3 if content.startswith("\n") else 1
    assert error_of(write(tmp_path, "a.csv", content)) == f"{tmp_path}/a.csv:{line}: no column text; found {found}"


@pytest.mark.parametrize(("name", "content"), [("a.csv", ""), ("a.csv", "text,id\n"), ("a.jsonl", " \n\n")])
def test_table_without_rows(tmp_path: Path, name: str, content: str) -> None:
    assert error_of(write(tmp_path, name, content)) == f"{tmp_path}/{name}: holds no articles"


def test_json_lines_that_cannot_be_read_cost_only_themselves(tmp_path: Path) -> None:
    lines: list[tuple[bytes, str]] = [
        (b'{"text": "Goed"}', ""),
        (b'{"text": "half', "broken JSON"),
        (b"[1, 2]", "JSON, but no object"),
        (b'"tekst"', "JSON, but no object"),
        (b'{"text": "f\xe9ut"}', "not UTF-8 (byte 0xE9)"),
        (b'{"title": "zonder tekst"}', "no text"),
        (b'{"text": null}', "no text"),
        (b'{"text": NaN}', "no text"),
        (b'{"text": 5}', "the text is a number"),
        (b'{"text": " "}', "the text is empty"),
        (b'{"text": "half \\ud83d"}', "half a character (U+D83D) at character 6 of the text"),
        (b'{"text": "nul \\u0000"}', "a NUL character at character 5 of the text"),
        (b'{"text": "Goed", "title": {"a": 1}}', "title is an object"),
        (b'{"text": "Goed", "id": true}', "id is a truth value"),
        (b"[" * 100_000, "broken JSON"),
        (b'{"text": "Goed", "id": ' + b"9" * 5000 + b"}", "broken JSON"),
        ('{"text": "Ook\u2028goed", "source": 3.0, "url": 1.5, "title": NaN}'.encode(), ""),
    ]
    reading = read_articles([write(tmp_path, "a.jsonl", b"\r\n".join(line for line, _ in lines))])
    assert texts(reading) == ["Goed", "Ook\u2028goed"]
    assert [(a.source, a.url, a.title) for a in reading.articles] == [(None, None, ""), ("3", "1.5", "")]
    expected = [(number, words) for number, (_, words) in enumerate(lines, 1) if words]
    assert len(expected) == len(reading.errors)
    for message, (number, words) in zip(messages(reading), expected, strict=True):
        assert message.startswith(f"{tmp_path}/a.jsonl:{number}: ")
        assert words in message


def test_parquet_types(tmp_path: Path) -> None:
    days = ["2022-12-20 23:30:00.000000001", "NaT", "2022-12-21", "NaT", "NaT"]
    frame = pd.DataFrame(
        {
            "Text": [DUTCH, DUTCH, DUTCH.encode(), b"\xff", None],
            "id": [1, 2, 3, 4, 5],
            "published": pd.Series(days, dtype="datetime64[ns]"),
            "lang": pd.Categorical(["nl", "en", None, None, None]),
        }
    )
    frame["Text"] = [value.encode() if isinstance(value, str) else value for value in frame["Text"]]
    frame.to_parquet(tmp_path / "a.parquet")
    reading = read_articles([tmp_path / "a.parquet"])
    assert [(a.id, a.published, a.lang) for a in reading.articles] == [
        ("1", date(2022, 12, 20), "nl"),
        ("2", None, "en"),
        ("3", date(2022, 12, 21), "nl"),
    ]
    assert "a.parquet: row 4: a value cannot be read" in messages(reading)[0]
    assert "a.parquet: row 5: no text" in messages(reading)[1]


def test_parquet_years_with_a_gap(tmp_path: Path) -> None:
    pd.DataFrame({"text": [DUTCH, DUTCH], "published": [2022, None], "id": [5, None]}).to_parquet(
        tmp_path / "a.parquet"
    )
    first, second = read_articles([tmp_path / "a.parquet"]).articles
    assert (first.id, first.published, first.published_precision) == ("5", date(2022, 1, 1), "year")
    assert (second.id, second.published, second.raw_published) == ("a.parquet#2", None, None)


def test_parquet_that_cannot_be_read(tmp_path: Path) -> None:
    pd.DataFrame({"body": [DUTCH]}).to_parquet(tmp_path / "a.parquet")
    assert error_of(tmp_path / "a.parquet") == f"{tmp_path}/a.parquet: no column text; found 'body'"
    pd.DataFrame({"text": []}).to_parquet(tmp_path / "b.parquet")
    assert error_of(tmp_path / "b.parquet") == f"{tmp_path}/b.parquet: holds no articles"
    assert "c.parquet: not a readable Parquet file" in error_of(write(tmp_path, "c.parquet", b"PAR1 nee"))
    assert "d.parquet: not a readable Parquet file" in error_of(write(tmp_path, "d.parquet", b""))


# --- files, folders, ids ------------------------------------------------------------------------------------------


def test_folder_is_read_in_order_and_without_what_is_no_article(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.TXT", "a/.hidden.txt", ".git/c.txt", "photo.jpg", "README.md", "a/readme.md", "b.json"):
        write(tmp_path, name, DUTCH)
    write(tmp_path, "c/README.md", f"---\ntitle: Kop\n---\n{DUTCH}")
    reading = read_articles([tmp_path])
    assert [article.id for article in reading.articles] == ["a/z.TXT", "b.txt", "c/README.md"]
    assert reading.errors == ()


def test_files_named_directly_are_read_whatever_their_name(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, DUTCH) for name in ("a/README.md", ".hidden.txt")]
    assert [article.id for article in read_articles(paths).articles] == ["README.md", ".hidden.txt"]


def test_good_files_beside_bad_ones(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"\xff")
    write(tmp_path, "b.parquet", b"nee")
    write(tmp_path, "c.csv", "id\n1\n")
    write(tmp_path, "d.txt", DUTCH)
    (tmp_path / "e.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "f.txt")
    (tmp_path / "g").mkdir()
    os.mkfifo(tmp_path / "g/README.md")
    reading = read_articles([tmp_path, tmp_path / "nowhere", write(tmp_path, "photo.jpg", b"")])
    assert texts(reading) == [DUTCH]
    starts = ["a.txt:1: not UTF-8", "b.parquet: not", "c.csv:1: no column", "e.txt: cannot be read (No such file",
              "f.txt: not a regular file", "g/README.md: not a regular file", "nowhere: no such file or folder",
              "photo.jpg: the ending '.jpg' is none that is read; use .txt, .md, .html, .pdf, .csv, .jsonl, .parquet"]  # fmt: skip
    assert len(starts) == len(reading.errors)
    assert all(m.startswith(f"{tmp_path}/{s}") for m, s in zip(messages(reading), starts, strict=True))
    assert all(isinstance(error, ArticleError) for error in reading.errors)


def test_paths_that_cannot_be() -> None:
    reading = read_articles([Path("x" * 5000 + ".txt"), Path("a\x00.txt"), Path(os.fsdecode(b"w\xe9g.txt"))])
    assert len(reading.errors) == 3
    assert "w?g.txt: no such file" in messages(reading)[2]


@pytest.mark.parametrize("name", [None, "README.md", "photo.jpg", ".hidden/a.txt"])
def test_folder_without_articles(tmp_path: Path, name: str | None) -> None:
    if name:
        write(tmp_path, name, DUTCH)
    assert error_of(tmp_path).startswith(f"{tmp_path}: no articles in this folder")


def test_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", DUTCH)
    write(tmp_path, "b/c.txt", DUTCH)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    reading = read_articles([tmp_path])
    assert messages(reading) == [f"{tmp_path}/b: this folder cannot be read (Permission denied)"]
    assert texts(reading) == [DUTCH]


def test_one_id_from_two_sources_is_an_error_and_the_first_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", json.dumps({"id": "same", "text": "Eerste"}))
    write(tmp_path, "b.csv", "id,text\nother,Derde\nsame,Tweede\n")
    reading = read_articles([tmp_path])
    assert texts(reading) == ["Eerste", "Derde"]
    assert messages(reading) == [
        f"{tmp_path}/b.csv:3: the id 'same' is taken by {tmp_path}/a.jsonl:1, which is kept; "
        "give one of the two another id"
    ]


def test_a_file_that_is_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a/b.txt", DUTCH)
    (tmp_path / "a/link.txt").symlink_to(path)
    reading = read_articles([tmp_path, tmp_path / "a", path])
    assert [article.id for article in reading.articles] == ["a/b.txt"]
    assert reading.errors == ()


def test_undated_articles_give_one_warning(tmp_path: Path) -> None:
    for name in "abcde":
        write(tmp_path, f"{name}.txt", DUTCH if name != "b" else f" date soon Kop\n\n{DUTCH}")
    write(tmp_path, "f.txt", f" date 2022 Kop\n\n{DUTCH}")
    reading = read_articles([tmp_path])
    assert len(reading.articles) == 6
    assert reading.errors == ()
    assert len(reading.warnings) == 1
    assert reading.warnings[0].startswith(
        "5 of 6 articles are undated: a.txt, b.txt (its date 'soon' cannot be read), c.txt and 2 more. To date one, "
    )
    assert read_articles([tmp_path / "f.txt"]).warnings == ()


def test_no_paths() -> None:
    assert read_articles([]) == Reading((), (), ())


def complaint(content: bytes, ending: str) -> str:
    try:
        list(read_records(io.BytesIO(content), "a", "a", ending))
    except ArticleError as error:
        return str(error)
    return "a: nothing"


@given(data=st.binary(max_size=300), ending=st.sampled_from([".txt", ".md", ".csv", ".jsonl", ".parquet"]))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_but_our_own_error(data: bytes, ending: str) -> None:
    for content in (data, b"text,id\n" + data, b"---\n" + data, b"PAR1" + data + b"PAR1"):
        assert complaint(content, ending).startswith("a:")


@given(position=st.integers(0, 100_000), byte=st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_damaged_parquet_raises_nothing_but_our_own_error(position: int, byte: int) -> None:
    damaged = bytearray(_PARQUET)
    damaged[position % len(damaged)] = byte
    assert complaint(bytes(damaged), ".parquet").startswith("a:")


_PARQUET = pd.DataFrame([ROW, ROW]).to_parquet()


# --- pasted text --------------------------------------------------------------------------------------------------


def test_pasted_text() -> None:
    article = read_text(f"\ufeff date 2022-12-20 Kop\n\n{DUTCH}")
    assert (article.text, article.title, article.published, article.lang) == (DUTCH, "Kop", date(2022, 12, 20), "nl")
    assert article.id.startswith("text-")
    assert article.id == read_text(DUTCH).id != read_text(DUTCH + " ").id


def test_what_is_given_goes_before_the_header() -> None:
    article = read_text(
        f" date 2022-12-20 Kop\n\n{DUTCH}",
        id="p",
        title="T",
        published=date(2023, 1, 2),
        lang="de",
        source="S",
        url="u",
    )
    assert article == Article("p", DUTCH, "T", date(2023, 1, 2), "day", "de", "S", "u", "2023-01-02")
    assert read_text(DUTCH, url="https://example.org/a").id == "https://example.org/a"


@pytest.mark.parametrize("text", ["", "  ", " date 2022-12 Kop", "half \ud83d"])
def test_pasted_text_that_is_none(text: str) -> None:
    with pytest.raises(ArticleError):
        read_text(text)


# --- dates --------------------------------------------------------------------------------------------------------

KYIV, NEW_YORK = timezone(timedelta(hours=2)), timezone(timedelta(hours=-5))
DAY, MONTH, YEAR = (date(2022, 12, 20), "day"), (date(2022, 12, 1), "month"), (date(2022, 1, 1), "year")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022", YEAR),
        (2022, YEAR),
        (2022.0, YEAR),
        ("2022-12", MONTH),
        ("12/2022", MONTH),
        ("2022-12-20", DAY),
        (" 2022-12-20 ", DAY),
        ("2022/12/20", DAY),
        ("20221220", DAY),
        ("20221220T101500Z", DAY),
        ("2022-12-20T10:00:00Z", DAY),
        ("2022-12-20T23:30:00-05:00", DAY),
        ("2022-12-20T00:30:00+02:00", DAY),
        ("2022-12-20 10:00", DAY),
        ("2022-12-20T10:00:00.123456+0000", DAY),
        ("2022-12-20 10:00:00 UTC", DAY),
        ("2022-12-20 10:00:00 Europe/Kyiv", DAY),
        (date(2022, 12, 20), DAY),
        (datetime(2022, 12, 20, 23, 30, tzinfo=NEW_YORK), DAY),
        (datetime(2022, 12, 20, 0, 30, tzinfo=KYIV), DAY),
        (pd.Timestamp("2022-12-20 23:30", tz="America/New_York"), DAY),
        ("20/12/2022", DAY),
        ("20-12-2022", DAY),
        ("12/20/2022", DAY),
        ("20.12.2022", DAY),
        ("20. 12. 2022", DAY),
        ("20/12/2022 10:30", DAY),
        ("12/20/2022 10:30:00 PM", DAY),
        ("03.04.2022", (date(2022, 4, 3), "day")),
        ("03/03/2022", (date(2022, 3, 3), "day")),
    ],
)
def test_dates_in_digits(value: object, expected: tuple[date, str]) -> None:
    assert parse_published(value, "nl") == expected


@pytest.mark.parametrize(
    ("lang", "value", "expected"),
    [
        ("nl", "di, 20 dec 2022", DAY),
        ("nl", "di, 20 dec 2022 23:30:00 +0100", DAY),
        ("nl", "20 december 2022", DAY),
        ("nl", "dinsdag 20 december 2022 om 10:30", DAY),
        ("nl", "december 2022", MONTH),
        ("nl", "Tue, 20 Dec 2022 23:30:00 -0500", DAY),
        ("nl", "5 mrt 2022", (date(2022, 3, 5), "day")),
        ("en", "December 20, 2022", DAY),
        ("en", "Dec. 20th, 2022 11:30 p.m. EST", DAY),
        ("en", "in 2022", YEAR),
        ("uk", "20 грудня 2022 року, 10:15", DAY),
        ("uk", "вівторок, 20 грудня 2022 р.", DAY),
        ("uk", "грудень 2022", MONTH),
        ("ru", "20 декабря 2022 г.", DAY),
        ("ru", "вт, 20 дек 2022 10:00:00 +0300", DAY),
        ("ru", "декабрь 2022", MONTH),
        ("de", "20. Dezember 2022", DAY),
        ("de", "März 2022", (date(2022, 3, 1), "month")),
        ("fr", "mardi 20 déc. 2022", DAY),
        ("fr", "1er mars 2022", (date(2022, 3, 1), "day")),
        ("und", "20 december 2022", DAY),
        ("", "20 грудня 2022", DAY),
        ("xx", "20 December 2022", DAY),
    ],
)
def test_dates_in_words(lang: str, value: str, expected: tuple[date, str]) -> None:
    assert parse_published(value, lang) == expected


@pytest.mark.parametrize(
    "value",
    [
        None, "", "  ", "soon", "gisteren", "vandaag 10:00", "2 days ago", "2 dagen geleden", "10:00", "dinsdag",
        "20 december", "20 dec 22", "20 dec. '22", "yesterday 2022", "Q4 2022", "week 51 2022", "10:00 2022",
        "MMXXII", "December 2022 10:00", "20 December 2022 - 3 January 2023", "03/04/2022", "03-04-2022",
        "di 03/04/2022", "di 03 04 2022", "03/04/2022 10:00", "03/04/2022 at 10:00 CET", "20-12-22", "12.20.2022",
        "2022-13", "2022-00", "2022-02-30", "31 februari 2022", "20221320", "0999-12-20", "3000-01-01",
        "20 December 3022", "20 December 0999", "2022-23", "1671494400", 1671494400, 202212, 999, 3000, 2022.12, True,
        float("nan"), float("inf"), pd.NaT, pd.NA, date(999, 1, 1), datetime(9999, 12, 31), ["2022-12-20"],
        b"2022-12-20", "20 december 2022 " * 20,
    ],
)  # fmt: skip
def test_no_date_rather_than_a_wrong_one(value: object) -> None:
    assert parse_published(value, "nl") is None
    assert parse_published(value, "en") is None


@given(day=st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_written_dates_come_back(day: date) -> None:
    assert parse_published(day.isoformat(), "nl") == (day, "day")
    assert parse_published(f"{day:%Y-%m}", "nl") == (day.replace(day=1), "month")
    assert parse_published(f"{day.day}.{day.month}.{day.year}", "nl") == (day, "day")


@given(
    value=st.one_of(st.text(max_size=40), st.text("0123456789 -/.:TZ+decma", max_size=30), st.floats(), st.integers())
)
@settings(max_examples=300, deadline=None)
def test_no_value_raises(value: object) -> None:
    found = parse_published(value, "nl")
    assert found is None or 1000 <= found[0].year <= 2999


def test_what_dateparser_throws_is_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(lang: str) -> None:
        raise OverflowError(lang)

    monkeypatch.setattr(published, "_word_parser", refuse)
    assert parse_published("20 december 2022, te ver weg", "nl") is None


def test_dateparser_is_imported_only_for_words() -> None:
    code = (
        "import sys; from pathlib import Path; from geo.articles import read_text, parse_published;"
        "read_text(' date 2022-12-20 Kop\\n\\nTekst', lang='nl'); assert 'dateparser' not in sys.modules;"
        "assert 'py3langid' not in sys.modules and 'pyarrow' not in sys.modules;"
        "parse_published('20 december 2022', 'nl'); assert 'dateparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


# --- language -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("nl", "nl"), ("nl-NL", "nl"), ("nl_BE", "nl"), ("UK", "uk"), (" en ", "en"), ("zh-Hans-CN", "zh"),
        ("no", "no"), ("", None), (None, None), ("cyr?", None), ("ua", None), ("xx", None), ("Dutch", None),
        ("und", None), ("-", None),
    ],
)  # fmt: skip
def test_normalise_language(code: str | None, expected: str | None) -> None:
    assert normalise_language(code) == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "De inwoners van het dorp zijn in de nacht van maandag op dinsdag naar het westen gebracht."),
        ("en", "Residents of the village were taken to the west in the night from Monday to Tuesday."),
        ("de", "Die Bewohner des Dorfes wurden in der Nacht zum Dienstag in den Westen gebracht."),
        ("fr", "Les habitants du village ont été conduits vers l'ouest dans la nuit de lundi à mardi."),
        ("uk", "Мешканців села вивезли на захід у ніч з понеділка на вівторок, повідомила обласна влада."),
        ("ru", "Жителей села вывезли на запад в ночь с понедельника на вторник, сообщили областные власти."),
        ("und", ""),
        ("und", "Бахмут"),
        ("und", "12:30 - 14:45, 2022 ***"),
    ],
)
def test_detect_language(lang: str, text: str) -> None:
    assert detect_language(text) == lang


def test_language_that_is_given_is_kept_and_nonsense_is_detected(tmp_path: Path) -> None:
    rows = [{"text": DUTCH, "lang": lang} for lang in ("FR-fr", "cyr?", None)]
    rows.append({"text": "12345", "title": DUTCH, "lang": None})
    rows.append({"text": "12345", "lang": None})
    reading = read_articles([write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))])
    assert [article.lang for article in reading.articles] == ["fr", "nl", "nl", "nl", "und"]


def test_detection_leaves_the_shared_identifier_alone() -> None:
    import py3langid

    detect_language(DUTCH)
    assert (
        py3langid.classify("Die inwoners van die dorp is gisteraand na die weste geneem, het die owerhede gesê.")[0]
        == "af"
    )
