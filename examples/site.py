"""A small web site of another origin: its pages are the files in ``pages/``, with the article put in."""

from __future__ import annotations

import html
import re
import threading
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

PAGES = Path(__file__).with_name("pages")
ARTICLE = Path(__file__).parents[1] / "corpus" / "latam-tech-hubs.txt"
_KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}

# Nothing inline, nothing evaluated, nothing from anywhere but this site and hubbot, no string ever becomes HTML.
STRICT_POLICY = (
    "default-src 'none'; script-src {hubbot}; connect-src {hubbot}; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class ExampleSite:
    """Serves the pages on 127.0.0.1 from a thread, from ``with`` to the end of its block.

    ``hubbot`` is the server whose chat they embed; ``article`` is the text that they print, the seed article
    if it is None; ``pages`` is the folder they are in.
    """

    def __init__(self, hubbot: str, port: int = 0, article: str | None = None, pages: Path = PAGES) -> None:
        self.hubbot = hubbot
        self.pages = pages
        self.article = ARTICLE.read_text("utf-8") if article is None else article
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> ExampleSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self) -> None:
        """Return when interrupted."""
        try:
            self._thread.join()
        except KeyboardInterrupt:
            print()


def article_html(text: str) -> str:
    """Return the article as a blog would print it: headings, a list of figures, entities, quotes set apart.

    The words are those of ``text``; the markup is not, and that is what the chat has to cope with.
    """
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words = html.escape(paragraph.strip(), quote=False)
        words = words.replace("’", "&rsquo;").replace("“", "&ldquo;").replace("”", "&rdquo;")
        words = words.replace(" – ", "&nbsp;&ndash; ")
        words = re.sub(r"\b(Silicon Valley|Start-Up Chile|Plan Ceibal)\b", r"<em>\1</em>", words)
        words = re.sub(
            r"\b(Jorge|Miguel|Omar|Luís|Rafael|Juan|Alex Barrios)\b", r"<strong>\1</strong>", words
        )
        words = re.sub(
            r"development|entrepreneur", lambda found: found[0][:6] + "&shy;" + found[0][6:], words
        )
        if re.fullmatch(r"[^.]{3,30} \([^)]+\)|The bottom line", paragraph.strip()):
            blocks.append(f"<h2>{words}</h2>")
        elif re.match(r"(The population|Number of)", paragraph):
            blocks.append(f'<p class="figure-line">{words}</p>')
        elif "photo by" in paragraph:
            blocks.append(f'<p class="credit">{words}</p>')
        else:
            blocks.append(f"<p>{words}</p>")
    return "\n".join(blocks)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, site: ExampleSite, *arguments: object) -> None:
        self._site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send a page, or the list of them."""
        name = self.path.split("?")[0].strip("/") or "index.html"
        if name == "favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
            return
        path = self._site.pages / name
        if not re.fullmatch(r"[\w-]+\.(html|css)", name) or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        hubbot = self._site.hubbot.rstrip("/")
        text = path.read_text("utf-8").replace("https://HOST", hubbot)
        if "<!-- article -->" in text:
            text = text.replace("<!-- article -->", article_html(self._site.article))
        body = text.encode("utf-8")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _KINDS[path.suffix])
        self.send_header("Content-Length", str(len(body)))
        if name.startswith("strict"):
            self.send_header("Content-Security-Policy", STRICT_POLICY.format(hubbot=hubbot))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: what is asked for is seen in the browser."""
