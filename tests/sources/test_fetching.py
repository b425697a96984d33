import gzip
import socket
import zlib
from dataclasses import replace

import pytest

from hubbot.errors import AddressError
from hubbot.sources.addresses import is_public, resolve
from hubbot.sources.corpus import find_sources, read_sources
from hubbot.sources.fetching import fetch
from hubbot.sources.formats import HTML
from hubbot.sources.record import Limits

PAGE = "<html lang='en'><body><article><h1>Two rivers</h1><p>The Aller is 215 km long.</p></article></body></html>"


def test_a_page_is_received_with_what_the_server_says(site):
    got = fetch(site.page("/a", PAGE, kind="text/html; charset=ISO-8859-1"), site.limits)
    assert (got.raw.decode(), got.media_type, got.charset, got.url) == (
        PAGE,
        HTML,
        "ISO-8859-1",
        site.url("/a"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a",
        "http://localhost:{port}/a",
        "http://[::1]:{port}/a",
        "http://2130706433:{port}/a",
        "http://0x7f.1:{port}/a",
        "http://0.0.0.0:{port}/a",
    ],
)
def test_this_machine_is_not_fetched_unless_it_is_named(site, url):
    site.page("/a", PAGE)
    with pytest.raises(AddressError, match=r"no public address|cannot be resolved|no web address"):
        fetch(url.format(port=site.port), Limits(fetch_seconds=5))
    assert site.seen == []


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1
    198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1
    ff02::1 fec0::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::
    2002:c0a8:101:: ::7f00:1 2001:db8::1 2001:0:7f00:1::1 100::1""".split(),  # noqa: SIM905
)
def test_an_address_that_is_not_of_the_internet_is_no_public_one(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.5")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(AddressError, match=r"mixed\.example leads to 10\.0\.0\.5"):
        resolve("mixed.example", 80, (), 5)


def test_a_name_is_looked_up_once_and_connected_to_as_checked(site, monkeypatch):
    """A name that leads elsewhere a moment later gains nothing: the second answer is never asked for."""
    asked = []

    def changing(host, port, **_):
        asked.append(host)
        ip = "127.0.0.1" if len(asked) == 1 else "127.0.0.99"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    site.page("/a", PAGE)
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: changing(host, *a, **k) if host == "rebound.example" else real(host, *a, **k),
    )
    limits = replace(site.limits, private_hosts=("rebound.example",))
    assert fetch(f"http://rebound.example:{site.port}/a", limits).raw.decode() == PAGE
    assert asked == ["rebound.example"]


def test_a_redirect_is_followed_and_checked_like_the_first_address(site):
    site.page("/real", PAGE)
    site.page("/moved", "", status=302, Location="/real")
    assert fetch(site.url("/moved"), site.limits).url == site.url("/real")
    site.page("/inside", "", status=302, Location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(AddressError, match=r"/inside: 169\.254\.169\.254 is no public address"):
        fetch(site.url("/inside"), site.limits)
    site.page("/other-port", "", status=307, Location="http://127.0.0.1:1/")
    with pytest.raises(AddressError, match="no public address"):
        fetch(site.url("/other-port"), site.limits)
    site.page("/file", "", status=301, Location="file:///etc/passwd")
    with pytest.raises(AddressError, match="only http:// and https://"):
        fetch(site.url("/file"), site.limits)


def test_a_redirect_without_end_is_given_up(site):
    site.page("/round", "", status=302, Location="/round")
    with pytest.raises(AddressError, match="more than 5 redirects"):
        fetch(site.url("/round"), site.limits)
    assert len(site.seen) == 6


def drip(first, piece, seconds=0.05):
    """An answer that never ends: a piece every so often."""

    def answer(handler):
        import time

        handler.wfile.write(first)
        for _ in range(400):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(seconds)

    return answer


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n",
    ],
)
def test_a_response_that_trickles_ends_at_the_deadline(site, first):
    site.answers["/slow"] = drip(first, b"x")
    with pytest.raises(AddressError, match=r"not received within 0\.5 seconds"):
        fetch(site.url("/slow"), replace(site.limits, fetch_seconds=0.5))


def test_a_response_without_end_stops_at_the_limit(site):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    site.answers["/endless"] = drip(head, b"x" * 100_000, seconds=0)
    with pytest.raises(AddressError, match="more than 1048576 bytes"):
        fetch(site.url("/endless"), site.limits)
    site.page("/large", b"x" * 1_048_577)
    with pytest.raises(AddressError, match="1048577 bytes, the limit is 1048576"):
        fetch(site.url("/large"), site.limits)


def test_a_packed_page_is_unpacked_and_a_packed_bomb_meets_the_limit(site):
    site.page("/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    assert fetch(site.url("/packed"), site.limits).raw.decode() == PAGE
    site.page("/deflated", zlib.compress(PAGE.encode()), Content_Encoding="deflate")
    assert fetch(site.url("/deflated"), site.limits).raw.decode() == PAGE
    site.page("/bomb", gzip.compress(b"x" * 300_000_000, 1)[:1_000_000], Content_Encoding="gzip")
    with pytest.raises(AddressError, match="more than 1048576 bytes"):
        fetch(site.url("/bomb"), site.limits)
    site.page("/broken", b"no gzip at all", Content_Encoding="gzip")
    with pytest.raises(AddressError, match="compression is damaged"):
        fetch(site.url("/broken"), site.limits)
    site.page("/br", b"xx", Content_Encoding="br")
    with pytest.raises(AddressError, match="packed as 'br'"):
        fetch(site.url("/br"), site.limits)


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (404, "text/html", r"answered 404 \(Not Found\)"),
        (503, "text/html", "answered 503"),
        (299, "text/html", r"answered 299 \(no known status\)"),
        (200, "image/png", "is image/png, no text"),
        (200, "video/mp4", "is video/mp4"),
        (200, "application/json", "is application/json"),
    ],
)
def test_an_answer_of_no_use_is_named(site, status, kind, message):
    with pytest.raises(AddressError, match=message):
        fetch(site.page("/x", "{}", kind=kind, status=status), site.limits)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", "only http:// and https://"),
        ("file:///etc/passwd", "only http:// and https://"),
        ("http://", "only http:// and https://"),
        ("http://me:secret@example.org/", "user name or password"),
        ("http://a b/", "no web address|cannot be resolved"),
        ("http://example.org:99999/", "no web address"),
        ("http://nothing.invalid/", "cannot be resolved"),
        ("http://[::1/", "no web address"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url, message):
    with pytest.raises(AddressError, match=message):
        list(read_sources([url], Limits(fetch_seconds=5)))


def test_a_closed_port_and_a_cut_answer_are_one_sentence_each(site):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    with pytest.raises(AddressError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/", Limits(private_hosts=("127.0.0.1",), fetch_seconds=5))
    site.answers["/cut"] = lambda handler: (
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"),
        setattr(handler, "close_connection", True),
    )
    with pytest.raises(AddressError, match="cannot be fetched"):
        fetch(site.url("/cut"), site.limits)
    site.answers["/junk"] = lambda handler: handler.wfile.write(bytes(range(256)) * 40)
    with pytest.raises(AddressError, match="cannot be fetched"):
        fetch(site.url("/junk"), site.limits)


def test_a_page_becomes_a_source_with_its_address(site):
    url = site.page("/guides/rivers.html", PAGE)
    [source] = read_sources([url], site.limits)
    assert source.id == f"127.0.0.1-{site.port}/guides/rivers"
    assert (source.origin, source.path, source.media_type) == (url, None, HTML)
    assert source.text == "# Two rivers\n\nThe Aller is 215 km long.\n"
    assert (source.metadata.url, source.metadata.language, source.metadata.title) == (url, "en", "Two rivers")


def test_the_charset_of_the_server_is_taken_and_named(site):
    page = PAGE.replace("Aller", "Río Año")
    [source] = read_sources(
        [site.page("/a", page.encode("latin-1"), kind="text/html; charset=iso-8859-15")], site.limits
    )
    assert "Río Año" in source.text
    assert source.warnings == (f"{site.url('/a')}: read as iso8859-15, the encoding that it declares.",)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Example.org/a/b.html", "example.org/a/b"),
        ("https://example.org/", "example.org"),
        ("https://example.org:8443/x%20y?", "example.org-8443/x-y"),
        ("https://example.org/v1.2/notes", "example.org/v1.2/notes"),
        ("https://example.org/a?page=2", "example.org/a-bc7c7eb0"),
    ],
)
def test_the_id_of_a_page_is_its_host_and_path(url, name):
    assert [one.id for one in find_sources([url])] == [name]
