"""Inspecting: what hubbot understands of a text, before or after it is indexed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hubbot.surfaces.commands.frame import IndexOption, JsonOption, console, plural, print_json, settings_with

BAR_CELLS = 72
SIGNS = {
    "fact": ("F", "green"),
    "quote": ("Q", "magenta"),
    "reported": ("R", "blue"),
    "sentence": ("s", "white"),
    "credit": ("c", "yellow"),
    "heading": ("#", "bold cyan"),
    "none": (".", "dim"),
}
LONGEST = 100


def inspect(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and addresses to read. Without any, the index is shown."),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is understood of a text: sections, quotes by speaker, facts, what can be cited, warnings.

    Example: hubbot inspect my-article.md
    """
    from hubbot.inspection import inspect_index, inspect_paths
    from hubbot.sources.record import limits_from

    settings = settings_with(index_dir=index)
    views = inspect_paths(paths, limits_from(settings)) if paths else inspect_index(settings.index_dir)
    if as_json:
        print_json([view.to_dict() for view in views])
        return
    out = console()
    for view in views:
        _print(out, view)


def _print(out: Any, view: Any) -> None:
    """Print one document."""
    from rich.text import Text

    out.print(Text(f"\n{view.title}", style="bold"))
    about = [view.id, view.language, view.author, view.date, view.url, plural(view.words, "word")]
    out.print(Text(" · ".join(part for part in about if part), style="dim"))
    for warning in view.warnings:
        out.print(Text(f"! {warning}", style="yellow"))
    _print_sections(out, view)
    _print_speakers(out, view)
    _print_facts(out, view)
    _print_map(out, view)


def _print_sections(out: Any, view: Any) -> None:
    from rich.text import Text

    titled = [section for section in view.sections if section.title]
    out.print(Text(f"\nSections ({len(titled)})", style="bold"))
    for section in view.sections:
        counts = [
            plural(count, noun)
            for count, noun in (
                (section.sentences, "sentence"),
                (section.quotes, "statement"),
                (section.facts, "fact"),
            )
            if count
        ]
        if not section.title and not counts:
            continue
        name = section.title or ("(credit)" if section.role == "credit" else "(before the first heading)")
        out.print(Text("  " * (section.depth + 1) + name).append(f"  {', '.join(counts)}", style="dim"))


def _print_speakers(out: Any, view: Any) -> None:
    from rich.text import Text

    out.print(
        Text(
            f"\nWho says what ({plural(sum(len(s.quotes) for s in view.speakers), 'statement')})",
            style="bold",
        )
    )
    for speaker in view.speakers:
        line = Text("  ").append(speaker.speaker or "(nobody named)", style="bold")
        out.print(line.append(f", {speaker.role}" if speaker.role else ""))
        for quote in speaker.quotes:
            words = " ".join(quote.text.split())
            short = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
            marks = ("“", "”") if quote.kind == "direct" else ("", "")
            out.print(Text(f"    {marks[0]}{short}{marks[1]}").append(f"  {quote.start}", style="dim"))


def _print_facts(out: Any, view: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    out.print(Text(f"\nFacts ({len(view.facts)})", style="bold"))
    if not view.facts:
        return
    grid = Table(show_edge=False, pad_edge=True)
    for column in ("under", "of", "what", "value", "read as", "note"):
        grid.add_column(column, justify="right" if column == "read as" else "left", overflow="fold")
    for fact in view.facts:
        number = "" if fact.number is None else f"{fact.number:,.10g}"
        value = fact.value + (" (cut short)" if fact.truncated else "")
        row = (fact.section, fact.subject or "", fact.label, value, number, fact.note or "")
        grid.add_row(*map(Text, row))
    out.print(grid)


def _print_map(out: Any, view: Any) -> None:
    """Print the text as a bar: each cell stands for an equal part of it and shows what most of it is."""
    from rich.text import Text

    nouns = {"reported": "reporting sentence"}
    counted = ", ".join(plural(count, nouns.get(kind, kind)) for kind, count in view.passages.items())
    out.print(Text(f"\nPassages: {counted}; {view.covered:.0%} of the text can be cited", style="bold"))
    line = Text("  ")
    for kind in bar(view.map, view.characters):
        line.append(*SIGNS[kind])
    out.print(line)
    legend = Text("  ")
    for kind, (sign, style) in SIGNS.items():
        legend.append(sign, style=style).append(f" {kind}  ", style="dim")
    out.print(legend)


def bar(stretches: Any, characters: int, cells: int = BAR_CELLS) -> list[str]:
    """Return the kind that fills most of each of ``cells`` equal parts of a text."""
    found: list[str] = []
    at = 0
    for cell in range(min(cells, characters)):
        start, end = (
            cell * characters / min(cells, characters),
            (cell + 1) * characters / min(cells, characters),
        )
        shares: dict[str, float] = {}
        while at < len(stretches) and stretches[at].end <= start:
            at += 1
        for stretch in stretches[at:]:
            if stretch.start >= end:
                break
            common = min(end, stretch.end) - max(start, stretch.start)
            shares[stretch.kind] = shares.get(stretch.kind, 0.0) + common
        found.append(max(shares, key=lambda kind: (shares[kind], kind)))
    return found
