"""Answer writers: quoting without a model, writing with one and checking what it wrote."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from knowledge.chat import ChatModel
from knowledge.drafting import Draft
from knowledge.errors import ModelUnavailable
from knowledge.models import Answer, AnswerMode, Evidence, Passage, Query
from knowledge.phrases import phrase
from knowledge.prompts import NO_ANSWER, answer_messages
from knowledge.quoting import QuotingWriter, cite, common_platforms

__all__ = ["AnswerWriter", "ModelWriter", "QuotingWriter"]

log = logging.getLogger(__name__)

_PASSAGES = 6  # given to the model
_LEAST_KEPT = 0.5  # of the model's text; below that the answer is quoted
_LONGEST_ANSWER = 8000  # characters; a model that runs on is stopped

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

    def __init__(
        self,
        model: ChatModel,
        *,
        deadline: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`deadline`: seconds for the whole text; what is there by then is used."""
        self._model = model
        self._deadline = deadline
        self._clock = clock
        self._quoting = QuotingWriter()

    def write(self, query: Query, evidence: Evidence, on_text: OnText | None = None) -> Answer:
        passages = evidence.passages[:_PASSAGES]
        if not passages:
            return self._quoting.write(query, evidence)
        draft = Draft(passages)
        shown: list[str] = []
        failed = False
        try:
            for piece in self._pieces(query, passages):
                self._show(draft.feed(piece), shown, on_text)
        except ModelUnavailable as error:
            log.warning("%s The answer falls back to quotes.", error.message)
            log.debug("The chat model's failure", exc_info=True)
            failed = True
        except _NothingFoundError:
            return self._quoted(query, evidence, "model_silent", on_text)
        self._show(draft.finish(complete=not failed), shown, on_text)
        text = re.sub(r"\n{3,}", "\n\n", "".join(shown)).strip()
        if not draft.used:
            reason = "model_down" if failed else "unsupported" if draft.removed else "model_silent"
            return self._quoted(query, evidence, reason, None if shown else on_text)
        if draft.kept < _LEAST_KEPT * (draft.kept + draft.removed):
            return self._quoted(query, evidence, "unsupported", None if shown else on_text)
        note = "cut_off" if failed else "trimmed" if draft.removed else ""
        return _generated(query, passages, draft, text, note)

    def _pieces(self, query: Query, passages: Sequence[Passage]) -> Iterator[str]:
        """The model's text, until it ends, runs on too long or the deadline passes."""
        started, length, opening = self._clock(), 0, ""
        for piece in self._model.stream(answer_messages(query, passages)):
            length += len(piece)
            if length <= len(NO_ANSWER) + 16:
                opening += piece
                if NO_ANSWER in opening:
                    raise _NothingFoundError
                if NO_ANSWER.startswith(opening.strip()[: len(NO_ANSWER)]):
                    continue  # may still become the mark
                piece, opening = opening, ""  # noqa: PLW2901
            elif opening:
                piece, opening = opening + piece, ""  # noqa: PLW2901
            yield piece
            if self._clock() - started > self._deadline:
                raise ModelUnavailable("The chat model took too long.", "Allow a longer timeout.")
            if length > _LONGEST_ANSWER:
                return

    @staticmethod
    def _show(text: str, shown: list[str], on_text: OnText | None) -> None:
        if not shown:
            text = text.lstrip()
        if text:
            shown.append(text)
            if on_text is not None:
                on_text(text)

    def _quoted(
        self, query: Query, evidence: Evidence, reason: str, on_text: OnText | None
    ) -> Answer:
        quoted = self._quoting.write(query, evidence, on_text)
        return replace(quoted, note=phrase(reason, query.language))


class _NothingFoundError(Exception):
    """The model says that the passages hold no answer."""


def _generated(
    query: Query, passages: Sequence[Passage], draft: Draft, text: str, note: str
) -> Answer:
    numbers = sorted(draft.used)
    used = [passages[number - 1] for number in numbers]
    versions = {passage.version for passage in used}
    return Answer(
        text=text,
        mode=AnswerMode.GENERATED,
        citations=cite(used, numbers),
        language=query.language,
        platforms=common_platforms(used),
        version=versions.pop() if len(versions) == 1 else "",
        note=phrase(note, query.language) if note else "",
    )
