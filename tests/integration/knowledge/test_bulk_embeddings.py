"""Many texts for a provider over real HTTP: small requests, waits, refusals, and what they cost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.changes import Changes
from knowledge.embeddings import (
    REQUEST_TEXTS,
    IdentifiedEmbeddings,
    RemoteEmbeddings,
    open_embeddings,
)
from knowledge.errors import ModelUnavailable
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.fakes_models import FakeEmbeddings
from tests.openai_server import OpenAIServer, openai_server

TEXTS = [f"text number {n}" for n in range(300)]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


def model(server: OpenAIServer, retries: int = 3) -> IdentifiedEmbeddings:
    return open_embeddings(
        "openai:small",
        base_url=server.url,
        api_key="sk-test",
        max_retries=retries,
        bulk_retries=retries,
    )


def sizes(server: OpenAIServer) -> list[int]:
    return [len(request["input"]) for request in server.requests]


def right(vectors: object) -> bool:
    return np.allclose(vectors, FakeEmbeddings().vectors(TEXTS), atol=1e-5)  # type: ignore[arg-type]


def test_a_few_small_requests_run_at_once_and_the_order_holds(server: OpenAIServer) -> None:
    server.mode, server.delay = "slow", 0.1
    assert right(model(server).vectors(TEXTS))
    assert sorted(sizes(server)) == [44, 64, 64, 64, 64]
    assert 1 < server.peak <= 4


def test_two_callers_together_send_no_more_at_once(server: OpenAIServer) -> None:
    server.mode, server.delay = "slow", 0.05
    shared = model(server)
    threads = [threading.Thread(target=shared.vectors, args=(TEXTS,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.texts == 900
    assert server.peak <= 4


def test_it_waits_as_it_is_told_and_goes_on(server: OpenAIServer) -> None:
    server.busy, server.retry_after = 6, "0.3"
    started = time.monotonic()
    assert right(model(server).vectors(TEXTS))
    assert time.monotonic() - started >= 0.6, "at most four requests are refused in one wait"
    assert server.texts == len(TEXTS), "each text is paid for once"


def test_a_limit_that_stays_is_ours_to_tell(server: OpenAIServer) -> None:
    server.busy, server.retry_after = 1000, "0.01"
    with pytest.raises(ModelUnavailable) as caught:
        model(server, retries=2).vectors(TEXTS[:3])
    assert "RateLimitError" in caught.value.message
    assert "Wait" in caught.value.remedy
    assert len(server.requests) == 3


@pytest.mark.parametrize("wait", ["86400", "Fri, 31 Dec 2100 00:00:00 GMT"])
def test_a_wait_of_a_day_is_a_refusal(server: OpenAIServer, wait: str) -> None:
    server.busy, server.retry_after = 1, wait
    with pytest.raises(ModelUnavailable):
        model(server).vectors(TEXTS[:3])
    assert len(server.requests) == 1


def test_a_question_does_not_wait_as_long_as_documents(server: OpenAIServer) -> None:
    server.busy, server.retry_after = 1, "30"
    with pytest.raises(ModelUnavailable):
        model(server).vector("join a channel")
    server.busy, server.retry_after = 1, "0.05"
    assert model(server).vector("join a channel").shape == (64,)


def test_a_spent_budget_is_not_asked_twice(server: OpenAIServer) -> None:
    server.unpaid = "text"
    with pytest.raises(ModelUnavailable, match="RateLimitError") as caught:
        model(server).vectors(TEXTS[:3])
    assert "budget" in caught.value.remedy
    assert len(server.requests) == 1


def test_the_size_that_a_provider_takes_is_found_and_remembered(server: OpenAIServer) -> None:
    server.most = 10
    small = model(server)
    assert right(small.vectors(TEXTS))
    assert server.texts == len(TEXTS)
    server.requests.clear()
    assert right(small.vectors(TEXTS))
    assert max(sizes(server)) <= 10


def test_one_bad_text_does_not_make_requests_small(server: OpenAIServer) -> None:
    server.most = 0
    refused = model(server)
    with pytest.raises(ModelUnavailable, match="BadRequestError"):
        refused.vectors(TEXTS)
    server.most, server.requests = 2048, []
    assert right(refused.vectors(TEXTS))
    assert max(sizes(server)) == REQUEST_TEXTS


def test_vectors_that_are_missing_are_not_taken_for_others(server: OpenAIServer) -> None:
    server.lost = 1
    with pytest.raises(ModelUnavailable, match="2 vectors for 3 texts"):
        model(server).vectors(TEXTS[:3])


def test_a_text_longer_than_any_model_takes_is_cut(server: OpenAIServer) -> None:
    model(server).vectors(["长" * 20_000])
    assert len(server.requests[0]["input"][0]) == RemoteEmbeddings.longest == 6_000


def test_who_stops_need_not_wait_for_the_provider(server: OpenAIServer) -> None:
    server.busy, server.retry_after = 1000, "60"
    waiting = model(server)
    stopped: list[ModelUnavailable] = []

    def embed() -> None:
        try:
            waiting.vectors(TEXTS)
        except ModelUnavailable as error:
            stopped.append(error)

    thread = threading.Thread(target=embed)
    thread.start()
    while not server.requests:
        time.sleep(0.01)
    waiting.abandon()
    thread.join(20)
    assert [error.message for error in stopped] == ["Embedding was stopped."]
    server.busy = 0
    assert right(RemoteEmbeddings.vectors(model(server), TEXTS)), "others are not held up"


def test_leaving_a_build_wakes_what_waits(server: OpenAIServer, tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path, model(server))
    server.busy, server.retry_after = 1000, "60"
    started = time.monotonic()
    with index.build("docs") as build:
        build.put(big_page(0))
        while not server.requests:
            time.sleep(0.01)
    assert time.monotonic() - started < 30
    index.close()


def test_a_run_that_failed_pays_only_for_the_rest_next_time(
    server: OpenAIServer, tmp_path: Path
) -> None:
    index = KnowledgeIndex(tmp_path, model(server))
    pages = [big_page(n) for n in range(3)]
    server.unpaid = "text 2 "  # the last batch; the first two are embedded and stored by then
    with pytest.raises(ModelUnavailable) as caught:
        ingest(index, pages)
    assert "goes on from there" in caught.value.remedy
    assert server.texts >= 1200
    server.unpaid, server.texts = "", 0
    assert ingest(index, pages).embedded == server.texts == 600
    assert index.stats()["vectors"] == 1800
    index.close()


def ingest(index: KnowledgeIndex, pages: list[Page]) -> Changes:
    with index.build("docs") as build:
        for page in pages:
            build.put(page)
        return build.commit()


def big_page(number: int) -> Page:
    """More than the build embeds at a time."""
    return Page(f"{number}.md", "T", tuple(Chunk(f"text {number} {i}") for i in range(600)))
