"""Readers: files, folders and pasted text become articles, and what could not be read is told, never dropped."""

from geo.articles.language import detect_language, normalise_language
from geo.articles.published import parse_published
from geo.articles.reading import Reading, read_articles, read_text
from geo.articles.records import ENDINGS

__all__ = [
    "ENDINGS",
    "Reading",
    "detect_language",
    "normalise_language",
    "parse_published",
    "read_articles",
    "read_text",
]
