"""Numbered changes of the catalogue's tables, applied in order when a catalogue is opened.

A new one is `versions/NNNN_what_it_does.py`, with the next number as its `revision` and the number before
it as its `down_revision`. One that was released is never edited, and none imports the tables, which move on.
"""
