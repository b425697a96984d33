"""Fill docs/quality.md from docs/quality.json, and draw its plots: ``make quality`` runs this after measuring.

The page's words are written by hand. Between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` stands what this
makes: each table is a function below, named like its place. Where a suite was skipped, its table says so.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Report = dict[str, Any]

PAGE = Path("docs/quality.md")
NUMBERS = Path("docs/quality.json")
IMAGES = Path("docs/images")

MEASURES = {
    "first_right": "right citation first",
    "complete": "complete",
    "short_right": "right short answer",
    "refused": "wrongly silent",
    "kept_silent": "rightly silent",
    "wrong_given": "wrong answer given",
}
SPLITS = ("dev", "test")
GAP = 0.05  # how far a second article or language may lie behind the first
CURVE_STEP = 0.04


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, numbers to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def shown(value: Any) -> str:
    """Return a share as per cent with its interval, another number as it is, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        low, high = (round(100 * end) for end in value["interval"])
        return f"{100 * value['value']:.1f} % ({low}–{high}), {value['hits']}/{value['of']}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def number(report: Report, *path: str) -> float | None:
    """Return the number at a path of keys, a share by its value, None where anything is missing."""
    found: Any = report
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    value = found.get("value") if isinstance(found, dict) else found
    return float(value) if isinstance(value, int | float) else None


def per_cent(value: float | None) -> str:
    """Return a share as per cent, a dash for none."""
    return "–" if value is None else f"{100 * value:.1f} %"


def measured(report: Report) -> str:
    """Return what the numbers are about."""
    about = report["measured"]
    models = [f"{name} `{digest[:12]}`" for name, digest in about["encoders"].items()]
    models += [f"{name} `{digest[:12]}`" for name, digest in (about["scorer"] or {}).items()]
    sample = f" At most {about['sample']} questions of each set." if about["sample"] else ""
    return (
        f"Corpus `{about['corpus_sha256'][:12]}`, gold questions `{(about['gold_sha256'] or '')[:12]}`; "
        f"models: {', '.join(models)}.{sample}"
    )


STRUCTURE_GOALS = (
    ("with marks", "articles: F1 of quotes with marks", "f1", 0.95),
    ("with marks", "articles: their speakers", "speaker", 0.90),
    ("all", "articles: F1 of all quotes", "f1", 0.90),
    ("all", "articles: all speakers", "speaker", 0.85),
    ("all", "articles: quotes under their heading", "section", 0.98),
    ("all", "articles: headings counted", "sections_counted", 0.98),
)


def targets(report: Report) -> str:
    """Return each number that was set as a goal, beside what was measured."""
    suites = report["suites"]
    rows = []
    for split in SPLITS:
        whole = suites.get("gold", {}).get(split)
        if whole is None:
            rows.append((f"gold, {split}", "", "not measured yet", ""))
            continue
        overall = whole["overall"]
        kinds = [(number(k, "first_right"), name) for name, k in whole["kinds"].items() if k["first_right"]]
        worst, kind = min(kinds)
        rows += [
            _goal(f"gold, {split}: right citation first", overall["first_right"]["value"], 0.95),
            _goal(f"gold, {split}: the same in the weakest kind ({kind})", worst, 0.90),
            _goal(f"gold, {split}: right short answer", number(overall, "short_right"), 0.92),
            _goal(f"gold, {split}: AUROC, answered against silent", overall["auroc"], 0.95, share=False),
            _goal(f"gold, {split}: wrong answers given", number(overall, "wrong_given"), 0.05, most=True),
            _goal(f"gold, {split}: answerable ones refused", number(overall, "refused"), 0.08, most=True),
        ]
    first = number(suites, "squad2", "first_right")
    rows.append(_goal("SQuAD 2.0: sentence first within its article", first, 0.80))
    for name, english, foreign in (("xquad", "en", "es over en"), ("pira", "en", "pt over en")):
        ours, theirs = (number(suites, name, asked, "first_right") for asked in (english, foreign))
        behind = None if ours is None or theirs is None else ours - theirs
        rows.append(_goal(f"{name}: {foreign} behind {english}", behind, GAP, most=True))
    one = number(suites, "gold", "test", "overall", "first_right")
    blind = suites.get("blind", {}).get("test", {}).get("overall", {})
    rows += [
        _goal("blind questions: right citation first", number(blind, "first_right"), 0.95),
        _goal("blind questions: right short answer", number(blind, "short_right"), 0.92),
        _goal("blind questions: AUROC, answered against silent", blind.get("auroc"), 0.95, share=False),
        _goal("blind questions: wrong answers given", number(blind, "wrong_given"), 0.05, most=True),
        _goal("blind questions: answerable ones refused", number(blind, "refused"), 0.08, most=True),
    ]
    other = number(suites, "second", "test", "overall", "first_right")
    behind = None if one is None or other is None else one - other
    rows.append(_goal("second article behind the first (test): right citation first", behind, GAP, most=True))
    for group, name, measure, goal in STRUCTURE_GOALS:
        rows.append(_goal(name, number(suites, "structure", "groups", group, measure), goal))
    return table(("number", "goal", "measured", "reached"), rows)


