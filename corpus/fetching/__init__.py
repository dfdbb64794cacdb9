"""Fetching: one page or file from the net, safely and politely."""

from corpus.fetching.addresses import web_address
from corpus.fetching.body import gunzip
from corpus.fetching.errors import FetchError, Reason
from corpus.fetching.fetched import Fetched, Validators
from corpus.fetching.fetcher import Fetcher

__all__ = ["FetchError", "Fetched", "Fetcher", "Reason", "Validators", "gunzip", "web_address"]
