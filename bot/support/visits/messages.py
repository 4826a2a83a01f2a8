"""What is said of a visit: to the customer, and to staff."""

from __future__ import annotations

from typing import Literal

from bot.support.models import Model
from bot.support.said import Said


class Choice(Model):
    """A button: `name` and `value` come back when it is pressed."""

    text: str
    name: str
    value: str
    primary: bool = False


class VisitMessage(Said):
    """A visit as it stands: what it is, what was agreed, and what may be done now.

    `title` and `lines` are plain text; `small` is the print below. `options` are a choice among
    engineers, for staff (text, value).
    """

    type: Literal["visit"] = "visit"
    title: str
    lines: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    options_name: str = ""
    options_text: str = ""
