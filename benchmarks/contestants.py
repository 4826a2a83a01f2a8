"""Doorstep and its peers behind one shape, each run in a process of its own.

    python -m benchmarks.contestants NAME WORK FOLDER...

brings the index in WORK up to the folders and prints what it took as one JSON line. All use the
same files and the same embedder; each cuts and stores in its own way. `seconds` is from nothing
imported to done, `work_s` the same when its modules (`imports`) are there already, as in a server.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from knowledge.embeddings import BundledEmbeddings
from knowledge.vectors import Vectors

SUFFIXES = {".md", ".mdx"}
CHARACTERS = 800  # of a chunk, for LangChain's splitter; about what Doorstep's chunks hold
TOKENS = 256  # of a chunk, for LlamaIndex's

Search = Callable[[str], Sequence[object]]


class Counting(BundledEmbeddings):
    """Counts texts and the seconds in which the embedder was at work."""

    def __init__(self, workers: int = 0) -> None:
        super().__init__(workers)
        self.texts = 0

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return super().vectors(texts)


class Contestant(Protocol):
    """`package` must be importable; Doorstep's own is always."""

    package: str
    imports: tuple[str, ...]

    def ingest(self, work: Path, folders: list[Path], model: Counting) -> dict[str, float]: ...

    def search(self, work: Path, model: BundledEmbeddings) -> Search: ...


class Doorstep:
    package = "knowledge"
    imports = ("ingest.sources", "ingest.sync", "knowledge.index")

    def ingest(self, work: Path, folders: list[Path], model: Counting) -> dict[str, float]:
        from ingest.sources import FolderSource
        from ingest.sync import ingest_source
        from knowledge.index import KnowledgeIndex

        index = KnowledgeIndex(work / "index", model)
        chunks = 0
        for folder in folders:
            chunks += ingest_source(FolderSource(folder), index).changes.chunks
        index.close()
        return {"chunks": chunks}

    def search(self, work: Path, model: BundledEmbeddings) -> Search:
        from knowledge.index import KnowledgeIndex
        from knowledge.language import language_of
        from knowledge.models import Query
        from knowledge.retrieval import Retriever

        retriever = Retriever(KnowledgeIndex(work / "index", model))
        return lambda question: retriever.find(Query(question, language_of(question))).passages


class LangChain:
    package = "langchain_classic"
    imports = ("langchain_classic.indexes", "langchain_text_splitters", "langchain_chroma")

    def ingest(self, work: Path, folders: list[Path], model: Counting) -> dict[str, float]:
        from langchain_classic.indexes import SQLRecordManager, index
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=80)
        pages = [
            Document(page_content=text, metadata={"source": name}) for name, text in files(folders)
        ]
        chunks = splitter.split_documents(pages)
        work.mkdir(parents=True, exist_ok=True)
        records = SQLRecordManager("docs", db_url=f"sqlite:///{work / 'records.db'}")
        records.create_schema()
        index(
            chunks,
            records,
            self.store(work, model),
            batch_size=512,
            cleanup="full",
            source_id_key="source",
            key_encoder="blake2b",
        )
        return {"chunks": len(chunks)}

    def search(self, work: Path, model: BundledEmbeddings) -> Search:
        return self.store(work, model).as_retriever(search_kwargs={"k": 10}).invoke

    @staticmethod
    def store(work: Path, model: BundledEmbeddings) -> Any:
        from langchain_chroma import Chroma

        return Chroma("docs", model, persist_directory=str(work / "chroma"))


class LlamaIndex:
    package = "llama_index"
    imports = (
        "llama_index.core",
        "llama_index.core.ingestion",
        "llama_index.core.node_parser",
        "llama_index.vector_stores.chroma",
    )

    def ingest(self, work: Path, folders: list[Path], model: Counting) -> dict[str, float]:
        from llama_index.core import Document
        from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.storage.docstore import SimpleDocumentStore
        from llama_index.vector_stores.chroma import base

        base.MAX_CHUNK_SIZE = 5_000  # its own 41,665 is more than a local Chroma takes at once
        kept = work / "docstore.json"
        work.mkdir(parents=True, exist_ok=True)
        pipeline = IngestionPipeline(
            transformations=[
                SentenceSplitter(chunk_size=TOKENS, chunk_overlap=20),
                _llama_embedding(model),
            ],
            vector_store=self.store(work),
            docstore=SimpleDocumentStore.from_persist_path(str(kept))
            if kept.exists()
            else SimpleDocumentStore(),
            docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
            disable_cache=True,  # the document store already knows what has not changed
        )
        pages = [Document(text=text, id_=name) for name, text in files(folders)]
        nodes = pipeline.run(documents=pages)
        pipeline.docstore.persist(str(kept))
        return {"chunks": len(nodes)}

    def search(self, work: Path, model: BundledEmbeddings) -> Search:
        from llama_index.core import VectorStoreIndex

        index = VectorStoreIndex.from_vector_store(
            self.store(work), embed_model=_llama_embedding(model)
        )
        return index.as_retriever(similarity_top_k=10).retrieve

    @staticmethod
    def store(work: Path) -> Any:
        import chromadb
        from llama_index.vector_stores.chroma import ChromaVectorStore

        client = chromadb.PersistentClient(str(work / "chroma"))
        return ChromaVectorStore(chroma_collection=client.get_or_create_collection("docs"))


CONTESTANTS: dict[str, Contestant] = {
    "doorstep": Doorstep(),
    "langchain": LangChain(),
    "llamaindex": LlamaIndex(),
}


def present(name: str) -> bool:
    """Whether a contestant is installed; says so when it is not."""
    if importlib.util.find_spec(CONTESTANTS[name].package):
        return True
    print(f"{name} is not installed and left out: see benchmarks/requirements.txt.")
    return False


def files(folders: list[Path]) -> list[tuple[str, str]]:
    """Every Markdown file as (name, text), for those that do not read folders themselves."""
    return [
        (f"{folder.name}/{path.relative_to(folder).as_posix()}", path.read_text("utf-8", "replace"))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
    ]


def _llama_embedding(model: BundledEmbeddings) -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Bridge(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return model.embed_query(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return model.embed_query(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return model.embed_documents([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return model.embed_documents(texts)

    return Bridge(embed_batch_size=512)


def main() -> None:
    name, work, *folders = sys.argv[1:]
    model = Counting()
    contestant = CONTESTANTS[name]
    started = time.perf_counter()
    for module in contestant.imports:
        importlib.import_module(module)
    imported = time.perf_counter()
    found = contestant.ingest(Path(work), [Path(one) for one in folders], model)
    ended = time.perf_counter()
    found |= {"seconds": round(ended - started, 2), "work_s": round(ended - imported, 2)}
    found |= {"embedded": model.texts}
    model.close()
    own, workers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    found |= {"cpu_s": round(own.ru_utime + own.ru_stime, 2)}
    found |= {"embedding_cpu_s": round(workers.ru_utime + workers.ru_stime, 2)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
