"""SQLite and Postgres find the same passages."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from ingest.sources import FolderSource
from ingest.sync import ingest_source
from knowledge.evaluation import read_questions
from knowledge.index import KnowledgeIndex
from knowledge.models import Evidence
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
QUESTIONS = read_questions(EXAMPLES / "questions.jsonl")


def found(folder: Path, database_url: str) -> list[Evidence]:
    index = KnowledgeIndex(folder, FakeEmbeddings(), database_url=database_url)
    ingest_source(FolderSource(EXAMPLES / "docs" / "brightwire"), index)
    retriever = Retriever(index)
    evidence = [retriever.find(question.query()) for question in QUESTIONS]
    index.close()
    return evidence


def top(evidence: Evidence, count: int) -> list[tuple[str, str]]:
    return [(passage.path, passage.text) for passage in evidence.passages[:count]]


def test_the_sample_questions_find_the_same_on_both(tmp_path: Path, postgres_url: str) -> None:
    pairs = list(zip(found(tmp_path / "a", ""), found(tmp_path / "b", postgres_url), strict=True))
    assert len(pairs) > 50
    for here, there in pairs:
        assert top(there, 1) == top(here, 1)
    assert fmean(top(there, 5) == top(here, 5) for here, there in pairs) > 0.9
    assert fmean(abs(there.confidence - here.confidence) for here, there in pairs) < 0.01
