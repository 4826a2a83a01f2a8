"""How bad it is, by symptom, with the reason: crash, main function lost, degraded, cosmetic."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found, SeverityName
from bot.support.extraction.patterns import folded
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, blank
from bot.support.extraction.vocabulary import BROWSERS

_CRASH = folded(
    r"\bcrash(?:es|ed|ing|log)?\b|\bsegfault\b|\bSIG(?:SEGV|ABRT|BUS|ILL|TRAP)\b|EXC_BAD_ACCESS"
    r"|\bFATAL EXCEPTION\b|\bfatal (?:signal|exception)\b|\bANR\b|app (?:closes|quits|dies"
    r"|gets killed|terminates)"
    r"|(?:freez|hang)\w* the (?:whole )?app|terminating app due|uncaught exception|backtrace:"
    r"|崩溃|闪退|奔溃|崩了|卡死|死机|必崩|野指针|空指针"
)
_NOT_CRASH = folded(
    r"(?:no|not|n'?t|without|never|won'?t|avoid|prevent)\W{1,2}(?:\w+\W{1,2})?crash"
    r"|crash(?:lytics|-report| report(?:ing)? tool)"
    r"|(?:不会|没有?|无|不再|防止|避免)\S{0,3}(?:崩溃|闪退)"
)
_SECURITY = folded(
    r"\bsecurity (?:issue|hole|vulnerabilit)\w*|\bvulnerabilit\w+|\bdata (?:leak|breach)\w*"
    r"|\bCVE-\d|泄露|安全漏洞|越权"
)
_TOTAL = folded(
    r"\b(?:complete|total)(?:ly)? (?:outage|down|loss|unusable)|\ball (?:users|calls"
    r"|messages) (?:are )?(?:fail|lost|drop)"
    r"|\bservice (?:is )?down\b|全部(?:失败|掉线|丢失)|全(?:都)?挂了|服务(?:不可用|宕机)|完全不可用"
)
_FAIL = (
    r"(?:fail(?:s|ed|ing|ure)?|can(?:no|'?)t|cannot|can not|could ?n[o']t|unable|not (?:able"
    r"|work|com|receiv|connect|join"
    r"|play|publish|send|get|being|possible|hear|show|trigger|call)\w*|does ?n[o']t|don'?t"
    r"|do not|does not|did ?n[o']t|never"
    r"|no (?:audio|video|sound|voice|message|stream)|error|stops|stopped|lost|drops?"
    r"|disconnect\w*|refused|timed? ?out"
    r"|rejected|stuck|black screen|kicked|blocked|broken|hangs?|block(?:s|ed)?)"
)
# Stems, since reports name functions: joinChannel, setLoginCallback, onMessageReceived.
_MAIN = (
    r"(?:log ?in|sign ?in|connect|join|initiali[sz]|init\b|create|audio|video|voice|sound|mic\b"
    r"|microphone|camera"
    r"|call|messag|push|notif|stream|publish|subscrib|build|compil|install|token|channel|room\b"
    r"|record|upload"
    r"|remote ?(?:user|view)|screen ?shar|speaker|leave)\w{0,20}"
)
_NEAR = r"(?:[^\n.。]|\.(?=\d)){0,40}"
_MAIN_LOST = folded(
    rf"{_MAIN}{_NEAR}(?<![A-Za-z]){_FAIL}(?![A-Za-z])"
    rf"|(?<![A-Za-z]){_FAIL}(?![A-Za-z]){_NEAR}{_MAIN}"
    r"|\b(?:doesn'?t|does not|not) work (?:at all|anymore)|\bblack screen\b|\bno (?:audio|video"
    r"|sound|voice|stream|picture|callback)\b|\bnothing works\b|\bunusable\b"
    r"|(?:登录|登陆|连接|链接|初始化|创建|create|加入|进房|进入|推流|拉流|播放|发送|接收|收到"
    r"|推送|消息|通话|呼叫|编译|打包|安装"
    r"|上传|下载|注册|鉴权|获取|录制|音频|视频|声音|操作)[^\n。,，]{0,14}(?:失败|不了|不上|不到"
    r"|异常|报错|出错|错误|超时|丢失|断开"
    r"|返回 ?-\d|没有?(?:声音|画面|反应|回调|收到|触发)|不触发|不生效|无效|无法|不能|不出来)"
    r"|(?:无法|不能|没法|接受不到|接收不到|收不到|听不到|看不到|连不上|进不去|没有?(?:声音"
    r"|画面))[^\n。,，]{0,14}"
    r"(?:登录|登陆|连接|加入|推送|消息|通话|使用|初始化|播放|视频|音频|声音|画面|编译|运行|发送"
    r"|接收)?"
    r"|(?:被|马上|自动)\S{0,4}(?:踢|断开|掉线|下线)|不能用|用不了|不可用|出现[^\n。,，]{0,6}问题"
    r"|(?:登[录陆]|[连链]接)问题|黑屏|白屏|无声"
    r"|丢消息|消息丢失"
)
_ASKS = folded(
    r"feature[ -]request|咨询|请教|是否(?:有|支持|提供)|有没有|add support for|希望(?:能|支持|增加)"
)
_ASKS_HOW = folded(
    r"^\W*(?:how|where|what|which|can (?:i|we|you)|could|is (?:it|there)|does|do)\b|如何|怎么|怎样"
    r"|吗\W*$|支持\S{1,8}吗"
)
_COSMETIC = folded(
    r"\b(?:typo|misspell\w*|cosmetic|tick|tooltip|icon|colou?r|font|blur|virtual background"
    r"|padding|badge)\b"
    r"|错别字|文案|样式|图标|字体"
)
_RECOVERS = folded(
    r"\b(?:comes?|goes|came) back (?:again|to normal)|\b(?:recovers?|works?) (?:again"
    r"|after (?:a )?(?:re\w+|second))"
    r"|\bworkaround (?:is|for now|i found|:)|\bas a workaround\b|\btemporar(?:y|ily) (?:fix"
    r"|solution|solved)"
    r"|(?:就|才|又|即可|可以?|能够?|重新\S{1,8})恢复|恢复正常|临时(?:解决|方案)|规避"
)
_BROWSER = folded(rf"(?<![A-Za-z])(?:{BROWSERS})(?![a-z])")
_MINOR = folded(
    r"\b(?:typo|misspell\w*|spelling|cosmetic|ui glitch|wording|documentation|docs?|readme"
    r"|deprecat\w*|warnings?|lint"
    r"|alert message|label|icon|colou?rs?|font|padding|alignment|layout|tooltip|placeholder"
    r"|animation|tick|badge"
    r"|feature request|suggestion|would be (?:nice|great)|enhancement|should be displayed"
    r"|log level|console noise)\b"
    r"|文案|错别字|拼写|样式|颜色|图标|字体|对齐|间距|建议|优化|注释|文档(?:错误|有误)|希望(?:能"
    r"|支持|增加)|警告"
)
_DEGRADED = folded(
    r"\b(?:initially|first time|sometimes|occasionally|slow(?:ly)?|delay(?:ed|s)?|lag(?:gy|s)?"
    r"|glitch\w*|flicker\w*|choppy"
    r"|stutter\w*|quality|blurr?y|echo|noise|distort\w*|low (?:volume|fps)|high (?:cpu|memory)"
    r"|memory leak|leak(?:s|ing)?"
    r"|only on|workaround|until i|rotat\w*|volume|not (?:\w+ )?as expected|inconsistent"
    r"|duplicat\w*|wrong|incorrect\w*|stretch\w*|latency|battery|heat\w*)\b"
    r"|偶尔|偶现|有时|延迟|卡顿|缓慢|变慢|回声|杂音|噪音|模糊|闪烁|音量|发热|内存|耗电|未读|切换"
    r"|扩音|扬声器|听筒|旋转|音量|字段|不一致|不准|不对|有误|错乱"
    r"|重复|首次|第一次"
)


def severity(document: Document, logged_crash: bool) -> tuple[Found, str]:
    """Return the severity and its reason in one sentence.

    The title weighs most: it is what the reporter calls the problem. A crash counts anywhere in
    what is told, except as an expected result or as one of the steps.
    """
    quiet = [
        Region(one.start, one.end)
        for one in document.entries
        if one.kind in {"expected", "steps"}
        and one.heading
        and not re.search(r"descri|描述", one.label, re.IGNORECASE)
    ]
    told = blank(document.told, quiet)
    if found := _critical(document, told, logged_crash):
        return found
    if asked := _question(document):
        return asked
    title = document.title
    for pattern, level, reason in _BY_TITLE:
        if match := pattern.search(document.told, title.start, title.end):
            return _around(document, told, level) or _graded(match, level, reason)
    for pattern, level, reason in _BY_BODY:
        if match := pattern.search(told):
            return _around(document, told, level) or _graded(match, level, reason)
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


def _question(document: Document) -> tuple[Found, str] | None:
    """Return low for a title that asks how to, and names nothing that fails."""
    match = _ASKS.search(document.told, document.title.start, document.title.end)
    if match is None:
        match = _ASKS_HOW.search(document.told, document.title.start, document.title.end)
        if match and _MAIN_LOST.search(document.told, document.title.start, document.title.end):
            return None
    return _graded(match, "low", "a question or a request") if match else None


def _around(document: Document, told: str, level: SeverityName) -> tuple[Found, str] | None:
    """Return medium in place of high where the text itself gives users a way around."""
    if level != "high":
        return None
    if match := _RECOVERS.search(told):
        return _graded(match, "medium", "a way around is told")
    for region in healthy(document.told):
        if browser := _BROWSER.search(document.told, region.start, region.end):
            return _graded(browser, "medium", "another browser works")
    return None


def has_crash_trace(text: str) -> bool:
    """Tell whether a log shows a native or fatal crash."""
    return re.search(
        r"Fatal signal|signal \d+ \(SIG|backtrace:|FATAL EXCEPTION|Thread \d+ Crashed"
        r"|EXC_BAD_ACCESS"
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
    (_COSMETIC, "low", "a minor or cosmetic defect"),
    (_DEGRADED, "medium", "it works, with loss"),
    (_MAIN_LOST, "high", "a main function does not work"),
    (_MINOR, "low", "a minor or cosmetic defect"),
)


def _graded(match: re.Match[str], level: SeverityName, reason: str) -> tuple[Found, str]:
    found = Found(value=level, start=match.start(), end=match.end(), rule=reason)
    return found, f"{reason}: {' '.join(match[0].split())[:80]}"
