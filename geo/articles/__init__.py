"""Readers: files, folders, web addresses, feeds, uploads and pasted text become articles; what could not be read is told."""

from geo.articles.language import detect_language, normalise_language
from geo.articles.published import parse_published
from geo.articles.reading import Reading, Undated, is_address, read_articles, read_text, read_upload, stream_articles
from geo.articles.records import ENDINGS

__all__ = [
    "ENDINGS",
    "Reading",
    "Undated",
    "detect_language",
    "is_address",
    "normalise_language",
    "parse_published",
    "read_articles",
    "read_text",
    "read_upload",
    "stream_articles",
]