def _is_reached(value: float, goal: float, most: bool) -> bool:
    """Say whether a number meets its goal; a difference of two shares is no more exact than they are."""
    exact = round(value, 6)
    return exact <= goal if most else exact >= goal


def _goal(
    name: str, value: float | None, goal: float, *, most: bool = False, share: bool = True
) -> tuple[str, str, str, str]:
    text = (lambda x: "–" if x is None else f"{x:.3f}") if not share else per_cent
    asked = f"{'≤' if most else '≥'} {text(goal)}"
    if value is None:
        return name, asked, "not measured yet", ""
    return name, asked, text(value), "yes" if _is_reached(value, goal, most) else "**no**"


def _summary(summary: Report, part: str) -> str:
    groups = {"all": summary["overall"]} if part == "kinds" else {}
    rows = [
        (f"{name} ({found['questions']})", *(shown(found[key]) for key in MEASURES), shown(found["auroc"]))
        for name, found in (groups | summary[part]).items()
    ]
    return table((part.removesuffix("s"), *MEASURES.values(), "AUROC"), rows)


def _splits(report: Report, suite: str, part: str) -> str:
    found = report["suites"].get(suite, {"skipped": "not measured yet"})
    if "skipped" in found:
        return f"Skipped: {found['skipped']}."
    missing = [
        f"**{split}**: not measured yet." for split in SPLITS if split not in found and suite == "gold"
    ]
    present = [
        f"**{split}**\n\n{_summary(summary, part)}" for split, summary in found.items() if split in SPLITS
    ]
    return "\n\n".join(present + missing)


def kinds(report: Report) -> str:
    """Return the gold numbers by kind, a table a split."""
    return _splits(report, "gold", "kinds")


def languages(report: Report) -> str:
    """Return the gold numbers by the language of the question."""
    return _splits(report, "gold", "languages")


def second(report: Report) -> str:
    """Return the numbers on the second article by kind."""
    return _splits(report, "second", "kinds")


SETS = {
    "blind": "the first article, blind questions",
    "fresh": "the first article, fresh questions",
    "readers": "the first article, readers' questions",
    "yesno": "the first article, yes or no",
    "visitors": "the first article, visitors' questions",
    "idiomas": "the first article, in Spanish and Portuguese",
    "second": "a feature",
    "howto": "a how-to guide",
    "post": "a feature with an interview",
    "guide": "a city guide",
    "interview": "an interview",
    "news": "a news report",
    "blog": "a blog post that quotes eighty people",
    "report": "a report on a convention",
    "voyage": "another city guide",
    "community": "a guide for maintainers",
    "paths": "a blog post on eighty careers",
    "speakers": "tips for inviting speakers",
    "guia": "a guide in Spanish",
    "praticas": "a guide in Portuguese",
    "relato": "an account in Spanish",
    "usuarios": "another guide in Portuguese",
    "encuentro": "an announcement in Spanish",
    "conferencia": "a report in English, asked in Portuguese",
}


