"""Chat models behind LangChain: text in, text out in pieces; vendor errors leave translated."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.breaker import Breaker
from knowledge.budget import Budget, Usage
from knowledge.deadline import within
from knowledge.errors import ModelTooSlow, ModelUnavailable, OverBudget, RequestRefused
from knowledge.patience import Patience, too_large
from knowledge.prompts import Messages, Picture, Prompt
from knowledge.spending import PICTURE, tokens
from knowledge.vendor import translated

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_LONGEST_WAIT = 10.0  # seconds that a provider may ask us to wait; somebody is looking
_OVERHEAD = 16  # tokens around the messages of a request, by every provider's own format


class ChatModel(Protocol):
    """What the answer writer needs of a model."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The reply in pieces: JSON of the prompt's schema, or marked text.

        Raises ModelUnavailable, also after some pieces.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Way:
    """How a model is asked: for JSON of a schema, with a temperature."""

    structured: bool
    tempered: bool

    def plainer(self, error: Exception) -> _Way | None:
        """The way to try when this one was refused; None = there is none left.

        The schema goes first, which more servers do not know, unless the refusal names the other.
        """
        told = "temperature" in str(error).lower()
        if self.tempered and (told or not self.structured):
            return replace(self, tempered=False)
        return replace(self, structured=False) if self.structured else None


class LangChainChat:
    """Any LangChain chat model; the vendor's client is made at the first use.

    A request that fails in passing is repeated as long as nothing of its reply was passed on. A
    model that refuses the schema or the temperature is asked without from then on.
    """

    def __init__(
        self,
        connect: Callable[[bool], BaseChatModel],
        name: str,
        *,
        extras: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None,
        tempered: bool = False,
        retries: int = 2,
        deadline: float = 60.0,
        max_tokens: int = 4000,
        budget: Budget | None = None,
    ) -> None:
        """`connect` is told whether to set a temperature, which is tried when `tempered`.

        `extras`: a schema to the provider's arguments for it; None = it takes no schema.
        `deadline`: seconds for all tries together and the whole reply.
        """
        self._connect = connect
        self._name = name
        self._extras = extras
        self._patience = Patience(retries, _LONGEST_WAIT)
        self._deadline = deadline
        self._max_tokens = max_tokens
        self._budget = budget
        self._way = _Way(structured=extras is not None, tempered=tempered)
        self._models: dict[bool, BaseChatModel] = {}
        self._lock = threading.Lock()

    def stream(self, prompt: Prompt) -> Iterator[str]:
        return within(self._deadline, self._paid(prompt))

    def _paid(self, prompt: Prompt) -> Iterator[str]:
        meter = _Meter(prompt)
        if self._budget is None:
            yield from self._pieces(prompt, meter)
            return
        reservation = self._budget.reserve(Usage(meter.expected, self._max_tokens))
        try:
            yield from self._pieces(prompt, meter)
        finally:
            reservation.settle(meter.usage())

    def _pieces(self, prompt: Prompt, meter: _Meter) -> Iterator[str]:
        with translated("chat model", self._name):
            for piece in self._opened(prompt, time.monotonic() + self._deadline):
                text = str(piece.text)
                meter.note(text, piece.usage_metadata)
                if text:
                    yield text

    def _opened(self, prompt: Prompt, until: float) -> Iterator[AIMessageChunk]:
        """The reply's chunks; the first one has arrived."""
        way = self._way
        while True:
            try:
                chunks = self._asked(way, prompt, until)
            except Exception as error:
                plainer = way.plainer(error) if too_large(error) else None
                if plainer is None:  # not the way it was asked, the model or the prompt
                    raise
                way = plainer
            else:
                self._way = way
                return chunks

    def _asked(self, way: _Way, prompt: Prompt, until: float) -> Iterator[AIMessageChunk]:
        messages = prompt.structured if way.structured else prompt.messages
        extras = self._extras(prompt.schema) if way.structured and self._extras else {}

        def request() -> Iterator[AIMessageChunk]:
            if time.monotonic() > until:
                raise ModelTooSlow("The chat model took too long.", "Allow a longer timeout.")
            shown = _with_pictures(messages, prompt.pictures)
            pieces: Iterator[Any] = self._client(way).stream(shown, **extras)
            first = next(pieces, None)
            return itertools.chain([] if first is None else [first], pieces)

        return self._patience.ask(request)

    def _client(self, way: _Way) -> BaseChatModel:
        with self._lock:
            if way.tempered not in self._models:
                self._models[way.tempered] = self._connect(way.tempered)
            return self._models[way.tempered]


