"""Connections: to the number that was checked, with the name kept for TLS and Host."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.fetching import Fetcher, FetchError
from corpus.fetching.network import system_connect
from tests.corpus.fetching.conftest import USER_AGENT
from tests.corpus.fetching.site import NastySite

PUBLIC = "93.184.215.14"


class Net:
    """A net of names and numbers; every public number is the site on loopback."""

    def __init__(self, port: int, **names: list[str]) -> None:
        self.port = port
        self.names = names
        self.resolved: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.dead: set[str] = set()

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.names[host.removesuffix(".example").replace("-", "_")]

    def connect(self, number: str, port: int, seconds: float) -> httpcore.NetworkStream:
        self.connected.append((number, port))
        if number in self.dead:
            raise httpcore.ConnectError("nobody there")
        return system_connect("127.0.0.1", self.port, seconds)

    def fetcher(self) -> Fetcher:
        return Fetcher(user_agent=USER_AGENT, per_host_seconds=0, resolve=self.resolve, connect=self.connect, timeout=5)


def test_the_number_that_was_checked_is_connected_to(site: NastySite) -> None:
    net = Net(site.port, library=[PUBLIC])
    with net.fetcher() as fetcher:
        assert fetcher.get("http://library.example/fine").status == 200
        assert fetcher.get("http://library.example:8080/fine").status == 200
    assert net.connected == [(PUBLIC, 80), (PUBLIC, 8080)]
    assert {asked.headers["host"] for asked in site.asked} == {"library.example", "library.example:8080"}


def test_a_name_is_asked_for_once_a_connection(site: NastySite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time it is asked for gains nothing."""
    net = Net(site.port, library=[PUBLIC])
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]])
    monkeypatch.setattr(net, "resolve", lambda host, port: next(answers))
    with net.fetcher() as fetcher:
        fetcher.get("http://library.example/fine")
        fetcher.get("http://library.example/fine")  # over the same connection
        assert net.connected == [(PUBLIC, 80)]
        with pytest.raises(FetchError) as refused:  # the robots.txt of another port: another connection
            fetcher.get("http://library.example:8080/fine")
        assert refused.value.reason == "forbidden_address"
        with pytest.raises(FetchError) as refused:
            fetcher.get("http://library.example:8081/fine")
        assert refused.value.reason == "forbidden_address"
    assert net.connected == [(PUBLIC, 80)]


def test_one_connection_serves_for_all_short_answers(site: NastySite) -> None:
    net = Net(site.port, library=[PUBLIC])
    address = "http://library.example/page"
    with net.fetcher() as fetcher:
        site.put("/page", "text")
        known = fetcher.get(address).validators
        fetcher.get(address, known)
        fetcher.check(address)
        site.redirect("/away", "/page")
        fetcher.get("http://library.example/away")
        with pytest.raises(FetchError):
            fetcher.get("http://library.example/status/404")
        fetcher.get(address)
    assert net.connected == [(PUBLIC, 80)]


def test_a_redirect_to_a_name_that_leads_inside_is_refused(site: NastySite) -> None:
    net = Net(site.port, library=[PUBLIC], inside=["10.0.0.7"], half_inside=[PUBLIC, "::1"])
    with net.fetcher() as fetcher:
        for host in ("inside.example", "half-inside.example"):
            site.redirect("/away", f"http://{host}/admin")
            with pytest.raises(FetchError, match=r"leads on to http://.*inside\.example/admin") as refused:
                fetcher.get("http://library.example/away")
            assert refused.value.reason == "forbidden_address"
        for path in ("/redirects/metadata", "/redirects/mapped"):
            with pytest.raises(FetchError) as refused:
                fetcher.get(f"http://library.example{path}")
            assert refused.value.reason == "forbidden_address"
        site.redirect("/away", f"http://127.0.0.1:{site.port}/fine")
        with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1") as refused:
            fetcher.get("http://library.example/away")
        assert refused.value.reason == "forbidden_address"
    assert {number for number, _ in net.connected} == {PUBLIC}


def test_proxies_of_the_environment_are_not_used(site: NastySite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    net = Net(site.port, library=[PUBLIC])
    with net.fetcher() as fetcher:
        assert fetcher.get("http://library.example/fine").status == 200


def test_another_number_is_tried_where_one_is_dead(site: NastySite) -> None:
    net = Net(site.port, library=["2606:4700::1", PUBLIC], gone=["1.1.1.1", "8.8.8.8"])
    net.dead = {"2606:4700::1", "1.1.1.1", "8.8.8.8"}
    with net.fetcher() as fetcher:
        assert fetcher.get("http://library.example/fine").status == 200
        with pytest.raises(FetchError) as refused:
            fetcher.get("http://gone.example/")
        assert refused.value.reason == "unreachable"


class TestTLS:
    @pytest.fixture
    def names(self) -> list[str | None]:
        """Names that clients asked the server to prove."""
        return []

    @pytest.fixture
    def port(self, tmp_path: Path, names: list[str | None]) -> Iterator[int]:
        """A server that proves to be library.example, to whoever trusts the authority in `authority.pem`."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "library.example")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("library.example")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        (tmp_path / "authority.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (tmp_path / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tmp_path / "authority.pem", tmp_path / "key.pem")
        context.sni_callback = lambda _socket, name, _context: names.append(name)
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    accepted, _ = listener.accept()
                except OSError:
                    return
                with accepted:
                    try:
                        with context.wrap_socket(accepted, server_side=True) as client:
                            client.recv(65_536)
                            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine")
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)

    def test_the_name_is_proved_though_a_number_is_connected_to(
        self, port: int, tmp_path: Path, names: list[str | None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        net = Net(port, library=[PUBLIC])
        with net.fetcher() as fetcher:
            assert fetcher.get("https://library.example/").body == b"fine"
        assert set(net.connected) == {(PUBLIC, 443)}
        assert set(names) == {"library.example"}

    def test_a_server_that_proves_nothing_is_not_believed(
        self, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        net = Net(port, library=[PUBLIC], other=[PUBLIC])
        with net.fetcher() as fetcher, pytest.raises(FetchError) as refused:
            fetcher.get("https://library.example/")  # by an authority that nobody knows
        assert refused.value.reason == "insecure"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        with net.fetcher() as fetcher, pytest.raises(FetchError) as refused:
            fetcher.get("https://other.example/")  # in another's name
        assert refused.value.reason == "insecure"


def test_only_numbers_are_connected_to(site: NastySite) -> None:
    net = Net(site.port, library=[PUBLIC, "2606:4700::1"])
    with net.fetcher() as fetcher:
        fetcher.get("http://library.example/fine")
    assert all(ipaddress.ip_address(number) for number, _ in net.connected)
