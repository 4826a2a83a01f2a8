"""`doorstep redact` and `doorstep digest`: what is taken out of a file, and what a log says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bootstrap.models import ChatModels, open_picture_reader
from bot.bootstrap.rules import open_policy, open_redactor
from bot.cli.console import err, out, print_json, settings
from bot.errors import ConfigError
from bot.support.attachments import (
    Received,
    Viewing,
    digest_line,
    pictures_for_staff,
    receive,
    say_files,
    say_problems,
)
from bot.support.attachments.encodings import decode
from bot.support.extraction.models import LogDigest
from bot.support.models import Attachment
from bot.support.redaction import Redactor
from knowledge.privacy import replaced

_File = Annotated[Path | None, typer.Argument(help="A text; default or -: stdin.", dir_okay=False)]
_Json = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]


def redact(file: _File = None, as_json: _Json = False) -> None:
    """Show a text as it would be stored: without secrets and, by policy, personal data.

    `--json` names each span with its kind; the secrets themselves are not repeated.
    """
    content = _read(file)
    decoded = decode(content)
    if decoded is None:
        raise ConfigError(
            f"{file or 'The input'} is not a text.", "For an archive, try `doorstep digest`."
        )
    redactor = _redactor()
    found = redactor.find(decoded.text)
    text = replaced(decoded.text, found, redactor.mark)
    if as_json:
        spans = [{"kind": one.kind.value, "start": one.start, "end": one.end} for one in found]
        print_json({"text": text, "spans": spans, "encoding": decoded.encoding})
        return
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    if err.is_terminal:
        err.print(f"{len(found)} taken out.", style="dim")


def digest(file: _File = None, as_json: _Json = False) -> None:
    """Read a log, crash report, HAR or archive as the desk would: errors, times, versions.

    A picture is read where DOORSTEP_VISION_MODEL names a model for it.
    """
    content = _read(file)
    redactor = _redactor()
    name = file.name if file is not None and str(file) != "-" else "stdin"
    received = receive(name, content, redactor, show=_viewing(redactor).of(name))
    shared = Attachment(
        id="", name=name, size=len(content), logs=received.logs, pictures=received.pictures
    )
    if as_json:
        print_json(_as_json(shared, received))
        return
    _show(shared, received)


def _as_json(shared: Attachment, received: Received) -> dict[str, Any]:

    return {
        "file": shared.name,
        "kind": received.kind.value,
        "read": {language: say_files([shared], language) for language in ("en", "zh")},
        "problems": {
            language: say_problems(received.problems, language) for language in ("en", "zh")
        },
        "logs": [one.model_dump(mode="json") for one in shared.logs],
        "pictures": [one.model_dump(mode="json") for one in shared.pictures],
    }


def _show(shared: Attachment, received: Received) -> None:

    for line in (say_files([shared], "en"), say_problems(received.problems, "en")):
        if line:
            out.print(line, markup=False, soft_wrap=True)
    if not (shared.logs or shared.pictures):
        out.print("There is no log in it.", style="dim")
    for name, text in pictures_for_staff([shared]):
        out.print()
        out.print(name, style="bold", markup=False)
        out.print(text, markup=False, soft_wrap=True)
    for log in shared.logs:
        out.print()
        out.print(log.name or shared.name, style="bold", markup=False)
        out.print(digest_line(log.digest), markup=False, soft_wrap=True)
        _show_lines(log.digest)


def _show_lines(digest: LogDigest) -> None:
    for request in digest.failed:
        out.print(f"  {request}", markup=False, soft_wrap=True)
    failing = digest.first_error.number if digest.first_error else 0
    for line in digest.around:
        style = "bold red" if line.number == failing else ""
        out.print(f"{line.number:>7}  {line.text}", style=style, markup=False, soft_wrap=True)


def _viewing(redactor: Redactor) -> Viewing:
    """As the desk would show pictures; nothing is remembered."""
    config = settings()
    reader = open_picture_reader(config, ChatModels(config))
    return Viewing(reader, None, redactor)


def _redactor() -> Redactor:
    config = settings()
    return open_redactor(config, open_policy(config))


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            raise ConfigError("Give a file, or pipe a text in.", "Try `doorstep redact app.log`.")
        content = sys.stdin.buffer.read()
    else:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
    if not content:
        raise ConfigError(f"{file or 'The input'} is empty.")
    return content
