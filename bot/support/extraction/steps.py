"""Reproduction steps, expected and actual result, and whether the steps say anything."""

from collections.abc import Iterator
from itertools import islice, pairwise

from bot.support.extraction.asking import reported
from bot.support.extraction.document import Document
from bot.support.extraction.failures import FAILS
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, blank, trimmed
from bot.support.extraction.template import Entry

_NUMBERED = folded(r"^[ \t>*-]{0,8}(?:step ?)?\(?\d{1,2}[.、)）:：](?!\d)[^\n]{3}[^\n]{0,600}")
_BULLET = cased(r"^[ \t]{0,8}[-*•][ \t][^\n]{6}")
# An answer that there are no steps, and what says so in any sentence.
_NO_STEPS = folded(
    r"^\W{0,6}(?:n/?a|none|no|nothing|unknown|unclear|not sure|idk|todo|tbd|无|没有|暂无|未知"
    r"|不清楚|不详)\W*$"
)
_CANNOT = folded(
    r"\bno (?:steps|clear|known|reliable|idea how|way to repro\w*)\b"
    r"|\b(?:can ?not|can'?t|could ?n[o']t|couldn'?t|unable to|not able to|don'?t know how to"
    r"|haven'?t been able to|not (?:sure how to )?)\b.{0,16}\brepro\w*\b"
    r"(?! (?:(?:it|this|the \w+) )?(?:on|with|in|using|when|by)\b)"
    r"|(?:无法|没法|不能|未能|难以|没有?|不知道?(?:如何|怎么)?)(?:稳定)?(?:本地)?(?:复现|重现)"
    r"|未(?:发现|复现|能复现)"
)
# How often is no step; in a sentence that tells more it takes nothing away.
_HOW_OFTEN = folded(
    r"\b(?:by chance|rare(?:ly)?|sometimes|always|every ?time|happens"
    r"|(?:sudden|random|occasional)(?:ly)?|sporadic(?:ally)?|intermittent(?:ly)?|uncertain"
    r"|unstable)\b|偶[现尔发]|必现|随机|有时|不固定|不确定|不定时"
)
_ASKS_HOW_OFTEN = folded(r"\boften\b|\brate\b|frequen|probability|概率|频率|几率")
_SAYS_MORE = 60
# 推流失败 and 无法推流 name what fails; 推流 alone is something done.
_FUNCTIONS = (
    "调用|登录|登陆|发送|接收|加入|离开|初始化|拉取|获取|编译|连接|重连|接听|拨打|挂断|上传|下载|订阅|推流|拉流"
    "|播放|录制|注册|共享|分享|呼叫|绑定"
)
_NO_FAILURE = r"(?!\S{0,3}?(?:失败|不了|不上|不到|报错|异常|不成功|不稳|超时))"
# What people say of themselves that is nothing done: "we have", "I get", "users complain".
_NOTHING_DONE = (
    r"(?:am|are|is|was|were|be|been|ha\w+|had|do|did|does|don'?t|didn'?t|can|can'?t|cannot|could\w*"
    r"|will|would|should|may|might|must|gets?|got|sees?|saw|hears?|wants?|needs?|like|love|think"
    r"|thought|believe|hope|know|face\w*|facing|experienc\w+|encounter\w*|receiv\w+|find|found"
    r"|notic\w+|guess|suspect|suppose|assume|expect\w*|wonder|understand|appreciate|look|hit|runs?"
    r"|report\w*|complain\w*|mention\w*|keeps?|loses?|lost|fail\w*|crash\w*|still|also"
    r"|already|not|never|tr(?:y|ied)(?! to)|only|really|just|and|who|with|from|for|the)"
)
# When it happens, in Chinese. 实时, 超时, 最后 and 后端 say nothing of the kind.
_CHINESE_WHEN = (
    r"(?<!运行)(?<![实延超定临小按及])时(?![间长延钟区不常])|(?<!集成)(?<!上线)(?<!发布)(?<![最天周月年])后(?![来面续端置])|如果|一旦|每次|期间|过程中"
    r"|[都就才]会|升[级到]"
)
# Words by which a narrator ties the failure to something done.
_ACTION = folded(
    r"\b(?:when(?:ever)?|after|once|if|upon|(?<!this )during|(?:as|so) (?:soon|long) as|the moment"
    r"|(?:every|each|any) ?time|by \w{3,12}ing|(?:try|trying|tried) to|calling|using"
    # what is run in a shell
    r"|(?:npm|yarn|pnpm|pod|flutter|gradlew?|docker|pip|cmake) (?:run|install|build|start|update)"
    # who does something
    r"|(?:i|we|users|he|she|(?:the|an?) (?:host|client|caller|callee|user|other side)) "
    r"(?:(?:then|just|also|only|already|simply|\w+ly|(?:have|has|had)(?= \w+(?:ed|en|wn|pt|ne|un"
    r"|lt)\b)) )?"
    rf"(?!{_NOTHING_DONE}\b)[a-z]{{3,}}"
    # "Created a room and it failed", "Starting the camera gives an error"
    r"|(?:created|made|opened|called|ran|started|joined|clicked|tapped|pressed|installed"
    r"|upgraded|updated|built|launched|entered|logged in|followed|(?<!the )following"
    r"|implement(?:ed)?)"
    r"|(?!(?:see|gett|fac|hav|experienc|encounter|receiv)ing\b)\w{2,12}ing "
    r"(?:[\w.`()]+ ){1,5}(?:gives?|causes?|throws?|results?|leads?|returns?|fails?|shows?|logs?"
    r"|crashes|freezes|kills|breaks|stops|hangs|drops|mutes|makes|turns|ends|brings)"
    # what holds meanwhile: "as I hang up", "with the app killed", "in release mode"
    r"|as (?:i|we|he|she|they|(?:the |a )?users?) (?!know|sa[iy]|can\b|see\b|mention|understand"
    r"|have\b"
    r"|am\b|are\b|need|expect)\w+"
    r"|(?:app|screen|phone|device|tab|page|window) (?:is |was )?(?:killed|closed|locked|hidden"
    r"|minimi[sz]ed|terminated|backgrounded|suspended|off)"
    r"|in (?:release|debug|profile|landscape|portrait|incognito) ?(?:mode|build)?"
    r"|(?:above|below|more than|(?:older|larger|longer|bigger|greater|less|higher) than) \w+"
    r"|switch(?:es|ed|ing)? (?:from|to)|mid[- ]call"
    r"|at the (?:start|end|beginning) of|in the middle of|over (?:vpn|wi-?fi|[345]g|lte"
    r"|mobile data)"
    r"|with (?:bluetooth|headphones?|(?:a )?headset|airpods|more than)"
    r"|(?:first|second|third|2nd|3rd) (?:call|join|attempt|user|participant)"
    r"|(?:sent|made|received|recorded|started|opened) (?:from|by|in|with|via|while)"
    r"|in (?:the )?(?:background|foreground|killed state)"
    r"|(?:on|at|each|every) (?:app )?(?:launch|start(?: ?up)?|log ?in|join|connect|reconnect"
    r"|publish|subscribe|exit|logout|(?<=y )call|(?<=h )call)(?:ing|ion)?)\b"
    rf"|{_CHINESE_WHEN}|在\S{{1,14}}(?:模式|环境)|(?:模式|网络|情况|[345]G|wi-?fi)下|会(?:出现|导致|引起)|一\S{{1,12}}?就|然后|接着|先\S{{1,20}}再"
    r"|就(?=\S{0,8}?(?:崩|闪|报错|失败|没|不|黑|白|卡|断|退|掉))"
    r"|按照|按(?:文档|说明|教程)|(?<!是)通过(?!了)|用(?![户途量例法处]|的是|的?[ ]?v?\d)"
    r"|点[击开]|进(?:入|房|频道|会议|直播|[^行程一步度而制阶]{0,2}通话)|打开|退出|切换|跑(?!通)|运行(?!时)|真机|调试"
    rf"|(?<![法能])(?:{_FUNCTIONS}){_NO_FAILURE}|发(?=消息|图|语音|文件|视频|表情){_NO_FAILURE}|更新|安装|设置|开启|关闭|添加|替换|删除"
    r"|后台|重启|卸载|扫码|邀请|长按|输入|选择|[上下]麦|静音|旋转|锁屏|断网|改[成为]|换成|打包|杀(?:掉|死|进程)"
)
# In a title these only say where the problem is: "error while joining", "call drops". Elsewhere a
# sentence that begins with such a verb tells what to do.
_IN_PROSE = folded(
    r"\bwhile\b|集成|导入|引入|接入|配置"
    r"|^\W*(?:(?:then|just|first|now) )?(?:open|click|tap|press|join|start|run(?! `?flutter doctor)"
    r"|go to|create|connect|log ?in|launch|close|leave|send|enter|select|publish|produce|enable"
    r"|disable|switch|kill|turn|mute|unmute|answer|accept|call|reload|refresh|restart|lock|unlock"
    r"|scan|upload|record|share|(?!(?:gett|hav|fac|see|experienc|look|hop|miss|follow|accord|regard"
    r"|be|someth|noth|anyth|everyth|dur|morn|exist|incom|outgo)ing\b)[a-z]{3,}ing (?:a|an|the|my"
    r"|up|down"
    r"|to|from|in|on|[A-Z]\w+s?)(?= ))\b(?!:|.{0,24}\b(?:fails?|errors?|issues?|problems?|crash\w*"
    r"|doesn'?t|isn'?t|not|is|was|log|stack)\b)"
)
# A title as short as this only names the problem.
_SHORT_TITLE = 10
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
# What a form writes itself: headings, questions in bold, boxes.
_FORM_ASKS = folded(
    r"^[ \t>]{0,8}(?:#{1,6} |(?:\*\*|__)[*_ \t]{0,8}(?:which|what|how|where|have|did|do|does|is|are"
    r"|can|will) |[-*][ \t]{0,3}\[[ \txX*]?\])"
)
_PICTURE = cased(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<(?:img|video)\b[^>\n]{0,500}>|https?://[!-~]{4,300}"
)
# "Pixel 8. Steps: 1. open 2. join", "the steps: first join, then …" in the middle of a line.
_BESIDE = folded(
    r"(?:(?<!next )\b(?:repro(?:duction)? )?steps(?: to reproduce)?|步骤(?:如下|是)?)[ \t]?[:：]"
    r"(?P<steps>[^\n]{4,600})"
)
# A fence, a comment in code, a box of the form or of a doctor's report, a label with nothing.
_NO_ANSWER = cased(
    r"^[ \t>]{0,8}(?:(?:```|~~~|//|(?:[-*] )?\[[ xX✓√!✗]\][ \t])[^\n]*|[xX]{4,40}|\d{1,2}[.、)]"
    r"|[^\n:：]{1,16}[:：][ ]?(?:[(（]如果有[)）])?)[ \t]*$"
)
_MOST_NARRATED = 6  # sentences
_CHINESE = cased(r"[一-鿿]")
_SENTENCE = cased(r"[^\n。！？!?]{4,600}")


