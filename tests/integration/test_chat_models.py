"""The uses of one chat model: what one of them finds out, the others are spared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bootstrap.models import HURRY, ChatModels
from bot.config import Settings
from knowledge.errors import ModelUnavailable
from knowledge.models import Query
from knowledge.rewriting import rewriting_prompt
from tests.openai_server import OpenAIServer, openai_server

PROMPT = rewriting_prompt(Query("and on the web?", history=("How do I share the screen?",)))


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


def models(server: OpenAIServer, home: Path, timeout: float) -> ChatModels:
    settings = Settings.model_validate(
        {
            "DOORSTEP_HOME": str(home),
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": "sk-test",
            "DOORSTEP_CHAT_MODEL": "openai:m",
            "DOORSTEP_MODEL_TIMEOUT": timeout,
        }
    )
    return ChatModels(settings)


def test_a_step_before_the_answer_is_given_up_long_before_an_answer_would_be(
    server: OpenAIServer, tmp_path: Path
) -> None:
    assert HURRY <= 5
    step = models(server, tmp_path, timeout=1).hurried()  # an answer: two seconds
    server.mode = "drip"
    started = time.monotonic()
    with pytest.raises(ModelUnavailable):
        list(step.stream(PROMPT))
    assert time.monotonic() - started < 1.8
    server.mode = "ok"


def test_who_fails_spares_the_others_the_wait(server: OpenAIServer, tmp_path: Path) -> None:
    opened = models(server, tmp_path, timeout=5)
    step, writer, reader = opened.hurried(), opened.patient(), opened.patient()
    server.mode = "refused"
    for model in (step, writer, reader):
        with pytest.raises(ModelUnavailable):
            list(model.stream(PROMPT))
    asked = len(server.requests)
    for model in (step, writer, reader):
        with pytest.raises(ModelUnavailable, match="left alone"):
            list(model.stream(PROMPT))
    assert len(server.requests) == asked == 3
