"""Deterministic stand-ins for models: embeddings by hashing, a chat model that says its script."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.errors import ModelUnavailable
from knowledge.prompts import Prompt
from knowledge.terms import terms


class FakeEmbeddings(IdentifiedEmbeddings):
    """Texts that share words are near each other; `embedded` counts documents."""

    def __init__(self, identity: str = "fake-64", dimensions: int = 64) -> None:
        self.identity = identity
        self.embedded = 0
        self.fail_after: int | None = None  # documents, then ModelUnavailable
        self._dimensions = dimensions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.fail_after is not None and self.embedded + len(texts) > self.fail_after:
            raise ModelUnavailable("The embedding model fake failed.")
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.full(self._dimensions, 1e-3)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self._dimensions] += 1.0
        return [float(x) for x in vector / np.linalg.norm(vector)]


class ScriptedChat:
    """Says `text` in small pieces; with `fails` it breaks off with ModelUnavailable at the end."""

    def __init__(self, text: str, *, fails: bool = False, piece: int = 5) -> None:
        self.text = text
        self.fails = fails
        self.piece = piece
        self.asked: list[Prompt] = []

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.asked.append(prompt)
        for start in range(0, len(self.text), self.piece):
            yield self.text[start : start + self.piece]
        if self.fails:
            raise ModelUnavailable("The chat model fake failed.")