def reproduction_steps(document: Document) -> list[Found]:
    """Return the text that tells how to get there: a steps section, a list, or a line of them."""
    unlogged = blank(document.filled, document.logs)
    for entry in _steps_sections(document):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        if not _is_empty(unlogged[region.start : region.end]):
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
    if _CANNOT.search(document.told):
        return []
    asked = [document.told[one.start : one.end] for one in _steps_sections(document)]
    if any(_says_none(answer) for answer in asked):
        return []
    narrated = islice(_narration(document), _MOST_NARRATED)
    return [_evidence(document, *one, "narrated") for one in narrated]


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
        if one.kind in _NOT_NARRATION and one.at >= document.title.end and _answers(document, one)
    ]
    narrated = blank(reported(document), [one for one in (*labels, *silent) if one.end > one.start])
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
        in_prose = not in_title and (_IN_PROSE.search(said) or _tells_the_case(said))
        if _ACTION.search(said) or in_prose:
            yield match.span()


def _tells_the_case(said: str) -> bool:
    """Tell "耳机插着，对方听不到": a clause that fails behind one that is no failure itself.

    The first names the case, unless it only says who reports, how often, or with which version.
    """
    return any(
        FAILS.search(then)
        and _CASE.search(case)
        and not (_NO_CASE.search(case) or FAILS.search(case))
        for case, then in pairwise(_CLAUSE_END.split(said))
    )


