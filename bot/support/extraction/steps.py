"""Reproduction steps, expected and actual result, and whether the steps say anything."""

from collections.abc import Iterator
from itertools import islice

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, blank, trimmed

_NUMBERED = folded(r"^[ \t>*-]{0,8}(?:step ?)?\(?\d{1,2}[.、)）:：](?!\d)[^\n]{3}[^\n]{0,600}")
_BULLET = cased(r"^[ \t]{0,8}[-*•][ \t][^\n]{6}")
# A section that is filled in only to say that there are no steps.
_NO_STEPS = folded(
    r"^\W{0,6}(?:n/?a|none|no|nothing|unknown|not sure|idk|无|没有|暂无|未知|不清楚|不详)\W*$"
    r"|\bno steps\b|\bby chance\b|\b(?:sudden(?:ly)?|random(?:ly)?|sporadic(?:ally)?"
    r"|intermittent(?:ly)?)\b"
    r"|\b(?:can ?not|can'?t|could ?n[o']t|couldn'?t|unable to|not able to|don'?t know how to"
    r"|hard to|difficult to|haven'?t been able to)\b.{0,16}\brepro"
    r"|not (?:sure how to )?reproduc|no (?:clear|known|reliable|idea how|way to repro)"
    r"|(?:无法|没法|不能|未能|难以|没有?|不知道?(?:如何|怎么)?)(?:稳定)?(?:本地)?(?:复现|重现)"
    r"|偶现|随机出现|未(?:发现|复现|能复现)"
)
# 推流失败 names what fails; 推流 alone is something done.
_FUNCTIONS = (
    "调用|登录|登陆|发送|接收|加入|离开|初始化|拉取|获取|编译|连接|重连|接听|拨打|挂断|推送(?!消息|通知|服务)|上传|下载|订阅|推流|拉流"
    "|播放|录制|注册|共享|分享|呼叫|绑定"
)
_NO_FAILURE = r"(?!\S{0,3}?(?:失败|不了|不上|不到|报错|异常|不成功|超时))"
# Words by which a narrator ties the failure to something done.
_ACTION = folded(
    r"\b(?:when(?:ever)?|after|while|once|before|if|upon|during|as soon as|every time"
    r"|try(?:ing)?|tried"
    r"|by \w{3,12}ing|calling|us(?:e|es|ing)|(?:i|we) (?:call|open|join|click|tap|press|start"
    r"|run(?! into)|set|send"
    r"|enable|disable|switch|connect|create|leave|add|publish|subscribe|install|upgrade|update"
    r"|build)(?:ed|d)?"
    # "Created a room and it failed", "Starting the camera gives an error"
    r"|(?:created|made|opened|called|ran|run(?! into)|started|joined|clicked|tapped|pressed"
    r"|installed"
    r"|upgraded|updated|built|launched|entered|logged in|followed|following|implement(?:ed)?)"
    r"|\w{2,12}ing (?:[\w.`]+ ){1,5}(?:gives?|causes?|throws?|results?|leads?|returns?|fails?"
    r"|shows?|logs?|crashes)"
    r"|(?:i|we|you|users?|he|she|they|someone|the (?:host|client|caller|callee|user|app"
    r"|other side))"
    r" (?:\w+ )?(?:integrat|migrat|deploy|configur|register|initiali[sz]|plug|unplug|answer|accept"
    r"|hang|put|go to|went|move|turn|mute|unmute|rotate|share|record|invite|scroll|typ|select"
    r"|upload"
    r"|download|restart|reinstall|reload|refresh|minimi[sz]|kill|lock|unlock|log (?:in|out)|sign"
    r"|import|pass|change|replace|remove|delet|pick|load|play|pause|resum|reconnect|do(?=:))\w*"
    r"|each time|any ?time|as long as|the moment|right after|leads? to|results? in"
    r"|in (?:the )?(?:background|foreground|killed state)|(?:release|debug|production) (?:mode"
    r"|build)|(?:on|at) (?:app )?(?:launch|start ?up|login|joining)"
    r"|reproduc(?:e[sd]?|ible) (?:on|in|by|with|using|it|this)|works? (?:the same|as|like))\b"
    r"|按照|按(?:文档|说明|教程)|使用|用了|点击|点开|进(?:入|房|频道|会议|直播|[^行程一步度而制阶]{0,2}通话)|打开|退出|切换"
    rf"|(?:{_FUNCTIONS}){_NO_FAILURE}|升级|更新|安装"
    r"|设置|开启|关闭|集成|导入|引入|接入|配置|添加|替换|删除|监听|锁屏|断网"
    r"|[切退进]?(?:到)?后台|重启|卸载|扫码|邀请|长按|输入|选择|上麦|下麦|静音|旋转|插[上入]|拔[掉出]|传入|改[成为]|换成"
    r"|打包|发布(?![会者])|真机|调试|运行|会(?:出现|导致|引起)|就会|才会|一\S{1,12}?就|接通|杀(?:掉|死|进程|后台)|[通会]话中"
    r"|的时候|之后|以后|时[,，候 ]|后|如果|一旦|每次"
)
# What a title needs to tell it by itself: a short one only names the problem.
_WHEN = folded(
    r"\b(?:when(?:ever)?|after|while|once|if|upon|during|as soon as|every time)\b"
    r"|的时候|之后|以后|时|后|过程中|期间|如果|一旦|每次|调用|使用|运行|点击|打开"
)
_SHORT_TITLE = 16
# "I have already set the key": what was done right, not how it breaks.
_ALREADY = folded(
    r"^\W*(?:i|we)(?:'ve| have)? already\b|^\W*(?:i|we) (?:get|got|see) (?:the|this) following"
)
# The words of a tracker to whoever opens an issue.
_TRACKER = folded(
    r"\b(?:paste (?:the|your|its) \w+|issue tracker|discourse|stack ?overflow|(?:open|file|submit"
    r"|create|raise) (?:an?|a new|your)"
    r" (?:issue|ticket|bug)|if you (?:have|need|found|find|encounter\w*) (?:an?|any|questions?"
    r"|support))\b"
)
# What a form asks instead of "steps to reproduce".
_FORM_ASKS = folded(
    r"^[ \t>]{0,8}(?:#|\*\*|__)[#*_ \t]{0,8}(?:which|what|how|where|have|did|do|does|is|are|can"
    r"|will) "
)
_DONE = folded(
    r"^[ \t>#*_]{0,8}(?:what (?:did|were) you (?:do|try)\w*|what i did|how did (?:it|this) happen"
    r"|你(?:做了|的操作)\S{0,6}|做了什么|操作(?:过程|流程|路径))[^\n\w]{0,12}$"
)
_PICTURE = cased(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<(?:img|video)\b[^>\n]{0,500}>|https?://\S{4,300}"
)
# "Pixel 8. Steps: 1. open 2. join", "the steps: first join, then …" in the middle of a line.
_BESIDE = folded(
    r"(?:(?<!next )\b(?:repro(?:duction)? )?steps(?: to reproduce)?|步骤(?:如下|是)?)[ \t]?[:：]"
    r"(?P<steps>[^\n]{4,600})"
)
_MOST_NARRATED = 6  # sentences
_SENTENCE = cased(r"[^\n。！？!?]{4,600}")


