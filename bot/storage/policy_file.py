"""Reading the policy file; every problem is named with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import PolicyError
from bot.support.policy import Policy
from bot.support.releases import Release
from knowledge.yaml_lines import NotYaml, read_yaml

_RELEASES: TypeAdapter[tuple[Release, ...]] = TypeAdapter(tuple[Release, ...])


def load_policy(file: Path) -> Policy:
    """Raise PolicyError, with line numbers, for a file that is missing, no YAML or no policy."""
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
    _bring_releases(written.content, file.parent)
    try:
        policy = Policy.model_validate(written.content)
    except ValidationError as error:
        raise PolicyError(written.problems(error, "policy"), "Correct these lines.") from None
    return _with_calendars(policy, file.parent)


def _with_calendars(policy: Policy, folder: Path) -> Policy:
    """The engineers with what their calendar files say; the files lie beside the policy."""
    if not any(one.calendar for one in policy.visits.engineers):
        return policy
    from bot.storage.calendars import busy_times  # noqa: PLC0415 - only where there are some

    zone = policy.business_hours.time_zone
    engineers = tuple(
        one.model_copy(update={"busy": busy_times(folder / one.calendar, datetime.now(UTC), zone)})
        if one.calendar
        else one
        for one in policy.visits.engineers
    )
    visits = policy.visits.model_copy(update={"engineers": engineers})
    return policy.model_copy(update={"visits": visits})


def _bring_releases(policy: dict[str, Any], folder: Path) -> None:
    """`releases` may name a file instead of listing them; it lies beside the policy."""
    named = policy.get("releases")
    if not isinstance(named, str):
        return
    file = folder / named
    try:
        written = read_yaml(file.read_text(encoding="utf-8"), file.name)
    except NotYaml as refusal:
        raise PolicyError(str(refusal), "Correct the file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"The policy names {file} for its releases, which cannot be read: {error}.",
            "Correct `releases` in the policy, or write the file.",
        ) from None
    try:
        policy["releases"] = list(_RELEASES.validate_python(written.content))
    except ValidationError as error:
        raise PolicyError(written.problems(error, "releases"), "Correct these lines.") from None
