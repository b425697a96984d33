"""Building: index, its versions, and compile."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hubbot.surfaces.commands.frame import (
    FAILED,
    IndexOption,
    JsonOption,
    console,
    fail,
    log_warnings,
    plural,
    print_json,
    print_progress,
    progress_bar,
    settings_with,
)


def index_command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files (.txt, .md, .html, .pdf, .docx, .epub), folders and addresses (https://...). Default: corpus/"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the index to.", show_default="index")
    ] = None,
    encoder: Annotated[
        list[str] | None,
        typer.Option("--encoder", help="A sentence-transformers name or folder; repeat for several arms."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=0, help="How many earlier versions stay.", show_default="3"),
    ] = None,
    drop_published: Annotated[
        bool,
        typer.Option(
            "--drop-published", help="Leave out what the owner published on the server or the page."
        ),
    ] = False,
    draft: Annotated[
        Path | None, typer.Option("--draft", hidden=True, help="Index the owner's draft in this folder.")
    ] = None,
    progress_lines: Annotated[
        bool, typer.Option("--progress-lines", help="Print progress as JSON lines on standard error.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from new text. The old index stays in place until the new one is complete.

    Example: hubbot index my-article.md pages/ https://example.org/guide --out my-index
    """
    log_warnings()
    settings = settings_with(encoders=tuple(encoder) if encoder else None, keep_versions=keep)
    folder = out or settings.index_dir
    if not paths and draft is None and not settings.corpus_dir.exists():
        fail(
            f"there is no folder {settings.corpus_dir} here: name what to read, `hubbot index my-article.md`"
        )
    with progress_bar(not as_json and not progress_lines) as bar:
        from hubbot.building import build_index, publish_draft

        shown = print_progress if progress_lines else bar
        if draft is not None:
            manifest = publish_draft(draft, folder, settings=settings, progress=shown)
        else:
            manifest = build_index(
                paths or [settings.corpus_dir],
                folder,
                settings=settings,
                progress=shown,
                drop_published=drop_published,
            )
            _print_kept([source.document_id for source in manifest.sources if source.published])
    _print_warnings(folder)
    if as_json:
        print_json(manifest.model_dump(mode="json"))
        return
    counts = manifest.counts
    console().print(
        f"Indexed {plural(counts['documents'], 'document')} into {folder}: "
        f"{plural(counts['passages'], 'passage')}, {plural(counts['sections'], 'section')}, "
        f"{plural(counts['facts'], 'fact')}, {plural(counts['speeches'], 'statement')} by speakers."
    )


def _print_kept(published: list[str]) -> None:
    """Print which texts lie in no folder and stay all the same, on standard error."""
    if published:
        names = ", ".join(published)
        typer.echo(
            f"hubbot: kept {plural(len(published), 'text')} that the owner published: {names} "
            "(--drop-published leaves them out)",
            err=True,
        )


def _print_warnings(folder: Path) -> None:
    """Print what an owner should look at before the new index answers anybody, a line each, on standard error."""
    from hubbot.inspection import inspect_index

    for view in inspect_index(folder):
        for warning in view.warnings:
            typer.echo(f"hubbot: {view.id}: {warning}", err=True)


def compile_command(as_json: JsonOption = False) -> None:
    """Compile the embedding models once, so that questions start fast; `hubbot index` does it by itself."""
    log_warnings()
    from hubbot.encoder import load_available, starts_fast

    settings = settings_with()
    encoders, missing = load_available(settings.encoders, settings.cache_dir)
    ready = {encoder.name: starts_fast(encoder) for encoder in encoders}
    if as_json:
        print_json(ready)
    else:
        for name, fast in ready.items():
            typer.echo(f"{name}: {'ready' if fast else 'not compiled, takes seconds to start'}")
    for warning in missing:
        typer.echo(f"hubbot: {warning}", err=True)
    sys.exit(0 if all(ready.values()) else FAILED)


def versions(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the versions of the index: the one that answers, and the earlier ones that can be restored.

    Example: hubbot versions
    """
    from hubbot.generations import list_versions

    found = list_versions(settings_with(index_dir=index).index_dir)
    if as_json:
        print_json([version.to_dict() for version in found])
        return
    for version in found:
        mark = "*" if version.present else " "
        if version.problem:
            held = version.problem
        else:
            held = (
                f"{plural(version.documents or 0, 'document')}, {plural(version.passages or 0, 'passage')}, "
                f"{(version.bytes or 0) / 1e6:.1f} MB"
            )
        console().print(
            f"{mark} {version.generation}  in place since {version.placed_at}  {held}", markup=False
        )


def restore(
    generation: Annotated[str, typer.Argument(help="A version of `hubbot versions`, or its first letters.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go back to an earlier version of the index; every byte of it is checked first.

    Example: hubbot restore 1f2e3d4c
    """
    from hubbot.generations import restore as put_back

    folder = settings_with(index_dir=index).index_dir
    manifest = put_back(folder, generation)
    if as_json:
        print_json(manifest.model_dump(mode="json"))
        return
    counts = manifest.counts
    console().print(
        f"Version {manifest.generation} is in place in {folder}: {plural(counts['documents'], 'document')}, "
        f"{plural(counts['passages'], 'passage')}."
    )