def others(report: Report) -> str:
    """Return one row for each further set of questions."""
    rows = []
    for name, about in SETS.items():
        for split, part in report["suites"].get(name, {}).items():
            if split in SPLITS:
                overall = part["overall"]
                cells = [shown(overall[key]) for key in MEASURES if key != "complete"]
                rows.append((f"{about} ({split}, {overall['questions']})", *cells, shown(overall["auroc"])))
    names = [label for key, label in MEASURES.items() if key != "complete"]
    return table(("questions on", *names, "AUROC"), rows)


def curve(report: Report) -> str:
    """Return what each threshold would do to the gold development questions and to SQuAD 2.0."""
    gold = {row["threshold"]: row for row in report["suites"].get("gold", {}).get("dev", {}).get("curve", ())}
    public = {row["threshold"]: row for row in report["suites"].get("squad2", {}).get("curve", ())}
    names = ("refused", "wrong_given", "kept_silent")
    rows = []
    for threshold in sorted(gold.keys() | public.keys()):
        if threshold <= 0.5 and abs(round(threshold / CURVE_STEP) * CURVE_STEP - threshold) < 1e-9:
            cells = [
                per_cent(number(part.get(threshold, {}), name)) for part in (gold, public) for name in names
            ]
            rows.append((f"{threshold:.2f}", *cells))
    header = [f"{source}: {MEASURES[name]}" for source in ("gold dev", "SQuAD 2.0") for name in names]
    return table(("threshold", *header), rows)


def reliability(report: Report) -> str:
    """Return the expected calibration errors."""
    found = [
        (name, suite.get("calibration_error"), sum(each["count"] for each in suite["reliability"]))
        for name, suite in _reliable(report).items()
    ]
    return table(
        ("questions", "asked", "calibration error"), [(n, str(count), shown(e)) for n, e, count in found]
    )


def _reliable(report: Report) -> Report:
    suites = report["suites"]
    gold, other = suites.get("gold", {}), suites.get("second", {})
    named = {f"gold {split}": gold[split] for split in SPLITS if split in gold}
    named |= {"second article": other["test"]} if "test" in other else {}
    return named | ({"SQuAD 2.0": suites["squad2"]} if "reliability" in suites.get("squad2", {}) else {})


def ablation(report: Report) -> str:
    """Return a row for each arm, the scorer and each signal."""
    if "ablation" not in report:
        return "Not measured yet."
    keys = ("nearest_right", "first_right", "refused", "wrong_given", "kept_silent", "auroc")
    header = ("right passage nearest", *(MEASURES.get(key, "AUROC") for key in keys[1:]))
    rows = [
        (name, *(shown(row[k]) if k == "auroc" else per_cent(number(row, k)) for k in keys))
        for name, row in report["ablation"]["rows"].items()
    ]
    return table((f"{report['ablation']['questions']} development questions", *header), rows)


def squad2(report: Report) -> str:
    """Return the numbers of SQuAD 2.0."""
    found = report["suites"].get("squad2", {"skipped": "not measured yet"})
    if "skipped" in found:
        return f"Skipped: {found['skipped']}."
    names = {
        "first_right": "answerable: the sentence shown first, be it as the closest one, holds the answer",
        "given_right": "of the answers given: right",
        "refused": "answerable: silent",
        "kept_silent": "adversarial questions: silent",
        "kept_silent_other_article": "questions from another article: silent",
        "auroc": "AUROC, answerable against adversarial",
        "auroc_other_article": "AUROC, answerable against questions from another article",
    }
    rows = [(text, shown(found[name])) for name, text in names.items()]
    return table((f"{found['questions']} questions", "measured"), rows)


