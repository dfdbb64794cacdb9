"""Hashes of passwords: Argon2id, of which each one takes the machine as long as an attacker's."""

import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB: Final = 32 * 1024
PASSES: Final = 3
LANES: Final = 1
"""One attempt to sign in takes this much; several at once are bounded by whoever checks them."""
MAX_PASSWORD: Final = 1000
"""Characters of a password; more is no password."""


def hash_password(password: str) -> str:
    """What is kept of a password: the hash with its salt and its parameters."""
    return _hasher().hash(_bytes(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the one of which a hash is kept.

    Args:
        stored: The hash; None where there is none, which takes as long.
        password: What somebody typed.
    """
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    nobody = _nobody()  # before the choice, so that the first attempt does not tell by its time
    try:
        _hasher().verify(stored or nobody, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= MAX_PASSWORD


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415  (only for those who sign in)

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobody() -> str:
    """A hash of nobody's password."""
    return _hasher().hash(secrets.token_bytes(32))


def _bytes(password: str) -> bytes:
    # However a keyboard composes its letters, a password stays the same.
    return unicodedata.normalize("NFKC", password[: MAX_PASSWORD + 1]).encode("utf-8", "surrogatepass")
