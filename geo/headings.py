"""An article under its title: the names of the title speak for those of the text, and have no rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.gazetteer import Gazetteer
from geo.models import Article, Span, Toponym
from geo.namesakes import told_apart
from geo.recognition import recognise


@dataclass(frozen=True, slots=True)
class Headed:
    """The names of a title and of the text under it.

    Attributes
    ----------
    text : str
        The title, a line's end, and the text; without names in the title the text alone.
    toponyms : tuple of Toponym
        Those of the title, then those of the text; their spans count in `text`.
    titled : int
        How many stand in the title.
    """

    text: str
    toponyms: tuple[Toponym, ...]
    titled: int

    def own(self, article: Article) -> list[Toponym]:
        """The toponyms of the article's text, their spans counting in it."""
        ahead = len(self.text) - len(article.text)
        return [_moved(toponym, -ahead) for toponym in self.toponyms[self.titled :]]


def headed(article: Article, found: Sequence[Toponym], gazetteer: Gazetteer) -> Headed:
    """The toponyms that were found in an article's text, and those of its title, told apart from their namesakes together."""
    heading = recognise(replace(article, text=article.title, title=""), gazetteer) if article.title and found else []
    text = f"{article.title}\n{article.text}" if heading else article.text
    ahead = len(text) - len(article.text)
    both = told_apart(text, [*heading, *(_moved(toponym, ahead) for toponym in found)], article.lang)
    return Headed(text, tuple(both), len(heading))


def _moved(toponym: Toponym, by: int) -> Toponym:
    return replace(toponym, span=Span(toponym.span.start + by, toponym.span.end + by)) if by else toponym
