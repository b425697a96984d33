"""The address to serve on: had before anything is loaded, or refused in a sentence."""

from __future__ import annotations

import errno
import socket

from hubbot.errors import HubbotError

_LAST_PORT = 65535


class PortTakenError(HubbotError):
    """The address to serve on cannot be had."""


def open_socket(host: str, port: int) -> socket.socket:
    """Return a bound socket, or raise PortTakenError saying which flag to change."""
    if not 0 <= port <= _LAST_PORT:
        raise PortTakenError(f"{port} is no port: choose one from 0 to {_LAST_PORT} with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise PortTakenError(f"{host} is no address of this machine: give another with --host.") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else "cannot be opened"
        raise PortTakenError(f"Port {port} {why} on {host}: choose another with --port.") from error
    return listener
