"""Logs: which stretches of a report are one, and whether one is there."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, pairwise

from bot.support.extraction.machine import machine_lines
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, merged
from bot.support.extraction.template import Entry

_TIME = r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T])?\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?"
_LOG_LINE = cased(
    # a prefix: "app: ", "[tag] "
    r"^[ \t>|`*]{0,12}(?:\d{1,2}[.)、] )?(?:[\w.-]{1,20}: ?|\[[\w ./-]{0,24}\] ?){0,2}(?:"
    rf"[\[(]{{0,2}}(?:\d{{2,4}}[-/]\d{{1,2}}[-/ ]?(?:\d{{1,2}})?[ T])?{_TIME}\]?"  # a time in front
    r"|flutter: |(?:LOG|WARN|ERROR|INFO|DEBUG"
    r"|VERBOSE)[ \t]{1,6}(?=[^\n]{12})"  # Flutter, React Native
    r"|(?:\d{1,6} \? )?[VDIWEFA]/(?:[\w.$ -]{1,60}[(:]|\[[\w.-]{1,40}\])"  # logcat, short form
    r"|#\d{1,3}:?[ \t]{1,8}(?:pc |0x|\w[\w.:<]{0,80}[ (])"  # native or Dart stack frame
    r"|at (?:[\w.$<>/]{1,160}[ (\[]|\S{4,200}:\d+:\d)"  # Java or JavaScript stack frame
    # a frame in Dart, in a browser's console, in Python; what Flutter prints of an exception
    r"|[\w$./@+-]{1,120}\.(?:dart|m?jsx?|tsx?|vue)(?::\d{1,7}){1,2}[ \t]"
    r"|[\w$./-]{1,120}\.dart \d{1,6}:\d"
    r"|[\w.<>$ ]{2,80} \(package:[\w./-]{3,120}:\d|<asynchronous suspension>"
    r"|File \"[^\"\n]{1,200}\", line \d"
    r"|[\w.$()<>]{1,60} @ [^\s:]{3,200}:\d|The following \w{2,60} was thrown|═{2,60}[╡ ]+E"
    r"|\d{1,3}[ \t]{1,8}[\w.+?-]{2,60}[ \t]{1,60}0x[0-9a-f]{6,16}"  # Apple stack frame
    r"|(?:Fatal signal|Fatal Exception: |signal \d{1,2} \(SIG|backtrace:|Build fingerprint:"
    r"|Abort message|pid: ?\d+"
    r"|Caused by: |Exception Type:|Exception Codes?:|Thread \d+ (?:name|Crashed)"
    r"|Incident Identifier|Exception Note:|Termination (?:Reason|Signal|Description):|<RBS"
    r"|Triggered by Thread|Binary Images:|(?:Process|Watchdog)(?:State|Visibility|Event):"
    # Builds: Xcode and linkers, Gradle, CocoaPods, npm
    r"|Undefined symbols for|=== BUILD TARGET|ld: |clang: error|\[!\] [A-Z]|duplicate symbol"
    r"|dyld(?:\[\d+\])?: |Undefined symbol: |Module not found: |Error: Cannot find module"
    r"|Could not (?:find|resolve) [\w.-]{2,60}:|Because [\w ]{2,60} depends on "
    r"|Exception has occurred"
    r"|FAILURE: Build failed|\* What went wrong|Execution failed for task|> Task :|npm ERR!"
    r"|CMake Error|error: [\w'\"]|e: (?:file:|/)|BUILD FAILED"
    r"|Hardware Model:|FATAL EXCEPTION|\*\*\* Terminating app|Last Exception Backtrace"
    r"|Process: [\w.]{3,80}, PID|Traceback \(most recent|panic: |thread '[\w-]{1,40}' panicked"
    r"|FATAL: |\{\"(?:level|ts|time|timestamp|severity)\":"
    r"|(?:GET|POST|PUT|DELETE) \S{8,300} [45]\d\d\b|Uncaught |Unhandled (?:Exception|rejection)"
    r"|(?:java|kotlin|android|dalvik)\.[\w.]{3,80}(?:Exception|Error)\b"
    r"|\*{3}[ \t](?:\*{3}[ \t]){5}|goroutine \d+ \[|(?:npm|gyp|yarn) (?:ERR!|error)"
    r"|\* thread #\d|(?:\* )?frame #\d|libc\+\+abi)"
    r"|\[(?:(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE|Error|Warning|Info|Debug|Log)\]?\b"
    r"|(?:error|warn|info|debug|log)\]|[VDIWEF]\][ \[])"
    r"|(?:ERROR|FATAL|WARN(?:ING)?|INFO)[ \t:]{1,4}\["
    r"|time=\"?\d{4}-|level=(?:error|warn|info|debug))[^\n]{0,2000}$"
)
# "打印", "console:" and the like on the line above a fence make it a log, whatever is in it.
_ANNOUNCED = folded(
    r"(?:\blogs?|\bconsole|\boutput|stack ?trace|backtrace|打印|日志|输出|堆栈|报错(?:信息)?)"
    r"[^\n\w]{0,6}\s{0,4}\n[ \t]{0,8}(?:```|~~~)\w{0,12}\Z"
)
# "I get this error:" on the line above a fence that is marked as no code.
_ANNOUNCED_ERROR = folded(
    r"(?:\berrors?(?: message| log| output)?|exception|warning|crash|错误(?:信息)?|异常|提示|崩溃"
    r"|以下)[^\n\w]{0,6}\s{0,4}\n[ \t]{0,8}(?:```|~~~)(?:sh|bash|shell|console|te?xt|log"
    r"|plaintext)?[ \t]{0,4}\Z"
)
# A block that is marked as no code, and a line of it that tells of an error and is none.
_NO_CODE = folded(r"(?:```|~~~)(?:sh|bash|shell|console|te?xt|logs?|plaintext)?[ \t]{0,4}\Z")
_TELLS_OF_ERROR = folded(
    r"^(?![ \t]{0,8}(?:\d{1,2}[.、)]|[-*])[ ]|[^\n]{0,300}(?:[;{},]\s*$|=>|\w\(|</"
    r"|[一-鿿]))[^\n]{0,300}?(?<![\w.\"'])(?:error|exception|fail(?:ed|ure)?|refused"
    r"|denied|timed? ?out|not found|crash\w*|fatal|undefined symbols?|unable to|could ?n[o']t"
    r"|cannot)\b(?![\"']?\s*[:=,]\s*[\w{])"
)
# What a form leaves in the block of the log.
_UNFILLED = folded(
    r"\s*[\[(<]?(?:(?:please )?(?:paste|put|insert|add|attach|copy)\b[^\n]{0,60}"
    r"|your logs?[^\n]{0,30}"
    r"|logs? (?:here|go here)[^\n]{0,20}|x{3,60}"
    r"|[^\n]{0,60}[:：]|请?(?:在此|在这里)?粘贴[^\n]{0,30}|\.{3}|…)[\])>]?\s*"
)
_ATTACHED = folded(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{4,500}\)|<img\b[^>\n]{0,500}>|<video\b[^>\n]{0,500}>"
    r"|\[[^\]\n]{1,120}\.(?:txt|log|zip|gz|tgz|rar|7z|xlog|crash|ips|har|mp4|mov|png|jpe?g|json)\]"
    r"\([^)\n]{4,500}\)"
    r"|https?://(?:user-images\.githubusercontent|github\.com/(?:user-attachments/|[\w.-]{1,60}/"
    r"[\w.-]{1,60}/(?:files|assets)/)|gist\.github\.com|pastebin\.\w{2,6}|(?:www\.)?dropbox\.com/s"
    r"|drive\.google\.com/(?:file|open|drive)|pan\.baidu\.com|(?:i\.)?imgur\.com|prnt\.sc|gyazo\.com"
    r"|we\.tl|wetransfer\.com|hastebin\.com|paste\.\w{2,20}|file\.io|1drv\.ms)[^\s)\"'<>]{2,300}"
    r"|https?://[^\s)\"'<>]{4,300}\.(?:log|txt|zip|gz|har|png|jpe?g|gif|mov)\b"
    r"|!image\b[^\n]{0,80}!|\[(?:image|图片|screenshot|截图|附件)\]"
)
_LOG_IN_CHINESE = r"(?:日志|截图|堆栈|录屏|log)(?:文件|信息|内容|记录)?"
_MENTIONED = folded(
    r"(?:logs?|logcat|crash reports?|console output|(?:stack ?|back)trace|tombstone"
    r"|screen ?(?:shot|cast|recording))s?\b(?: (?:is|are|file|files|was|were|has been"
    r"|from \w+)){0,3}"
    r"[^\n.。]{0,12}\b(?:attached|below|enclosed|are here|is here|as follows|uploaded)\b"
    r"|\b(?:attached|attaching|(?<!can )(?<!could )(?<!will )attach|uploaded|here (?:is|are)"
    r"|here'?s|following (?:is|are)|see)\b"
    r"[^\n.。]{0,24}\b(?:logs?|logcat|crash report|stack ?trace|screen ?shots?)\b"
    r"|\blogs?\b[^\n.]{0,6}(?:are|is|:)[^\w\n]{0,6}\n?[^\n]{0,6}https?://"
    rf"|{_LOG_IN_CHINESE}(?:链接|地址)?[：: ]{{0,3}}https?://"
    rf"|{_LOG_IN_CHINESE}(?:如下|已上传|已经上传|附上|在下面|已附"
    r"|[，, 请已]{0,2}(?:见|看|在|放在)(?:附件|下面|下方|下图|图片|群里))"
    rf"|(?:附上|附件[是为有：]|上传了|如下|下面是|以下[是为]|这是)[^\n]{{0,8}}(?:日志|截图|堆栈|log)"
    r"|(?:如|见|看)(?:下|附)?图(?!书|形|标)"
)
# "控制台打印：", "I get this error:", and a message on the line below.
_MESSAGE_BELOW = folded(
    r"^(?![ \t]{0,8}(?:#|\*\*|```|~~~|【))"
    r"(?:[^\n]{0,120}?(?:控制台|日志|打印|输出|报错(?:信息)?|错误(?:信息)?|异常)"
    r"|[^\n]{2,120}?\b(?:logs?|console|output|errors?(?: message)?))"
    r"(?:如下|出现|显示|(?: \w+){0,2})[ ]?[:：][ \t]{0,4}\n\s{0,8}(?:>[ ])?"
    r"(?P<message>(?![#>*!\[<|-]|\d[.)]|https?:|```|[^\n]{0,40}[:：]\s*$)[^\n一-鿿]{20,400})$"
)
# One message of the SDK or the system, quoted: it is what a log would show.
_QUOTED = cased(
    r"(?:^|[\s`'\"（(:：])(?:[\w$]{1,40}\.){0,8}[A-Z]\w{2,60}(?:Exception|Error)\b(?:\(\w{0,8}\))?"
    r": ?(?![-−\d])[^\n`]{12,400}"
    r"|(?:^|[`{])(?:Error in \w{2,60}: |[Cc]ode ?[:=] ?-?\d{2,9},?[ \t]{1,4}(?i:message|msg|desc\w*"
    r"|reason|error) ?[:=] ?)[^\n`]{6,300}"
)
# Chinese alone says that there is none, unless it says where: "有，见附件".
_EMPTY_VALUE = folded(
    r"(?![^\n]{0,6}(?:附件|附上|已附|见下|见上|见图|下图))[\s*_`-]*"
    r"(?:(?:n/?a|not applicable|none|no(?: logs?)?|nothing|null|nope|not available|yes|yep|later"
    r"|will send|无|没有|暂无|否|没|略|有|是|稍后)[\s.,。，]|[\s\W]*\Z)"
)

# A field for pictures alone holds a picture or nothing.
_PICTURES = folded(r"\A(?!.*(?:\blog|日志|console|堆栈|trace)).*(?:screen ?shot|截图)")
# What the form shows around an empty answer.
_FORM = cased(
    r"^[ \t]*(?:>[^\n]*|(?:```|~~~)\w*|\*\*[^*\n]{1,60}\*\*[^\n]*|or|logs? here"
    r"|\[[^\]\n]{1,40}\]\(https?://[\w.]{4,60}/?\))$"
)


# People write in the first pages.
_PEOPLE_WRITE = 20_000


def log_regions(text: str, fences: Sequence[Region]) -> tuple[Region, ...]:
    """Return the stretches that are log or stack trace, fenced or pasted bare."""
    lines = [Region(*match.span()) for match in _LOG_LINE.finditer(text)]
    starts = [line.start for line in lines]
    whole = [
        fence
        for fence in fences
        if text[fence.start : fence.end].strip()
        and not _UNFILLED.fullmatch(text, fence.start, fence.end)
        and (
            bisect_left(starts, fence.start) < bisect_left(starts, fence.end)
            or any(
                one.search(text, max(0, fence.start - 80), fence.start)
                for one in (_ANNOUNCED, _ANNOUNCED_ERROR)
            )
            or (
                _NO_CODE.search(text, max(0, fence.start - 20), fence.start)
                and _TELLS_OF_ERROR.search(text, fence.start, min(fence.end, fence.start + 4_000))
            )
        )
    ]
    # A pasted log wraps: up to two lines that look like prose between two log lines belong to it.
    bridged = [
        Region(a.start, b.end)
        for a, b in pairwise(lines)
        if b.start - a.end < 400 and text.count("\n", a.end, b.start) <= 3  # noqa: PLR2004
    ]
    return merged([*lines, *whole, *bridged])


def logs_present(
    text: str, title: Region, regions: Sequence[Region], entries: Sequence[Entry]
) -> list[Found]:
    """Return the evidence that the report carries a log, an attachment or a screenshot.

    A message that only the title quotes is the name of the problem.
    """
    found = [_found(text, region, "inline log") for region in regions[:5]]
    for pattern, rule in (
        (_ATTACHED, "attachment or screenshot"),
        (_MENTIONED, "log mentioned"),
        (_QUOTED, "message quoted"),
        (_MESSAGE_BELOW, "message below"),
    ):
        if match := pattern.search(text, title.end):
            found.append(_found(text, Region(*match.span()), rule))
    if not found:
        name = text[title.start : title.end]
        written = (
            line
            for line in machine_lines(text[:_PEOPLE_WRITE])
            if line.start >= title.end and text[line.start : line.end].strip(" \t*_`>") not in name
        )
        found = [_found(text, line, "line of a machine") for line in islice(written, 1)]
    if not found:
        fields = [
            entry
            for entry in entries
            if entry.kind == "logs"
            and entry.start < entry.end
            and not _PICTURES.search(entry.label)
        ]
        filled = (Region(one.start, _own_end(one, entries)) for one in fields)
        found = [
            _found(text, region, "log field filled")
            for region in filled
            if _is_filled(_FORM.sub("", text[region.start : region.end][:400]))
        ]
    return found


def _is_filled(value: str) -> bool:
    return not any((_EMPTY_VALUE.match(value + "\n"), _UNFILLED.fullmatch(value), healthy(value)))


def _own_end(entry: Entry, entries: Sequence[Entry]) -> int:
    """Return where the value ends, cut at a label that stands inside it."""
    return min((one.at for one in entries if entry.start < one.at), default=entry.end)


def _found(text: str, region: Region, rule: str) -> Found:
    line = text[region.start : region.end].strip().split("\n", 1)[0]
    return Found(value=line[:120], start=region.start, end=region.end, rule=rule)
