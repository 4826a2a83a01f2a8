"""A model that reads pictures on good days and bad ones, over real HTTP."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap.models import ChatModels, open_picture_reader
from bot.config import Settings
from knowledge.breaker import Breaker
from knowledge.budget import Budget, MemoryLedger, Prices, Usage
from knowledge.chat import BrokenCircuit, open_chat
from knowledge.errors import ModelTooSlow, ModelUnavailable, OverBudget, RequestRefused
from knowledge.pictures import ModelPictureReader
from knowledge.spending import PICTURE
from tests.openai_server import OpenAIServer, openai_server
from tests.picture_samples import jpeg, png

DAY = date(2026, 11, 25)
LINES = json.dumps({"lines": ["加入频道失败", "Error 1109"]}, ensure_ascii=False)
TEXT = "加入频道失败\nError 1109"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        running.text = LINES
        yield running


def reader(
    server: OpenAIServer,
    *,
    timeout: float = 5.0,
    deadline: float = 5.0,
    breaker: Breaker | None = None,
    budget: Budget | None = None,
) -> ModelPictureReader:
    model = open_chat(
        "openai:seer",
        base_url=server.url,
        api_key="sk-test",
        timeout=timeout,
        deadline=deadline,
        max_retries=1,
        budget=budget,
    )
    return ModelPictureReader(BrokenCircuit(model, breaker) if breaker else model)


def test_the_picture_is_sent_whole_beside_the_words(server: OpenAIServer) -> None:
    assert reader(server).read(jpeg(), "image/jpeg") == TEXT
    (body,) = server.requests
    assert body["model"] == "seer"
    rules, asked = body["messages"]
    assert isinstance(rules["content"], str)
    words, picture = asked["content"]
    assert words["type"] == "text"
    kind, _, encoded = picture["image_url"]["url"].partition(",")
    assert kind == "data:image/jpeg;base64"
    assert base64.b64decode(encoded) == jpeg()


@pytest.mark.parametrize("unknown", ["takes_schema", "takes_temperature"])
def test_a_server_that_knows_no_schema_or_temperature_is_asked_without(
    server: OpenAIServer, unknown: str
) -> None:
    setattr(server, unknown, False)
    assert reader(server).read(png(), "image/png") == TEXT
    assert server.requests[-1]["messages"][1]["content"][1]["type"] == "image_url"


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("slow", ModelTooSlow),
        ("drip", ModelTooSlow),
        ("error", ModelUnavailable),
        ("malformed", ModelUnavailable),
        ("cut", ModelUnavailable),
        ("refused", ModelUnavailable),
        ("hostile", ModelUnavailable),
        ("picky", RequestRefused),
    ],
)
def test_however_a_server_misbehaves_it_is_told_in_time(
    server: OpenAIServer, mode: str, error: type[ModelUnavailable]
) -> None:
    server.mode, server.delay = mode, 3.0
    started = time.monotonic()
    with pytest.raises(error):
        reader(server, timeout=0.4, deadline=0.8).read(png(), "image/png")
    assert time.monotonic() - started < 2.5
    server.mode = "ok"


def test_an_empty_reply_is_none(server: OpenAIServer) -> None:
    server.text = ""
    with pytest.raises(ModelUnavailable):
        reader(server).read(png(), "image/png")


def test_a_picture_that_is_refused_says_nothing_of_the_model(server: OpenAIServer) -> None:
    breaker = Breaker(failures=2, pause=30)
    server.mode = "picky"
    for _ in range(3):
        with pytest.raises(RequestRefused):
            reader(server, breaker=breaker).read(png(), "image/png")
    server.mode = "ok"
    assert reader(server, breaker=breaker).read(png(), "image/png") == TEXT


def budget(ledger: MemoryLedger, cap: float) -> Budget:
    return Budget(ledger, Prices(read=1.0, written=10.0), cap, day=lambda: DAY)


def test_a_picture_is_paid_from_the_days_budget(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    server.usage = (1_300, 20)
    reader(server, budget=budget(ledger, 1.0)).read(png(), "image/png")
    server.usage = None
    reader(server, budget=budget(ledger, 1.0)).read(png(), "image/png")
    told, estimated = ledger.usage
    assert told == Usage(1_300, 20)
    assert PICTURE < estimated.read < PICTURE + 500


def test_over_budget_no_picture_is_sent(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    ledger.reserve(DAY, 0.99, 1.0)
    with pytest.raises(OverBudget):
        reader(server, budget=budget(ledger, 1.0)).read(png(), "image/png")
    assert server.requests == []


# The settings -------------------------------------------------------------------------------------


def settings(server: OpenAIServer, home: Path, **more: str) -> Settings:
    common = {
        "DOORSTEP_HOME": str(home),
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "sk-test",
        "DOORSTEP_CHAT_MODEL": "writer",
        "DOORSTEP_MODEL_TIMEOUT": "5",
    }
    return Settings.model_validate(common | more)


def test_a_key_alone_sends_no_picture_anywhere(server: OpenAIServer, tmp_path: Path) -> None:
    chosen = settings(server, tmp_path, DOORSTEP_VISION_MODEL="")
    assert open_picture_reader(chosen, ChatModels(chosen)) is None


def test_the_setting_chooses_the_model_at_the_same_server(
    server: OpenAIServer, tmp_path: Path
) -> None:
    chosen = settings(server, tmp_path, DOORSTEP_VISION_MODEL="seer")
    seeing = open_picture_reader(chosen, ChatModels(chosen))
    assert seeing is not None
    assert chosen.vision == "openai:seer"
    assert seeing.read(png(), "image/png") == TEXT
    assert server.requests[0]["model"] == "seer"
    assert server.keys == ["Bearer sk-test"]


@pytest.mark.parametrize(("vision", "shared"), [("writer", True), ("seer", False)])
def test_one_model_fails_for_all_its_uses_and_another_one_alone(
    server: OpenAIServer, tmp_path: Path, vision: str, shared: bool
) -> None:
    chosen = settings(server, tmp_path, DOORSTEP_VISION_MODEL=vision)
    models = ChatModels(chosen)
    seeing, writing = open_picture_reader(chosen, models), ModelPictureReader(models.patient())
    assert seeing is not None
    server.mode = "refused"
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            seeing.read(png(), "image/png")
    server.mode = "ok"
    with pytest.raises(ModelUnavailable, match="left alone"):
        seeing.read(png(), "image/png")
    if shared:
        with pytest.raises(ModelUnavailable, match="left alone"):
            writing.read(png(), "image/png")
    else:
        assert writing.read(png(), "image/png") == TEXT
