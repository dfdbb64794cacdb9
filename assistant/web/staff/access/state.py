"""What the pages of staff share in one application: the clock, and what holds guessing back."""

import asyncio
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import Request

from assistant.settings import Settings
from assistant.web.staff.access.addresses import AddressDelays
from assistant.web.staff.access.hashing import Hashing
from assistant.web.staff.access.provider import Provider
from corpus.catalogue import Catalogue

Result = TypeVar("Result")


@dataclass(slots=True)
class Access:
    """What is shared.

    Args:
        clock: Tells the moment, with its time zone.
        delays: Holds back addresses from which many attempts to sign in failed.
        hashing: Where passwords are hashed, a few at a time.
        provider: The OpenID Connect provider, once somebody has come that way.
    """

    clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    delays: AddressDelays = field(default_factory=AddressDelays)
    hashing: Hashing = field(default_factory=Hashing)
    provider: Provider | None = None


def access_of(request: Request) -> Access:
    """What is shared in the application of a request."""
    access: Access = request.app.state.access
    return access


def settings_of(request: Request) -> Settings:
    """The settings of the application of a request."""
    settings: Settings = request.app.state.assistant.settings
    return settings


async def in_catalogue(request: Request, work: Callable[[Catalogue], Result]) -> Result:
    """Work in the catalogue, off the event loop.

    Args:
        request: Any request to the application.
        work: What to do; it runs in a thread of its own.

    Raises:
        CatalogueError: The catalogue cannot be opened, or what the work raises.
    """
    shared = request.app.state.assistant.catalogue
    return await asyncio.to_thread(lambda: work(shared.get()))
