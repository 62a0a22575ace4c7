"""The store: articles and their mentions in Delta Lake tables, filled by many hands at once and read while they write.

Nothing is ever changed in place. Whatever happens to an article (added, changed, located anew, retracted) is one more row of
the table `articles`, an event; the newest event of an `article_id` is what holds. The design rests on four rules.

*Appends only.* In Delta Lake two appends never conflict, whereas merges do: of 40 merges by eight writers 20 fail and must be
done again. So nobody waits for anybody, and a writer that is slow or dead holds up nobody.

*The article is the commit.* Two tables have no common commit. The mentions of a batch are written first, under an `ingest_id` of
their own (a new uuid for each attempt); then one append to `articles` names that id. Readers open `articles` first and take only
mentions that a newest event names, so a batch is visible as a whole or not at all, and what a killed writer leaves behind is
never seen. Two writers who add the same article at the same moment both succeed, and one of the two is the newest.

*Newest* is decided by `recorded` (UTC, microseconds), then by `ingest_id`: every reader comes to the same answer. A writer
stamps its events later than any event that it has seen of the same articles, whatever its own clock says, so that a clock that
runs behind cannot lose a correction.

*History is rows.* What was known on a date are the events recorded until then, whatever happens to Delta's log, to the files'
times or to a copy of the folder. Compaction drops an event and its mentions only once a newer one has stood for `HISTORY_DAYS`.

*Corrections stand beside.* What people decide about a mention is a table of its own, `corrections`, laid over the mentions on
reading; `geo.store.ledger` says why. Compaction drops none of it.
"""

from geo.store.compaction import Compacted, compact
from geo.store.ledger import corrections, record
from geo.store.reading import articles_of, counts, history, read
from geo.store.snapshots import Snapshot, snapshot, version
from geo.store.tables import HISTORY_DAYS, Store, open_store, store_address
from geo.store.writing import Added, Plan, add, commit, plan, restore, retract

__all__ = [
    "HISTORY_DAYS",
    "Added",
    "Compacted",
    "Plan",
    "Snapshot",
    "Store",
    "add",
    "articles_of",
    "commit",
    "compact",
    "corrections",
    "counts",
    "history",
    "open_store",
    "plan",
    "read",
    "record",
    "restore",
    "retract",
    "snapshot",
    "store_address",
    "version",
]
