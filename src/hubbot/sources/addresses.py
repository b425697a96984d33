"""Which addresses may be fetched: public ones, looked up once, each of them checked, then connected to by number.

A name that leads into a private network would make hubbot a way in ("server-side request forgery"), so loopback,
private, link-local and all other ranges that are not public are refused, also inside IPv6 forms that hold an IPv4
address, and after every redirect. The connection goes to the very address that was checked: a name that resolves
otherwise a moment later ("DNS rebinding") gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Sequence

from hubbot.errors import AddressError

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int, private_hosts: Sequence[str], seconds: float) -> list[str]:
    """Return the addresses of ``host`` in the system's order, every one of them allowed.

    ``private_hosts`` are names, with or without ":port", that may be private. Raises AddressError for a name that
    does not resolve within ``seconds`` or leads, even in part, to an address that is not public.
    """
    found = _look_up(host, port, seconds)
    if host.casefold() in private_hosts or f"{host.casefold()}:{port}" in private_hosts:
        return found
    for address in found:
        if not is_public(address):
            named = host if host == address else f"{host} leads to {address}, which"
            raise AddressError(
                f"{named} is no public address; not fetched. If it is yours, set HUBBOT_PRIVATE_HOSTS={host}:{port}"
            )
    return found


def is_public(address: str) -> bool:
    """Say whether ``address`` is reached over the internet, and so is the IPv4 address that it may hold."""
    ip: Ip = ipaddress.ip_address(address.partition("%")[0])
    return all(
        one.is_global
        and not (
            one.is_multicast or one.is_reserved or one.is_unspecified or one.is_loopback or one.is_link_local
        )
        and not (isinstance(one, ipaddress.IPv6Address) and one.is_site_local)
        for one in _with_inner(ip)
    )


def _with_inner(ip: Ip) -> list[Ip]:
    """Return the addresses that must be public: the IPv4 address in a mapped or translated form, or ``ip`` itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    if ip.sixtofour is not None:
        return [ip, ip.sixtofour]
    if ip.teredo is not None:
        return [ip, *ip.teredo]
    if ip in _NAT64:
        return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return [ip]


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a name; the system's resolver knows no deadline, so it is left behind at ours."""
    found: list[str] = []
    failed: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError) as error:
            failed.append(str(getattr(error, "strerror", None) or error))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, seconds))
    if asking.is_alive():
        raise AddressError(f"{host} did not resolve within {seconds:.0f} seconds; try again")
    if failed or not found:
        raise AddressError(
            f"{host} cannot be resolved ({failed[0] if failed else 'no address'}); check its spelling"
        )
    return list(found)
