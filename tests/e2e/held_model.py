"""An OpenAI-compatible chat server over real HTTP that stops in the middle of what it says."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

_PIECE = 40  # characters of one event


@dataclass(frozen=True)
class Line:
    """What the model says; it stops after `held_at` characters until it is let go."""

    text: str
    held_at: int | None = None


@dataclass
class HeldModel:
    """Answers by the first phrase of `lines` that stands in the question."""

    url: str
    lines: Mapping[str, Line]
    gate: threading.Event = field(default_factory=threading.Event)
    held: list[str] = field(default_factory=list)  # phrases whose answers stood still
    asked: list[str] = field(default_factory=list)

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        question = body["messages"][-1]["content"].rpartition(" QUESTION\n")[2]
        phrase = next(one for one in self.lines if one in question)
        self.asked.append(phrase)
        return StreamingResponse(self._events(phrase), media_type="text/event-stream")

    async def _events(self, phrase: str) -> AsyncIterator[str]:
        line = self.lines[phrase]
        for start in range(0, len(line.text), _PIECE):
            if line.held_at is not None and start >= line.held_at and not self.gate.is_set():
                self.held.append(phrase)
                await asyncio.to_thread(self.gate.wait)
            yield _event(line.text[start : start + _PIECE])
        yield _event(None)
        yield "data: [DONE]\n\n"


@contextmanager
def held_model(lines: Mapping[str, Line]) -> Iterator[HeldModel]:
    """Serve on a free loopback port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        model = HeldModel(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", lines)
        route = Route("/v1/chat/completions", model.chat, methods=["POST"])
        config = uvicorn.Config(Starlette(routes=[route]), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        try:
            yield model
        finally:
            model.gate.set()
            server.should_exit = True
            thread.join(5)


def _event(text: str | None) -> str:
    delta = {} if text is None else {"role": "assistant", "content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if text is None else None}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "held"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"
