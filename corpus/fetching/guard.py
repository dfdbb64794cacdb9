"""Which machines may be connected to: none inside the network, whatever name leads there."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final

from corpus.fetching.addresses import literal
from corpus.fetching.errors import FetchError, plain

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

# Own lists: what the standard library calls global differs between its versions.
_INTERNAL: Final = tuple(  # opened by a setting, for intranets and tests
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1", "fc00::/7")
)
_NEVER: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this machine, on many systems
        "100.100.100.200",  # metadata of a cloud
        "168.63.129.16",  # the same of another, at a public number
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation, as are the next two
        "198.51.100.0/24",
        "203.0.113.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "fd00:ec2::/32",  # metadata of a cloud
        "fd20:ce::254",  # the same of another
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation, as is the next
        "3fff::/20",
        "2002::/16",  # 6to4: carries an IPv4 number
    )
)
# All other IPv6 numbers are link-local, multicast, reserved, or carry an IPv4 number (mapped, NAT64).
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")


def system_resolve(host: str, port: int) -> list[str]:
    """Every number that the system knows for a host, in the order in which they should be tried.

    Raises:
        OSError: There is none, or nobody can be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def may_connect(number: Number, *, private_addresses: bool = False) -> bool:
    """Whether a machine may be connected to.

    Args:
        number: Its number in the net.
        private_addresses: Also those of private networks and this machine itself. Link-local numbers, where clouds
            keep their secrets, multicast and numbers that carry another one stay closed.
    """
    if any(number in network for network in _NEVER):
        return False
    if any(number in network for network in _INTERNAL):
        return private_addresses
    return number.version == 4 or number in _PUBLIC_V6


class Guard:
    """Turns a host into numbers that may be connected to.

    Args:
        private_addresses: Whether private networks and this machine are open.
        resolve: Gives every number of a name.
    """

    def __init__(self, *, private_addresses: bool = False, resolve: Resolve = system_resolve) -> None:
        self._private_addresses = private_addresses
        self._resolve = resolve

    def numbers(self, host: str, port: int, *, seconds: float) -> list[str]:
        """The numbers of a host, asked for once: who connects must connect to one of these.

        Args:
            host: A name or a number.
            port: To be connected to.
            seconds: How long finding them may take.

        Raises:
            FetchError: Any of them may not be connected to (`forbidden_address`), there is none (`unreachable`), or
                nobody says so in time (`too_slow`).
        """
        address = f"//{host}"
        number = literal(host)
        found = [str(number)] if number else list(self._resolved(host, port, seconds))
        for text in found:
            number = literal(text)
            if number is None or not may_connect(number, private_addresses=self._private_addresses):
                because = f"it leads to {plain(text)}, from where nothing may be fetched"
                raise FetchError("forbidden_address", because, address=address)
        return found

    def _resolved(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """What the resolver says. It cannot be stopped, so it is waited for in a thread of its own."""
        said: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                said.put(self._resolve(host, port))
            except Exception as error:  # whatever it is, it is raised where it is waited for
                said.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            found = said.get(timeout=max(0.0, seconds))
        except queue.Empty:
            because = "the net's directory of names did not answer in time"
            raise FetchError("too_slow", because, address=f"//{host}") from None
        if isinstance(found, socket.gaierror) and found.errno == socket.EAI_AGAIN:
            because = "the net's directory of names cannot be asked at the moment"
            raise FetchError("unreachable", because, address=f"//{host}")
        if isinstance(found, (OSError, UnicodeError)) or not found:
            raise FetchError("unreachable", "there is no site of this name", address=f"//{host}")
        if isinstance(found, Exception):
            raise found
        return found
