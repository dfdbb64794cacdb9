"""The guard: no number inside the network, however it is written and whoever leads there."""

import ipaddress
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import FetchError
from corpus.fetching.guard import Guard, Number, may_connect

PUBLIC = ["93.184.215.14", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::6810:84e5", "2a00:1450::1"]
INTERNAL = ["127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "100.64.0.1", "::1", "fd12:3456::1"]
NEVER = [
    "0.0.0.0",  # noqa: S104  (never bound)
    "0.1.2.3",
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:8.8.8.8",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
]


@pytest.mark.parametrize("number", PUBLIC)
def test_public_machines_are_open(number: str) -> None:
    assert may_connect(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", INTERNAL)
def test_private_networks_are_opened_by_a_setting(number: str) -> None:
    assert not may_connect(ipaddress.ip_address(number))
    assert may_connect(ipaddress.ip_address(number), private_addresses=True)


@pytest.mark.parametrize("number", NEVER)
def test_some_numbers_are_never_open(number: str) -> None:
    assert not may_connect(ipaddress.ip_address(number))
    assert not may_connect(ipaddress.ip_address(number), private_addresses=True)


@given(st.ip_addresses())
def test_what_is_open_is_public(number: Number) -> None:
    if may_connect(number):
        assert number.is_global
        assert not number.is_multicast
        assert not number.is_private
        assert not number.is_link_local
        assert not number.is_reserved


@given(st.ip_addresses(v=4), st.booleans())
def test_no_number_is_carried_in_another(number: ipaddress.IPv4Address, private_addresses: bool) -> None:
    low = int(number)
    for carrier in (low, 0xFFFF << 32 | low, 0x64_FF9B << 96 | low, 0x2002 << 112 | low << 80, 0x20010000 << 96 | low):
        assert not may_connect(ipaddress.IPv6Address(carrier), private_addresses=private_addresses) or carrier == 1


class TestResolving:
    @staticmethod
    def numbers(*found: str, host: str = "example.org") -> list[str]:
        return Guard(resolve=lambda *_: found).numbers(host, 80, seconds=1)

    def test_the_numbers_of_a_name_are_found(self) -> None:
        assert self.numbers(*PUBLIC) == PUBLIC

    @pytest.mark.parametrize("number", [*INTERNAL, *NEVER, "fe80::1%eth0", "no number"])
    def test_one_internal_number_closes_the_name(self, number: str) -> None:
        for found in ([number], [*PUBLIC, number], [number, *PUBLIC]):
            with pytest.raises(FetchError, match="nothing may be fetched") as refused:
                self.numbers(*found)
            assert refused.value.reason == "forbidden_address"

    def test_a_number_is_not_resolved(self) -> None:
        assert self.numbers("10.0.0.1", host="8.8.8.8") == ["8.8.8.8"]
        with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
            self.numbers("8.8.8.8", host="127.0.0.1")

    def test_a_name_that_leads_nowhere(self) -> None:
        def fails(host: str, port: int) -> Sequence[str]:
            raise OSError("no such name")

        for guard in (Guard(resolve=fails), Guard(resolve=lambda *_: [])):
            with pytest.raises(FetchError) as refused:
                guard.numbers("example.org", 80, seconds=1)
            assert refused.value.reason == "unreachable"

    def test_a_directory_that_does_not_answer_is_not_waited_for(self) -> None:
        def hangs(host: str, port: int) -> Sequence[str]:
            time.sleep(0.5)
            return PUBLIC

        begun = time.monotonic()
        with pytest.raises(FetchError) as refused:
            Guard(resolve=hangs).numbers("example.org", 80, seconds=0.05)
        assert refused.value.reason == "too_slow"
        assert time.monotonic() - begun < 0.4
