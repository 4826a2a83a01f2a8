"""Reading the policy file; every problem is named with its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import PolicyError
from bot.storage.calendars import with_calendars
from bot.storage.rota_files import bring_rotas
from bot.support.policy import Policy, Roles
from bot.support.policy_review import review
from bot.support.releases import Release
from knowledge.yaml_lines import NotYaml, Written, line_of, read_yaml

_RELEASES: TypeAdapter[Any] = TypeAdapter(tuple[Release, ...])
_ROLES: TypeAdapter[Any] = TypeAdapter(Roles)


def load_policy(file: Path) -> Policy:
    """Raise PolicyError, with line numbers, for a file that is missing, no YAML or no policy."""
    written = _read(file)
    try:
        policy = Policy.model_validate(written.content)
    except ValidationError as error:
        raise PolicyError(written.problems(error, "policy"), "Correct these lines.") from None
    return with_calendars(policy, file.parent, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Lines begin with the file and the line; `policy` is None with errors."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    policy: Policy | None = None


def check_policy(file: Path, now: datetime) -> Checked:
    """Every error, and what is allowed but doubtful. Raises nothing for a bad file."""
    try:
        written = _read(file)
    except PolicyError as error:
        return Checked(errors=tuple(error.message.splitlines()))
    try:
        policy = Policy.model_validate(written.content)
    except ValidationError as error:
        return Checked(errors=tuple(written.problems(error, "policy", shown=None).splitlines()))
    try:
        policy = with_calendars(policy, file.parent, now)
    except PolicyError as error:
        return Checked(errors=tuple(error.message.splitlines()))
    warnings = tuple(
        f"{file.name}, line {line_of(written.tree, doubt.path)}: {doubt.message}."
        for doubt in review(policy, now)
    )
    return Checked(errors=(), warnings=warnings, policy=policy)


def _read(file: Path) -> Written:
    """The file as written, with what it names beside it put in its place."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PolicyError(
            f"There is no policy file at {file}.",
            "Set DOORSTEP_POLICY, or copy examples/support-policy.yaml there.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy file {file} cannot be read: {error}.") from None
    try:
        written = read_yaml(text, file.name)
    except NotYaml as refusal:
        raise PolicyError(str(refusal), "Correct the file.") from None
    if not isinstance(written.content, dict):
        raise PolicyError(f"{file.name}, line 1: the file holds no policy.", "Correct the file.")
    _bring(written.content, file.parent, "releases", _RELEASES)
    _bring(written.content, file.parent, "roles", _ROLES)
    bring_rotas(written.content, file.parent)
    return written


def _bring(policy: dict[str, Any], folder: Path, name: str, kind: TypeAdapter[Any]) -> None:
    """`releases` and `roles` may name a file instead; it lies beside the policy."""
    named = policy.get(name)
    if not isinstance(named, str):
        return
    file = folder / named
    try:
        written = read_yaml(file.read_text(encoding="utf-8"), file.name)
    except NotYaml as refusal:
        raise PolicyError(str(refusal), "Correct the file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"The policy names {file} for its {name}, which cannot be read: {error}.",
            f"Correct `{name}` in the policy, or write the file.",
        ) from None
    try:
        policy[name] = kind.validate_python(written.content)
    except ValidationError as error:
        raise PolicyError(written.problems(error, name), "Correct these lines.") from None
