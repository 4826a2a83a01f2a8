"""`--since 30d`: how far back a command looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot.bootstrap.installation import now
from bot.errors import ConfigError
from bot.support.spans import Span, parse_span

Since = Annotated[str, typer.Option(help="How far back: 12h, 30d.")]


def moment(since: str) -> datetime:
    """The moment that `since` means now. Raises ConfigError for what is no length of time."""
    try:
        span = Span.model_validate(parse_span(since))
        back: timedelta = span.as_timedelta()
    except ValueError:
        raise ConfigError(
            f"--since {since} is no length of time.", "Write for example 12h or 30d."
        ) from None
    return now() - back
