"""A PDF -> its text; called in a process of its own by `geo.articles.apart`."""

from __future__ import annotations

import io
import re
from statistics import median
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from geo.articles.fields import MAX_TEXT
from geo.errors import ArticleError

_SENTENCE_END = re.compile(r"[.!?…:][\"'»”’)\]]*$")
_FILE_NAME = re.compile(r"\.\w{2,4}$|^microsoft word|^untitled$|^print$", re.IGNORECASE)
_SHORT = 0.8  # of the usual length of a line: what ends before that ends a paragraph


def read_pdf(data: bytes) -> dict[str, Any]:
    """Fields of the article in a PDF: its text, and its title where it has one.

    The date in a PDF is the day on which the file was made, and so is not taken for the day of publication.

    Raises
    ------
    ArticleError
        Where it is broken, encrypted, or holds pictures alone.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted with a password; save it without one")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_TEXT:
                raise ArticleError(f"holds more than {MAX_TEXT:,} characters of text; split it")
        title = (reader.metadata.title if reader.metadata else None) or ""
    except DependencyError as error:
        raise ArticleError("encrypted; save it without a password") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise ArticleError(f"a broken PDF ({str(error)[:200]}); save it again, or paste its text") from error
    text = "\n\n".join(filter(None, map(_unwrapped, pages)))
    if not text:
        raise ArticleError(
            f"a PDF without text on its {len(pages)} page(s), probably scanned; run text recognition (OCR) over it first"
        )
    return {"text": text} | ({} if _FILE_NAME.search(title.strip()) else {"title": title.strip()})


def _unwrapped(page: str) -> str:
    """The text of a page with its paragraphs each on one line, and words whole that the end of a line has cut."""
    lines = [" ".join(line.split()) for line in page.replace("\x00", "").splitlines()]
    lengths = [len(line) for line in lines if line]
    if not lengths:
        return ""
    short = _SHORT * median(lengths)
    text = ""
    for line in lines:
        if not line:
            text = text.rstrip() + "\n" if text else ""
        elif text.endswith("-") and line[0].islower():
            text = text[:-1] + line
        elif text.endswith("-") or not text or text.endswith("\n"):
            text += line
        else:
            text += " " + line
        if _SENTENCE_END.search(line) and len(line) < short:
            text += "\n"
    return text.strip()
