"""The desk's own words in the languages it speaks, by the flow in which they are read."""

from bot.support.phrases.saying import (
    LANGUAGES,
    say,
    say_severity,
    say_span,
    say_time,
    spoken,
)

__all__ = ["LANGUAGES", "say", "say_severity", "say_span", "say_time", "spoken"]
