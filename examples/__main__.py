"""Serves the example pages: ``python -m examples --hubbot http://127.0.0.1:7860``."""

from __future__ import annotations

import argparse

from examples.site import ExampleSite


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m examples", description="Serve host pages that embed hubbot."
    )
    parser.add_argument("--hubbot", default="http://127.0.0.1:7860", help="where `hubbot serve` listens")
    parser.add_argument(
        "--port", type=int, default=8100, help="where to serve the pages; 0 takes a free port"
    )
    options = parser.parse_args()
    with ExampleSite(options.hubbot, options.port) as site:
        print(f"The pages are at {site.address}: hubbot must allow that origin:")
        print(f"  HUBBOT_ALLOWED_ORIGINS={site.address} hubbot serve")
        site.wait()


if __name__ == "__main__":
    main()
