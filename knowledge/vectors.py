"""Vectors in Chroma, addressed by content: the only module that imports chromadb.

One collection for each embedding model; the id is the hash of the embedded text, a vector never
changes, and no metadata is kept (a filter inside Chroma costs 30 times a plain query). Which
vectors belong to live pages is the catalogue's business.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import structlog

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

log = structlog.get_logger()

Vectors = npt.NDArray[np.float32]

_BATCH = 500
_LARGE = 20_000  # vectors; reading more than that from disk takes long enough to be noticed
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 200, "max_neighbors": 16}

_SPELLING = threading.Lock()
_SPELLED: set[str] = set()  # paths by which this process has opened local stores


@dataclass(frozen=True, slots=True)
class _Opened:
    """A client of its own; `path`: how its folder is spelled, "" for a server's."""

    client: Client
    collection: Collection
    path: str = ""

    def close(self) -> None:
        _close(self.client)
        _give_back(self.path)


class VectorStore:
    """Immutable unit vectors by content hash, in a folder or on a Chroma server.

    Calls are serialised: a query takes 2 ms, and re-opening must not race with one.
    """

    def __init__(self, folder: Path, identity: str, url: str = "") -> None:
        """`folder` is used when `url` (``http://host:port``) is empty."""
        self._folder = folder
        self._url = url
        self._name = collection_name(identity)
        self._lock = threading.RLock()
        self._opened: _Opened | None = None
        self._large: bool | None = None  # None = not counted
        self._renewing: threading.Thread | None = None
        self._renew_again = False
        self._example: Vectors = np.zeros(0, dtype=np.float32)  # a vector of the right size

    def missing(self, keys: Sequence[str]) -> list[str]:
        """The keys, in order, for which there is no vector yet."""
        held: set[str] = set()
        with self._collection() as collection:
            for start in range(0, len(keys), _BATCH):
                batch = list(keys[start : start + _BATCH])
                held.update(collection.get(ids=batch, include=[])["ids"])
        return [key for key in keys if key not in held]

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store `vectors` (n, dimensions) under `keys`; a key that is there already is left."""
        with self._collection() as collection:
            for start in range(0, len(keys), _BATCH):
                collection.add(
                    ids=list(keys[start : start + _BATCH]),
                    embeddings=vectors[start : start + _BATCH],
                )

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The `limit` nearest keys with their cosine similarity (-1..1), best first."""
        with self._collection() as collection:
            self._example = vector
            if (
                self._large is None
            ):  # not when it is opened: a writer never asks, and it costs 0.2 s
                self._large = collection.count() > _LARGE
            found = collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [
            (key, 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def remove(self, keys: Sequence[str]) -> None:
        """Forget vectors; unknown keys are ignored."""
        with self._collection() as collection:
            for start in range(0, len(keys), _BATCH):
                collection.delete(ids=list(keys[start : start + _BATCH]))

    def count(self) -> int:
        """How many vectors the collection holds."""
        with self._collection() as collection:
            return collection.count()

    def refresh(self) -> None:
        """Open anew at the next use: a local Chroma does not see what other processes wrote."""
        if not self._url:
            self.close()

    def renew(self) -> None:
        """Like `refresh`, but a large store goes on serving its old state until it is read anew."""
        with self._lock:
            if self._url or self._opened is None or not self._large:
                self.refresh()
            elif self._renewing is not None and self._renewing.is_alive():
                self._renew_again = True
            else:
                self._renewing = threading.Thread(target=self._reopen, daemon=True)
                self._renewing.start()

    def close(self) -> None:
        """Let go of the client; a later use opens it again."""
        if self._renewing is not None:
            self._renew_again = False
            self._renewing.join()
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _reopen(self) -> None:
        """In the background: read the store through a second client, then change over."""
        self._renew_again = True
        while self._renew_again:
            self._renew_again = False
            try:
                new = self._connect()
                new.collection.query(query_embeddings=self._example.reshape(1, -1), n_results=1)
            except Exception:  # noqa: BLE001 - the old client serves on; a refresh would report it
                return
            with self._lock:
                old, self._opened = self._opened, new
            if old is not None:
                old.close()

    @contextmanager
    def _collection(self) -> Iterator[Collection]:
        with self._lock:
            try:
                if self._opened is None:
                    self._opened = self._connect()
                    self._large = None
                yield self._opened.collection
            except KnowledgeError:
                raise
            except Exception as error:  # chroma raises its own, httpx's and plain ValueErrors
                log.warning("vector_store_failed", error=repr(error))
                if self._url:
                    raise KnowledgeError(
                        f"The Chroma server at {self._url} does not answer as it should.",
                        "Check CHROMA_URL and that the server runs.",
                    ) from error
                raise KnowledgeError(
                    f"The vector store in {self._folder} cannot be used.",
                    "Check the disk and the folder's rights.",
                ) from error

    def _connect(self) -> _Opened:
        import chromadb  # noqa: PLC0415 - 1.1 s to import
        from chromadb.config import Settings  # noqa: PLC0415

        settings = Settings(anonymized_telemetry=False)
        if self._url:
            parts = urlsplit(self._url)
            secure = parts.scheme == "https"
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=settings,
            )
            return self._opened_by(cast("Client", client))
        self._folder.mkdir(parents=True, exist_ok=True)
        path = _own_spelling(self._folder)
        try:
            client = chromadb.PersistentClient(path=path, settings=settings)
            return self._opened_by(cast("Client", client), path)
        except BaseException:
            _give_back(path)
            raise

    def _opened_by(self, client: Client, path: str = "") -> _Opened:
        collection = client.get_or_create_collection(
            self._name,
            embedding_function=None,
            configuration={"hnsw": _HNSW},  # type: ignore[arg-type]
        )
        return _Opened(client, collection, path)


def _own_spelling(folder: Path) -> str:
    """A path of the folder by which nobody in this process has it open.

    Chroma gives clients of one path the same state: stale when another process wrote since, and
    unfinished when two threads open it at once.
    """
    with _SPELLING:
        spellings = (str(folder) + "/." * number for number in itertools.count())
        path = next(one for one in spellings if one not in _SPELLED)
        _SPELLED.add(path)
        return path


def _give_back(path: str) -> None:
    with _SPELLING:
        _SPELLED.discard(path)


def _close(client: Client) -> None:
    """Chroma 1.5 leaves the HTTP sessions of a server client open when it is closed."""
    client.close()
    for holder in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(holder, "_server", None), "_session", None)
        if session is not None:
            session.close()


def collection_name(identity: str) -> str:
    """A valid Chroma collection name (3 to 63 of [a-z0-9-]) for an embedding model's identity."""
    slug = re.sub(r"[^a-z0-9]+", "-", identity.lower()).strip("-")
    return f"doorstep-{slug}"[:63].rstrip("-")
