"""What tests of the catalogue share: an empty database on SQLite and, where there is one, on a server."""

from tests.corpus.test_catalogue import catalogue, url

__all__ = ["catalogue", "url"]
