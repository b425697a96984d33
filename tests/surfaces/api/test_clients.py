"""Other programs' own client libraries: MCP over standard input and over HTTP, and gradio_client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from chat_browser import served
from gradio_client import Client as GradioClient
from mcp import Client, StdioServerParameters

from hubbot.settings import Settings
from hubbot.surfaces.server import create_app

QUESTION = "How many workshops does Corvo have?"
ASKED = "which city has less traffic than Bogota?"


@pytest.fixture(scope="module")
def address(mini_chatbot):
    """A real server on a free port."""
    with served(create_app(mini_chatbot, Settings(rate_per_client="1000/minute"))) as url:
        yield url


def alone(work) -> object:
    """Run a coroutine in a thread of its own: a browser test leaves its event loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work)).result()


async def use_tools(target) -> dict:
    async with Client(target) as client:
        tools = await client.list_tools()
        return {
            "tools": sorted(tool.name for tool in tools.tools),
            "instructions": client.instructions,
            "ask": await client.call_tool("ask", {"question": QUESTION}),
            "follow": await client.call_tool("ask", {"question": "and Brenna?", "history": [QUESTION]}),
            "silent": await client.call_tool("ask", {"question": "Who founded Lima?"}),
            "search": await client.call_tool("search", {"query": "workshops in Corvo", "top_k": 2}),
            "read": await client.call_tool("read_section", {"section": "corvo"}),
            "none": await client.call_tool("read_section", {"section": "Atlantis"}),
            "long": await client.call_tool("ask", {"question": "x" * 1001}),
            "wrong": await client.call_tool("ask", {"question": "a", "document_id": "none"}),
            "empty": await client.call_tool("search", {}),
            "many": await client.call_tool("search", {"query": "a", "top_k": 999}),
        }


def test_an_mcp_client_over_http_gets_the_contract(address, mini_chatbot):
    got = alone(use_tools(f"{address}/mcp"))
    assert got["tools"] == ["ask", "read_section", "search"]
    assert "say so" in got["instructions"]
    assert got["ask"].structured_content["answer"] == "75"
    expected = mini_chatbot.ask(QUESTION).to_dict()
    assert {key: got["ask"].structured_content[key] for key in expected} == expected
    assert json.loads(got["ask"].content[0].text)["answer"] == "75"
    assert got["follow"].structured_content["answer"] == "340"
    assert got["silent"].structured_content["abstained"]
    assert len(got["search"].structured_content["hits"]) == 2
    section = got["read"].structured_content
    document = mini_chatbot.documents[0]
    assert section["text"] == document.text[section["start"] : section["end"]]
    assert section["title"].startswith("Corvo")
    for name, said in (
        ("none", "There is no section 'Atlantis'"),
        ("long", "the limit is 1000"),
        ("wrong", "no document 'none'"),
        ("empty", "Search: 'query' is missing."),
        ("many", "Search: 'top_k' is 999: input should be less than or equal to 50."),
    ):
        assert got[name].is_error
        assert said in got[name].content[0].text
        assert "Traceback" not in got[name].content[0].text
        assert "pydantic" not in got[name].content[0].text


@pytest.mark.model
def test_an_mcp_client_over_standard_input_asks_the_shipped_index(seed_index):
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "hubbot.surfaces.cli", "mcp", "--index", str(seed_index)],
        env=dict(os.environ),
    )

    async def ask():
        async with Client(parameters) as client:
            return await client.call_tool("ask", {"question": ASKED})

    answer = alone(ask()).structured_content
    assert answer["answer"] == "Medellin"
    assert answer["citations"][0]["speaker"] == "Jorge"


def test_gradio_client_gets_the_contract_and_nothing_else(address, mini_chatbot, capsys):
    client = GradioClient(f"{address}/ui/", verbose=False)
    named = client.view_api(return_format="dict")["named_endpoints"]
    assert list(named) == ["/ask"]
    assert client.predict(QUESTION, api_name="/ask") == mini_chatbot.ask(QUESTION).to_dict()
    assert client.predict("and Brenna?", [QUESTION], api_name="/ask")["answer"] == "340"
    with pytest.raises(Exception, match="shorten it to 1000"):
        client.predict("x" * 1001, api_name="/ask")
