"""How bad it is, by symptom, with the reason: crash, main function lost, degraded, cosmetic."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found, SeverityName
from bot.support.extraction.patterns import folded
from bot.support.extraction.regions import Region, blank

_CRASH = folded(
    r"\bcrash(?:es|ed|ing|log)?\b|\bchash\b|\bsegfault\b|\bSIG(?:SEGV|ABRT|BUS|ILL|TRAP)\b|EXC_BAD_ACCESS"
    r"|\bFATAL EXCEPTION\b|\bfatal (?:signal|exception)\b|\bANR\b|app (?:closes|quits|dies|gets killed|terminates)"
    r"|(?:freez|hang)\w* the (?:whole )?app|terminating app due|uncaught exception|backtrace:"
    r"|崩溃|闪退|奔溃|崩了|卡死|死机|必崩|野指针|空指针"
)
_NOT_CRASH = folded(
    r"(?:no|not|n'?t|without|never|won'?t|avoid|prevent)\W{1,2}(?:\w+\W{1,2})?crash|crash(?:lytics|-report| report(?:ing)? tool)"
    r"|(?:不会|没有?|无|不再|防止|避免)\S{0,3}(?:崩溃|闪退)"
)
_SECURITY = folded(
    r"\bsecurity (?:issue|hole|vulnerabilit)\w*|\bvulnerabilit\w+|\bdata (?:leak|breach)\w*|\bCVE-\d|泄露|安全漏洞|越权"
)
_TOTAL = folded(
    r"\b(?:complete|total)(?:ly)? (?:outage|down|loss|unusable)|\ball (?:users|calls|messages) (?:are )?(?:fail|lost|drop)"
    r"|\bservice (?:is )?down\b|全部(?:失败|掉线|丢失)|全(?:都)?挂了|服务(?:不可用|宕机)|完全不可用"
)
_FAIL = (
    r"(?:fail(?:s|ed|ing|ure)?|can(?:no|'?)t|cannot|can not|could ?n[o']t|unable|not (?:able|work|com|receiv|connect|join"
    r"|play|publish|send|get|being|possible|hear|show|trigger|call)\w*|does ?n[o']t|don'?t|do not|does not|did ?n[o']t|never"
    r"|no (?:audio|video|sound|voice|message|stream)|error|stops?|stopped|lost|drops?|disconnect\w*|refused|timed? ?out"
    r"|rejected|stuck|black screen|kicked|blocked|broken|hangs?|block(?:s|ed)?)"
)
_MAIN = (
    r"(?:log ?in|sign ?in|connect(?:ion|ing)?|join(?:ing)?|initiali[sz]\w*|init|create(?:engine|client)?|audio|video|voice"
    r"|sound|microphone|camera|call(?:s|ing)?|messages?|push|notifications?|stream(?:ing|s)?|publish(?:ing)?"
    r"|subscrib\w*|build(?:ing)?|compil\w*|install\w*|token|channel|room|record(?:ing)?|upload\w*|remote (?:user|view)"
    r"|screen ?shar\w*)"
)
_MAIN_LOST = folded(
    rf"\b{_MAIN}\b[^\n.。]{{0,40}}\b{_FAIL}\b|\b{_FAIL}\b[^\n.。]{{0,40}}\b{_MAIN}\b"
    r"|\b(?:doesn'?t|does not|not) work (?:at all|anymore)|\bblack screen\b|\bnothing works\b|\bunusable\b"
    r"|(?:登录|登陆|连接|初始化|创建|create|加入|进房|进入|推流|拉流|播放|发送|接收|收到|推送|消息|通话|呼叫|编译|打包|安装"
    r"|上传|下载|注册|鉴权|获取|录制|音频|视频|声音)[^\n。,，]{0,14}(?:失败|不了|不上|不到|异常|报错|出错|错误|超时|丢失|断开"
    r"|没有?(?:声音|画面|反应|回调|收到)|无法|不能|不出来)"
    r"|(?:无法|不能|没法|接受不到|接收不到|收不到|听不到|看不到|连不上|进不去|没有?(?:声音|画面))[^\n。,，]{0,14}"
    r"(?:登录|登陆|连接|加入|推送|消息|通话|使用|初始化|播放|视频|音频|声音|画面|编译|运行|发送|接收)?"
    r"|(?:被|马上|自动)\S{0,4}(?:踢|断开|掉线|下线)|黑屏|白屏|无声|丢消息|消息丢失"
)
_MINOR = folded(
    r"\b(?:typo|misspell\w*|spelling|cosmetic|ui glitch|wording|documentation|docs?|readme|deprecat\w*|warnings?|lint"
    r"|alert message|label|icon|colou?rs?|font|padding|alignment|layout|tooltip|placeholder|animation|tick|badge"
    r"|feature request|suggestion|would be (?:nice|great)|enhancement|should be displayed|log level|console noise)\b"
    r"|文案|错别字|拼写|样式|颜色|图标|字体|对齐|间距|建议|优化|注释|文档(?:错误|有误)|希望(?:能|支持|增加)|警告"
)
_DEGRADED = folded(
    r"\b(?:initially|first time|sometimes|occasionally|slow(?:ly)?|delay(?:ed|s)?|lag(?:gy|s)?|glitch\w*|flicker\w*|choppy"
    r"|stutter\w*|quality|blurr?y|echo|noise|distort\w*|low (?:volume|fps)|high (?:cpu|memory)|memory leak|leak(?:s|ing)?"
    r"|only on|workaround|until i|rotat\w*|stretch\w*|latency|battery|heat\w*)\b"
    r"|偶尔|偶现|有时|延迟|卡顿|缓慢|变慢|回声|杂音|噪音|模糊|闪烁|音量|发热|内存|耗电|未读|切换|扩音|扬声器|听筒|旋转"
)


def severity(document: Document, logged_crash: bool) -> tuple[Found, str]:
    """Return the severity and its reason in one sentence.

    The title weighs most: it is what the reporter calls the problem. A crash counts anywhere in
    what is told, except as an expected result or as one of the steps.
    """
    quiet = [
        Region(one.start, one.end)
        for one in document.entries
        if one.kind in {"expected", "steps"} and one.heading
    ]
    told = blank(document.told, quiet)
    if found := _critical(document, told, logged_crash):
        return found
    title = document.title
    for pattern, level, reason in _BY_TITLE:
        if match := pattern.search(document.told, title.start, title.end):
            return _graded(match, level, reason)
    for pattern, level, reason in _BY_BODY:
        if match := pattern.search(told):
            return _graded(match, level, reason)
    return Found(value="medium", start=0, end=0, rule="default"), "nothing tells how bad it is"


def _critical(document: Document, told: str, logged_crash: bool) -> tuple[Found, str] | None:
    for match in _CRASH.finditer(told):
        around = told[max(0, match.start() - 16) : match.end() + 10]
        if not _NOT_CRASH.search(around):
            return _graded(match, "critical", "the app crashes")
    if logged_crash and document.logs:
        region = document.logs[0]
        found = Found(value="critical", start=region.start, end=region.end, rule="crash in the log")
        return found, "the log holds a crash"
    for pattern, reason in ((_SECURITY, "a security problem"), (_TOTAL, "the service is lost")):
        if match := pattern.search(told):
            return _graded(match, "critical", reason)
    return None


def has_crash_trace(text: str) -> bool:
    """Tell whether a log shows a native or fatal crash."""
    return re.search(
        r"Fatal signal|signal \d+ \(SIG|backtrace:|FATAL EXCEPTION|Thread \d+ Crashed|EXC_BAD_ACCESS"
        r"|Terminating app due|^#\d\d pc |Exception Type: ",
        text,
        re.MULTILINE,
    ) is not None  # fmt: skip


_BY_TITLE: tuple[tuple[re.Pattern[str], SeverityName, str], ...] = (
    (_MINOR, "low", "a minor or cosmetic defect"),
    (_DEGRADED, "medium", "it works, with loss"),
    (_MAIN_LOST, "high", "a main function does not work"),
)
_BY_BODY: tuple[tuple[re.Pattern[str], SeverityName, str], ...] = (
    (_DEGRADED, "medium", "it works, with loss"),
    (_MAIN_LOST, "high", "a main function does not work"),
    (_MINOR, "low", "a minor or cosmetic defect"),
)


def _graded(match: re.Match[str], level: SeverityName, reason: str) -> tuple[Found, str]:
    found = Found(value=level, start=match.start(), end=match.end(), rule=reason)
    return found, f"{reason}: {' '.join(match[0].split())[:80]}"
