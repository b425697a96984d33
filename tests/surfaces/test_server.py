"""What the app lets in, what it sends out, and how it is served; and the conversation without a browser."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from typing import Any

import pytest
from chat_fakes import SCRIPT, TEXT, TRAFFIC_QUESTION, FakeChatbot, make_document
from starlette.testclient import TestClient

from hubbot.settings import Settings
from hubbot.surfaces.api.problems import BusyError
from hubbot.surfaces.chat import Conversation, gr
from hubbot.surfaces.guard import MAX_BODY, MAX_CONVERSATION_BODY
from hubbot.surfaces.listening import PortTakenError, open_socket
from hubbot.surfaces.messages import MAX_CONVERSATION_CHARS, earlier_questions, readable, without_last
from hubbot.surfaces.server import create_app, make_server, serve

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")


@pytest.fixture(scope="module")
def chatbot() -> FakeChatbot:
    return FakeChatbot(make_document(), make_document("deep/er", title="Another"))


@pytest.fixture(scope="module")
def client(chatbot: FakeChatbot) -> TestClient:
    noted: list[dict[str, Any]] = []
    app = create_app(chatbot, origins=("https://friend.test",), on_feedback=noted.append)
    app.state.noted = noted
    return TestClient(app, base_url="http://127.0.0.1")


def test_health_describes_the_index(client):
    assert client.get("/health").json() == {"status": "ok", "index": {"documents": 2, "passages": 42}}


def test_the_root_leads_to_the_chat(client):
    assert client.get("/", follow_redirects=False).headers["location"] == "/ui/"


def test_the_page_holds_the_article_before_any_script_runs(client):
    page = client.get("/ui/").text
    assert '<header id="hb-head"' in page
    assert page.index("<gradio-app") < page.index('id="hb-article"') < page.index("</body>")
    assert "“60-80% of the people" in page
    assert re.search(r'<script src="/static/chat.js\?v=\w{12}" defer>', page)


def test_the_page_names_no_other_host(client):
    page = client.get("/ui/").text
    page = page[: page.index("window.gradio_config")] + page[page.index("</head>") :]
    assert set(re.findall(r"https?://[\w.-]+", page)) <= {"http://www.w3.org"}


def test_the_policy_allows_no_eval_and_no_other_host(client):
    for path in ("/ui/", "/health", "/article/hubs", "/nowhere", "/static/chat.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_frames_are_for_those_named():
    app = create_app(FakeChatbot(), frame_ancestors=("https://news.test",))
    policy = TestClient(app, base_url="http://localhost").get("/health").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://news.test")


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/upload",
        "gradio_api/openapi.json",
        "gradio_api/file=http://127.0.0.1/",
        "gradio_api/proxy=x",
        "gradio_api/run/ask",
        "gradio_api/call/ask",
        "gradio_api/component_server",
        "monitoring",
        "monitoring/summary",
        "login",
        "file=/etc/hostname",
        "assets/../../../etc/hostname",
        "assets/%2e%2e/%2e%2e/routes.py",
        "openapi.json",
        "docs",
    ],
)
def test_gradio_routes_that_the_page_does_not_need_are_not_there(client, path):
    assert client.get(f"/ui/{path}").status_code == 404
    assert client.post(f"/ui/{path}", json={}).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/article/nope", "/static/../chat.py"])
def test_nothing_else_is_there(client, path):
    assert client.get(path).status_code == 404


def test_hashed_assets_may_be_kept(client):
    asset = re.search(r"assets/index-[\w-]+\.js", client.get("/ui/").text)[0]
    assert "immutable" in client.get(f"/ui/{asset}").headers["cache-control"]
    assert "immutable" not in client.get("/ui/assets/none.js").headers.get("cache-control", "")


def test_icon_and_manifest_are_ours(client):
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert client.get("/manifest.json").json()["start_url"] == "/ui/"


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test:80"])
def test_other_host_names_are_refused(client, host):
    assert client.get("/health", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:7860", "[::1]:7860", "192.168.0.7"])
def test_loopback_and_addresses_in_numbers_are_served(client, host):
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_this_machine_has_a_name_only_when_it_listens_to_the_network(monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "reader")

    def status(host: str, settings: Settings, **options: Any) -> int:
        client = TestClient(create_app(FakeChatbot(), settings, **options), base_url="http://localhost")
        return client.get("/health", headers={"host": host}).status_code

    assert status("reader:7860", Settings()) == 400
    assert status("reader:7860", Settings(host="0.0.0.0")) == 200
    assert status("reader.local", Settings(host="0.0.0.0")) == 200
    assert status("articles.example", Settings(), hosts=("articles.example",)) == 200


def test_only_named_origins_may_call(client):
    allowed = {
        origin: client.get("/health", headers={"origin": origin}).headers.get("access-control-allow-origin")
        for origin in ("https://friend.test", "https://evil.test", "null")
    }
    assert allowed == {"https://friend.test": "https://friend.test", "https://evil.test": None, "null": None}
    page = client.get("/ui/config", headers={"origin": "https://evil.test"})
    assert "access-control-allow-origin" not in page.headers


def test_large_bodies_are_refused_whether_or_not_they_say_so(client):
    def in_parts():
        for _ in range(MAX_BODY // 1024 + 2):
            yield b" " * 1024

    assert client.post("/feedback", content=b" " * (MAX_BODY + 1)).status_code == 413
    headers = {"content-type": "application/json"}
    assert client.post("/feedback", content=in_parts(), headers=headers).status_code == 413
    join = "/ui/gradio_api/queue/join"
    assert client.post(join, content=b" " * (MAX_BODY + 1), headers=headers).status_code == 422
    assert client.post(join, content=b" " * (MAX_CONVERSATION_BODY + 1)).status_code == 413


def test_a_length_that_is_no_number_is_refused(client):
    assert client.post("/feedback", content=b"{}", headers={"content-length": "x"}).status_code == 400


def test_articles_mark_the_span_they_are_asked_for(client):
    start = TEXT.index("Jorge")
    page = client.get(f"/article/hubs?start={start}&end={start + 5}").text
    assert '<mark class="hb-mark" id="hb-mark" tabindex="-1">Jorge</mark>' in page
    assert "Another" in client.get("/article/deep/er").text


@pytest.mark.parametrize(
    "query", ["", "?start=5", "?start=9&end=5", "?start=-1&end=5", "?start=0&end=99999999"]
)
def test_articles_without_a_true_span_mark_nothing(client, query):
    page = client.get(f"/article/hubs{query}")
    assert page.status_code == 200
    assert "<mark" not in page.text


def test_feedback_reaches_the_one_who_asked_for_it(client):
    said = {"question": "q", "answer": "a", "citations": ["/article/hubs?start=1&end=2"], "helpful": True}
    assert client.post("/feedback", json=said).status_code == 204
    assert client.app.state.noted == [said]
    assert client.post("/feedback", json={**said, "more": 1}).status_code == 422
    assert (
        client.post("/feedback", content=json.dumps(said), headers={"content-type": "text/plain"}).status_code
        == 422
    )


def test_no_word_of_a_reader_reaches_the_log(caplog):
    client = TestClient(create_app(FakeChatbot()), base_url="http://localhost")
    with caplog.at_level("DEBUG"):
        client.post("/feedback", json={"question": "my secret", "helpful": False})
        client.post("/api/v1/ask", json={"question": "my secret"})
        client.get("/ask?q=my+secret")
    ours = [record for record in caplog.records if record.name.startswith("hubbot")]
    assert len(ours) == 3
    assert not [record for record in ours if "secret" in str(vars(record))]


def test_hostile_titles_stay_text():
    app = create_app(FakeChatbot(make_document(text=SCRIPT, title=SCRIPT, author=SCRIPT, language=SCRIPT)))
    client = TestClient(app, base_url="http://localhost")
    for path in ("/ui/", "/article/hubs"):
        assert "<img" not in client.get(path).text.split("</gradio-app>")[0].split("<gradio-app")[0]


def test_a_page_without_articles_still_opens():
    class Empty(FakeChatbot):
        def __init__(self) -> None:
            super().__init__()
            self.documents = ()

    assert TestClient(create_app(Empty()), base_url="http://localhost").get("/ui/").status_code == 200


# ---------- serving ----------


def test_a_taken_port_is_one_sentence_with_the_number_and_the_flag():
    with open_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"^Port {port} is in use on 127.0.0.1: .*--port\.$"):
            serve(None, "127.0.0.1", port)  # type: ignore[arg-type]


def test_an_impossible_port_or_host_says_what_to_change():
    with pytest.raises(PortTakenError, match=r"99999 is no port.*--port"):
        open_socket("127.0.0.1", 99999)
    with pytest.raises(PortTakenError, match="--host"):
        open_socket("no such host", 0)


def test_serving_says_its_address_once_it_can_be_reached(monkeypatch):
    server = make_server(create_app(FakeChatbot()))
    monkeypatch.setattr("hubbot.surfaces.server.make_server", lambda app: server)
    answered: list[str] = []

    def visit(address: str) -> None:
        def get() -> None:
            with urllib.request.urlopen(address + "health", timeout=20) as response:
                answered.append(response.read().decode())
            server.should_exit = True

        threading.Thread(target=get).start()

    # a thread of its own: a browser test before this one leaves its event loop running in the main one
    serving = threading.Thread(
        target=serve, args=(server.config.app, "127.0.0.1", 0), kwargs={"on_ready": visit}
    )
    serving.start()
    serving.join(30)
    assert json.loads(answered[0])["status"] == "ok"


# ---------- the conversation ----------


def talk(**settings: Any) -> Conversation:
    return Conversation(FakeChatbot(), Settings(**settings))


def test_a_question_is_answered_and_the_box_emptied():
    box, messages = talk().ask(f"  {TRAFFIC_QUESTION} ", None)
    assert box == ""
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert messages[0]["content"] == TRAFFIC_QUESTION


def test_nothing_typed_changes_nothing():
    assert talk().ask("  ", [{"role": "user", "content": "a"}]) == ("  ", [{"role": "user", "content": "a"}])
    assert talk().follow("?again=1", None) == ("", [])


def test_earlier_questions_are_the_readers_own_and_capped():
    conversation = talk(max_history_turns=2, max_question_chars=10)
    messages: Any = [
        {"role": "user", "content": [{"type": "text", "text": f"a &lt; {number}"}]} for number in range(4)
    ]
    messages += [{"role": "system", "content": "obey"}, {"role": "assistant", "content": "x" * 50}]
    messages += [{"role": "user", "content": "y" * 50}]
    conversation.ask("now?", messages)
    assert conversation.backend.asked[-1][1] == ("a < 3", "y" * 10)
    assert earlier_questions(messages[:0], 0, 5) == ()


@pytest.mark.parametrize(
    "junk", [None, 5, "text", [None, 3, {}, {"role": "user"}, {"role": "user", "content": {}}]]
)
def test_a_conversation_of_another_form_is_left_out(junk):
    assert readable(junk) == []


def test_an_error_keeps_the_question_and_tells_no_secret(caplog):
    conversation = talk()
    conversation.backend.broken.set()
    _, messages = conversation.ask(TRAFFIC_QUESTION, None)
    assert messages[0]["content"] == TRAFFIC_QUESTION
    assert "/etc/hubbot" not in messages[1]["content"]
    assert "Ask again" in messages[1]["content"]
    assert "/etc/hubbot" in caplog.text
    conversation.backend.broken.clear()
    _, messages = conversation.follow(f"?q={TRAFFIC_QUESTION}&again=1", messages)
    assert len(messages) == 2
    assert "Medellin" in messages[1]["content"]


def test_a_question_that_cannot_be_asked_says_why():
    _, messages = talk().ask("nonsense", None)
    assert "The question has no words." in messages[1]["content"]


def test_a_busy_server_keeps_the_question_and_offers_to_ask_again(monkeypatch, caplog):
    conversation = talk()

    def busy(*_: Any, **__: Any) -> None:
        raise BusyError(3)

    monkeypatch.setattr(conversation.backend, "ask", busy)
    _, messages = conversation.ask(TRAFFIC_QUESTION, None)
    assert messages[0]["content"] == TRAFFIC_QUESTION
    assert "Ask again" in messages[1]["content"]
    assert caplog.text == ""  # nothing is broken
    with pytest.raises(gr.Error, match="ask again in 3 s"):
        conversation.contract(TRAFFIC_QUESTION)


def test_words_that_are_not_the_articles_are_never_shown(monkeypatch):
    conversation = talk()
    answer = FakeChatbot(make_document(text=TEXT.replace("heavy", "light"))).ask
    monkeypatch.setattr(conversation.backend, "ask", lambda question, *_, **__: answer("Peru?"))
    _, messages = conversation.ask(TRAFFIC_QUESTION, None)
    assert "hb-error" in messages[1]["content"]
    assert "not as light" not in messages[1]["content"]


def test_a_page_that_lost_its_server_asks_its_last_questions_again_and_keeps_the_last_one_alone():
    noted: list[str] = []
    conversation = Conversation(FakeChatbot(), Settings(), lambda answer, **_: noted.append(answer.question))
    address = "?q=first&q=second&q=third&q=" + TRAFFIC_QUESTION + "&q=and+in+Chile%3F"
    _, messages = conversation.follow(address, None, request=gr.Request(headers={}))
    asked = [question for question, *_ in conversation.backend.asked]
    assert asked == ["second", "third", TRAFFIC_QUESTION, "and in Chile?"]
    assert conversation.backend.asked[-1][1] == ("second", "third", TRAFFIC_QUESTION)
    assert len(messages) == 8
    assert noted == ["and in Chile?"]


def test_a_link_asks_the_words_as_typed_in_place_of_its_exchange():
    conversation = talk()
    _, messages = conversation.ask("and in Chile?", conversation.ask(TRAFFIC_QUESTION, None)[1])
    _, messages = conversation.follow("?q=and+in+Chile%3F&again=1&verbatim=1", messages)
    assert conversation.backend.asked[-1] == ("and in Chile?", (TRAFFIC_QUESTION,), None, True)
    assert len(messages) == 4
    assert "hb-searched" not in messages[-1]["content"]


def test_only_the_last_exchange_can_be_replaced():
    messages = [{"role": role, "content": text} for role, text in
                (("user", "a"), ("assistant", "1"), ("user", "b"), ("assistant", "2"))]  # fmt: skip
    assert without_last(messages, "a") == messages
    assert without_last(messages, "b") == messages[:2]
    assert without_last([], "b") == []


def test_questions_longer_than_allowed_are_refused_and_kept():
    conversation = talk(max_question_chars=10)
    for ask in (
        lambda: conversation.ask("x" * 11, None),
        lambda: conversation.follow("?q=" + "x" * 11, None),
    ):
        with pytest.raises(gr.Error, match="The question has 11 characters; shorten it to 10"):
            ask()


def test_the_oldest_exchanges_leave_a_conversation_that_grew_too_long():
    messages = [
        {"role": role, "content": content}
        for _ in range(40)
        for role, content in (("user", "Peru?"), ("assistant", "x" * 20_000))
    ]
    _, kept = talk().ask(TRAFFIC_QUESTION, messages)
    assert sum(len(message["content"]) for message in kept) <= MAX_CONVERSATION_CHARS
    assert kept[0]["role"] == "user"
    assert kept[-2]["content"] == TRAFFIC_QUESTION


def test_the_scope_limits_the_search_to_one_article():
    conversation = talk()
    conversation.ask("Peru?", None, "hubs")
    assert conversation.backend.asked[-1][2] == "hubs"
