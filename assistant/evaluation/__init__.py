"""Measures how well questions are answered, on judged questions."""
