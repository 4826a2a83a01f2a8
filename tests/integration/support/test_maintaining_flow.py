"""A doc maintainer asks for an ingest and follows it; what failed is told like what worked."""

from __future__ import annotations

import pytest

from bot.errors import Refused, SlackUnavailable
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder
from knowledge.errors import KnowledgeError
from tests.desk_stage import Stage
from tests.fakes import DOCS, INES, KENJI, LIN, an_outcome

ORDER = IngestOrder(source="guides", run="r1", why="command", by=INES)


def news(stage: Stage) -> list[IngestNews]:
    posts = [post for post in stage.messenger.posts if post.channel == DOCS]
    assert all(isinstance(post.content, IngestNews) for post in posts)
    return [post.content for post in posts if isinstance(post.content, IngestNews)]


def go_on() -> None:
    """Nothing stops it."""


def test_only_maintainers_may_ask_for_sources_that_exist(stage: Stage) -> None:
    asking = stage.desk.maintaining
    for stranger in (LIN, KENJI):
        with pytest.raises(Refused, match="doc maintainers"):
            asking.request(ORDER.model_copy(update={"by": stranger}), "en")
    with pytest.raises(Refused, match="`guides`, `api`"):
        asking.request(ORDER.model_copy(update={"source": "nowhere"}), "en")
    with pytest.raises(Refused, match="/doorstep ingest SOURCE"):
        asking.request(ORDER.model_copy(update={"source": ""}), "en")
    assert stage.jobs.ingests == []
    assert "guides" in asking.request(ORDER, "zh")
    assert stage.jobs.ingests == [ORDER]


def test_one_message_from_start_to_report(stage: Stage) -> None:
    maintaining = stage.desk.maintaining
    maintaining.announce(ORDER)
    seen: list[tuple[str, int, int]] = []

    def between(done: int) -> None:
        seen.extend((one.stage, one.done, one.total) for one in news(stage))
        stage.clock.advance(seconds=2 if done == 1 else 10)

    stage.documentation.between = between
    found = maintaining.carry_out(ORDER, go_on)
    maintaining.report(found)
    maintaining.report(found)  # after a crash
    assert seen == [("", 0, 0), ("pages", 0, 4), ("pages", 0, 4), ("pages", 2, 4)]
    (last,) = news(stage)
    assert last.outcome == an_outcome()


def test_what_cannot_be_done_is_news_too(stage: Stage) -> None:
    stage.documentation.failure = KnowledgeError("Another ingest is writing.", "Wait.")
    found = stage.desk.maintaining.carry_out(ORDER, go_on)
    stage.desk.maintaining.report(found)
    (last,) = news(stage)
    assert (last.problem, last.remedy) == ("Another ingest is writing.", "Wait.")
    assert last.outcome is None


def test_slack_being_away_does_not_end_the_work(stage: Stage) -> None:
    stage.clock.advance(seconds=1)

    def away(*_: object, **__: object) -> str:
        raise SlackUnavailable("Slack is away.")

    stage.desk.maintaining.announce(ORDER)
    stage.messenger.redraw = away  # type: ignore[method-assign,assignment]
    stage.messenger.open_thread = away  # type: ignore[method-assign]
    stage.documentation.between = lambda _: stage.clock.advance(seconds=10)
    stage.desk.maintaining.announce(ORDER.model_copy(update={"run": "r2"}))
    found = stage.desk.maintaining.carry_out(ORDER, go_on)
    assert found.outcome
    with pytest.raises(SlackUnavailable):  # told again until it is heard
        stage.desk.maintaining.report(found)


def test_a_stop_ends_it_on_the_way(stage: Stage) -> None:
    def stop() -> None:
        raise RuntimeError("The desk has stopped.")

    with pytest.raises(RuntimeError, match="stopped"):
        stage.desk.maintaining.carry_out(ORDER, stop)