def reproduction_steps(document: Document) -> list[Found]:
    """Return the text that tells how to get there: a steps section, a list, or a line of them."""
    for entry in document.of_kind("steps"):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        if not _is_empty(document.told[region.start : region.end]):
            return [Found(value=value, start=region.start, end=region.end, rule="steps section")]
    # "1. SDK version: 4.2.0": a form may number what it asks.
    asked = [one.at for one in document.entries if one.kind in _NOT_NARRATION]
    numbered = [
        match.span()
        for match in _NUMBERED.finditer(document.told)
        if not any(match.start() <= at < match.end() for at in asked)
    ]
    if len(numbered) >= 2:  # noqa: PLR2004 - one numbered line is no list
        start, end = numbered[0][0], numbered[-1][1]
        region = trimmed(document.text, start, end)
        value = document.text[region.start : region.end]
        return [Found(value=value, start=region.start, end=region.end, rule="numbered list")]
    beside = _BESIDE.search(document.told)
    if beside is None or _is_empty(beside["steps"]):
        return []
    region = trimmed(document.text, *beside.span("steps"))
    value = document.text[region.start : region.end]
    return [Found(value=value, start=region.start, end=region.end, rule="steps beside")]


def repro_steps_present(document: Document, steps: list[Found]) -> list[Found]:
    """Return the evidence that the report tells how the failure comes about.

    A developer who narrates ("after login, X") has told it; a bare stack trace has not, and a
    steps section that says "random" has said that there are none.
    """
    if steps:
        return [_evidence(document, steps[0].start, steps[0].end, "steps told")]
    if done := _what_was_done(document):
        return [_evidence(document, *done, "told what was done")]
    asked = [document.told[one.start : one.end] for one in document.of_kind("steps")]
    if any(_NO_STEPS.search(answer) for answer in asked):
        return []
    narrated = islice(_narration(document), _MOST_NARRATED)
    return [_evidence(document, *one, "narrated") for one in narrated]


