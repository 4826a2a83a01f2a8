"""A reranker over real HTTP: it orders, and when it fails, it is as if there were none."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knowledge.breaker import Breaker
from knowledge.errors import ModelUnavailable
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Query
from knowledge.reranking import HttpReranker, log_odds
from knowledge.retrieval import Retriever


class Judge(ThreadingHTTPServer):
    """Finds relevant what holds `favourite`; `mode` tells how it misbehaves."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.favourite = "pear"
        self.mode = "results"
        self.bodies: list[dict[str, Any]] = []


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Judge)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body | {"key": self.headers.get("Authorization")})
        mode, rows = self.server.mode, []
        for number, text in enumerate(body["documents"]):
            score = 0.99 if self.server.favourite in text else 0.01
            rows.append({"index": number, "relevance_score": score})
        answers: dict[str, Any] = {
            "short": {"results": rows[1:]},
            "nonsense": ["x"],
            "nan": {"results": [row | {"relevance_score": "NaN"} for row in rows]},
            "results": {"results": rows[::-1]},
            "data": {"data": rows},
        }
        raw = json.dumps(answers.get(mode, {})).encode()
        self.send_response(500 if mode == "error" else 200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Stay silent."""


@pytest.fixture
def judge() -> Iterator[Judge]:
    with Judge() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def reranker(judge: Judge) -> Iterator[HttpReranker]:
    url = f"http://127.0.0.1:{judge.server_port}/rerank"
    found = HttpReranker(url, "rerank-1", "secret", breaker=Breaker(failures=2))
    yield found
    found.close()


@pytest.fixture
def filled(index: KnowledgeIndex) -> KnowledgeIndex:
    with index.build("docs") as build:
        for name in ("apple", "pear", "plum"):
            build.put(Page(f"{name}.md", name.title(), (Chunk(f"Join a channel with {name}."),)))
        build.commit()
    return index


@pytest.mark.parametrize("mode", ["results", "data"])
def test_it_orders_what_was_found(
    filled: KnowledgeIndex, judge: Judge, reranker: HttpReranker, mode: str
) -> None:
    judge.mode = mode
    plain = [one.path for one in Retriever(filled).find(Query("join a channel")).passages]
    judge.favourite = plain[-1].removeprefix("docs/").removesuffix(".md")
    found = Retriever(filled, reranker=reranker).find(Query("join a channel"))
    assert found.passages[0].path == plain[-1]
    assert {one.path for one in found.passages} == set(plain)
    (body,) = judge.bodies
    assert (body["model"], body["query"], body["key"]) == (
        "rerank-1",
        "join a channel",
        "Bearer secret",
    )


@pytest.mark.parametrize("mode", ["error", "short", "nonsense", "nan"])
def test_a_failure_changes_nothing_and_is_soon_left_alone(
    filled: KnowledgeIndex, judge: Judge, reranker: HttpReranker, mode: str
) -> None:
    judge.mode = mode
    plain = Retriever(filled).find(Query("join a channel"))
    for _ in range(4):
        assert Retriever(filled, reranker=reranker).find(Query("join a channel")) == plain
    assert len(judge.bodies) == 2


def test_a_server_that_is_away_is_named(judge: Judge) -> None:
    judge.shutdown()
    judge.server_close()
    away = HttpReranker(f"http://127.0.0.1:{judge.server_port}/", "m")
    with pytest.raises(ModelUnavailable, match="reranker"):
        away.relevance("q", ["a", "b"])
    away.close()


def test_log_odds_are_finite() -> None:
    assert log_odds(0.5) == 0
    assert -10 < log_odds(0.0) < 0 < log_odds(1.0) < 10
