"""The Markdown table of all peers."""

from __future__ import annotations

from typing import Any

COLUMNS = (
    ("first answer, s", "first_answer_s", 2),
    ("warm p50, ms", "warm_p50_ms", 1),
    ("warm p95, ms", "warm_p95_ms", 1),
    ("sentences/s built", "sentences_per_s", 0),
    ("memory: first answer, MB", "first_answer_mb", 0),
    ("memory: build too, MB", "peak_mb", 0),
)


def table(report: dict[str, Any]) -> str:
    """Return one row a peer; what was not measured is left out as a dash, what failed says so."""
    heads = ["", *(head for head, _, _ in COLUMNS), "installed, MB (beyond the script)", "sentence first"]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    for name, row in report["peers"].items():
        cells = [name, *(_spread(row.get(field), places) for _, field, places in COLUMNS)]
        cells.append(
            f"{row['installed_mb']:,} ({row['beyond_plain_mb']:,})" if "installed_mb" in row else "–"
        )
        cells.append(_share(row.get("sentence_first")))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _spread(value: dict[str, Any] | None, places: int) -> str:
    if value is None:
        return "–"
    low, high = value["range"]
    return f"{value['median']:,.{places}f} ({low:,.{places}f}–{high:,.{places}f})"


def _share(value: dict[str, Any] | None) -> str:
    return "–" if value is None else f"{100 * value['value']:.1f} % ({value['hits']}/{value['of']})"
