"""What a site's robots.txt lets a program fetch."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from protego import Protego

from corpus.fetching.addresses import origin_of
from corpus.fetching.errors import FetchError

MAX_ROBOTS: Final = 500 * 1024  # bytes; what stands after them does not count (RFC 9309)
LONGEST_DELAY: Final = 30.0  # seconds; a site that wants more between two requests gets this

_KEPT_SECONDS: Final = 3_600.0
_FAILURE_KEPT_SECONDS: Final = 60.0
_MOST_SITES: Final = 1_000
_AGENT: Final = re.compile(r"user[- ]?agent\s*:\s*(.*)", re.IGNORECASE)
_RULE: Final = re.compile(r"(allow|dis+al+ow|crawl[- ]delay)\s*:\s*(.*)", re.IGNORECASE)


class Rules:
    """What one robots.txt says to one program.

    Args:
        text: The file; hostile, and often a page in place of the file.
        token: What the program is called in such files, such as `precedent`.
    """

    def __init__(self, text: str, token: str) -> None:
        self._token = token.lower()
        self._rules = Protego.parse(_concerning(text, self._token))

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, within a bound; 0 where it does not say."""
        return min(self._rules.crawl_delay(self._token) or 0.0, LONGEST_DELAY)

    def allow(self, address: str) -> bool:
        """Whether the program may fetch an address."""
        return self._rules.can_fetch(address, self._token)


class Robots:
    """The robots.txt of every site met, each kept for an hour.

    Args:
        fetch: Gives the text of a robots.txt, empty where the site has none.
        token: What the program is called in such files.
        clock: Gives seconds that never go back.
    """

    def __init__(self, fetch: Callable[[str], str], token: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._token = token
        self._clock = clock
        self._lock = threading.Lock()
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    def rules(self, address: str) -> Rules:
        """The rules for the site of an address.

        Raises:
            FetchError: They cannot be had, so nothing of the site may be fetched now. For a minute the site is not
                asked again.
        """
        origin = origin_of(address)
        site = self._site(origin)
        with site.lock:
            if site.until <= self._clock():
                try:
                    site.said = Rules(self._fetch(f"{origin}robots.txt"), self._token)
                    site.until = self._clock() + _KEPT_SECONDS
                except FetchError as error:
                    site.said = error
                    site.until = self._clock() + max(_FAILURE_KEPT_SECONDS, min(error.again_after or 0, _KEPT_SECONDS))
            said = site.said
        if isinstance(said, FetchError):
            raise said.about(address)
        return said

    def check(self, address: str) -> float:
        """See that an address may be fetched.

        Returns:
            Seconds that the site wants between two requests.

        Raises:
            FetchError: It may not (`robots`), or the rules cannot be had.
        """
        rules = self.rules(address)
        if not rules.allow(address):
            raise FetchError("robots", "its site asks programs to stay away from it (robots.txt)", address=address)
        return rules.delay

    def _site(self, origin: str) -> "_Site":
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
            self._sites.move_to_end(origin)
            while len(self._sites) > _MOST_SITES:
                self._sites.popitem(last=False)
            return site


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    until: float = float("-inf")
    said: Rules | FetchError = field(default_factory=lambda: Rules("", ""))


def _concerning(text: str, token: str) -> str:
    """The lines of a robots.txt that concern a program: its own groups and those for everybody.

    Parsing takes rules times programs named; a hostile file makes that more than a machine has.
    """
    kept: list[str] = []
    ours = in_agents = False
    for line in text.lstrip("\ufeff").splitlines():
        line = line.partition("#")[0].strip()  # noqa: PLW2901  (without its comment it is the same line)
        if agent := _AGENT.fullmatch(line):
            name = agent[1].strip().lower().partition("/")[0].replace("*", "") or "*"
            ours = name in {"*", token} or (ours and in_agents)
            in_agents = True
            if name in {"*", token}:
                kept.append(f"User-agent: {name}")
        elif rule := _RULE.fullmatch(line):
            if ours:
                kind = "disallow" if rule[1][0] in "dD" else rule[1]
                kept.append(f"{kind}: {rule[2]}")
            in_agents = False
    return "\n".join(kept)
