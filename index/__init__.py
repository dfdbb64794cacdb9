"""Finds evidence: passages, their vectors and words, and the search over both."""
