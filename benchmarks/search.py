"""Search over many chunks, idle and while an ingest runs: Doorstep beside its peers' retrievers.

    python -m benchmarks.search [FOLDER ...] [--gold QUESTIONS.jsonl] [--chunks 100000]
        [--without-faq-titles GLOB REGEX ...] [--table docs/quality.md SECTION] [--json FILE]

All get the same chunks with the same vectors: the folders in one index, and the sample
documentation, varied, until there are enough different texts. Doorstep ranks by words and vectors,
its peers, as they come, by vectors alone: ten chunks a question.

`--gold` asks the labelled questions that the folders answer, as texts alone (no peer knows
platforms), and counts for how many a page that answers is the first, or among the first five, of
the pages that the chunks come from. `--without-faq-titles`: see `benchmarks.quality`.

`--hashed` takes hashed words for vectors, so that building takes minutes, and measures time alone.
A question still pays for the real embedding model, and so does the ingest that runs beside: it
keeps every core busy.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contestants import CONTESTANTS, Search, present
from benchmarks.corpora import SAMPLES, Edited, Shelf, varied
from benchmarks.measure import ROOT, markdown, save, show
from benchmarks.stocked import Hashed, Remembering, stock
from ingest.sources import FolderSource
from knowledge.embeddings import BundledEmbeddings
from knowledge.evaluation import LabelledQuestion, Outcome, hits, read_questions
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Passage

_QUESTIONS = ROOT / "examples" / "questions.jsonl"
_BESIDE = "beside"  # the source of the ingest that runs
_NICE = 10  # as `doorstep ingest` gives way
_WARM = 10  # questions, before any is timed
_STATES = ("idle", "ingest running")


def main() -> None:
    options = _options()
    labelled = read_questions(options.gold or _QUESTIONS)
    folders = options.folders or [SAMPLES]
    if options.gold:
        labelled = _answered_by([FolderSource(one).name for one in folders], labelled)
    model: BundledEmbeddings = Hashed() if options.hashed else Remembering()
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as temporary:
        work = options.work or Path(temporary)
        sources = [
            Edited(found, found.name, options.without_faq_titles)
            for found in map(FolderSource, folders)
        ]
        shelf = Shelf(sources, options.chunks)
        names = [name for name in options.only if present(name)]
        for name in names:
            stock(name, work / name, shelf, model)
        searches = {name: CONTESTANTS[name].search(work / name, model) for name in names}
        quality = {
            name: _quality(search, labelled) if options.gold else {}
            for name, search in searches.items()
        }
        times = _measure(searches, work, [one.text for one in labelled], model)
        model.close()
    rows = [{"contestant": name, **quality[name], **times[name]} for name in names]
    heads = list(dict.fromkeys(head for row in rows for head in row))
    show([markdown(heads, [list(row.values()) for row in rows])], options.table)
    if options.json:
        save(options.json, {"chunks": options.chunks, "questions": len(labelled), "rows": rows})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--gold", type=Path, help="labelled questions")
    parser.add_argument("--chunks", type=int, default=100_000, help="different texts, at least")
    parser.add_argument(
        "--without-faq-titles", nargs=2, action="append", default=[], metavar=("GLOB", "REGEX")
    )
    parser.add_argument("--hashed", action="store_true", help="quick to build; times alone")
    parser.add_argument("--only", nargs="*", default=list(CONTESTANTS), choices=CONTESTANTS)
    parser.add_argument("--work", type=Path, help="keep the indexes here and use them again")
    parser.add_argument("--table", nargs=2, metavar=("FILE", "SECTION"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        _write(options.write, hashed=options.hashed)
        sys.exit()
    if options.gold and options.hashed:
        parser.error("--gold needs real vectors: hashed ones say nothing of quality.")
    return options


# Quality -----------------------------------------------------------------------------------------


def _answered_by(
    sources: Sequence[str], labelled: Sequence[LabelledQuestion]
) -> list[LabelledQuestion]:
    """Questions that pages of the sources answer."""
    within = tuple(f"{source}/" for source in sources)
    return [
        one
        for one in labelled
        if one.kind == "answerable" and any(path.startswith(within) for path in one.gold)
    ]


def _quality(search: Search, labelled: Sequence[LabelledQuestion]) -> dict[str, str]:
    outcomes = []
    for one in labelled:
        paths = tuple(dict.fromkeys(_path(found) for found in search(one.text)))
        outcomes.append(Outcome(one, paths, 0.0))
    kinds = sorted({one.source_type for one in labelled})
    told = {}
    for kind in kinds:
        found = hits([one for one in outcomes if one.question.source_type == kind])
        head = f"{kind or 'questions'} (n={found['questions']}), hit@1 / hit@5"
        told[head] = f"{found['hit@1']:.2f} / {found['hit@5']:.2f}"
    return told


def _path(found: Any) -> str:
    """The page that a result comes from, whoever gave it."""
    if isinstance(found, Passage):
        return found.path
    return str(found.metadata["source"]).rpartition("#")[0]


# Time --------------------------------------------------------------------------------------------


def _measure(
    searches: dict[str, Search], work: Path, questions: Sequence[str], model: BundledEmbeddings
) -> dict[str, dict[str, str]]:
    for search in searches.values():
        for question in questions[:_WARM]:
            search(question)
    states = [_times(searches, questions)]
    if "doorstep" in searches:
        command = [sys.executable, "-m", "benchmarks.search", "--write", str(work / "doorstep")]
        with subprocess.Popen(
            [*command, *(["--hashed"] if isinstance(model, Hashed) else [])], cwd=ROOT
        ) as writer:
            time.sleep(8)  # until its processes embed
            states.append(_times(searches, questions))
            if writer.poll() is not None:
                print("The ingest ended before the questions did.")
            writer.terminate()
        KnowledgeIndex(work / "doorstep" / "index", model).remove_source(_BESIDE)
    return {
        name: {
            f"p50 / p95 ms, {state}": f"{taken[name][0]:.0f} / {taken[name][1]:.0f}"
            for state, taken in zip(_STATES, states, strict=False)
        }
        for name in searches
    }


def _times(searches: dict[str, Search], questions: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Half of the questions, and nineteen of twenty, took at most so many milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for question in itertools.chain(questions, questions):
        for name, search in searches.items():  # interleaved
            started = time.perf_counter()
            search(question)
            taken[name].append((time.perf_counter() - started) * 1000)
    found = {}
    for name, times in taken.items():
        p50, p95 = np.percentile(times, [50, 95])
        found[name] = (float(p50), float(p95))
    return found


def _write(work: Path, *, hashed: bool) -> None:
    """Ingest until terminated: new pages of one more source, a commit after every 2,000 chunks."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    model = Hashed(working=True) if hashed else BundledEmbeddings(0)
    index = KnowledgeIndex(work / "index", model)
    for number in itertools.count():
        with index.build(_BESIDE) as build:
            for page in varied(2000):
                text = f"Round {number} of {time.time()}. "
                changed = tuple(Chunk(text + c.text, c.heading_path) for c in page.chunks)
                build.put(Page(page.path, page.title, changed))
            build.commit()


if __name__ == "__main__":
    main()
