"""Why a file, or a part of it, was not read; said in the language of who sent it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.support.phrases import say


class Reason(StrEnum):
    """Each is the name of the phrase that says it."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    LOCKED = "file_locked"
    DAMAGED = "file_damaged"
    CUT = "file_cut"
    BOMB = "file_bomb"
    TOO_DEEP = "file_too_deep"
    TOO_MANY = "file_too_many"
    ARCHIVE = "file_archive"
    LINK = "file_link"
    PICTURE = "file_picture"
    PICTURE_KIND = "file_picture_kind"
    PICTURE_LARGE = "file_picture_large"
    PICTURE_MANY = "file_picture_many"
    PICTURE_FAILED = "file_picture_failed"
    PICTURE_EMPTY = "file_picture_empty"
    MEDIA = "file_media"
    DUMP = "file_dump"
    DOCUMENT = "file_document"
    BINARY = "file_binary"
    NOT_TEXT = "file_not_text"
    BROKEN = "file_broken"
    LONG_LINE = "file_long_line"


@dataclass(frozen=True, slots=True)
class Problem:
    """`name` is the file inside an archive, "" for the file itself."""

    reason: Reason
    name: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def inside(self, name: str) -> Problem:
        """The same, of a file in the archive `name`."""
        return Problem(self.reason, f"{name} › {self.name}" if self.name else name, self.facts)


class Unreadable(Exception):  # noqa: N818 - what is true of the file
    """A file cannot be opened; caught where its problem is noted."""

    def __init__(self, reason: Reason, **facts: str) -> None:
        super().__init__(reason.value)
        self.problem = Problem(reason, facts=facts)


def say_problem(problem: Problem, language: str) -> str:
    """`core.dmp: it is a memory dump, …`, without the name for the file itself."""
    text = say(language, problem.reason, **problem.facts)
    return f"{problem.name}: {text}" if problem.name else text


_SHOWN = 5


def say_problems(problems: tuple[Problem, ...], language: str) -> str:
    """All of them in one line, the first few by name."""
    said = [say_problem(one, language) for one in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        said.append(say(language, "file_more", count=str(len(problems) - _SHOWN)))
    return " ".join(said)
