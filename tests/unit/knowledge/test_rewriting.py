"""A model may say what to search for; it changes nothing else, and its absence changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.models import Evidence, Query
from knowledge.prompts import Prompt
from knowledge.rewriting import RewritingFinder, rewriting_prompt


class Finder:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Query] = []

    def find(self, query: Query) -> Evidence:
        self.asked.append(query)
        return Evidence((), 0.5)


class Chat:
    """Says one thing, or fails."""

    def __init__(self, reply: str = "", failure: ModelUnavailable | None = None) -> None:
        self.reply = reply
        self.failure = failure
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        if self.failure:
            raise self.failure
        yield from (self.reply[:5], self.reply[5:])


FOLLOW_UP = Query("and on the web?", history=("How do I share the screen on Android?",))


def searched(chat: Chat, query: Query) -> Query:
    finder = Finder()
    RewritingFinder(finder, chat).find(query)
    (asked,) = finder.asked
    return asked


def test_a_follow_up_is_searched_as_a_question_of_its_own() -> None:
    asked = searched(Chat('Sure: {"search": "Share the screen\\non Web"}'), FOLLOW_UP)
    assert asked.text == "Share the screen on Web\n\nand on the web?"
    assert asked.history == ()
    assert asked.platform == FOLLOW_UP.platform


@pytest.mark.parametrize(
    "query",
    [FOLLOW_UP, Query("word " * 200), Query("Comment renouveler le jeton ?", language="fr")],
)
def test_what_needs_it_is_rewritten(query: Query) -> None:
    assert searched(Chat('{"search": "renew a token"}'), query).text.startswith("renew a token\n")


def test_a_plain_question_costs_no_model() -> None:
    chat = Chat('{"search": "x"}')
    assert searched(chat, Query("How do I renew a token?")).text == "How do I renew a token?"
    assert chat.prompts == []


@pytest.mark.parametrize(
    "reply", ["", "no json", "{", '{"search": 7}', '{"search": ""}', '["search"]', "{}"]
)
def test_a_useless_reply_changes_nothing(reply: str) -> None:
    assert searched(Chat(reply), FOLLOW_UP) == FOLLOW_UP


def test_a_model_that_is_down_changes_nothing() -> None:
    assert searched(Chat(failure=ModelUnavailable("down")), FOLLOW_UP) == FOLLOW_UP


def test_an_endless_line_is_cut() -> None:
    asked = searched(Chat('{"search": "%s"}' % ("x" * 9_000)), FOLLOW_UP)
    assert len(asked.text) < 400


def test_the_messages_are_fenced_with_a_mark_nobody_can_guess() -> None:
    first, second = (rewriting_prompt(FOLLOW_UP) for _ in range(2))
    (_, rules), (_, asked) = first.messages
    mark = asked.split()[0]
    assert mark in rules
    assert asked.count(mark) == 3
    assert mark not in second.messages[1][1]
