"""Web pages, PDFs, feeds and uploads; and what is hostile among them, which costs itself alone."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from geo.__main__ import main
from geo.articles import read_articles, read_upload
from geo.articles.apart import parse_apart
from geo.articles.fetching import Fetched
from geo.articles.records import form_of, read_records
from geo.errors import ArticleError, FetchError
from geo.models import Article
from geo.store import open_store
from geo.store.snapshots import version

DUTCH = "Het leger meldde dinsdag dat de stad Bakhmut opnieuw onder vuur lag."
LONG = " ".join([DUTCH, "Twee inwoners raakten gewond, zei de burgemeester, die om hulp vroeg."] * 3)
SECOND = "In Cherson bleef het volgens de gouverneur de hele nacht stil, al vielen er in de ochtend weer granaten."
UKRAINIAN = "Російські війська обстріляли Бахмут у ніч на вівторок, повідомила обласна військова адміністрація. " * 4
PAGES = {
    "article": f"<article><h1>Kop</h1><p>{LONG}</p><p>{SECOND}</p></article>",
    "head": "<title>Kop | De Krant</title><meta property='og:site_name' content='De Krant'>"
    "<meta property='article:published_time' content='2022-12-20T23:30:00-05:00'>",
}


def page(head: str = PAGES["head"], body: str = PAGES["article"], lang: str = "nl") -> str:
    return (
        f"<!DOCTYPE html><html lang={lang}><head>{head}</head><body><nav><a href=/>Voorpagina</a></nav>{body}"
        "<script>alert('x')</script><footer>© 2019 De Krant, Postbus 1</footer></body></html>"
    )


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_one(path: Path) -> Article:
    reading = read_articles([path])
    assert [str(error) for error in reading.errors] == []
    return reading.articles[0]


def error_of(path: Path) -> str:
    reading = read_articles([path])
    assert reading.articles == ()
    [error] = reading.errors
    assert str(error).startswith(str(path))
    return str(error)


def pdf(pages: list[list[str]], title: str = "") -> bytes:
    """A PDF with lines of text on its pages, as any printer writes it."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    objects.append(f"<< /Title ({title}) /CreationDate (D:20010101000000Z) >>".encode())
    kids = []
    for lines in pages:
        drawn = "".join(f"1 0 0 1 50 {800 - 14 * n} Tm ({line}) Tj\n" for n, line in enumerate(lines) if line)
        stream = f"BT /F1 11 Tf\n{drawn}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(data))  # fmt: skip


PRINTED = ["Het leger meldde dinsdag dat de stad Bakh-", "mut opnieuw onder vuur lag. In de provincie Noord-",
           "Brabant werd geld ingezameld voor de inwoners.", "", "Tweede alinea over de stad Cherson aan de rivier."]  # fmt: skip


# --- web pages ----------------------------------------------------------------------------------------------------


def test_a_page_gives_its_article_and_nothing_around_it(tmp_path: Path) -> None:
    article = read_one(write(tmp_path, "a.html", page()))
    assert article.text == f"{LONG}\n{SECOND}"
    assert (article.id, article.title, article.source, article.lang) == ("a.html", "Kop", "De Krant", "nl")
    assert (article.published, article.published_precision) == (date(2022, 12, 20), "day")  # as written, in its zone


def test_a_page_that_does_not_say_its_day_is_undated(tmp_path: Path) -> None:
    body = PAGES["article"] + "<p>Copyright 2019. Lees ook: Kerst 25-12-2021 in de kerk.</p>"
    assert read_one(write(tmp_path, "a.html", page("<title>Kop</title>", body))).published is None


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("windows-1251", "<meta charset=windows-1251>"),
     ("koi8-u", "<meta charset='KOI8-U'>"),
     ("windows-1251", "<meta http-equiv=Content-Type content='text/html; charset=cp1251'>"), ("windows-1251", "")],
)  # fmt: skip
def test_encodings_of_pages(tmp_path: Path, encoding: str, declared: str) -> None:
    body = f"<article><p>{UKRAINIAN}</p></article>"
    article = read_one(write(tmp_path, "a.htm", page(declared, body, "uk").replace("©", "").encode(encoding)))
    assert "Бахмут у ніч на вівторок" in article.text
    assert article.lang == "uk"


