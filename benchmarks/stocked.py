"""The same chunks with the same vectors, in the store of each contestant."""

from __future__ import annotations

import itertools
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contestants import LangChain, LlamaIndex
from benchmarks.corpora import Shelf
from knowledge.build import embedded_text
from knowledge.embeddings import BundledEmbeddings, unit
from knowledge.index import KnowledgeIndex
from knowledge.vectors import Vectors

_DIMENSIONS = 512


class Hashed(BundledEmbeddings):
    """Vectors of hashed words; a question, and with `working` every text, costs the real model."""

    identity = "benchmark-hashed-512"

    def __init__(self, *, working: bool = False) -> None:
        super().__init__(0 if working else 1)
        self._working = working

    def vectors(self, texts: Sequence[str]) -> Vectors:
        if self._working:
            super().vectors(texts)
        return np.array([_hashed(text) for text in texts], np.float32).reshape(-1, _DIMENSIONS)

    def vector(self, text: str) -> Vectors:
        super().vector(text)
        return _hashed(text)


class Remembering(BundledEmbeddings):
    """The bundled model, which embeds a text once, however many contestants store it."""

    def __init__(self) -> None:
        super().__init__(0)
        self._known: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(new, super().vectors(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else super().vectors([])


def stock(name: str, work: Path, shelf: Shelf, model: BundledEmbeddings) -> None:
    """Fill a contestant's store under `work`, unless it is there."""
    if (work / "built").exists():
        return
    started = time.perf_counter()
    chunks = (_index if name == "doorstep" else _collect)(name, work, shelf, model)
    (work / "built").touch()
    print(f"{name}: {chunks} chunks in {time.perf_counter() - started:.0f} s", flush=True)


def _index(_: str, work: Path, shelf: Shelf, model: BundledEmbeddings) -> int:
    index, stored = KnowledgeIndex(work / "index", model), 0
    for source, pages in shelf.pages():
        with index.build(source) as build:
            for page in pages:
                build.put(page)
            stored += build.commit().chunks
    index.close()
    return stored


def _collect(name: str, work: Path, shelf: Shelf, model: BundledEmbeddings) -> int:
    collection, stored = _collection(name, work, model), 0
    chunks = (
        (f"{source}/{page.path}#{n}", chunk.text, embedded_text(page.title, chunk))
        for source, pages in shelf.pages()
        for page in pages
        for n, chunk in enumerate(page.chunks)
    )
    while part := list(itertools.islice(chunks, 5000)):
        collection.add(
            ids=[key for key, _, _ in part],
            documents=[text for _, text, _ in part],
            metadatas=[_metadata(name, key, text) for key, text, _ in part],
            embeddings=model.vectors([text for _, _, text in part]),
        )
        stored += len(part)
    return stored


def _collection(name: str, work: Path, model: BundledEmbeddings) -> Any:
    work.mkdir(parents=True, exist_ok=True)
    if name == "langchain":
        return LangChain.store(work, model)._collection  # noqa: SLF001 - as it would fill it
    return LlamaIndex.store(work)._collection  # noqa: SLF001


def _metadata(name: str, key: str, text: str) -> dict[str, str]:
    if name == "langchain":
        return {"source": key}
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.utils import node_to_metadata_dict

    node = TextNode(id_=key, text=text, metadata={"source": key})
    return node_to_metadata_dict(node, remove_text=True, flat_metadata=True)


def _hashed(text: str) -> Vectors:
    vector = np.full(_DIMENSIONS, 1e-3, dtype=np.float32)
    for word in text[:600].split():
        vector[zlib.crc32(word.encode()) % _DIMENSIONS] += 1
    return unit(vector)
