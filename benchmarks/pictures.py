"""The pictures of docs/performance.md, drawn from the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Results = Mapping[str, dict[str, Any]]

OURS, OTHERS = "#1f6feb", "#8c959f"


def draw_all(found: Results, folder: Path) -> None:
    """Draw every picture that has its results."""
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    if any("first_answer_s" in row for row in found.get("peers", {}).get("peers", {}).values()):
        _peers(found["peers"]["peers"], folder / "peers.png")
    if "kinds" in found:
        _kinds(found["kinds"]["sizes"], folder / "kinds.png")
    if "growth" in found:
        rows = [row for row in found["growth"]["sizes"] if {"load_s", "answer_ms"} <= row.keys()]
        _growth(rows, folder / "growth.png")
    if "server" in found:
        _server(found["server"]["loops"], folder / "server.png")


def _peers(rows: Mapping[str, dict[str, Any]], path: Path) -> None:
    """Bars with the range of the runs; quality has the interval of its share."""
    from matplotlib import pyplot

    panels = (
        ("first answer, s (new process)", "first_answer_s"),
        ("warm answer, ms (p50)", "warm_p50_ms"),
        ("sentences indexed a second", "sentences_per_s"),
        ("memory at the first answer, MB", "first_answer_mb"),
        ("installed, MB", "installed_mb"),
        ("sentence first, %", "sentence_first"),
    )
    names = list(rows)
    colours = [OURS if name.startswith("hubbot") else OTHERS for name in names]
    figure, axes = pyplot.subplots(2, 3, figsize=(12, 7), layout="constrained", sharey=True)
    for axis, (title, field) in zip(axes.flat, panels, strict=True):
        values, low, high = zip(*(_bar(row.get(field)) for row in rows.values()), strict=True)
        below = [value - least for value, least in zip(values, low, strict=True)]
        above = [most - value for value, most in zip(values, high, strict=True)]
        axis.barh(names, values, xerr=[below, above], color=colours, ecolor="#24292f", capsize=2)
        axis.set_title(title, fontsize=10)
        axis.grid(visible=True, axis="x", alpha=0.3)
        axis.set_axisbelow(True)
    axes[0][0].invert_yaxis()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _bar(value: Any) -> tuple[float, float, float]:
    """Return what is drawn and its range."""
    if value is None:
        return 0.0, 0.0, 0.0
    if isinstance(value, int | float):
        return float(value), float(value), float(value)
    if "interval" in value:
        low, high = value["interval"]
        return 100 * value["value"], 100 * low, 100 * high
    return value["median"], *value["range"]


def _kinds(sizes: Mapping[str, Mapping[str, dict[str, Any]]], path: Path) -> None:
    """Search time against memory, one point a kind: down and to the left is better."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(sizes), figsize=(6 * len(sizes), 5), layout="constrained", squeeze=False
    )
    for axis, (size, rows) in zip(axes.flat, sizes.items(), strict=True):
        for name, row in rows.items():
            if "recall_at_10" not in row:
                continue
            enough = row["recall_at_10"] >= 0.98
            axis.scatter(
                row["resident_mb"],
                row["search_cpu_p50_ms"],
                color=OURS if enough else "white",
                edgecolor=OURS,
            )
            axis.annotate(
                f"{name}: {row['recall_at_10']:.3f}",
                (row["resident_mb"], row["search_cpu_p50_ms"]),
                textcoords="offset points",
                xytext=(6, 4),
                fontsize=8,
            )
        axis.set(
            title=f"{int(size):,} vectors; recall@10 beside each, hollow: under 0.98",
            xlabel="resident, MB",
            ylabel="search, ms of processor time (p50)",
            xscale="log",
            yscale="log",
        )
        axis.grid(visible=True, alpha=0.3, which="both")
        axis.margins(x=0.25, y=0.15)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _growth(rows: Sequence[dict[str, Any]], path: Path) -> None:
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    panels: dict[str, list[tuple[str, list[Any]]]] = {
        "build, s": [("wall", [r["build_s"] for r in rows]), ("processor", [r["build_cpu_s"] for r in rows])],
        "files, MB": [("", [r["files_mb"] for r in rows])],
        "resident, MB, models too": [
            ("all", [r["answering_mb"]["all"] for r in rows]),
            ("no mapped file", [r["answering_mb"]["anonymous"] for r in rows]),
        ],
        "load, s": [("wall", [r["load_s"] for r in rows]), ("processor", [r["load_cpu_s"] for r in rows])],
        "search, ms": [(name, [r["search_ms"][name] for r in rows]) for name in ("p50", "p95")],
        "full answer, ms": [(name, [r["answer_ms"][name] for r in rows]) for name in ("p50", "p95")],
        "recall@10": [
            ("of both arms and words", [r["recall_at_10"] for r in rows]),
            ("of an arm alone", [r["recall_at_10_of_an_arm_alone"] for r in rows]),
        ],
    }
    figure, axes = pyplot.subplots(2, 4, figsize=(14, 6), layout="constrained")
    for axis in axes.flat[len(panels) :]:
        axis.remove()
    for axis, (title, lines) in zip(axes.flat, panels.items(), strict=False):
        for label, values in lines:
            axis.plot(sizes, values, marker="o", label=label)
        axis.set(title=title, xscale="log", xlabel="passages")
        axis.set_ylim((0.9, 1.005) if title == "recall@10" else (0, None))
        axis.grid(visible=True, alpha=0.3)
        if len(lines) > 1:
            axis.legend()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _server(loops: Mapping[str, Any], path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for name, loop in loops.items():
        clients = [int(each) for each in loop]
        rates = [each["per_second"] for each in loop.values()]
        rounds = [each["per_second_rounds"] for each in loop.values()]
        below = [rate - min(each) for rate, each in zip(rates, rounds, strict=True)]
        above = [max(each) - rate for rate, each in zip(rates, rounds, strict=True)]
        axes[0].errorbar(clients, rates, yerr=[below, above], marker="o", capsize=2, label=name)
        axes[1].plot(clients, [each["p95_ms"] for each in loop.values()], marker="o", label=name)
    for axis, title in zip(axes, ("answers a second", "p95, ms"), strict=True):
        axis.set(title=title, xlabel="clients", xscale="log", yscale="log")
        axis.set_xticks([1, 8, 32, 64], labels=["1", "8", "32", "64"])
        axis.grid(visible=True, alpha=0.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=6, fontsize=8)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