_CLAUSE_END = cased(r"[,，]\s{0,2}")
_CASE = cased(r"[一-鿿]{4}")
_NO_CASE = folded(
    r"版本|系统|机型|反馈|上报|线上|后台|用户|客户|bugly|偶[现尔发]|[你您]好|大家|大佬|[请求急]|麻烦|如[图下题]|日志|截图"
    r"|希望|感谢|谢谢|为了|问题|正常|看了|文档|官方|demo|最新|全部|所有|[有是]没?有?的?$"
)


def _answers(document: Document, entry: Entry) -> bool:
    """Tell a field from prose behind a colon: "On version 4.2: when I join, ..."."""
    return (
        "version" not in entry.kind
        or _DIGIT.search(document.told, entry.start, entry.end) is not None
    )


_DIGIT = cased(r"\d")
_NOT_NARRATION = frozenset(
    {"expected", "sdk_version", "os", "device", "logs", "sdk", "version", "named_version",
     "platform", "browser", "host", "regression", "healthy", "api_level"}
)  # fmt: skip


def _steps_sections(document: Document) -> list[Entry]:
    return [one for one in document.of_kind("steps") if not _ASKS_HOW_OFTEN.search(one.label)]


def _is_empty(value: str) -> bool:
    plain = _NO_ANSWER.sub("", _PICTURE.sub("", value)).strip()
    listed = len(_NUMBERED.findall(plain)) >= 2 or len(_BULLET.findall(plain)) >= 2  # noqa: PLR2004
    return len(plain) < 4 or (not listed and _says_none(plain))  # noqa: PLR2004


def _says_none(answer: str) -> bool:
    plain = _PICTURE.sub("", answer).strip()
    if len(plain) < 200 and (_NO_STEPS.search(plain) or _CANNOT.search(plain)):  # noqa: PLR2004
        return True
    return _weight(plain) < _SAYS_MORE and bool(_HOW_OFTEN.search(plain))


def _weight(text: str) -> int:
    """Return the length in letters of English: a Chinese character says as much as three."""
    return len(text) + 2 * len(_CHINESE.findall(text))


def _evidence(document: Document, start: int, end: int, rule: str) -> Found:
    region = trimmed(document.text, start, end)
    line = document.text[region.start : region.end].split("\n", 1)[0]
    return Found(value=line[:160], start=region.start, end=region.end, rule=rule)
