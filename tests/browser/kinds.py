"""Every kind of page, with an address that shows it."""

from typing import Final
from urllib.parse import urlencode

from assistant.conversation import Turn
from tests.browser.served import CHANGED, WITHDRAWN

QUESTION: Final = "How have other cities got older people online?"
REFUSED: Final = (
    "our burial registers are still on paper, who has put cemetery records online so families can find a grave?"
)
FOUND: Final = ("kr-seoul-learn-online-platform", "ar-rosario-university-for-older-people")
OTHERS: Final = ("be-ghent-digital-talent", "cu-havana-older-adults-university-chair")


def _asked(question: str, **parameters: str) -> str:
    return f"/ask?{urlencode({'q': question, **parameters})}"


def _then(question: str) -> str:
    """The address of a follow-up. Conversations end after a while, so that it is made anew."""
    return _asked(question, conversation=Turn(QUESTION, "en", practices=(*FOUND, *OTHERS)).pack())


def kinds() -> dict[str, tuple[str, int]]:
    """Address and status of a page of every kind, by name; each takes `lang`."""
    return {
        "home": ("/", 200),
        "answer": (_asked(QUESTION), 200),
        "answer-long": (_asked(QUESTION, limit="20"), 200),
        "answer-thanks": (_asked(QUESTION, thanks="kept"), 200),
        "follow-up": (_then("and in Africa?"), 200),
        "about-one": (_then("the second one"), 200),
        "refused": (_asked(REFUSED), 200),
        "out-of-scope": (_asked("What is the weather tomorrow?"), 200),
        "too-narrow": (_asked("How do older people get online in Prague?"), 200),
        "ask-again": ("/ask?q=", 200),
        "too-long": (_asked("how " * 300), 422),
        "unknown-filter": (_asked(QUESTION, theme="potions"), 422),
        "practices": ("/practices", 200),
        "practices-narrowed": ("/practices?q=library&region=africa&theme=libraries&page=1", 200),
        "practices-none": ("/practices?q=library&region=africa&from=2031", 200),
        "practices-last": ("/practices?page=11&sort=newest", 200),
        "map": ("/map", 200),
        "map-zoomed": ("/map?zoom=africa", 200),
        "map-narrowed": ("/map?q=library&region=africa", 200),
        "map-none": ("/map?country=LI", 200),
        "themes": ("/themes", 200),
        "theme": ("/themes/digital-skills", 200),
        "countries": ("/countries", 200),
        "country": ("/countries/KR", 200),
        "country-none": ("/countries/LI", 404),
        "practice": (f"/practices/{CHANGED}", 200),
        "practice-asked": (f"/practices/{CHANGED}?q=Who+pays+for+it%3F", 200),
        "history": (f"/practices/{CHANGED}/history", 200),
        "version": (f"/practices/{CHANGED}/history/1", 200),
        "gone": (f"/practices/{WITHDRAWN}", 410),
        "compare-none": ("/compare", 200),
        "compare-one": (f"/compare?ids={CHANGED}", 200),
        "compare-two": (f"/compare?ids={','.join(FOUND)}", 200),
        "compare-four": (f"/compare?ids={','.join((*FOUND, *OTHERS))}", 200),
        "about": ("/about", 200),
        "privacy": ("/privacy", 200),
        "programs": ("/api", 200),
        "widget": ("/widget", 200),
        "not-found": ("/nowhere", 404),
    }


def in_language(address: str, language: str) -> str:
    """The same page in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
