"""An ingest in a process of its own that kills itself (SIGKILL) at a named step."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from knowledge import build, generations
from knowledge.index import KnowledgeIndex
from knowledge.models import Page
from knowledge.vectors import VectorStore
from tests.fakes_models import FakeEmbeddings

# step -> (holder, function, which call, before or after it)
STEPS: dict[str, tuple[Any, str, int, str]] = {
    "after-the-third-put": (build.SourceBuild, "put", 3, "after"),
    "before-vectors": (VectorStore, "add", 1, "before"),
    "after-vectors-before-rows": (VectorStore, "add", 1, "after"),
    "inside-the-rows": (generations, "add_page", 2, "after"),
    "after-the-first-batch": (build.SourceBuild, "_store", 1, "after"),
    "before-the-swap": (generations, "swap", 1, "before"),
    "after-the-swap-before-its-end": (generations, "swap", 1, "after"),
    "at-the-end-of-the-swap": (generations, "strays", 1, "after"),
    "before-clean-up": (VectorStore, "remove", 1, "before"),
    "after-clean-up": (VectorStore, "remove", 1, "after"),
}
COMMITTED = {"before-clean-up", "after-clean-up"}

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["knowledge.index", "chromadb", "tests.fakes_models"])


def ingest_until(step: str, folder: Path, database_url: str, pages: list[Page], batch: int) -> int:
    """Run the ingest; returns the process's exit code (-9 when it reached the step)."""
    process = _context.Process(target=_ingest, args=(step, folder, database_url, pages, batch))
    process.start()
    process.join(60)
    return process.exitcode or 0


def _ingest(step: str, folder: Path, database_url: str, pages: list[Page], batch: int) -> None:
    holder, name, call, when = STEPS[step]
    setattr(holder, name, _killing(getattr(holder, name), call, when))
    build._BATCH = batch
    index = KnowledgeIndex(folder, FakeEmbeddings(), database_url=database_url)
    with index.build("docs") as running:
        for page in pages:
            running.put(page)
        running.commit()


def _killing(function: Callable[..., Any], call: int, when: str) -> Callable[..., Any]:
    calls = 0

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped
