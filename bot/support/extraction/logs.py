"""Logs: which stretches of a report are one, whether one is there, and what it says first."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Self

from bot.support.extraction.models import Found, LogDigest, LogLine
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, merged
from bot.support.extraction.template import Entry
from bot.support.extraction.timeline import Timeline

_TIME = r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T])?\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?"
_LOG_LINE = cased(
    # a prefix: "app: ", "[tag] "
    r"^[ \t>|]{0,12}(?:\d{1,2}[.)、] )?(?:[\w.-]{1,20}: ?|\[[\w ./-]{0,24}\] ?){0,2}(?:"
    rf"[\[(]{{0,2}}(?:\d{{2,4}}[-/]\d{{1,2}}[-/ ]?(?:\d{{1,2}})?[ T])?{_TIME}\]?"  # a time in front
    r"|flutter: |(?:LOG|WARN|ERROR|INFO|DEBUG"
    r"|VERBOSE)[ \t]{1,6}(?=[^\n]{12})"  # Flutter, React Native
    r"|(?:\d{1,6} \? )?[VDIWEFA]/[\w.$ -]{1,60}[(:]"  # logcat, short form
    r"|#\d{1,3}:?[ \t]{1,8}(?:pc |0x|\w[\w.:<]{0,80}[ (])"  # native or Dart stack frame
    r"|at [\w.$<>/]{1,160}[ (\[]"  # Java or JavaScript stack frame
    r"|\d{1,3}[ \t]{1,8}[\w.+?-]{2,60}[ \t]{1,60}0x[0-9a-f]{6,16}"  # Apple stack frame
    r"|(?:Fatal signal|Fatal Exception: |signal \d{1,2} \(SIG|backtrace:|Build fingerprint:"
    r"|Abort message|pid: ?\d+"
    r"|Caused by: |Exception Type:|Exception Codes?:|Thread \d+ (?:name|Crashed)"
    r"|Incident Identifier"
    r"|Hardware Model:|FATAL EXCEPTION|\*\*\* Terminating app|Last Exception Backtrace"
    r"|Process: [\w.]{3,80}, PID|Traceback \(most recent|Uncaught |Unhandled (?:Exception"
    r"|rejection)"
    r"|(?:java|kotlin|android|dalvik)\.[\w.]{3,80}(?:Exception|Error)\b"
    r"|\*{3}[ \t](?:\*{3}[ \t]){5}|goroutine \d+ \[|(?:npm|gyp|yarn) (?:ERR!|error)"
    r"|\* thread #\d|(?:\* )?frame #\d|libc\+\+abi)"
    r"|\[(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE|Error|Warning|Info|Debug|Log)\]?\b"
    r"|(?:ERROR|FATAL|WARN(?:ING)?"
    r"|INFO)[ \t:]{1,4}\["
    r"|time=\"?\d{4}-|level=(?:error|warn|info|debug))"
    r"[^\n]{0,2000}$"
)
# "打印", "console:" and the like on the line above a fence make it a log, whatever is in it.
_ANNOUNCED = folded(
    r"(?:\blogs?|\bconsole|\boutput|stack ?trace|backtrace|打印|日志|输出|堆栈|报错(?:信息)?)"
    r"[^\n\w]{0,6}\s{0,4}\n[ \t]{0,8}(?:```|~~~)\w{0,12}$"
)
_FAILURE = folded(
    r"\b(?:error|errors|fatal|exception|crash(?:ed)?|fail(?:ed|ure)?|abort|panic|SIG(?:SEGV|ABRT|BUS|ILL|FPE|TRAP|KILL))\b"
    r"|\b[EF]/[\w.]|[ \t][EF][ \t]{1,4}\w|errcode|错误|失败|崩溃|异常"
)
_NOT_FAILURE = folded(
    r"\b(?:no errors?|0 errors?|error[ =:]{1,3}0\b|errcode[ =:]{1,3}0\b|without error"
    r"|error: ?(?:null|nil|none))"
)
_VERSION_IN_LOG = folded(
    r"(?:sdk|version|ver|build|版本号?)[\w \t\"']{0,16}"
    r"[:：=/ ][ \t\"'v]{0,4}(\d{1,3}(?:\.\d{1,5}){1,3})\b"
)
_READ_OF_LINE = 2000  # characters; what stands behind them is a dump
_BATCH = 65_536  # characters that are searched for codes at once
_AROUND = 5  # lines kept on each side of the first failure
_DISTINCT = 1000  # codes and versions that are counted apart
_FORMAT_LINES = 300
_FORMATS = (
    ("Apple crash report", cased(r"^(?:Incident Identifier:|Hardware Model:|Exception Type:)")),
    ("Android tombstone", cased(r"^(?:\*{3} \*{3} |Build fingerprint:|signal \d+ \(SIG)")),
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
# How an SDK names itself when it starts: "BrightRTC Android 4.4.1", "sdk version: 4.3.1"
_BANNER = folded(
    r"(?:sdk|rtc|rtm|\bim|zim|engine|chat|live|\bcall)[\w]{0,12}"
    r"(?:[ _-](?:sdk|for|android|ios|web|native|version|ver|build|full|flutter|unity"
    r"|windows|mac(?:os)?)){0,3}"
    r"[\"']?[ :=/@-]{1,3}[\"']?v?(\d{1,2}\.\d{1,3}\.\d{1,3}(?:\.\d{1,5})?)(?![\d.]*\d)"
)
_ATTACHED = folded(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{4,500}\)|<img\b[^>\n]{0,500}>|<video\b[^>\n]{0,500}>"
    r"|\[[^\]\n]{1,120}\.(?:txt|log|zip|gz|tgz|rar|7z|xlog|crash|ips|har|mp4|mov|png|jpe?g|json)\]"
    r"\([^)\n]{4,500}\)"
    r"|https?://(?:user-images\.githubusercontent|github\.com/(?:user-attachments/|[\w.-]{1,60}/"
    r"[\w.-]{1,60}/(?:files|assets)/)|gist\.github\.com|pastebin\.com"
    r"|pastebin\.\w{2,6})[^\s)\"'<>]{1,300}"
    r"|https?://[^\s)\"'<>]{4,300}\.(?:log|txt|zip|gz|har|png|jpe?g|gif|mp4|mov)\b"
    r"|!image\b[^\n]{0,80}!|\[(?:image|图片|screenshot|截图|附件)\]"
)
_MENTIONED = folded(
    r"(?:log|crash report|console output|stack ?trace"
    r"|screen ?shot)s?\b[^\n.。]{0,12}\b(?:attached|below"
    r"|enclosed|are here|is here|as follows)\b"
    r"|\b(?:attached|attaching|here (?:is|are)|following (?:is|are)|see)\b[^\n.。]{0,24}"
    r"\b(?:logs?|crash report|stack ?trace|screen ?shots?)\b"
    r"|\blogs?\b[^\n.]{0,6}(?:are|is|:)[^\w\n]{0,6}\n?[^\n]{0,6}https?://"
    r"|(?:日志|截图|堆栈|log)[：: ]{0,3}https?://|(?:日志|截图|堆栈|log)(?:信息|内容)?(?:如下"
    r"|见附件|已上传|附上|在下面|见下)"
    r"|(?:附上|附件是|上传了|如下)[^\n]{0,8}(?:日志|截图|堆栈|log)|有(?:日志|截图|log)"
)
_EMPTY_VALUE = folded(
    r"[\s*_`-]*(?:(?:n/?a|none|no(?: logs?)?|nothing|null|nope|not available|无|没有|暂无|否|没|略)"
    r"[\s.,。，]|[\s\W]*\Z)"
)

# What the form shows around an empty answer.
_FORM = cased(r"^[ \t]*(?:>[^\n]*|(?:```|~~~)\w*|\*\*[^*\n]{1,60}\*\*[^\n]*)$")


def log_regions(text: str, fences: Sequence[Region]) -> tuple[Region, ...]:
    """Return the stretches that are log or stack trace, fenced or pasted bare."""
    lines = [Region(*match.span()) for match in _LOG_LINE.finditer(text)]
    starts = [line.start for line in lines]
    whole = [
        fence
        for fence in fences
        if text[fence.start : fence.end].strip()
        and (
            bisect_left(starts, fence.start) < bisect_left(starts, fence.end)
            or _ANNOUNCED.search(text, max(0, fence.start - 80), fence.start)
        )
    ]
    # A pasted log wraps: up to two lines that look like prose between two log lines belong to it.
    bridged = [
        Region(a.start, b.end)
        for a, b in pairwise(lines)
        if b.start - a.end < 400 and text.count("\n", a.end, b.start) <= 3  # noqa: PLR2004
    ]
    return merged([*lines, *whole, *bridged])


def logs_present(text: str, regions: Sequence[Region], entries: Sequence[Entry]) -> list[Found]:
    """Return the evidence that the report carries a log, an attachment or a screenshot."""
    found = [_found(text, region, "inline log") for region in regions[:5]]
    for pattern, rule in ((_ATTACHED, "attachment or screenshot"), (_MENTIONED, "log mentioned")):
        if match := pattern.search(text):
            found.append(_found(text, Region(*match.span()), rule))
    if not found:
        fields = [entry for entry in entries if entry.kind == "logs" and entry.start < entry.end]
        filled = (Region(one.start, _own_end(one, entries)) for one in fields)
        found = [
            _found(text, region, "log field filled")
            for region in filled
            if not _EMPTY_VALUE.match(_FORM.sub("", text[region.start : region.end][:400]) + "\n")
        ]
    return found


def _own_end(entry: Entry, entries: Sequence[Entry]) -> int:
    """Return where the value ends, cut at a label that stands inside it."""
    return min((one.at for one in entries if entry.start < one.at), default=entry.end)


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
        head = line[:_READ_OF_LINE]
        self._unread.append(head)
        self._unread_size += len(head)
        if self._unread_size > _BATCH:
            self._count()
        moment = self._timeline.add(head, self._lines)
        if self._lines <= _FORMAT_LINES:
            self._formats.update(name for name, pattern in _FORMATS if pattern.search(head))
            banner = _BANNER.search(head) if not self._sdk else None
            self._sdk = banner[1] if banner else self._sdk
        if self._first_error is not None and len(self._after) >= _AROUND:
            return
        written = LogLine(
            number=self._lines, text=head.strip()[:300], time=moment.written if moment else None
        )
        if self._first_error is not None:
            self._after.append(written)
        elif _FAILURE.search(head) and not _NOT_FAILURE.search(head):
            code = next(iter(self._codes(head)), "")
            self._first_error = written.model_copy(update={"code": code})
        else:
            self._before.append(written)

    def _count(self) -> None:
        text = "\n".join(self._unread)
        self._unread, self._unread_size = [], 0
        for code in self._codes(text):
            if code in self._histogram or len(self._histogram) < _DISTINCT:
                self._histogram[code] += 1
        for match in _VERSION_IN_LOG.finditer(text):
            if match[1] in self._versions or len(self._versions) < _DISTINCT:
                self._versions[match[1]] += 1


def digest(logs: Sequence[str], codes: Callable[[str], Iterable[str]]) -> LogDigest | None:
    """Return the summary of one or more logs, or None when there is none."""
    if not any(log.strip() for log in logs):
        return None
    reader = LogReader(codes)
    for log in logs:
        reader.read(log.splitlines())
    return reader.digest()


def _found(text: str, region: Region, rule: str) -> Found:
    line = text[region.start : region.end].strip().split("\n", 1)[0]
    return Found(value=line[:120], start=region.start, end=region.end, rule=rule)
