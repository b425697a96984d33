"""The API as a client sees it: the contract, its limits, and one form of error."""

from __future__ import annotations

import dataclasses
import json
import threading
import time

import jsonschema
import pytest
from api_client import CONTRACT, answering, client_of_chatbot, problem

from hubbot.settings import Settings
from hubbot.surfaces.api.bodies import AnswerBody

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(mini_chatbot):
    return client_of_chatbot(mini_chatbot)


@pytest.mark.parametrize(
    "question",
    [
        "How many workshops does Corvo have?",
        "Which city has the most workshops?",
        "What does Tamsin say?",
        "Who founded Lima?",
        "hello",
        "",
    ],
)
def test_an_answer_is_the_contract_that_python_gives(client, mini_chatbot, question):
    body = client.post("/api/v1/ask", json={"question": question}).json()
    assert body == mini_chatbot.ask(question).to_dict()
    jsonschema.validate(body, CONTRACT)
    assert AnswerBody.model_validate(body).model_dump(mode="json", exclude_unset=True) == body


def test_the_history_travels_with_the_question(client, mini_chatbot):
    first = "How many workshops does Corvo have?"
    for history in ([first], [{"question": first, "answer": "75"}]):
        body = client.post("/api/v1/ask", json={"question": "and Brenna?", "history": history}).json()
        assert body["answer"] == "340"
    alone = client.post("/api/v1/ask", json={"question": "and Brenna?"}).json()
    assert alone == mini_chatbot.ask("and Brenna?").to_dict()


def test_an_explanation_is_there_only_where_it_was_asked_for(client):
    asked = {"question": "How many workshops does Corvo have?"}
    assert "explanation" not in client.post("/api/v1/ask", json=asked).json()
    assert "candidates" in client.post("/api/v1/ask", json={**asked, "explain": True}).json()["explanation"]
    assert "explanation" not in client.post("/api/v1/ask", json=asked).json()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "JSON"),
        (b"{}", "'question' is missing."),
        (b'{"question": 5}', "'question' is 5: input should be a valid string."),
        (b'{"question": "a", "session": "x"}', "'session' is no field of this request."),
        (b'{"question": "a", "history": [1]}', "'history.0' is 1: input"),
        (
            b'{"question": "a", "history": [{"q": 1}]}',
            "'history.0' is an object: input should be a valid string",
        ),
        (b'"a"', "The body is not read as an object: send an object"),
        (b'{"question": "a", "document_id": "nope"}', "There is no document 'nope'"),
        (json.dumps({"question": "x" * 1001}).encode(), "1001 characters, the limit is 1000"),
    ],
)
def test_what_cannot_be_answered_says_what_to_change(client, body, said):
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert said in problem(response, 422)["detail"]


def test_json_that_is_not_called_json_is_told_what_it_lacks(client):
    response = client.post(
        "/api/v1/ask", content=b'{"question": "a"}', headers={"content-type": "text/plain"}
    )
    assert "`content-type: application/json`" in problem(response, 422)["detail"]


def test_a_value_out_of_bounds_is_named_with_its_field(client):
    detail = problem(client.get("/api/v1/suggestions?limit=99"), 422)["detail"]
    assert detail == "'limit' is \"99\": input should be less than or equal to 6."
    sent = {"query": "x", "top_k": 999}
    assert problem(client.post("/api/v1/search", json=sent), 422)["detail"].startswith("'top_k' is 999: ")