def test_the_server_knows_the_encoding_better_than_the_page() -> None:
    data = page("<meta charset=utf-8>", f"<article><p>{UKRAINIAN}</p></article>").replace("©", "").encode("cp1251")
    [fields] = parse_apart("page", data, "a", {"charset": "windows-1251"})
    assert "Бахмут" in fields["text"]
    data = page("", f"<article><p>{UKRAINIAN}</p></article>").encode()
    for nonsense in ("no-such-code", "hex", "ascii"):
        assert "Бахмут" in parse_apart("page", data, "a", {"charset": nonsense})[0]["text"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("https://krant.example/nieuws/1", "https://krant.example/nieuws/1"),
        ("https://www.krant.example/nieuws/1", "https://www.krant.example/nieuws/1"),
        ("https://andere.example/nieuws/1", "https://krant.example/nieuws/1?utm_source=x"),
        ("https://krant.example/", "https://krant.example/nieuws/1?utm_source=x"),
        ("javascript:alert(1)", "https://krant.example/nieuws/1?utm_source=x"),
        ("", "https://krant.example/nieuws/1?utm_source=x"),
    ],
)
def test_a_page_cannot_call_itself_by_the_address_of_another_paper(own: str, expected: str) -> None:
    head = PAGES["head"] + (f"<link rel=canonical href='{own}'>" if own else "")
    [fields] = parse_apart("page", page(head).encode(), "a", {"url": "https://krant.example/nieuws/1?utm_source=x"})
    assert fields["url"] == expected


def test_markup_and_scripts_are_no_text(tmp_path: Path) -> None:
    body = f"<article><p>{LONG} &lt;img src=x onerror=alert(1)&gt;</p><p>{SECOND}</p><style>p{{}}</style></article>"
    text = read_one(write(tmp_path, "a.html", page(body=body))).text
    assert "<img src=x onerror=alert(1)>" in text  # as the reader saw it: text, which the page shows as text
    assert "alert('x')" not in text


@pytest.mark.parametrize("content", ["", "<html></html>", "<p></p>", "<!-- x -->", "<script>x</script>"])
def test_a_page_without_text_is_refused(tmp_path: Path, content: str) -> None:
    assert "no text of an article" in error_of(write(tmp_path, "a.html", content))


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<a><p>"])
def test_tags_nested_a_hundred_thousand_deep_are_refused(tmp_path: Path, opening: str) -> None:
    write(tmp_path, "b.txt", DUTCH)
    path = write(tmp_path, "a.html", page(body=opening * 100_000 + PAGES["article"]))
    started = time.monotonic()
    reading = read_articles([tmp_path])
    assert [article.id for article in reading.articles] == ["b.txt"]
    [error] = reading.errors
    assert str(error).startswith(f"{path}: elements are nested")
    assert time.monotonic() - started < 30


def test_a_page_nested_as_old_tables_are_is_read_whole(tmp_path: Path) -> None:
    deep = "<table><tr><td>" * 150 + PAGES["article"] + "</td></tr></table>" * 150
    assert SECOND in read_one(write(tmp_path, "a.html", page(body=deep))).text


def test_binary_data_under_the_name_of_a_page(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(50_000_000))
    assert "binary data" in error_of(write(tmp_path, "a.html", packed.getvalue()))
    for name in ("a.docx", "a.zip", "a.odt", "a"):
        assert "is none that is read; use .txt, .md, .html, .pdf" in error_of(write(tmp_path, name, packed.getvalue()))
    assert "is none that is read" not in str(read_upload(packed.getvalue(), "a.docx").errors[0])
    assert "a.docx: of no form that is read" in str(read_upload(packed.getvalue(), "a.docx").errors[0])


# --- PDF ----------------------------------------------------------------------------------------------------------


def test_a_pdf_gives_paragraphs_and_whole_words(tmp_path: Path) -> None:
    article = read_one(write(tmp_path, "a.pdf", pdf([PRINTED, ["Derde alinea."]], "Kop van het stuk")))
    assert article.text == (
        "Het leger meldde dinsdag dat de stad Bakhmut opnieuw onder vuur lag. In de provincie Noord-Brabant werd geld "
        "ingezameld voor de inwoners. Tweede alinea over de stad Cherson aan de rivier.\n\nDerde alinea."
    )
    assert (article.title, article.published, article.id) == ("Kop van het stuk", None, "a.pdf")


