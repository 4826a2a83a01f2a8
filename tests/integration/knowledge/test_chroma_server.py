"""The same index on a real Chroma server, started from the installed package."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Query
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings

PAGE = Page(
    path="token.md",
    title="Token guide",
    chunks=(Chunk("Call renewToken before the token expires, or error 1109 ends the call."),),
)


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter's script
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def test_what_is_ingested_is_found(chroma_url: str, tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path, FakeEmbeddings(), chroma_url)
    with index.build("docs") as build:
        build.put(PAGE)
        changes = build.commit()
    assert changes.embedded == 1
    assert not (tmp_path / "chroma").exists(), "the vectors belong on the server"

    found = Retriever(index).find(Query("How do I renew a token?"))
    assert found.passages[0].path == "docs/token.md"

    with index.build("docs") as build:
        build.put(PAGE)
        assert build.commit().embedded == 0
    index.close()


def test_replicas_share_words_and_vectors(
    chroma_url: str, tmp_path: Path, postgres_url: str
) -> None:
    """Nothing but the two servers is common to the machines."""
    here, there = (
        KnowledgeIndex(tmp_path / name, FakeEmbeddings("shared-64"), chroma_url, postgres_url)
        for name in ("here", "there")
    )
    with here.build("docs") as build:
        build.put(PAGE)
        build.commit()
    evidence = Retriever(there).find(Query("How do I renew a token?"))
    assert evidence.passages[0].path == "docs/token.md"
    assert evidence.features["similarity"] > 0
    assert there.stats()["vectors"] == 1
    here.close()
    there.close()


def test_a_server_that_is_away_is_named_with_its_remedy(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        index = KnowledgeIndex(tmp_path, FakeEmbeddings(), url)
        with pytest.raises(KnowledgeError) as refusal:
            index.stats()
        index.close()
    assert url in refusal.value.message
    assert "CHROMA_URL" in refusal.value.remedy


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        assert server.poll() is None, "chroma run ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("chroma run did not answer")
