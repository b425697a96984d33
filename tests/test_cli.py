"""The command line: what it prints, what it exits with, and one sentence instead of a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console

import hubbot.chatbot
from hashing import DATA, ROOT, HashingEncoder
from hubbot import store
from hubbot.errors import EncoderUnavailableError
from hubbot.surfaces import cli
from hubbot.surfaces.listening import open_socket
from hubbot.surfaces.terminal import print_answer

QUESTION = "Which city has less noise than Brenna?"
COMMANDS = tuple(cli.COMMANDS)


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch, capsys, mini_index):
    """Run the command line in this process, with the computable encoder and the small index."""

    def load(name: str, *_: object) -> HashingEncoder:
        if name == "absent":
            raise EncoderUnavailableError("encoder 'absent' could not be loaded")
        return HashingEncoder(name)

    monkeypatch.setattr("hubbot.chatbot.load_encoder", load)
    monkeypatch.setattr("hubbot.encoder.load_encoder", load)
    monkeypatch.setenv("HUBBOT_INDEX_DIR", str(mini_index))
    monkeypatch.setenv("HUBBOT_SCORER", "none")
    monkeypatch.setenv("HUBBOT_ENCODERS", "hashing")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["hubbot", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        seen = capsys.readouterr()
        return Done(code, seen.out, seen.err)

    return call


def one_sentence(done: Done) -> bool:
    return done.err.count("\n") == 1 and "Traceback" not in done.err + done.out


def test_no_arguments_teach(run):
    done = run()
    assert all(command in done.out + done.err for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_exit_codes(run, command):
    done = run(command, "--help")
    text = " ".join(done.out.split())
    assert done.code == 0
    assert "Exit codes: 0" in text
    assert ("--json" in text) is (command != "mcp")  # its output is the protocol's
    assert command in ("chat", "compile", "config") or "Example" in text


def test_ask_prints_the_words_and_who_said_them(run):
    done = run("ask", QUESTION)
    assert done.code == 0
    assert done.out.splitlines()[0].strip() == "Aldara"
    assert "“Aldara has less noise than Brenna, and the trains come on time.”" in done.out
    for part in (
        "Marta",
        "senior carpenter",
        "Aldara (Norland)",
        "Three workshops",
        "Ana Writer",
        "The Example",
    ):
        assert part in done.out


def test_a_quote_is_ruled_on_every_line(mini_chatbot, capsys):
    answer = mini_chatbot.ask(QUESTION)
    print_answer(Console(width=30), answer)
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("  ┃ ")]) > 2
    assert all(len(line) <= 30 for line in lines)
    words = " ".join(line.removeprefix("  ┃ ") for line in lines if line.startswith("  ┃ "))
    assert words == f"“{answer.citations[0].text}”"


def test_a_control_character_of_the_article_is_drawn_not_obeyed(mini_chatbot, capsys):
    answer = mini_chatbot.ask(QUESTION)
    cited = replace(answer.citations[0], text="red \x1b[31m bell\x07 \x9b0m", start=0, end=20, highlights=())
    print_answer(Console(), replace(answer, answer="\x1b]0;title\x07", citations=(cited,)))
    out = capsys.readouterr().out
    assert "red ␛[31m bell␇ \N{REPLACEMENT CHARACTER}0m" in out
    assert not {"\x1b", "\x07", "\x9b"} & set(out)


def test_nothing_is_cut_when_the_output_is_piped(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    words = " ".join(run("ask", QUESTION).out.replace("┃", " ").split())
    assert "Aldara has less noise than Brenna, and the trains come on time." in words
    assert "Three workshops (Ana Writer, The Example)" in words


def test_piped_output_has_no_colours_and_no_padding(run):
    done = run("ask", QUESTION)
    assert "\x1b" not in done.out
    assert not any(line.endswith(" ") for line in done.out.splitlines())


def test_silence_is_printed_and_is_no_failure(run):
    done = run("ask", "How many workshops are there in Paris?")
    assert done.code == 0
    assert "Paris" in done.out


def test_what_hubbot_says_is_in_the_language_of_the_question(run):
    done = run("ask", "¿Cuántos talleres hay en Lima?")
    assert done.out.splitlines()[0] == "El artículo no menciona Lima."
    assert "Pasajes más cercanos (no responden a esto)" in done.out
    asked = run("ask", "¿y en Brenna?", "--history", "¿Cuántos talleres hay en Corvo?")
    assert asked.out.startswith("buscado: ¿Cuántos talleres hay en Brenna?")


def test_a_table_is_printed(run):
    done = run("ask", "Which city has the most workshops?")
    for part in ("Aldara", "Brenna", "Corvo", "120", "340", "75"):
        assert part in done.out


def test_ask_json_is_the_contract(run):
    contract = run("ask", QUESTION, "--json").json
    assert contract["question"] == QUESTION
    assert contract["citations"][0]["speaker"] == "Marta"


def test_history_is_repeated_oldest_first(run):
    first = "How many workshops does Corvo have?"
    contract = run("ask", "and Brenna?", "--history", "hi", "--history", first, "--json").json
    assert contract["answer"] == "340"
    assert contract["standalone_question"] != "and Brenna?"


def test_verbatim_leaves_the_history_out(run):
    first = "How many workshops does Corvo have?"
    contract = run("ask", "and Brenna?", "--history", first, "--verbatim", "--json").json
    assert contract["standalone_question"] == "and Brenna?"


def test_explain_says_why(run):
    assert run("ask", QUESTION, "--explain", "--json").json["explanation"]["query"]
    assert '"candidates"' in run("ask", QUESTION, "--explain").out


def test_a_document_can_be_asked_alone(run):
    assert run("ask", QUESTION, "--document", "three_workshops", "--json").json["citations"]
    done = run("ask", QUESTION, "--document", "absent")
    assert done.code == 1
    assert "there is no document 'absent'" in done.err
    assert one_sentence(done)


@pytest.mark.parametrize("question", ["", "   ", "?", "🚀", "\x00", "-"])
def test_a_question_without_words_is_invited_to_be_one(run, question):
    done = run("ask", "--json", "--", question)
    assert done.code == 0
    assert (done.json["abstained"], done.json["answer"]) == (False, "Type a question.")


def test_a_question_that_is_too_long_says_the_limit(run):
    done = run("ask", "why " * 2_500)
    assert done.code == 1
    assert "10000 characters, the limit is 1000" in done.err
    assert one_sentence(done)


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "x", "--batch", "y"], ["ask", "--no-such"], ["paint"]]
)
def test_wrong_usage_exits_with_2(run, arguments):
    assert run(*arguments).code == 2


def test_no_index_is_one_sentence_with_the_command_that_repairs_it(run, tmp_path):
    for command in (["ask", "hi"], ["ask", "--batch", DATA / "three_workshops.txt"], ["chat", "--port", "0"]):
        done = run(*command, "--index", tmp_path / "absent")
        assert done.code == 1
        assert "run `hubbot index my-article.md`" in done.err
        assert one_sentence(done)


def test_a_port_that_is_taken_is_told_before_anything_is_loaded(run, monkeypatch):
    def load(*_: object, **__: object) -> None:
        pytest.fail("the index was loaded")

    monkeypatch.setattr(hubbot.chatbot.Chatbot, "load", load)
    with open_socket("127.0.0.1", 0) as taken:
        done = run("chat", "--no-open", "--port", taken.getsockname()[1])
    assert done.code == 1
    assert one_sentence(done)
    assert "choose another with --port" in done.err


def test_a_damaged_index_is_one_sentence(run, mini_home):
    manifest = mini_home / "index" / store.MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-5])
    done = run("ask", "hi", "--index", mini_home / "index")
    assert done.code == 1
    assert "hubbot index" in done.err
    assert one_sentence(done)


def test_a_wrong_variable_is_one_sentence(run, monkeypatch):
    monkeypatch.setenv("HUBBOT_PORT", "many")
    done = run("ask", "hi")
    assert done.code == 1
    assert "HUBBOT_PORT" in done.err
    assert one_sentence(done)


def test_a_misspelt_variable_is_named_with_what_was_meant(run, monkeypatch):
    monkeypatch.setenv("HUBBOT_PROT", "8000")
    done = run("config")
    assert done.code == 0
    assert done.err == "hubbot: HUBBOT_PROT is no setting and changes nothing: is HUBBOT_PORT meant?\n"


def test_a_flag_that_cannot_be_meant_is_one_sentence(run):
    done = run("serve", "--log-level", "loud")
    assert done.code == 1
    assert one_sentence(done)
    assert "'loud'" in done.err


def test_the_version_is_that_of_the_package(run):
    assert run("--version").out == f"hubbot {version('hubbot')}\n"


def test_index_without_a_corpus_says_what_to_name(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("index", "--out", tmp_path / "index")
    assert done.code == 1
    assert one_sentence(done)
    assert "`hubbot index my-article.md`" in done.err


def test_gaps_of_no_index_and_into_no_folder_are_one_sentence(run, tmp_path, monkeypatch):
    done = run("gaps", "--index", tmp_path / "nope")
    assert (done.code, one_sentence(done)) == (1, True)
    assert "hubbot index" in done.err
    assert "No unanswered question is kept" in run("gaps").out
    done = run("gaps", "--csv", tmp_path / "nope" / "gaps.csv")
    assert (done.code, one_sentence(done)) == (1, True)
    assert "--csv" in done.err


def test_index_builds_what_ask_reads(run, tmp_path):
    done = run("index", DATA, "--out", tmp_path / "index")
    assert done.code == 0
    assert "Indexed 1 document" in done.out
    assert "5 facts" in done.out
    assert run("ask", QUESTION, "--index", tmp_path / "index", "--json").json["answer"] == "Aldara"


def test_index_json_is_the_manifest(run, tmp_path):
    manifest = run("index", DATA, "--out", tmp_path / "index", "--json").json
    assert manifest["counts"]["documents"] == 1
    assert store.read_manifest(tmp_path / "index").generation == manifest["generation"]


def test_index_takes_files_folders_and_the_default(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HUBBOT_CORPUS_DIR", str(DATA))
    by_default = run("index", "--out", tmp_path / "one", "--json").json
    by_file = run("index", DATA / "three_workshops.txt", "--out", tmp_path / "two", "--json").json
    assert by_default["files"] == by_file["files"]


def test_index_with_a_named_encoder(run, tmp_path):
    manifest = run("index", DATA, "--out", tmp_path, "--encoder", "one", "--encoder", "two", "--json").json
    assert [arm["encoder"] for arm in manifest["arms"]] == ["one", "two"]
    done = run("index", DATA, "--out", tmp_path, "--encoder", "absent")
    assert done.code == 1
    assert one_sentence(done)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \r\n\t\n"),
        ("junk.txt", bytes(range(256)) * 20),
        ("nul.txt", b"One sentence.\x00Another one."),
        ("page.pdf", b"%PDF-1.7"),
    ],
)
def test_a_text_that_cannot_be_one_is_named_and_nothing_is_written(run, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    done = run("index", tmp_path / name, "--out", tmp_path / "index")
    assert done.code == 1
    assert name in done.err
    assert done.err.splitlines()[-1].startswith("hubbot: ")
    assert "Traceback" not in done.err
    assert not (tmp_path / "index").exists()


def test_a_path_that_is_not_there_is_named(run, tmp_path):
    done = run("index", tmp_path / "absent.txt", "--out", tmp_path / "index")
    assert done.code == 1
    assert "absent.txt: no such file or folder" in done.err


def test_a_folder_without_texts_says_what_a_corpus_holds(run, tmp_path):
    done = run("index", tmp_path, "--out", tmp_path / "index")
    assert done.code == 1
    assert "a corpus holds .txt, .md" in done.err


REPAIR = re.compile(r"`[^`]+`|HUBBOT_[A-Z_]+| --[a-z]+")


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", "absent/article.md"],
        ["index", "empty.txt"],
        ["index", "junk.txt"],
        ["index", "odd.xyz"],
        ["index", "empty"],
        ["index", "."],
        ["index", "gopher://example.org/x"],
        ["index", "http://127.0.0.1:9/x"],
        ["index", "well.txt", "--out", "odd.xyz"],
        ["inspect", "absent.md"],
        ["inspect", "--index", "odd.xyz"],
        ["ask", "hi", "--index", "absent"],
        ["ask", "hi", "--index", "odd.xyz"],
        ["ask", "--batch", "absent.jsonl"],
        ["verify", "absent.json"],
        ["restore", "abc"],
        ["versions", "--index", "absent"],
        ["gaps", "--csv", "absent/gaps.csv"],
        ["evaluate", "absent.jsonl"],
        ["chat", "--port", "99999"],
        ["serve", "--host", "256.0.0.1"],
        ["serve", "--origin", "news"],
    ],
    ids=" ".join,
)
def test_what_goes_wrong_is_one_sentence_with_the_value_and_what_repairs_it(
    run, tmp_path, monkeypatch, arguments
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "odd.xyz").write_text("One sentence.")
    (tmp_path / "well.txt").write_text("One sentence.")
    (tmp_path / "junk.txt").write_bytes(bytes(range(256)) * 20)
    done = run(*arguments)
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("hubbot: ")
    assert "Traceback" not in done.err + done.out
    assert REPAIR.search(done.err), done.err
    assert arguments[-1] in done.err


def test_a_file_whose_name_is_not_utf_8_is_told_to_be_renamed(run, tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("One sentence.")
    for given in (tmp_path, Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))):
        done = run("index", given, "--out", tmp_path / "index")
        assert done.code == 1
        assert "caf\\udce9.md: the name is not in UTF-8; rename it; then run `hubbot index` again" in done.err
        assert one_sentence(done)


def test_a_program_reads_utf_8_whatever_the_locale(tmp_path):
    (tmp_path / "rivers.md").write_text("# Rivers\n\n“I swim in it,” said Ina Holt, a baker.\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "hubbot.surfaces.cli", "inspect", str(tmp_path / "rivers.md")],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "“I swim in it,”" in done.stdout.decode("utf-8")


def test_a_misspelt_path_is_named_with_what_was_meant(run, tmp_path):
    (tmp_path / "my-article.md").write_text("One sentence.")
    done = run("index", tmp_path / "my-artcle.md")
    assert f"is {tmp_path / 'my-article.md'} meant? `ls {tmp_path}` lists them" in done.err
    assert one_sentence(done)


def batch_file(tmp_path: Path, *lines: bytes) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


GOOD = [
    json.dumps({"id": number, "question": question, "kind": "ignored"}).encode()
    for number, question in enumerate([QUESTION, "How many workshops does Corvo have?", "Hello!"])
]


def test_a_batch_is_answered_in_order(run, tmp_path):
    done = run("ask", "--batch", batch_file(tmp_path, *GOOD))
    assert done.code == 0
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [0, 1, 2]
    assert done.err == ""


def test_a_batch_comes_from_standard_input_too(run, tmp_path):
    from_file = run("ask", "--batch", batch_file(tmp_path, *GOOD))
    assert run("ask", "--batch", "-", stdin=b"\n".join(GOOD)) == from_file


@pytest.mark.parametrize("bad", [b"{", b'{"question": "caf\xe9"}', b'{"id": 1}', b"\xff\xfe\x00"])
def test_a_bad_line_is_reported_by_number_and_the_rest_answered(run, tmp_path, bad):
    done = run("ask", "--batch", batch_file(tmp_path, GOOD[0], bad, GOOD[1]))
    assert done.code == 3
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [0, 1]
    assert done.err.startswith("line 2")
    assert done.err.count("\n") == 1


def test_an_empty_batch_is_no_mistake(run, tmp_path):
    assert run("ask", "--batch", batch_file(tmp_path)) == Done(0, "", "")


def test_a_batch_file_that_is_not_there_is_one_sentence(run, tmp_path):
    done = run("ask", "--batch", tmp_path / "absent.jsonl")
    assert done.code == 1
    assert "absent.jsonl cannot be read" in done.err
    assert one_sentence(done)


def test_verify_says_all_is_well(run):
    done = run("verify")
    assert done.code == 0
    assert done.out.startswith("All well: ")
    assert run("verify", "--json").json["ok"]


def test_verify_names_a_flipped_byte_and_exits_with_3(run, mini_home):
    folder = mini_home / "index"
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :])
        done = run("verify", "--index", folder)
        assert done.code == 3, path.name
        assert "hubbot index" in done.err
        assert "Traceback" not in done.err
        assert not run("verify", "--index", folder, "--json").json["ok"]
        path.write_bytes(whole)
    assert run("verify", "--index", folder).code == 0


def test_verify_without_an_index_exits_with_3(run, tmp_path):
    done = run("verify", "--index", tmp_path)
    assert done.code == 3
    assert "run `hubbot index my-article.md`" in done.err


def test_verify_reads_an_answer_from_a_file(run, tmp_path):
    answer = run("ask", QUESTION, "--json").json
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer), "utf-8")
    assert run("verify", path).out == "All well: 1 answer, 1 citation checked.\n"
    answer["citations"][0]["text"] = answer["citations"][0]["text"].replace("less", "more")
    path.write_text(json.dumps(answer), "utf-8")
    done = run("verify", path)
    assert done.code == 3
    assert "are not" in done.err
    assert run("verify", tmp_path / "absent.json").code == 1


def test_verify_reads_a_file_that_is_no_text(run, tmp_path):
    (tmp_path / "answer.json").write_bytes(b"\xff\xfe{}")
    done = run("verify", tmp_path / "answer.json")
    assert done.code in {1, 3}
    assert "Traceback" not in done.err


def gold_file(tmp_path: Path) -> Path:
    question = {"id": "g1", "split": "dev", "kind": "fact", "language": "en", "answerable": False}
    question |= {"question": "How many workshops are there in Paris?", "document_id": "three_workshops"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(question) + "\n", "utf-8")
    return tmp_path / "gold.jsonl"


def test_evaluate_measures_gold_questions(run, tmp_path):
    summary = run("evaluate", gold_file(tmp_path), "--json").json["suites"]["gold"]["dev"]
    assert summary["overall"]["questions"] == 1
    assert summary["kinds"]["fact"]["kept_silent"]["value"] == 1.0
    printed = run("evaluate", gold_file(tmp_path)).out
    assert "rightly silent" in printed
    assert "fact (1)" in printed


def test_evaluate_holds_floors(run, tmp_path):
    gold = gold_file(tmp_path)
    assert run("evaluate", gold, "--check").code == 1  # there are none yet
    assert run("evaluate", gold, "--write-floors", "--check").code == 0
    floors = json.loads((tmp_path / "floors.json").read_text("utf-8"))
    floors["at_least"]["kept_silent"] = 1.1
    (tmp_path / "floors.json").write_text(json.dumps(floors), "utf-8")
    done = run("evaluate", gold, "--check")
    assert done.code == 3
    assert "kept_silent is 1.0000, its floor is 1.1000" in done.out
    refused = run("evaluate", gold, "--write-floors")
    assert refused.code == 1
    assert one_sentence(refused)
    assert run("evaluate", gold, "--write-floors", "--allow-regression", "new labels").code == 0
    assert "new labels" in (tmp_path / "floors.json").read_text("utf-8")


def test_evaluate_says_what_it_skips(run, tmp_path):
    printed = run("evaluate", gold_file(tmp_path), "--suite", "squad2,canard", "--eval-dir", tmp_path).out
    assert printed.count("skipped:") == 2
    assert run("evaluate", gold_file(tmp_path), "--suite", "nothing").code == 1


def test_evaluate_without_questions_is_one_sentence(run, tmp_path):
    for arguments in ([tmp_path / "absent"], [gold_file(tmp_path), "--split", "test"]):
        done = run("evaluate", *arguments)
        assert done.code == 1
        assert one_sentence(done)


@pytest.fixture(scope="module")
def piped(tmp_path_factory, mini_index):
    """Run the real program in a process of its own with something piped in."""

    def call(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hubbot.surfaces.cli", *map(str, arguments), "--index", mini_index],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            **options,
        )

    return call


def test_a_piped_answer_is_checked(piped, mini_chatbot):
    answer = json.dumps(mini_chatbot.ask(QUESTION).to_dict())
    well = piped("verify", input=answer)
    assert (well.returncode, well.stdout) == (0, "All well: 1 answer, 1 citation checked.\n")
    false = piped(
        "verify", input=answer.replace("less noise than Brenna, and", "more noise than Brenna, and")
    )
    assert false.returncode == 3
    assert "Traceback" not in false.stderr


def test_without_a_pipe_the_index_alone_is_checked(piped):
    done = piped("verify", stdin=subprocess.DEVNULL)
    assert done.returncode == 0
    assert "spans checked" in done.stdout


def test_an_empty_pipe_is_no_answer(piped):
    assert "spans checked" in piped("verify", input="").stdout


def test_an_encoder_that_is_gone_is_one_sentence(piped):
    done = piped("ask", QUESTION, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert done.stderr.startswith("hubbot: encoder 'hashing' could not be loaded")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_a_reader_that_goes_away_is_no_traceback(piped, tmp_path):
    code = f"{sys.executable} -m hubbot.surfaces.cli verify --help | true"
    done = subprocess.run(["sh", "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr


def test_the_program_is_installed_under_its_name():
    assert hubbot.chatbot
    assert "hubbot.surfaces.cli:main" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_compile_says_what_is_ready(run):
    done = run("compile")
    assert (done.code, done.out, done.err) == (0, "hashing: ready\n", "")
    assert run("compile", "--json").json == {"hashing": True}


def test_compile_says_what_stays_slow(run, monkeypatch):
    monkeypatch.setattr("hubbot.encoder.starts_fast", lambda _: False)
    done = run("compile")
    assert (done.code, done.out) == (1, "hashing: not compiled, takes seconds to start\n")
    assert run("compile", "--json").json == {"hashing": False}


def test_compile_names_an_encoder_that_is_gone(run, monkeypatch):
    monkeypatch.setenv("HUBBOT_ENCODERS", "hashing,absent")
    done = run("compile")
    assert done.code == 0
    assert one_sentence(done)
    assert "'absent'" in done.err
