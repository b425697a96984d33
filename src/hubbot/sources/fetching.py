"""A web address to bytes: one page, nothing else, within a deadline and a size. The one door of httpcore2.

httpcore2 is the transport under httpx2; it takes a network backend, so that the address that was checked is the one
that is connected to, while TLS still checks the name.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpcore2
import httpx2

from hubbot.errors import AddressError
from hubbot.sources.addresses import resolve
from hubbot.sources.formats import DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN
from hubbot.sources.record import Limits

REDIRECTS = 5
_CONNECT_SECONDS = 10.0
_CHUNK = 65536
_HEADERS = [
    ("User-Agent", "hubbot (reads one page for its owner)"),
    ("Accept", "text/html, application/xhtml+xml, text/plain, text/markdown, application/pdf, */*;q=0.1"),
    ("Accept-Encoding", "gzip, identity;q=0.5"),
    ("Connection", "close"),
]
_TYPES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/plain": PLAIN,
    "text/markdown": MARKDOWN,
    "text/x-markdown": MARKDOWN,
    "application/pdf": PDF,
    "application/epub+zip": EPUB,
    DOCX: DOCX,
}
# What servers call a file that they do not know: its bytes decide.
_ANY = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/zip"}
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the address after redirects, the bytes, and what the server says of them."""

    url: str
    raw: bytes
    media_type: str | None
    charset: str | None


class _OutOfTime(Exception):
    """The deadline of a whole fetch has passed."""


def fetch(url: str, limits: Limits) -> Fetched:
    """Return what is at ``url`` after at most five redirects, each checked like the first address.

    Raises AddressError for an address that is no web address or not public, for another status than 200, another
    type than hubbot reads, too many bytes, and when ``limits.fetch_seconds`` are over.
    """
    deadline = time.monotonic() + limits.fetch_seconds
    address = _checked(url, url)
    try:
        for _ in range(REDIRECTS + 1):
            backend = _CheckedNetwork(url, limits, deadline)
            with (
                httpcore2.ConnectionPool(network_backend=backend) as pool,
                pool.stream(
                    "GET", _target(address), headers=[("Host", _host(address)), *_HEADERS]
                ) as response,
            ):
                headers = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                if response.status in (301, 302, 303, 307, 308) and "location" in headers:
                    address = _checked(str(address.join(headers["location"])), url)
                    continue
                return _received(url, address, response, headers, limits)
    except _OutOfTime:
        raise AddressError(
            f"{url}: not received within {limits.fetch_seconds:g} seconds; given up. Try again, or save the page and "
            "give the file"
        ) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError) as error:
        reason = str(error) or type(error).__name__
        raise AddressError(
            f"{url}: cannot be fetched ({reason[:200]}); check the address and the connection"
        ) from error
    raise AddressError(f"{url}: more than {REDIRECTS} redirects; give the address that they end at")


def _checked(text: str, given: str) -> httpx2.URL:
    """Return a web address that names a host and no password."""
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise AddressError(
            f"{given}: no web address ({error}); give one like https://news.example/guide"
        ) from error
    if url.port is not None and not 0 < url.port < 65536:
        raise AddressError(f"{given}: no web address (there is no port {url.port}); leave it out, or mend it")
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressError(
            f"{given}: only http:// and https:// addresses are fetched, not {text[:200]!r}; save it and give the file"
        )
    if url.userinfo:
        raise AddressError(
            f"{given}: holds a user name or password, which would be kept in the index; leave them out"
        )
    return url.copy_with(fragment=None)


def _target(url: httpx2.URL) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _host(url: httpx2.URL) -> str:
    return url.netloc.decode("ascii")


def _received(
    given: str, address: httpx2.URL, response: httpcore2.Response, headers: dict[str, str], limits: Limits
) -> Fetched:
    if response.status != HTTPStatus.OK:
        phrase = (
            HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "no known status"
        )
        raise AddressError(f"{given}: the server answered {response.status} ({phrase}); see it in a browser")
    kind, _, parameters = headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in _TYPES and kind not in _ANY:
        raise AddressError(
            f"{given}: is {kind[:80]}, no text; give a page, or a text, Markdown, PDF, Word or EPUB file"
        )
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limits.max_bytes:
        raise AddressError(f"{given}: {declared} bytes, the limit is {limits.max_bytes}; save it and part it")
    chunks = _decoded(response.iter_stream(), headers.get("content-encoding", ""), given)
    raw = bytearray()
    for chunk in chunks:
        raw += chunk
        if len(raw) > limits.max_bytes:
            raise AddressError(
                f"{given}: more than {limits.max_bytes} bytes, which is the limit; save it and part it"
            )
    return Fetched(str(address), bytes(raw), _TYPES.get(kind), _charset(parameters))


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'") or None
    return None


def _decoded(chunks: Iterable[bytes], coding: str, given: str) -> Iterator[bytes]:
    """Yield the bytes of a response, inflated piece by piece, so that a bomb meets the limit first."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise AddressError(
            f"{given}: is packed as {coding[:40]!r}, which was not asked for; save the page and give the file"
        )
    inflate = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield inflate.decompress(rest, _CHUNK)
                rest = inflate.unconsumed_tail
    except zlib.error as error:
        raise AddressError(f"{given}: its compression is damaged ({error}); try again") from error


class _CheckedNetwork(httpcore2.NetworkBackend):
    """Connects to checked addresses only; every wait ends at the deadline of the whole fetch."""

    def __init__(self, given: str, limits: Limits, deadline: float) -> None:
        self.given = given
        self.limits = limits
        self.deadline = deadline
        self.inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Look ``host`` up, check all that is found, connect to the first that answers."""
        failed: Exception | None = None
        try:
            addresses = resolve(host, port, self.limits.private_hosts, _left(self.deadline))
        except AddressError as error:
            raise AddressError(f"{self.given}: {error}") from error
        for address in addresses:
            try:
                stream = self.inner.connect_tcp(
                    address, port, min(_CONNECT_SECONDS, _left(self.deadline)), local_address, socket_options
                )
                return _TimedStream(stream, self.deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore2.ConnectError(f"{host} has no address")


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write must end before the deadline, however slowly bytes trickle."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self.inner = inner
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read at most ``max_bytes``."""
        try:
            return self.inner.read(max_bytes, _left(self.deadline))
        except httpcore2.ReadTimeout:
            raise _OutOfTime from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of ``buffer``."""
        try:
            self.inner.write(buffer, _left(self.deadline))
        except httpcore2.WriteTimeout:
            raise _OutOfTime from None

    def close(self) -> None:
        """Close the connection."""
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        """Return the connection under TLS, which checks the name that was asked for."""
        return _TimedStream(
            self.inner.start_tls(ssl_context, server_hostname, _left(self.deadline)), self.deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection says about itself."""
        return self.inner.get_extra_info(info)


def _left(deadline: float) -> float:
    """Return the seconds until the deadline. Raises _OutOfTime when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise _OutOfTime
    return left