@pytest.mark.parametrize("title", ["Microsoft Word - stuk.docx", "stuk.pdf", "untitled", ""])
def test_a_file_name_is_no_title(tmp_path: Path, title: str) -> None:
    assert read_one(write(tmp_path, "a.pdf", pdf([PRINTED], title))).title == ""


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    message = error_of(write(tmp_path, "a.pdf", pdf([[], [], []])))
    assert "a PDF without text on its 3 page(s)" in message
    assert "OCR" in message


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4", b"%PDF-1.4\n" + bytes(1000), pdf([PRINTED])[:300], b"no pdf at all",
     pdf([PRINTED]).replace(b"/Kids", b"/Kid5")],
    ids=["empty", "head", "nul", "cut", "text", "no pages"],
)  # fmt: skip
def test_a_broken_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "PDF" in error_of(write(tmp_path, "a.pdf", content))


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([PRINTED]))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "encrypted with a password" in error_of(tmp_path / "a.pdf")


def test_pages_that_hold_each_other_end(tmp_path: Path) -> None:
    circle = pdf([PRINTED]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")
    started = time.monotonic()
    assert "PDF" in error_of(write(tmp_path, "a.pdf", circle))
    assert time.monotonic() - started < 30


# --- feeds --------------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>De Krant &amp; zo</title><link>https://krant.example/</link><language>nl-NL</language>
<item><title>Beschietingen &lt;i&gt;bij&lt;/i&gt; Bakhmut</title><link>https://krant.example/1</link>
<description>Kort.</description><content:encoded><![CDATA[<p>Het leger meldde beschietingen in <b>Bakhmut</b>.</p>
<script>alert(1)</script><p>In Cherson<br>bleef het stil.</p>]]></content:encoded><pubDate>di, 20 dec 2022</pubDate></item>
<item><title>Tweede</title><guid isPermaLink="false">nr-2</guid>
<description>Alleen een samenvatting over Kyiv.</description><pubDate>Wed, 21 Dec 2022 23:30:00 -0500</pubDate></item>
<item><title>Derde</title><link>javascript:alert(1)</link><description>&lt;img src=x onerror=alert(1)&gt;Odesa</description>
<pubDate>Thu, 22 Dec 22 10:00:00 GMT</pubDate></item>
<item><title>Zonder tekst</title><link>/4</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><title type="html">Газета</title>
<entry><title>Обстріл</title><link href="https://gazeta.example/1"/><id>urn:1</id><updated>2022-12-22T00:30:00+02:00</updated>
<published>2022-12-20T00:30:00+02:00</published><content type="text">Обстріляли Бахмут &lt;сьогодні&gt;.</content></entry></feed>"""


def test_an_rss_feed_gives_an_article_an_entry(tmp_path: Path) -> None:
    reading = read_articles([write(tmp_path, "a.xml", RSS)])
    assert [(a.id, a.title, a.text) for a in reading.articles] == [
        ("https://krant.example/1", "Beschietingen bij Bakhmut",
         "Het leger meldde beschietingen in Bakhmut.\nIn Cherson\nbleef het stil."),
        ("a.xml#nr-2", "Tweede", "Alleen een samenvatting over Kyiv."),
        (reading.articles[2].id, "Derde", "Odesa"),
    ]  # fmt: skip
    assert [a.published for a in reading.articles] == [date(2022, 12, 20), date(2022, 12, 21), date(2022, 12, 22)]
    assert {(a.source, a.lang) for a in reading.articles} == {("De Krant & zo", "nl")}
    assert reading.articles[2].url is None
    assert [str(error) for error in reading.errors] == [f"{tmp_path}/a.xml: entry 4: no text; an article needs one"]


def test_an_atom_feed(tmp_path: Path) -> None:
    article = read_one(write(tmp_path, "a.atom", ATOM))
    assert (article.id, article.title, article.text) == (
        "https://gazeta.example/1",
        "Обстріл",
        "Обстріляли Бахмут <сьогодні>.",
    )
    assert (article.published, article.source, article.lang) == (date(2022, 12, 20), "Газета", "uk")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<html><body>x</body></html>", "neither RSS nor Atom"),
        ("<sitemap/>", "neither RSS nor Atom"),
        ("", "neither RSS nor Atom"),
        ("http://127.0.0.1:9/feed", "neither RSS nor Atom"),  # fed as bytes: it is never fetched
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "without entries"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, why: str) -> None:
    assert why in error_of(write(tmp_path, "a.rss", content))


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(10))
        + "]><rss version='2.0'><channel><item><title>x</title><description>&k;</description></item></channel></rss>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM '" + "file:" + "///etc/passwd'>]><rss version='2.0'><channel><item><title>t</title>"
        "<description>&a;</description></item></channel></rss>",
        "<rss version='2.0'><channel>" + "<a>" * 100_000,
        "<rss version='2.0'><channel><item><description>" + "&lt;div&gt;" * 100_000 + "</description></item></channel></rss>",
    ],
    ids=["laughs", "entity", "nested", "nested text"],
)  # fmt: skip
@pytest.mark.slow
def test_hostile_feeds_give_no_article_and_end(tmp_path: Path, content: str) -> None:
    started = time.monotonic()
    reading = read_articles([write(tmp_path, "a.rss", content)])
    assert all("root:" not in article.text and len(article.text) < 1_000 for article in reading.articles)
    assert reading.errors or reading.articles
    assert time.monotonic() - started < 60


# --- addresses ----------------------------------------------------------------------------------------------------

FEED = "https://krant.example/feed"


def web(**contents: tuple[str, str]) -> Callable[[str], Fetched]:
    """A web of pages by the last part of their address; the real one is in test_fetching."""

    def fetch(url: str) -> Fetched:
        name = url.rpartition("/")[2]
        if name not in contents:
            raise FetchError(f"{url}: the server answered 404")
        kind, body = contents[name]
        return Fetched(url, kind, "utf-8", body.encode())

    return fetch


def test_pages_feeds_and_files_are_told_apart_by_their_content() -> None:
    row = json.dumps({"text": DUTCH, "id": "j"})
    net = web(feed=("text/html", RSS), p=("application/octet-stream", page()), t=("text/plain", DUTCH),
              **{"a.jsonl": ("", row), "x": ("application/json", "{}"), "y": ("", "zomaar")})  # fmt: skip
    host = "https://krant.example/"
    reading = read_articles([host + name for name in ("feed", "p", "t", "a.jsonl", "x", "y", "gone")], fetch=net)
    ids = [article.id for article in reading.articles]
    assert ids == [host + "1", FEED + "#nr-2", ids[2], host + "p", host + "t", "j"]
    assert reading.articles[3].title == "Kop"
    assert [str(error).replace(host, "") for error in reading.errors] == [
        "feed: entry 4: no text; an article needs one",
        "x: neither a page, a feed nor a file of articles (application/json); give the address of one",
        "y: neither a page, a feed nor a file of articles; give the address of one",
        "gone: the server answered 404",
    ]


def test_the_whole_page_of_an_entry_takes_the_place_of_its_summary() -> None:
    feed = RSS.replace("<link>/4</link>", "<link>https://krant.example/4</link>")
    net = web(feed=("application/rss+xml", feed), **{"1": ("text/html", page()), "4": ("image/png", "")})
    reading = read_articles([FEED], whole_pages=True, fetch=net)
    first = reading.articles[0]
    assert (first.id, first.title) == ("https://krant.example/1", "Beschietingen bij Bakhmut")
    assert first.text.endswith(SECOND)
    assert [article.text for article in reading.articles[1:]] == ["Alleen een samenvatting over Kyiv.", "Odesa"]
    assert [str(error) for error in reading.errors] == [f"{FEED}: entry 4: https://krant.example/4 is no page"]


@pytest.mark.parametrize(
    ("data", "name", "kind", "expected"),
    [
        (b"%PDF-1.7 x", "", "text/html", ".pdf"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- a --><rss>", "", "", ".rss"),
        (b"<?xml version='1.0'?><rdf:RDF xmlns=", "", "", ".rss"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "a.txt", "", ".rss"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "", "application/xml", ".html"),
        (b"\n<!doctype HTML>", "", "", ".html"),
        (b"<p>x", "a", "text/html", ".html"),
        (b"PAR1", "a", "", ".parquet"),
        (b"a,b", "a.CSV", "application/octet-stream", ".csv"),
        (b"x", "a", "text/plain", ".txt"),
        (b"<feedback>", "", "", None),
        (b"<!---->" * 600, "", "", None),
        (b"", "", "", None),
    ],
)
def test_forms(data: bytes, name: str, kind: str, expected: str | None) -> None:
    assert form_of(data, name, kind) == expected


# --- uploads ------------------------------------------------------------------------------------------------------


def test_uploads_of_every_form() -> None:
    row = {"text": DUTCH, "title": "Kop"}
    uploads = {
        "a.txt": DUTCH.encode(),
        "C:\\stukken\\b.MD": f"---\ntitle: Kop\n---\n{DUTCH}".encode(),
        "c.html": page().encode(),
        "d.csv": pd.DataFrame([row]).to_csv(index=False).encode(),
        "e.jsonl": json.dumps(row).encode(),
        "f.parquet": pd.DataFrame([row]).to_parquet(),
        "g.pdf": pdf([PRINTED]),
        "h.rss": ATOM.encode(),
        "pagina": page().encode(),
    }
    for name, data in uploads.items():
        reading = read_upload(data, name)
        assert (len(reading.articles), reading.errors) == (1, ()), name


def test_two_uploads_of_one_name_are_two_articles_and_the_same_twice_is_one() -> None:
    first, second = (read_upload(text.encode(), "a.txt").articles[0] for text in (DUTCH, SECOND))
    assert first.id != second.id
    assert first.id == read_upload(DUTCH.encode(), "b.txt").articles[0].id
    rows = "\n".join(json.dumps({"text": text}) for text in (DUTCH, SECOND, DUTCH)).encode()
    assert [article.id for article in read_upload(rows, "a.jsonl").articles] == [first.id, second.id]


def test_what_is_wrong_with_an_upload_is_told() -> None:
    assert "a.txt:1: not UTF-8" in str(read_upload(b"\xff", "a.txt").errors[0])
    assert "a.pdf: a PDF without text" in str(read_upload(pdf([[]]), "a.pdf").errors[0])
    assert "of no form that is read" in str(read_upload(b"", "").errors[0])
    assert "are undated: text-" in read_upload(DUTCH.encode(), "a.txt").warnings[0]


# --- files of any size --------------------------------------------------------------------------------------------


def peak_of(code: str, path: Path) -> tuple[int, str]:
    """Peak memory (kB) of a fresh process that runs `code` with `path`, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-c",
         f"import sys\nfrom geo.articles import *\n{code}\nprint(open('/proc/self/status').read())", str(path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent, timeout=120,
    )  # fmt: skip
    # Not ru_maxrss: it begins with the peak of the process that this one was started by.
    told, _, status = done.stdout.partition("Name:")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]), told.strip()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.rss"])
