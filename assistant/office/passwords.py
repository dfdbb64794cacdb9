"""Which passwords staff may choose, and one made for them."""

import re
import secrets
import unicodedata
from typing import Final, Literal

from corpus.catalogue.password_hash import MAX_PASSWORD

LEAST: Final = 10
"""Characters of a password."""

Weakness = Literal["short", "long", "obvious", "name"]

WEAKNESSES: Final[dict[Weakness, str]] = {
    "short": f"A password has at least {LEAST} characters.",
    "long": f"A password has at most {MAX_PASSWORD} characters.",
    "obvious": "This password is among the first that anybody would try. Four words that do not belong together are "
    "better, and easy to keep in mind.",
    "name": "The password must not be made of the name.",
}

# No letter or digit that looks like another one.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_READ_AS: Final = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_ROWS: Final = tuple(
    row + row
    for row in (
        "01234567890",
        "09876543210",
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlkjihgfedcba",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "йцукенгшщзхъфывапролджэячсмитьбю",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "qazwsxedcrfvtgbyhnujmikolp",
    )
)
_WORDS: Final = frozenset(
    re.split(  # one long text, since a list of them would be a page
        r"\s+",
        """
    password passwort passwd passphrase motdepasse contrasena contraseña senha parol пароль كلمةالسر
    mima 密码 admin administrator root user username login letmein welcome willkommen bienvenue bienvenido
    bemvindo hello changeme changeit default secret topsecret private access master superman batman
    dragon monkey shadow sunshine princess football baseball basketball iloveyou teamo jetaime trustno
    starwars pokemon charlie michael jennifer summer winter spring autumn monday january february march
    april june july august september october november december precedent learning lifelonglearning
    learningcity library office staff editor publisher city mayor unesco internet computer google
    facebook whatever nothing test testing temp temporary guest demo example sample
    correcthorsebatterystaple
    """.strip(),
    )
)


def weakness(password: str, name: str = "") -> Weakness | None:
    """What is wrong with a password, or None.

    Args:
        password: The one to be chosen.
        name: Whose it is to be.
    """
    if len(password) < LEAST:
        return "short"
    if len(password) > MAX_PASSWORD:
        return "long"
    folded = unicodedata.normalize("NFKC", password).casefold()
    own = [part for part in re.split(r"[\W_]+", name.casefold()) if len(part) > 2]
    rest = folded
    for part in sorted(own, key=len, reverse=True):
        rest = rest.replace(part, "")
    if rest != folded and sum(character.isalpha() for character in rest) < 5:
        return "name"
    return "obvious" if _is_obvious(folded) else None


def generated() -> str:
    """A password of 99 bits, in groups that can be read out and typed."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def _is_obvious(folded: str) -> bool:
    if len(set(folded)) < 5:
        return True
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, len(folded) // 2 + 1)):
        return True  # the same again and again
    letters = re.sub(r"[\W_]+", "", folded)
    if any(letters in row for row in _ROWS):
        return True
    # A word that everybody knows with a year or an exclamation mark behind it, or with digits for letters.
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    bare = {re.sub(r"[\W\d_]+", "", text) for text in (folded, inner.translate(_READ_AS), folded.translate(_READ_AS))}
    return any(_is_of_words(text) for text in bare if text) or not any(character.isalpha() for character in letters)


def _is_of_words(text: str) -> bool:
    """Whether a text is one or two of the words, or one of them twice."""
    if text in _WORDS:
        return True
    return any(text[:end] in _WORDS and text[end:] in _WORDS for end in range(3, len(text) - 2))
