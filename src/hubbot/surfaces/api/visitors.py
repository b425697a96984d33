"""Who asks: the address of the client, and the id of the request.

Forwarding headers are believed only where they come from a proxy that the owner named, and from the right: each
proxy appends whom it heard from, so whatever stands left of the last named one was written by the client.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubbot.surfaces.api.problems import REQUEST_ID

CLIENT = "hubbot.client"  # where a request's scope holds the client's address
DIRECT = "hubbot.direct"  # whether no proxy stands between
_IPV6_CUSTOMER = 64  # bits; one customer holds all addresses behind them
_LONGEST_CHAIN = 20  # proxies; nobody has more


class Visitors:
    """Notes for each request an id and the client's address, and sends the id back."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str] = ()) -> None:
        self._app = app
        self._trusted = tuple(ip_network(network) for network in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its id in the response's head."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[REQUEST_ID] = request_id = secrets.token_hex(8)
        headers = Headers(scope=scope)
        scope[DIRECT] = not any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
        scope[CLIENT] = self._address(scope, headers)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        await self._app(scope, receive, named)

    def _address(self, scope: Scope, headers: Headers) -> str:
        client = scope.get("client")
        address = str(client[0]) if client else ""
        chain = ",".join(headers.getlist("x-forwarded-for")).split(",")[-_LONGEST_CHAIN:]
        while self._is_trusted(address) and chain:
            said = chain.pop().strip()
            if _parsed(said) is None:
                break
            address = said
        return address

    def _is_trusted(self, address: str) -> bool:
        known = _parsed(address)
        return known is not None and any(known in network for network in self._trusted)


def client_of(scope: Scope) -> str:
    """Return under which name a client is counted: its address, or the network of an IPv6 customer."""
    address = _parsed(str(scope.get(CLIENT, "")))
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, _IPV6_CUSTOMER), strict=False))
    return str(address or "unknown")


def is_local(scope: Scope) -> bool:
    """Say whether a request comes from this machine, with no proxy between."""
    address = _parsed(str(scope.get(CLIENT, "")))
    return bool(scope.get(DIRECT)) and address is not None and address.is_loopback


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
