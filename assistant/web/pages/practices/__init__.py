"""Practices in lists, by theme and place, and on the map."""
