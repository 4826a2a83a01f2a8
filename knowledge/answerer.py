"""Answer writers: quoting without a model, writing with one and checking what it wrote."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from knowledge.chat import ChatModel
from knowledge.drafting import Draft
from knowledge.errors import ModelTooSlow, ModelUnavailable, OverBudget
from knowledge.models import Answer, AnswerMode, Evidence, Passage, Query
from knowledge.phrases import phrase
from knowledge.prompts import answer_prompt
from knowledge.quoting import QuotingWriter, cite, common_platforms
from knowledge.replies import NothingFoundError, marked

__all__ = ["AnswerWriter", "ModelWriter", "QuotingWriter"]

log = logging.getLogger(__name__)

_PASSAGES = 6  # given to the model
_LEAST_KEPT = 0.5  # of the model's text; below that the answer is quoted
_LONGEST_ANSWER = 20_000  # characters; a model that runs on is stopped

OnText = Callable[[str], None]


class AnswerWriter(Protocol):
    """Turns evidence into an answer."""

    def write(self, query: Query, evidence: Evidence, on_text: OnText | None = None) -> Answer:
        """Compose the answer. `on_text` gets checked text piece by piece while it is made.

        The pieces are a preview: `Answer.text` is final and may differ (a fall-back to quotes).
        Never raises for a model that is down: the answer is quoted then, `Answer.note` says so.
        """
        ...


class ModelWriter:
    """Writes with a chat model from the passages; every sentence is checked before it is shown."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._quoting = QuotingWriter()

    def write(self, query: Query, evidence: Evidence, on_text: OnText | None = None) -> Answer:
        passages = evidence.passages[:_PASSAGES]
        if not passages:
            return self._quoting.write(query, evidence)
        draft = Draft(passages)
        shown: list[str] = []
        reply = _Reply(self._model.stream(answer_prompt(query, passages)))
        for piece in reply:
            _show(draft.feed(piece), shown, on_text)
        if not reply.found_nothing:
            _show(draft.finish(complete=not reply.problem), shown, on_text)
        text = re.sub(r"\n{3,}", "\n\n", "".join(shown)).strip()
        if reason := _why_to_quote(reply, draft, text):
            return self._quoted(query, evidence, reason, None if shown else on_text)
        note = "trimmed" if draft.removed else ""
        if reply.problem:
            note = "shortened" if reply.problem == "shortened" else "cut_off"
        return _generated(query, passages, draft, text, note)

    def _quoted(
        self, query: Query, evidence: Evidence, reason: str, on_text: OnText | None
    ) -> Answer:
        quoted = self._quoting.write(query, evidence, on_text)
        return replace(quoted, note=phrase(reason, query.language))


class _Reply:
    """A model's marked text in pieces, until it ends, fails or runs on too long."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self.problem = ""  # the phrase that tells why the text is not whole
        self.found_nothing = False

    def __iter__(self) -> Iterator[str]:
        length = 0
        try:
            for piece in marked(self._pieces):
                yield piece[: _LONGEST_ANSWER - length]
                length += len(piece)
                if length >= _LONGEST_ANSWER:
                    self.problem = "shortened"
                    return
        except NothingFoundError:
            self.found_nothing = True
        except ModelUnavailable as error:
            log.warning("%s What was not written is quoted.", error.message)
            log.debug("The chat model's failure", exc_info=True)
            self.problem = _REASONS.get(type(error), "model_down")


_REASONS = {ModelTooSlow: "model_slow", OverBudget: "over_budget"}


def _show(text: str, shown: list[str], on_text: OnText | None) -> None:
    if not shown:
        text = text.lstrip()
    if text:
        shown.append(text)
        if on_text is not None:
            on_text(text)


def _why_to_quote(reply: _Reply, draft: Draft, text: str) -> str:
    """The phrase that says why the written text is not used; "" = it is."""
    if reply.found_nothing:
        return "model_silent"
    if not draft.used or not text:
        if reply.problem not in {"", "shortened"}:
            return reply.problem
        return "unsupported" if draft.removed else "model_silent"
    return "unsupported" if draft.kept < _LEAST_KEPT * (draft.kept + draft.removed) else ""


def _generated(
    query: Query, passages: Sequence[Passage], draft: Draft, text: str, note: str
) -> Answer:
    used = [passages[number - 1] for number in draft.used]
    versions = {passage.version for passage in used}
    return Answer(
        text=text,
        mode=AnswerMode.GENERATED,
        citations=cite(used),
        language=query.language,
        platforms=common_platforms(used),
        version=versions.pop() if len(versions) == 1 else "",
        note=phrase(note, query.language) if note else "",
    )
