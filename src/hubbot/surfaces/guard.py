"""What stands between the network and the app: small ASGI wrappers, each with one rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubbot.surfaces.api.owner import OWNERS
from hubbot.surfaces.api.problems import problem_response

MAX_BODY = 64 * 1024  # bytes; a question is a few hundred
MAX_CONVERSATION_BODY = 2 * 1024 * 1024  # the chat sends its conversation with each question

# What the page and `gradio_client` need of Gradio. Everything else that it would serve (uploads, a proxy for any
# public address, monitoring, a second API) does not exist here.
GRADIO_PATHS = re.compile(
    r"/(|theme\.css|config|assets/[\w./-]+|static/[\w./-]+|gradio_api/(info|run/predict|queue/(join|data)|heartbeat/\w+|cancel|reset))"
)  # what may be run outside of the queue asks nothing: opening the page, emptying the conversation
JOIN = "/gradio_api/queue/join"


def content_security_policy(frame_ancestors: Sequence[str] = (), *, inline: bool = True) -> str:
    """Return the policy that keeps a page to its own server; Gradio's needs ``inline`` scripts, none needs eval."""
    unsafe = " 'unsafe-inline'" if inline else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{unsafe}",
            f"style-src 'self'{unsafe}",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "object-src 'none'",
            " ".join(("frame-ancestors 'self'", *frame_ancestors)),
        )
    )


class SecurityHeaders:
    """Adds the security headers to every response, and lets hashed assets be kept.

    Only the pages of the chat, under ``mount``, may hold scripts of their own: Gradio writes some. ``own_frame`` is
    a page that nobody but ourselves may show in a frame: elsewhere a reader's click could be led to its buttons.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str], mount: str, own_frame: str) -> None:
        self._app = app
        self._mount = f"{mount}/"
        self._immutable = f"{mount}/assets/"
        self._chat_policy = content_security_policy(frame_ancestors)
        self._policy = content_security_policy(frame_ancestors, inline=False)
        self._own_frame = own_frame
        self._own_policy = content_security_policy(inline=False)
        self._headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "permissions-policy": "camera=(), microphone=(), geolocation=()",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = self._policy_of(scope["path"])
                headers.setdefault("cross-origin-resource-policy", "same-origin")
                for name, value in self._headers.items():
                    headers[name] = value
                if scope["path"].startswith(self._immutable) and message["status"] == 200:
                    headers["cache-control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, complete)

    def _policy_of(self, path: str) -> str:
        if path.startswith(self._mount):
            return self._chat_policy
        return self._own_policy if path == self._own_frame else self._policy


class KnownHosts:
    """Refuses host names that are not ours, so that no site can point its own name at this server.

    An address written as numbers is always ours: a name is what such an attack needs.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 400."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).get("host", "")):
            host = Headers(scope=scope).get("host", "")
            detail = (
                f"This server is not known as {host[:200]!r}: its owner names it in HUBBOT_ALLOWED_HOSTS."
            )
            await problem_response(scope, 400, detail)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        name = re.sub(r":\d*$", "", host).lower()
        if name in self._names:
            return True
        try:
            ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


class Guard:
    """Lets through only the Gradio routes that the page uses, and no body larger than it needs.

    The owner's texts may have ``max_upload`` bytes; the owner's token was checked before.
    """

    def __init__(self, app: ASGIApp, mount: str, max_upload: int = MAX_BODY) -> None:
        self._app = app
        self._mount = mount
        self._max_upload = max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 404 or 413, or pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        below = path.startswith(f"{self._mount}/")
        inner = path[len(self._mount) :] if below else ""
        if below and (not GRADIO_PATHS.fullmatch(inner) or ".." in inner):
            await problem_response(scope, 404, "Not found.")(scope, receive, send)
            return
        limit = MAX_CONVERSATION_BODY if below and inner == JOIN else MAX_BODY
        if OWNERS.fullmatch(path):
            limit = self._max_upload
        remedy = ": HUBBOT_MAX_SOURCE_BYTES raises that" if OWNERS.fullmatch(path) else ""
        refusal = problem_response(scope, 413, f"The body is larger than {limit} bytes{remedy}.")
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal():
            await problem_response(scope, 400, "The content-length is no number.")(scope, receive, send)
            return
        if int(length[:20]) > limit:
            await refusal(scope, receive, send)
            return
        body = _Body(receive, limit)
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            if body.too_large and not started:  # whatever the app makes of a body cut short
                return
            started = True
            await send(message)

        with suppress(_TooLargeError):
            await self._app(scope, body.receive, watch)
        if body.too_large and not started:
            await refusal(scope, receive, send)


class InsertIntoPage:
    """Adds our head, header and article to the one HTML page that Gradio serves.

    ``insert`` is given the page and the question in its address, "" where there is none.
    """

    def __init__(self, app: ASGIApp, path: str, insert: Callable[[str, str], str]) -> None:
        self._app = app
        self._path = path
        self._insert = insert

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the page back until it is whole, then send it completed."""
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        head: Message = {}
        parts: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal head
            if message["type"] == "http.response.start":
                head = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts)
            headers = MutableHeaders(scope=head)
            if head["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                question = QueryParams(scope["query_string"]).get("q", "")
                body = self._insert(body.decode("utf-8"), question).encode("utf-8", "replace")
                headers["content-length"] = str(len(body))
            await send(head)
            await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, hold)


class _TooLargeError(Exception):
    """A body without a truthful length turned out too large."""


class _Body:
    """Counts a request's body as it is read."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    @property
    def too_large(self) -> bool:
        """Whether more came than is allowed."""
        return self._left < 0

    async def receive(self) -> Message:
        """Return the next part, or raise once there has been too much."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.too_large:
            raise _TooLargeError
        return message
