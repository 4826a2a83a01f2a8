"""`doorstep ask`: one question, or a file of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import click
import typer
from rich.markdown import Markdown

from bot.bootstrap.index import open_librarian
from bot.bootstrap.installation import now
from bot.bootstrap.models import ChatModels, open_writer
from bot.bootstrap.rules import open_policy
from bot.cli.console import err, out, print_json, print_line, progress_bar, settings
from bot.errors import ConfigError
from bot.slack.views.labels import label
from bot.support.considering import consider, query_of, read_alone, stranger
from bot.support.intake import ask as ask_for
from bot.support.models import Action
from bot.support.policy import Policy
from bot.support.ports.documentation import AnswerWriter, Librarian
from bot.support.reading import has_words
from bot.support.scope import remarks, valid_for
from knowledge.platforms import normalise_platform

_ANSWERS = {Action.ANSWER, Action.ANSWER_WITH_CAVEAT}


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")] = "",
    platform: Annotated[str, typer.Option(help="For example android, ios, web.")] = "",
    version: Annotated[str, typer.Option(help="SDK version, for example 4.3.1.")] = "",
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Search only this source; repeatable.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            help="JSONL file: `id`, `question`, `platform`, `version` a line; - is stdin."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Ask the documentation, and see what triage would decide.

    With `--batch`, writes one JSON object a line: `id`, `decision`, `reason`, `confidence`,
    `answer`, `citations`, `valid_for` (platform, version and language of what is shown) and
    `differences` (sentences on where that is not what the asker uses, or depends on it).
    """
    if bool(question) == (batch is not None):
        raise ConfigError("Give a question, or a file with --batch.", 'Try `doorstep ask "…"`.')
    config = settings()
    policy = open_policy(config)
    models = ChatModels(config)
    librarian = open_librarian(config, models)
    writer = open_writer(config, models)
    sources = tuple(source or ())
    try:
        if batch is not None:
            _ask_batch(batch, librarian, writer, policy, sources)
            return
        record = {"question": question, "platform": platform, "version": version}
        answered = answer_record(record, librarian, writer, policy, sources)
    finally:
        librarian.close()
    if as_json:
        print_json(answered)
    else:
        _show(answered)


def answer_record(
    record: dict[str, Any],
    librarian: Librarian,
    writer: AnswerWriter,
    policy: Policy,
    sources: tuple[str, ...],
) -> dict[str, Any]:
    """One question in, one answer out, both plain. Raises KnowledgeError."""
    text = str(record.get("question") or "")
    if not has_words(text):
        return {
            "id": record.get("id"),
            "decision": "empty",
            "reason": "The question holds no words.",
            "confidence": 0.0,
            "answer": "",
            "citations": [],
        }
    platform = str(record.get("platform") or "")
    conversation = stranger(
        text,
        now(),
        policy,
        platform=normalise_platform(platform) or platform,
        version=str(record.get("version") or ""),
    )
    reading = read_alone(conversation, text, policy)
    query = query_of(text, conversation, reading, sources=sources)
    evidence = librarian.find(query)
    decision = consider(conversation, reading, evidence, policy)
    answered = writer.write(query, evidence) if decision.action in _ANSWERS else None
    answer = answered.text if answered else ""
    if decision.action is Action.ASK_DETAILS:
        answer = ask_for(reading.missing, conversation.language)
    elif decision.action is Action.UNKNOWN:
        answer = label(conversation.language, "do_not_know")
    cited = {one.path for one in answered.citations} if answered else set()
    shown = [one for one in evidence.passages if one.path in cited]
    version = answered.version if answered else ""
    return {
        "id": record.get("id"),
        "decision": decision.action.value,
        "reason": decision.reason,
        "confidence": round(evidence.confidence, 4),
        "answer": answer,
        "note": answered.note if answered else "",
        "valid_for": valid_for(query, shown, version, conversation.language),
        "differences": remarks(query, shown, evidence.passages, conversation.language),
        "citations": [
            {
                "path": passage.path,
                "heading": passage.heading,
                "title": passage.title,
                "url": passage.url,
                "score": round(passage.score, 4),
                "cited": passage.path in cited,
            }
            for passage in evidence.passages
        ],
    }


def _ask_batch(
    file: Path,
    librarian: Librarian,
    writer: AnswerWriter,
    policy: Policy,
    sources: tuple[str, ...],
) -> None:
    records = list(read_records(file))
    with progress_bar() as progress:
        for number, record in enumerate(records, start=1):
            print_line(answer_record(record, librarian, writer, policy, sources))
            progress("questions", number, len(records))


def read_records(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file (`-`: stdin). Raises ConfigError naming the line."""
    try:
        with click.open_file(str(file), encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _record(line, number, file)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{file} cannot be read: {reason}.") from None


def _record(line: str, number: int, file: Path) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        raise ConfigError(f"{file}, line {number} is not JSON.") from None
    if not isinstance(record, dict):
        raise ConfigError(f"{file}, line {number} is not a JSON object.")
    return record


def _show(answered: dict[str, Any]) -> None:
    out.print(Markdown(answered["answer"] or answered["reason"]))
    scope = [answered.get("valid_for"), *answered.get("differences", ())]
    if any(scope):
        out.print()
    for line in filter(None, scope):
        out.print(line, markup=False, soft_wrap=True)
    cited = [one for one in answered["citations"] if one["cited"]] or answered["citations"][:3]
    if cited:
        out.print()
    for number, one in enumerate(cited, start=1):
        place = f"  [{number}] {one['title']} › {one['heading']}  {one['url'] or one['path']}"
        out.print(place, markup=False, soft_wrap=True, style="dim")
    if answered.get("note"):
        err.print(answered["note"], markup=False, soft_wrap=True, style="yellow")
    err.print(
        f"\n{answered['decision']} (confidence {answered['confidence']:.2f}): {answered['reason']}",
        markup=False,
        soft_wrap=True,
        style="cyan",
    )
