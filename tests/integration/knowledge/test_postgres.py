"""What only Postgres brings: many machines, a server that may be away, a strict type of text."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from knowledge.errors import IndexMismatch, KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Query
from knowledge.postgres import SCHEMA
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings

TOKEN = Page("token.md", "Token guide", (Chunk("Error -10012: call renewToken, see a_b."),))


def opened(folder: Path, url: str) -> KnowledgeIndex:
    return KnowledgeIndex(folder, FakeEmbeddings(), database_url=url)


def put(index: KnowledgeIndex, *pages: Page) -> None:
    with index.build("docs") as build:
        for page in pages:
            build.put(page)
        build.commit()


def run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_another_machine_serves_what_one_ingested(tmp_path: Path, postgres_url: str) -> None:
    here, there = opened(tmp_path / "here", postgres_url), opened(tmp_path / "there", postgres_url)
    put(here, TOKEN)
    assert not (tmp_path / "here" / "catalogue.db").exists()
    found = Retriever(there).find(Query("what is -10012")).passages
    assert [passage.path for passage in found] == ["docs/token.md"]
    with here.build("docs"), pytest.raises(KnowledgeError, match="Another ingest"):
        put(there, TOKEN)
    here.close()
    there.close()


def test_replicas_that_start_at_once_make_one_index(tmp_path: Path, postgres_url: str) -> None:
    indexes: list[KnowledgeIndex] = []
    threads = [
        threading.Thread(target=lambda: indexes.append(opened(tmp_path, postgres_url)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(indexes) == 6
    for index in indexes:
        assert index.sources() == []
        index.close()


def test_connections_that_the_server_closed_are_replaced(tmp_path: Path, postgres_url: str) -> None:
    index = opened(tmp_path, postgres_url)
    put(index, TOKEN)
    assert Retriever(index).find(Query("token")).passages
    run(
        postgres_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    assert Retriever(index).find(Query("token")).passages
    index.close()


def test_a_server_that_is_away_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        opened(tmp_path, "postgresql://ana:secret@127.0.0.1:1/doorstep")
    assert "127.0.0.1" in caught.value.message
    assert "secret" not in caught.value.message
    assert "DATABASE_URL" in caught.value.remedy


def test_an_index_of_a_later_release_is_refused(tmp_path: Path, postgres_url: str) -> None:
    opened(tmp_path, postgres_url).close()
    run(postgres_url, "UPDATE doorstep_index.meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(IndexMismatch, match="newer Doorstep"):
        opened(tmp_path, postgres_url)


def test_a_user_without_the_right_is_told_which(tmp_path: Path, postgres_url: str) -> None:
    run(postgres_url, "DROP ROLE IF EXISTS reader")
    run(postgres_url, "CREATE ROLE reader LOGIN")
    with pytest.raises(KnowledgeError) as caught:
        opened(tmp_path, postgres_url.replace("postgres:@", "reader:@"))
    assert f"CREATE SCHEMA {SCHEMA}" in caught.value.remedy


def test_a_document_with_nul_characters_is_kept(tmp_path: Path, postgres_url: str) -> None:
    index = opened(tmp_path, postgres_url)
    put(index, Page("scan.pdf", "Scan\0ned", (Chunk("a b\0roken text layer", ("Part\0",)),)))
    found = Retriever(index).find(Query("text layer")).passages
    assert found[0].text == "a broken text layer"
    index.close()
