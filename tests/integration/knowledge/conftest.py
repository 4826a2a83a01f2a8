from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from tests.fakes_models import FakeEmbeddings


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def index(tmp_path: Path, embeddings: FakeEmbeddings) -> Iterator[KnowledgeIndex]:
    opened = KnowledgeIndex(tmp_path / "index", embeddings)
    yield opened
    opened.close()
