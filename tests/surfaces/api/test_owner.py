"""The owner's door, new texts from first look to answer, versions, and the page for it in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest
from api_client import client_of_chatbot, problem
from chat_browser import opened, served

from hashing import DATA, HashingEncoder
from hubbot import store
from hubbot.building import build_index, publish_draft
from hubbot.inspection import inspect_index
from hubbot.live import Live
from hubbot.settings import Settings
from hubbot.surfaces.api.records import Records
from hubbot.surfaces.server import create_app

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
TOKEN = "a-token-of-some-length"
OWNER = {"authorization": f"Bearer {TOKEN}"}
FERRY = "# Harbour\n\nThe ferry to Aldara leaves at seven. “It is never late,” said Ines Vado, a pilot from Corvo.\n"
EVIL = "<img src=x onerror=window.hacked=1>"


def build_here(draft: Path, settings: Settings, progress):
    """The same build in this process, with an encoder that can be worked out by hand."""
    made = publish_draft(
        draft, settings.index_dir, encoders=[HashingEncoder()], settings=settings, progress=progress
    )
    return made.model_dump(mode="json")


@pytest.fixture
def live(tmp_path):
    index = tmp_path / "index"
    build_index(DATA, index, encoders=[HashingEncoder()])
    return Live(index, encoders=[HashingEncoder()], settings=Settings(index_dir=index, scorer="none"))


def settings_of(live, **fields) -> Settings:
    known = {
        "chat": False,
        "index_dir": live.folder,
        "scorer": "none",
        "owner_token": TOKEN,
        "rate_per_client": "9999/second",
    }
    return Settings(**{**known, **fields})


@pytest.fixture
def client(live):
    return client_of_chatbot(live, settings_of(live), build=build_here)


ROUTES = [
    ("GET", "index"), ("POST", "index"), ("POST", "index/drafts"), ("POST", "index/drafts/x/publish"),
    ("DELETE", "index/drafts/x"), ("GET", "index/versions"), ("POST", "index/versions/x/restore"),
    ("DELETE", "index/documents/x"), ("GET", "gaps"), ("GET", "opinions"), ("GET", "index/"), ("GET", "index/../index"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nothing_of_the_owners_is_there_without_a_token(live, method, path):
    bare = client_of_chatbot(live, settings_of(live, owner_token=None))
    problem(bare.request(method, f"/api/v1/{path}", headers=OWNER), 404)
    problem(bare.get("/owner"), 404)
    assert not [
        path for path in bare.get("/api/v1/openapi.json").json()["paths"] if "index" in path or "gaps" in path
    ]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_only_the_token_in_the_header_opens(client, method, path):
    client.cookies.set("owner_token", TOKEN)
    for headers in (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"x-token": TOKEN},
    ):
        refused = problem(
            client.request(method, f"/api/v1/{path}?token={TOKEN}&owner_token={TOKEN}", headers=headers), 401
        )
        assert TOKEN not in str(refused)


def test_no_other_site_shows_the_owners_page_in_a_frame(live):
    client = client_of_chatbot(live, settings_of(live, allowed_origins=("https://news.example",)))
    policy = client.get("/owner").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'")
    assert "unsafe-inline" not in policy
    assert client.get("/ask").headers["content-security-policy"].endswith("https://news.example")


def test_a_token_cannot_be_guessed_quickly_and_the_owner_still_gets_in(client):
    codes = [
        client.get("/api/v1/index", headers={"authorization": f"Bearer {n:020}"}).status_code
        for n in range(25)
    ]
    assert codes == [401] * 20 + [429] * 5
    assert client.get("/api/v1/index", headers=OWNER).status_code == 200


def test_a_large_body_without_the_token_is_refused_unread(client):
    def endless():
        yield b"x" * 1024
        raise AssertionError("the body was read")

    problem(client.post("/api/v1/index", content=endless()), 401)
    assert problem(client.post("/api/v1/ask", content=b"x" * 70_000, headers=OWNER), 413)


def wait_for_build(client, state: str = "published"):
    client.app.state.publisher.wait()
    told = client.get("/api/v1/index", headers=OWNER).json()
    assert told["build"]["state"] == state, told
    return told


def test_a_pasted_text_is_shown_published_and_answers(client):
    report = client.post("/api/v1/index/drafts", json={"text": FERRY, "name": "harbour news"}, headers=OWNER)
    assert report.status_code == 201
    found = report.json()["documents"][0]
    assert found["id"] == "harbour-news"
    assert [section["title"] for section in found["sections"] if section["title"]] == ["Harbour"]
    assert found["speakers"][0]["speaker"] == "Ines Vado"
    assert found["speakers"][0]["quotes"][0]["text"].startswith("It is never late")
    assert any("Very short" in warning for warning in found["warnings"])
    before = client.post("/api/v1/ask", json={"question": "When does the ferry to Aldara leave?"}).json()
    assert "seven" not in str(before["citations"])
    started = client.post(f"/api/v1/index/drafts/{report.json()['id']}/publish?how=add", headers=OWNER)
    assert started.status_code == 202
    told = wait_for_build(client)
    assert {document["id"] for document in told["documents"]} == {"harbour-news", "three_workshops"}
    after = client.post("/api/v1/ask", json={"question": "When does the ferry to Aldara leave?"}).json()
    assert "The ferry to Aldara leaves at seven." in [citation["text"] for citation in after["citations"]]
    problem(client.delete(f"/api/v1/index/drafts/{report.json()['id']}", headers=OWNER), 404)


def test_what_stays_beside_a_new_text_is_the_same_document(client, live):
    before = live.current.documents[0]
    client.post("/api/v1/index?how=add", json={"text": FERRY, "name": "harbour"}, headers=OWNER)
    wait_for_build(client)
    assert live.current.index.document_by_id[before.id] == before


def test_one_published_text_is_taken_out_and_the_others_stay_as_they_are(client, live):
    before = live.current.documents
    for name, text in (("mill", "The mill was built in 1784."), ("a/ferry", "The ferry leaves at nine.")):
        client.post("/api/v1/index?how=add", json={"text": text, "name": name}, headers=OWNER)
        client.app.state.publisher.wait()
    assert {"mill", "ferry"} < {document.id for document in live.current.documents}
    gone = client.delete("/api/v1/index/documents/mill", headers=OWNER)
    assert (gone.status_code, gone.json()["state"]) == (202, "building")
    client.app.state.publisher.wait()
    state = client.get("/api/v1/index", headers=OWNER).json()
    assert state["build"]["state"] == "published"
    assert [document["id"] for document in state["documents"] if document["published"]] == ["ferry"]
    client.delete("/api/v1/index/documents/ferry", headers=OWNER)
    client.app.state.publisher.wait()
    assert live.current.documents == before


def test_what_cannot_be_taken_out_says_why(client):
    problem(client.delete("/api/v1/index/documents/none", headers=OWNER), 404)
    name = client.get("/api/v1/documents").json()["documents"][0]["id"]
    refused = problem(client.delete(f"/api/v1/index/documents/{name}", headers=OWNER), 409)
    assert "take its file away" in refused["detail"]
    client.post("/api/v1/index", json={"text": "The mill was built in 1784.", "name": "mill"}, headers=OWNER)
    client.app.state.publisher.wait()
    alone = problem(client.delete("/api/v1/index/documents/mill", headers=OWNER), 409)
    assert "'mill' is all that answers" in alone["detail"]


def test_one_request_rebuilds_and_a_version_comes_back(client):
    first = client.get("/api/v1/index", headers=OWNER).json()["index"]["generation"]
    assert (
        client.post("/api/v1/index", json={"text": FERRY, "name": "harbour"}, headers=OWNER).status_code
        == 202
    )
    told = wait_for_build(client)
    assert [document["id"] for document in told["documents"]] == ["harbour"]
    again = Live(
        client.app.state.desk.settings.index_dir,
        encoders=[HashingEncoder()],
        settings=Settings(scorer="none"),
    )
    assert again.current.documents[0].text == FERRY  # though the draft is gone
    listed = client.get("/api/v1/index/versions", headers=OWNER).json()["versions"]
    assert [(version["generation"], version["present"]) for version in listed][1] == (first, False)
    assert client.post(f"/api/v1/index/versions/{first}/restore", headers=OWNER).json()["generation"] == first
    assert (
        client.post("/api/v1/ask", json={"question": "How many workshops does Corvo have?"}).json()["answer"]
        == "75"
    )
    problem(client.post("/api/v1/index/versions/none/restore", headers=OWNER), 409)


def test_what_the_owner_is_given_has_the_form_that_the_openapi_document_gives_it(live, tmp_path):
    kept = Records(tmp_path / "kept.sqlite")
    client = client_of_chatbot(live, settings_of(live), build=build_here, records=kept)
    described = client.get("/api/v1/openapi.json").json()
    seen = set()

    def given(method: str, path: str, route: str = "", **body) -> dict:
        response = client.request(method, f"/api/v1/{path}", headers=OWNER, **body)
        route = route or path.partition("?")[0]
        operation = described["paths"][f"/api/v1/{route}"][method.lower()]
        form = operation["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(response.json(), form | {"components": described["components"]})
        seen.add((method.lower(), f"/api/v1/{route}"))
        return response.json()

    for question in ("Who founded Lima?", "who founded lima", "Is there a beach in Paris?"):
        client.post("/api/v1/ask", json={"question": question})
    client.post("/api/v1/feedback", json={"question": "q", "answer": "a", "helpful": False, "comment": "no"})
    kept.flush()
    text = {"json": {"text": FERRY, "name": "harbour"}}
    assert given("GET", "index")["build"] == {"state": "idle"}
    assert given("POST", "index?how=add", **text)["state"] == "building"
    client.app.state.publisher.wait()
    assert given("GET", "index")["build"]["state"] == "published"
    draft = given("POST", "index/drafts", **text)
    assert draft["documents"][0]["speakers"]
    given("POST", f"index/drafts/{draft['id']}/publish?how=add", "index/drafts/{draft_id}/publish")
    client.app.state.publisher.wait()
    given("DELETE", "index/documents/harbour", "index/documents/{document_id}")
    client.app.state.publisher.wait()
    generation = given("GET", "index/versions")["versions"][1]["generation"]
    given("POST", f"index/versions/{generation}/restore", "index/versions/{generation}/restore")
    assert given("GET", "gaps")["gaps"]
    assert given("GET", "opinions")["opinions"]
    owners = {
        (method, path)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if operation["tags"] == ["owner"] and "204" not in operation["responses"]
    }
    assert owners == seen


def test_files_come_as_they_are_and_their_names_lead_nowhere(client, tmp_path):
    files = [
        ("files", ("../../etc/evil.txt", FERRY.encode(), "text/plain")),
        (
            "files",
            (
                "page.html",
                f"<html><body><article><h1>Fair</h1><p>{'The fair opens in May. ' * 20}</p></article></body></html>".encode(),
            ),
        ),
        ("files", ("README.md", b"# Read\n\nThis too is read by the owner.")),
    ]
    report = client.post("/api/v1/index/drafts", files=files, headers=OWNER)
    assert sorted(document["id"] for document in report.json()["documents"]) == [
        "evil",
        "page",
        "text-README",
    ]
    assert not (tmp_path / "etc").exists()
    assert client.delete(f"/api/v1/index/drafts/{report.json()['id']}", headers=OWNER).status_code == 204


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": "  \n "}, "text is empty"),
        ({"text": "a \0 b"}, "NUL"),
        ({}, "give one thing"),
        ({"text": "a", "url": "http://a.test"}, "give one thing"),
        ({"url": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/: 127.0.0.1 is no public address"),
        ({"url": "file:///etc/passwd"}, "file:///etc/passwd"),
        ({"url": "/etc/passwd"}, "is no web address"),
        ({"url": str(DATA)}, "is no web address"),
        ({"url": str(DATA / "three_workshops.txt")}, "is no web address"),
        ({"text": "a", "path": "/etc"}, "'path' is no field of this request."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_document_is_one_sentence_and_changes_nothing(client, body, said):
    before = client.get("/api/v1/index", headers=OWNER).json()["index"]
    detail = problem(client.post("/api/v1/index", json=body, headers=OWNER), 422)["detail"]
    assert said.lower() in detail.lower()
    assert not detail.startswith("Http")
    assert "hubbot-draft-" not in detail
    assert "root:" not in detail
    assert client.get("/api/v1/index", headers=OWNER).json()["index"] == before


def test_a_near_duplicate_of_what_answers_is_pointed_out(client):
    text = (DATA / "three_workshops.txt").read_text("utf-8")
    found = client.post("/api/v1/index/drafts", json={"text": text, "name": "copy"}, headers=OWNER).json()
    assert "also stands in 'three_workshops'" in " ".join(found["documents"][0]["warnings"])
    same = client.post(
        "/api/v1/index/drafts", json={"text": text, "name": "three_workshops"}, headers=OWNER
    ).json()
    assert "also stands" not in " ".join(same["documents"][0]["warnings"])


def test_a_text_without_a_name_never_takes_the_place_of_another(client, live):
    for text in (FERRY, FERRY.replace("seven", "nine"), FERRY):
        report = client.post("/api/v1/index/drafts", json={"text": text}, headers=OWNER).json()
        assert "takes its place" not in str(report["documents"][0]["warnings"])
        client.post(f"/api/v1/index/drafts/{report['id']}/publish?how=add", headers=OWNER)
        wait_for_build(client)
    assert set(live.current.index.document_by_id) == {"harbour", "harbour-2", "three_workshops"}


def test_a_text_that_takes_the_place_of_another_says_so(client):
    report = client.post(
        "/api/v1/index/drafts", json={"text": FERRY, "name": "three_workshops"}, headers=OWNER
    )
    assert "takes its place" in report.json()["documents"][0]["warnings"][0]


def test_a_page_keeps_its_address_title_and_author_when_it_is_published(live):
    page = f"""<html lang="en"><head><title>Fair news</title><meta name="author" content="Ana Prado"></head><body>
    <nav><a href="/">The fair opens</a></nav><article><h1>The fair</h1><p>{"The fair opens in May. " * 20}</p>
    <p>Entry costs four crowns.</p></article></body></html>"""
    with site_of(page) as (address, host):
        client = client_of_chatbot(live, settings_of(live, private_hosts=(host,)), build=build_here)
        report = client.post("/api/v1/index/drafts", json={"url": f"{address}/fair"}, headers=OWNER).json()
        assert [found["url"] for found in report["documents"]] == [f"{address}/fair"]
    client.post(f"/api/v1/index/drafts/{report['id']}/publish?how=add", headers=OWNER)  # the site is gone
    wait_for_build(client)
    found = live.current.index.document_by_id[report["documents"][0]["id"]]
    assert (found.url, found.author) == (f"{address}/fair", "Ana Prado")
    assert found.page is not None and "The fair opens" in found.page.text.splitlines()[0]
    said = client.post("/api/v1/ask", json={"question": "How much does entry cost?"}).json()["citations"][0]
    assert said["link"].startswith(f"{address}/fair#:~:text=")
    entry = next(source for source in store.read_manifest(live.folder).sources if source.published)
    assert (entry.address, entry.media_type, entry.path) == (f"{address}/fair", "text/html", None)


@contextmanager
def site_of(page: str):
    """Serve one page on a port of this machine; yield its address and its host."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        yield f"http://{host}", host
        server.shutdown()


def test_the_picture_of_a_document_is_for_all_and_its_warnings_for_the_owner(client):
    client.post("/api/v1/index?how=add", json={"text": FERRY, "name": "harbour"}, headers=OWNER)
    told = wait_for_build(client)
    assert {one["id"]: one["published"] for one in told["documents"]} == {
        "harbour": True,
        "three_workshops": False,
    }
    (view,) = (
        view.to_dict()
        for view in inspect_index(client.app.state.desk.settings.index_dir)
        if view.id == "harbour"
    )
    mine = client.get("/api/v1/inspection?document_id=harbour", headers=OWNER).json()
    assert mine == json.loads(json.dumps(view))
    assert any("Very short" in warning for warning in mine["warnings"])
    others = client.get("/api/v1/inspection?document_id=harbour").json()
    assert others == mine | {"warnings": []}
    assert client.get("/api/v1/inspection").json()["id"] == "harbour"  # the first
    problem(client.get("/api/v1/inspection?document_id=nope"), 404)


def test_an_owner_puts_a_damaged_index_right_from_the_panel(client, live):
    generation = live.status().generation
    (live.folder / store.MANIFEST).write_bytes(b"{}")
    assert live.reload().reason
    told = client.get("/api/v1/index", headers=OWNER).json()
    assert "manifest.json" in told["reload"]["reason"]
    versions = client.get("/api/v1/index/versions", headers=OWNER).json()["versions"]
    assert [(version["generation"], version["present"]) for version in versions] == [(generation, False)]
    put_back = client.post(f"/api/v1/index/versions/{generation}/restore", headers=OWNER).json()
    assert (put_back["generation"], put_back["reload"]["reason"]) == (generation, None)
    shutil.rmtree(live.folder)
    assert client.get("/api/v1/index/versions", headers=OWNER).json() == {"versions": []}


