"""A record whose every text tries to get out of the page."""

from typing import Final

from corpus.practice import AskedQuestion, Practice, Section, Source, Translation

ATTACK: Final = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{7*7}} \\ } \u202e]]>"


def hostile(practice: Practice) -> Practice:
    """The same practice, with an attack in every text that a person writes, and addresses that run something."""
    return practice.model_copy(
        update={
            "title": f"Title {ATTACK}",
            "city": f"City {ATTACK}",
            "summary": f"Summary {ATTACK}",
            "translations": {"fr": Translation(title=f"Titre {ATTACK}", summary=f"Résumé {ATTACK}")},
            "sources": [
                Source.model_construct(
                    url="javascript:alert(1)", title=f"Source {ATTACK}", publisher=f"Publisher {ATTACK}", published=None
                ),
                Source.model_construct(url="https://[broken", title="Broken", publisher="P", published=2019),
                Source.model_construct(
                    url='https://safe.example/a?b="><script>', title="Safe", publisher="P", published=2019
                ),
            ],
            "questions": [AskedQuestion(language="en", text=f"Question {ATTACK}")],
            "sections": [Section(code="what-was-done", text=f"Done {ATTACK}\n\nMore.")],
        }
    )
