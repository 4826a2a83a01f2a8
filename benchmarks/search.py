"""Search over many chunks, idle and while an ingest runs: Doorstep beside its peers' retrievers.

    python -m benchmarks.search [FOLDER] [--chunks 100000] [--questions FILE] [--json FILE]
    python -m benchmarks.search FOLDER --real [--gold QUESTIONS.jsonl]

All get the same chunks with the same vectors. Doorstep ranks by words and vectors, its peers, as
they come, by vectors alone: ten chunks a question.

First form: the texts are the folder's, varied until there are enough, and their vectors hashed
words, so that building takes minutes; a question still pays for the real embedding model, and so
does the ingest that runs beside: it keeps every core busy.

Second form: the folder as it is, with the bundled embedding model. `--gold` asks the labelled
questions that the folder answers, as texts alone (no peer knows platforms), and counts for how many
a page that answers is the first, or among the first five, of the pages that the chunks come from.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contestants import CONTESTANTS, LangChain, LlamaIndex, Search, present
from benchmarks.measure import ROOT, save, table
from ingest.sources import FolderSource
from knowledge.build import embedded_text
from knowledge.embeddings import BundledEmbeddings, unit
from knowledge.evaluation import LabelledQuestion, Outcome, hits, read_questions
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Passage
from knowledge.vectors import Vectors

_QUESTIONS = ROOT / "examples" / "questions.jsonl"
_PAGE = 20  # chunks
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples/docs/brightwire")
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=Path, default=_QUESTIONS)
    parser.add_argument("--only", nargs="*", default=list(CONTESTANTS), choices=CONTESTANTS)
    parser.add_argument("--work", type=Path, help="keep the indexes here and use them again")
    parser.add_argument("--real", action="store_true", help="the folder as it is, real vectors")
    parser.add_argument("--gold", type=Path, help="labelled questions; with --real")
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.write:
        _write(options.folder, options.work)
        return
    if options.gold and not options.real:
        parser.error("--gold needs --real: hashed vectors say nothing of quality.")
    if options.real:
        _real(options)
        return
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["question"]) for line in lines if line.strip()]
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as temporary:
        work = options.work or Path(temporary)
        names = [name for name in options.only if present(name)]
        for name in names:
            _build(name, work / name, lambda: _pages(options.folder, options.chunks), Hashed())
        rows = _measure(names, work, options.folder, questions)
    table(rows)
    save(options.json, {"chunks": options.chunks, "questions": len(questions), "rows": rows})


def _real(options: argparse.Namespace) -> None:
    source = FolderSource(options.folder).name
    labelled = read_questions(options.gold or options.questions)
    if options.gold:
        labelled = _of(source, labelled)
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as temporary:
        work = options.work or Path(temporary)
        names = [name for name in options.only if present(name)]
        model = Remembering()
        for name in names:
            _build(name, work / name, lambda: _read(options.folder, source), model, source)
        searches = {name: CONTESTANTS[name].search(work / name, model) for name in names}
        for search in searches.values():
            for one in labelled[:10]:
                search(one.text)
        rows = _times("idle", searches, [one.text for one in labelled])
        model.close()
    if options.gold:
        rows = [{**row, **_quality(searches[row["contestant"]], labelled)} for row in rows]
    table(rows)
    save(options.json, {"source": source, "questions": len(labelled), "rows": rows})


def _of(source: str, labelled: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    """Questions that pages of the source answer."""
    return [
        one
        for one in labelled
        if one.kind == "answerable" and any(path.startswith(f"{source}/") for path in one.gold)
    ]


def _quality(search: Search, labelled: Sequence[LabelledQuestion]) -> dict[str, float]:
    outcomes = []
    for one in labelled:
        paths = tuple(dict.fromkeys(_path(found) for found in search(one.text)))
        outcomes.append(Outcome(one, paths, 0.0))
    found = hits(outcomes)
    return {"n": found["questions"], "hit@1": found["hit@1"], "hit@5": found["hit@5"]}


def _path(found: Any) -> str:
    """The page that a result comes from, whoever gave it."""
    if isinstance(found, Passage):
        return found.path
    return str(found.metadata["source"]).rpartition("#")[0]


def _measure(
    names: list[str], work: Path, folder: Path, questions: list[str]
) -> list[dict[str, Any]]:
    searches = {name: _open(name, work / name) for name in names}
    for search in searches.values():  # warm: the model, the caches
        for question in questions[:10]:
            search(question)
    rows = _times("idle", searches, questions)
    if "doorstep" in names:
        command = [sys.executable, "-m", "benchmarks.search", str(folder), "--write", "--work"]
        with subprocess.Popen([*command, str(work / "doorstep")], cwd=ROOT) as writer:
            time.sleep(8)  # until its processes embed
            rows += _times("ingest running", searches, questions)
            if writer.poll() is not None:
                print("The ingest ended before the questions did.")
            writer.terminate()
    return rows


def _times(state: str, searches: dict[str, Search], questions: list[str]) -> list[dict[str, Any]]:
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for question in itertools.chain(questions, questions):
        for name, search in searches.items():  # interleaved
            started = time.perf_counter()
            search(question)
            taken[name].append((time.perf_counter() - started) * 1000)
    rows = []
    for name, times in taken.items():
        p50, p95, p99 = (round(float(x), 1) for x in np.percentile(times, [50, 95, 99]))
        rows.append(
            {"contestant": name, "state": state, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
        )
    return rows


def _build(
    name: str,
    work: Path,
    read: Callable[[], Iterator[Page]],
    model: BundledEmbeddings,
    source: str = "bench",
) -> None:
    if (work / "built").exists():
        return
    started = time.perf_counter()
    pages = read()
    if name == "doorstep":
        index = KnowledgeIndex(work / "index", model)
        with index.build(source) as build:
            for page in pages:
                build.put(page)
            build.commit()
        index.close()
    else:
        chunks = [
            (f"{source}/{page.path}#{n}", chunk.text, embedded_text(page.title, chunk))
            for page in pages
            for n, chunk in enumerate(page.chunks)
        ]
        collection = _collection(name, work, model)
        for start in range(0, len(chunks), 5000):
            part = chunks[start : start + 5000]
            collection.add(
                ids=[key for key, _, _ in part],
                documents=[text for _, text, _ in part],
                metadatas=[_metadata(name, key, text) for key, text, _ in part],
                embeddings=model.vectors([text for _, _, text in part]),
            )
    (work / "built").touch()
    print(f"{name}: built in {time.perf_counter() - started:.0f} s", flush=True)


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


def _open(name: str, work: Path) -> Search:
    return CONTESTANTS[name].search(work, Hashed())


def _write(folder: Path, work: Path) -> None:
    """Ingest until terminated: new pages of a second source, a commit after every 2,000 chunks."""
    index = KnowledgeIndex(work / "index", Hashed(working=True))
    for number in itertools.count():
        with index.build("beside") as build:
            for page in _pages(folder, 2000):
                text = f"Round {number} of {time.time()}. "
                changed = tuple(Chunk(text + c.text, c.heading_path) for c in page.chunks)
                build.put(Page(page.path, page.title, changed))
            build.commit()


def _pages(folder: Path, wanted: int) -> Iterator[Page]:
    """Pages of `_PAGE` chunks until there are `wanted` different ones."""
    read = list(_read(folder, "bench"))
    given = [(page.title, chunk) for page in read for chunk in page.chunks]
    words = sorted({word for page in read for word in page.title.split()})
    made = 0
    for turn in itertools.count():
        for start in range(0, len(given), _PAGE):
            part = given[start : start + _PAGE]
            extra = [words[(turn * 7 + start + n) % len(words)] for n in range(len(part))]
            chunks = tuple(
                Chunk(f"{chunk.text} {word} {turn}" if turn else chunk.text, chunk.heading_path)
                for (_, chunk), word in zip(part, extra, strict=True)
            )
            yield Page(f"{turn}/{start}.md", part[0][0], chunks, language=read[0].language)
            made += len(chunks)
            if made >= wanted:
                return


def _read(folder: Path, source: str) -> Iterator[Page]:
    """The folder's pages as Doorstep reads them."""
    from ingest.library import Library
    from ingest.pages import contents, read_page
    from ingest.sources import RawFile

    library = Library(one for one in FolderSource(folder).files() if isinstance(one, RawFile))
    for path in contents(library).pages:
        page = read_page(library, path, source).page
        if page.chunks:
            yield page


def _hashed(text: str) -> Vectors:
    vector = np.full(_DIMENSIONS, 1e-3, dtype=np.float32)
    for word in text[:600].split():
        vector[zlib.crc32(word.encode()) % _DIMENSIONS] += 1
    return unit(vector)


if __name__ == "__main__":
    main()
