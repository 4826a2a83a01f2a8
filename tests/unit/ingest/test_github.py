from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import IngestError
from ingest.sources import RawFile, SkippedFile
from ingest.sources.github import GitHubSource
from ingest.sources.privacy import without_personal_data
from tests.unit.ingest.sites import read


def issue(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "Black screen on Android 14",
        "body": "<!-- template -->\n# Steps\n\nJoin. Mail me: lin@example.com",
        "state": "closed",
        "state_reason": "completed",
        "html_url": f"https://github.com/o/r/issues/{number}",
        "updated_at": "2026-03-02T10:00:00Z",
        "comments": [
            {"body": "Same here.", "author_association": "NONE", "user": {"login": "x"}},
            {"body": "Renew the token, @lin.", "author_association": "MEMBER", "user": {}},
        ],
    } | changes


def files(tmp_path: Path, exported: object) -> dict[str, str]:
    file = tmp_path / "export.json"
    text = exported if isinstance(exported, str) else json.dumps(exported)
    file.write_text(text, encoding="utf-8")
    found = GitHubSource(file).files()
    return {one.path: one.text if isinstance(one, RawFile) else one.reason for one in found}


def test_an_issue_closed_by_a_maintainers_answer_is_a_page(tmp_path: Path) -> None:
    (path, text), *rest = files(tmp_path, [issue(7)]).items()
    assert (path, rest) == ("issues/7.md", [])
    page = read(path, {path: text}).page
    assert page.url == "https://github.com/o/r/issues/7"
    assert page.title == "Black screen on Android 14"
    whole = "\n".join(chunk.text for chunk in page.chunks)
    assert "Renew the token, @someone." in whole
    for words in ("lin@example.com", "Same here", "template"):
        assert words not in text


@pytest.mark.parametrize(
    "thread",
    [
        issue(1, state="open"),
        issue(1, state_reason="not_planned"),
        issue(1, comments=[]),
        issue(1, comments=3),
        issue(1, pull_request={}),
        issue(
            1, comments=[{"body": "x", "authorAssociation": "OWNER", "author": {"login": "a[bot]"}}]
        ),
    ],
)
def test_what_was_not_answered_is_left_out(tmp_path: Path, thread: dict[str, Any]) -> None:
    assert files(tmp_path, [thread]) == {}


def test_discussions_count_by_their_accepted_answer(tmp_path: Path) -> None:
    nodes = [
        {"number": 3, "title": "A", "body": "b", "isAnswered": True, "answer": {"body": "Yes."}},
        {
            "number": 4,
            "title": "B",
            "body": "b",
            "isAnswered": True,
            "comments": {"nodes": [{"body": "No."}, {"body": "This.", "isAnswer": True}]},
        },
        {"number": 5, "title": "C", "body": "b", "isAnswered": False, "answer": None},
    ]
    found = files(tmp_path, {"data": {"repository": {"discussions": {"nodes": nodes}}}})
    assert set(found) == {"discussions/3.md", "discussions/4.md"}
    assert "This." in found["discussions/4.md"]
    assert "No." not in found["discussions/4.md"]


def test_the_formats_of_gh_and_json_lines(tmp_path: Path) -> None:
    gh = issue(8, state="CLOSED", stateReason="COMPLETED", state_reason=None)
    gh["comments"] = [{"body": "Do this.", "authorAssociation": "OWNER", "author": {"login": "a"}}]
    assert "Do this." in files(tmp_path, [gh])["issues/8.md"]
    lines = "\n".join(json.dumps(issue(number)) for number in (1, 2))
    assert set(files(tmp_path, lines)) == {"issues/1.md", "issues/2.md"}


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"a": 1}', "[1, null]", '"x"', ""])
def test_a_broken_export_is_named_or_empty(tmp_path: Path, text: str) -> None:
    assert set(files(tmp_path, text)) <= {"export.json"}
    (tmp_path / "export.json").write_bytes(b"\xff\xff")
    (lost,) = GitHubSource(tmp_path).files()
    assert isinstance(lost, SkippedFile)
    assert lost.lost


def test_a_missing_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError):
        GitHubSource(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to a.b+c@mail.example.co.uk now", "write to [e-mail removed] now"),
        ("call +1 (415) 555-0100 or 13812345678", "call [phone removed] or [phone removed]"),
        ("`@Override` and ```\n@lin\n``` of @lin", "`@Override` and ```\n@lin\n``` of @someone"),
        ("npm i @scope/package@4.2.1, error 1102, uid 1381234567", None),
        ("version 4.3.2.1 at 10.0.0.1:8080", None),
    ],
)
def test_personal_data_goes_and_the_rest_stays(text: str, kept: str | None) -> None:
    assert without_personal_data(text) == (kept or text)


def test_where_an_export_puts_its_pages_is_no_product(tmp_path: Path) -> None:
    texts = files(tmp_path, [issue(7)])
    (path,) = texts
    assert path.startswith("issues/")
    assert read(path, texts).page.product == ""
