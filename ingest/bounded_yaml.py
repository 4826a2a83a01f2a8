"""YAML that somebody else wrote, in bounded time: it may be a bomb.

A few lines of aliases unfold to billions of values as soon as somebody writes them out, merge keys
do so while they are loaded, and a tower of brackets takes the C loader's stack, and the process,
with it. So the events are counted before anything is built from them.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_DEPTH = 100  # of lists in lists; nobody writes more
_UNFOLDED = 100_000  # values that aliases may add to those that are written
_DIGITS = 1_000  # of a number; Python refuses to write out a long one
_NUMBER = re.compile(r"[-+]?\d[\w:.]*")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Load one document with the safe loader. Raises YAMLError or ValueError with the reason."""
    count = _Count()
    for event in yaml.parse(text, Loader=_LOADER):
        count.add(event)
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, in C if there is one


class _Count:
    """How large a document is once its aliases are unfolded, as far as its events have gone by."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}  # of what an anchor stands for, unfolded
        self.opened: list[tuple[str, int]] = []  # anchor and size of the collections around
        self.added = 0  # by aliases

    def add(self, event: yaml.Event) -> None:
        """Raise MarkedYAMLError for towers, bombs, circles and endless numbers."""
        if isinstance(event, yaml.CollectionStartEvent):
            self.opened.append((event.anchor or "", 1))
            if len(self.opened) > _DEPTH:
                raise _refusal("nested too deeply", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._place(*self.opened.pop())
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            if len(event.value) > _DIGITS and _is_number(event):
                raise _refusal("a number without end", event)
            self._place(event.anchor or "", 1)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if any(event.anchor == around for around, _ in self.opened):
            raise _refusal("an alias that holds itself", event)
        size = self.sizes.get(event.anchor or "", 1)
        self.added += size
        if self.added > _UNFOLDED:
            raise _refusal("aliases that unfold to far more than is written", event)
        self._place("", size)

    def _place(self, anchor: str, size: int) -> None:
        """A value is complete: remember it by its anchor, and count it in what holds it."""
        if anchor:
            self.sizes[anchor] = size
        if self.opened:
            around, before = self.opened[-1]
            self.opened[-1] = (around, before + size)


def _is_number(scalar: yaml.ScalarEvent) -> bool:
    quoted = not scalar.implicit[0] and not scalar.tag
    return not quoted and _NUMBER.fullmatch(scalar.value) is not None


def _refusal(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark  # the C loader has a class of its own for it
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
