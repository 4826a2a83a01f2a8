"""How good the answers are, as the table in docs/quality.md.

    python -m benchmarks.quality CORPUS_DIR QUESTIONS.jsonl [--home DIR] [--steps]
        [--without-faq-titles GLOB REGEX ...] [--table docs/quality.md SECTION] [--json FILE]

Each sub-folder of CORPUS_DIR is a source, and is ingested into DIR unless it is there already. The
questions are asked of their corpus alone, of all corpora in one index, and, where a question has
twins of its pages in the other language, of the pages in that language alone. The questions without
an answer are asked too.

A FAQ whose headings are the questions is found by its headings. `--without-faq-titles` measures
those questions on a second index, in which REGEX (line by line) is cut out of the files that match
GLOB (`source/path`); questions whose `leak` is "none" are asked of the first all the same.
`--steps` shows what each of the ranking's weights adds.

`--table FILE SECTION` replaces that section of FILE; without it the tables are printed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Container, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from benchmarks.corpora import LANGUAGES, Cuts, Edited, language_of
from benchmarks.measure import Row, markdown, show
from bot.bootstrap.installation import SAMPLE_POLICY
from bot.cli.questions import ask_all
from bot.storage.policy_file import load_policy
from ingest.sources import FolderSource
from ingest.sources.selected import chooser
from ingest.sync import ingest_source
from knowledge.embeddings import BundledEmbeddings
from knowledge.evaluation import LabelledQuestion, Outcome, hits, read_questions, report
from knowledge.index import KnowledgeIndex
from knowledge.ranking import Weights
from knowledge.retrieval import Retriever

_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (  # weights that no step names come last
    ("words (BM25)", ("lexical", "rank")),
    ("vectors", ("dense",)),
    ("found by both", ("both",)),
    ("first line, names", ("opening", "names")),
    ("headings, introduction", ("headings", "introduction")),
    ("platform", ("same_platform", "other_platform")),
    ("version, product", ("same_version", "other_version", "same_product")),
    ("language", ("other_language",)),
    ("named source", ("named_source",)),
    ("release notes, archived, lists of questions", ("release", "archived", "only_questions")),
    (
        "further passages, the source, the same guide elsewhere",
        ("company", "source_share", "sibling"),
    ),
)


@dataclass(frozen=True)
class Bench:
    """An index, and the corpora that it serves whole and by language."""

    index: KnowledgeIndex
    corpora: tuple[str, ...]

    def ask(
        self,
        questions: Sequence[LabelledQuestion],
        sources: Sequence[str] = (),
        weights: Weights | None = None,
    ) -> list[Outcome]:
        retriever: Any = Retriever(self.index, weights=weights)  # the part of a librarian we need
        policy = load_policy(SAMPLE_POLICY)
        return ask_all(questions, retriever, policy, sources) if questions else []

    def alone(
        self, questions: Sequence[LabelledQuestion], weights: Weights | None = None
    ) -> list[Outcome]:
        """Each question of its own corpus."""
        return [
            one
            for corpus in self.corpora
            for one in self.ask([q for q in questions if q.corpus == corpus], [corpus], weights)
        ]

    def across(self, questions: Sequence[LabelledQuestion]) -> list[Outcome]:
        """Each question of the other language's pages alone."""
        served = {source.name for source in self.index.sources()}
        found = []
        for half in sorted(served):
            corpus, _, language = half.rpartition("-")
            asked = [
                replace(one, gold=frozenset(path.replace(corpus, half, 1) for path in one.cross))
                for one in questions
                if one.corpus == corpus and one.language != language and one.cross
            ]
            found += self.ask(asked, [half])
        return found


