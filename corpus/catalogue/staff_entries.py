"""What is handed out about staff: accounts, sessions, keys; and what their names may be."""

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.storable import clean

Role = Literal["editor", "publisher"]
"""What somebody may: an editor drafts and reviews, a publisher may do all of that, publish, and say who may."""
ROLES: Final[tuple[Role, ...]] = ("editor", "publisher")

MAX_STAFF_NAME: Final = 60
_NAME: Final = re.compile(r"[\w.@+-]+")


class SignInRefused(CatalogueError):  # noqa: N818  (nothing is in error: somebody is refused)
    """Name and password do not fit, or too many did not fit before; which of it is not told.

    Args:
        wait_seconds: Seconds until the next attempt counts.
        locked: Whether the attempt was not even looked at.
    """

    def __init__(self, wait_seconds: int, *, locked: bool = False) -> None:
        super().__init__("The name or the password is wrong.")
        self.wait_seconds = wait_seconds
        self.locked = locked


class NameRefusedError(CatalogueError):
    """What was given as a name is none."""


class NameTakenError(CatalogueError):
    """An account or a key has the name already."""


class UnknownNameError(CatalogueError):
    """No account or no key has the name."""


class ExternalAccountError(CatalogueError):
    """The account is one of an OpenID Connect provider, where its password and its role are said."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of staff.

    Args:
        id: Its number.
        name: As it is shown.
        role: What it may.
        issuer: The OpenID Connect provider whose account it is, or None.
        has_password: Whether a password was chosen.
        invited_until: Until when a one-time link lets its owner choose a password, or None.
        added_at: When it was made.
        added_by: By whom.
        signed_in_at: When it was last signed in, or None.
    """

    id: int
    name: str
    role: Role
    issuer: str | None
    has_password: bool
    invited_until: datetime.datetime | None
    added_at: datetime.datetime
    added_by: str
    signed_in_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in, or a script that has shown its key.

    Args:
        name: Who makes a change, for the audit log.
        role: What they may.
        account_id: Their account; None for a script.
        csrf: What every form they send must carry; empty for a script.
        session: The digest of their session; empty for a script.
        issuer: The OpenID Connect provider that knows them, or None.
        flash: Whether a message waits to be shown.
    """

    name: str
    role: Role
    account_id: int | None = None
    csrf: str = ""
    session: str = ""
    issuer: str | None = None
    flash: bool = False

    @property
    def may_publish(self) -> bool:
        """Whether they may do all that a publisher may."""
        return self.role == "publisher"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in: its digest, since when, when it was last used, and what it calls itself."""

    digest: str
    opened_at: datetime.datetime
    used_at: datetime.datetime
    program: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for scripts, without its secret, of which only the beginning is known."""

    id: int
    name: str
    beginning: str
    role: Role
    added_at: datetime.datetime
    added_by: str
    used_on: datetime.date | None


def staff_name(text: str) -> str:
    """A name as it is kept.

    Raises:
        NameRefusedError: It is no name.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not (0 < len(name) <= MAX_STAFF_NAME and _NAME.fullmatch(name)):
        raise NameRefusedError(
            f"A name is 1 to {MAX_STAFF_NAME} letters, digits and the signs . - _ + @, without spaces."
        )
    return name


def same_name(name: str) -> str:
    """What is the same for names that people would take for one; also for what is no name."""
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:1000].strip()).casefold())
    return clean(same)


def known_role(role: str) -> Role:
    """A role.

    Raises:
        CatalogueError: There is no such role.
    """
    if role not in ROLES:
        raise CatalogueError("A role is editor or publisher.")
    return role


def digest_of(secret: str) -> str:
    """What is kept of a secret that nobody can guess: enough to recognise it, not to tell it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
