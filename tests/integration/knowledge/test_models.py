"""Model clients against an OpenAI-compatible server over real HTTP, well-behaved and not."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import numpy as np
import pytest

from knowledge.answerer import ModelWriter
from knowledge.chat import LangChainChat, open_chat
from knowledge.embeddings import BundledEmbeddings, open_embeddings
from knowledge.errors import ModelUnavailable
from knowledge.models import AnswerMode, Evidence, Passage, Query
from tests.openai_server import OpenAIServer, openai_server

EVIDENCE = Evidence((Passage("d/a.md", "Leave", "Call leaveChannel. It works.", score=1.0),), 0.9)
QUERY = Query("how to leave a channel")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


def chat(server: OpenAIServer, timeout: float = 5.0) -> LangChainChat:
    return open_chat(
        "openai:m", base_url=server.url, api_key="sk-test", timeout=timeout, max_retries=0
    )


def test_embeddings_over_http(server: OpenAIServer) -> None:
    model = open_embeddings("openai:small", base_url=server.url, api_key="sk-test", max_retries=0)
    vectors = model.vectors(["join a channel", "leave a channel"])
    assert vectors.shape == (2, 64)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert server.requests[0]["input"] == ["join a channel", "leave a channel"]
    assert server.keys[0] == "Bearer sk-test"


@pytest.mark.parametrize("mode", ["refused", "error"])
def test_embedding_errors_are_ours(server: OpenAIServer, mode: str) -> None:
    server.mode = mode
    model = open_embeddings("openai:small", base_url=server.url, api_key="sk-x", max_retries=0)
    with pytest.raises(ModelUnavailable) as caught:
        model.vector("text")
    assert caught.value.remedy
    assert "sk-x" not in caught.value.message


def test_a_malformed_model_name_is_refused() -> None:
    with pytest.raises(ModelUnavailable):
        open_embeddings("nonsense")


def test_a_good_model_is_streamed(server: OpenAIServer) -> None:
    server.text = "To leave, call leaveChannel. [1]"
    pieces: list[str] = []
    answer = ModelWriter(chat(server)).write(QUERY, EVIDENCE, pieces.append)
    assert answer.mode is AnswerMode.GENERATED
    assert answer.text == server.text
    assert answer.note == ""


@pytest.mark.parametrize("mode", ["refused", "error", "malformed", "slow", "hostile"])
def test_a_bad_model_leads_to_quotes(server: OpenAIServer, mode: str) -> None:
    server.mode, server.delay = mode, 1.0
    answer = ModelWriter(chat(server, timeout=0.3)).write(QUERY, EVIDENCE)
    assert answer.mode is AnswerMode.QUOTED
    assert answer.note
    assert "leaveChannel" in answer.text
    for invented in ("superJoin", "4242", "99", "evil"):
        assert invented not in answer.text


def test_a_stream_that_is_cut_keeps_what_was_checked(server: OpenAIServer) -> None:
    server.mode = "cut"
    server.text = "Call leaveChannel. [1] It works. [1] " + "More follows here. " * 5
    answer = ModelWriter(chat(server)).write(QUERY, EVIDENCE)
    assert answer.text.startswith("Call leaveChannel. [1]")
    assert answer.note


def test_bundled_embeddings_meet_across_languages() -> None:
    model = BundledEmbeddings()
    found = model.vectors(["如何加入频道", "how to join a channel", "the price of bananas"])
    assert found.shape == (3, 512)
    assert found[0] @ found[1] > found[0] @ found[2] + 0.2


def test_processes_start_when_much_is_expected_and_embed_the_same() -> None:
    model = BundledEmbeddings(workers=2)
    model.expect(3)
    assert not multiprocessing.active_children()
    model.expect(1000)
    assert len(multiprocessing.active_children()) == 2
    texts = [f"how to join channel {number}" for number in range(70)]
    found = model.vectors(texts)
    model.close()
    assert np.allclose(found, BundledEmbeddings().vectors(texts), atol=1e-5)
