"""Anything by which a text says that something goes wrong, small or large, in both languages."""

from bot.support.extraction.patterns import folded
from bot.support.extraction.symptoms import CRASH, ERROR_NAMED, FLAT_FAILURE, LOST, SECURITY, TOTAL

# What the software does not do; what "I don't have" or "please don't" do is nobody's failure.
_NOT_DONE = (
    r"(?:(?<!\bi )(?<!\bwe )(?<!please )(?<=\w )(?:do|did|have|had)(?:n'?t| not)|\b(?:does|is"
    r"|are|was|were|has|ca|could|wo|would|should)n'?t|\bcannot|\bcan not|\b(?:does|is|are|was"
    r"|were|has|can|could|will|would) not|(?<!\bi )(?<!\bwe )\bnever|\bno longer|\bunable to"
    r"|\bnot able to)\b(?! (?:know|understand|sure|want|need|find|wait|think|believe|mind|matter"
    r"|care|plan|familiar|have (?:an?|to)|seem to find|tell|thank)\b)|\b(?:do|did|have"
    r"|had)(?:n'?t| not|(?<=ve) never) (?:\w+ )?(?:hear|see(?! (?:how|where|what|any))|receiv"
    r"|get(?! (?:it|how|why)\b)|work|connect|join|load|reach|start|show|fire|trigger)\w*"
    r"|(?<!if )\bnot (?:\w+ly )?(?:work|receiv|coming|deliver|called|connect|join|play|show"
    r"|trigger|fir|respond|found|updat|display|reach|return|visible|audible|record|load|open"
    r"|send|sent|start|publish|compil|render|support)\w*|\bno (?:\w+ )?(?:audio|sound|video"
    r"|voice|picture|image|response|callback|message|push|notification|stream|ring|reaction"
    r"|effect|event)s?\b"
)
# How a thing is, or becomes: "the list stays empty".
_STATE = (
    r"\b(?:is|are|was|were|stays?|remains?|goes|went|gets?|got|becomes?|looks?|turns?"
    r"|comes? back|returns?|shows?|only|always|suddenly|all|just) (?:\w+ ){0,2}?(?:null|nil"
    r"|empty|blank|black|white|green|gr[ae]y|frozen|silent|muted?|choppy|blurry|missing|dead"
    r"|unusable|unavailable|unstable|distorted|robotic|garbled|delayed|rotated|mirrored|upside"
    r"|off|invalid|slow(?:er)?|late|too|high(?:er)?|low(?:er)?|bad|poor|worse|quieter|louder|hot"
    r"|jerky|stretched)\b"
)
# Words for failure by themselves.
_WORDS = (
    r"\b(?:fail(?:s|ed|ing|ures?)?|errors?|exceptions?|crash(?:es|ed|ing)?|bugs?|regression"
    r"|outage|broken?|breaks|wrong|incorrect\w*|unexpected\w*|inconsistent\w*|corrupt\w*|stuck"
    r"|hangs|hung|froze|freez\w+|stutter\w*|flicker\w*|artifacts?|glitch\w*|lags|laggy|lagging"
    r"|echo\w*|nois[ey]|choppy|blurry|deadlocks?|leaks?|high (?:latency|cpu|memory)|latency"
    r"|frozen|times? out|timed out|timeout|disconnects|disconnected|reconnects|drops|dropped"
    r"|drains?|lost|losing|loses|missing|disappear\w*|vanish\w*|duplicate[sd]?|twice|out of sync"
    r"|denied|refused|rejected|blocked|kicked|killed|ignores|ignored|stopped|stops|overheat\w*"
    r"|OOM|undefined|NaN|unusable|weird|does nothing|nothing happens|problem with|issue with"
    r"|complain\w*)\b|\b\w+Error\b"
)
# "We get 1109", "it returns -17": a number that counts nothing.
_CODES = (
    r"\b(?:gets?|got|getting|receiv\w+|return(?:s|ed|ing)?|throw(?:s|n|ing)?|shows?|see(?:ing)?"
    r"|gives?|comes? back|with|code)\b[^\n.]{0,16}?(?<![\w.])(?:[-−]\d{1,6}"
    r"|(?!200\b)[1-9]\d{2,4})(?![\w%]|\.\d|[ ]?(?:ms|px|fps|[km]bps|[a-z]{3,}s)\b)"
)
# What tells of an expectation that was not met.
_PHRASES = (
    r"\b(?:out of order|(?:two|three|several|many) times|by (?:itself|themselves)|for no reason"
    r"|on its own|keeps? (?:loading|reconnecting|spinning|ringing|asking|buffering|growing"
    r"|disconnecting)|refuses? to|unresponsive|takes (?:too long|forever|ages)|infinite(?:ly)?"
    r"|pixelated|blocky|grainy|cut off|mismatch|lose|(?:is|get|see|have) an? (?:\w+ )?delay"
    r"|struggling|(?:have|having|face|facing|there is|there's|got|hit|seeing|experienc\w+"
    r"|encounter\w*|run into|ran into) (?:\w+ ){0,3}?(?:problem|issue|trouble)s?|(?:bad|poor"
    r"|terrible|awful) (?:\w+ )?(?:quality|sound|audio|video|picture|performance))\b"
    r"|\b(?:still(?! (?:need|want|wonder|have|looking|waiting))|although|even though|instead"
    r"|doubled?|shuts? down|cropped|truncated|each other out|hear (?:ourselves|myself|themselves"
    r"|yourself)|(?:considered|treated as|marked as|reported as|shown as|shows?"
    r"|appears?) (?:\w+ )?(?:expired|invalid|offline|failed|zero|online)|ends? (?:in"
    r"|with) (?:an? )?[45]\d\d|does nothing|gr[ae]y (?:box|screen|area|rectangle)"
    r"|throws?(?= \w+(?:Error|Exception))|(?:faces?|colou?rs?|picture|image|video|screen"
    r"|preview)(?: is| are| look| looks| turns?)? (?:green|purple|pink|stretched|too dark"
    r"|overexposed)|absent|overlaps?|(?:finds?|gives?|returns?) (?:nothing|no \w+)|logged out"
    r"|signed out|eats?(?= \w*\d)|uses? too much|too (?:much|many|slow|long|late|loud|quiet|big"
    r"|large|early|often))\b|\bcpu\b[^\n.]{0,12}\d{2,3} ?%|\b\d{2,3} ?% (?:of )?(?:the )?cpu\b"
    r"|\bshows? nothing\b|\bexpire[sd]? (?:immediately|too|early|at once)"
)
# Whatever "does not", said of the software and not by "we" or in a choice (是不是).
_NOT_IN_CHINESE = (
    r"(?<![我们你是要能会好行对用可找])不(?![是用需必要同过知明管论仅但止限少想客好了清确得如妨然多断错行可太会能够应该好再懂])[一-鿿]"
    r"|(?<![我们有])没有?(?:\S{0,2})(?:更新|刷新|变|加载|弹|提示|结果|数据|图|通|接|同步|保存"
    r"|消失)|权限不足|看不见|不全|(?!找不到[^\n，。]{0,6}(?:文档|说明|示例|教程"
    r"|资料))[^了要就]不(?:了|上|到|出|动|成功|生效|触发|显示|回调|响应|工作|正常|一致|同步|稳定"
    r"|准|对|起来|通|开|清)(?!了?[吗么])|不(?:生效|触发|回调|响应|工作|成功)"
    r"|没有?(?:\S{0,2})(?:声音|画面|反应|响应|回调|触发|收到|显示|效果|生效|执行|返回|起作用|响"
    r"|提醒|弹|推送|变化|成功)|无(?:声|画面|反应|响应|回调|效|法)|(?<!能)不能|没法|打不开|不见了"
    r"|不起作用|没有?了|(?<![行可])不行(?![吗么])|时有时无"
)
# Words for failure in Chinese.
_WORDS_IN_CHINESE = (
    r"却|变成|多出|居然|竟然|才[能行]|忽[大高快]忽|报红|倒了|还能[看收听]|只有一[方边端]|卡成"
    r"|显示错|失败|报错|错误|异常|崩|卡顿|卡住|[很太好]卡|掉线|断线|断连|(?<![会能])断开"
    r"|[黑白花绿蓝]屏|回声|杂音|噪[音声]|啸叫|电流声|模糊|马赛克|延迟|[很太变]慢|丢(?:失|包|帧"
    r"|消息|了)|重复|两条|错乱|乱码|泄[漏露]|溢出|发[热烫]|耗电|挂了|瘫痪|宕机|中断|超时|被(?:踢"
    r"|拒|杀|断)|拒绝|[为是](?:空|null)|返回[ ]?[-−]?\d|返回 ?(?:空|null)|提示[ ]?[-−]?\d{3}"
    r"|有问题|故障|消失|必现|偶现|一直(?:转|停|在|是|涨|卡|触发|重连|提示|弹|报)|停在|[两多]次|断了|[黑花灰绿]的"
    r"|闪[烁动]|变形|拉伸|颠倒|错位|转圈|冲突|被挤|(?:自动|自己|突然)退出|断断续续|破音|爆音"
    r"|飙升|[过很太]高|声音[很太]?小|遇到[^\n，。]{0,6}问题"
)

FAILS = folded(
    "|".join(
        (
            *(f"(?:{one.pattern})" for one in (CRASH, LOST, ERROR_NAMED)),
            *(_NOT_DONE, _STATE, _WORDS, _CODES, _PHRASES, _NOT_IN_CHINESE, _WORDS_IN_CHINESE),
        )
    )
)
# What is said not to be done at all, or to answer with an error: a function that does not work.
FLATLY_FAILS = folded(
    f"{FLAT_FAILURE.pattern}|{ERROR_NAMED.pattern}|{_NOT_DONE}|{_NOT_IN_CHINESE}|{_CODES}"
)
# Said of something that works as well: "users can read other users' messages".
GRAVE = folded(f"{SECURITY.pattern}|{TOTAL.pattern}")
