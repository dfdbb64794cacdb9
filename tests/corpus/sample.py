"""One well-formed record, from which tests make malformed ones."""

RECORD = """\
---
id: no-oslo-reading-boats
title: Reading boats
city: Oslo
country: NO
region: europe-north-america
start: 2015
end: null
themes: [libraries-museums-culture, family-learning]
audiences: [children, families]
sdgs: [4, 11]
summary: >-
  Oslo sends boats with books to its islands; a thousand children read on board every summer.
translations:
  fr: {title: "Les bateaux de lecture", summary: "Oslo envoie des livres par bateau."}
  ar: {title: "قوارب القراءة", summary: "ترسل أوسلو قوارب محملة بالكتب."}
sources:
  - {url: "https://example.org/boats", title: "Boats with books", publisher: "City of Oslo", published: 2019}
  - {url: "https://example.org/report", title: "A report", publisher: "The library", published: null}
questions:
  - {language: en, text: "how do we bring books to people on islands?"}
checked: 2026-11-23
---

## Challenge
The islands have no library.

## What was done
The library fitted out two boats. They call at nine piers a week. Parents read aloud on board.

## Results
A thousand children came in 2018.
"""

FILE = "no-oslo-reading-boats.md"


def changed(old: str, new: str, record: str = RECORD) -> str:
    """The record with one passage of it, which must be there once, written otherwise."""
    assert record.count(old) == 1, old
    return record.replace(old, new)