class BrokenCircuit:
    """A chat model that is not asked for a while after it failed several times in a row.

    Uses of one provider share a breaker. `hurried`: this one waits so briefly that being too slow
    for it says nothing of the model.
    """

    def __init__(self, model: ChatModel, breaker: Breaker, *, hurried: bool = False) -> None:
        self._model = model
        self._breaker = breaker
        self._hurried = hurried

    def stream(self, prompt: Prompt) -> Iterator[str]:
        if not self._breaker.admits():
            raise ModelUnavailable("The chat model failed just now and is left alone for a while.")
        try:
            yield from self._model.stream(prompt)
        except (OverBudget, RequestRefused):
            raise  # the model is well
        except ModelUnavailable as error:
            if not (self._hurried and isinstance(error, ModelTooSlow)):
                self._breaker.failed()
            raise
        except GeneratorExit:  # the reader has enough
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()


class _Meter:
    """Counts tokens: as the provider reports them, else estimated."""

    def __init__(self, prompt: Prompt) -> None:
        longest = max((prompt.messages, prompt.structured), key=_length)
        words = sum(tokens(text) for _, text in longest)
        self.expected = words + PICTURE * len(prompt.pictures) + _OVERHEAD
        self._written = ""
        self._read_told = self._written_told = 0

    def note(self, text: str, told: Mapping[str, Any] | None) -> None:
        self._written += text
        if told:
            self._read_told += int(told.get("input_tokens") or 0)
            self._written_told += int(told.get("output_tokens") or 0)

    def usage(self) -> Usage:
        """Of a request that brought nothing, nothing; providers do not charge for refusals."""
        if not self._written and not self._read_told:
            return Usage(0, 0)
        return Usage(self._read_told or self.expected, self._written_told or tokens(self._written))


def _length(messages: Messages) -> int:
    return sum(len(text) for _, text in messages)


def _with_pictures(messages: Messages, pictures: Sequence[Picture]) -> list[tuple[str, Any]]:
    """The pictures go with the last message, in the form that every provider's client knows."""
    *before, (role, text) = messages
    if not pictures:
        return [*before, (role, text)]
    parts: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    parts += [{"type": "image_url", "image_url": {"url": one.url}} for one in pictures]
    return [*before, (role, parts)]


def open_chat(
    spec: str,
    *,
    base_url: str = "",
    api_key: str = "",
    timeout: float = 30.0,
    deadline: float = 60.0,
    max_retries: int = 2,
    temperature: float | None = 0.0,
    max_tokens: int = 4000,
    budget: Budget | None = None,
) -> LangChainChat:
    """`spec` is ``provider:model`` (a bare name means OpenAI's or a compatible server's).

    `timeout` (seconds) holds for the connection and for each pause between pieces, `deadline` for
    everything. `temperature` None leaves it to the model; one that refuses the setting is asked
    without. `max_tokens` is for the reply, thoughts included. Without a `budget` nothing is
    counted.
    """
    provider, colon, model = spec.partition(":")
    if not colon:
        provider, model = "openai", spec
    if not model:
        raise ModelUnavailable(
            f"'{spec}' is not a chat model.",
            "Use `provider:model`, for example `openai:gpt-4o-mini`.",
        )
    options: dict[str, Any] = {
        "timeout": timeout,
        "max_retries": 0,  # ours know the deadline
        "max_tokens": max_tokens,
    }
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key

    def connect(tempered: bool) -> BaseChatModel:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - slow to import

        more: dict[str, Any] = {"temperature": temperature} if tempered else {}
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **options, **more)
        return chat

    return LangChainChat(
        connect,
        spec,
        extras=_openai_extras if provider == "openai" else None,
        tempered=temperature is not None,
        retries=max_retries,
        deadline=deadline,
        max_tokens=max_tokens,
        budget=budget,
    )


def _openai_extras(schema: Mapping[str, Any]) -> dict[str, Any]:
    """JSON of the schema, and the usage figures at the end of the stream.

    In the request's body as they stand: `response_format` by name would go through the client's
    parser, which raises at the end of a stream that was cut, after the pieces had arrived.
    """
    described = {"name": "answer", "strict": True, "schema": schema}
    return {
        "stream_usage": True,
        "extra_body": {"response_format": {"type": "json_schema", "json_schema": described}},
    }
