"""What stands above an article's text in its own file: the crawl's header line, or front matter in YAML."""

from __future__ import annotations

import re

import yaml

from geo.articles.published import parse_numeric_date
from geo.errors import ArticleError

_BLANK = r"[^\S\r\n]"
_END = r"(?:\r\n|\r|\n)"
_BLANK_LINES = re.compile(rf"(?:{_BLANK}*{_END})*")
_HEADER = re.compile(
    rf"(?P<indent>{_BLANK}*)(?P<word>date):?(?P<gap>{_BLANK}+)(?P<date>\S+){_BLANK}*(?P<title>[^\r\n]*)(?:{_END}|\Z)",
    re.IGNORECASE,
)
_SHAPED_LIKE_A_DATE = re.compile(r"\d{4}\b|\d+[-/.]\d+")
_FRONT_MATTER = re.compile(
    rf"---{_BLANK}*{_END}(?P<yaml>.*?)^(?:---|\.\.\.){_BLANK}*(?:{_END}|\Z)", re.DOTALL | re.MULTILINE
)
_OPENING = re.compile(rf"---{_BLANK}*(?:{_END}|\Z)")
_NULL = "tag:yaml.org,2002:null"


def split_header(text: str) -> tuple[dict[str, object], str]:
    """Takes the header line (` date 2022-12-20 Headline`) and the blank lines under it off a plain text.

    Returns
    -------
    fields : dict
        `published` as it was written, and `title`; empty where the text has no header.
    body : str
        The rest, character for character.
    """
    header = _HEADER.match(text)
    if header is None or not _is_header(header, text):
        return {}, text
    published, title = header["date"], header["title"].strip()
    if parse_numeric_date(published) is None and header["indent"] and len(header["gap"]) > 1:
        # " date  Headline": the crawl's own form around an empty date
        published, title = "", f"{published} {title}".strip()
    return {"published": published, "title": title}, text[_skip_blank_lines(text, header.end()) :]


def _is_header(header: re.Match[str], text: str) -> bool:
    """Whether a first line that begins with the word "date" is a header, and not a sentence about dates.

    A date in digits decides at once. Without one ("date soon Headline") a header is written small, does not end as a
    sentence does, and is either indented as the crawl indents it or stands alone above a blank line.
    """
    if parse_numeric_date(header["date"]) or _SHAPED_LIKE_A_DATE.match(header["date"]):
        return True
    words = header["title"].rstrip()
    ends_as_sentence = words.endswith(".") and not words.endswith("..")
    stands_alone = bool(header["indent"]) or _skip_blank_lines(text, header.end()) > header.end()
    return header["word"] == "date" and not ends_as_sentence and stands_alone


def has_front_matter(text: str) -> bool:
    """Whether the first line of a Markdown text opens front matter."""
    return _OPENING.match(text) is not None


def split_front_matter(text: str, file: str) -> tuple[dict[str, object], str]:
    """Takes front matter and the blank lines under it off a Markdown text.

    Values are the very words of the file: YAML's own reading would make a number of the year 2022, a falsehood of the
    language "no", and would lose how a date was written.

    Returns
    -------
    fields : dict
        Empty where the text has no front matter; keys in lower case.
    body : str
        The rest, character for character, markup and all.

    Raises
    ------
    ArticleError
        Where the front matter is never closed or is no YAML; the message names file and line.
    """
    if not has_front_matter(text):
        return {}, text
    block = _FRONT_MATTER.match(text)
    if block is None:
        raise ArticleError(f"{file}:1: the front matter that opens here is never closed; add a line ---")
    try:
        root = yaml.compose(block["yaml"], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        raise ArticleError(
            f"{file}:{mark.line + 2 if mark else 2}: the front matter cannot be read ({problem}); "
            'put a value that holds ": " or begins with a sign between quotes'
        ) from error
    body = text[_skip_blank_lines(text, block.end()) :]
    if root is None:
        return {}, body
    if not isinstance(root, yaml.MappingNode):
        raise ArticleError(f"{file}:2: the front matter holds no lines of the form `title: Headline`")
    fields: dict[str, object] = {}
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode) or value.tag == _NULL:
            continue
        # A list or a mapping is handed on as such: it does no harm under a key that nobody reads.
        fields[key.value.strip().lower()] = value.value
    return fields, body


def _skip_blank_lines(text: str, start: int) -> int:
    blank_lines = _BLANK_LINES.match(text, start)
    return blank_lines.end() if blank_lines else start
