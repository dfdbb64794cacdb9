"""What tests of fetching share: the nasty site, and a fetcher that may fetch from it."""

from collections.abc import Iterator

import pytest

from corpus.fetching import Fetcher
from tests.corpus.fetching.site import NastySite, nasty_site

__all__ = ["fetcher", "nasty_site", "site"]

USER_AGENT = "Precedent/1.0 (+https://example.org/about)"


@pytest.fixture
def site(nasty_site: NastySite) -> NastySite:
    """The nasty site."""
    return nasty_site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher without pauses, that may fetch from loopback."""
    with Fetcher(user_agent=USER_AGENT, private_addresses=True, per_host_seconds=0, timeout=10) as opened:
        yield opened
