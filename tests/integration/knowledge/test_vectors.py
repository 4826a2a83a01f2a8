"""Local stores of one folder, opened side by side: the desk that serves and the ingest it runs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from knowledge.vectors import VectorStore


def test_threads_may_open_one_folder_at_once(tmp_path: Path) -> None:
    """A restarted desk warms up while it takes up the ingest that a crash interrupted."""
    together = threading.Barrier(4)

    def look(_: int) -> list[str]:
        store = VectorStore(tmp_path, "a model")
        together.wait(30)
        try:
            missing = []
            for _ in range(3):
                missing = store.missing(["a", "b"])
                store.refresh()
            return missing
        finally:
            store.close()

    for _ in range(3):
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(look, range(4))) == [["a", "b"]] * 4


def test_a_store_that_is_opened_anew_shares_nothing_with_one_that_is_behind(tmp_path: Path) -> None:
    one, other, third = (VectorStore(tmp_path, "a model") for _ in range(3))
    vectors = np.eye(4, dtype=np.float32)
    one.add(["a"], vectors[:1])
    assert [key for key, _ in other.nearest(vectors[0], 5)] == ["a"]
    assert [key for key, _ in third.nearest(vectors[0], 5)] == ["a"]
    one.add(["b"], vectors[1:2])
    other.refresh()
    assert {key for key, _ in other.nearest(vectors[0], 5)} == {"a", "b"}
    third.refresh()
    assert {key for key, _ in third.nearest(vectors[0], 5)} == {"a", "b"}
    for store in (one, other, third):
        store.close()
