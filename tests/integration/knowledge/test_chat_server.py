"""A chat model's server on good days and bad ones, over real HTTP; the reader always gets text."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from knowledge.answerer import ModelWriter
from knowledge.breaker import Breaker
from knowledge.budget import Budget, MemoryLedger, Prices, Usage
from knowledge.chat import BrokenCircuit, LangChainChat, open_chat
from knowledge.models import Answer, AnswerMode, Evidence, Passage, Query
from knowledge.prompts import answer_prompt
from tests.openai_server import OpenAIServer, openai_server

PASSAGE = Passage("d/a.md", "Leave", "Call `leaveChannel`. It works.\n\n```js\nleaveChannel()\n```")
EVIDENCE = Evidence((PASSAGE,), 0.9)
QUERY = Query("how to leave a channel")
CHINESE = Query("怎么离开频道", language="zh")
GOOD = "To leave, call leaveChannel. [1]"
DAY = date(2026, 11, 25)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        running.text = GOOD
        yield running


def chat(server: OpenAIServer, **options: Any) -> LangChainChat:
    chosen = {"timeout": 5.0, "deadline": 60.0, "max_retries": 0} | options
    return open_chat("openai:m", base_url=server.url, api_key="sk-test", **chosen)


def written(server: OpenAIServer, query: Query = QUERY, **options: Any) -> Answer:
    return ModelWriter(chat(server, **options)).write(query, EVIDENCE)


def parts(*said: tuple[str, str, list[int]], answered: bool = True) -> str:
    listed = [
        {"kind": kind, "language": "js" if kind == "code" else "", "text": text, "sources": sources}
        for kind, text, sources in said
    ]
    return json.dumps({"answered": answered, "parts": listed}, ensure_ascii=False)


# Structured output -----------------------------------------------------------------------------


def test_a_structured_answer_is_streamed_part_by_part(server: OpenAIServer) -> None:
    server.text = parts(
        ("sentence", "To leave, call `leaveChannel`.", [1]),
        ("item", "It works", [1]),
        ("code", "leaveChannel()", [1]),
    )
    pieces: list[str] = []
    answer = ModelWriter(chat(server)).write(QUERY, EVIDENCE, pieces.append)
    assert answer.mode is AnswerMode.GENERATED
    assert answer.text == (
        "To leave, call `leaveChannel`. [1]\n\n- It works [1]\n\n```js\nleaveChannel()\n```"
    )
    assert answer.note == ""
    assert len([one for one in pieces if one.strip()]) > 1
    asked = server.requests[0]
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert "schema" in asked["messages"][0]["content"]


def test_what_stands_in_json_is_checked_too(server: OpenAIServer) -> None:
    server.text = parts(
        ("sentence", "Call `superJoin` with 4242.", [1]),
        ("sentence", "Call `leaveChannel` [7].", [1]),
        ("sentence", "It works.", [3]),
        ("sentence", "See [it](https://evil.example).", [1]),
        ("code", "```\nsuperJoin()\n```\nPay 99 dollars", [1]),
        *[("sentence", "To leave a channel, call `leaveChannel`. It works.", [1])] * 3,
    )
    answer = written(server)
    for invented in ("superJoin", "4242", "evil", "99", "[7]", "[3]"):
        assert invented not in answer.text
    assert "call `leaveChannel`. [1] It works. [1]" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        parts(answered=False),
        parts(),
        '{"answered": true}',
        '{"parts": [{"kind": 7, "text": null, "sources": "all"}]}',
        '{"answered": true, "parts": [{"kind": "sentence", "text": "Call ',
        '{"answered": true, "parts": "none"}',
        "{" * 500,
        '{"parts": [' + "[" * 3000,
        "NO_ANSWER",
        "",
    ],
)
def test_json_without_an_answer_leads_to_quotes(server: OpenAIServer, text: str) -> None:
    server.text = text
    answer = written(server)
    assert answer.mode is AnswerMode.QUOTED
    assert answer.note
    assert "leaveChannel" in answer.text


def test_json_that_breaks_off_keeps_its_whole_parts(server: OpenAIServer) -> None:
    whole = parts(
        ("sentence", "To leave, call `leaveChannel`.", [1]), ("sentence", "It works.", [1])
    )
    server.text = whole[: whole.index("It works")]
    answer = written(server)
    assert answer.text == "To leave, call `leaveChannel`. [1]"
    assert "broke off" in answer.note


def test_a_server_without_schemas_is_asked_for_marked_text_from_then_on(
    server: OpenAIServer,
) -> None:
    server.takes_schema = False
    writer = ModelWriter(chat(server))
    for _ in range(2):
        answer = writer.write(QUERY, EVIDENCE)
        assert answer.text == GOOD
        assert answer.note == ""
    assert ["response_format" in one for one in server.requests] == [True, False, False]
    assert "schema" not in server.requests[-1]["messages"][0]["content"]


def asked_with(server: OpenAIServer) -> list[tuple[bool, bool]]:
    return [("response_format" in one, "temperature" in one) for one in server.requests]


NAMED, UNNAMED = "'temperature' is not supported", "unsupported value"
PLAINEST = [(True, True), (False, True), (False, False), (False, False)]


@pytest.mark.parametrize(
    ("schema", "refusal", "tries"),
    [
        (True, NAMED, [(True, True), (True, False), (True, False)]),
        (True, UNNAMED, PLAINEST),
        (False, NAMED, PLAINEST),
    ],
)
def test_a_model_without_a_temperature_is_asked_without_one_from_then_on(
    server: OpenAIServer, schema: bool, refusal: str, tries: list[tuple[bool, bool]]
) -> None:
    server.takes_schema, server.takes_temperature, server.refusal = schema, False, refusal
    is_structured = tries[-1][0]
    said = parts(("sentence", "To leave, call leaveChannel.", [1]))
    server.text = said if is_structured else GOOD
    writer = ModelWriter(chat(server))
    assert [writer.write(QUERY, EVIDENCE).text for _ in range(2)] == [GOOD] * 2
    assert asked_with(server) == tries


def test_a_prompt_that_is_refused_for_itself_leaves_the_way_of_asking_as_it_was(
    server: OpenAIServer,
) -> None:
    model = chat(server)
    server.mode = "picky"
    assert ModelWriter(model).write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED
    server.mode = "ok"
    server.requests.clear()
    ModelWriter(model).write(QUERY, EVIDENCE)
    assert asked_with(server) == [(True, True)]


# Patience --------------------------------------------------------------------------------------


def test_a_failure_in_passing_is_repeated(server: OpenAIServer) -> None:
    server.failing = 2
    answer = written(server, max_retries=2)
    assert answer.text == GOOD
    assert len(server.requests) == 3


def test_a_rate_limit_is_waited_out_as_long_as_the_server_says(server: OpenAIServer) -> None:
    server.busy, server.retry_after = 1, "0.6"
    started = time.monotonic()
    answer = written(server, max_retries=2)
    assert answer.text == GOOD
    assert 0.6 <= time.monotonic() - started < 3


@pytest.mark.parametrize("retry_after", ["3600", "11"])
def test_a_long_wait_is_not_waited_for(server: OpenAIServer, retry_after: str) -> None:
    server.busy, server.retry_after = 9, retry_after
    started = time.monotonic()
    answer = written(server, CHINESE, max_retries=2)
    assert time.monotonic() - started < 3
    assert answer.mode is AnswerMode.QUOTED
    assert "暂时不可用" in answer.note
    assert len(server.requests) == 1


def test_a_refusal_is_not_repeated(server: OpenAIServer) -> None:
    server.mode = "refused"
    assert written(server, max_retries=2).mode is AnswerMode.QUOTED
    assert len(server.requests) == 1


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_a_slow_model_is_given_up_at_the_deadline(server: OpenAIServer, mode: str) -> None:
    server.mode, server.delay = mode, 1.5
    started = time.monotonic()
    answer = written(server, CHINESE, timeout=10.0, deadline=0.5, max_retries=2)
    assert time.monotonic() - started < 2
    assert answer.mode is AnswerMode.QUOTED
    assert "超时" in answer.note
    assert "leaveChannel" in answer.text
    server.mode = "ok"


def test_a_stream_that_is_cut_is_not_repeated(server: OpenAIServer) -> None:
    server.mode, server.text = "cut", f"{GOOD} It works. [1] " + "More follows here. " * 5
    answer = written(server, max_retries=2)
    assert answer.text.startswith(GOOD)
    assert "broke off" in answer.note
    assert len(server.requests) == 1


# The circuit breaker ---------------------------------------------------------------------------


def test_a_dead_model_costs_nothing_after_a_few_questions_and_recovers(
    server: OpenAIServer,
) -> None:
    server.mode = "error"
    now = [0.0]
    breaker = Breaker(failures=2, pause=30, clock=lambda: now[0])
    writer = ModelWriter(BrokenCircuit(chat(server), breaker))
    answers = [writer.write(QUERY, EVIDENCE) for _ in range(5)]
    assert all(one.mode is AnswerMode.QUOTED and one.note for one in answers)
    assert len(server.requests) == 2
    now[0] = 31
    assert writer.write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED
    assert len(server.requests) == 3, "one trial"
    server.mode, now[0] = "ok", 60
    assert writer.write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED, "the pause has doubled"
    now[0] = 92
    assert [writer.write(QUERY, EVIDENCE).text for _ in range(3)] == [GOOD] * 3


def test_a_model_that_is_well_stays_connected(server: OpenAIServer) -> None:
    breaker = Breaker(failures=2, pause=30)
    writer = ModelWriter(BrokenCircuit(chat(server), breaker))
    for mode in ("error", "ok", "error", "ok", "error", "ok"):
        server.mode = mode
        answer = writer.write(QUERY, EVIDENCE)
        assert (answer.mode is AnswerMode.GENERATED) is (mode == "ok")


def test_a_use_in_a_hurry_obeys_the_breaker_and_does_not_open_it_by_its_haste(
    server: OpenAIServer,
) -> None:
    breaker = Breaker(failures=2, pause=30)
    patient = ModelWriter(BrokenCircuit(chat(server), breaker))
    hurried = ModelWriter(BrokenCircuit(chat(server, deadline=0.2), breaker, hurried=True))
    server.mode, server.delay = "slow", 0.5
    for _ in range(3):
        assert hurried.write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED
    assert patient.write(QUERY, EVIDENCE).text == GOOD, "slow, and well"
    server.mode = "error"
    hurried.write(QUERY, EVIDENCE)
    patient.write(QUERY, EVIDENCE)
    asked = len(server.requests)
    for writer in (hurried, patient):
        assert writer.write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED
    assert len(server.requests) == asked, "one has failed for both"


# The budget ------------------------------------------------------------------------------------


def budget(ledger: MemoryLedger, cap: float, day: date = DAY) -> Budget:
    return Budget(ledger, Prices(read=1.0, written=10.0), cap, day=lambda: day)


def test_the_providers_figures_are_counted(server: OpenAIServer) -> None:
    server.usage = (1000, 200)
    ledger = MemoryLedger()
    assert written(server, budget=budget(ledger, 1.0)).text == GOOD
    assert ledger.usage == [Usage(1000, 200)]
    assert ledger.spent(DAY) == pytest.approx((1000 * 1 + 200 * 10) / 1e6)


def test_without_figures_tokens_are_estimated(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    assert written(server, budget=budget(ledger, 1.0)).text == GOOD
    (usage,) = ledger.usage
    longest = sum(len(text) for _, text in answer_prompt(QUERY, [PASSAGE]).structured)
    assert longest / 6 < usage.read < longest / 2
    assert usage.written == pytest.approx(len(GOOD) / 4, abs=2)


def test_over_budget_the_model_is_not_asked(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    ledger.reserve(DAY, 0.99, 1.0)
    answer = written(server, CHINESE, budget=budget(ledger, 1.0))
    assert server.requests == []
    assert answer.mode is AnswerMode.QUOTED
    assert "已达上限" in answer.note
    assert ledger.spent(DAY) == pytest.approx(0.99)
    tomorrow = date(2026, 11, 26)
    assert written(server, budget=budget(ledger, 1.0, tomorrow)).text == GOOD


def test_over_budget_does_not_open_the_circuit(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    ledger.reserve(DAY, 0.99, 1.0)
    breaker = Breaker(failures=1, pause=30)
    model = BrokenCircuit(chat(server, budget=budget(ledger, 1.0)), breaker)
    assert ModelWriter(model).write(QUERY, EVIDENCE).mode is AnswerMode.QUOTED
    assert breaker.admits()


def test_a_failed_request_costs_nothing_and_a_cut_one_what_arrived(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    server.mode = "error"
    written(server, budget=budget(ledger, 1.0))
    assert ledger.spent(DAY) == pytest.approx(0.0)
    server.mode, server.text = "cut", f"{GOOD} " + "More follows here. " * 5
    written(server, budget=budget(ledger, 1.0))
    assert 0 < ledger.spent(DAY) < 0.01


def test_a_reader_who_leaves_is_charged_for_what_was_read(server: OpenAIServer) -> None:
    ledger = MemoryLedger()
    server.text = f"{GOOD} " * 50

    def leave(_: str) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ModelWriter(chat(server, budget=budget(ledger, 1.0))).write(QUERY, EVIDENCE, leave)
    deadline = time.monotonic() + 3
    while not ledger.usage and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(ledger.usage) == 1
    assert 0 < ledger.spent(DAY) < 0.01