def test_two_builds_at_once_are_refused_and_a_failed_one_says_why(live):
    go_on = threading.Event()

    def slow(texts, settings, progress):
        progress("one", 1, 2)
        go_on.wait(20)
        raise OSError("a secret path")

    client = client_of_chatbot(live, settings_of(live), build=slow)
    client.post("/api/v1/index", json={"text": FERRY}, headers=OWNER)
    while client.app.state.publisher.status["done"] == 0:
        time.sleep(0.01)
    problem(client.post("/api/v1/index", json={"text": FERRY}, headers=OWNER), 409)
    assert (
        client.post("/api/v1/ask", json={"question": "How many workshops does Corvo have?"}).json()["answer"]
        == "75"
    )
    go_on.set()
    told = wait_for_build(client, "failed")
    assert "secret" not in told["build"]["reason"]


def test_what_a_killed_server_left_goes_after_a_day(live, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, hours in (("hubbot-draft-old", 25), ("hubbot-draft-new", 23), ("something-else", 25)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "draft.json").write_text("{}")
        os.utime(tmp_path / name, (time.time() - hours * 3600,) * 2)
    client_of_chatbot(live, settings_of(live))
    assert {"hubbot-draft-new", "something-else"} == {
        path.name for path in tmp_path.iterdir() if "-" in path.name
    }


def test_old_drafts_go(client):
    ids = [
        client.post("/api/v1/index/drafts", json={"text": FERRY, "name": f"n{n}"}, headers=OWNER).json()["id"]
        for n in range(7)
    ]
    codes = [client.delete(f"/api/v1/index/drafts/{draft}", headers=OWNER).status_code for draft in ids]
    assert codes == [404, 404, 204, 204, 204, 204, 204]


def test_the_owner_sees_what_was_asked_in_vain(live, tmp_path):
    records = Records(tmp_path / "kept.sqlite")
    client = client_of_chatbot(live, settings_of(live), records=records)
    for question in ("Who founded Lima?", "who founded Lima", "Is there a beach?"):
        client.post("/api/v1/ask", json={"question": question})
    client.post("/api/v1/feedback", json={"question": "q", "helpful": False, "comment": "wrong city"})
    records.flush()
    gaps = client.get("/api/v1/gaps", headers=OWNER).json()
    assert gaps["kept"]
    assert gaps["gaps"][0]["asked"] == 2
    table = client.get("/api/v1/gaps?format=csv", headers=OWNER)
    assert table.headers["content-type"].startswith("text/csv")
    assert "founded Lima" in table.text
    assert client.get("/api/v1/opinions", headers=OWNER).json()["opinions"][0]["comment"] == "wrong city"
    records.close()


@pytest.mark.model
def test_a_build_of_its_own_process_reports_and_publishes(tmp_path, seed_index):
    index = Path(shutil.copytree(seed_index, tmp_path / "index"))
    with Live(index, settings=Settings(index_dir=index)) as live:
        client = client_of_chatbot(live, settings_of(live, scorer="default"))
        client.post("/api/v1/index", json={"text": FERRY, "name": "harbour"}, headers=OWNER)
        told = wait_for_build(client)
        assert told["build"]["counts"]["documents"] == 1
        said = client.post("/api/v1/ask", json={"question": "When does the ferry to Aldara leave?"}).json()
        assert said["citations"][0]["text"] == "The ferry to Aldara leaves at seven."


@pytest.mark.browser
def test_the_owner_publishes_in_a_browser_and_nothing_of_the_text_runs(live, browser, tmp_path):
    records = Records(tmp_path / "kept.sqlite")
    app = create_app(live, settings_of(live), records=records, build=build_here)
    with served(app) as address, opened(browser) as (page, wrong):
        page.goto(f"{address}/owner")
        page.fill("#token", "wrong-token-wrong-token")
        page.click("#door button")
        page.get_by_text("That is not the token of this server.").wait_for()
        page.fill("#token", TOKEN)
        page.click("#door button")
        page.locator("#inside").wait_for()
        page.fill(
            "#text", f"{FERRY}\n# {EVIL}\n\n“{EVIL} is late,” said {EVIL} Vado, a pilot.\n\nSize – {EVIL}\n"
        )
        page.fill("#name", "harbour")
        page.get_by_role("button", name="Preview").click()
        page.locator("#report .title").wait_for()
        page.locator("#report details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        assert "It is never late" in page.locator("#report blockquote").first.inner_text()
        assert EVIL in page.locator("#report").inner_text()
        assert page.locator("#report img").count() == 0
        page.get_by_role("button", name="Publish in place of it").click()
        page.get_by_text("Published: the chat answers from it.").wait_for()
        page.get_by_role("button", name="Restore").first.click()
        page.get_by_text("answers again").wait_for()
        assert not page.evaluate("window.hacked")
        assert TOKEN not in page.url
        page.reload()
        page.locator("#inside").wait_for()
        assert [said for said in wrong if "401" not in said] == []
    records.close()
