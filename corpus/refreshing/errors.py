"""Why a source could not be listed.

CorpusError             anything wrong with what is known
 └── ListingError       which pages a site map, feed or folder names cannot be told
"""

from corpus.faults import CorpusError


class ListingError(CorpusError):
    """A site map, a feed or a folder cannot be listed; the message is one plain sentence."""