def main() -> None:
    options = _options()
    every = read_questions(options.questions)
    leaks = _leaks(options.questions)
    with tempfile.TemporaryDirectory(prefix="doorstep-quality-") as temporary:
        home = options.home or Path(temporary)
        whole = _bench(options.corpora, home / "whole", ())
        cut = whole
        if options.without_faq_titles:
            cut = _bench(options.corpora, home / "untitled", options.without_faq_titles)
        parts = _parts(every, whole, cut, options.without_faq_titles, leaks)
        tables, figures = _measure(every, parts, cut)
        if options.steps:
            tables.append(_steps(parts))
    show(tables, options.table)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--home", type=Path, help="keep the indexes here and use them again")
    parser.add_argument(
        "--without-faq-titles", nargs=2, action="append", default=[], metavar=("GLOB", "REGEX")
    )
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--table", nargs=2, metavar=("FILE", "SECTION"))
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


# The index ---------------------------------------------------------------------------------------


def _bench(corpora: Path, home: Path, cuts: Cuts) -> Bench:
    """Open the index in `home`, and ingest what it does not serve yet."""
    (home / "index").mkdir(parents=True, exist_ok=True)
    index = KnowledgeIndex(home / "index", BundledEmbeddings(0))
    folders = [FolderSource(one) for one in sorted(corpora.iterdir()) if one.is_dir()]
    served = {source.name for source in index.sources()}
    for folder in folders:
        for source in _sources(folder, cuts):
            if source.name not in served:
                found = ingest_source(source, index)
                print(f"{home.name}: {source.name}, {found.pages} pages", file=sys.stderr)
    return Bench(index, tuple(folder.name for folder in folders))


def _sources(folder: FolderSource, cuts: Cuts) -> list[Edited]:
    """The folder; and each language apart, where it has folders by language."""
    languages = {language_of(file.path) for file in folder.files()} - {""}
    halves = [language for language in LANGUAGES if languages.issuperset(LANGUAGES)]
    return [
        Edited(folder, folder.name, cuts),
        *(Edited(folder, f"{folder.name}-{half}", cuts, half) for half in halves),
    ]


# The figures -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Questions that are asked of the same index."""

    title: str
    bench: Bench
    questions: Sequence[LabelledQuestion]


def _parts(
    every: Sequence[LabelledQuestion], whole: Bench, cut: Bench, cuts: Cuts, leaks: Container[str]
) -> list[Part]:
    """`leaks`: ids of the questions that may be the heading of their page."""
    chosen = chooser([glob for glob, _ in cuts], ()) if cuts else (lambda _: False)
    answerable = [one for one in every if one.kind == "answerable" and one.gold]
    untitled = {
        one.id for one in answerable if one.id in leaks and any(chosen(path) for path in one.gold)
    }
    parts = [
        Part("", whole, [one for one in answerable if one.id not in untitled]),
        Part("titles cut", cut, [one for one in answerable if one.id in untitled]),
    ]
    return [part for part in parts if part.questions]


def _leaks(file: Path) -> set[str]:
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {str(one.get("id")) for one in lines if one.get("leak") != "none"}


def _measure(
    every: Sequence[LabelledQuestion], parts: Sequence[Part], cut: Bench
) -> tuple[list[str], dict[str, Any]]:
    rows: list[Row] = []
    across: list[Row] = []
    for part in parts:
        alone = part.bench.alone(part.questions)
        together = {
            one.question.id: one for one in part.bench.ask(part.questions, part.bench.corpora)
        }
        for name, some in _grouped(alone).items():
            rows.append(_hit_row(name, part.title, some, [together[o.question.id] for o in some]))
        for name, some in _grouped(part.bench.across(part.questions)).items():
            across.append(_hit_row(f"{name} asked of the other language", part.title, some))
    head = ("questions", "n", "hit@1", "hit@5", "hit@10", "MRR", "hit@5, one index over all")
    tables = [markdown(head, rows)]
    if across:
        tables.append(markdown(head[:-1], across))
    refusals = _refusals(every, cut)
    if refusals:
        refused = (
            "refusal",
            "answerable",
            "not",
            "AUROC",
            *(f"AUROC {language}" for language in LANGUAGES),
            "correct refusals at 5 % false ones",
            "calibration error",
        )
        tables.append(markdown(refused, refusals))
    return tables, {"hits": rows, "across": across, "refusal": refusals}


