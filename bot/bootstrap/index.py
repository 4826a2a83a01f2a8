"""The index of the documentation, to search in and to bring up to its sources."""

from __future__ import annotations

import structlog

from bot.bootstrap.installation import confidence_path, now
from bot.bootstrap.models import ChatModels, open_embedder, open_reranker, with_query_step
from bot.bootstrap.stores import Stores
from bot.config import Settings
from bot.documentation import Documentation, Spending, outcome
from bot.librarian import LazyLibrarian
from bot.storage.citations import SqlCitations
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder
from ingest.report import IngestReport
from knowledge.calibration import Choice, choose
from knowledge.index import KnowledgeIndex
from knowledge.retrieval import Retriever
from knowledge.rewriting import Finder

log = structlog.get_logger()


def open_index(settings: Settings, *, workers: int = 1) -> KnowledgeIndex:
    """Raises KnowledgeError when the index was built with another model or is out of reach."""
    embeddings = open_embedder(settings, workers=workers)
    settings.index_folder.mkdir(parents=True, exist_ok=True)
    return KnowledgeIndex(settings.index_folder, embeddings, settings.chroma_url, settings.database)


def choose_confidence(settings: Settings, embedding_model: str) -> Choice:
    """The installation's own fit where it suits the index, else the shipped default."""
    chosen = choose(confidence_path(settings), embedding_model)
    if chosen.problem:
        log.warning("confidence_default", reason=chosen.problem)
    return chosen


def open_librarian(settings: Settings, models: ChatModels | None = None) -> LazyLibrarian:
    """The index, opened at the first question; `DOORSTEP_QUERY_STEP` and a reranker included."""

    def opened() -> tuple[KnowledgeIndex, Finder]:
        index = open_index(settings)
        chosen = choose_confidence(settings, index.embeddings.identity)
        retriever = Retriever(index, chosen.confidence, reranker=open_reranker(settings))
        return index, with_query_step(settings, retriever, models or ChatModels(settings))

    return LazyLibrarian(opened)


def open_documentation(settings: Settings, stores: Stores | None) -> Documentation:
    """The declared sources. Without `stores` nothing is known of past answers and tickets."""
    return Documentation(
        catalogue_file=settings.catalogue_file,
        cache=settings.cache_folder,
        reports=settings.reports_folder,
        open_index=lambda: open_index(settings, workers=0),
        citing=SqlCitations(stores.engine).of if stores else None,
        clock=now,
        entries=stores.entries if stores else None,
        spending=Spending(
            model="" if settings.embeddings == "bundled" else settings.embeddings,
            price=settings.embedding_price,
            budget=settings.embedding_budget,
        ),
    )


def posts_reports(settings: Settings) -> bool:
    """Whether a desk is set up that posts reports to the maintainers."""
    return bool(settings.slack_bot_token.get_secret_value() and settings.maintainers_channel)


def leave_report(settings: Settings, report: IngestReport) -> None:
    """Leave the report on an ingest of this process for the desk to post. Raises StorageError."""
    from bot.workflows import leave_report as leave  # noqa: PLC0415 - loads the workflow engine

    run = f"command:{report.source}:{now():%Y%m%dT%H%M%S%f}"
    order = IngestOrder(source=report.source, run=run, why="the command line")
    if report.refused:
        remedy = "What the command printed names every file."
        news = IngestNews(order=order, problem=report.refused, remedy=remedy)
    else:
        news = IngestNews(order=order, outcome=outcome(report))
    leave(settings.workflow_database, news)
