from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from knowledge.index import KnowledgeIndex
from knowledge.postgres import SCHEMA
from tests.fakes_models import FakeEmbeddings


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A real server's database that holds no index."""
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    engine.dispose()
    return postgres


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Where the pages go: "" is SQLite in the index's folder."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def index(
    tmp_path: Path, embeddings: FakeEmbeddings, database_url: str
) -> Iterator[KnowledgeIndex]:
    opened = KnowledgeIndex(tmp_path / "index", embeddings, database_url=database_url)
    yield opened
    opened.close()
