"""Doc maintainers in Slack: an ingest is asked for, followed and reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.errors import Refused, SlackUnavailable
from bot.support.desk import Desk
from bot.support.gaps import gaps
from bot.support.learning import Learning
from bot.support.messages import GapsNews, IngestNews
from bot.support.models import IngestOrder, IngestOutcome, Role
from bot.support.phrases import say
from knowledge.errors import DoorstepError

log = structlog.get_logger()

_GAPS = 10  # that one message shows
_EVERY = timedelta(seconds=3)  # a message is changed at most this often


class Maintaining:
    """Use cases: ask for an ingest, carry it out. Each effect happens once per run."""

    def __init__(self, desk: Desk, learning: Learning) -> None:
        self._desk = desk
        self._learning = learning

    def request(self, order: IngestOrder, language: str) -> str:
        """Queue an ingest for a doc maintainer; returns what to tell them.

        Raises NotAllowed, or Refused for a source that is not declared.
        """
        self._desk.require(order.by, Role.DOC_MAINTAINER, language)
        sources = self._desk.documentation.names()
        if order.source not in sources:
            named = ", ".join(f"`{one}`" for one in sources) or "-"
            phrase = "no_such_source" if order.source else "which_source"
            raise Refused(say(language, phrase, source=order.source, known=named))
        self._desk.jobs.ingest(order)
        return say(language, "ingest_queued", source=order.source)

    def announce(self, order: IngestOrder) -> None:
        """Say in the maintainers' channel that it begins, which it does also when nobody hears."""
        try:
            self._tell(self._news(order))
        except SlackUnavailable as error:
            log.info("progress_not_shown", error=error.message)

    def carry_out(self, order: IngestOrder, go_on: Callable[[], None]) -> IngestNews:
        """Ingest, with progress in the channel; the news of how it ended.

        `go_on` is called on the way and may raise to stop it. What cannot be done is news too.
        """
        news = self._news(order)
        follow = _Follower(self, news, self._desk.clock, go_on)
        try:
            found: IngestOutcome = self._desk.documentation.ingest(order.source, follow)
        except DoorstepError as error:
            log.warning("ingest_failed", source=order.source, error=error.message)
            return news.model_copy(update={"problem": error.message, "remedy": error.remedy})
        log.info("ingest_done", source=order.source, embedded=found.embedded)
        return news.model_copy(update={"outcome": found})

    def report(self, news: IngestNews) -> None:
        """The message of the run becomes its report; entries that wait for a page are told of."""
        self._change(news)
        if news.outcome:
            self._learning.after_ingest()

    def tell_gaps(self, run: str) -> None:
        """Say in the maintainers' channel what was not answered lately; once per run."""
        desk, rules = self._desk, self._desk.policy.learning
        if not desk.maintainers_channel:
            return
        window = rules.window.as_timedelta()
        failed = desk.failures.since(
            desk.clock() - window, desk.policy.thresholds.caveat, desk.policy.satisfaction.low
        )
        found = gaps(failed, rules.likeness)
        news = GapsNews(
            days=max(1, window.days), gaps=found[:_GAPS], more=max(0, len(found) - _GAPS)
        )
        desk.messenger.open_thread(desk.maintainers_channel, news, key=run)

    def change_quietly(self, news: IngestNews) -> None:
        """Progress is only for looking at: that it cannot be shown must not end the work."""
        try:
            self._change(news)
        except SlackUnavailable as error:
            log.info("progress_not_shown", error=error.message)

    def _news(self, order: IngestOrder) -> IngestNews:
        name = self._desk.person(order.by).name if order.by else ""
        return IngestNews(order=order, asked_by=name)

    def _tell(self, news: IngestNews) -> str:
        channel = self._desk.maintainers_channel
        if not channel:
            return ""
        key = f"ingest:{news.order.run}"
        return self._desk.messenger.open_thread(channel, news, key=key)

    def _change(self, news: IngestNews) -> None:
        ts = self._tell(news)
        if ts:
            self._desk.messenger.redraw(self._desk.maintainers_channel, ts, news)


class _Follower:
    """Implements the progress callback of an ingest."""

    def __init__(
        self,
        maintaining: Maintaining,
        news: IngestNews,
        clock: Callable[[], datetime],
        go_on: Callable[[], None],
    ) -> None:
        self._maintaining = maintaining
        self._news = news
        self._clock = clock
        self._go_on = go_on
        self._told = clock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._go_on()
        if self._clock() - self._told < _EVERY:
            return
        self._told = self._clock()
        facts = {"stage": stage, "done": done, "total": total}
        self._maintaining.change_quietly(self._news.model_copy(update=facts))
