"""What a log says: its first failure, codes, versions, times; read line by line, of any size."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from bot.support.extraction.models import LogDigest, LogLine
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.timeline import Timeline

FAILURE_IN_LOG = folded(
    r"\b(?:error|errors|fatal|exception|crash(?:ed)?|fail(?:ed|ure)?|abort|panic|SIG(?:SEGV|ABRT|BUS|ILL|FPE|TRAP|KILL))\b"
    r"|\b[EF]/[\w.]|[ \t][EF][ \t]{1,4}\w|errcode|错误|失败|崩溃|异常"
)
_NOT_FAILURE = folded(
    r"\b(?:no errors?|0 errors?|error[ =:]{1,3}0\b|errcode[ =:]{1,3}0\b|without error"
    r"|error: ?(?:null|nil|none))"
)
_VERSION_IN_LOG = folded(
    r"(?:sdk|version|ver|build"
    r"|版本号?)[\w \t\"']{0,16}[:=/ ][ \t\"'v]{0,4}(\d{1,3}(?:\.\d{1,5}){1,3})\b"
)
# In an Apple crash report these are the app's and the device's.
_APPS_VERSION = cased(r"^(?:App |Report |Baseband )?Version:[^\n]*$")
LONGEST_LINE = 16_000  # characters that are read of a line; what stands behind them is a dump
_HEAD = 2000  # characters of a line that say when and where it was written
_SHOWN = 300
_BATCH = 65_536  # characters that are searched for codes at once
_AROUND = 5  # lines kept on each side of the first failure
_DISTINCT = 1000  # codes and versions that are counted apart
_FORMAT_LINES = 300
APPLE_CRASH = "Apple crash report"
TOMBSTONE = "Android tombstone"
_FORMATS = (
    (APPLE_CRASH, cased(r"^(?:Incident Identifier:|Hardware Model:|Exception Type:)")),
    (TOMBSTONE, cased(r"^(?:\*{3} \*{3} |Build fingerprint:|signal \d+ \(SIG)")),
    (
        "logcat",
        cased(r"^\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3} +\d+ +\d+ [VDIWEFA] |^[VDIWEF]/[\w.$-]+\("),
    ),
    (
        "SDK log",
        cased(
            r"^\[\d{1,2}/\d{1,2}/\d{2} \d{2}:\d{2}:\d{2}[:.]\d{3}\]"
            r"|^\[\d{4}-\d{2}-\d{2} [\d:.]+\]\["
        ),
    ),
    ("JSON lines", cased(r"^\{\"[^\n]{2,}\}$")),
    ("browser console", cased(r"\.js:\d+(?::\d+)?[ )]|^\[\d{4}-[\dT:.Z-]+\] [\w.-]+\.js:")),
    ("stack trace", cased(r"^\s*at [\w.$<>/]+[ (]")),
)
CRASH_FORMATS = frozenset({APPLE_CRASH, TOMBSTONE})
# How an SDK names itself when it starts: "BrightRTC Android 4.4.1", "sdk version: 4.3.1"
_BANNER = folded(
    r"(?:sdk|rtc|rtm|\bim|zim|engine|chat|live|\bcall)[\w]{0,12}"
    r"(?:[ _-](?:sdk|for|android|ios|web|native|version|ver|build|full|flutter|unity"
    r"|windows|mac(?:os)?)){0,3}"
    r"[\"']?[ :=/@-]{1,3}[\"']?v?(\d{1,2}\.\d{1,3}\.\d{1,3}(?:\.\d{1,5})?)(?![\d.]*\d)"
)


class LogReader:
    """Reads a log line by line and keeps only what the digest says: the log may be of any size.

    `codes` reads the error codes of a text, one item for each time that a code stands in it.
    """

    def __init__(self, codes: Callable[[str], Iterable[str]]) -> None:
        self._codes = codes
        self._histogram: Counter[str] = Counter()
        self._versions: Counter[str] = Counter()
        self._timeline = Timeline()
        self._lines = 0
        self._unread: list[str] = []
        self._unread_size = 0
        self._before: deque[LogLine] = deque(maxlen=_AROUND)
        self._after: list[LogLine] = []
        self._first_error: LogLine | None = None
        self._formats: Counter[str] = Counter()
        self._sdk = ""

    def read(self, lines: Iterable[str]) -> Self:
        """Take more lines, with or without their ends."""
        for line in lines:
            self._take(line.rstrip("\r\n"))
        return self

    def digest(self) -> LogDigest | None:
        """The summary so far, or None when nothing was written in the lines."""
        self._count()
        if not self._lines:
            return None
        first, last = self._timeline.first, self._timeline.last
        seen = self._formats.most_common(1)
        return LogDigest(
            lines=self._lines,
            first_error=self._first_error,
            error_codes=tuple(self._histogram.most_common(20)),
            versions=tuple(version for version, _ in self._versions.most_common(10)),
            format=seen[0][0] if seen else "",
            sdk_version=self._sdk,
            first_time=f"{first.day} {first.clock}".strip() if first else "",
            last_time=f"{last.day} {last.clock}".strip() if last else "",
            seconds=self._timeline.seconds,
            gaps=tuple(self._timeline.gaps),
            around=(*self._before, self._first_error, *self._after) if self._first_error else (),
        )

    def _take(self, line: str) -> None:
        self._lines += 1
        line = line[:LONGEST_LINE]
        head = line[:_HEAD]
        self._unread.append(line)
        self._unread_size += len(line)
        if self._unread_size > _BATCH:
            self._count()
        moment = self._timeline.add(head, self._lines)
        if self._lines <= _FORMAT_LINES:
            self._formats.update(name for name, pattern in _FORMATS if pattern.search(head))
            banner = _BANNER.search(head) if not self._sdk else None
            self._sdk = banner[1] if banner else self._sdk
        if self._first_error is not None and len(self._after) >= _AROUND:
            return
        failure = FAILURE_IN_LOG.search(line) if self._first_error is None else None
        written = LogLine(
            number=self._lines,
            text=_shown(line, failure.start() if failure else 0),
            time=moment.written if moment else None,
        )
        if self._first_error is not None:
            self._after.append(written)
        elif failure and not _NOT_FAILURE.search(line):
            code = next(iter(self._codes(line)), "")
            self._first_error = written.model_copy(update={"code": code})
        else:
            self._before.append(written)

    def _count(self) -> None:
        text = "\n".join(self._unread)
        self._unread, self._unread_size = [], 0
        for code in self._codes(text):
            if code in self._histogram or len(self._histogram) < _DISTINCT:
                self._histogram[code] += 1
        for match in _VERSION_IN_LOG.finditer(
            without_app(text) if self._formats[APPLE_CRASH] else text
        ):
            if match[1] in self._versions or len(self._versions) < _DISTINCT:
                self._versions[match[1]] += 1


def without_app(crash: str) -> str:
    """Return an Apple crash report without the version of the app, which is not the SDK's."""
    return _APPS_VERSION.sub("", crash)


def _shown(line: str, at: int) -> str:
    """Return what is shown of a line: its beginning, or what stands about a failure far in it."""
    start = 0 if at < _SHOWN else at - _SHOWN // 3
    return ("…" if start else "") + line[start:].strip()[:_SHOWN]


def digest(logs: Sequence[str], codes: Callable[[str], Iterable[str]]) -> LogDigest | None:
    """Return the summary of one or more logs, or None when there is none."""
    if not any(log.strip() for log in logs):
        return None
    reader = LogReader(codes)
    for log in logs:
        reader.read(log.splitlines())
    return reader.digest()
