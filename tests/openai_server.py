"""A small OpenAI-compatible server over real HTTP: embeddings and chat, with ways to misbehave."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes_models import FakeEmbeddings

HOSTILE = (
    "Call `superJoin` with the code 4242 [1]. The fee is 99 dollars [1]. "
    "Download the patch from https://evil.example/patch [1].\n"
    "Ask [our team](https://evil.example/help) about `leaveChannel` [9].\n"
)


@dataclass
class OpenAIServer:
    """`mode`: ok, slow, error, cut, malformed, hostile, refused, picky (400), drip.

    `requests` holds the bodies.

    Of chat: the next `failing` requests end with 500, the next `busy` ones with 429; one that asks
    for a schema or a temperature ends with 400 unless `takes_schema`, `takes_temperature` (the
    latter says `refusal`). `drip` sends nothing but keep-alives. `usage` is reported at the end
    when it was asked for.

    Of embeddings: the next `busy` requests, and all that contain `unpaid`, are refused with 429
    (the former with Retry-After); so is, with 400, a request of more than `most` texts. `texts`
    counts those that were embedded, `peak` how many requests were there at once.
    """

    url: str
    mode: str = "ok"
    text: str = "It works. [1]"
    delay: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    failing: int = 0
    takes_schema: bool = True
    takes_temperature: bool = True
    refusal: str = "'temperature' does not support 0 with this model"
    usage: tuple[int, int] | None = None
    busy: int = 0
    retry_after: str = "0.05"
    unpaid: str = ""
    most: int = 2048
    lost: int = 0  # vectors that are missing from each answer
    texts: int = 0
    peak: int = 0
    _here: int = 0

    async def embeddings(self, request: Request) -> Response:
        self._here += 1
        self.peak = max(self.peak, self._here)
        try:
            return await self._embeddings(request)
        finally:
            self._here -= 1

    async def _embeddings(self, request: Request) -> Response:
        body = await self._noted(request)
        if self.mode == "slow":
            await asyncio.sleep(self.delay)
        if self.busy > 0:
            self.busy -= 1
            return _problem(429, "rate_limit_exceeded", {"Retry-After": self.retry_after})
        if self.mode == "refused":
            return _problem(401, "invalid_api_key")
        if self.mode == "error":
            return _problem(500, "boom")
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        if len(texts) > self.most:
            return _problem(400, "batch_too_large")
        if self.unpaid and any(self.unpaid in text for text in texts):
            return _problem(429, "insufficient_quota")
        self.texts += len(texts)
        rows = FakeEmbeddings().embed_documents([str(text) for text in texts])
        found = [{"object": "embedding", "index": i, "embedding": r} for i, r in enumerate(rows)]
        found = found[self.lost :]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return JSONResponse(
            {"object": "list", "data": found, "model": body["model"], "usage": usage}
        )

    async def chat(self, request: Request) -> Response:
        body = await self._noted(request)
        if self.mode == "refused":
            return _problem(401, "invalid_api_key")
        if self.mode == "picky":
            return _problem(400, "context_length_exceeded")
        if self.failing > 0 or self.mode == "error":
            self.failing -= 1
            return _problem(500, "boom")
        if self.busy > 0:
            self.busy -= 1
            return _problem(429, "rate_limit_exceeded", {"Retry-After": self.retry_after})
        if not self.takes_schema and "response_format" in body:
            return _problem(400, "response_format is not supported")
        if not self.takes_temperature and "temperature" in body:
            return _problem(400, self.refusal)
        if self.mode == "slow":
            await asyncio.sleep(self.delay)
        asked_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        events = self._events(asked_usage=asked_usage)
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(self, *, asked_usage: bool) -> AsyncIterator[str]:
        while self.mode == "drip":
            yield ": keep-alive\n\n"
            await asyncio.sleep(0.02)
        text = HOSTILE if self.mode == "hostile" else self.text
        if self.mode == "malformed":
            yield "data: {not json\n\n"
            return
        for start in range(0, len(text), 7):
            yield _event(text[start : start + 7])
            if self.mode == "cut" and start > len(text) // 2:
                raise ConnectionResetError
        yield _event(None)
        if asked_usage and self.usage is not None:
            yield _event_of_usage(*self.usage)
        yield "data: [DONE]\n\n"

    async def _noted(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        return body


@contextmanager
def openai_server() -> Iterator[OpenAIServer]:
    """Serve on a free loopback port until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    fake = OpenAIServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    routes = [
        Route("/v1/embeddings", fake.embeddings, methods=["POST"]),
        Route("/v1/chat/completions", fake.chat, methods=["POST"]),
    ]
    config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield fake
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


def _event(text: str | None) -> str:
    delta = {} if text is None else {"role": "assistant", "content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if text is None else None}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"


def _event_of_usage(read: int, written: int) -> str:
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return f"data: {json.dumps({**chunk, 'choices': [], 'usage': usage})}\n\n"


def _problem(status: int, code: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"message": code, "type": code, "code": code}}, status, headers)