def _what_was_done(document: Document) -> Region | None:
    """Return what stands below the heading "What did you do?"."""
    for heading in _DONE.finditer(document.filled):
        below = document.filled[heading.end() : heading.end() + 600]
        answer = below.lstrip()
        start = heading.end() + len(below) - len(answer)
        line = answer.split("\n", 1)[0]
        if len(line) > _SHORT_TITLE and not _NO_STEPS.search(line) and line[0] not in "#<!*":
            return Region(start, start + len(line))
    return None


def results(document: Document, kind: str) -> list[Found]:
    """Return what stands under "expected" or "actual"."""
    found: list[Found] = []
    for entry in document.of_kind(kind):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        found.append(Found(value=value, start=region.start, end=region.end, rule=f"{kind} section"))
    return found[:3]


def _narration(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the sentences of running text: no log, no code, no expected result, no form field.

    The title names the problem; it narrates only when it also says when ("crash after login").
    """
    labels = [Region(one.at, one.start) for one in document.entries]
    silent = [
        Region(one.at, one.end)
        for one in document.entries
        if one.kind in _NOT_NARRATION and one.at >= document.title.end
    ]
    narrated = blank(document.told, [one for one in (*labels, *silent) if one.end > one.start])
    for match in _SENTENCE.finditer(narrated):
        said = match[0].strip()
        in_title = match.start() < document.title.end
        names_only = in_title and len(said) < _SHORT_TITLE
        if (
            not said
            or names_only
            or any(one.search(said) for one in (_NO_STEPS, _ALREADY, _TRACKER, _FORM_ASKS))
        ):
            continue
        if (_WHEN if in_title else _ACTION).search(said):
            yield match.span()


_NOT_NARRATION = frozenset(
    {"expected", "sdk_version", "os", "device", "logs", "sdk", "version", "named_version",
     "platform", "browser", "host", "regression", "healthy", "api_level"}
)  # fmt: skip


def _is_empty(value: str) -> bool:
    plain = _PICTURE.sub("", value).strip()
    listed = len(_NUMBERED.findall(plain)) >= 2 or len(_BULLET.findall(plain)) >= 2  # noqa: PLR2004
    return len(plain) < 4 or (not listed and len(plain) < 200 and bool(_NO_STEPS.search(plain)))  # noqa: PLR2004


def _evidence(document: Document, start: int, end: int, rule: str) -> Found:
    region = trimmed(document.text, start, end)
    line = document.text[region.start : region.end].split("\n", 1)[0]
    return Found(value=line[:160], start=region.start, end=region.end, rule=rule)
