"""Answers questions from the evidence that the index finds."""
