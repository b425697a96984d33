"""Clients that each ask, wait for the answer, and ask again: a small HTTP client that leaves the server its cores."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Outcome:
    """What a closed loop saw: seconds of each answer with 200, and how often each other status came."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def percentile(self, share: float) -> float | None:
        """Return the latency in milliseconds that ``share`` of the answers stayed below."""
        if not self.latencies:
            return None
        ordered = sorted(self.latencies)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0


class Connection:
    """One connection that is kept open, HTTP/1.1."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(address)
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Send one request; return status, headers and body."""
        if self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        assert self._reader is not None
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\ncontent-type: application/json\r\n"
            f"{self._headers}content-length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()
        status = int((await self._line()).split()[1])
        headers: dict[str, str] = {}
        while line := (await self._line()).strip():
            name, _, value = line.partition(b":")
            headers[name.decode().lower()] = value.decode().strip()
        if headers.get("transfer-encoding") == "chunked":
            content = await self._chunks()
        else:
            content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return status, headers, content

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    async def _line(self) -> bytes:
        assert self._reader is not None
        line = await self._reader.readline()
        if not line:
            raise ConnectionError("the server closed the connection")
        return line

    async def _chunks(self) -> bytes:
        assert self._reader is not None
        parts: list[bytes] = []
        while size := int((await self._line()).split(b";")[0], 16):
            parts.append(await self._reader.readexactly(size))
            await self._line()
        await self._line()
        return b"".join(parts)


async def ask_api(connection: Connection, question: str) -> tuple[int, bytes]:
    """Ask ``/api/v1/ask``."""
    status, _, body = await connection.send(
        "POST", "/api/v1/ask", json.dumps({"question": question}).encode()
    )
    return status, body


async def ask_gradio(connection: Connection, question: str) -> tuple[int, bytes]:
    """Ask Gradio's endpoint ``/ask`` as its client does: join the queue, read the events until the result."""
    session = secrets.token_hex(6)
    joined = {"data": [question, None, None], "fn_index": 0, "session_hash": session}
    status, _, body = await connection.send("POST", "/ui/gradio_api/queue/join", json.dumps(joined).encode())
    if status != 200:
        return status, body
    status, _, events = await connection.send("GET", f"/ui/gradio_api/queue/data?session_hash={session}")
    done = b'"process_completed"' in events and b'"success":true' in events.replace(b" ", b"")
    return (status if done else 500), events


async def ask_bare(connection: Connection, question: str) -> tuple[int, bytes]:
    """Ask the route that only encodes."""
    status, _, body = await connection.send("POST", "/encode", json.dumps({"question": question}).encode())
    return status, body


def run_loop(
    address: str,
    ask: Callable[[Connection, str], object],
    questions: Sequence[str],
    clients: int,
    seconds: float,
    start: int = 0,
) -> Outcome:
    """Let ``clients`` ask for ``seconds``; each takes the next question of all, beginning at ``start``."""
    return asyncio.run(_run(address, ask, questions, clients, seconds, start))


async def _run(
    address: str,
    ask: Callable[..., object],
    questions: Sequence[str],
    clients: int,
    seconds: float,
    start: int,
) -> Outcome:
    outcome = Outcome()
    numbers = itertools.count(start)
    began = time.perf_counter()

    async def client() -> None:
        connection = Connection(address)
        while time.perf_counter() - began < seconds:
            question = questions[next(numbers) % len(questions)]
            asked = time.perf_counter()
            status, _ = await ask(connection, question)  # type: ignore[misc]
            if status == 200:
                outcome.latencies.append(time.perf_counter() - asked)
            else:
                outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
                await asyncio.sleep(0.05)
        connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    outcome.seconds = time.perf_counter() - began
    return outcome