def test_a_document_of_two_gigabytes_is_refused_unread(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(2_000_000_000)  # sparse: it takes no room on the disk
    peak, told = peak_of("for x in read_articles([sys.argv[1]]).errors: print(x)", tmp_path / name)
    assert f"{name}: larger than 20 MB" in told
    assert peak < 200_000


@pytest.mark.parametrize(("name", "why"), [("a.csv", "no column text"), ("a.jsonl", "a line of more than")])
@pytest.mark.slow
def test_a_table_that_is_one_endless_line_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(400_000_000)
    peak, told = peak_of("for x in read_articles([sys.argv[1]]).errors: print(x)", tmp_path / name)
    assert why in told[:2_000]
    assert peak < 400_000


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
@pytest.mark.slow
def test_archives_pass_through_bounded_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = 20_000
    frame = pd.DataFrame({"text": [f"{n} " + LONG * 10 for n in range(rows)], "id": range(rows), "lang": "nl"})
    if name.endswith("csv"):
        frame.to_csv(path, index=False)
    elif name.endswith("jsonl"):
        frame.to_json(path, orient="records", lines=True)
    else:
        frame.to_parquet(path, row_group_size=2_000, compression=None, use_dictionary=False)
    assert path.stat().st_size > 80_000_000
    peak, told = peak_of("print(sum(1 for x in stream_articles([sys.argv[1]])))", path)
    assert told == str(rows)
    assert peak < 230_000


def test_a_quote_that_is_never_closed_costs_its_row_and_not_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("lang,id,text\n")
        for n in range(60_000):
            file.write(f'nl,{n},"{LONG}"\n' if n != 100 else f'nl,{n},"{LONG}\n')
    reading = read_articles([path])
    assert [str(error) for error in reading.errors if "a.csv:102: " not in str(error)] == []
    assert 59_990 < len(reading.articles) < 60_000


@pytest.mark.usefixtures("gazetteer")
def test_what_is_hostile_leaves_the_store_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    write(good, "a.txt", f" date 2022-12-20 Kop\n\n{DUTCH}")
    write(good, "b.html", page())
    write(good, "c.pdf", pdf([PRINTED]))
    write(bad, "d.html", page(body="<div>" * 100_000 + PAGES["article"]))
    write(bad, "e.pdf", pdf([[]]))
    write(bad, "f.rss", "<rss version='2.0'>")
    with (bad / "g.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    inside = ["http://127.0.0.1:9/", "http://169.254.169.254/latest/meta-data/"]
    assert main(["ingest", str(good), str(bad), *inside]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["new"] == 3
    names = ("d.html", "e.pdf", "f.rss", "g.txt", *inside)
    assert all(f"{name}: " in said.err for name in names)
    before = version(open_store())
    assert main(["ingest", str(good), str(bad), *inside]) == 1
    assert (json.loads(capsys.readouterr().out)["same"], version(open_store())) == (3, before)


# --- the process apart --------------------------------------------------------------------------------------------


def test_a_parser_that_takes_too_long_is_ended_and_the_next_document_read() -> None:
    started = time.monotonic()
    with pytest.raises(ArticleError, match=r"a\.html: not read within 0\.001 seconds"):
        parse_apart("page", page().encode() * 2_000, "a.html", {}, seconds=0.001)
    assert time.monotonic() - started < 10
    assert parse_apart("page", page().encode(), "b.html", {})[0]["title"] == "Kop"


def test_a_parser_that_dies_costs_its_document_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.articles import apart

    take = apart._take

    def take_and_kill() -> subprocess.Popen[bytes]:
        process = take()
        process.kill()
        return process

    monkeypatch.setattr(apart, "_take", take_and_kill)
    with pytest.raises(ArticleError, match=r"a\.html: it broke the program that reads it"):
        parse_apart("page", page().encode(), "a.html", {})
    monkeypatch.undo()
    assert parse_apart("page", page().encode(), "b.html", {})[0]["title"] == "Kop"


def test_memory_is_bounded() -> None:
    code = (
        "import resource\nfrom geo.articles import apart\napart.MEMORY = 300_000_000\napart.limit_memory()\n"
        "from geo.articles import pages\npages.read_page = lambda *_: bytearray(10**9)\n"
        "print(apart._parse({'kind': 'page'}, b''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert "needs more than 300 MB of memory" in done.stdout, done.stderr


def test_many_at_once_each_get_their_own_answer() -> None:
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        body = f"<article><p>{LONG} Nummer {number}.</p><p>{SECOND}</p></article>"
        found[number] = parse_apart("page", page(body=body).encode(), "a", {})[0]["text"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Nummer {number}." in found[number] for number in range(8))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_two_processes_do_not_share_a_parser() -> None:
    from geo.articles import apart

    parse_apart("page", page().encode(), "a", {})
    assert len(apart._idle) == 1
    child = os.fork()
    if child == 0:
        os._exit(len(apart._idle))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@given(data=st.binary(max_size=400), ending=st.sampled_from([".html", ".pdf", ".rss"]))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_anything_but_our_own_error(data: bytes, ending: str) -> None:
    for content in (data, b"<rss version='2.0'><channel><item>" + data, b"%PDF-1.4\n" + data, b"<html><p>" + data):
        with contextlib.suppress(ArticleError):
            list(read_records(io.BytesIO(content), "a", "a", ending))
