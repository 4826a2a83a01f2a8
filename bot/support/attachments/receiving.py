"""A file comes in: what may be kept of it, what it says, and what could not be read.

Redaction comes before keeping. So an archive is packed anew from its redacted members, and what
can hold text that we cannot read (a document, a locked or unknown archive) is not kept: it stays in
Slack. In memory dumps and other binaries the secrets that stand as plain text are overwritten;
pictures and media are kept as they are. What a model reads in a picture is its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.support.attachments import archives
from bot.support.attachments.archives import Member
from bot.support.attachments.binaries import overwritten
from bot.support.attachments.encodings import Decoded, decode
from bot.support.attachments.facts import digest_of, facts_of, is_a_log, longest_line
from bot.support.attachments.kinds import FileKind, is_named_like_text, kind_of
from bot.support.attachments.limits import LIMITS, Budget, Limits, spoken_size
from bot.support.attachments.pictures import Show, unread
from bot.support.attachments.problems import Problem, Reason, Unreadable
from bot.support.attachments.structured import (
    as_json,
    clean_har,
    crash_report,
    failed_requests,
    har_lines,
    is_har,
)
from bot.support.extraction.models import LogDigest
from bot.support.models import AttachedLog, ReadPicture
from bot.support.redaction import Redactor

_UNREAD = {
    FileKind.MEDIA: Reason.MEDIA,
    FileKind.DUMP: Reason.DUMP,
    FileKind.DOCUMENT: Reason.DOCUMENT,
    FileKind.BINARY: Reason.BINARY,
}
_OPENED = frozenset({FileKind.ZIP, FileKind.GZIP, FileKind.BZIP2, FileKind.XZ, FileKind.TAR})
_READ_JSON = 8 * 1024 * 1024  # characters that are parsed as a whole
_FAILED = 20
Part = TypeVar("Part", AttachedLog, ReadPicture)


@dataclass(frozen=True, slots=True)
class Received:
    """`content` is what may be stored; b"" = nothing may."""

    kind: FileKind
    content: bytes
    logs: tuple[AttachedLog, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[ReadPicture, ...] = ()


@dataclass(slots=True)
class _Unpacked:
    """What the members of an archive are so far."""

    kept: list[Member] = field(default_factory=list)
    logs: list[AttachedLog] = field(default_factory=list)
    pictures: list[ReadPicture] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    redactor: Redactor
    scope: str
    limits: Limits
    budget: Budget
    show: Show

    def read(self, name: str, content: bytes, depth: int) -> Received:
        if not content:
            return Received(FileKind.TEXT, b"", problems=(Problem(Reason.EMPTY),))
        kind = kind_of(content)
        if kind in _OPENED:
            return self._archive(name, content, kind, depth)
        if kind is FileKind.ARCHIVE:
            problem = Problem(Reason.ARCHIVE, facts={"kind": name.rsplit(".", 1)[-1]})
            return Received(kind, b"", problems=(problem,))
        if kind is FileKind.PICTURE:
            return self._picture(content)
        if kind in _UNREAD:
            return Received(kind, self._kept(kind, content), problems=(Problem(_UNREAD[kind]),))
        decoded = decode(content)
        if decoded is None:
            reason = Reason.NOT_TEXT if is_named_like_text(name) else Reason.BINARY
            kept = overwritten(content, self.redactor)
            return Received(FileKind.BINARY, kept, problems=(Problem(reason),))
        return self._text(decoded)

    def _kept(self, kind: FileKind, content: bytes) -> bytes:
        if kind is FileKind.MEDIA:
            return content
        return b"" if kind is FileKind.DOCUMENT else overwritten(content, self.redactor)

    def _picture(self, content: bytes) -> Received:
        """Kept as it is, whether or not somebody reads it."""
        try:
            text = self.show(content)
        except Unreadable as unreadable:
            return Received(FileKind.PICTURE, content, problems=(unreadable.problem,))
        return Received(FileKind.PICTURE, content, pictures=_pictures(text))

    # Texts --------------------------------------------------------------------------------------

    def _text(self, decoded: Decoded) -> Received:
        problems = []
        if decoded.broken:
            problems.append(Problem(Reason.BROKEN, facts={"count": f"{decoded.broken:,}"}))
        longest = longest_line(decoded.text)
        if longest > self.limits.long_line:
            problems.append(Problem(Reason.LONG_LINE, facts={"size": spoken_size(longest)}))
        parsed = self._parsed(decoded.text)
        if is_har(parsed):
            return self._har(parsed, problems)
        text = self.redactor.redact(decoded.text, self.scope)
        read = crash_report(text) or text
        content = text.encode("utf-8", "replace")
        return Received(FileKind.TEXT, content, _logs(read, digest_of(read)), tuple(problems))

    def _parsed(self, text: str) -> object:
        is_json = text.lstrip()[:1] == "{" and len(text) <= _READ_JSON and '"entries"' in text
        return as_json(text) if is_json else None

    def _har(self, parsed: object, problems: Sequence[Problem]) -> Received:
        text = clean_har(
            parsed,
            lambda part: self.redactor.redact(part, self.scope),
            lambda kind, value: self.redactor.mark(kind, value, self.scope),
        )
        cleaned = as_json(text)
        if not is_har(cleaned):
            return Received(FileKind.HAR, b"", problems=(Problem(Reason.DAMAGED),))
        lines = "\n".join(har_lines(cleaned))
        digest = digest_of(lines)
        if digest is not None:
            failed = failed_requests(cleaned)[:_FAILED]
            digest = digest.model_copy(update={"format": "HAR", "failed": failed})
        return Received(FileKind.HAR, text.encode(), _logs(lines, digest), tuple(problems))

    # Archives -----------------------------------------------------------------------------------

    def _archive(self, name: str, content: bytes, kind: FileKind, depth: int) -> Received:
        if depth >= self.limits.depth:
            problem = Problem(Reason.TOO_DEEP, facts={"depth": str(self.limits.depth)})
            return Received(kind, b"", problems=(problem,))
        found = _Unpacked()
        try:
            for member in archives.members(name, content, kind, self.limits, self.budget):
                self._member(member, depth, found)
        except Unreadable as unreadable:
            found.problems.append(unreadable.problem)
        if not found.kept:
            return Received(kind, b"", problems=tuple(found.problems or [Problem(Reason.EMPTY)]))
        single = kind not in {FileKind.ZIP, FileKind.TAR} and not _is_tar(name)
        anew = archives.packed(kind, found.kept, single=single and len(found.kept) == 1)
        return Received(kind, anew, tuple(found.logs), tuple(found.problems), tuple(found.pictures))

    def _member(self, member: Member, depth: int, found: _Unpacked) -> None:
        name = self.redactor.redact(member.name, self.scope)
        if member.problem is not None:
            problem = member.problem
            if problem.reason is Reason.TOO_MANY:
                facts = {"count": str(self.limits.files)}
                found.problems.append(Problem(problem.reason, facts=facts))
            else:
                found.problems.append(Problem(problem.reason, name, problem.facts))
            return
        inner = self.read(member.name, member.content, depth + 1)
        if inner.content:
            found.kept.append(Member(name, inner.content))
        found.logs += [_inside(name, log) for log in inner.logs]
        found.pictures += [_inside(name, picture) for picture in inner.pictures]
        found.problems += [one.inside(name) for one in inner.problems]


def receive(
    name: str,
    content: bytes,
    redactor: Redactor,
    scope: str = "",
    limits: Limits = LIMITS,
    *,
    show: Show = unread,
) -> Received:
    """Open a file as far as the limits allow. Never raises for any bytes.

    `show` has a picture read; see `Viewing`.
    """
    return _Reader(redactor, scope, limits, Budget.of(limits), show).read(name, content, 0)


def _inside(name: str, part: Part) -> Part:
    """A log or a picture as a part of the archive's member `name`."""
    return part.model_copy(update={"name": f"{name} › {part.name}" if part.name else name})


def _pictures(text: str) -> tuple[ReadPicture, ...]:
    """The text is read like a log's, whatever it is of: a dialog names a code, too."""
    digest = digest_of(text)
    if digest is None:
        return ()
    return (ReadPicture(text=text, digest=digest, facts=facts_of(text, digest)),)


def _logs(text: str, digest: LogDigest | None) -> tuple[AttachedLog, ...]:
    if digest is None:
        return ()
    found = facts_of(text, digest)
    return (AttachedLog(digest=digest, facts=found),) if is_a_log(digest, found) else ()


def _is_tar(name: str) -> bool:
    return name.lower().endswith((".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz"))
