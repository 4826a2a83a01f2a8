"""Chat models behind LangChain: text in, text out in pieces; vendor errors leave translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.errors import ModelUnavailable
from knowledge.vendor import translated

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class ChatModel(Protocol):
    """What the answer writer needs of a model."""

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Text in pieces for (role, text) messages; roles: system, human, ai.

        Raises ModelUnavailable, also after some pieces.
        """
        ...


class LangChainChat:
    """Any LangChain chat model; the vendor's client is made at the first use."""

    def __init__(self, connect: Callable[[], BaseChatModel], name: str) -> None:
        self._connect = connect
        self._name = name
        self._model: BaseChatModel | None = None

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        with translated("chat model", self._name):
            if self._model is None:
                self._model = self._connect()
            for piece in self._model.stream(list(messages)):
                text = str(piece.text)
                if text:
                    yield text


def open_chat(
    spec: str,
    *,
    base_url: str = "",
    api_key: str = "",
    timeout: float = 30.0,
    max_retries: int = 2,
    temperature: float | None = 0.0,
    max_tokens: int = 1200,
) -> LangChainChat:
    """`spec` is ``provider:model`` (a bare name means OpenAI's or a compatible server's).

    `timeout` (seconds) holds for the connection and for each pause between pieces; retries back
    off. `temperature` None leaves it to the model (some refuse the setting).
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
        "max_retries": max_retries,
        "max_tokens": max_tokens,
    }
    if temperature is not None:
        options["temperature"] = temperature
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key

    def connect() -> BaseChatModel:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - slow to import

        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
        return chat

    return LangChainChat(connect, spec)
