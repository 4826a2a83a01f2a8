"""On-call rotas that lie in files beside the policy: a calendar (.ics) or YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import PolicyError
from bot.support.rota import Rota
from bot.support.rota_calendar import BadCalendar, read_calendar
from knowledge.yaml_lines import NotYaml, read_yaml

_CORRECT = "Correct these lines."
_LARGEST = 2_000_000  # bytes of a file


def bring_rotas(policy: dict[str, Any], folder: Path) -> None:
    """Put what the files say in the place of `rotas.NAME.file`. Raises PolicyError."""
    rotas = policy.get("rotas")
    if not isinstance(rotas, dict):
        return
    for name, rota in rotas.items():
        if isinstance(rota, dict) and isinstance(rota.get("file"), str):
            rotas[name] = rota | _read(folder / rota["file"], str(name), rota)


def _read(file: Path, name: str, beside: dict[str, Any]) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise PolicyError(f"{file.name} is larger than {_LARGEST // 1_000_000} MB.", _CORRECT)
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"The policy names {file} for the rota {name}, which cannot be read: {error}.",
            f"Correct `rotas.{name}.file` in the policy, or write the file.",
        ) from None
    if file.suffix.lower() == ".ics":
        return _calendar(text, file.name)
    return _yaml(text, file.name, beside)


def _calendar(text: str, name: str) -> dict[str, Any]:
    try:
        read_calendar(text)
    except BadCalendar as error:
        problem = f"{name}, line {error.line}: {error.problem}."
        raise PolicyError(problem, "Export the calendar again, or correct the line.") from None
    return {"calendar": text}


def _yaml(text: str, name: str, beside: dict[str, Any]) -> dict[str, Any]:
    try:
        written = read_yaml(text, name)
    except NotYaml as refusal:
        raise PolicyError(str(refusal), "Correct the file.") from None
    if not isinstance(written.content, dict):
        raise PolicyError(f"{name}, line 1: the file holds no rota.", "Correct the file.")
    try:
        Rota.model_validate(beside | written.content)
    except ValidationError as error:
        raise PolicyError(written.problems(error, "rota"), _CORRECT) from None
    return written.content