def pooled(report: Report) -> str:
    """Return the numbers of xquad and Pirá: questions in one language over texts of another."""
    rows = []
    for suite in ("xquad", "pira"):
        found = report["suites"].get(suite, {"skipped": "not measured yet"})
        if "skipped" in found:
            rows.append((suite, f"skipped: {found['skipped']}", "", ""))
            continue
        for name, part in found.items():
            cells = (part[key] for key in ("first_right", "paragraph_right", "refused"))
            rows.append((f"{suite}: {name}", *map(shown, cells)))
    return table(("asked", "right first", "right paragraph first", "silent"), rows)


def canard(report: Report) -> str:
    """Return the numbers of CANARD: words put into a follow-up."""
    found = report["suites"].get("canard", {"skipped": "not measured yet"})
    if "skipped" in found:
        return f"Skipped: {found['skipped']}."
    rows = [
        (name, *(shown(part[key]) for key in ("recall", "precision", "f1")))
        for name, part in found.items()
        if isinstance(part, dict)
    ]
    return table((f"{found['questions']} follow-ups", "recall", "precision", "F1"), rows)


PLACES: dict[str, Callable[[Report], str]] = {
    "measured": measured,
    "targets": targets,
    "kinds": kinds,
    "languages": languages,
    "second": second,
    "others": others,
    "curve": curve,
    "reliability": reliability,
    "ablation": ablation,
    "squad2": squad2,
    "pooled": pooled,
    "canard": canard,
}


def fill(page: str, report: Report) -> str:
    """Return the page with every place filled; raises KeyError for a place that nothing here makes."""

    def made(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"<!-- begin {name} -->\n{PLACES[name](report)}\n<!-- end {name} -->"

    return re.sub(r"<!-- begin (\w+) -->\n(?:.*?\n)??<!-- end \1 -->", made, page, flags=re.DOTALL)


def draw(report: Report, folder: Path) -> None:
    """Draw the reliability plot and the refusal curve."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.6), dpi=110, layout="constrained")
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--")
    for name, suite in _reliable(report).items():
        bins = suite["reliability"]
        share = [each["right"] for each in bins]
        spread = [
            [max(0.0, each["right"] - each["interval"][0]) for each in bins],
            [max(0.0, each["interval"][1] - each["right"]) for each in bins],
        ]
        left.errorbar(
            [each["confidence"] for each in bins], share, yerr=spread, marker="o", markersize=4,
            linewidth=1.2, elinewidth=0.7, capsize=2, label=name,
        )  # fmt: skip
        rows = suite["curve"]
        right.plot([r["refused"] for r in rows], [r["wrong_given"] for r in rows], linewidth=1.2, label=name)
    left.set(xlabel="confidence", ylabel="share right", title="Reliability", xlim=(0, 1), ylim=(0, 1))
    right.set(
        xlabel="answerable questions refused", ylabel="wrong answers given", title="Every threshold",
        xlim=(0, 0.5), ylim=(0, None),
    )  # fmt: skip
    for axes in (left, right):
        axes.legend(frameon=False, fontsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(folder / "reliability.png", metadata={"Software": None})


def main() -> None:
    """Fill the page and draw its plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=Path, default=NUMBERS, help="what `hubbot evaluate --json` printed")
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--images", type=Path, default=IMAGES)
    options = parser.parse_args()
    report = json.loads(options.numbers.read_text("utf-8"))
    if report["suites"].get("structure", {}).pop("misses", None):  # the articles' words are not ours to keep
        options.numbers.write_text(json.dumps(report, indent=1), "utf-8")
    options.page.write_text(fill(options.page.read_text("utf-8"), report), "utf-8")
    draw(report, options.images)
    print(f"filled {options.page}, drew {options.images / 'reliability.png'}")


if __name__ == "__main__":
    main()
