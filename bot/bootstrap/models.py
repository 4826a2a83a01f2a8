"""The models that a setting chooses: for embeddings, ranking, answers, reports and pictures."""

from __future__ import annotations

from collections import defaultdict

from bot.bootstrap.stores import Stores, open_stores
from bot.config import Settings
from bot.storage.spending import SqlLedger
from bot.support.discretion import DiscreetWriter
from bot.support.extraction.merging import Suggester
from bot.support.ports.documentation import AnswerWriter
from bot.support.ports.pictures import PictureReader
from knowledge.breaker import Breaker
from knowledge.budget import Budget, Prices
from knowledge.chat import BrokenCircuit, ChatModel, open_chat
from knowledge.embeddings import IdentifiedEmbeddings, open_embeddings
from knowledge.quoting import QuotingWriter
from knowledge.reranking import Reranker
from knowledge.retrieval import Retriever
from knowledge.rewriting import Finder

HURRY = 5.0  # seconds for what a model does before it answers


def open_embedder(settings: Settings, *, workers: int = 1) -> IdentifiedEmbeddings:
    """The configured embedding model; it is loaded, or reached, at its first use."""
    return open_embeddings(
        settings.embeddings,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout=settings.model_timeout,
        workers=workers,
    )


def open_reranker(settings: Settings) -> Reranker | None:
    """A provider's, when there is an address."""
    if not settings.rerank_url:
        return None
    from knowledge.reranking import HttpReranker  # noqa: PLC0415 - only with one

    key = settings.rerank_key.get_secret_value()
    return HttpReranker(settings.rerank_url, settings.rerank_model, key)


def with_query_step(settings: Settings, retriever: Retriever, models: ChatModels) -> Finder:
    """Have the chat model word a follow-up or a long post, when that is wanted."""
    if not (settings.query_step and settings.chat):
        return retriever
    from knowledge.rewriting import RewritingFinder  # noqa: PLC0415 - only with a model

    return RewritingFinder(retriever, models.hurried())


def open_writer(settings: Settings, models: ChatModels) -> AnswerWriter:
    """A writer that quotes, or one that has a model write when one is configured."""
    if not settings.chat:
        return QuotingWriter()
    from knowledge.answerer import ModelWriter  # noqa: PLC0415 - only with a model

    return DiscreetWriter(ModelWriter(models.patient()))


def open_suggester(settings: Settings, models: ChatModels) -> Suggester | None:
    """A model that reads reports beyond the rules, when one is configured."""
    if not settings.chat:
        return None
    from knowledge.extractor import ModelExtractor  # noqa: PLC0415 - only with a model

    return ModelExtractor(models.patient(), models.hurried())


def open_picture_reader(settings: Settings, models: ChatModels) -> PictureReader | None:
    """A model that reads screenshots, when one is configured."""
    if not settings.vision:
        return None
    from knowledge.pictures import ModelPictureReader  # noqa: PLC0415 - only with a model

    return ModelPictureReader(models.seeing())


class ChatModels:
    """The chat models for their several uses, within one budget.

    Of one model, whoever fails with it repeatedly spares the others the wait. Without `stores`,
    the database is opened when there is a budget to keep.
    """

    def __init__(self, settings: Settings, stores: Stores | None = None) -> None:
        self._settings = settings
        self._stores = stores
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)

    def patient(self) -> ChatModel:
        """For what people wait to read."""
        return self._opened(self._settings.chat, 2 * self._settings.model_timeout)

    def hurried(self) -> ChatModel:
        """For a step before the answer, which does without."""
        deadline = min(HURRY, self._settings.model_timeout)
        return self._opened(self._settings.chat, deadline, hurried=True)

    def seeing(self) -> ChatModel:
        """For pictures; where it is another model, it fails and recovers apart from the first."""
        return self._opened(self._settings.vision, 2 * self._settings.model_timeout)

    def _opened(self, spec: str, deadline: float, *, hurried: bool = False) -> ChatModel:
        settings = self._settings
        chat = open_chat(
            spec,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value(),
            timeout=settings.model_timeout,
            deadline=deadline,
            budget=open_budget(settings, self._stores),
        )
        return BrokenCircuit(chat, self._breakers[spec], hurried=hurried)


def open_budget(settings: Settings, stores: Stores | None = None) -> Budget | None:
    """The chat models' budget, None without a cap. Raises StorageError."""
    price_in, price_out = settings.model_price_in, settings.model_price_out
    if settings.model_budget is None or price_in is None or price_out is None:
        return None
    ledger = SqlLedger((stores or open_stores(settings)).engine)
    return Budget(ledger, Prices(price_in, price_out), settings.model_budget)