def test_a_person_who_follows_a_dead_link_reads_a_page_and_a_program_a_problem(client):
    page = client.get("/article/gone<b>", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "gone&lt;b&gt;" in page.text
    assert '<a href="/">' in page.text
    problem(client.get("/article/gone"), 404)
    problem(client.get("/api/v1/documents/gone", headers={"accept": "text/html"}), 404)


def test_a_search_for_no_words_finds_nothing(client):
    assert client.post("/api/v1/search", json={"query": " ?"}).json()["hits"] == []


def test_a_search_gives_passages_best_first(client):
    body = client.post("/api/v1/search", json={"query": "workshops in Corvo", "top_k": 3}).json()
    scores = [hit["score"] for hit in body["hits"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    document = client.get(f"/api/v1/documents/{body['hits'][0]['document_id']}").json()
    assert all(document["text"][hit["start"] : hit["end"]] == hit["text"] for hit in body["hits"])
    problem(client.post("/api/v1/search", json={"query": "a", "top_k": 0}), 422)
    problem(client.post("/api/v1/search", json={"query": "a", "document_id": "nope"}), 422)


def test_documents_come_with_text_and_sections(client, mini_chatbot):
    listed = client.get("/api/v1/documents").json()["documents"]
    assert [head["id"] for head in listed] == ["three_workshops"]
    response = client.get("/api/v1/documents/three_workshops")
    body, document = response.json(), mini_chatbot.documents[0]
    assert body["text"] == document.text
    assert body["sha256"] == document.sha256
    assert [body["text"][s["start"] : s["end"]] for s in body["sections"]] == [
        document.slice(section.span) for section in document.sections
    ]
    again = client.get(
        "/api/v1/documents/three_workshops", headers={"if-none-match": response.headers["etag"]}
    )
    assert again.status_code == 304
    assert "There is no document" in problem(client.get("/api/v1/documents/none"), 404)["detail"]


def test_suggestions_are_answered(client, mini_chatbot):
    found = client.get("/api/v1/suggestions?limit=3").json()["suggestions"]
    assert 1 <= len(found) <= 3
    assert not any(mini_chatbot.ask(question).abstained for question in found)
    assert client.get("/api/v1/suggestions?document_id=three_workshops").json()["suggestions"]
    problem(client.get("/api/v1/suggestions?document_id=none"), 422)
    problem(client.get("/api/v1/suggestions?limit=999"), 422)


def test_every_route_is_in_the_openapi_document_with_an_example(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert {path.removeprefix("/api/v1/") for path in schema["paths"]} >= {
        "ask", "search", "documents", "documents/{document_id}", "suggestions", "feedback", "health", "ready", "metrics",
    }  # fmt: skip
    for name in ("AskBody", "AnswerBody", "SearchBody", "FeedbackBody", "Problem"):
        assert schema["components"]["schemas"][name]["examples"], name


def test_every_error_is_described_as_a_problem(client):
    schema = client.get("/api/v1/openapi.json").json()
    described = [
        response["content"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if int(status) >= 400
    ]
    assert len(described) > 10
    assert {tuple(content) for content in described} == {("application/problem+json",)}
    assert "HTTPValidationError" not in json.dumps(schema)


def test_what_was_understood_has_the_form_that_the_openapi_document_gives_it(client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    form = {"$ref": "#/components/schemas/DocumentView", "components": {"schemas": schemas}}
    seen = client.get("/api/v1/inspection").json()
    jsonschema.validate(seen, form)
    assert seen["sections"] and seen["speakers"] and seen["map"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(seen | {"map": [{"start": "0"}]}, form)


def test_the_example_of_an_answer_is_the_contract():
    jsonschema.validate(AnswerBody.model_config["json_schema_extra"]["examples"][0], CONTRACT)


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/nothing", "/widget/nothing.js", "/ui/gradio_api/upload"]
)
def test_what_is_not_there_is_a_problem_too(client, path):
    problem(client.get(path), 404)


def test_a_wrong_method_is_a_problem(client):
    problem(client.get("/api/v1/ask"), 405)


def test_an_error_of_ours_tells_no_secret(caplog):
    chatbot = answering(lambda question: 1 / 0)
    said = problem(client_of_chatbot(chatbot).post("/api/v1/ask", json={"question": "a"}), 500)
    assert "division" not in json.dumps(said)
    assert "division" in caplog.text
    assert said["request_id"] in caplog.text


def test_words_that_are_not_the_articles_never_leave(mini_chatbot):
    good = mini_chatbot.ask("How many workshops does Corvo have?")
    bad = dataclasses.replace(good, citations=(dataclasses.replace(good.citations[0], start=0, end=5),))
    said = problem(
        client_of_chatbot(answering(lambda question: bad, mini_chatbot)).post(
            "/api/v1/ask", json={"question": "a"}
        ),
        500,
    )
    assert good.citations[0].text not in json.dumps(said)


def test_a_full_line_refuses_with_a_time_to_come_again():
    go_on = threading.Event()

    def slow(question: str):
        go_on.wait(20)
        raise AssertionError("unused")

    client = client_of_chatbot(answering(slow), Settings(workers=1, max_waiting=1, chat=False))
    waiting = [
        threading.Thread(target=lambda n=n: client.post("/api/v1/ask", json={"question": f"q{n}"}))
        for n in range(2)
    ]
    for thread in waiting:
        thread.start()
    desk = client.app.state.desk
    while desk.pool.inside < 2:
        time.sleep(0.01)
    response = client.post("/api/v1/ask", json={"question": "one too many"})
    problem(response, 503)
    assert int(response.headers["retry-after"]) >= 1
    page = client.get("/ask?q=one+too+many")
    assert page.status_code == 503
    assert "busy" in page.text
    go_on.set()
    for thread in waiting:
        thread.join()
    assert desk.pool.inside == 0


def test_the_same_question_asked_at_once_is_worked_out_once(mini_chatbot):
    asked: list[str] = []
    gate = threading.Event()

    def note(question: str):
        asked.append(question)
        gate.wait(20)
        return mini_chatbot.ask("How many workshops does Corvo have?")

    client = client_of_chatbot(answering(note, mini_chatbot), Settings(workers=2, chat=False))
    bodies: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: bodies.append(client.post("/api/v1/ask", json={"question": "q"}).content)
        )
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    while not asked:
        time.sleep(0.01)
    gate.set()
    for thread in threads:
        thread.join()
    assert asked == ["q"]
    assert len(set(bodies)) == 1
    assert client.post("/api/v1/ask", json={"question": "q"}).content == bodies[0]
    assert asked == ["q"]


def test_an_error_is_not_remembered(mini_chatbot):
    answers = iter([ValueError("no"), mini_chatbot.ask("How many workshops does Corvo have?")])

    def next_one(question: str):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = client_of_chatbot(answering(next_one, mini_chatbot))
    problem(client.post("/api/v1/ask", json={"question": "q"}), 500)
    assert client.post("/api/v1/ask", json={"question": "q"}).json()["answer"] == "75"


def test_no_more_answers_are_remembered_than_were_set(mini_chatbot):
    asked: list[str] = []

    def note(question: str):
        asked.append(question)
        return mini_chatbot.ask("How many workshops does Corvo have?")

    client = client_of_chatbot(answering(note, mini_chatbot), Settings(remembered_answers=2, chat=False))
    for question in ("a", "b", "c", "c", "b", "a"):
        client.post("/api/v1/ask", json={"question": question})
    assert asked == ["a", "b", "c", "a"]
