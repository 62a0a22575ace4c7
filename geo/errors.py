"""The errors of the package: one root, and a child for each thing that a caller can do about it."""


class GeoError(Exception):
    """Root of all errors that this package raises on purpose."""


class ArticleError(GeoError):
    """A source of articles cannot be read; the message names the file and, where there is one, the line."""


class FetchError(ArticleError):
    """A web address may not be fetched, does not answer, or answers with too much; the message names it."""


class GazetteerError(GeoError):
    """The gazetteer's index is missing, broken or of another version; building it anew mends it."""


class DataError(GeoError):
    """A file of `data/` (lexicon, overlay, list of names), or a dump to add, does not have the form that it promises."""


class GeocodingError(GeoError):
    """A geocoder is misconfigured, refused the query, or could not be reached."""


class FrameError(GeoError):
    """A table of mentions breaks the contract of `geo.frame`; the message names the column and the row."""


class StoreError(GeoError):
    """The store cannot be reached, read or written, is of another form, or does not hold what was asked of it."""


class CorrectionError(GeoError):
    """A correction names no article, mention or place that is there, or says too little; the message names what was given."""


class SetupError(GeoError):
    """A part that set-up makes (`static/`, the gazetteer) is missing and could not be made."""


class ClusterError(GeoError):
    """A Dask cluster cannot be reached, or its workers do not fit this program."""


class FrontError(GeoError):
    """A line of control cannot be read or stored, or none answers what was asked; the message names the file or the day."""