def _grouped(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        question = one.question
        name = f"{question.corpus} {question.language}, {question.source_type or 'questions'}"
        groups.setdefault(name, []).append(one)
        groups.setdefault(f"**all** {question.source_type or 'questions'}", []).append(one)
    alike = {len(some) for name, some in groups.items() if not name.startswith("*")}
    shown = {n: some for n, some in groups.items() if n[0] != "*" or len(some) not in alike}
    return dict(sorted(shown.items(), key=lambda group: (group[0].startswith("*"), group[0])))


def _hit_row(
    name: str, title: str, outcomes: Sequence[Outcome], together: Sequence[Outcome] = ()
) -> Row:
    found = hits(outcomes)
    row = [f"{name} ({title})" if title else name, *found.values()]
    return [*row, hits(together)["hit@5"]] if together else row


def _refusals(every: Sequence[LabelledQuestion], bench: Bench) -> list[Row]:
    """Each corpus alone with the questions that no corpus answers, and all together."""
    others = [one for one in every if one.kind == "unanswerable"]
    rows: list[Row] = []
    for sources in (*((corpus,) for corpus in bench.corpora), bench.corpora):
        own = [one for one in every if one.kind == "answerable" and one.corpus in sources]
        found: Any = report(bench.ask([*own, *others], sources))
        told = found["refusal"]
        if told:
            name = sources[0] if len(sources) == 1 else "**one index over all**"
            by_language = (told.get(f"auroc_{language}", "") for language in LANGUAGES)
            rows.append(
                [
                    name,
                    len(own),
                    len(others),
                    told["auroc"],
                    *by_language,
                    told["refused_at_5"],
                    found["calibration_error"],
                ]
            )
    return rows


# The steps ---------------------------------------------------------------------------------------


def _steps(parts: Sequence[Part]) -> str:
    """Each corpus alone: with the weights up to a step, and with all weights but the step's."""
    full = Weights()
    names = [one.name for one in fields(Weights)]
    planned = [(label, tuple(n for n in some if n in names)) for label, some in _STEPS]
    rest = set(names).difference(*(some for _, some in planned))
    steps = [(label, some) for label, some in planned if some]
    steps += [(name, (name,)) for name in names if name in rest]
    kinds = sorted({one.source_type for part in parts for one in part.questions})
    rows: list[Row] = []
    on: set[str] = set()
    for label, some in steps:
        on |= set(some)
        built = _by_kind(parts, _only(full, on), kinds)
        lacking = _by_kind(parts, _only(full, set(names) - set(some)), kinds)
        rows.append([f"+ {label}" if len(on) > len(some) else label, *built, *lacking])
    rows.insert(2, ["vectors alone", *_by_kind(parts, _only(full, {"dense"}), kinds)])
    shown = [kind or "questions" for kind in kinds]
    head = [
        *(f"{kind} hit@1 / hit@5" for kind in shown),
        *(f"{kind}, all but it" for kind in shown),
    ]
    return markdown(("ranking by", *head), rows)


def _only(weights: Weights, names: set[str]) -> Weights:
    off = {one.name: 0.0 for one in fields(Weights) if one.name not in names}
    return replace(weights, **off)


def _by_kind(parts: Sequence[Part], weights: Weights, kinds: Sequence[str]) -> list[str]:
    outcomes = [one for part in parts for one in part.bench.alone(part.questions, weights)]
    cells = []
    for kind in kinds:
        found = hits([one for one in outcomes if one.question.source_type == kind])
        cells.append(f"{found['hit@1']:.2f} / {found['hit@5']:.2f}")
    return cells


if __name__ == "__main__":
    main()
